//! What every page needs to draw its frame.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::Extensions;
use axum::http::request::Parts;

use super::{Settings, assets};
use crate::cookies::{Prefs, Theme, random_hex};
use crate::csrf::CsrfKey;
use crate::forms::Errors;
use crate::view::BannerView;

/// The city's own words around every page, from its configuration; what is not set is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// «唐山12345»
    pub name: String,
    /// «唐山市»
    pub region: String,
    /// Number of the hotline as dialled.
    pub tel: String,
    /// (words, address) of the footer's links: 隐私, 网站地图, 我为政府网站找错.
    pub links: Vec<(String, String)>,
    /// (term, value, address or empty): 主办单位, 承办单位, 联系电话, 网站标识码, ICP备案号, 公安备案号.
    pub footer: Vec<(String, String, String)>,
}

impl Default for Site {
    /// The sample city, without any registration of a real site.
    fn default() -> Self {
        Self {
            name: "唐山12345".to_owned(),
            region: "唐山市".to_owned(),
            tel: "12345".to_owned(),
            links: Vec::new(),
            footer: Vec::new(),
        }
    }
}

/// How this page looks to this person; base templates read it as `look`.
///
/// Extractor, always there: `async fn home(look: Look) -> Response`. Set the title before the page is drawn:
/// `look.titled("查进度")`.
#[derive(Debug, Clone)]
pub struct Look {
    /// The city.
    pub site: Arc<Site>,
    /// 大字版 and colours.
    pub prefs: Prefs,
    /// Form token for forms on this page.
    pub csrf: String,
    /// A key made for this page: a form that sends it twice is one act.
    pub once: String,
    /// Path of the request, for «here» in navigation.
    pub path: String,
    /// Sentence on top.
    pub notice: Option<BannerView>,
    /// Title of the page.
    pub title: String,
    /// How many fields are to be mended; the title then starts with «有误：».
    pub errors: usize,
    /// The public address is https.
    pub https: bool,
    /// Number of this request, for an error page and the log: «E-7K2MQ9».
    pub number: String,
    binding: String,
    key: CsrfKey,
}

impl Look {
    pub(super) fn new(
        settings: &Settings,
        prefs: Prefs,
        path: String,
        binding: String,
        notice: Option<BannerView>,
    ) -> Self {
        Self {
            site: Arc::clone(&settings.site),
            prefs,
            csrf: settings.csrf.token(&binding),
            once: random_hex::<16>().unwrap_or_default(),
            path,
            notice,
            title: String::new(),
            errors: 0,
            https: settings.https,
            number: number(),
            binding,
            key: settings.csrf.clone(),
        }
    }

    /// A look outside any request, for tests and printed samples: fixed token and keys, light, not elder.
    pub fn sample() -> Self {
        let key = CsrfKey::new([0; 32]);
        Self {
            site: Arc::default(),
            prefs: Prefs::default(),
            csrf: key.token("sample"),
            once: "sample".to_owned(),
            path: "/".to_owned(),
            notice: None,
            title: String::new(),
            errors: 0,
            https: false,
            number: "E-SAMPLE".to_owned(),
            binding: "sample".to_owned(),
            key,
        }
    }

    /// The look the frame made for this request; outside the frame (a handler tested alone) a sample.
    pub fn of(extensions: &Extensions) -> Self {
        extensions.get::<Self>().cloned().unwrap_or_else(Self::sample)
    }

    /// Sets the title.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Says in the title that the form has errors.
    #[must_use]
    pub fn with_errors(mut self, errors: &Errors) -> Self {
        self.errors = errors.len();
        self
    }

    /// Whether a form token was made for this session or visitor.
    pub fn token_is_ours(&self, token: &str) -> bool {
        self.key.fits(&self.binding, token)
    }

    /// Text of `<title>`.
    pub fn head_title(&self) -> String {
        let wrong = if self.errors > 0 { "有误：" } else { "" };
        let dash = if self.title.is_empty() { "" } else { " - " };
        format!("{wrong}{}{dash}{}", self.title, self.site.name)
    }

    /// Classes of `<html>`: staff pages follow the system's colours, public ones stay light unless asked.
    pub fn html_class(&self, staff: bool) -> &'static str {
        match (self.prefs.elder, self.prefs.theme, staff) {
            (false, Theme::Dark, _) => "dark",
            (true, Theme::Dark, _) => "elder dark",
            (false, Theme::System, true) => "auto",
            (true, Theme::System, true) => "elder auto",
            (false, Theme::Light, _) | (false, Theme::System, false) => "light",
            (true, Theme::Light, _) | (true, Theme::System, false) => "elder light",
        }
    }

    /// Address of the style sheet.
    pub fn css(&self) -> &'static str {
        &assets::CSS.url
    }

    /// Address of the script.
    pub fn js(&self) -> &'static str {
        &assets::JS.url
    }

    /// Address of the script for staff.
    pub fn desk_js(&self) -> &'static str {
        &assets::DESK_JS.url
    }

    /// Address of the script for what changes while one looks.
    pub fn live_js(&self) -> &'static str {
        &assets::LIVE_JS.url
    }

    /// Address of the icon.
    pub fn icon(&self) -> &'static str {
        &assets::ICON.url
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Look {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions))
    }
}

/// Who works at this page; base_staff.html reads it as `staff`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaffView {
    /// «李某»
    pub name: String,
    /// «话务员»
    pub role: String,
    /// «市12345热线中心»
    pub unit: String,
    /// Whether the search box is shown.
    pub can_search: bool,
    /// Pages of the role, home first.
    pub nav: Vec<NavItem>,
}

/// One entry of the staff navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem {
    /// «待签收»
    pub label: String,
    /// Its address; it is «here» when it equals the path of the page.
    pub href: String,
    /// How many wait there.
    pub count: Option<u64>,
}

impl NavItem {
    /// An entry without a count.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into(), count: None }
    }
}

/// A number a person can read out over the telephone: no 0 O 1 I L.
fn number() -> String {
    const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    let mut random = [0_u8; 6];
    if getrandom::fill(&mut random).is_err() {
        return "E-222222".to_owned();
    }
    let letters = random.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 31)).copied().map(char::from));
    "E-".chars().chain(letters).collect()
}

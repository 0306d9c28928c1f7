//! Cookies: the session, the visitor before sign-in, how pages look, and the sentence carried over a redirect.
//!
//! Over https the secret ones are named `__Host-…`, so that no neighbour domain can set them; over http, which serves
//! only loopback and trials, browsers refuse that prefix, so the plain name stands. `SameSite=Lax`: links from WeChat
//! and mail must still open signed in.

use std::fmt;

use axum::http::{HeaderMap, HeaderValue, header};

use crate::view::{BannerView, Tone};

/// A session's secret, 256 random bits in hexadecimal. Only its hash is stored (by the session store).
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(..)")
    }
}

impl SessionToken {
    /// A new one.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn random() -> Result<Self, getrandom::Error> {
        random_hex::<32>().map(Self)
    }

    /// One that a session store made itself. `None` unless it can stand in a cookie: 16 to 128 letters, digits, `-`, `_`.
    pub fn of(text: &str) -> Option<Self> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        ((16..=128).contains(&text.len()) && text.chars().all(plain)).then(|| Self(text.to_owned()))
    }

    /// The secret itself, for the session store and the cookie.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// The one a request carries.
    pub fn read(headers: &HeaderMap, https: bool) -> Option<Self> {
        get(headers, session_name(https)).and_then(Self::of)
    }

    /// `Set-Cookie` that signs in. No `Max-Age`: it ends with the browser, and the store ends it earlier.
    pub fn set(&self, https: bool) -> HeaderValue {
        secret_cookie(session_name(https), &self.0, https, None)
    }

    /// `Set-Cookie` that signs out.
    pub fn clear(https: bool) -> HeaderValue {
        secret_cookie(session_name(https), "", https, Some(0))
    }
}

/// Which colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system has it (staff), else light.
    #[default]
    System,
    /// Light always.
    Light,
    /// Dark always.
    Dark,
}

/// How a person wants pages to look; kept in cookies, so that it works without JavaScript and without a flash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prefs {
    /// 大字版
    pub elder: bool,
    /// Colours.
    pub theme: Theme,
}

/// Name of the cookie of 大字版.
pub const ELDER: &str = "yihu_elder";
/// Name of the cookie of the colours.
pub const THEME: &str = "yihu_theme";
const FLASH: &str = "yihu_said";
const YEAR: u32 = 31_536_000;

impl Prefs {
    /// Reads them; odd values count as not set.
    pub fn read(headers: &HeaderMap) -> Self {
        Self {
            elder: get(headers, ELDER) == Some("1"),
            theme: match get(headers, THEME) {
                Some("dark") => Theme::Dark,
                Some("light") => Theme::Light,
                _ => Theme::System,
            },
        }
    }

    /// The two `Set-Cookie` values that keep them for a year.
    pub fn set(self) -> [HeaderValue; 2] {
        let theme = match self.theme {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        [plain_cookie(ELDER, if self.elder { "1" } else { "0" }, YEAR), plain_cookie(THEME, theme, YEAR)]
    }
}

/// Name of the cookie that knows a visitor before sign-in, only to bind form tokens and drafts to.
pub fn visitor_name(https: bool) -> &'static str {
    if https { "__Host-yihu_v" } else { "yihu_v" }
}

/// `Set-Cookie` of a visitor.
pub fn set_visitor(id: &str, https: bool) -> HeaderValue {
    secret_cookie(visitor_name(https), id, https, None)
}

/// `Set-Cookie` of a sentence that the next page shows once on top («已签收12件»). It must hold no identity.
pub fn say(tone: Tone, text: &str) -> HeaderValue {
    let tone = match tone {
        Tone::Good => 'g',
        Tone::Warn => 'w',
        Tone::Bad => 'b',
        Tone::Plain | Tone::Brand | Tone::Note => 'n',
    };
    let short: String = text.chars().take(200).collect();
    let text: String = form_urlencoded::byte_serialize(short.as_bytes()).collect();
    plain_cookie(FLASH, &format!("{tone}{text}"), 60)
}

/// The sentence a request brings, if any.
pub fn said(headers: &HeaderMap) -> Option<BannerView> {
    let value = get(headers, FLASH)?;
    let mut rest = value.chars();
    let tone = match rest.next()? {
        'g' => Tone::Good,
        'w' => Tone::Warn,
        'b' => Tone::Bad,
        _ => Tone::Plain,
    };
    let (text, _) = form_urlencoded::parse(rest.as_str().as_bytes()).next()?;
    (!text.is_empty()).then(|| BannerView::new(tone, text.chars().take(200).collect::<String>()))
}

/// `Set-Cookie` that forgets the sentence.
pub fn unsay() -> HeaderValue {
    plain_cookie(FLASH, "", 0)
}

/// The value of a cookie.
pub fn get<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// `BYTES` random bytes in hexadecimal.
pub(crate) fn random_hex<const BYTES: usize>() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}

fn session_name(https: bool) -> &'static str {
    if https { "__Host-yihu" } else { "yihu" }
}

fn secret_cookie(name: &str, value: &str, https: bool, max_age: Option<u32>) -> HeaderValue {
    let secure = if https { "; Secure" } else { "" };
    let age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    value_of(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}"))
}

fn plain_cookie(name: &str, value: &str, max_age: u32) -> HeaderValue {
    value_of(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age}"))
}

/// Names are constants and values are hexadecimal or percent-encoded, so the fallback never runs.
fn value_of(line: &str) -> HeaderValue {
    HeaderValue::from_str(line).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookie: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookie.parse().expect("header"));
        headers
    }

    #[test]
    fn session_cookie_has_the_host_prefix_over_https_and_is_never_printed() {
        let token = SessionToken::random().expect("random");
        assert_eq!(token.secret().len(), 64);
        let set = token.set(true);
        let set = set.to_str().expect("ascii");
        assert!(set.starts_with("__Host-yihu=") && set.contains("; Secure") && set.contains("; HttpOnly"));
        assert!(set.contains("; Path=/") && set.contains("SameSite=Lax") && !set.contains("Domain"));
        let plain = token.set(false);
        assert!(plain.to_str().is_ok_and(|line| line.starts_with("yihu=") && !line.contains("Secure")));
        assert_eq!(format!("{token:?}"), "SessionToken(..)");
        assert_eq!(SessionToken::read(&headers(&format!("a=1; yihu={}", token.secret())), false), Some(token));
    }

    #[test]
    fn odd_session_cookies_are_no_session() {
        for odd in ["", "short", "x y z 0123456789abcdef", &"a".repeat(129), "<script>0123456789"] {
            assert_eq!(SessionToken::of(odd), None, "{odd}");
        }
    }

    #[test]
    fn preferences_come_back_as_set() {
        let prefs = Prefs { elder: true, theme: Theme::Dark };
        let line = prefs.set().map(|value| value.to_str().expect("ascii").split(';').next().map(str::to_owned));
        let line = line.into_iter().flatten().collect::<Vec<_>>().join("; ");
        assert_eq!(Prefs::read(&headers(&line)), prefs);
        assert_eq!(Prefs::read(&headers("yihu_elder=yes; yihu_theme=<x>")), Prefs::default());
    }

    #[test]
    fn a_sentence_survives_the_redirect_whatever_it_holds() {
        let set = say(Tone::Good, "已签收12件；<b>&=%");
        let pair = set.to_str().expect("ascii").split(';').next().expect("pair").to_owned();
        assert_eq!(said(&headers(&pair)), Some(BannerView::new(Tone::Good, "已签收12件；<b>&=%")));
        assert_eq!(said(&headers("yihu_said=")), None);
    }
}

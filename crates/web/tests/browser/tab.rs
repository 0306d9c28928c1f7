//! A tab as a person uses it: by what is written on the page. Nothing here sleeps for a fixed time; it waits until what
//! is expected is there, and says what was there instead.

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::json;

use crate::driver::{Window, console, devtools, set_screen};

/// Longest wait for a page.
const PATIENCE: Duration = Duration::from_secs(15);
/// The narrowest window of all.
const NARROW: u32 = 320;
/// Between two looks.
const BLINK: Duration = Duration::from_millis(20);

pub(crate) struct Tab {
    pub(crate) client: Client,
    pub(crate) window: Window,
    /// The city's address.
    pub(crate) at: String,
    /// Stands before the name of each picture.
    pub(crate) prefix: &'static str,
    /// What was found wrong on the way: told together at the end.
    wrong: Mutex<Vec<String>>,
}

impl Tab {
    pub(crate) fn new(client: Client, window: Window, at: &str, prefix: &'static str) -> Self {
        Self { client, window, at: at.to_owned(), prefix, wrong: Mutex::default() }
    }

    pub(crate) async fn go(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.at)).await.unwrap();
    }

    /// The text that is seen on the page.
    pub(crate) async fn text(&self) -> String {
        match self.client.find(Locator::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Waits until the page has this heading.
    pub(crate) async fn arrives(&self, heading: &str) {
        let began = Instant::now();
        loop {
            let mut found = String::new();
            if let Ok(head) = self.client.find(Locator::Css("h1")).await {
                found = head.text().await.unwrap_or_default();
            }
            if found == heading {
                return;
            }
            let patient = began.elapsed() < PATIENCE;
            assert!(patient, "the heading is «{found}», not «{heading}»:\n{}", self.text().await);
            tokio::time::sleep(BLINK).await;
        }
    }

    /// Waits until all of these words are seen.
    pub(crate) async fn sees(&self, words: &[&str]) {
        let began = Instant::now();
        loop {
            let text = self.text().await;
            let Some(missing) = words.iter().find(|word| !text.contains(**word)) else { return };
            assert!(began.elapsed() < PATIENCE, "«{missing}» is not on the page:\n{text}");
            tokio::time::sleep(BLINK).await;
        }
    }

    /// None of these words is seen now.
    pub(crate) async fn sees_not(&self, words: &[&str]) {
        let text = self.text().await;
        for word in words {
            assert!(!text.contains(word), "«{word}» should not be on the page:\n{text}");
        }
    }

    /// The first element of a path that is shown.
    async fn shown(&self, path: &str, what: &str) -> Element {
        let began = Instant::now();
        loop {
            for element in self.client.find_all(Locator::XPath(path)).await.unwrap_or_default() {
                if element.is_displayed().await.unwrap_or(false) {
                    return element;
                }
            }
            let patient = began.elapsed() < PATIENCE;
            assert!(patient, "«{what}» cannot be found:\n{}", self.text().await);
            tokio::time::sleep(BLINK).await;
        }
    }

    /// Presses what is shown. The page that is just being left may still show the like: then it is looked for again on
    /// the one that comes.
    async fn click(&self, path: &str, what: &str) {
        let began = Instant::now();
        loop {
            match self.shown(path, what).await.click().await {
                Ok(()) => return,
                Err(error) if error.is_stale_element_reference() && began.elapsed() < PATIENCE => {
                    tokio::time::sleep(BLINK).await;
                }
                Err(error) => panic!("«{what}»: {error}"),
            }
        }
    }

    /// Presses the button, link or fold with this label.
    pub(crate) async fn press(&self, label: &str) {
        let path = format!("//*[self::a or self::button or self::summary][normalize-space(.)=\"{label}\"]");
        self.click(&path, label).await;
    }

    /// Opens the row of a list that is worked through.
    pub(crate) async fn opens(&self, number: &str) {
        let path = format!("//ol[@class=\"queue\"]//a[contains(., \"{number}\")]");
        self.click(&path, number).await;
    }

    /// Presses the button with this label, where a fold above it has the same.
    pub(crate) async fn press_button(&self, label: &str) {
        let path = format!("//button[normalize-space(.)=\"{label}\"]");
        self.click(&path, label).await;
    }

    /// Opens the fold with this label: the navigation may have the same word.
    pub(crate) async fn unfolds(&self, label: &str) {
        let path = format!("//summary[normalize-space(.)=\"{label}\"]");
        self.click(&path, label).await;
    }

    /// The control of a label.
    async fn control(&self, label: &str) -> Element {
        let path = format!("//label[@for][starts-with(normalize-space(.), \"{label}\")]");
        let id = self.shown(&path, label).await.attr("for").await.unwrap().unwrap();
        self.client.find(Locator::Css(&format!("[id='{id}']"))).await.unwrap()
    }

    /// Types into the field with this label instead of what stands there. The text goes in as an input method puts it:
    /// key presses would know no emoji.
    pub(crate) async fn types(&self, label: &str, text: &str) {
        let control = self.control(label).await;
        control.clear().await.unwrap();
        control.click().await.unwrap();
        devtools(&self.client, "Input.insertText", json!({ "text": text })).await;
        self.holds(label, text).await;
    }

    /// The field holds this text.
    pub(crate) async fn holds(&self, label: &str, text: &str) {
        let value = self.control(label).await.prop("value").await.unwrap().unwrap_or_default();
        assert_eq!(value, text, "«{label}»");
    }

    /// The cursor stands in this field.
    pub(crate) async fn stands_at(&self, label: &str) {
        let (here, field) = (self.client.active_element().await.unwrap(), self.control(label).await);
        assert_eq!(here.element_id(), field.element_id(), "«{label}» has the cursor");
    }

    /// Takes one of a list.
    pub(crate) async fn selects(&self, label: &str, option: &str) {
        self.control(label).await.select_by_label(option).await.unwrap_or_else(|error| panic!("«{label}»: {error}"));
    }

    /// Ticks a box or takes one of a few; `group` is the question, empty where the box stands alone.
    pub(crate) async fn ticks(&self, group: &str, choice: &str) {
        let within = if group.is_empty() {
            String::new()
        } else {
            format!("//fieldset[legend[starts-with(normalize-space(.), \"{group}\")]]")
        };
        let path = format!("{within}//label[.//input][starts-with(normalize-space(.), \"{choice}\")]");
        self.shown(&path, choice).await.click().await.unwrap();
    }

    /// What is said to be wrong at this field: by eye and by screen reader alike.
    pub(crate) async fn wrong_at(&self, label: &str) -> String {
        let control = self.control(label).await;
        assert_eq!(control.attr("aria-invalid").await.unwrap().as_deref(), Some("true"), "«{label}» is marked");
        let mut said = String::new();
        for id in control.attr("aria-describedby").await.unwrap().unwrap_or_default().split_whitespace() {
            said += &self.client.find(Locator::Css(&format!("[id='{id}']"))).await.unwrap().text().await.unwrap();
        }
        said
    }

    /// The page is fit for eye and hand, and the console is quiet; a picture is taken where one is wanted.
    pub(crate) async fn looks_right(&self, page: &str) {
        self.picture(page).await;
        let mut wrong = self.measured(self.window.width()).await;
        if self.window == Window::Phone {
            // The narrowest that a page has to bear (WCAG 1.4.10).
            self.narrows_to(NARROW).await;
            wrong.extend(self.measured(NARROW).await);
            self.narrows_to(self.window.width()).await;
        }
        // A form that comes back with 422 is an answer; the console calls every 4xx of a page a failure.
        let heard = console(&self.client).await;
        let heard = heard.iter().filter(|one| one["level"] == "SEVERE" || one["level"] == "WARNING");
        let heard = heard.filter_map(|one| one["message"].as_str()).filter(|line| !line.contains("status of 422"));
        // A stream that a journey cuts is called one too.
        let heard = heard.filter(|line| !(line.contains("/desk/live") && line.contains("status of 502")));
        wrong.extend(heard.map(|line| format!("console: {line}")));
        let wrong = wrong.into_iter().map(|one| format!("{}{page}, {one}", self.prefix));
        self.wrong.lock().unwrap().extend(wrong);
    }

    async fn narrows_to(&self, width: u32) {
        set_screen(&self.client, self.window, width).await;
        let began = Instant::now();
        while self.client.execute("return document.documentElement.clientWidth", vec![]).await.unwrap() != json!(width)
        {
            assert!(began.elapsed() < PATIENCE, "the window does not become {width} wide");
            tokio::time::sleep(BLINK).await;
        }
    }

    async fn measured(&self, width: u32) -> Vec<String> {
        let wrong = self.client.execute(include_str!("measure.js"), vec![json!(width)]).await.unwrap();
        let wrong = wrong.as_array().cloned().unwrap_or_default();
        wrong.iter().filter_map(|one| one.as_str()).map(|one| format!("at {width}: {one}")).collect()
    }

    /// Every page on the way was fit for eye and hand.
    pub(crate) fn all_right(&self) {
        let wrong = self.wrong.lock().unwrap();
        assert!(wrong.is_empty(), "pages not fit for eye and hand:\n{}", wrong.join("\n"));
    }

    /// The whole page as a picture, into the folder `YIHU_SCREENSHOTS`.
    pub(crate) async fn picture(&self, page: &str) {
        let Some(folder) = std::env::var_os("YIHU_SCREENSHOTS").map(PathBuf::from) else { return };
        let whole = devtools(&self.client, "Page.getLayoutMetrics", json!({})).await;
        let height = whole["cssContentSize"]["height"].as_f64().unwrap_or(900.0).max(200.0);
        let clip = json!({ "x": 0, "y": 0, "width": self.window.width(), "height": height, "scale": 1 });
        let shot = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let shot = devtools(&self.client, "Page.captureScreenshot", shot).await;
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{}{page}-{}.png", self.prefix, self.window.width()));
        std::fs::write(file, base64(shot["data"].as_str().unwrap())).unwrap();
    }

    /// The page as it goes to paper: what is seen, and on how many sheets.
    pub(crate) async fn on_paper(&self, page: &str) -> (String, usize) {
        devtools(&self.client, "Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
        self.picture(page).await;
        let text = self.text().await;
        devtools(&self.client, "Emulation.setEmulatedMedia", json!({ "media": "" })).await;
        let printed = devtools(&self.client, "Page.printToPDF", json!({ "preferCSSPageSize": true })).await;
        let pdf = base64(printed["data"].as_str().unwrap());
        let sheets = String::from_utf8_lossy(&pdf).matches("/Type /Page\n").count();
        (text, sheets)
    }
}

/// What stands in base64, the form in which the browser hands over pictures.
fn base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut held, mut bits) = (0_u32, 0);
    for value in text.bytes().filter_map(|byte| LETTERS.iter().position(|letter| *letter == byte)) {
        held = held << 6 | u32::try_from(value).unwrap();
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xFF).unwrap());
        }
    }
    bytes
}

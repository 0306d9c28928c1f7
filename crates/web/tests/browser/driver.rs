//! Chromium through chromedriver: one process and one session for each journey, gone with it.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use axum::http::Method;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// A window as wide as a telephone and one as wide as a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Window {
    Phone,
    Desk,
}

impl Window {
    pub(crate) const fn width(self) -> u32 {
        match self {
            Self::Phone => 390,
            Self::Desk => 1440,
        }
    }

    const fn height(self) -> u32 {
        match self {
            Self::Phone => 844,
            Self::Desk => 900,
        }
    }
}

/// Whether pages may run scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scripts {
    On,
    Off,
}

/// Says so on the terminal and answers true where the browser tests are left out on purpose. Where the browser is
/// missing and nobody said so, the test fails: a journey that is never walked is not known to work.
pub(crate) fn left_out() -> bool {
    let wanted_out = std::env::var("YIHU_NO_BROWSER").is_ok_and(|value| value == "1");
    if wanted_out {
        // Past the test harness, which swallows what a passing test prints.
        let said = writeln!(std::io::stderr(), "YIHU_NO_BROWSER=1: this journey was NOT walked in a browser");
        drop(said);
    }
    wanted_out
}

fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file()).unwrap_or_else(|| {
        panic!(
            "{name} is not on this machine: run ./test, which installs it, or set YIHU_NO_BROWSER=1 to go without \
             the browser tests"
        )
    })
}

/// A running chromedriver.
pub(crate) struct Driver {
    child: Child,
    address: String,
    /// What the browser leaves lying about.
    _folder: tempfile::TempDir,
}

impl Driver {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // A group of its own, so that nothing of it outlives the test.
        let mut child = Command::new(program("chromedriver"))
            .arg("--port=0")
            .env("TMPDIR", folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        // It takes a free port and says which.
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| line.split_once("started successfully on port ").map(|(_, port)| port.to_owned()))
            .expect("chromedriver says which port it took");
        let address = format!("http://127.0.0.1:{}", port.trim_end_matches('.'));
        Self { child, address, _folder: folder }
    }

    /// A new session.
    pub(crate) async fn open(&self, window: Window, scripts: Scripts) -> Client {
        let mut prefs = json!({});
        if scripts == Scripts::Off {
            prefs = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
        let wanted = json!({
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": {
                "binary": program("chromium"),
                "prefs": prefs,
                "args": [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
                    "--no-first-run", "--disable-background-networking", "--disable-component-update",
                    "--disable-sync", "--disable-extensions", "--force-device-scale-factor=1",
                    format!("--window-size={},{}", Window::Desk.width(), Window::Desk.height()),
                ],
            },
        });
        let Value::Object(wanted) = wanted else { unreachable!("an object was written") };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted)
            .connect(&self.address)
            .await
            .expect("chromium starts");
        set_screen(&client, window, window.width()).await;
        client
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let group = format!("-{}", self.child.id());
        let killed = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        drop((killed, self.child.wait()));
    }
}

/// A command of chromedriver's own: below the session's address, with a body.
#[derive(Debug)]
struct Own(&'static str, Value);

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.1.to_string()))
    }
}

/// Makes the window this wide, whatever the least width of a real one is.
pub(crate) async fn set_screen(client: &Client, window: Window, width: u32) {
    let phone = window == Window::Phone;
    let screen = json!({ "width": width, "height": window.height(), "deviceScaleFactor": 1, "mobile": phone });
    devtools(client, "Emulation.setDeviceMetricsOverride", screen).await;
}

/// What the browser itself can do and WebDriver has no word for.
pub(crate) async fn devtools(client: &Client, what: &str, with: Value) -> Value {
    let body = json!({ "cmd": what, "params": with });
    client.issue_cmd(Own("goog/cdp/execute", body)).await.unwrap_or_else(|error| panic!("{what}: {error}"))
}

/// What the console said since it was last asked.
pub(crate) async fn console(client: &Client) -> Vec<Value> {
    let said = client.issue_cmd(Own("se/log", json!({ "type": "browser" }))).await.unwrap();
    said.as_array().cloned().unwrap_or_default()
}

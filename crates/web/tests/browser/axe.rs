//! Every page that a person of any office can reach in the demo city, held against axe-core: in light, dark and large
//! print, at 1366 and 320 px (pages.md §7.1, WCAG 2.2 A and AA). Pages that are built of the same parts are asked once.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

use serde_json::{Value, json};

use crate::city::City;
use crate::driver::devtools;
use crate::tab::Tab;

/// How a page is looked at: cookies of the look, and the width.
struct View {
    name: &'static str,
    theme: &'static str,
    elder: &'static str,
    width: u32,
}

const VIEWS: [View; 3] = [
    View { name: "浅色1366", theme: "light", elder: "0", width: 1366 },
    View { name: "深色320", theme: "dark", elder: "0", width: 320 },
    View { name: "大字320", theme: "light", elder: "1", width: 320 },
];
/// Higher than any page of the demo.
const TALL: u32 = 6000;
/// Pages of one kind that one person opens.
const OF_A_KIND: usize = 4;

/// What stands on a page: its links, and of which parts it is made.
const PARTS: &str = r#"
const links = [...document.querySelectorAll("a[href]:not([download])")].map(a => a.getAttribute("href"))
  .filter(href => href.startsWith("/") && !href.startsWith("/look"));
const parts = new Set();
for (const e of document.body.querySelectorAll("*")) {
  parts.add(e.tagName + "." + e.className + (e.type || "") + (e.getAttribute("role") || "") + (e.name || "")
    + (e.hasAttribute("aria-disabled") ? "-" : ""));
}
return { links, parts: document.body.className + [...parts].sort().join(" ") };
"#;

const ASK: &str = r#"
const done = arguments[0];
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] })
  .then(found => done(found.violations.map(one => one.id + ": " + one.help + " — "
    + one.nodes.slice(0, 3).map(node => node.target.join(" ") + " {" + (node.any[0] || node.all[0] || node.none[0] || {}).message + "}").join(" | "))))
  .catch(error => done(["axe: " + error]));
"#;

fn source() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(&file).unwrap_or_else(|error| {
        panic!("{}: {error}; ./test installs it, or: npm ci --prefix crates/web/tests/browser", file.display())
    })
}

/// A path without what differs from one page of a kind to the next.
fn kind(path: &str) -> String {
    let mut kind = String::new();
    for c in path.chars() {
        let c = if c.is_ascii_digit() { '0' } else { c };
        if !(c == '0' && kind.ends_with('0')) {
            kind.push(c);
        }
    }
    kind.split('=').next().unwrap_or_default().to_owned()
}

pub(crate) struct Asking<'t> {
    tab: &'t Tab,
    axe: String,
    /// Parts that were asked in all views.
    asked: BTreeSet<String>,
    wrong: BTreeMap<String, String>,
    opened: usize,
}

impl<'t> Asking<'t> {
    pub(crate) fn new(tab: &'t Tab) -> Self {
        Self { tab, axe: source(), asked: BTreeSet::new(), wrong: BTreeMap::new(), opened: 0 }
    }

    async fn look(&self, view: &View) {
        for (name, value) in [("yihu_theme", view.theme), ("yihu_elder", view.elder)] {
            let cookie = json!({ "name": name, "value": value, "url": self.tab.at });
            devtools(&self.tab.client, "Network.setCookie", cookie).await;
        }
        // As tall as the page: what a pane has scrolled out of sight is not small, it is not there yet.
        let screen = json!({ "width": view.width, "height": TALL, "deviceScaleFactor": 1, "mobile": false });
        devtools(&self.tab.client, "Emulation.setDeviceMetricsOverride", screen).await;
    }

    async fn ask(&mut self, page: &str, view: &View) {
        self.tab.client.execute(&self.axe, vec![]).await.unwrap();
        let found = self.tab.client.execute_async(ASK, vec![]).await.unwrap();
        for one in found.as_array().into_iter().flatten().filter_map(Value::as_str) {
            // The same fault in the same place is told once.
            self.wrong.entry(format!("{}: {one}", view.name)).or_insert_with(|| page.to_owned());
        }
    }

    /// The page that is open now, asked as it stands: one that came back with what is wrong, for instance.
    pub(crate) async fn this(&mut self, page: &str) {
        self.ask(page, &VIEWS[0]).await;
    }

    /// Opens what can be reached from `start`, and asks what is new of it in every view.
    pub(crate) async fn from(&mut self, start: &[&str]) {
        let mut ahead: VecDeque<String> = start.iter().map(|path| (*path).to_owned()).collect();
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        let (mut seen, mut new) = (BTreeSet::new(), Vec::new());
        self.look(&VIEWS[0]).await;
        while let Some(path) = ahead.pop_front() {
            let of_a_kind = kinds.entry(kind(&path)).or_default();
            if *of_a_kind >= OF_A_KIND || !seen.insert(path.clone()) {
                continue;
            }
            *of_a_kind += 1;
            self.tab.go(&path).await;
            self.opened += 1;
            let page = self.tab.client.execute(PARTS, vec![]).await.unwrap();
            let links = page["links"].as_array().cloned().unwrap_or_default();
            ahead.extend(
                links
                    .iter()
                    .filter_map(Value::as_str)
                    .map(|link| link.split('#').next().unwrap_or_default().to_owned()),
            );
            if self.asked.insert(page["parts"].as_str().unwrap_or_default().to_owned()) {
                self.ask(&path, &VIEWS[0]).await;
                new.push(path);
            }
        }
        for view in &VIEWS[1..] {
            self.look(view).await;
            for path in &new {
                self.tab.go(path).await;
                self.ask(path, view).await;
            }
        }
        self.look(&VIEWS[0]).await;
    }

    /// Nothing was wrong on any page.
    pub(crate) fn nothing_wrong(self, least: usize) {
        let asked = self.asked.len();
        assert!(asked >= least, "only {asked} pages differ, of {} opened: the walk did not get through", self.opened);
        let wrong: Vec<_> = self.wrong.iter().map(|(what, page)| format!("{page}\n  {what}")).collect();
        assert!(wrong.is_empty(), "{} faults on {asked} pages:\n{}", wrong.len(), wrong.join("\n"));
    }
}

/// Every office of the demo, and the citizen.
pub(crate) async fn journey(city: &City, tab: &Tab) {
    let mut asking = Asking::new(tab);
    let demo = city.demo.as_ref().unwrap();
    tab.go("/").await;
    asking.from(&["/", "/about", "/submit/what", "/t", "/in", "/no-such-page"]).await;
    tab.go("/submit/what").await;
    tab.press("下一步").await;
    tab.sees(&["还有1处要改"]).await;
    asking.this("/submit/what, with nothing written").await;
    for (_, no, code) in &demo.examples {
        tab.go("/t").await;
        tab.types("编号", no.as_str()).await;
        tab.types("查询码", code).await;
        tab.press_button("查进度").await;
        tab.sees(&["谁看过我的身份信息"]).await;
        asking.from(&[&format!("/t/{no}")]).await;
    }
    for sign_in in &demo.sign_ins {
        tab.go("/in").await;
        tab.types("用户名", &sign_in.login).await;
        tab.types("密码", crate::city::PASSWORD).await;
        tab.press("登录").await;
        tab.arrives("首页").await;
        asking.from(&["/home"]).await;
        tab.go("/home").await;
        tab.press("退出").await;
        tab.arrives("工作人员登录").await;
    }
    asking.nothing_wrong(60);
}

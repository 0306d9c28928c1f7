//! One form of a page, spoilt in each of its fields.

use crate::screen::{Browser, Seen};
use axum::http::StatusCode;

const HTML: &str = "<script>alert(1)</script>";
const SQL: &str = "x'; DROP TABLE claim; --";
/// What a field of words may hold: shown as text, or cleaned where nobody can see it.
pub(crate) const ODD: [&str; 4] = [HTML, SQL, "😀👨\u{200d}👩\u{200d}👧𠮷野家", "暖\u{200b}\u{202e}\u{0}气"];
/// What goes on record in the end, in every field of words at once.
pub(crate) const MARK: &str = "<script>alert(1)</script>'; DROP TABLE claim;--😀";
/// More than any field takes, of characters that are long on the line.
const LONG: usize = 30_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Free words.
    Words,
    /// Words that must name an entry of a list.
    Entry,
    /// One of a few.
    Choice,
    /// Boxes to tick.
    Ticks,
}

#[derive(Debug, Clone)]
struct Asked {
    name: String,
    kind: Kind,
    optional: bool,
    /// What is said to be wrong.
    error: String,
}

/// What a form asks, read from the page.
fn asked(page: &Seen, action: &str) -> Vec<Asked> {
    let Some(from) = page.html.find(&format!(" action=\"{action}\"")) else { return Vec::new() };
    let form = page.html[from..].split("</form>").next().unwrap();
    let fields = form.split("<div class=\"field").skip(1);
    fields
        .map(|field| {
            let of = |mark: &str| field.split_once(mark).and_then(|(_, rest)| rest.split('"').next());
            let kind = if field.contains(" data-find=") {
                Kind::Entry
            } else if field.contains("<select ") || field.contains("type=\"radio\"") {
                Kind::Choice
            } else if field.contains("type=\"checkbox\"") {
                Kind::Ticks
            } else {
                Kind::Words
            };
            let error = field.split_once("class=\"err\"").and_then(|(_, rest)| rest.split_once("</span>"));
            let error = error.map_or("", |(_, rest)| rest.split('<').next().unwrap());
            Asked {
                name: of(" name=\"").unwrap().to_owned(),
                kind,
                optional: field.contains("class=\"opt\""),
                error: error.to_owned(),
            }
        })
        .collect()
}

/// Words as they are seen: names and numbers come back without what nobody sees.
fn as_seen(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\u{0}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')).collect()
}

/// Whether a form has the words in a field.
fn keeps(form: &[(String, String)], name: &str, words: &str) -> bool {
    form.iter().any(|(field, value)| field == name && as_seen(value) == as_seen(words))
}

fn han(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// What is wrong with what a page answers, whatever it answers.
pub(crate) fn sound(seen: &Seen) -> Vec<String> {
    let mut wrong = Vec::new();
    if seen.status.is_server_error() {
        wrong.push(format!("{}", seen.status));
    }
    if seen.html.contains("<script>alert") {
        wrong.push("a script is echoed".to_owned());
    }
    wrong
}

/// A form to be spoilt.
pub(crate) struct Form<'a> {
    /// The page it stands on.
    pub(crate) page: &'a str,
    pub(crate) action: &'a str,
    /// What makes it a good one.
    pub(crate) good: &'a [(&'a str, &'a str)],
    /// Fields whose words must be of a shape of their own: numbers, days, limits; times besides.
    pub(crate) shaped: &'a [&'a str],
    /// Fields that are not asked while the others stand as they do.
    pub(crate) idle: &'a [&'a str],
}

/// What a sweep found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) posts: u32,
    pub(crate) wrong: Vec<String>,
}

impl Found {
    fn note(&mut self, form: &Form<'_>, what: &str, wrong: Vec<String>) {
        self.wrong.extend(wrong.into_iter().map(|wrong| format!("{} {what}: {wrong}", form.action)));
    }

    /// An answer that needs only be sound and say something.
    pub(crate) fn hear(&mut self, what: &str, seen: &Seen) {
        self.posts += 1;
        self.wrong.extend(sound(seen).into_iter().map(|wrong| format!("{what}: {wrong}")));
        if seen.to.is_empty() && !han(&seen.html) {
            self.wrong.push(format!("{what}: nothing is said"));
        }
    }

    pub(crate) fn is_nothing(&self) {
        assert!(self.wrong.is_empty(), "of {} posts:\n{}", self.posts, self.wrong.join("\n"));
    }
}

fn changed(fields: &[(String, String)], changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = fields.to_vec();
    fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    fields.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    fields
}

impl Form<'_> {
    /// Spoils each field in turn, then all fields of words at once; nothing of it may be done.
    pub(crate) async fn spoil(&self, browser: &mut Browser<'_>, found: &mut Found) {
        let page = browser.get(self.page).await;
        self.spoil_on(&page, browser, found).await;
    }

    /// The same with the page at hand.
    pub(crate) async fn spoil_on(&self, page: &Seen, browser: &mut Browser<'_>, found: &mut Found) {
        let fields = asked(page, self.action);
        if !page.html.contains(&format!(" action=\"{}\"", self.action)) {
            found.note(self, "form", vec![format!("not on {}", self.page)]);
            return;
        }
        let good = changed(&page.form(self.action), self.good);
        let long = "长".repeat(LONG);
        for field in fields.iter().filter(|field| !self.idle.contains(&field.name.as_str())) {
            let spoils: Vec<&str> = match field.kind {
                Kind::Words if field.optional => vec![&long],
                Kind::Words => vec!["", "\u{200b}\u{200b}", &long],
                Kind::Entry if field.optional => vec![&long, HTML],
                Kind::Entry => vec!["", "\u{200b}", &long, HTML],
                Kind::Choice if field.optional => vec![HTML],
                Kind::Choice => vec!["", HTML],
                Kind::Ticks => Vec::new(),
            };
            for spoil in spoils {
                let sent = changed(&good, &[(field.name.as_str(), spoil)]);
                let seen = browser.post(self.action, &sent).await;
                found.posts += 1;
                let shown = spoil.chars().take(8).collect::<String>();
                found.note(self, &format!("{}={shown:?}", field.name), self.refused(&seen, field, spoil));
            }
        }
        self.spoil_all(browser, &fields, &good, found).await;
    }

    fn refused(&self, seen: &Seen, field: &Asked, spoil: &str) -> Vec<String> {
        let mut wrong = sound(seen);
        if seen.status != StatusCode::UNPROCESSABLE_ENTITY {
            wrong.push(format!("{} to {}", seen.status, seen.to));
            return wrong;
        }
        let back = asked(seen, self.action);
        let Some(again) = back.iter().find(|one| one.name == field.name) else {
            wrong.push("the form is gone".to_owned());
            return wrong;
        };
        if !han(&again.error) {
            let others: Vec<_> = back.iter().filter(|one| !one.error.is_empty()).collect();
            wrong.push(format!("nothing is said at the field, but {others:?}"));
        }
        if again.error.chars().count() > 200 {
            wrong.push(format!("it is said in {} characters", again.error.chars().count()));
        }
        let kept = seen.form(self.action);
        let secret = field.name == "password";
        if !secret && matches!(field.kind, Kind::Words | Kind::Entry) && !keeps(&kept, &field.name, spoil) {
            wrong.push("what was typed is gone".to_owned());
        }
        for (name, value) in self.good.iter().filter(|(name, _)| *name != field.name && *name != "password") {
            let there = back.iter().any(|one| one.name == *name);
            if there && !value.is_empty() && !kept.iter().any(|(kept, is)| kept == name && is.contains(value)) {
                wrong.push(format!("{name} is gone"));
            }
        }
        wrong
    }

    /// Odd words in every field at once, with one thing missing, so that all of it comes back.
    async fn spoil_all(
        &self,
        browser: &mut Browser<'_>,
        fields: &[Asked],
        good: &[(String, String)],
        found: &mut Found,
    ) {
        // The last one: what is filled in above may decide that an earlier one is not asked.
        let blocks = |kind: Kind| fields.iter().rfind(move |field| field.kind == kind && !field.optional);
        let Some(blocker) = blocks(Kind::Choice).or(blocks(Kind::Entry)).or(blocks(Kind::Words)) else { return };
        let words: Vec<&Asked> =
            fields.iter().filter(|field| field.kind == Kind::Words && field.name != blocker.name).collect();
        for odd in ODD {
            let mut changes: Vec<(&str, &str)> = words.iter().map(|field| (field.name.as_str(), odd)).collect();
            changes.push((&blocker.name, ""));
            let seen = browser.post(self.action, &changed(good, &changes)).await;
            found.posts += 1;
            self.all_kept(&seen, &words, odd, found);
        }
        // No UTF-8 and no percent-encoding: what can be read of it comes back.
        let mut body = form_urlencoded::Serializer::new(String::new());
        for (name, value) in good.iter().filter(|(name, _)| !fields.iter().any(|field| field.name == *name)) {
            body.append_pair(name, value);
        }
        let mut body = body.finish();
        for field in &words {
            body.extend(["&", &field.name, "=%zz%FF%C0%AF%E6%9A"]);
        }
        let seen = browser.post_encoded(self.action, body).await;
        found.posts += 1;
        self.all_kept(&seen, &words, "%zz\u{fffd}\u{fffd}\u{fffd}\u{fffd}", found);
    }

    fn all_kept(&self, seen: &Seen, words: &[&Asked], odd: &str, found: &mut Found) {
        let mut wrong = sound(seen);
        if seen.status == StatusCode::UNPROCESSABLE_ENTITY
            && seen.html.contains(&format!(" action=\"{}\"", self.action))
        {
            let kept = seen.form(self.action);
            let gone = words.iter().filter(|field| field.name != "password");
            let gone = gone.filter(|field| !keeps(&kept, &field.name, odd));
            wrong.extend(gone.map(|field| format!("{} is gone", field.name)));
        } else {
            wrong.push(format!("{} to {}", seen.status, seen.to));
        }
        found.note(self, &format!("all={odd:?}"), wrong);
    }

    /// Sends a good form whose words are marked up like a page; it is done, and no page shows it as anything but text.
    pub(crate) async fn send_marked(&self, browser: &mut Browser<'_>, found: &mut Found) -> Seen {
        let page = browser.get(self.page).await;
        if !page.html.contains(&format!(" action=\"{}\"", self.action)) {
            return page;
        }
        let fields = asked(&page, self.action);
        let free = |name: &str| {
            let words = fields.iter().any(|field| field.name == name && field.kind == Kind::Words);
            words && !self.shaped.contains(&name) && name != "at" && !name.ends_with("_at")
        };
        let marked: Vec<(String, String)> = changed(&page.form(self.action), self.good)
            .into_iter()
            .map(|(name, value)| {
                let marked =
                    if free(&name) && !value.is_empty() { format!("{value}{MARK}\u{202e}\u{0}") } else { value };
                (name, marked)
            })
            .collect();
        let seen = browser.post(self.action, &marked).await;
        found.posts += 1;
        let mut wrong = sound(&seen);
        if seen.status != StatusCode::SEE_OTHER {
            let said: Vec<_> = asked(&seen, self.action).into_iter().filter(|field| !field.error.is_empty()).collect();
            let top = seen.html.split_once("class=\"banner").map_or("", |(_, rest)| rest);
            wrong.push(format!("{} {said:?} {}", seen.status, top.chars().take(300).collect::<String>()));
        }
        found.note(self, "marked", wrong);
        seen
    }
}

/// A page on which something odd stands on record.
pub(crate) async fn look(browser: &mut Browser<'_>, path: &str, found: &mut Found) -> Seen {
    let seen = browser.get(path).await;
    let mut wrong = sound(&seen);
    if seen.html.contains(['\u{202e}', '\u{0}']) {
        wrong.push("an unseen character is shown".to_owned());
    }
    found.wrong.extend(wrong.into_iter().map(|wrong| format!("{path}: {wrong}")));
    seen
}

//! The design system holds: contrast of every token pair (pages.md §1.2), no colour or style in a template, weights,
//! and what each component prints.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use askama::Template;
use flate2::{Compression, write::GzEncoder};
use web::admin::components as sample;
use web::frame::assets;

type Tokens = BTreeMap<String, String>;

/// Custom properties of the first block that opens with `selector {` after `from`.
fn tokens(css: &str, from: &str, selector: &str) -> Tokens {
    let css = &css[css.find(from).expect("start")..];
    let open = format!("{selector} {{");
    let block = &css[css.find(&open).expect("block") + open.len()..];
    let block = &block[..block.find('}').expect("end")];
    let pairs = block.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'));
    pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect()
}

fn luminance(hex: &str) -> f64 {
    let part = |at: usize| {
        let byte = u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal colour");
        let share = f64::from(byte) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

const GROUNDS: [&str; 3] = ["paper", "wash", "sel"];
const TEXTS: [&str; 9] = ["ink", "ink-2", "ink-3", "brand", "act", "bad", "warn", "good", "note"];

fn holds(theme: &str, tokens: &Tokens) {
    let at_least = |over: &str, under: &str, least: f64| {
        let ratio = contrast(&tokens[over], &tokens[under]);
        assert!(ratio >= least, "{theme}: --{over} on --{under} is {ratio:.2}, less than {least}");
    };
    for ground in GROUNDS {
        for text in TEXTS.iter().chain(&["stop"]) {
            at_least(text, ground, 4.5);
        }
        at_least("line", ground, 3.0);
    }
    for tint in ["bad", "warn", "good"] {
        at_least(tint, &format!("{tint}-tint"), 4.5);
        at_least("ink", &format!("{tint}-tint"), 4.5);
    }
    at_least("on-act", "act", 4.5);
    at_least("on-act", "act-hover", 4.5);
    at_least("lamp-ink", "lamp", 4.5);
    at_least("ring", "focus", 3.0);
}

#[test]
fn every_pair_of_colours_can_be_read_in_light_and_dark() {
    let css = assets::CSS.body;
    let light = tokens(css, "@layer tokens {", ":root");
    let mut dark = light.clone();
    dark.extend(tokens(css, "@layer tokens {", ".dark"));
    holds("light", &light);
    holds("dark", &dark);
    assert!(contrast(&light["ring"], &light["paper"]) >= 3.0, "focus ring on light paper");
    assert!(contrast(&dark["focus"], &dark["paper"]) >= 3.0, "focus ring on dark paper");
    for chart in ["c1", "c2", "c3", "c4", "c5", "c6"] {
        assert!(contrast(&light[chart], &light["paper"]) >= 3.0, "--{chart} on paper");
    }
}

#[test]
fn dark_by_the_system_and_dark_by_choice_are_the_same() {
    let css = assets::CSS.body;
    assert_eq!(tokens(css, "@layer tokens {", ".dark"), tokens(css, "prefers-color-scheme: dark", ".auto"));
}

#[test]
fn colours_stand_in_tokens_only() {
    let css = assets::CSS.body;
    let (_, after) = css.split_once("@layer base {").expect("base layer");
    let found = after.match_indices('#').map(|(at, _)| &after[at..(at + 7).min(after.len())]).collect::<Vec<_>>();
    assert!(found.is_empty(), "literal colours below the tokens: {found:?}");
    assert!(!after.contains("rgb(") && !after.contains("hsl("));
    assert!(!css.contains("url("), "the style sheet loads nothing");
    assert!(!css.contains("@font-face"), "no web fonts");
}

fn templates() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                walk(&path, found)?;
            } else {
                found.push(path);
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut found).expect("templates");
    found
}

#[test]
fn templates_hold_no_colour_no_style_no_script_of_their_own_and_no_safe_filter() {
    for path in templates() {
        let html = fs::read_to_string(&path).expect("template");
        let name = path.display();
        for forbidden in
            ["style=", "<style", "javascript:", "|safe", "| safe", "rgb(", "http://", "https://", " fill=", " stroke="]
        {
            assert!(!html.contains(forbidden), "{name} holds {forbidden}");
        }
        for (at, _) in html.match_indices("<script") {
            let tag = &html[at..at + html[at..].find("</script>").expect("closed script")];
            assert!(tag.contains(" src=") && tag.ends_with('>'), "{name} holds an inline script");
        }
        for event in ["onclick=", "onchange=", "onload=", "onsubmit=", "oninput="] {
            assert!(!html.contains(event), "{name} holds {event}");
        }
        let colour = html.match_indices('#').find(|(at, _)| {
            let rest = &html[at + 1..];
            let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
            matches!(digits, 3 | 6) && !rest[digits..].starts_with(|c: char| c.is_alphanumeric() || c == '-')
        });
        assert!(colour.is_none(), "{name} holds a literal colour");
    }
}

fn gzip(parts: &[&str]) -> usize {
    let size = |text: &str| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).expect("memory");
        encoder.finish().expect("memory").len()
    };
    parts.iter().map(|part| size(part)).sum()
}

#[test]
fn the_first_public_page_weighs_less_than_15_kb() {
    let (css, js) = (assets::CSS.body, assets::JS.body);
    // Staff load one script more; citizens never do.
    assert!(gzip(&[assets::DESK_JS.body]) <= 4 * 1024, "script for staff: {} bytes", gzip(&[assets::DESK_JS.body]));
    assert!(gzip(&[assets::LIVE_JS.body]) <= 4 * 1024, "live script: {} bytes", gzip(&[assets::LIVE_JS.body]));
    assert!(gzip(&[css]) <= 10 * 1024, "style sheet: {} bytes", gzip(&[css]));
    assert!(js.len() <= 5 * 1024, "script: {} bytes", js.len());
    let html = sample::public(sample::sample(sample::LOOKS[0].1)).render().expect("page");
    let all = gzip(&[css, js, &html, assets::ICON.body]);
    assert!(all <= 15 * 1024, "a page with every component: {all} bytes");
}

#[test]
fn every_component_prints_as_it_did() {
    let page = sample::public(sample::sample(sample::LOOKS[0].1)).render().expect("page");
    insta::assert_snapshot!(
        "public",
        page.replace(assets::CSS.url.as_str(), "[css]")
            .replace(assets::JS.url.as_str(), "[js]")
            .replace(assets::DESK_JS.url.as_str(), "[desk-js]")
            .replace(assets::ICON.url.as_str(), "[icon]")
    );
    let page = sample::staff(sample::sample(sample::LOOKS[3].1)).render().expect("page");
    insta::assert_snapshot!(
        "staff",
        page.replace(assets::CSS.url.as_str(), "[css]")
            .replace(assets::JS.url.as_str(), "[js]")
            .replace(assets::DESK_JS.url.as_str(), "[desk-js]")
            .replace(assets::ICON.url.as_str(), "[icon]")
    );
}

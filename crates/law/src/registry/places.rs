//! Finding a place by what people type or write.

use serde::Serialize;

use super::code::DivisionCode;
use super::divisions::{Division, DivisionKind, DivisionLevel, Divisions};

/// A place found; more points, better fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceFound {
    /// The division.
    pub code: DivisionCode,
    /// Its path, ready to show.
    pub path: String,
    /// Points, only to be compared within one answer.
    pub score: u32,
}

/// What a name may end in without people saying it.
const ENDINGS: &[&str] = &[
    "社区居民委员会",
    "村村民委员会",
    "村民委员会",
    "居民委员会",
    "经济开发区",
    "管理区",
    "街道",
    "社区",
    "镇",
    "乡",
    "区",
    "县",
    "市",
    "村",
];

impl Divisions {
    /// Places that fit what is being typed, best first: whole name, beginning of it, part of it, parts of the path.
    ///
    /// Several words must all fit (`路北 机场路`); one word may run through the path (`路北机场路`). Places of the city
    /// come before all others, wider ones before narrower ones of the same fit.
    pub fn search(&self, text: &str, limit: usize) -> Vec<PlaceFound> {
        let words: Vec<&str> =
            text.split(|c: char| c.is_whitespace() || ",，、/".contains(c)).filter(|word| !word.is_empty()).collect();
        if words.is_empty() || text.chars().count() > 60 {
            return Vec::new();
        }
        let mut found: Vec<(u32, &Division, &str)> = self
            .searchable()
            .filter_map(|(division, path, in_city)| {
                let fit = fit(&words, division, path)?;
                Some((fit * 10 + width(division.level) + if in_city { 1000 } else { 0 }, division, path))
            })
            .collect();
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.code.cmp(&b.1.code)));
        answer(found, limit)
    }

    /// Places of the city that a text names (`家住路北区机场路街道……`), best first. A village or community counts only
    /// together with a place above it, as many share a name; of two that fit, the one with more of its path in the text
    /// comes first.
    pub fn mentioned_in(&self, text: &str, limit: usize) -> Vec<PlaceFound> {
        let mut found = Vec::new();
        for (division, path, in_city) in self.searchable() {
            if !in_city || division.level < DivisionLevel::County || !names(text, division) {
                continue;
            }
            let above = self.ancestry(&division.code).skip(1).filter(|above| above.level >= DivisionLevel::County);
            let named_above = above.filter(|above| names(text, above)).count();
            if division.level == DivisionLevel::Village && named_above == 0 {
                continue;
            }
            let whole = u32::from(text.contains(division.place_name().as_str()));
            let depth = match division.level {
                DivisionLevel::Province | DivisionLevel::Prefecture | DivisionLevel::County => 0,
                DivisionLevel::Township => 1,
                DivisionLevel::Village => 2,
            };
            let score = u32::try_from(named_above).unwrap_or(0) * 20 + whole * 5 + depth * 3;
            found.push((score, division, path));
        }
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.code.cmp(&b.1.code)));
        answer(found, limit)
    }
}

fn answer(found: Vec<(u32, &Division, &str)>, limit: usize) -> Vec<PlaceFound> {
    let place = |(score, division, path): (u32, &Division, &str)| PlaceFound {
        code: division.code.clone(),
        path: path.to_owned(),
        score,
    };
    found.into_iter().take(limit).map(place).collect()
}

/// How well the words fit, 1 to 90, or not at all. The last word is about the place itself.
fn fit(words: &[&str], division: &Division, path: &str) -> Option<u32> {
    let (last, before) = words.split_last()?;
    if !before.iter().all(|word| path.contains(word)) {
        return None;
    }
    let base = u32::from(!before.is_empty()) * 10;
    let name = division.name.as_str();
    if *last == name || *last == stem(name) || *last == division.code.as_str() || *last == division.note {
        Some(base + 80)
    } else if path.ends_with(last) {
        Some(base + 70)
    } else if name.starts_with(last) {
        Some(base + 60)
    } else if name.contains(last) || (division.kind == DivisionKind::DispatchedOffice && division.note.contains(last)) {
        Some(base + 40)
    } else if before.is_empty() && last.chars().count() >= 3 && ends_in(last, stem(name)) && runs_through(last, path) {
        Some(30)
    } else {
        None
    }
}

/// Whether the word ends with the place's own name or the beginning of it, two letters or more.
fn ends_in(word: &str, own: &str) -> bool {
    let starts = own.char_indices().skip(2).map(|(at, _)| at).chain([own.len()]);
    own.chars().count() >= 2 && starts.into_iter().any(|end| own.get(..end).is_some_and(|part| word.contains(part)))
}

/// Whether the letters of `word` stand in `path` in this order.
fn runs_through(word: &str, path: &str) -> bool {
    let mut rest = path.chars();
    word.chars().all(|letter| rest.any(|other| other == letter))
}

/// A name without its ending, if two letters or more remain.
fn stem(name: &str) -> &str {
    let short = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
    short.filter(|short| short.chars().count() >= 2).unwrap_or(name)
}

/// Whether a text names a division: by its full name, the name people use, or, for a county, its short name.
fn names(text: &str, division: &Division) -> bool {
    let own = stem(&division.name);
    let long_enough = own.chars().count() >= 2 && own != "街道";
    match division.level {
        DivisionLevel::Province | DivisionLevel::Prefecture | DivisionLevel::County => {
            text.contains(&division.name)
                || (long_enough && text.contains(own))
                || (division.kind == DivisionKind::DispatchedOffice && text.contains(&division.note))
        }
        DivisionLevel::Township => long_enough && text.contains(own) && own != "建设" && own != "文化",
        DivisionLevel::Village => long_enough && text.contains(division.place_name().as_str()),
    }
}

fn width(level: DivisionLevel) -> u32 {
    match level {
        DivisionLevel::Province => 5,
        DivisionLevel::Prefecture => 4,
        DivisionLevel::County => 3,
        DivisionLevel::Township => 2,
        DivisionLevel::Village => 1,
    }
}

//! From what people type to an entry of the lists: a category, a place or a unit, by name, other name, code, pinyin or
//! the initials of its pinyin.
//!
//! Every entry has one label, different from all others of its list, so that words in a field can stand for it alone:
//! there is no hidden code that could say something else than the words.

use pinyin::ToPinyin;
use serde::Serialize;

use super::Registry;
use super::categories::{Categories, Category};
use super::code::{CategoryCode, DivisionCode, UnitCode};
use super::divisions::Divisions;
use super::units::{Tier, Unit, Units};

/// Which list is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The classification: categories of level 3 in use, as claims are classed on no other.
    Category,
    /// The divisions.
    Place,
    /// The units.
    Unit,
}

impl Wanted {
    /// The word in addresses and attributes.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Place => "place",
            Self::Unit => "unit",
        }
    }

    /// The list of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Category, Self::Place, Self::Unit].into_iter().find(|wanted| wanted.code() == code)
    }
}

/// An entry that fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Its code.
    pub code: String,
    /// Its label: no other entry of the list has it.
    pub label: String,
    /// Why it fits or what it is, if the label does not say it.
    pub why: String,
}

/// What typed words stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// This one.
    One(Found),
    /// One of these: a person chooses.
    Several(Vec<Found>),
    /// None.
    Nothing,
}

/// Entries offered at once.
const OFFERED: usize = 8;

/// How well an entry fits, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The words are its whole name, another name or its code.
    Whole,
    /// Its name begins so.
    Begin,
    /// They are in it.
    Part,
    /// Only another name or a word of the list leads to it.
    Word,
}

/// How an entry is spoken.
#[derive(Debug)]
struct Spoken {
    label: String,
    /// Pinyin of its own name, without tones.
    name: String,
    /// First letters of its own name.
    initials: String,
    /// First letters of the whole label.
    all: String,
}

/// Labels and pinyin, beside the lists and in their order.
#[derive(Debug)]
pub(super) struct Index {
    categories: Vec<Spoken>,
    places: Vec<Spoken>,
    units: Vec<Spoken>,
}

impl Index {
    pub(super) fn build(divisions: &Divisions, units: &Units, categories: &Categories) -> Self {
        let category = |one: &Category| (one.code.to_string(), one.path.clone(), one.name.clone());
        let place = |(division, path): (&super::Division, &str)| {
            (division.code.to_string(), path.to_owned(), division.place_name())
        };
        let unit = |one: &Unit| (one.code.to_string(), one.name.clone(), one.name.clone());
        Self {
            categories: spoken(categories.all().iter().map(category).collect()),
            places: spoken(divisions.searchable().map(|(division, path, _)| place((division, path))).collect()),
            units: spoken(units.all().iter().map(unit).collect()),
        }
    }
}

/// Labels are told apart by the code where two entries have the same words.
fn spoken(rows: Vec<(String, String, String)>) -> Vec<Spoken> {
    let mut times: std::collections::HashMap<String, u32> = std::collections::HashMap::new();
    for (_, words, _) in &rows {
        *times.entry(words.clone()).or_default() += 1;
    }
    let entry = |(code, words, name): (String, String, String)| Spoken {
        name: letters(&name, false),
        initials: letters(&name, true),
        all: letters(&words, true),
        label: if times.get(&words).is_some_and(|times| *times > 1) { format!("{words}（{code}）") } else { words },
    };
    rows.into_iter().map(entry).collect()
}

/// Pinyin without tones, whole or the first letter of each; letters and digits stay, the rest goes.
fn letters(text: &str, first: bool) -> String {
    let mut out = String::new();
    for (letter, sound) in text.chars().zip(text.to_pinyin()) {
        match sound {
            Some(sound) if first => out.extend(sound.plain().chars().take(1)),
            Some(sound) => out.push_str(sound.plain()),
            None if letter.is_ascii_alphanumeric() => out.push(letter.to_ascii_lowercase()),
            None => {}
        }
    }
    out
}

/// Typed words, cleaned: full-width digits and letters, quotes an input method puts between syllables.
struct Typed<'t> {
    text: &'t str,
    /// The words in small Latin letters, if they are nothing else: pinyin or initials.
    latin: Option<String>,
}

impl<'t> Typed<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > 100 {
            return None;
        }
        let bare: String = text.chars().filter(|letter| !matches!(letter, ' ' | '\'' | '’')).collect();
        let latin = bare.len() >= 2 && bare.bytes().all(|byte| byte.is_ascii_alphabetic());
        Some(Self { text, latin: latin.then(|| bare.to_ascii_lowercase()) })
    }

    /// How Latin letters fit an entry.
    fn sounds_like(&self, spoken: &Spoken) -> Option<Fit> {
        let latin = self.latin.as_deref()?;
        if latin == spoken.initials || latin == spoken.name {
            Some(Fit::Begin)
        } else if spoken.initials.starts_with(latin) || spoken.name.starts_with(latin) {
            Some(Fit::Part)
        } else if latin.len() > 2 && (spoken.all.contains(latin) || spoken.name.contains(latin)) {
            Some(Fit::Word)
        } else {
            None
        }
    }
}

impl Registry {
    /// Entries that fit typed words, best first.
    pub fn find(&self, wanted: Wanted, text: &str, limit: usize) -> Vec<Found> {
        self.ranked(wanted, text, limit).into_iter().map(|(_, found)| found).collect()
    }

    /// The one entry that typed words stand for, or those they may stand for.
    ///
    /// A code and a label stand for theirs; else a whole name that only one entry has, or words that fit one alone.
    pub fn understand(&self, wanted: Wanted, text: &str) -> Resolved {
        let text = text.trim();
        if let Some(found) = self.labelled(wanted, text).or_else(|| self.entry(wanted, text)) {
            return Resolved::One(found);
        }
        let mut found = self.ranked(wanted, text, OFFERED);
        let alone = match found.as_slice() {
            [] => return Resolved::Nothing,
            [_] => true,
            // A whole name goes before all others; words of the name itself before words that only lead there.
            [first, second, ..] => first.0 != second.0 && (first.0 == Fit::Whole || second.0 == Fit::Word),
        };
        if alone {
            Resolved::One(found.swap_remove(0).1)
        } else {
            Resolved::Several(found.into_iter().map(|(_, found)| found).collect())
        }
    }

    /// The entry of a code that may be chosen.
    pub fn entry(&self, wanted: Wanted, code: &str) -> Option<Found> {
        match wanted {
            Wanted::Category => {
                let code = CategoryCode::from(code);
                let at = self.categories.all().iter().position(|one| one.code == code && choosable(one))?;
                self.category_found(at, String::new())
            }
            Wanted::Place => {
                let code = DivisionCode::from(code);
                let at = self.divisions.all().iter().position(|one| one.code == code)?;
                self.place_found(at)
            }
            Wanted::Unit => {
                let code = UnitCode::from(code);
                let at = self.units.all().iter().position(|one| one.code == code)?;
                self.unit_found(at)
            }
        }
    }

    fn labelled(&self, wanted: Wanted, label: &str) -> Option<Found> {
        let at = |list: &[Spoken]| list.iter().position(|one| one.label == label);
        match wanted {
            Wanted::Category => {
                let at = at(&self.find.categories)?;
                self.categories.all().get(at).filter(|one| choosable(one))?;
                self.category_found(at, String::new())
            }
            Wanted::Place => self.place_found(at(&self.find.places)?),
            Wanted::Unit => self.unit_found(at(&self.find.units)?),
        }
    }

    fn ranked(&self, wanted: Wanted, text: &str, limit: usize) -> Vec<(Fit, Found)> {
        let Some(typed) = Typed::read(text) else { return Vec::new() };
        match wanted {
            Wanted::Category => self.ranked_categories(&typed, limit),
            Wanted::Place => self.ranked_places(&typed, limit),
            Wanted::Unit => self.ranked_units(&typed, limit),
        }
    }

    fn ranked_categories(&self, typed: &Typed<'_>, limit: usize) -> Vec<(Fit, Found)> {
        let words: Vec<&str> = typed.text.split(|c: char| c.is_whitespace() || "/,，、".contains(c)).collect();
        let mut hits = Vec::new();
        for (at, (one, spoken)) in self.categories.all().iter().zip(&self.find.categories).enumerate() {
            if !choosable(one) {
                continue;
            }
            let fit = category_fit(one, &words, typed).or_else(|| typed.sounds_like(spoken));
            let by_word = || {
                let keywords = self.responsibility.words_of(&one.code);
                let leads =
                    |typed: &str| keywords.iter().find(|word| typed.chars().count() >= 2 && word.contains(typed));
                let all = words.iter().all(|typed| one.path.contains(typed) || leads(typed).is_some());
                words.iter().find_map(|typed| leads(typed)).filter(|_| all)
            };
            if let Some(fit) = fit {
                hits.push((fit, at, String::new()));
            } else if let Some(word) = by_word() {
                hits.push((Fit::Word, at, format!("清单用词“{word}”")));
            }
        }
        hits.sort_by_key(|(fit, at, _)| (*fit, *at));
        hits.truncate(limit);
        hits.into_iter().filter_map(|(fit, at, why)| Some((fit, self.category_found(at, why)?))).collect()
    }

    fn ranked_places(&self, typed: &Typed<'_>, limit: usize) -> Vec<(Fit, Found)> {
        if typed.latin.is_some() {
            let mut hits: Vec<_> = (self.divisions.searchable().zip(&self.find.places).enumerate())
                .filter_map(|(at, ((one, _, in_city), spoken))| {
                    Some((typed.sounds_like(spoken)?, !in_city, one.level, at))
                })
                .collect();
            hits.sort_unstable();
            hits.truncate(limit);
            return hits.into_iter().filter_map(|(fit, _, _, at)| Some((fit, self.place_found(at)?))).collect();
        }
        let mut places = self.divisions.search(typed.text, limit);
        let by_text = places.is_empty();
        if by_text {
            // A whole address: the places it names.
            places = self.divisions.mentioned_in(typed.text, limit);
        }
        let fit = |place: &super::PlaceFound| if by_text { Fit::Word } else { place_fit(place.score) };
        places.iter().filter_map(|place| Some((fit(place), self.entry(Wanted::Place, place.code.as_str())?))).collect()
    }

    fn ranked_units(&self, typed: &Typed<'_>, limit: usize) -> Vec<(Fit, Found)> {
        let mut hits: Vec<(Fit, Tier, usize, usize)> = Vec::new();
        for (at, (one, spoken)) in self.units.all().iter().zip(&self.find.units).enumerate() {
            let by_alias = || {
                let latin = typed.latin.as_deref()?;
                let said = one.alias.iter().map(|alias| letters(alias, true));
                said.filter(|said| said.contains(latin))
                    .map(|said| if said == latin { Fit::Begin } else { Fit::Word })
                    .min()
            };
            let fit = one.fits(typed.text).map(|fit| match fit {
                0 => Fit::Whole,
                1 => Fit::Begin,
                _ => Fit::Part,
            });
            let shortened = || runs_through(typed.text, &one.name).then_some(Fit::Word);
            if let Some(fit) = fit.or_else(by_alias).or_else(|| typed.sounds_like(spoken)).or_else(shortened) {
                hits.push((fit, one.tier, one.name.chars().count(), at));
            }
        }
        hits.sort_unstable();
        hits.truncate(limit);
        hits.into_iter().filter_map(|(fit, _, _, at)| Some((fit, self.unit_found(at)?))).collect()
    }

    fn category_found(&self, at: usize, why: String) -> Option<Found> {
        let (one, spoken) = (self.categories.all().get(at)?, self.find.categories.get(at)?);
        Some(Found { code: one.code.to_string(), label: spoken.label.clone(), why })
    }

    fn place_found(&self, at: usize) -> Option<Found> {
        let (one, spoken) = (self.divisions.all().get(at)?, self.find.places.get(at)?);
        let why = if self.divisions.is_in_city(&one.code) { "" } else { "不在本市" };
        Some(Found { code: one.code.to_string(), label: spoken.label.clone(), why: why.to_owned() })
    }

    fn unit_found(&self, at: usize) -> Option<Found> {
        let (one, spoken) = (self.units.all().get(at)?, self.find.units.get(at)?);
        Some(Found { code: one.code.to_string(), label: spoken.label.clone(), why: one.alias.join("、") })
    }
}

/// New claims take categories of level 3 that are in use.
fn choosable(category: &Category) -> bool {
    category.level == 3 && category.active
}

/// Whether a text is a name with letters left out, as people shorten names: `路北住建局`.
fn runs_through(text: &str, name: &str) -> bool {
    let mut rest = name.chars();
    let mut letters = text.chars();
    letters.clone().count() >= 3 && letters.next() == rest.next() && letters.all(|letter| rest.any(|one| one == letter))
}

fn category_fit(one: &Category, words: &[&str], typed: &Typed<'_>) -> Option<Fit> {
    let text = typed.text;
    let digits = text.len() >= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if one.name == text || one.path == text {
        Some(Fit::Whole)
    } else if one.name.starts_with(text) || (digits && one.code.as_str().starts_with(text)) {
        Some(Fit::Begin)
    } else if words.iter().all(|word| one.path.contains(word)) {
        Some(Fit::Part)
    } else {
        None
    }
}

/// The points of a place within the city are 1000 and ten times its fit: 80 and more is a whole name.
fn place_fit(score: u32) -> Fit {
    match score.checked_sub(1000).map(|points| points / 10) {
        Some(80..) => Fit::Whole,
        Some(60..) => Fit::Begin,
        Some(_) => Fit::Part,
        None => Fit::Word,
    }
}

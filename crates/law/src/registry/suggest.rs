//! Which categories a text may belong to, by the words of the responsibility list and the categories' own names.
//!
//! Plain counting that can be explained: each word found scores by its length and its rarity, and is named as the
//! reason. A person decides (C41); import takes the first.

use std::collections::HashMap;

use serde::Serialize;

use super::Registry;
use super::categories::Categories;
use super::code::CategoryCode;
use super::responsibility::ResponsibilityList;

/// A category proposed for a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// The category, of level 3 and active.
    pub code: CategoryCode,
    /// Points, only to be compared within one answer.
    pub score: u32,
    /// The words found, the weightiest first.
    pub why: Vec<String>,
}

/// The words and what they point to.
#[derive(Debug)]
pub(super) struct Index {
    /// Each word once, with its weight and the categories it stands for (and whether it is their own name).
    words: Vec<(String, u32, Vec<CategoryCode>)>,
}

/// Names that say nothing by themselves.
const EMPTY_NAMES: &[&str] = &["其他", "其它", "综合", "管理", "政策", "咨询"];

impl Index {
    pub(super) fn build(categories: &Categories, list: &ResponsibilityList) -> Self {
        let mut words: HashMap<&str, Vec<CategoryCode>> = HashMap::new();
        let mut add = |word, code: &CategoryCode| {
            let codes: &mut Vec<CategoryCode> = words.entry(word).or_default();
            if !codes.contains(code) {
                codes.push(code.clone());
            }
        };
        for category in categories.all().iter().filter(|category| category.level == 3 && category.active) {
            for name in category.path.split('/') {
                add(name, &category.code);
            }
        }
        for (code, word) in list.keywords() {
            if categories.get(code).is_some_and(|category| category.active) {
                add(word, code);
            }
        }
        let usable = |word: &str| word.chars().count() >= 2 && !EMPTY_NAMES.contains(&word);
        let mut words: Vec<_> = words
            .into_iter()
            .filter(|(word, _)| usable(word))
            .map(|(word, codes)| (word.to_owned(), weight(word, codes.len()), codes))
            .collect();
        words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Self { words }
    }
}

/// Long and rare words weigh more: 40 points a letter for a word of one category, 5 for one of more than 64.
fn weight(word: &str, categories: usize) -> u32 {
    let letters = u32::try_from(word.chars().count().min(8)).unwrap_or(8);
    let spread = usize::BITS - categories.max(1).leading_zeros() - 1;
    letters * (40 - 5 * spread.min(7))
}

impl Registry {
    /// Categories that a text may belong to, best first; empty if no word of the lists is in it.
    pub fn suggest(&self, text: &str, limit: usize) -> Vec<Suggestion> {
        let mut found: HashMap<&CategoryCode, (u32, Vec<&str>)> = HashMap::new();
        for (word, weight, codes) in &self.suggest.words {
            if text.contains(word.as_str()) {
                for code in codes {
                    let (score, why) = found.entry(code).or_default();
                    *score += weight;
                    why.push(word);
                }
            }
        }
        let mut found: Vec<_> = found.into_iter().collect();
        found.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(b.0)));
        let suggestion = |(code, (score, why)): (&CategoryCode, (u32, Vec<&str>))| Suggestion {
            code: code.clone(),
            score,
            why: why.into_iter().map(str::to_owned).collect(),
        };
        found.into_iter().take(limit).map(suggestion).collect()
    }
}

//! What people say and what they are answered: the demo's appeals, which are our own writing.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use crate::draw::Draw;

/// One appeal with its answer.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Sample {
    category: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) answer: String,
}

/// Appeals by class.
#[derive(Debug)]
pub(crate) struct Texts {
    classes: BTreeMap<String, Vec<Arc<Sample>>>,
    other: Arc<Sample>,
}

impl Texts {
    /// # Errors
    /// A row of the appeals that cannot be read.
    pub(crate) fn new() -> Result<Self, String> {
        let mut classes: BTreeMap<String, Vec<Arc<Sample>>> = BTreeMap::new();
        for row in csv::Reader::from_reader(app::demo::APPEALS.as_bytes()).deserialize::<Sample>() {
            let sample = row.map_err(|error| error.to_string())?;
            if sample.title.is_empty() || sample.answer.is_empty() {
                continue;
            }
            classes.entry(class(&sample.category).to_owned()).or_default().push(Arc::new(sample));
        }
        let other = classes.values().flatten().next().cloned().unwrap_or_default();
        Ok(Self { classes, other })
    }

    /// One of the class of a category.
    pub(crate) fn of(&self, category: &str, draw: &mut Draw) -> Arc<Sample> {
        let list = self.classes.get(class(category)).map(Vec::as_slice).unwrap_or_default();
        list.get(draw.below(list.len())).unwrap_or(&self.other).clone()
    }
}

fn class(category: &str) -> &str {
    category.get(..2).unwrap_or_default()
}

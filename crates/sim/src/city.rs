//! Where people live and what they call about: places by population, categories by weight and season.

use std::collections::HashMap;

use law::Date;
use law::registry::{Category, CategoryCode, DivisionCode, DivisionLevel, Registry};
use serde::Deserialize;

use crate::draw::Draw;

/// Residents of each county and zone, in ten thousands.
const POPULATION: &str = include_str!("../data/population.csv");

/// Weights of level 1 among what is dispatched (A), in percent.
const CLASSES: [(&str, f64); 18] = [
    ("01", 24.0),
    ("16", 16.0),
    ("15", 12.0),
    ("11", 10.0),
    ("06", 8.0),
    ("04", 7.0),
    ("14", 6.0),
    ("13", 6.0),
    ("12", 4.0),
    ("10", 3.0),
    ("09", 1.5),
    ("03", 1.0),
    ("17", 0.7),
    ("07", 0.4),
    ("18", 0.2),
    ("08", 0.1),
    ("02", 0.05),
    ("05", 0.05),
];

/// A county with its townships, each with its villages and communities.
#[derive(Debug)]
struct County {
    code: DivisionCode,
    residents: f64,
    townships: Vec<(DivisionCode, Vec<DivisionCode>)>,
    weights: Vec<(usize, f64)>,
}

/// The city as its lists show it.
#[derive(Debug)]
pub(crate) struct City {
    registry: &'static Registry,
    counties: Vec<County>,
    /// Counties of other cities.
    outside: Vec<DivisionCode>,
    /// Active categories below one, in an order shuffled by the seed.
    below: HashMap<String, Vec<CategoryCode>>,
}

#[derive(Debug, Deserialize)]
struct Row {
    code: String,
    resident_wan: f64,
}

impl City {
    /// The city of a seed: which of several categories is the frequent one is chance.
    ///
    /// # Errors
    /// A line of the population that cannot be read.
    pub(crate) fn new(registry: &'static Registry, seed: u64) -> Result<Self, String> {
        let divisions = &registry.divisions;
        let mut counties = Vec::new();
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(POPULATION.as_bytes());
        for row in reader.deserialize::<Row>() {
            let row = row.map_err(|error| format!("population.csv: {error}"))?;
            let code = DivisionCode::from(row.code.as_str());
            let below = |code: &DivisionCode| divisions.children(code).map(|one| one.code.clone()).collect::<Vec<_>>();
            let townships: Vec<_> = below(&code).into_iter().map(|one| (one.clone(), below(&one))).collect();
            let weight = |code: &DivisionCode| {
                let name = divisions.get(code).map_or("", |one| one.name.as_str());
                if name.ends_with('乡') { 1.0 } else { 3.0 }
            };
            let weights = townships.iter().enumerate().map(|(at, (code, _))| (at, weight(code))).collect();
            counties.push(County { code, residents: row.resident_wan, townships, weights });
        }
        let mut below: HashMap<String, Vec<CategoryCode>> = HashMap::new();
        let categories = &registry.categories;
        let leads_on = |code: &CategoryCode| categories.children(Some(code)).any(|one| one.active);
        let usable = |one: &&Category| one.active && (one.level == 3 || leads_on(&one.code));
        for category in categories.all().iter().filter(usable) {
            let parent = category.parent.as_ref().map_or(String::new(), ToString::to_string);
            below.entry(parent).or_default().push(category.code.clone());
        }
        for (parent, list) in &mut below {
            let mut draw = Draw::of(seed, &format!("order of {parent}"), 0);
            for at in (1..list.len()).rev() {
                list.swap(at, draw.below(at + 1));
            }
        }
        let outside = divisions.all().iter().filter(|one| one.level == DivisionLevel::County);
        let outside = outside.filter(|one| !divisions.is_in_city(&one.code)).map(|one| one.code.clone()).collect();
        Ok(Self { registry, counties, outside, below })
    }

    pub(crate) fn registry(&self) -> &'static Registry {
        self.registry
    }

    /// A village or community, as people are spread; the whole county where a zone has no parts.
    pub(crate) fn place(&self, draw: &mut Draw) -> DivisionCode {
        let weights: Vec<(usize, f64)> =
            self.counties.iter().enumerate().map(|(at, county)| (at, county.residents)).collect();
        let Some(county) = self.counties.get(draw.pick(&weights, 0)) else {
            return self.registry.divisions.city().clone();
        };
        let Some((township, communities)) = county.townships.get(draw.pick(&county.weights, 0)) else {
            return county.code.clone();
        };
        communities.get(draw.below(communities.len())).unwrap_or(township).clone()
    }

    /// A county outside the city (C11.1, C8).
    pub(crate) fn elsewhere(&self, draw: &mut Draw) -> DivisionCode {
        self.outside
            .get(draw.below(self.outside.len()))
            .cloned()
            .unwrap_or_else(|| self.registry.divisions.city().clone())
    }

    /// A category of level 3, by the season.
    pub(crate) fn category(&self, draw: &mut Draw, day: Date) -> CategoryCode {
        let weights = CLASSES.map(|(code, weight)| (code, weight * season(code, day)));
        self.category_of(draw.pick(&weights, "01"), draw)
    }

    /// A category of level 3 under a class.
    pub(crate) fn category_of(&self, class: &str, draw: &mut Draw) -> CategoryCode {
        let mut at = CategoryCode::from(class);
        while let Some(list) = self.below.get(at.as_str()) {
            match list.get(draw.zipf(list.len(), 1.1)) {
                Some(next) => at = next.clone(),
                None => break,
            }
        }
        at
    }
}

/// How much more a class is called about on such a day (A): heat, wages, schools, noise, fields.
fn season(class: &str, day: Date) -> f64 {
    let (month, at) = (day.month(), i32::from(day.month()) * 100 + i32::from(day.day()));
    match class {
        "16" if (1115..=1205).contains(&at) => 8.0,
        "16" if at > 1205 || at <= 315 => 3.0,
        "16" if (5..=9).contains(&month) => 0.1,
        "15" if month == 12 || month == 1 => 1.6,
        "14" if (6..=9).contains(&month) => 2.0,
        "04" if (5..=9).contains(&month) => 1.4,
        "10" if (4..=10).contains(&month) => 1.5,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn places_lie_in_the_city_and_categories_are_of_level_three() {
        let city = City::new(Registry::tangshan(), 1).unwrap();
        let mut draw = Draw::of(1, "test", 0);
        let day = Date::constant(2026, 11, 20);
        let mut counties: BTreeMap<String, u32> = BTreeMap::new();
        for _ in 0..2_000 {
            let place = city.place(&mut draw);
            assert!(city.registry.divisions.is_in_city(&place), "{place}");
            let county = city.registry.divisions.county_of(&place).map_or("", |one| one.name.as_str()).to_owned();
            *counties.entry(county).or_default() += 1;
            let category = city.category(&mut draw, day);
            assert_eq!(city.registry.categories.get(&category).unwrap().level, 3, "{category}");
        }
        assert!(counties.len() > 15, "{counties:?}");
        assert!(counties["路北区"] > counties["古冶区"], "{counties:?}");
    }

    #[test]
    fn in_november_people_are_cold() {
        assert!(season("16", Date::constant(2026, 11, 20)) > season("16", Date::constant(2026, 11, 1)));
        assert!(season("16", Date::constant(2026, 7, 1)) < 0.2);
    }
}

//! Who has which duty where: divisions (区划), units (承办单位), classification (分类), responsibility list (职责清单), and
//! the grid (网格) below them.
//!
//! Each of them is a versioned import (C5.1): read as a whole or not at all, never edited in place. The built-in
//! set is the Tangshan sample; its files say so in their first line, which is kept as the source note and shown.
//! [`Registry::duty`] answers for a category and a place which unit has the duty by law, on which level (C20), with
//! every reference of the list resolved.

mod categories;
mod code;
mod divisions;
mod duty;
mod find;
mod grid;
mod places;
mod responsibility;
mod suggest;
mod table;
mod units;

use std::sync::LazyLock;

pub use categories::{Categories, Category};
pub use code::{CategoryCode, CellCode, DivisionCode, UnitCode};
pub use divisions::{Division, DivisionKind, DivisionLevel, Divisions};
pub use duty::{Duty, NoDuty};
pub use find::{Found, Resolved, Wanted};
pub use grid::{Cell, Grid};
pub use places::PlaceFound;
pub use responsibility::{DutyClock, DutyLevel, EmergencyLine, PlaceScope, ResponsibilityList, Route};
pub use suggest::Suggestion;
pub use table::RegistryError;
pub use units::{Tier, Unit, UnitKind, Units, Utility};

/// The lists, checked against each other.
#[derive(Debug)]
pub struct Registry {
    /// Administrative divisions.
    pub divisions: Divisions,
    /// Undertaking units and outside bodies.
    pub units: Units,
    /// The classification of claims.
    pub categories: Categories,
    /// The responsibility list.
    pub responsibility: ResponsibilityList,
    /// Grid cells, and what may go straight to their workers (C22).
    pub grid: Grid,
    suggest: suggest::Index,
    find: find::Index,
}

/// The texts of the files and the versions they are imported as.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'t> {
    /// `divisions.csv` and the version to give it, as it has none in the file.
    pub divisions: (&'t str, &'t str),
    /// `units.csv` and its version, likewise.
    pub units: (&'t str, &'t str),
    /// `categories.csv`, which names its version.
    pub categories: &'t str,
    /// `responsibility.csv`, which names its version.
    pub responsibility: &'t str,
    /// `grid_cells.csv` and `grid_matters.csv`, which names its version.
    pub grid: (&'t str, &'t str),
    /// The city whose hotline this is: the division all duties lie in.
    pub city: &'t str,
}

/// The versions in use, as events of a dispatch cite them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Versions<'r> {
    /// Of the divisions.
    pub divisions: &'r str,
    /// Of the units.
    pub units: &'r str,
    /// Of the classification.
    pub categories: &'r str,
    /// Of the responsibility list.
    pub responsibility: &'r str,
}

static TANGSHAN: LazyLock<Registry> = LazyLock::new(|| {
    // The files are part of the program and tests read them: they cannot fail here.
    Registry::load(&Sources {
        divisions: (include_str!("../../data/tangshan/divisions.csv"), "2023-06-30"),
        units: (include_str!("../../data/tangshan/units.csv"), "v1"),
        categories: include_str!("../../data/tangshan/categories.csv"),
        responsibility: include_str!("../../data/tangshan/responsibility.csv"),
        grid: (
            include_str!("../../data/tangshan/grid_cells.csv"),
            include_str!("../../data/tangshan/grid_matters.csv"),
        ),
        city: "130200000000",
    })
    .expect("the embedded lists are valid")
});

impl Registry {
    /// The built-in sample of Tangshan.
    pub fn tangshan() -> &'static Self {
        &TANGSHAN
    }

    /// Reads and checks the lists.
    ///
    /// # Errors
    /// [`RegistryError`] names file and line of the first thing that cannot be right, references between the lists
    /// included.
    pub fn load(sources: &Sources<'_>) -> Result<Self, RegistryError> {
        let divisions = Divisions::parse(sources.divisions.0, sources.divisions.1, &DivisionCode::from(sources.city))?;
        let units = Units::parse(sources.units.0, sources.units.1, &divisions)?;
        let categories = Categories::parse(sources.categories)?;
        let responsibility = ResponsibilityList::parse(sources.responsibility, &categories, &units)?;
        let (cells, matters) = sources.grid;
        let grid = Grid::parse(cells, matters, &divisions, &categories, &responsibility)?;
        let suggest = suggest::Index::build(&categories, &responsibility);
        let find = find::Index::build(&divisions, &units, &categories);
        Ok(Self { divisions, units, categories, responsibility, grid, suggest, find })
    }

    /// The versions of the four lists.
    pub fn versions(&self) -> Versions<'_> {
        Versions {
            divisions: self.divisions.version(),
            units: self.units.version(),
            categories: self.categories.version(),
            responsibility: self.responsibility.version(),
        }
    }

    /// The units of a division: those seated for it or for a division within it, in the order of the file.
    pub fn units_in(&self, division: &DivisionCode) -> Vec<&Unit> {
        let within = |unit: &&Unit| unit.division.as_ref().is_some_and(|own| self.divisions.within(own, division));
        self.units.all().iter().filter(within).collect()
    }

    /// The body above a unit: its parent, where the list names one. A unit complained of for misconduct never handles
    /// that complaint itself (`law.md` §3, C32).
    pub fn superior_of(&self, unit: &UnitCode) -> Option<UnitCode> {
        self.units.get(unit)?.parent.clone()
    }
}

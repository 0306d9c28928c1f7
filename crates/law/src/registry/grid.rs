//! Grid cells (网格) with their workers, and the matters that may go straight to one (C22).
//!
//! Two lists: the cells, and the categories that the city has marked as clear in duty and area (权责明确、管辖清晰). A mark
//! passes no duty on: it stands only where the responsibility list gives the duty to the township (C20.2).

use std::collections::{HashMap, HashSet};

use super::categories::Categories;
use super::code::{CategoryCode, CellCode, DivisionCode};
use super::divisions::{DivisionLevel, Divisions};
use super::responsibility::{DutyLevel, ResponsibilityList};
use super::table::{RegistryError, Table};
use crate::policy::DayWindow;
use crate::time::Instant;

const CELLS: &[&str] = &["code", "name", "division", "worker", "on_duty", "src"];
const MATTERS: &[&str] = &["category", "why", "version"];

/// A cell of a community or village, with the one who looks after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its code on the grid platform.
    pub code: CellCode,
    /// Its name.
    pub name: String,
    /// The community or village it lies in.
    pub division: DivisionCode,
    /// The grid worker, by name.
    pub worker: String,
    /// When the worker is on duty, each day.
    pub on_duty: DayWindow,
}

/// All cells and marks of one version.
#[derive(Debug)]
pub struct Grid {
    version: String,
    cells: Vec<Cell>,
    of_division: HashMap<DivisionCode, Vec<usize>>,
    matters: HashSet<CategoryCode>,
}

impl Cell {
    /// Whether the worker is on duty at `at`.
    pub fn has_somebody_at(&self, at: Instant) -> bool {
        self.on_duty.contains(at.minute_of_day())
    }
}

impl Grid {
    /// Reads cells and marks, and holds them to divisions, classification and responsibility list.
    ///
    /// # Errors
    /// [`RegistryError`] with the line.
    pub fn parse(
        cells: &str,
        matters: &str,
        divisions: &Divisions,
        categories: &Categories,
        duties: &ResponsibilityList,
    ) -> Result<Self, RegistryError> {
        let table = Table::read("grid_cells.csv", cells, CELLS)?;
        let mut all: Vec<Cell> = Vec::new();
        let mut of_division: HashMap<DivisionCode, Vec<usize>> = HashMap::new();
        for row in table.rows() {
            let division = DivisionCode::from(row.required("division")?);
            if divisions.get(&division).is_none_or(|found| found.level != DivisionLevel::Village) {
                return Err(row.error(format!("“{division}”不是社区、村：网格属于一个社区或者村")));
            }
            let code = CellCode::from(row.required("code")?);
            if all.iter().any(|cell| cell.code == code) {
                return Err(row.error(format!("网格代码“{code}”重复")));
            }
            let on_duty = row.required("on_duty")?.parse().map_err(|problem: String| row.error(problem))?;
            of_division.entry(division.clone()).or_default().push(all.len());
            let (name, worker) = (row.required("name")?.to_owned(), row.required("worker")?.to_owned());
            all.push(Cell { code, name, division, worker, on_duty });
        }
        let table = Table::read("grid_matters.csv", matters, MATTERS)?;
        let mut marked = HashSet::new();
        for row in table.rows() {
            let category = CategoryCode::from(row.required("category")?);
            row.required("why")?;
            if categories.get(&category).is_none_or(|found| found.level != 3) {
                return Err(row.error(format!("没有“{category}”这个三级分类")));
            }
            let lines = duties.lines_of(&category);
            if lines.is_empty() || lines.iter().any(|line| line.level != DutyLevel::Township) {
                return Err(row.error(format!("“{category}”不是乡镇、街道的职责，不能派给网格员（第二十条）")));
            }
            marked.insert(category);
        }
        let version = table.common("version")?;
        Ok(Self { version, cells: all, of_division, matters: marked })
    }

    /// The version of the marks.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether matters of this category may go straight to a grid worker.
    pub fn is_marked(&self, category: &CategoryCode) -> bool {
        self.matters.contains(category)
    }

    /// The cells of a community or village; none for a wider place, which resolves to no cell.
    pub fn cells_of<'g>(&'g self, division: &DivisionCode) -> impl Iterator<Item = &'g Cell> + use<'g> {
        self.of_division.get(division).into_iter().flatten().filter_map(|at| self.cells.get(*at))
    }
}

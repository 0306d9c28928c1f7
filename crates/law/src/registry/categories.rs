//! The classification of claims (C5.1): three levels, 2+2+2 digits.

use std::collections::HashMap;

use jiff::civil::Date;

use super::code::CategoryCode;
use super::table::{RegistryError, Table};

const COLUMNS: &[&str] =
    &["code", "name", "level", "parent", "origin", "active", "successor", "path", "version", "effective_from"];

/// One category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its code.
    pub code: CategoryCode,
    /// Its name.
    pub name: String,
    /// 1 to 3; claims are classed on level 3.
    pub level: u8,
    /// The category above it; none on level 1.
    pub parent: Option<CategoryCode>,
    /// All names from level 1 down, with `/` between.
    pub path: String,
    /// Whether new claims may take it; old ones keep what they have.
    pub active: bool,
    /// What took its place, often a level-2 category.
    pub successor: Option<CategoryCode>,
}

/// All categories of one version.
#[derive(Debug)]
pub struct Categories {
    version: String,
    effective_from: Date,
    source: Option<String>,
    all: Vec<Category>,
    index: HashMap<CategoryCode, usize>,
}

impl Categories {
    /// Reads a classification and checks parents, successors and levels.
    ///
    /// # Errors
    /// [`RegistryError`] with the line.
    pub fn parse(text: &str) -> Result<Self, RegistryError> {
        let table = Table::read("categories.csv", text, COLUMNS)?;
        let code_of = |text: &str| Some(text).filter(|code| !code.is_empty()).map(CategoryCode::from);
        let mut all: Vec<Category> = Vec::new();
        let mut index = HashMap::new();
        for row in table.rows() {
            let code = row.required("code")?;
            let level = row.one_of("level", |text| text.parse::<u8>().ok().filter(|level| (1..=3).contains(level)))?;
            if code.len() != usize::from(level) * 2 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(row.error(format!("分类代码“{code}”应为每级两位数字，第{level}级共{}位", level * 2)));
            }
            let category = Category {
                code: CategoryCode::from(code),
                name: row.required("name")?.to_owned(),
                level,
                parent: code_of(row.get("parent")),
                path: row.required("path")?.to_owned(),
                active: row.flag("active")?,
                successor: code_of(row.get("successor")),
            };
            if index.insert(category.code.clone(), all.len()).is_some() {
                return Err(row.error(format!("分类代码“{code}”重复")));
            }
            all.push(category);
        }
        for (row, category) in table.rows().zip(&all) {
            let above = category.code.as_str().get(..category.code.as_str().len() - 2).filter(|code| !code.is_empty());
            let parent = category.parent.as_ref().map(CategoryCode::as_str);
            if parent != above || parent.is_some_and(|code| !index.contains_key(code)) {
                return Err(row.error(format!("上级分类“{}”不存在或者与代码不符", row.get("parent"))));
            }
            if category.successor.as_ref().is_some_and(|code| !index.contains_key(code)) {
                return Err(row.error(format!("替代分类“{}”不存在", row.get("successor"))));
            }
        }
        let version = table.common("version")?;
        let effective_from = effective_from(&table)?;
        Ok(Self { version, effective_from, source: table.note, all, index })
    }

    /// The version of the classification.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// First day it is used.
    pub fn effective_from(&self) -> Date {
        self.effective_from
    }

    /// What the file says about itself in its first line, if anything.
    pub fn source_note(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// All categories, in the order of the file.
    pub fn all(&self) -> &[Category] {
        &self.all
    }

    /// A category by its code.
    pub fn get(&self, code: &CategoryCode) -> Option<&Category> {
        self.index.get(code).and_then(|index| self.all.get(*index))
    }

    /// The categories directly below `code`, or those of level 1.
    pub fn children<'c>(&'c self, code: Option<&'c CategoryCode>) -> impl Iterator<Item = &'c Category> + 'c {
        self.all.iter().filter(move |category| category.parent.as_ref() == code)
    }

    /// The active category with these names from level 1 down, with `/` between.
    pub fn by_path(&self, path: &str) -> Option<&Category> {
        self.all.iter().find(|category| category.path == path)
    }
}

/// The one effective date of a list.
pub(super) fn effective_from(table: &Table) -> Result<Date, RegistryError> {
    let text = table.common("effective_from")?;
    text.parse().map_err(|_| table.error(format!("生效日期“{text}”应写成 2026-01-01 的样子")))
}

//! Administrative divisions and the city's zones, from province to village and community.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::code::DivisionCode;
use super::table::{RegistryError, Table};

const COLUMNS: &[&str] = &["code", "name", "level", "parent", "kind", "note"];

/// The level of a division.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DivisionLevel {
    /// 省、直辖市.
    Province,
    /// 设区的市.
    Prefecture,
    /// 县、区、县级市, and the zones run by a dispatched office (派出机构).
    County,
    /// 乡镇、街道, farms and the like.
    Township,
    /// 村、社区.
    Village,
}

/// The kind of a division, finer than its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DivisionKind {
    /// Province, prefecture or county by law.
    Administrative,
    /// A zone run by a dispatched office of the city government (Art. 6).
    DispatchedOffice,
    /// A statistical zone.
    FunctionalArea,
    /// 街道.
    Subdistrict,
    /// 镇.
    Town,
    /// 乡.
    Township,
    /// 农场.
    Farm,
    /// 办事处.
    Office,
    /// 村.
    Village,
    /// 社区.
    Community,
    /// Production teams and the like.
    Similar,
}

/// One division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// Its code.
    pub code: DivisionCode,
    /// Its full name, for villages and communities that of the committee.
    pub name: String,
    /// Its level.
    pub level: DivisionLevel,
    /// The division it lies in; none for a province.
    pub parent: Option<DivisionCode>,
    /// Its kind.
    pub kind: DivisionKind,
    /// What the list remarks on it: the usual short name of a zone, a fault of the source.
    pub note: String,
}

/// All divisions of one version.
#[derive(Debug)]
pub struct Divisions {
    version: String,
    source: Option<String>,
    city: DivisionCode,
    all: Vec<Division>,
    index: HashMap<DivisionCode, usize>,
    /// For each division its path below the province, as people say it.
    paths: Vec<String>,
    in_city: Vec<bool>,
}

impl Division {
    /// The name as people say it: `机场路社区` for `机场路社区居民委员会`, `高新区` for the zone of that short name.
    pub fn place_name(&self) -> String {
        let name = self.name.as_str();
        if self.kind == DivisionKind::DispatchedOffice && !self.note.is_empty() {
            return self.note.clone();
        }
        if let Some(stem) = name.strip_suffix("村民委员会") {
            return if stem.ends_with('村') { stem.to_owned() } else { format!("{stem}村") };
        }
        match name.strip_suffix("居民委员会") {
            Some(stem) if stem.ends_with("社区") => stem.to_owned(),
            Some(stem) => format!("{stem}居委会"),
            None => name.to_owned(),
        }
    }
}

impl Divisions {
    /// Reads a list of divisions and checks that every parent is there, one level or more above.
    ///
    /// # Errors
    /// [`RegistryError`] with the line.
    pub fn parse(text: &str, version: &str, city: &DivisionCode) -> Result<Self, RegistryError> {
        let table = Table::read("divisions.csv", text, COLUMNS)?;
        let mut all = Vec::new();
        let mut index = HashMap::new();
        for row in table.rows() {
            let code = row.required("code")?;
            if code.len() != 12 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(row.error(format!("区划代码“{code}”应为12位数字")));
            }
            let division = Division {
                code: DivisionCode::from(code),
                name: row.required("name")?.to_owned(),
                level: row.one_of("level", level)?,
                parent: Some(row.get("parent")).filter(|code| !code.is_empty()).map(DivisionCode::from),
                kind: row.one_of("kind", kind)?,
                note: row.get("note").to_owned(),
            };
            if index.insert(division.code.clone(), all.len()).is_some() {
                return Err(row.error(format!("区划代码“{code}”重复")));
            }
            all.push(division);
        }
        for (row, division) in table.rows().zip(&all) {
            let parent = division.parent.as_ref();
            let above = parent.and_then(|code| index.get(code)).and_then(|index| all.get(*index));
            let sound = match (parent, above) {
                (None, _) => division.level == DivisionLevel::Province,
                (Some(_), Some(above)) => above.level < division.level,
                (Some(_), None) => false,
            };
            if !sound {
                return Err(row.error(format!("上级“{}”不存在或者级别不高于本级", row.get("parent"))));
            }
        }
        if !index.contains_key(city) {
            return Err(table.error(format!("没有本市“{city}”")));
        }
        let mut divisions = Self {
            version: version.to_owned(),
            source: table.note,
            city: city.clone(),
            all,
            index,
            paths: Vec::new(),
            in_city: Vec::new(),
        };
        divisions.paths = divisions.all.iter().map(|division| divisions.path(division)).collect();
        divisions.in_city = divisions.all.iter().map(|division| divisions.within(&division.code, city)).collect();
        Ok(divisions)
    }

    /// The version of the list.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What the file says about itself in its first line, if anything.
    pub fn source_note(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// The city whose hotline this is.
    pub fn city(&self) -> &DivisionCode {
        &self.city
    }

    /// All divisions, in the order of the file.
    pub fn all(&self) -> &[Division] {
        &self.all
    }

    /// A division by its code.
    pub fn get(&self, code: &DivisionCode) -> Option<&Division> {
        self.index.get(code).and_then(|index| self.all.get(*index))
    }

    /// The divisions directly in `code`, in the order of the file.
    pub fn children<'d>(&'d self, code: &'d DivisionCode) -> impl Iterator<Item = &'d Division> + 'd {
        self.all.iter().filter(move |division| division.parent.as_ref() == Some(code))
    }

    /// The city's counties, districts, county-level cities and zones.
    pub fn counties(&self) -> impl Iterator<Item = &Division> {
        self.children(&self.city).filter(|division| division.level == DivisionLevel::County)
    }

    /// The path as people say it, without the province: `唐山市路北区机场路街道`; empty for an unknown code.
    pub fn path_zh(&self, code: &DivisionCode) -> &str {
        self.index.get(code).and_then(|index| self.paths.get(*index)).map_or("", String::as_str)
    }

    /// The division and those above it, from itself up to the province.
    pub fn ancestry<'d>(&'d self, code: &DivisionCode) -> impl Iterator<Item = &'d Division> + use<'d> {
        std::iter::successors(self.get(code), |division| self.get(division.parent.as_ref()?))
    }

    /// The county, district or zone a place lies in (or is).
    pub fn county_of(&self, code: &DivisionCode) -> Option<&Division> {
        self.ancestry(code).find(|division| division.level == DivisionLevel::County)
    }

    /// The township or subdistrict a place lies in (or is).
    pub fn township_of(&self, code: &DivisionCode) -> Option<&Division> {
        self.ancestry(code).find(|division| division.level == DivisionLevel::Township)
    }

    /// Whether `code` is `ancestor` or lies in it.
    pub fn within(&self, code: &DivisionCode, ancestor: &DivisionCode) -> bool {
        self.ancestry(code).any(|division| division.code == *ancestor)
    }

    /// Whether a place lies in the city of this hotline (C11, ground 1).
    pub fn is_in_city(&self, code: &DivisionCode) -> bool {
        self.index.get(code).and_then(|index| self.in_city.get(*index)).copied().unwrap_or(false)
    }

    /// Division, path and whether it lies in the city, for searching.
    pub(super) fn searchable(&self) -> impl Iterator<Item = (&Division, &str, bool)> {
        let rows = self.all.iter().zip(&self.paths).zip(&self.in_city);
        rows.map(|((division, path), in_city)| (division, path.as_str(), *in_city))
    }

    fn path(&self, division: &Division) -> String {
        let mut names: Vec<String> = self
            .ancestry(&division.code)
            .filter(|above| above.level != DivisionLevel::Province || above.code == division.code)
            .map(Division::place_name)
            .collect();
        names.reverse();
        names.concat()
    }
}

fn level(text: &str) -> Option<DivisionLevel> {
    Some(match text {
        "province" => DivisionLevel::Province,
        "prefecture" => DivisionLevel::Prefecture,
        "county" => DivisionLevel::County,
        "township" => DivisionLevel::Township,
        "village" => DivisionLevel::Village,
        _ => return None,
    })
}

fn kind(text: &str) -> Option<DivisionKind> {
    Some(match text {
        "administrative" => DivisionKind::Administrative,
        "dispatched_office" => DivisionKind::DispatchedOffice,
        "functional_area" => DivisionKind::FunctionalArea,
        "subdistrict" => DivisionKind::Subdistrict,
        "town" => DivisionKind::Town,
        "township" => DivisionKind::Township,
        "farm" => DivisionKind::Farm,
        "office" => DivisionKind::Office,
        "village" => DivisionKind::Village,
        "community" => DivisionKind::Community,
        "similar" => DivisionKind::Similar,
        _ => return None,
    })
}

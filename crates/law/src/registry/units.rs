//! Undertaking units (承办单位, Art. 6(3)) and the outside bodies that claims are handed to.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::code::{DivisionCode, UnitCode};
use super::divisions::Divisions;
use super::table::{RegistryError, Row, Table};

const COLUMNS: &[&str] =
    &["code", "name", "kind", "level", "parent", "division", "duty_24h", "utility_type", "alias", "src"];

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// 市人民政府工作部门.
    CityDepartment,
    /// 市委工作机关.
    PartyOrgan,
    /// 事业单位、群团.
    PublicInstitution,
    /// 国家和省直驻唐单位.
    ProvincialOrNationalInCity,
    /// A city department's branch in a county: the duty stays the city's.
    CityDepartmentBranch,
    /// 县级人民政府.
    CountyGovernment,
    /// 县级人民政府工作部门.
    CountyDepartment,
    /// 市人民政府派出机构.
    DispatchedOffice,
    /// A department of a zone.
    ZoneDepartment,
    /// 乡镇人民政府、街道办事处.
    Township,
    /// Farms and functional areas that do a township's work.
    TownshipLike,
    /// 承担公共服务职能的企业.
    Utility,
    /// 市12345热线工作机构.
    HotlineAgency,
    /// 县级12345热线工作机构.
    CountyHotlineAgency,
    /// 市12345热线主管机关.
    HotlineAuthority,
    /// 市人民政府.
    Government,
    /// 110, 119, 120, 122.
    Emergency,
    /// Another region's 12345.
    PeerHotline,
    /// 纪检监察机关.
    DisciplineInspection,
    /// 诉讼.
    JudicialRoute,
    /// 仲裁.
    ArbitrationRoute,
    /// 信访.
    PetitionRoute,
    /// 行政复议.
    ReviewRoute,
}

/// The level on which a unit acts, from the widest; what the guards of Article 20 compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// 国家和省直驻唐单位.
    National,
    /// The city's organs, departments with their branches, institutions.
    City,
    /// County governments, dispatched offices, and the departments of both.
    County,
    /// Townships, subdistricts and what does their work.
    Township,
    /// Bodies outside the hotline's units.
    External,
}

/// A public utility's trade (C44.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Utility {
    /// 供水.
    Water,
    /// 供电.
    Power,
    /// 燃气.
    Gas,
    /// 供热.
    Heat,
    /// 通信.
    Telecom,
    /// 公交.
    Transit,
    /// 排水.
    Drainage,
}

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its code.
    pub code: UnitCode,
    /// Its full name.
    pub name: String,
    /// What it is.
    pub kind: UnitKind,
    /// The level whose duties it carries.
    pub tier: Tier,
    /// The body above it, where the list names one.
    pub parent: Option<UnitCode>,
    /// The division it acts for; none for outside bodies.
    pub division: Option<DivisionCode>,
    /// Somebody takes orders day and night (C44.2, C6.2).
    pub duty_24h: bool,
    /// Its trade, if it is a utility.
    pub utility: Option<Utility>,
    /// Other names and public short numbers.
    pub alias: Vec<String>,
    /// Where the row comes from: V division list, G usual name, S placeholder, W weak source.
    pub origin: String,
}

/// All units of one version.
#[derive(Debug)]
pub struct Units {
    version: String,
    source: Option<String>,
    all: Vec<Unit>,
    index: HashMap<UnitCode, usize>,
}

impl UnitKind {
    /// `市级部门`, `县级人民政府`, ….
    pub const fn zh(self) -> &'static str {
        match self {
            Self::CityDepartment => "市级部门",
            Self::PartyOrgan => "市委工作机关",
            Self::PublicInstitution => "事业单位、群团组织",
            Self::ProvincialOrNationalInCity => "驻唐单位",
            Self::CityDepartmentBranch => "市级部门派出分局",
            Self::CountyGovernment => "县级人民政府",
            Self::CountyDepartment => "县级部门",
            Self::DispatchedOffice => "市人民政府派出机构",
            Self::ZoneDepartment => "派出机构所属部门",
            Self::Township => "乡镇、街道",
            Self::TownshipLike => "农场等乡级单位",
            Self::Utility => "公共服务企业",
            Self::HotlineAgency => "市12345热线工作机构",
            Self::CountyHotlineAgency => "县级12345热线工作机构",
            Self::HotlineAuthority => "市12345热线主管机关",
            Self::Government => "市人民政府",
            Self::Emergency => "紧急热线",
            Self::PeerHotline => "外地12345热线",
            Self::DisciplineInspection => "纪检监察机关",
            Self::JudicialRoute => "司法机关",
            Self::ArbitrationRoute => "仲裁机构",
            Self::PetitionRoute => "信访机构",
            Self::ReviewRoute => "行政复议机构",
        }
    }
}

impl Tier {
    /// `市级`, `县级`, ….
    pub const fn zh(self) -> &'static str {
        match self {
            Self::National => "国家、省驻唐",
            Self::City => "市级",
            Self::County => "县级",
            Self::Township => "乡级",
            Self::External => "系统外",
        }
    }
}

impl Utility {
    /// The name used in the responsibility list (`@utility:heat`).
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "water" => Self::Water,
            "power" => Self::Power,
            "gas" => Self::Gas,
            "heat" => Self::Heat,
            "telecom" => Self::Telecom,
            "transit" => Self::Transit,
            "drainage" => Self::Drainage,
            _ => return None,
        })
    }

    /// `供水`, `供电`, ….
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Water => "供水",
            Self::Power => "供电",
            Self::Gas => "燃气",
            Self::Heat => "供热",
            Self::Telecom => "通信",
            Self::Transit => "公交",
            Self::Drainage => "排水",
        }
    }
}

impl Units {
    /// Reads a list of units and checks its divisions and parents.
    ///
    /// # Errors
    /// [`RegistryError`] with the line.
    pub fn parse(text: &str, version: &str, divisions: &Divisions) -> Result<Self, RegistryError> {
        let table = Table::read("units.csv", text, COLUMNS)?;
        let mut all: Vec<Unit> = Vec::new();
        let mut index = HashMap::new();
        for row in table.rows() {
            let unit = unit(row, divisions)?;
            if index.insert(unit.code.clone(), all.len()).is_some() {
                return Err(row.error(format!("单位代码“{}”重复", unit.code)));
            }
            all.push(unit);
        }
        for (row, unit) in table.rows().zip(&all) {
            if unit.parent.as_ref().is_some_and(|parent| !index.contains_key(parent) || *parent == unit.code) {
                return Err(row.error(format!("上级单位“{}”不存在", row.get("parent"))));
            }
        }
        Ok(Self { version: version.to_owned(), source: table.note, all, index })
    }

    /// The version of the list.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What the file says about itself in its first line, if anything.
    pub fn source_note(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// All units, in the order of the file.
    pub fn all(&self) -> &[Unit] {
        &self.all
    }

    /// A unit by its code.
    pub fn get(&self, code: &UnitCode) -> Option<&Unit> {
        self.index.get(code).and_then(|index| self.all.get(*index))
    }

    /// The name of a unit; for an unknown code the code itself.
    pub fn name<'u>(&'u self, code: &'u UnitCode) -> &'u str {
        self.get(code).map_or(code.as_str(), |unit| unit.name.as_str())
    }

    /// Units whose name, alias or code fits, best first: whole, beginning, part; wider levels before narrower ones.
    pub fn search(&self, text: &str, limit: usize) -> Vec<&Unit> {
        let text = text.trim();
        if text.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(u8, &Unit)> = self.all.iter().filter_map(|unit| Some((unit.fits(text)?, unit))).collect();
        found.sort_by_key(|(fit, unit)| (*fit, unit.tier, unit.name.chars().count()));
        found.into_iter().take(limit).map(|(_, unit)| unit).collect()
    }

    /// The unit of a kind that acts for exactly this division.
    pub(super) fn of_division(&self, division: &DivisionCode, kinds: &[UnitKind]) -> Option<&Unit> {
        self.all.iter().find(|unit| unit.division.as_ref() == Some(division) && kinds.contains(&unit.kind))
    }

    /// The utilities of a trade that act for exactly this division, in the order of the file.
    pub(super) fn utilities(&self, trade: Utility, division: &DivisionCode) -> Vec<&Unit> {
        let fits = |unit: &&Unit| unit.utility == Some(trade) && unit.division.as_ref() == Some(division);
        self.all.iter().filter(fits).collect()
    }
}

/// How a unit fits, 0 best, or not at all.
impl Unit {
    /// How well a text fits name, alias or code: 0 whole, 1 beginning, 2 part.
    pub(super) fn fits(&self, text: &str) -> Option<u8> {
        let alias = |test: &dyn Fn(&str) -> bool| self.alias.iter().any(|alias| test(alias));
        if self.name == text || self.code.as_str().eq_ignore_ascii_case(text) || alias(&|alias| alias == text) {
            Some(0)
        } else if self.name.starts_with(text) || alias(&|alias| alias.starts_with(text)) {
            Some(1)
        } else if self.name.contains(text) || alias(&|alias| alias.contains(text)) {
            Some(2)
        } else {
            None
        }
    }
}

fn unit(row: Row<'_>, divisions: &Divisions) -> Result<Unit, RegistryError> {
    let kind = row.one_of("kind", kind)?;
    let level = row.one_of("level", level)?;
    let division = Some(row.get("division")).filter(|code| !code.is_empty()).map(DivisionCode::from);
    match &division {
        Some(code) if divisions.get(code).is_none() => return Err(row.error(format!("区划“{code}”不存在"))),
        None if level != Tier::External => return Err(row.error("“division”不能为空")),
        Some(_) | None => {}
    }
    let utility = match row.get("utility_type") {
        "" => None,
        _ => Some(row.one_of("utility_type", Utility::from_code)?),
    };
    if (kind == UnitKind::Utility) != utility.is_some() {
        return Err(row.error("“utility_type”只用于公共服务企业，也不可缺少"));
    }
    Ok(Unit {
        code: UnitCode::from(row.required("code")?),
        name: row.required("name")?.to_owned(),
        kind,
        tier: tier(kind, level),
        parent: Some(row.get("parent")).filter(|code| !code.is_empty()).map(UnitCode::from),
        division,
        duty_24h: row.flag("duty_24h")?,
        utility,
        alias: row.list("alias").map(str::to_owned).collect(),
        origin: row.get("src").to_owned(),
    })
}

/// The level whose duties a unit carries (Art. 20): a city department's branch in a county carries the city's; a
/// utility that of the list (P).
fn tier(kind: UnitKind, level: Tier) -> Tier {
    match kind {
        UnitKind::ProvincialOrNationalInCity => Tier::National,
        UnitKind::CityDepartment
        | UnitKind::PartyOrgan
        | UnitKind::CityDepartmentBranch
        | UnitKind::HotlineAgency
        | UnitKind::HotlineAuthority
        | UnitKind::Government => Tier::City,
        UnitKind::CountyGovernment
        | UnitKind::CountyDepartment
        | UnitKind::DispatchedOffice
        | UnitKind::ZoneDepartment
        | UnitKind::CountyHotlineAgency => Tier::County,
        UnitKind::Township | UnitKind::TownshipLike => Tier::Township,
        UnitKind::PublicInstitution | UnitKind::Utility => level,
        UnitKind::Emergency
        | UnitKind::PeerHotline
        | UnitKind::DisciplineInspection
        | UnitKind::JudicialRoute
        | UnitKind::ArbitrationRoute
        | UnitKind::PetitionRoute
        | UnitKind::ReviewRoute => Tier::External,
    }
}

fn level(text: &str) -> Option<Tier> {
    Some(match text {
        "city" => Tier::City,
        "county" => Tier::County,
        "township" => Tier::Township,
        "external" => Tier::External,
        _ => return None,
    })
}

fn kind(text: &str) -> Option<UnitKind> {
    Some(match text {
        "city_department" => UnitKind::CityDepartment,
        "party_organ" => UnitKind::PartyOrgan,
        "public_institution" => UnitKind::PublicInstitution,
        "provincial_or_national_in_city" => UnitKind::ProvincialOrNationalInCity,
        "city_department_branch" => UnitKind::CityDepartmentBranch,
        "county_government" => UnitKind::CountyGovernment,
        "county_department" => UnitKind::CountyDepartment,
        "dispatched_office" => UnitKind::DispatchedOffice,
        "zone_department" => UnitKind::ZoneDepartment,
        "township" => UnitKind::Township,
        "township_like" => UnitKind::TownshipLike,
        "utility" => UnitKind::Utility,
        "hotline_agency" => UnitKind::HotlineAgency,
        "county_hotline_agency" => UnitKind::CountyHotlineAgency,
        "hotline_authority" => UnitKind::HotlineAuthority,
        "government" => UnitKind::Government,
        "emergency" => UnitKind::Emergency,
        "peer_hotline" => UnitKind::PeerHotline,
        "discipline_inspection" => UnitKind::DisciplineInspection,
        "judicial_route" => UnitKind::JudicialRoute,
        "arbitration_route" => UnitKind::ArbitrationRoute,
        "petition_route" => UnitKind::PetitionRoute,
        "review_route" => UnitKind::ReviewRoute,
        _ => return None,
    })
}

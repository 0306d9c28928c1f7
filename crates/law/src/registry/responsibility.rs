//! The responsibility list (职责清单, C5.1): category and place scope to the unit that has the duty.
//!
//! The guards of Article 20 hold in the list itself or it is not taken over: a city department's duty never lies with
//! a county government, a dispatched office or anybody below; a county department's duty goes to the county
//! government or dispatched office and onward to a department, never to a township; a township's duty stays with it.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::categories::{Categories, effective_from};
use super::code::{CategoryCode, UnitCode};
use super::table::{RegistryError, Row, Table};
use super::units::{Tier, UnitKind, Units, Utility};

const COLUMNS: &[&str] = &[
    "category",
    "path",
    "place_scope",
    "duty_level",
    "lead",
    "onward",
    "co_units",
    "route",
    "refusal_ground",
    "clock",
    "enterprise",
    "legal_basis",
    "keywords",
    "version",
    "effective_from",
];

/// For which places a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceScope {
    /// The whole city.
    Any,
    /// Districts, counties, county-level cities.
    County,
    /// Zones run by a dispatched office.
    Zone,
}

/// Whose duty a matter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyLevel {
    /// A city department, a body under it, or a party organ.
    CityDepartment,
    /// A department of a county or zone, reached through its government or office.
    CountyDepartment,
    /// A township or subdistrict.
    Township,
    /// A public-service enterprise.
    Utility,
    /// A state or provincial unit in the city.
    NationalOrProvincial,
    /// The hotline agency itself.
    HotlineAgency,
    /// The body above the one complained of.
    SuperiorAuthority,
    /// Nobody among the units: a lawful way outside.
    External,
}

/// 110, 119, 120 or 122 (C15.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EmergencyLine {
    /// Police.
    #[serde(rename = "110")]
    Police,
    /// Fire.
    #[serde(rename = "119")]
    Fire,
    /// Ambulance.
    #[serde(rename = "120")]
    Ambulance,
    /// Traffic accidents.
    #[serde(rename = "122")]
    Traffic,
}

/// Which way a matter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// A work order.
    Dispatch,
    /// Ask about danger first; if there is any, hand over to the line (C15.3), else dispatch.
    EmergencyCheck(EmergencyLine),
    /// Out of scope: explain and point to the lawful way (C15.2).
    RefuseAndGuide,
    /// To discipline inspection, seen only by those entitled (C37.3).
    TransferRestricted,
    /// Answered by the hotline itself.
    AnswerOrInternal,
}

/// Which clocks a matter has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyClock {
    /// Article 24.
    Normal,
    /// Taken day and night (C44.2).
    Intake24h,
    /// Dispatch in 2 hours, feedback in 24 (C32).
    Misconduct,
    /// 30 days from the enforcement notice (C33).
    EnforcementNotice,
}

/// A unit as the list names it: outright, or by its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum UnitRef {
    Code(UnitCode),
    CountyGovernment,
    Zone,
    Township,
    /// Department with this suffix of the place's county or zone.
    Department(String),
    Utility(Utility),
    SuperiorOfAccused,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) scope: PlaceScope,
    pub(super) level: DutyLevel,
    pub(super) lead: UnitRef,
    pub(super) onward: Option<UnitRef>,
    pub(super) co_units: Vec<UnitRef>,
    pub(super) route: Route,
    pub(super) refusal_ground: Option<u8>,
    pub(super) clock: DutyClock,
    pub(super) enterprise: bool,
    pub(super) basis: Vec<String>,
    pub(super) keywords: Vec<String>,
}

/// The list of one version.
#[derive(Debug)]
pub struct ResponsibilityList {
    version: String,
    effective_from: Date,
    source: Option<String>,
    lines: HashMap<CategoryCode, Vec<Line>>,
}

impl EmergencyLine {
    /// The number to call.
    pub const fn number(self) -> &'static str {
        match self {
            Self::Police => "110",
            Self::Fire => "119",
            Self::Ambulance => "120",
            Self::Traffic => "122",
        }
    }
}

impl PlaceScope {
    /// As written in the list.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::County => "county",
            Self::Zone => "zone",
        }
    }
}

impl DutyLevel {
    /// `市级部门职责`, ….
    pub const fn zh(self) -> &'static str {
        match self {
            Self::CityDepartment => "市级部门职责",
            Self::CountyDepartment => "县级部门职责",
            Self::Township => "乡镇、街道职责",
            Self::Utility => "公共服务企业职责",
            Self::NationalOrProvincial => "驻唐单位职责",
            Self::HotlineAgency => "热线工作机构职责",
            Self::SuperiorAuthority => "被反映单位的上级机关职责",
            Self::External => "不属于承办单位职责",
        }
    }
}

impl ResponsibilityList {
    /// Reads a list; every level-3 category must be mapped once for every place, and Article 20 must hold.
    ///
    /// # Errors
    /// [`RegistryError`] with the line.
    pub fn parse(text: &str, categories: &Categories, units: &Units) -> Result<Self, RegistryError> {
        let table = Table::read("responsibility.csv", text, COLUMNS)?;
        let mut lines: HashMap<CategoryCode, Vec<Line>> = HashMap::new();
        for row in table.rows() {
            let code = CategoryCode::from(row.required("category")?);
            match categories.get(&code) {
                Some(category) if category.level == 3 => {}
                Some(_) | None => return Err(row.error(format!("“{code}”不是第三级分类"))),
            }
            let line = line(row, units)?;
            if let Some(wrong) = article_20(&line, units) {
                return Err(row.error(wrong));
            }
            let same = lines.entry(code.clone()).or_default();
            let overlap =
                |other: &Line| other.scope == line.scope || [other.scope, line.scope].contains(&PlaceScope::Any);
            if same.iter().any(overlap) {
                return Err(row.error(format!("分类“{code}”在同一地域重复列出")));
            }
            same.push(line);
        }
        // By row, not by map: the first fault in the file is the one told, each time the same.
        for row in table.rows() {
            let code = row.get("category");
            let same = lines.get(code).map_or(&[][..], Vec::as_slice);
            if !same.iter().any(|line| line.scope == PlaceScope::Any) && same.len() < 2 {
                return Err(row.error(format!("分类“{code}”只列了一类地域，县（市、区）和派出机构都要列出")));
            }
        }
        let version = table.common("version")?;
        let effective_from = effective_from(&table)?;
        Ok(Self { version, effective_from, source: table.note, lines })
    }

    /// The version of the list.
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

    /// Whether a category has a line.
    pub fn lists(&self, category: &CategoryCode) -> bool {
        self.lines.contains_key(category)
    }

    /// The words of a category's lines, for suggestions.
    pub(super) fn keywords(&self) -> impl Iterator<Item = (&CategoryCode, &str)> {
        self.lines.iter().flat_map(|(code, lines)| {
            let first = lines.first();
            first.into_iter().flat_map(move |line| line.keywords.iter().map(move |word| (code, word.as_str())))
        })
    }

    /// The words of one category.
    pub(super) fn words_of(&self, category: &CategoryCode) -> &[String] {
        self.lines_of(category).first().map_or(&[], |line| line.keywords.as_slice())
    }

    pub(super) fn lines_of(&self, category: &CategoryCode) -> &[Line] {
        self.lines.get(category).map_or(&[], Vec::as_slice)
    }
}

/// What is wrong with a line under Article 20, if anything.
fn article_20(line: &Line, units: &Units) -> Option<String> {
    let named = |reference: &UnitRef| match reference {
        UnitRef::Code(code) => units.get(code).map(|unit| (unit.tier, unit.kind)),
        UnitRef::CountyGovernment
        | UnitRef::Zone
        | UnitRef::Township
        | UnitRef::Department(_)
        | UnitRef::Utility(_)
        | UnitRef::SuperiorOfAccused => None,
    };
    let to_department = |reference: &Option<UnitRef>| match reference {
        Some(UnitRef::Department(_)) => true,
        Some(code @ UnitRef::Code(_)) => named(code).is_some_and(|(tier, _)| tier == Tier::County),
        Some(
            UnitRef::CountyGovernment
            | UnitRef::Zone
            | UnitRef::Township
            | UnitRef::Utility(_)
            | UnitRef::SuperiorOfAccused,
        )
        | None => false,
    };
    let head_of_place = matches!(line.lead, UnitRef::CountyGovernment | UnitRef::Zone)
        || named(&line.lead)
            .is_some_and(|(_, kind)| kind == UnitKind::CountyGovernment || kind == UnitKind::DispatchedOffice);
    let is_tier = |wanted: Tier| named(&line.lead).is_some_and(|(tier, _)| tier == wanted);
    let (sound, rule) = match line.level {
        DutyLevel::CityDepartment => (
            is_tier(Tier::City),
            "市级部门职责的主办单位应为市级单位，不得交由县级人民政府、派出机构或者乡镇街道（条例第二十条第一款）",
        ),
        DutyLevel::CountyDepartment => (
            head_of_place && to_department(&line.onward),
            "县级部门职责应经县级人民政府或者派出机构交所属部门，不得交由乡镇街道（条例第二十条第二款）",
        ),
        DutyLevel::Township => (
            (line.lead == UnitRef::Township || is_tier(Tier::Township)) && line.onward.is_none(),
            "乡镇街道职责由乡镇街道承办，不得再往下交办（条例第二十条第二款）",
        ),
        DutyLevel::NationalOrProvincial => (is_tier(Tier::National), "驻唐单位职责的主办单位应为国家或者省直驻唐单位"),
        DutyLevel::External => (is_tier(Tier::External), "系统外途径的主办单位应为系统外机构"),
        DutyLevel::Utility => (
            matches!(line.lead, UnitRef::Utility(_))
                || named(&line.lead).is_some_and(|(_, kind)| kind == UnitKind::Utility),
            "公共服务企业职责的主办单位应为公共服务企业",
        ),
        DutyLevel::HotlineAgency => (
            named(&line.lead).is_some_and(|(_, kind)| kind == UnitKind::HotlineAgency),
            "热线工作机构职责的主办单位应为市12345热线工作机构",
        ),
        DutyLevel::SuperiorAuthority => {
            (line.lead == UnitRef::SuperiorOfAccused, "上级机关职责的主办单位应写作 @superior_of_accused")
        }
    };
    if sound { None } else { Some(rule.to_owned()) }
}

fn line(row: Row<'_>, units: &Units) -> Result<Line, RegistryError> {
    let route = row.one_of("route", route)?;
    let refusal_ground = match row.get("refusal_ground") {
        "" => None,
        _ => Some(row.one_of("refusal_ground", |text| {
            text.strip_prefix("C11.")?.parse::<u8>().ok().filter(|ground| (1..=6).contains(ground))
        })?),
    };
    if (route == Route::RefuseAndGuide) != refusal_ground.is_some() {
        return Err(row.error("“refusal_ground”只用于 refuse_and_guide，也不可缺少"));
    }
    let onward = match row.get("onward") {
        "" => None,
        text => Some(reference(row, "onward", text, units)?),
    };
    let co_units =
        row.list("co_units").map(|text| reference(row, "co_units", text, units)).collect::<Result<_, _>>()?;
    Ok(Line {
        scope: row.one_of("place_scope", scope)?,
        level: row.one_of("duty_level", level)?,
        lead: reference(row, "lead", row.required("lead")?, units)?,
        onward,
        co_units,
        route,
        refusal_ground,
        clock: row.one_of("clock", clock)?,
        enterprise: row.flag("enterprise")?,
        basis: row.list("legal_basis").map(str::to_owned).collect(),
        keywords: row.list("keywords").map(str::to_owned).collect(),
    })
}

fn reference(row: Row<'_>, column: &str, text: &str, units: &Units) -> Result<UnitRef, RegistryError> {
    let unknown = || row.error(format!("“{column}”的“{text}”无法识别：应为单位代码或者 @ 引用"));
    Ok(match text {
        "@county_gov" => UnitRef::CountyGovernment,
        "@zone" => UnitRef::Zone,
        "@township" => UnitRef::Township,
        "@superior_of_accused" => UnitRef::SuperiorOfAccused,
        _ => match text.split_once(':') {
            Some(("@dept" | "@zone_dept", suffix)) if !suffix.is_empty() => UnitRef::Department(suffix.to_owned()),
            Some(("@utility", trade)) => UnitRef::Utility(Utility::from_code(trade).ok_or_else(unknown)?),
            Some(_) => return Err(unknown()),
            None => {
                let code = UnitCode::from(text);
                if units.get(&code).is_none() {
                    return Err(row.error(format!("“{column}”的单位“{text}”不在单位名录中")));
                }
                UnitRef::Code(code)
            }
        },
    })
}

fn scope(text: &str) -> Option<PlaceScope> {
    [PlaceScope::Any, PlaceScope::County, PlaceScope::Zone].into_iter().find(|scope| scope.code() == text)
}

fn level(text: &str) -> Option<DutyLevel> {
    Some(match text {
        "city_department" => DutyLevel::CityDepartment,
        "county_department" => DutyLevel::CountyDepartment,
        "township" => DutyLevel::Township,
        "utility" => DutyLevel::Utility,
        "national_or_provincial" => DutyLevel::NationalOrProvincial,
        "hotline_agency" => DutyLevel::HotlineAgency,
        "superior_authority" => DutyLevel::SuperiorAuthority,
        "external" => DutyLevel::External,
        _ => return None,
    })
}

fn route(text: &str) -> Option<Route> {
    Some(match text {
        "dispatch" => Route::Dispatch,
        "emergency_check:110" => Route::EmergencyCheck(EmergencyLine::Police),
        "emergency_check:119" => Route::EmergencyCheck(EmergencyLine::Fire),
        "emergency_check:120" => Route::EmergencyCheck(EmergencyLine::Ambulance),
        "emergency_check:122" => Route::EmergencyCheck(EmergencyLine::Traffic),
        "refuse_and_guide" => Route::RefuseAndGuide,
        "transfer_restricted" => Route::TransferRestricted,
        "answer_or_internal" => Route::AnswerOrInternal,
        _ => return None,
    })
}

fn clock(text: &str) -> Option<DutyClock> {
    Some(match text {
        "normal" => DutyClock::Normal,
        "24h_intake" => DutyClock::Intake24h,
        "c32_2h_24h" => DutyClock::Misconduct,
        "c33_30d_on_notice" => DutyClock::EnforcementNotice,
        _ => return None,
    })
}

//! Who has the duty: a line of the list with every reference resolved for a place (C15, C20).

use serde::{Deserialize, Serialize};

use super::Registry;
use super::code::{CategoryCode, DivisionCode, UnitCode};
use super::divisions::{Division, DivisionKind, DivisionLevel};
use super::responsibility::{DutyClock, DutyLevel, PlaceScope, Route, UnitRef};
use super::units::{Tier, Unit, UnitKind};

/// The duty holder for a category and a place, as the list of one version says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// The category asked for.
    pub category: CategoryCode,
    /// Whose duty it is.
    pub level: DutyLevel,
    /// The tier of the duty holder, which the guards of Article 20 compare with the target's.
    pub tier: Tier,
    /// The lead unit (主办).
    pub lead: UnitCode,
    /// Other units the same entry fits equally (several heat companies, telecoms); the operator chooses.
    pub alternatives: Vec<UnitCode>,
    /// The department to which the county government or dispatched office hands on.
    pub onward: Option<UnitCode>,
    /// Co-units (协办), each for a duty of its own.
    pub co_units: Vec<UnitCode>,
    /// Co-units that cannot be named for a place this wide: a township's, when only the county is known.
    pub co_units_open: Vec<String>,
    /// Which way the matter goes.
    pub route: Route,
    /// Item of Article 11 (1 to 6), where the way is refusal.
    pub refusal_ground: Option<u8>,
    /// Which clocks it has.
    pub clock: DutyClock,
    /// A matter of enterprise service (C29).
    pub enterprise: bool,
    /// Titles of the laws the line rests on.
    pub basis: Vec<String>,
    /// Words that point to the category.
    pub keywords: Vec<String>,
    /// The version of the list.
    pub version: String,
    /// The line: category and place scope, e.g. `010201/county`.
    pub line: String,
}

/// Why the list names nobody; what to do instead, in Chinese. Dispatch then needs consultation (C15.7).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoDuty {
    /// No such category.
    #[error("诉求分类“{0}”不存在，请重新选择分类。")]
    UnknownCategory(CategoryCode),
    /// A category of level 1 or 2.
    #[error("“{0}”下还有细分，请选到第三级分类后再派单。")]
    CategoryTooWide(String),
    /// A category no longer used.
    #[error("分类“{name}”已停用，请改用“{successor}”下的分类。")]
    Inactive {
        /// The old category's path.
        name: String,
        /// The path of what took its place.
        successor: String,
    },
    /// The list has no line: a gap for its maintenance.
    #[error("职责清单没有列出“{0}”，请先与拟承办单位沟通，并提请补充清单。")]
    NotListed(String),
    /// No such division.
    #[error("涉事地区“{0}”不存在，请重新选择地区。")]
    UnknownPlace(DivisionCode),
    /// A place outside the city (C11, ground 1).
    #[error("“{0}”不在本市行政区域内，可以转外地12345热线办理。")]
    OutsideCity(String),
    /// The place must be known to the county or zone.
    #[error("该类诉求由县（市、区）、派出机构承办，请把涉事地区填到县（市、区）一级。")]
    CountyNeeded,
    /// The place must be known to the township.
    #[error("该类诉求由乡镇、街道承办，请把涉事地区填到乡镇（街道）一级。")]
    TownshipNeeded,
    /// A misconduct complaint that names no unit (C32).
    #[error("该类投诉举报由被反映单位的上级机关承办，请先选定被反映的单位。")]
    AccusedNeeded,
    /// The list names no body above the unit complained of.
    #[error("单位名录没有列出“{0}”的上级机关，请先研判沟通后由热线工作机构指定。")]
    NoSuperior(String),
    /// The place has no unit of the kind the line names.
    #[error("“{place}”没有{wanted}，请先研判沟通后由热线工作机构指定，并提请补充单位名录。")]
    NoUnit {
        /// The place, ready to show.
        place: String,
        /// What was looked for.
        wanted: String,
    },
}

impl Registry {
    /// The duty holder for a category of level 3 and a place in the city.
    ///
    /// `accused` is the unit complained of, which only misconduct categories ask for: their lead is the body above it.
    /// In a zone without townships the dispatched office does a township's work.
    ///
    /// # Errors
    /// [`NoDuty`]: dispatch is not possible by the list (`law.md` §2, guards).
    pub fn duty(
        &self,
        category: &CategoryCode,
        place: &DivisionCode,
        accused: Option<&UnitCode>,
    ) -> Result<Duty, NoDuty> {
        let known = self.categories.get(category).ok_or_else(|| NoDuty::UnknownCategory(category.clone()))?;
        if !known.active {
            let successor = known.successor.as_ref().and_then(|code| self.categories.get(code));
            let successor = successor.map_or_else(String::new, |category| category.path.clone());
            return Err(NoDuty::Inactive { name: known.path.clone(), successor });
        }
        if known.level < 3 {
            return Err(NoDuty::CategoryTooWide(known.path.clone()));
        }
        let at = Place::find(self, place)?;
        let lines = self.responsibility.lines_of(category);
        let line = match (lines.iter().find(|line| line.scope == PlaceScope::Any), &at.county) {
            (Some(line), _) => line,
            (None, _) if lines.is_empty() => return Err(NoDuty::NotListed(known.path.clone())),
            (None, None) => return Err(NoDuty::CountyNeeded),
            (None, Some(county)) => {
                let scope = scope_of(county);
                let line = lines.iter().find(|line| line.scope == scope);
                line.ok_or_else(|| NoDuty::NotListed(known.path.clone()))?
            }
        };
        let mut leads = self.resolve(&line.lead, &at, accused)?.into_iter();
        let lead = leads.next().ok_or_else(|| at.no_unit(self, "相应的承办单位"))?;
        let alternatives = leads.map(|unit| unit.code.clone()).collect();
        let onward = match &line.onward {
            Some(reference) => self.resolve(reference, &at, accused)?.into_iter().next().map(|unit| unit.code.clone()),
            None => None,
        };
        let (mut co_units, mut co_units_open) = (Vec::new(), Vec::new());
        for reference in &line.co_units {
            match self.resolve(reference, &at, accused) {
                Ok(units) => co_units.extend(units.first().map(|unit| unit.code.clone()).filter(|co| *co != lead.code)),
                Err(_) => co_units_open.push(reference.zh()),
            }
        }
        Ok(Duty {
            category: category.clone(),
            level: line.level,
            tier: tier(line.level, lead),
            lead: lead.code.clone(),
            alternatives,
            onward,
            co_units,
            co_units_open,
            route: line.route,
            refusal_ground: line.refusal_ground,
            clock: line.clock,
            enterprise: line.enterprise,
            basis: line.basis.clone(),
            keywords: line.keywords.clone(),
            version: self.responsibility.version().to_owned(),
            line: format!("{category}/{}", line.scope.code()),
        })
    }

    /// The units a reference means at a place, the first being the one to take; never empty.
    fn resolve(&self, reference: &UnitRef, at: &Place<'_>, accused: Option<&UnitCode>) -> Result<Vec<&Unit>, NoDuty> {
        let found = match reference {
            UnitRef::Code(code) => one(self.units.get(code)),
            UnitRef::CountyGovernment => one(self.units.of_division(at.county()?, &[UnitKind::CountyGovernment])),
            UnitRef::Zone => one(self.units.of_division(at.county()?, &[UnitKind::DispatchedOffice])),
            UnitRef::Township => one(self.township_unit(at)?),
            UnitRef::Department(suffix) => one(self.department(at.county()?, suffix)),
            UnitRef::Utility(trade) => {
                let county = at.county.map(|county| self.units.utilities(*trade, &county.code));
                let own = county.filter(|units| !units.is_empty());
                let units = own.unwrap_or_else(|| self.units.utilities(*trade, self.divisions.city()));
                Some(units).filter(|units| !units.is_empty())
            }
            UnitRef::SuperiorOfAccused => {
                let accused = accused.ok_or(NoDuty::AccusedNeeded)?;
                let superior = self.superior_of(accused).and_then(|code| self.units.get(&code));
                let no_superior = || NoDuty::NoSuperior(self.units.name(accused).to_owned());
                return Ok(vec![superior.ok_or_else(no_superior)?]);
            }
        };
        found.ok_or_else(|| at.no_unit(self, &reference.zh()))
    }

    fn township_unit(&self, at: &Place<'_>) -> Result<Option<&Unit>, NoDuty> {
        const KINDS: &[UnitKind] = &[UnitKind::Township, UnitKind::TownshipLike];
        if let Some(township) = at.township {
            return Ok(self.units.of_division(&township.code, KINDS));
        }
        let county = at.county()?;
        let mut below = self.divisions.children(county);
        if below.any(|division| division.level == DivisionLevel::Township) {
            return Err(NoDuty::TownshipNeeded);
        }
        Ok(self.units.of_division(county, &[UnitKind::DispatchedOffice]))
    }

    /// The department of a county or zone whose code ends in `-SUFFIX`.
    fn department(&self, county: &DivisionCode, suffix: &str) -> Option<&Unit> {
        let ends = |unit: &&Unit| unit.code.as_str().rsplit_once('-').is_some_and(|(_, end)| end == suffix);
        let of_county = |unit: &&Unit| match unit.kind {
            UnitKind::CountyDepartment | UnitKind::ZoneDepartment | UnitKind::CityDepartmentBranch => {
                unit.division.as_ref() == Some(county)
            }
            UnitKind::CityDepartment
            | UnitKind::PartyOrgan
            | UnitKind::PublicInstitution
            | UnitKind::ProvincialOrNationalInCity
            | UnitKind::CountyGovernment
            | UnitKind::DispatchedOffice
            | UnitKind::Township
            | UnitKind::TownshipLike
            | UnitKind::Utility
            | UnitKind::HotlineAgency
            | UnitKind::CountyHotlineAgency
            | UnitKind::HotlineAuthority
            | UnitKind::Government
            | UnitKind::Emergency
            | UnitKind::PeerHotline
            | UnitKind::DisciplineInspection
            | UnitKind::JudicialRoute
            | UnitKind::ArbitrationRoute
            | UnitKind::PetitionRoute
            | UnitKind::ReviewRoute => false,
        };
        self.units.all().iter().filter(of_county).find(ends)
    }
}

/// A place of the city with the divisions that matter for duties.
struct Place<'r> {
    code: &'r DivisionCode,
    county: Option<&'r Division>,
    township: Option<&'r Division>,
}

impl<'r> Place<'r> {
    fn find(registry: &'r Registry, code: &'r DivisionCode) -> Result<Self, NoDuty> {
        let divisions = &registry.divisions;
        if divisions.get(code).is_none() {
            return Err(NoDuty::UnknownPlace(code.clone()));
        }
        if !divisions.is_in_city(code) {
            return Err(NoDuty::OutsideCity(divisions.path_zh(code).to_owned()));
        }
        Ok(Self { code, county: divisions.county_of(code), township: divisions.township_of(code) })
    }

    fn county(&self) -> Result<&'r DivisionCode, NoDuty> {
        self.county.map(|county| &county.code).ok_or(NoDuty::CountyNeeded)
    }

    fn no_unit(&self, registry: &Registry, wanted: &str) -> NoDuty {
        NoDuty::NoUnit { place: registry.divisions.path_zh(self.code).to_owned(), wanted: wanted.to_owned() }
    }
}

impl UnitRef {
    fn zh(&self) -> String {
        match self {
            Self::Code(code) => code.to_string(),
            Self::CountyGovernment => "县级人民政府".to_owned(),
            Self::Zone => "派出机构".to_owned(),
            Self::Township => "所在乡镇、街道".to_owned(),
            Self::Department(suffix) => format!("代码为“{suffix}”的部门"),
            Self::Utility(trade) => format!("{}企业", trade.zh()),
            Self::SuperiorOfAccused => "被反映单位的上级机关".to_owned(),
        }
    }
}

fn one(unit: Option<&Unit>) -> Option<Vec<&Unit>> {
    unit.map(|unit| vec![unit])
}

fn scope_of(county: &Division) -> PlaceScope {
    if county.kind == DivisionKind::DispatchedOffice { PlaceScope::Zone } else { PlaceScope::County }
}

fn tier(level: DutyLevel, lead: &Unit) -> Tier {
    match level {
        DutyLevel::CityDepartment => Tier::City,
        DutyLevel::CountyDepartment => Tier::County,
        DutyLevel::Township => Tier::Township,
        DutyLevel::NationalOrProvincial => Tier::National,
        DutyLevel::External => Tier::External,
        DutyLevel::Utility | DutyLevel::HotlineAgency | DutyLevel::SuperiorAuthority => lead.tier,
    }
}

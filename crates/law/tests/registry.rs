//! The four lists of the Tangshan sample: what they hold, how duties resolve, what Article 20 forbids.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use law::registry::{DivisionLevel, PlaceScope, Sources};
use law::{CategoryCode, DivisionCode, DutyClock, DutyLevel, NoDuty, Registry, Route, Tier, Unit, UnitCode, UnitKind};

fn tangshan() -> &'static Registry {
    Registry::tangshan()
}

fn duty(category: &str, place: &str) -> Result<law::Duty, NoDuty> {
    tangshan().duty(&category.into(), &place.into(), Some(&"C-CGJ".into()))
}

fn unit(code: &UnitCode) -> &'static Unit {
    tangshan().units.get(code).unwrap()
}

/// A township of the county, or the county itself where it has none.
fn place_in(county: &DivisionCode) -> DivisionCode {
    let mut below = tangshan().divisions.children(county);
    below
        .find(|place| place.level == DivisionLevel::Township)
        .map_or_else(|| county.clone(), |place| place.code.clone())
}

fn counties() -> Vec<DivisionCode> {
    tangshan().divisions.counties().map(|county| county.code.clone()).collect()
}

#[test]
fn the_sample_has_the_rows_of_its_files_and_says_that_it_is_a_sample() {
    let registry = tangshan();
    assert_eq!(registry.divisions.all().len(), 6791);
    assert_eq!(registry.units.all().len(), 784);
    assert_eq!(registry.categories.all().len(), 748);
    assert_eq!(counties().len(), 19);
    for note in [registry.units.source_note(), registry.categories.source_note(), registry.responsibility.source_note()]
    {
        assert!(note.unwrap().starts_with("SAMPLE, not official"), "{note:?}");
    }
    assert_eq!(registry.versions().responsibility, "v1");
    assert_eq!(registry.categories.effective_from().to_string(), "2026-01-01");
}

#[test]
fn c20_every_category_has_a_duty_holder_in_every_county_and_zone() {
    let registry = tangshan();
    let leaves: Vec<_> = registry.categories.all().iter().filter(|c| c.level == 3 && c.active).collect();
    assert_eq!(leaves.len(), 581);
    for county in counties() {
        let place = place_in(&county);
        for leaf in &leaves {
            let duty = duty(leaf.code.as_str(), place.as_str());
            let duty =
                duty.unwrap_or_else(|error| panic!("{} {}: {error}", leaf.path, registry.divisions.path_zh(&place)));
            assert!(duty.co_units_open.is_empty(), "{duty:?}");
            article_20_holds(&duty, &county);
        }
    }
}

fn article_20_holds(duty: &law::Duty, county: &DivisionCode) {
    let lead = unit(&duty.lead);
    let at_home = |unit: &Unit| unit.division.as_ref().is_some_and(|own| tangshan().divisions.within(own, county));
    match duty.level {
        DutyLevel::CityDepartment => assert_eq!(lead.tier, Tier::City, "{duty:?}"),
        DutyLevel::CountyDepartment => {
            assert!(matches!(lead.kind, UnitKind::CountyGovernment | UnitKind::DispatchedOffice), "{duty:?}");
            let onward = unit(duty.onward.as_ref().unwrap());
            assert!(at_home(lead) && at_home(onward), "{duty:?}");
            assert!(
                matches!(
                    onward.kind,
                    UnitKind::CountyDepartment | UnitKind::ZoneDepartment | UnitKind::CityDepartmentBranch
                ),
                "{duty:?}"
            );
        }
        DutyLevel::Township => {
            assert!(at_home(lead) && duty.onward.is_none(), "{duty:?}");
            assert!(
                matches!(lead.kind, UnitKind::Township | UnitKind::TownshipLike | UnitKind::DispatchedOffice),
                "{duty:?}"
            );
        }
        DutyLevel::Utility => assert_eq!(lead.kind, UnitKind::Utility, "{duty:?}"),
        DutyLevel::NationalOrProvincial => assert_eq!(lead.tier, Tier::National, "{duty:?}"),
        DutyLevel::HotlineAgency => assert_eq!(lead.kind, UnitKind::HotlineAgency, "{duty:?}"),
        DutyLevel::SuperiorAuthority => assert_eq!(lead.code.as_str(), "TS-GOV", "{duty:?}"),
        DutyLevel::External => assert_eq!(lead.tier, Tier::External, "{duty:?}"),
    }
}

#[test]
fn c20_1_tiers_are_those_of_the_duty_and_not_of_the_seat() {
    let tier = |code: &str| unit(&code.into()).tier;
    assert_eq!(tier("D-130202-STJ"), Tier::City); // a branch in a district carries the city department's duty
    assert_eq!(tier("C-TZB"), Tier::City);
    assert_eq!(tier("P-JJZD"), Tier::City);
    assert_eq!(tier("N-SWJ"), Tier::National);
    assert_eq!(tier("D-130202"), Tier::County);
    assert_eq!(tier("D-130202-CGJ"), Tier::County);
    assert_eq!(tier("Z-130273"), Tier::County);
    assert_eq!(tier("Z-130273-JS"), Tier::County);
    assert_eq!(tier("T-130202001"), Tier::Township);
    assert_eq!(tier("T-130209401"), Tier::Township);
    assert_eq!((tier("E-HEAT1"), tier("E-130283-HEAT")), (Tier::City, Tier::County));
    assert_eq!(tier("X-110"), Tier::External);
}

#[test]
fn a_county_duty_goes_to_the_county_and_onward() {
    let duty = duty("010101", "130203000000").unwrap();
    assert_eq!((duty.lead.as_str(), duty.onward.as_ref().unwrap().as_str()), ("D-130203", "D-130203-ZJJ"));
    assert_eq!(duty.co_units, [UnitCode::from("D-130203-YJJ")]);
    assert_eq!((duty.line.as_str(), duty.version.as_str(), duty.tier), ("010101/county", "v1", Tier::County));
    assert!(matches!(duty.route, Route::EmergencyCheck(line) if line.number() == "119"));
    let zone = self::duty("010101", "130273000000").unwrap();
    assert_eq!((zone.lead.as_str(), zone.onward.unwrap().as_str()), ("Z-130273", "Z-130273-JS"));
}

#[test]
fn c44_2_the_utility_of_the_place_goes_before_the_citys() {
    let lead = |category, place| duty(category, place).unwrap().lead.to_string();
    assert_eq!(lead("160201", "130283000000"), "E-130283-POWER");
    assert_eq!(lead("160201", "130202000000"), "E-POWER");
    assert_eq!(lead("160201", "130200000000"), "E-POWER"); // only the city is known
    let telecom = duty("160501", "130202000000").unwrap();
    assert_eq!((telecom.lead.as_str(), telecom.alternatives.len()), ("E-CMCC", 4));
    assert_eq!(telecom.clock, DutyClock::Intake24h);
}

#[test]
fn c32_the_body_above_the_accused_takes_a_misconduct_complaint() {
    let registry = tangshan();
    let code = registry
        .categories
        .all()
        .iter()
        .find(|c| duty(c.code.as_str(), "130202000000").is_ok_and(|d| d.level == DutyLevel::SuperiorAuthority));
    let code = &code.unwrap().code;
    let ask = |accused: Option<&str>| registry.duty(code, &"130202000000".into(), accused.map(UnitCode::from).as_ref());
    assert_eq!(ask(Some("D-130202-CGJ")).unwrap().lead.as_str(), "D-130202");
    assert_eq!(ask(Some("T-130202001")).unwrap().lead.as_str(), "D-130202");
    assert_eq!(ask(Some("D-130202")).unwrap().lead.as_str(), "TS-GOV");
    assert_eq!(ask(Some("D-130202-STJ")).unwrap().lead.as_str(), "C-STJ");
    assert_eq!(ask(Some("C-CGJ")).unwrap().clock, DutyClock::Misconduct);
    assert_eq!(ask(None), Err(NoDuty::AccusedNeeded));
    assert!(matches!(ask(Some("E-WATER")), Err(NoDuty::NoSuperior(name)) if name.contains("供水")));
    assert!(matches!(ask(Some("nobody")), Err(NoDuty::NoSuperior(_))));
}

#[test]
fn where_the_list_names_nobody_it_says_why() {
    let error = |category, place| duty(category, place).unwrap_err();
    assert!(matches!(error("999999", "130202000000"), NoDuty::UnknownCategory(_)));
    assert!(matches!(error("0101", "130202000000"), NoDuty::CategoryTooWide(_)));
    let inactive = error("010208", "130202000000").to_string();
    assert!(inactive.contains("公共事业/供热"), "{inactive}");
    assert!(matches!(error("010101", "999999999999"), NoDuty::UnknownPlace(_)));
    assert!(matches!(error("010101", "110101000000"), NoDuty::OutsideCity(_)));
    assert_eq!(error("010101", "130200000000"), NoDuty::CountyNeeded);
    let township = tangshan().categories.all().iter().find(|category| {
        duty(category.code.as_str(), "130202001000").is_ok_and(|duty| duty.level == DutyLevel::Township)
    });
    assert_eq!(error(township.unwrap().code.as_str(), "130202000000"), NoDuty::TownshipNeeded);
}

#[test]
fn a_zone_without_townships_does_their_work_itself() {
    let township = tangshan().categories.all().iter().find(|category| {
        duty(category.code.as_str(), "130202001000").is_ok_and(|duty| duty.level == DutyLevel::Township)
    });
    let island = duty(township.unwrap().code.as_str(), "130209414201").unwrap();
    assert_eq!(island.lead.as_str(), "Z-1302X1");
}

#[test]
fn co_units_of_a_township_wait_for_the_township() {
    let registry = tangshan();
    let open = registry.categories.all().iter().filter_map(|c| duty(c.code.as_str(), "130202000000").ok());
    let open = open.into_iter().find(|duty| !duty.co_units_open.is_empty()).unwrap();
    assert_eq!(open.co_units_open, ["所在乡镇、街道"]);
    let named = duty(open.category.as_str(), "130202001000").unwrap();
    assert!(named.co_units.contains(&"T-130202001".into()) && named.co_units_open.is_empty());
}

#[test]
fn places_know_what_they_lie_in() {
    let divisions = &tangshan().divisions;
    let village: DivisionCode = "130273001013".into();
    assert_eq!(divisions.path_zh(&village), "唐山市高新区街道惠安楼社区");
    assert_eq!(divisions.county_of(&village).unwrap().code.as_str(), "130273000000");
    assert_eq!(divisions.township_of(&village).unwrap().code.as_str(), "130273001000");
    assert!(divisions.within(&village, &"130200000000".into()) && !divisions.within(&"130200000000".into(), &village));
    assert!(divisions.is_in_city(&village) && !divisions.is_in_city(&"110101000000".into()));
    assert_eq!(divisions.path_zh(&"nowhere".into()), "");
    assert_eq!(divisions.county_of(&"130209414201".into()).unwrap().code.as_str(), "130209414000");
}

#[test]
fn places_are_found_by_what_people_type() {
    let first =
        |text: &str| tangshan().divisions.search(text, 5).first().map(|found| found.path.clone()).unwrap_or_default();
    assert_eq!(first("路北区"), "唐山市路北区");
    assert_eq!(first("路北"), "唐山市路北区");
    assert_eq!(first("机场路街道"), "唐山市路北区机场路街道");
    assert_eq!(first("路北 机场路"), "唐山市路北区机场路街道");
    assert_eq!(first("路北机场路"), "唐山市路北区机场路街道");
    assert_eq!(first("唐山市路北区机场路街道"), "唐山市路北区机场路街道");
    assert_eq!(first("高新区"), "唐山市高新区");
    assert_eq!(first("惠安楼"), "唐山市高新区街道惠安楼社区");
    assert_eq!(first("唐山市"), "唐山市");
    assert_eq!(first("130203000000"), "唐山市路北区");
    assert_eq!(first("遵化"), "唐山市遵化市");
    for nothing in ["", "  ", "不存在的地方", "<script>", "'; DROP TABLE"] {
        assert!(tangshan().divisions.search(nothing, 5).is_empty(), "{nothing}");
    }
    assert_eq!(tangshan().divisions.search("村", 3).len(), 3);
}

#[test]
fn places_are_found_in_what_people_write() {
    let first = |text: &str| {
        tangshan().divisions.mentioned_in(text, 3).first().map(|found| found.path.clone()).unwrap_or_default()
    };
    assert_eq!(first("我住在路北区机场路街道，楼下噪音很大"), "唐山市路北区机场路街道");
    assert_eq!(first("丰南区停水三天了"), "唐山市丰南区");
    assert_eq!(first("高新区惠安楼社区门口井盖坏了"), "唐山市高新区街道惠安楼社区");
    assert_eq!(first("家里没有暖气"), "");
}

#[test]
fn categories_are_suggested_with_their_reasons() {
    let first = |text: &str| tangshan().suggest(text, 3).into_iter().next().unwrap();
    let power = first("我们小区今天早上突然停电，到现在还没来电");
    assert_eq!(power.code.as_str(), "160201");
    assert!(power.why.contains(&"停电".to_owned()), "{power:?}");
    let heat = first("家里暖气不热，室温只有十五度，供热公司电话打不通");
    assert!(heat.code.as_str().starts_with("1604"), "{heat:?}");
    let wages = first("工地老板拖欠农民工工资半年不给");
    assert!(!wages.why.is_empty(), "{wages:?}");
    assert!(tangshan().suggest("啊啊啊", 3).is_empty());
    for suggestion in tangshan().suggest("噪音 物业 停电 供水 学校 医院 公交", 100) {
        let category = tangshan().categories.get(&suggestion.code).unwrap();
        assert!(category.active && category.level == 3);
    }
}

#[test]
fn units_are_found_by_name_alias_and_place() {
    let units = &tangshan().units;
    let first = |text: &str| units.search(text, 5).first().map(|unit| unit.code.to_string()).unwrap_or_default();
    assert_eq!(first("市城管局"), "C-CGJ");
    assert_eq!(first("路南区教育局"), "D-130202-JYJ");
    assert_eq!(first("12366"), "N-SWJ");
    assert_eq!(first("c-cgj"), "C-CGJ");
    assert_eq!(first(""), "");
    let district = tangshan().units_in(&"130202000000".into());
    assert!(district.iter().any(|unit| unit.code.as_str() == "T-130202001"));
    assert!(district.iter().all(|unit| unit.division.as_ref().unwrap().as_str().starts_with("130202")));
    assert_eq!(tangshan().superior_of(&"D-130202-CGJ".into()), Some("D-130202".into()));
    assert_eq!(tangshan().superior_of(&"TS-GOV".into()), None);
}

const DIVISIONS: &str = include_str!("../data/tangshan/divisions.csv");
const UNITS: &str = include_str!("../data/tangshan/units.csv");
const CATEGORIES: &str = include_str!("../data/tangshan/categories.csv");
const RESPONSIBILITY: &str = include_str!("../data/tangshan/responsibility.csv");
const CELLS: &str = include_str!("../data/tangshan/grid_cells.csv");
const MATTERS: &str = include_str!("../data/tangshan/grid_matters.csv");

fn load(
    divisions: &str,
    units: &str,
    categories: &str,
    responsibility: &str,
) -> Result<Registry, (String, u64, String)> {
    let sources = Sources {
        divisions: (divisions, "t"),
        units: (units, "t"),
        categories,
        responsibility,
        grid: (CELLS, MATTERS),
        city: "130200000000",
    };
    told(&sources)
}

fn told(sources: &Sources<'_>) -> Result<Registry, (String, u64, String)> {
    Registry::load(sources).map_err(|error| (error.file.to_owned(), error.line, error.problem))
}

#[test]
fn c22_a_cell_lies_in_a_community_and_a_marked_matter_is_the_townships_own() {
    let grid = |cells: &str, matters: &str| {
        let sources = Sources {
            divisions: (DIVISIONS, "t"),
            units: (UNITS, "t"),
            categories: CATEGORIES,
            responsibility: RESPONSIBILITY,
            grid: (cells, matters),
            city: "130200000000",
        };
        told(&sources).map(|registry| registry.grid)
    };
    let found = grid(CELLS, MATTERS).unwrap();
    let cell = found.cells_of(&"130203006019".into()).next().unwrap();
    let at = |text: &str| law::Instant::parse_rfc3339(text).unwrap();
    assert!(cell.has_somebody_at(at("2026-02-26T09:00:00+08:00")));
    assert!(!cell.has_somebody_at(at("2026-02-26T23:00:00+08:00")));
    // A wider place resolves to no cell.
    assert_eq!(found.cells_of(&"130203006000".into()).count(), 0);
    assert!(found.is_marked(&"010203".into()) && !found.is_marked(&"160402".into()));
    let township = CELLS.replacen(",130203", ",130203006000,x,8:00-18:00,S\nW2,y,130203", 1);
    let twice = CELLS.lines().chain(CELLS.lines().last()).collect::<Vec<_>>().join("\n");
    let hours = CELLS.replacen("7:00-21:00", "25:00-1:00", 1);
    for (cells, problem) in [(&township, "社区"), (&twice, "重复"), (&hours, "时段")] {
        let (file, line, told) = grid(cells, MATTERS).unwrap_err();
        assert!(file == "grid_cells.csv" && line > 2 && told.contains(problem), "{file} {line}: {told}");
    }
    // A mark passes no duty on: the county's own stays the county's (C20.2).
    for (category, problem) in [("160402", "第二十条"), ("0102", "三级"), ("999999", "三级")] {
        let (file, line, told) = grid(CELLS, &MATTERS.replacen("010203", category, 1)).unwrap_err();
        assert!(file == "grid_matters.csv" && line == 3 && told.contains(problem), "{file} {line}: {told}");
    }
}

#[test]
fn faulty_lists_are_refused_with_file_and_line() {
    let swap = |text: &str, from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    let (file, line, _) = load(
        &swap(DIVISIONS, "110101000000,东城区,county", "11010100000,东城区,county"),
        UNITS,
        CATEGORIES,
        RESPONSIBILITY,
    )
    .unwrap_err();
    assert_eq!((file.as_str(), line), ("divisions.csv", 3));
    let (_, _, problem) =
        load(&swap(DIVISIONS, "110102000000,西城区", "110101000000,西城区"), UNITS, CATEGORIES, RESPONSIBILITY)
            .unwrap_err();
    assert!(problem.contains("重复"), "{problem}");
    let (file, line, problem) = load(
        DIVISIONS,
        &swap(UNITS, "C-JYJ,唐山市教育局,city_department", "C-JYJ,唐山市教育局,city_office"),
        CATEGORIES,
        RESPONSIBILITY,
    )
    .unwrap_err();
    assert_eq!((file.as_str(), line), ("units.csv", 8));
    assert!(problem.contains("city_office"), "{problem}");
    let (file, line, problem) =
        load(DIVISIONS, UNITS, &swap(CATEGORIES, "0101,安全生产,2,01,", "0101,安全生产,2,09,"), RESPONSIBILITY)
            .unwrap_err();
    assert_eq!((file.as_str(), line), ("categories.csv", 4), "{problem}");
    let (file, line, problem) =
        load(DIVISIONS, UNITS, CATEGORIES, &swap(RESPONSIBILITY, "@county_gov", "@village_committee")).unwrap_err();
    assert_eq!((file.as_str(), line), ("responsibility.csv", 3));
    assert!(problem.contains("@village_committee"), "{problem}");
    let (_, _, problem) = load(DIVISIONS, UNITS, CATEGORIES, "nothing").unwrap_err();
    assert!(problem.contains("表头应为"), "{problem}");
}

#[test]
fn c20_a_list_against_article_20_is_not_taken_over() {
    let line = |lead: &str, onward: &str, level: &str| {
        let old = RESPONSIBILITY.lines().nth(2).unwrap();
        assert!(old.contains("county_department,@county_gov,@dept:ZJJ"));
        let new = old.replacen("county_department,@county_gov,@dept:ZJJ", &format!("{level},{lead},{onward}"), 1);
        load(DIVISIONS, UNITS, CATEGORIES, &RESPONSIBILITY.replacen(old, &new, 1)).map(|_| ())
    };
    let refused = |result: Result<(), (String, u64, String)>| {
        let (_, line, problem) = result.unwrap_err();
        assert_eq!(line, 3, "{problem}");
        assert!(problem.contains("第二十条"), "{problem}");
    };
    assert!(line("@county_gov", "@dept:ZJJ", "county_department").is_ok());
    refused(line("@county_gov", "", "city_department"));
    refused(line("@township", "", "city_department"));
    refused(line("Z-130273", "", "city_department"));
    refused(line("@county_gov", "@township", "county_department"));
    refused(line("@township", "@dept:ZJJ", "county_department"));
    refused(line("@township", "@dept:ZJJ", "township"));
    assert!(line("C-ZJJ", "", "city_department").is_ok());
}

#[test]
fn c5_1_every_category_is_listed_once_for_every_place() {
    let without_zone: Vec<&str> = RESPONSIBILITY.lines().filter(|line| !line.contains("事故处理,zone,")).collect();
    let (_, line, problem) = load(DIVISIONS, UNITS, CATEGORIES, &without_zone.join("\n")).unwrap_err();
    assert!(line == 3 && problem.contains("010101"), "{line} {problem}");
    let row = RESPONSIBILITY.lines().nth(2).unwrap();
    let (_, line, problem) = load(DIVISIONS, UNITS, CATEGORIES, &format!("{RESPONSIBILITY}{row}\n")).unwrap_err();
    assert!(line > 900 && problem.contains("重复"), "{line} {problem}");
    let leaves = tangshan().categories.all().iter().filter(|category| category.level == 3 && category.active);
    for leaf in leaves {
        assert!(tangshan().responsibility.lists(&leaf.code), "{}", leaf.path);
    }
    assert_eq!(PlaceScope::Zone.code(), "zone");
    assert!(tangshan().categories.get(&CategoryCode::from("0101")).is_some());
}

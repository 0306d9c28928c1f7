//! Each refusal speaks Chinese, names its clause and says what to do next (models.md: a refusal speaks law and Chinese).

use hotline::{Refusal, Stage, Verb};
use law::{Clause, Instant};

/// One of each kind, and of those that name a verb or a stage one for each.
fn all() -> Vec<Refusal> {
    let due = Instant::from_ms(1_772_208_000_000);
    let (unit, category, lawful) =
        (|| "路北区人民政府".to_owned(), || "温度不达标".to_owned(), || "唐山市住房和城乡建设局".to_owned());
    let mut list: Vec<Refusal> = Verb::ALL.iter().map(|verb| Refusal::NotEntitled { verb: *verb }).collect();
    list.extend(Stage::ALL.iter().map(|stage| Refusal::NotInThisStage { verb: Verb::Accept, stage: *stage }));
    list.extend([
        Refusal::NotInThisState { verb: Verb::Sign, state: "已办结" },
        Refusal::OtherOffice { verb: Verb::TakeBack, offices: "热线机构负责人".to_owned() },
        Refusal::NoSuchOrder { n: 3 },
        Refusal::ConductIsTaken,
        Refusal::InsideTheCity,
        Refusal::NoDutyLine { category: category(), place: "路北区".to_owned() },
        Refusal::NotForDispatch { category: category(), instead: "由热线当场答复，请选“当场答复”" },
        Refusal::NotAnUndertakingUnit { unit: unit(), lawful: lawful() },
        Refusal::CityDutyBelow { unit: unit(), category: category(), lawful: lawful() },
        Refusal::CountyDutyBelow { unit: unit(), category: category(), lawful: lawful() },
        Refusal::NotOnTheList { unit: unit(), category: category(), lawful: lawful() },
        Refusal::AlreadyReturned { unit: unit() },
        Refusal::NotForTheGrid { category: category() },
        Refusal::NotTransferredIn,
        Refusal::GridNotClear,
        Refusal::NoGridCell { place: "路北区".to_owned() },
        Refusal::GridOffDuty { place: "路北区".to_owned() },
        Refusal::AskAboutDanger { line: "119" },
        Refusal::DesignationNeeded { hops: 2 },
        Refusal::CoUnitNeedsReason { unit: unit() },
        Refusal::DisputeTooLate { due },
        Refusal::DisputeNeedsComplexity { due, complex_due: due },
        Refusal::DisputedBefore { fate: "继续办理" },
        Refusal::NotDisputable { why: "这张工单是退回重办" },
        Refusal::DisputeWasInTime,
        Refusal::ExtensionTooLate { due },
        Refusal::ExtensionPending,
        Refusal::ExtensionsUsedUp { count: 2, due },
        Refusal::ConsentNeeded,
        Refusal::ContactFirst { verb: Verb::FeedBack },
        Refusal::FindingFirst,
        Refusal::CoOrdersOpen { units: unit() },
        Refusal::JoinedOften { count: 2 },
        Refusal::SentBackOften { count: 3 },
        Refusal::RefusedOften { what: "中止申请", count: 3, basis: Clause::C26_1 },
        Refusal::QuietHours { hours: "8:00—12:00".to_owned() },
        Refusal::TriesTooAlike { tries: 3, days: 2, means: 2, change: "一天" },
        Refusal::RatedAlready { given: "满意" },
        Refusal::ReHandlingUsedUp { rounds: 2 },
        Refusal::Field {
            field: "title", text: "“标题”还没写。请填写后再提交。".to_owned(), basis: Clause::C12
        },
    ]);
    list
}

#[test]
fn c46_a_refusal_speaks_chinese_names_its_clause_and_says_what_to_do() {
    // Words that tell a person what is lawful or next.
    const NEXT: [&str; 4] = ["请", "可以", "可派", "由"];
    for refusal in all() {
        let text = refusal.to_string();
        assert!(!text.chars().any(|c| c.is_ascii_alphabetic()), "no foreign letters: {text}");
        assert!(NEXT.iter().any(|word| text.contains(word)), "what next: {text}");
        assert!(text.ends_with('。'), "a whole sentence: {text}");
        assert!(!refusal.basis().text().is_empty(), "{text}");
        assert!(refusal.code().chars().all(|c| c.is_ascii_lowercase() || c == '_'));
    }
}

#[test]
fn every_refusal_has_a_code_of_its_own() {
    let mut codes: Vec<_> = all().iter().map(Refusal::code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), 42);
}

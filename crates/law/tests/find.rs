//! Words that people type, and the one entry they stand for.

use law::Registry;
use law::registry::{Resolved, Wanted};

fn codes(wanted: Wanted, text: &str) -> Vec<String> {
    match Registry::tangshan().understand(wanted, text) {
        Resolved::One(found) => vec![found.code],
        Resolved::Several(found) => found.into_iter().map(|found| found.code).collect(),
        Resolved::Nothing => Vec::new(),
    }
}

#[test]
fn a_code_a_label_and_a_whole_name_stand_for_one_category() {
    for text in
        ["160402", "公共事业/供热/温度不达标", " 温度不达标 ", "供热 温度", "wdbdb", "wendubudabiao", "wen'du'bu'da"]
    {
        assert_eq!(codes(Wanted::Category, text), ["160402"], "{text}");
    }
}

#[test]
fn words_that_fit_several_categories_give_all_of_them_and_strange_words_none() {
    let several = codes(Wanted::Category, "供热");
    assert!(several.len() > 1 && several.iter().all(|code| code.starts_with("1604")), "{several:?}");
    assert_eq!(codes(Wanted::Category, "量子纠缠"), Vec::<String>::new());
    // Only categories that a claim may be classed on.
    assert!(!codes(Wanted::Category, "1604").contains(&"1604".to_owned()));
}

#[test]
fn words_of_the_responsibility_list_lead_to_its_category() {
    let found = Registry::tangshan().find(Wanted::Category, "暖气", 8);
    assert!(found.iter().any(|found| found.code.starts_with("1604") && found.why.contains("暖气")), "{found:?}");
}

#[test]
fn a_place_is_found_by_its_name_its_path_its_code_its_initials_and_a_whole_address() {
    let place = Registry::tangshan().entry(Wanted::Place, "130203006019").expect("place");
    assert_eq!(codes(Wanted::Place, &place.label), ["130203006019"]);
    assert_eq!(codes(Wanted::Place, "130203006019"), ["130203006019"]);
    assert!(codes(Wanted::Place, "路北区").contains(&"130203000000".to_owned()));
    assert!(codes(Wanted::Place, "lbq").contains(&"130203000000".to_owned()));
    let address = format!("{}3号楼2单元", place.label);
    assert!(codes(Wanted::Place, &address).contains(&"130203006019".to_owned()), "{address}");
}

#[test]
fn a_unit_is_found_by_its_name_another_name_and_initials() {
    let housing = codes(Wanted::Unit, "C-ZJJ");
    for text in ["唐山市住房和城乡建设局", "市住建局", "szjj", "c-zjj"] {
        assert_eq!(codes(Wanted::Unit, text), housing, "{text}");
    }
    assert!(codes(Wanted::Unit, "zjj").contains(&"C-ZJJ".to_owned()), "住建局, without the city");
    assert!(codes(Wanted::Unit, "住房和城乡建设局").len() > 1);
    assert_eq!(codes(Wanted::Unit, "路北住建局"), codes(Wanted::Unit, "路北区住房和城乡建设局"));
}

#[test]
fn every_label_stands_for_its_own_entry_alone() {
    let registry = Registry::tangshan();
    for unit in registry.units.all() {
        let found = registry.entry(Wanted::Unit, unit.code.as_str()).expect("unit");
        assert_eq!(codes(Wanted::Unit, &found.label), [unit.code.as_str()], "{}", found.label);
    }
    for category in registry.categories.all().iter().filter(|category| category.level == 3 && category.active) {
        let found = registry.entry(Wanted::Category, category.code.as_str()).expect("category");
        assert_eq!(codes(Wanted::Category, &found.label), [category.code.as_str()], "{}", found.label);
    }
    for place in registry.divisions.all().iter().step_by(17) {
        let found = registry.entry(Wanted::Place, place.code.as_str()).expect("place");
        assert_eq!(codes(Wanted::Place, &found.label), [place.code.as_str()], "{}", found.label);
    }
}

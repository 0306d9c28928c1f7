//! The stories of `stories/` in the domain alone. `UPDATE_STORIES=1` writes down what is told back.

#![cfg(feature = "story")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::path::{Path, PathBuf};

use hotline::story::{DomainWorld, StoryFile, story};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("stories")
}

fn tell(name: &str) {
    let path = folder().join(format!("{name}.story"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file = StoryFile::read(&text);
    let mut world = DomainWorld::new(&["王建国", "13800001234"]);
    let told = story(&mut world, file.text).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(world.broken(), Vec::<String>::new(), "{name}");
    if std::env::var_os("UPDATE_STORIES").is_some() {
        std::fs::write(&path, format!("{}\n{}\n---\n{told}", file.title, file.text)).unwrap();
    } else {
        assert_eq!(told, file.expected, "{name}: {}", file.title);
    }
}

macro_rules! stories {
    ($($name:ident)*) => {
        $(#[test] fn $name() { tell(stringify!($name)); })*

        #[test]
        fn every_story_is_told_and_names_its_clause() {
            let mut listed = vec![$(stringify!($name).to_owned(),)*];
            let mut found: Vec<String> = std::fs::read_dir(folder())
                .unwrap()
                .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
                .collect();
            (listed.sort(), found.sort());
            assert_eq!(listed, found);
            for name in found {
                let text = std::fs::read_to_string(folder().join(format!("{name}.story"))).unwrap();
                let clause = text.split_whitespace().next().unwrap();
                assert!(clause.parse::<law::Clause>().is_ok(), "{name}: {clause}");
                let said = clause.to_lowercase().replace(['.', '-'], "_");
                assert!(name.starts_with(&said), "{name} tells of {clause}");
            }
        }
    };
}

stories! {
    c10_1_5_conduct_is_taken
    c11_1_6_ground_1
    c11_1_6_ground_2
    c11_1_6_ground_3
    c11_1_6_ground_4
    c11_1_6_ground_5
    c11_1_6_ground_6
    c11_1_6_not_for_a_place_in_the_city
    c11_1_6_refused_unregistered
    c12_incomplete
    c13_1_expert
    c14_2_kept_from_units
    c14_2_truth
    c15_1_answer_or_dispatch
    c15_2_lawful_way
    c15_2_objection
    c15_3_danger
    c15_3_handed_over
    c15_3_nothing_remains
    c15_3_words_of_danger
    c15_4_same_matter
    c15_6_co_orders
    c15_7_consulted
    c15_7_gap_of_the_list
    c16_answered
    c19_special_desk
    c19_special_desk_late
    c20_1_city_duty
    c20_1_taken_back
    c20_1_two_hours
    c20_2_county_agency
    c20_2_county_duty
    c20_2_handed_on
    c20_2_returned_to_who_handed_on
    c22_danger_first
    c22_grid_direct
    c22_not_clear
    c22_off_duty
    c23_1_hops
    c23_2_co_handling_asked
    c23_2_co_units
    c23_2_feedback_before_co_units
    c23_2_sign
    c23_3_co_unit_becomes_main
    c23_3_county_agency
    c23_3_continue
    c23_3_in_time
    c23_3_late
    c23_3_not_complex_needs_lateness
    c23_3_too_late
    c23_3_upheld_anew
    c23_3_upheld_named
    c24_1_consultation
    c24_1_contact_first
    c24_1_late
    c24_1_other
    c24_1_own_limit
    c24_2_approved_after_due
    c24_2_feedback_waits_for_the_decision
    c24_2_refused
    c24_2_second
    c25_1_3_required
    c25_1_3_sent_back_often
    c25_1_3_sent_back_stops_nothing
    c25_1_3_words
    c25_4_asked_often
    c25_4_goes_on
    c25_4_objectively_limited
    c26_1_asked_again
    c26_1_asked_often
    c26_1_clocks_are_held_while_asked
    c26_1_co_orders_stop_too
    c26_1_suspended_and_resumed
    c26_2_resumption_refused
    c26_2_terminated
    c26_2_terminated_for_good
    c27_escalated
    c2_3_kinds
    c30_helper
    c30_helper_named
    c31_enterprise
    c31_enterprise_put_up
    c32_misconduct
    c33_late
    c33_no_need
    c33_notice
    c33_with_conduct
    c37_1_not_as_required
    c38_answered_wrongly
    c38_beyond_law
    c38_by_web
    c38_omission
    c38_quiet_hours
    c38_satisfied
    c38_unreachable
    c4_closing
    c4_urged
    c4_whole_loop
    c4_withdrawn
    c4_withdrawn_danger_goes_on
    c50_feedback_needs_more
    c50_refusal_says_more
    c50_running_clocks_keep_theirs
    c50_suspension_needs_more
    c50_who_decides
    c50_words_of_danger
    c5_1_override
    c5_1_reclassified
    c8_passed_here
    c8_passed_here_again
    c8_transfer_not_acknowledged
    c8_transferred
}

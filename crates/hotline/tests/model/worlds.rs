//! The small worlds: each has the whole law, a claim at some point of the loop, and the acts that its subject is about.
//!
//! What helps is done in all of them, whatever a world is about, so each reaches the archive.

use hotline::{Channel, ClaimKind, Verb, decide};

use crate::moves::Move;
use crate::pair::{Laws, Pair};
use crate::search::World;
use crate::world::{FINE, Opening, PROPERTY};

/// `YIHU_MODEL=deep` goes as far as the space does; else as far as a test may take.
pub(crate) fn deep() -> bool {
    std::env::var_os("YIHU_MODEL").is_some_and(|how| how == "deep")
}

fn world(name: &'static str, before: &'static [(Verb, u8)], verbs: &[Verb]) -> World {
    World {
        name,
        opening: Opening::HEAT,
        before,
        verbs: verbs.to_vec(),
        rules: decide,
        most: if deep() { 500_000 } else { 6_000 },
        deepest: u16::MAX,
    }
}

const SIGNED: &[(Verb, u8)] = &[(Verb::Dispatch, 0), (Verb::Sign, 0), (Verb::RecordContact, 0)];
const WITH_CO: &[(Verb, u8)] = &[(Verb::Dispatch, 2)];
const ANSWERED: &[(Verb, u8)] =
    &[(Verb::Dispatch, 0), (Verb::Sign, 0), (Verb::RecordContact, 0), (Verb::FeedBack, 0), (Verb::AcceptFeedback, 0)];

/// Before any order: taken in, refused, answered, handed over, asked about, passed on, objected to.
pub(crate) fn desk() -> World {
    let verbs = [
        Verb::Accept,
        Verb::Refuse,
        Verb::Object,
        Verb::DecideObjection,
        Verb::HandOverEmergency,
        Verb::AckEmergency,
        Verb::AnswerAtOnce,
        Verb::DeskConsult,
        Verb::HandToExpert,
        Verb::Consult,
        Verb::AnswerConsult,
        Verb::TransferOut,
        Verb::AckTransfer,
        Verb::TransferFedBack,
        Verb::Rate,
        Verb::Check,
        Verb::Explain,
        Verb::Archive,
        Verb::Withdraw,
        Verb::Supplement,
    ];
    World { opening: Opening { channel: Channel::Web, ..Opening::HEAT }, ..world("desk", &[], &verbs) }
}

/// Whose it is: dispatched, disputed, ruled, taken back, up to the third hop.
pub(crate) fn hops() -> World {
    world("hops", &[], &[Verb::Dispatch, Verb::Sign, Verb::Dispute, Verb::RuleDispute, Verb::TakeBack])
}

/// One order and all that its unit may ask.
pub(crate) fn requests() -> World {
    let verbs = [
        Verb::FeedBack,
        Verb::ReturnFeedback,
        Verb::AskExtension,
        Verb::DecideExtension,
        Verb::AskUnresolvable,
        Verb::DecideUnresolvable,
        Verb::AskSuspension,
        Verb::DecideSuspension,
        Verb::AskResumption,
        Verb::DecideResumption,
    ];
    world("requests", SIGNED, &verbs)
}

/// One order that stands still and goes on, as often as it may.
pub(crate) fn suspended() -> World {
    let verbs = [Verb::AskSuspension, Verb::DecideSuspension, Verb::AskResumption, Verb::DecideResumption];
    world("suspended", SIGNED, &verbs)
}

/// One order that is said to be unresolvable, as often as it may.
pub(crate) fn unresolved() -> World {
    let verbs = [Verb::AskUnresolvable, Verb::DecideUnresolvable, Verb::Object, Verb::DecideObjection];
    world("unresolved", SIGNED, &verbs)
}

/// One order that asks for more time, feeds back and has it sent back.
pub(crate) fn extended() -> World {
    let verbs = [Verb::AskExtension, Verb::DecideExtension, Verb::FeedBack, Verb::ReturnFeedback];
    world("extended", SIGNED, &verbs)
}

/// One order that asks for others, again and again.
pub(crate) fn joined_by() -> World {
    let verbs = [Verb::AskCoHandling, Verb::DecideCoHandling];
    world("joined-by", SIGNED, &verbs)
}

/// What goes up and what is added on the way.
pub(crate) fn beside() -> World {
    let verbs = [
        Verb::RecordContact,
        Verb::Escalate,
        Verb::EscalateForEnterprise,
        Verb::GiveOpinion,
        Verb::Reclassify,
        Verb::AskConfidentiality,
        Verb::TellProgress,
        Verb::Supplement,
        Verb::Urge,
        Verb::Withdraw,
        Verb::FeedBack,
        Verb::AskExtension,
    ];
    let opening = Opening { enterprise: true, ..Opening::HEAT };
    World { opening, ..world("beside", SIGNED, &verbs) }
}

/// A lead and its co-unit.
pub(crate) fn together() -> World {
    let verbs = [
        Verb::Sign,
        Verb::RecordContact,
        Verb::Dispute,
        Verb::RuleDispute,
        Verb::TakeBack,
        Verb::AllowFeedback,
        Verb::FeedBack,
        Verb::AcceptFeedback,
        Verb::ReturnFeedback,
        Verb::AskCoHandling,
        Verb::DecideCoHandling,
    ];
    world("together", WITH_CO, &verbs)
}

/// A lead and its co-unit, standing still and going on.
pub(crate) fn standstill() -> World {
    let verbs = [
        Verb::Sign,
        Verb::FeedBack,
        Verb::AcceptFeedback,
        Verb::AskSuspension,
        Verb::DecideSuspension,
        Verb::AskResumption,
        Verb::DecideResumption,
    ];
    world("standstill", WITH_CO, &verbs)
}

/// Handed on below, and returned to who handed it on.
pub(crate) fn below() -> World {
    let verbs = [
        Verb::Sign,
        Verb::HandOnward,
        Verb::Dispute,
        Verb::RuleDispute,
        Verb::FeedBack,
        Verb::AcceptFeedback,
        Verb::ReturnFeedback,
    ];
    let opening = Opening { category: PROPERTY, ..Opening::HEAT };
    World { opening, ..world("below", &[(Verb::Dispatch, 0), (Verb::Sign, 0)], &verbs) }
}

/// A complaint of enforcement: found, fed back, a notice waited for, reported (C33).
pub(crate) fn enforcement() -> World {
    let verbs = [
        Verb::Sign,
        Verb::RecordContact,
        Verb::FindOnEnforcement,
        Verb::FeedBack,
        Verb::AcceptFeedback,
        Verb::ReturnFeedback,
        Verb::ReportRectification,
        Verb::Dispute,
        Verb::RuleDispute,
        Verb::TakeBack,
        Verb::Rate,
        Verb::Check,
        Verb::Withdraw,
    ];
    let opening = Opening { category: FINE, kind: ClaimKind::Complaint, enterprise: true, ..Opening::HEAT };
    World { opening, ..world("enforcement", &[(Verb::Dispatch, 0)], &verbs) }
}

/// Called back, rated, checked, handled again, explained.
pub(crate) fn word() -> World {
    let verbs = [
        Verb::CallBack,
        Verb::Rate,
        Verb::Check,
        Verb::Explain,
        Verb::Archive,
        Verb::Sign,
        Verb::FeedBack,
        Verb::AcceptFeedback,
        Verb::ReturnFeedback,
        Verb::Dispute,
        Verb::Withdraw,
    ];
    world("word", ANSWERED, &verbs)
}

/// Danger: pursued even where the claimant withdraws.
pub(crate) fn danger() -> World {
    let verbs = [
        Verb::Dispatch,
        Verb::Sign,
        Verb::Dispute,
        Verb::RuleDispute,
        Verb::Withdraw,
        Verb::AskUnresolvable,
        Verb::DecideUnresolvable,
        Verb::Object,
        Verb::DecideObjection,
    ];
    let opening = Opening { told: "楼道里有煤气味", ..Opening::HEAT };
    World { opening, ..world("danger", &[], &verbs) }
}

/// Everything that anybody may ever send, as far as the bound.
pub(crate) fn everything() -> World {
    let opening = Opening { channel: Channel::Web, kind: ClaimKind::Help, ..Opening::HEAT };
    let most = if deep() { 100_000 } else { 3_000 };
    World { opening, most, ..world("everything", &[], Verb::ALL) }
}

/// Two claims that people join and undo, dispatched or not.
pub(crate) fn joined() -> Pair {
    pair("joined", &[(Verb::Dispatch, 0)])
}

/// Two claims, and all the ways in which one of them ends while the other comes to it.
pub(crate) fn joined_and_answered() -> Pair {
    let acts = [(Verb::Dispatch, 0), (Verb::AnswerAtOnce, 0), (Verb::Refuse, 0), (Verb::Withdraw, 0)];
    pair("joined-ends", &acts)
}

/// Two claims, their answers, and what each claimant says of them.
pub(crate) fn joined_and_rated() -> Pair {
    pair("joined-word", &[(Verb::AnswerAtOnce, 0), (Verb::Rate, 1), (Verb::Check, 1)])
}

/// Answered together, and not carried out for one of them or both: new rounds, and orders of their own.
pub(crate) fn joined_and_handled_again() -> Pair {
    let acts = [(Verb::Rate, 0), (Verb::Rate, 1), (Verb::Check, 0), (Verb::Check, 1), (Verb::Withdraw, 0)];
    Pair { answered: Some(0), ..pair("joined-again", &acts) }
}

fn pair(name: &'static str, acts: &[(Verb, u8)]) -> Pair {
    let acts = acts.iter().map(|(verb, body)| Move { verb: *verb, body: *body }).collect();
    let most = if deep() { 300_000 } else { 1_200 };
    Pair { name, laws: Laws::REAL, acts, joinings: 0, answered: None, bad_post: true, most }
}

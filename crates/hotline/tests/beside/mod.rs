//! Commands beside the main road that lack nothing the state does not forbid, for random histories.

use hotline::*;
use law::Instant;
use law::registry::{CategoryCode, DivisionCode};

/// The command of a verb beside the main road; none for the verbs on it.
pub(crate) fn command(verb: Verb, order: u16, now: Instant, salt: u8) -> Option<Command> {
    let told = || Telling { way: TellingWay::Phone, at: now };
    let reason = || "经核实".to_owned();
    let evidence = || vec![Evidence { name: "情况说明".to_owned(), shows: String::new() }];
    let decision = || Decision { approved: !salt.is_multiple_of(3), reason: reason() };
    let escalation = || Escalate {
        to: "TS-GOV".into(),
        question: "由谁出资".to_owned(),
        tried: "商议三次".to_owned(),
        wanted: "明确出资单位".to_owned(),
    };
    let category = ["160402", "010212", "060103"][usize::from(salt) % 3];
    Some(match verb {
        Verb::Object => Command::Object(Object { reasons: "法院没有立案".to_owned() }),
        Verb::DecideObjection => {
            Command::DecideObjection(DecideObjection { upheld: !salt.is_multiple_of(3), reason: reason() })
        }
        Verb::HandOverEmergency => Command::HandOverEmergency(HandOverEmergency {
            service: EmergencyService::ALL[usize::from(salt) % EmergencyService::ALL.len()],
            facts: "3号楼有煤气味".to_owned(),
        }),
        Verb::AckEmergency => Command::AckEmergency(AckEmergency { receiver: "119指挥中心".to_owned() }),
        Verb::DeskConsult => {
            Command::DeskConsult(DeskConsult { desk: SpecialDesk::Public, question: "怎样申领".to_owned() })
        }
        Verb::HandToExpert => Command::HandToExpert(HandToExpert {
            unit: "C-ZJJ".into(),
            kind: ExpertKind::Specialist,
            subject: "退费标准".to_owned(),
        }),
        Verb::Consult => Command::Consult(Consult {
            unit: ["C-ZJJ", "C-CGJ", "C-JYJ"][usize::from(salt) % 3].into(),
            question: "由谁管".to_owned(),
        }),
        Verb::AnswerConsult => Command::AnswerConsult(AnswerConsult {
            agrees: salt.is_multiple_of(2),
            answer: "属于本单位职责".to_owned(),
        }),
        Verb::TransferOut => Command::TransferOut(TransferOut { to: "X-BJ".into(), agreed: true, note: String::new() }),
        Verb::AckTransfer => Command::AckTransfer(AckTransfer { their_no: "BJ-1".to_owned() }),
        Verb::TransferFedBack => {
            Command::TransferFedBack(TransferFedBack { result: "已维修".to_owned(), told: told() })
        }
        Verb::DispatchToGrid => {
            Command::DispatchToGrid(DispatchToGrid { cell: "W130203006019-02".into(), danger_ruled_out: true })
        }
        Verb::AckArrival => Command::AckArrival(AckArrival { who: "值守席".to_owned(), at: now }),
        Verb::FeedBackToOrigin => Command::FeedBackToOrigin(FeedBackToOrigin {
            result: "已修好".to_owned(),
            who: "值守席".to_owned(),
            at: now,
        }),
        Verb::Reclassify => Command::Reclassify(Reclassify {
            kind: ClaimKind::ALL[usize::from(salt) % ClaimKind::ALL.len()],
            about: About {
                category: CategoryRef { code: CategoryCode::from(category), version: String::new() },
                place: Place { division: DivisionCode::from("130203006019"), text: format!("{salt}号楼") },
            },
            reason: reason(),
        }),
        Verb::Join => Command::Join(Join { master: ClaimNo::new("TS", 260_211, 2), master_id: Some(ClaimId(2)) }),
        Verb::Unjoin => Command::Unjoin(Unjoin { reason: reason(), master_id: None }),
        Verb::Follow => Command::Follow(Follow {
            follower: Follower {
                claim: ClaimId(3),
                no: ClaimNo::new("TS", 260_211, 3),
                person: PersonId(8),
                joining: u32::from(salt % 3),
            },
        }),
        Verb::Unfollow => Command::Unfollow(Unfollow { claim: ClaimId(3), joining: u32::from(salt % 3) }),
        Verb::AnswerWithMaster => Command::AnswerWithMaster(AnswerWithMaster {
            master: ClaimId(2),
            by: Some("C-ZJJ".into()),
            text: "已修好".to_owned(),
            joining: 0,
        }),
        Verb::HandleAgain => Command::HandleAgain(HandleAgain {
            follower: Follower {
                claim: ClaimId(3),
                no: ClaimNo::new("TS", 260_211, 3),
                person: PersonId(8),
                joining: u32::from(salt % 3),
            },
            demand: "他家支管没有通".to_owned(),
        }),
        Verb::AskConfidentiality => Command::AskConfidentiality,
        Verb::TellProgress => Command::TellProgress(TellProgress { text: "正在办".to_owned(), told: told() }),
        Verb::Supplement => Command::Supplement(Supplement { text: "楼上也不热".to_owned() }),
        Verb::Urge => Command::Urge,
        Verb::Recalculate => Command::Recalculate,
        Verb::Withdraw => Command::Withdraw(Withdraw { reason: String::new(), confirmed: true }),
        Verb::TakeBack => Command::TakeBack { order, wrong: TakeBack { reason: reason() } },
        Verb::HandOnward => Command::HandOnward {
            order,
            onward: HandOnward {
                unit: ["D-130203-ZJJ", "T-130203006"][usize::from(salt) % 2].into(),
                task: "现场核实".to_owned(),
                limit: None,
            },
        },
        Verb::AskCoHandling => Command::AskCoHandling {
            order,
            request: AskCoHandling { unit: "C-CGJ".into(), task: "查管网".to_owned(), reason: reason() },
        },
        Verb::DecideCoHandling => Command::DecideCoHandling { order, decision: decision() },
        Verb::AskUnresolvable => Command::AskUnresolvable {
            order,
            request: AskUnresolvable {
                kind: UnresolvableKind::ALL[usize::from(salt) % UnresolvableKind::ALL.len()],
                facts: "停热后才能改".to_owned(),
                evidence: evidence(),
            },
        },
        Verb::DecideUnresolvable => Command::DecideUnresolvable {
            order,
            decision: DecideUnresolvable {
                accepted: !salt.is_multiple_of(3),
                reason: reason(),
                revisit: Some(now.plus_days(60).date()),
            },
        },
        Verb::AskSuspension => Command::AskSuspension {
            order,
            request: AskSuspension {
                ground: SuspensionGround::ForceMajeure,
                facts: "暴雪封路".to_owned(),
                evidence: evidence(),
                until: "三天后".to_owned(),
            },
        },
        Verb::DecideSuspension => Command::DecideSuspension { order, decision: decision() },
        Verb::AskResumption => Command::AskResumption {
            order,
            request: AskResumption { applicant: Applicant::Claimant, reason: "道路通了".to_owned() },
        },
        Verb::DecideResumption => {
            Command::DecideResumption { order, decision: Decision { approved: true, reason: reason() } }
        }
        Verb::Escalate => Command::Escalate { order, request: escalation() },
        Verb::EscalateForEnterprise => Command::EscalateForEnterprise { order, request: escalation() },
        Verb::GiveOpinion => Command::GiveOpinion {
            order,
            opinion: Opinion { text: "牵头改造".to_owned(), measures: String::new(), by: None },
        },
        Verb::FindOnEnforcement => Command::FindOnEnforcement {
            order,
            finding: if salt.is_multiple_of(3) {
                EnforcementFinding::NoNeed { reason: format!("程序合法{salt}") }
            } else {
                EnforcementFinding::Notice {
                    no: format!("唐执监〔2026〕{salt}号"),
                    body: "C-CGJ".into(),
                    demand: "退还罚款".to_owned(),
                    received_at: now,
                }
            },
        },
        Verb::ReportRectification => Command::ReportRectification {
            order,
            report: Rectification {
                result: "已退还".to_owned(),
                evidence: evidence(),
                public_answer: format!("罚款已退还（{}）", now.shown()),
                told: told(),
            },
        },
        Verb::Receive
        | Verb::Accept
        | Verb::Refuse
        | Verb::AnswerAtOnce
        | Verb::Dispatch
        | Verb::Sign
        | Verb::RecordContact
        | Verb::Dispute
        | Verb::RuleDispute
        | Verb::AskExtension
        | Verb::DecideExtension
        | Verb::AllowFeedback
        | Verb::FeedBack
        | Verb::AcceptFeedback
        | Verb::ReturnFeedback
        | Verb::CallBack
        | Verb::Rate
        | Verb::Check
        | Verb::Explain
        | Verb::Archive
        | Verb::Expire => return None,
    })
}

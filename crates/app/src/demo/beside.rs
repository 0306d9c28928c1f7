//! Courses beside the main road: suspended, cannot be solved, taken back, handed over, consulted, objected to, and what
//! claimants say on the way. The texts stand in the same columns of the appeals.

use hotline::{
    AckEmergency, AckTransfer, Actor, Applicant, AskCoHandling, AskResumption, AskSuspension, AskUnresolvable, ClaimNo,
    Command, Consult, DecideUnresolvable, Decision, DeskConsult, EmergencyService, Escalate, Evidence, ExpertKind,
    HandOnward, HandOverEmergency, HandToExpert, Misconduct, MisconductKind, Object, SpecialDesk, Supplement,
    SuspensionGround, TakeBack, TransferOut, UnresolvableKind, Withdraw,
};
use law::Instant;
use law::registry::{UnitCode, UnitKind};

use super::{Course, or};
use crate::error::AppError;

/// Courses of this file.
const COURSES: [&str; 20] = [
    "suspended",
    "suspension_pending",
    "resumption_pending",
    "unresolvable_pending",
    "unresolvable",
    "terminated_objection",
    "co_handling_asked",
    "taken_back",
    "emergency_acked",
    "emergency_waiting",
    "consult_pending",
    "expert_pending",
    "desk_consult",
    "transferred",
    "transfer_waiting",
    "supplemented_urged",
    "withdrawn",
    "handed_onward",
    "misconduct",
    "escalated",
];

/// Whether a course leaves the main road.
pub(super) fn is_beside(course: &str) -> bool {
    COURSES.contains(&course) || course.starts_with("refused_objection:")
}

/// An order under a unit's hand.
struct Held {
    no: ClaimNo,
    unit: UnitCode,
}

impl Course<'_> {
    pub(super) async fn beside(&self) -> Result<ClaimNo, AppError> {
        match self.row.course.as_str() {
            "emergency_acked" | "emergency_waiting" => self.emergency().await,
            "consult_pending" | "expert_pending" | "desk_consult" => self.asked().await,
            "transferred" | "transfer_waiting" => self.transferred().await,
            "taken_back" => self.taken_back().await,
            "misconduct" => self.conduct().await,
            course if course.starts_with("refused_objection:") => {
                let no = self.refused().await?;
                self.player.at(self.ago(70)).await?;
                self.objects(&no).await?;
                Ok(no)
            }
            _ => self.with_a_unit().await,
        }
    }

    /// A complaint on conduct names a unit below the one that holds the duty: it never gets the order itself.
    pub(super) fn misconduct(&self) -> Option<Misconduct> {
        if self.row.course != "misconduct" {
            return None;
        }
        let duty =
            self.app.registry().duty(&self.row.category.as_str().into(), &self.row.division.as_str().into(), None);
        let lead = duty.ok()?.lead;
        let below = self
            .app
            .registry()
            .units
            .all()
            .iter()
            .find(|unit| unit.parent.as_ref() == Some(&lead) && unit.name.contains("市场监督"));
        Some(Misconduct { kind: MisconductKind::Charging, against: below?.code.clone() })
    }

    async fn claimant(&self, no: &ClaimNo) -> Result<Actor, AppError> {
        Ok(Actor::Claimant(self.player.claim(no).await?.claimant.person))
    }

    async fn by_claimant(&self, no: &ClaimNo, command: Command) -> Result<(), AppError> {
        let actor = self.claimant(no).await?;
        self.app.handle(no, None, command, &actor, None).await.map(|_| ())
    }

    async fn objects(&self, no: &ClaimNo) -> Result<(), AppError> {
        self.by_claimant(no, Command::Object(Object { reasons: self.row.note.clone() })).await
    }

    async fn emergency(&self) -> Result<ClaimNo, AppError> {
        let at = self.ago(if self.row.course == "emergency_acked" { 35 } else { 9 });
        let no = self.accepted(at).await?;
        self.player.at(at.plus_minutes(3)).await?;
        let service =
            if self.row.course == "emergency_acked" { EmergencyService::Gas } else { EmergencyService::Ambulance };
        let facts = self.row.internal.clone();
        self.player.by_agency(&no, Command::HandOverEmergency(HandOverEmergency { service, facts })).await?;
        if self.row.course == "emergency_acked" {
            self.player.at(at.plus_minutes(3).plus_ms(40_000)).await?;
            let receiver = self.row.note.clone();
            self.player.by_agency(&no, Command::AckEmergency(AckEmergency { receiver })).await?;
        }
        Ok(no)
    }

    /// Somebody is asked before it is dispatched.
    async fn asked(&self) -> Result<ClaimNo, AppError> {
        let no = self.accepted(self.ago(55)).await?;
        let dispatch = self.player.by_the_list(&no, false).await?;
        self.player.at(self.ago(40)).await?;
        let (unit, question) = (dispatch.lead, self.row.note.clone());
        let command = match self.row.course.as_str() {
            "consult_pending" => Command::Consult(Consult { unit, question }),
            "expert_pending" => {
                Command::HandToExpert(HandToExpert { unit, kind: ExpertKind::Specialist, subject: question })
            }
            _ => Command::DeskConsult(DeskConsult { desk: SpecialDesk::Government, question }),
        };
        self.player.by_agency(&no, command).await?;
        Ok(no)
    }

    async fn transferred(&self) -> Result<ClaimNo, AppError> {
        let acked = self.row.course == "transferred";
        let at = if acked { self.working_day(2) } else { self.ago(50) };
        let no = self.received(at, true).await?;
        self.player.at(at.plus_minutes(12)).await?;
        let units = self.app.registry().units.all();
        let peer = units.iter().find(|unit| unit.kind == UnitKind::PeerHotline).ok_or(AppError::NotFound)?;
        let out = TransferOut { to: peer.code.clone(), agreed: true, note: self.row.internal.clone() };
        self.player.by_agency(&no, Command::TransferOut(out)).await?;
        if acked {
            self.player.at(at.plus_minutes(60)).await?;
            let their_no = self.row.note.clone();
            self.player.by_agency(&no, Command::AckTransfer(AckTransfer { their_no })).await?;
        }
        Ok(no)
    }

    /// Sent to the wrong unit; it waits for its right one again.
    async fn taken_back(&self) -> Result<ClaimNo, AppError> {
        let at = self.ago(130);
        let no = self.accepted(at).await?;
        self.player.at(at.plus_minutes(20)).await?;
        let dispatch = self.player.by_the_list(&no, false).await?;
        self.player.by_agency(&no, Command::Dispatch(dispatch)).await?;
        self.player.at(at.plus_minutes(80)).await?;
        let wrong = TakeBack { reason: self.row.note.clone() };
        self.player.by_agency(&no, Command::TakeBack { order: 1, wrong }).await?;
        Ok(no)
    }

    /// To the one above whom it is about, in its 24 hours.
    async fn conduct(&self) -> Result<ClaimNo, AppError> {
        let at = self.ago(190);
        let no = self.accepted(at).await?;
        self.player.at(at.plus_minutes(30)).await?;
        let dispatch = self.player.by_the_list(&no, false).await?;
        let unit = dispatch.lead.clone();
        self.player.by_agency(&no, Command::Dispatch(dispatch)).await?;
        self.player.at(at.plus_minutes(75)).await?;
        self.player.by_unit(&no, &unit, Command::Sign { order: 1 }).await?;
        Ok(no)
    }

    /// Handed over, signed, the claimant contacted; then what the course has.
    async fn with_a_unit(&self) -> Result<ClaimNo, AppError> {
        let start = self.working_day(3);
        let no = self.accepted(start).await?;
        self.player.at(start.plus_minutes(30)).await?;
        let dispatch = self.player.by_the_list(&no, false).await?;
        let unit = dispatch.lead.clone();
        self.player.by_agency(&no, Command::Dispatch(dispatch)).await?;
        let held = Held { no, unit };
        self.player.at(start.plus_minutes(90)).await?;
        self.by(&held, Command::Sign { order: 1 }).await?;
        if self.row.course != "resumption_pending" {
            self.contact(&held.no, &held.unit, 1, start.plus_minutes(140)).await?;
        }
        self.goes_on(&held, start).await?;
        Ok(held.no)
    }

    async fn by(&self, held: &Held, command: Command) -> Result<(), AppError> {
        self.player.by_unit(&held.no, &held.unit, command).await.map(|_| ())
    }

    async fn goes_on(&self, held: &Held, start: Instant) -> Result<(), AppError> {
        let (row, player) = (self.row, self.player);
        let (asked, ruled) = (self.later(start, 1, 9), self.later(start, 1, 14));
        match row.course.as_str() {
            "suspension_pending" => {
                player.at(self.ago(55)).await?;
                self.by(held, self.suspension(SuspensionGround::Other)).await
            }
            "suspended" => self.suspend(held, SuspensionGround::ForceMajeure, asked, ruled).await,
            "resumption_pending" => {
                self.suspend(held, SuspensionGround::ClaimantMissing, asked, ruled).await?;
                player.at(self.ago(45)).await?;
                let reason = "我回来了，前些天在外地住院。家里有人，随时可以上门。".to_owned();
                let request = AskResumption { applicant: Applicant::Claimant, reason };
                self.by_claimant(&held.no, Command::AskResumption { order: 1, request }).await
            }
            "unresolvable_pending" => {
                player.at(self.ago(65)).await?;
                self.by(held, self.unresolvable(UnresolvableKind::ObjectivelyLimited)).await
            }
            "unresolvable" | "terminated_objection" => {
                let limited = row.course == "unresolvable";
                // What is objected to was ended today, or the claim would be archived by now.
                player.at(if limited { asked } else { self.ago(300) }).await?;
                let kind =
                    if limited { UnresolvableKind::ObjectivelyLimited } else { UnresolvableKind::NotCooperating };
                self.by(held, self.unresolvable(kind)).await?;
                player.at(if limited { ruled } else { self.ago(200) }).await?;
                let revisit = limited.then(|| self.until.plus_days(90).date());
                let decision = DecideUnresolvable { accepted: true, reason: row.answer.clone(), revisit };
                player.by_agency(&held.no, Command::DecideUnresolvable { order: 1, decision }).await?;
                if limited {
                    return Ok(());
                }
                player.at(self.ago(80)).await?;
                self.objects(&held.no).await
            }
            "co_handling_asked" => {
                player.at(self.ago(75)).await?;
                let unit = self.another_unit(&held.no, &held.unit).await?;
                let task = "夜间一同到场，认定油烟净化设施，责令整改".to_owned();
                let request = AskCoHandling { unit, task, reason: row.note.clone() };
                self.by(held, Command::AskCoHandling { order: 1, request }).await
            }
            "supplemented_urged" => {
                player.at(self.ago(180)).await?;
                let text = row.note.clone();
                self.by_claimant(&held.no, Command::Supplement(Supplement { text })).await?;
                player.at(self.ago(35)).await?;
                self.by_claimant(&held.no, Command::Urge).await
            }
            "withdrawn" => {
                player.at(self.ago(100)).await?;
                let withdraw = Withdraw { reason: row.note.clone(), confirmed: true };
                self.by_claimant(&held.no, Command::Withdraw(withdraw)).await
            }
            "handed_onward" => {
                player.at(asked).await?;
                self.hand_onward(held).await
            }
            _ => {
                player.at(asked).await?;
                let units = self.app.registry().units.all();
                let above = units.iter().find(|unit| unit.kind == UnitKind::CountyGovernment && unit.code != held.unit);
                let request = Escalate {
                    to: above.ok_or(AppError::NotFound)?.code.clone(),
                    question: row.internal.clone(),
                    tried: row.measures.clone(),
                    wanted: row.note.clone(),
                };
                self.by(held, Command::Escalate { order: 1, request }).await
            }
        }
    }

    fn suspension(&self, ground: SuspensionGround) -> Command {
        let request = AskSuspension {
            ground,
            facts: format!("{}。{}", self.row.internal, self.row.measures),
            evidence: vec![proof("情况说明（盖章）")],
            until: or(&self.row.note, "情况恢复以后"),
        };
        Command::AskSuspension { order: 1, request }
    }

    async fn suspend(
        &self,
        held: &Held,
        ground: SuspensionGround,
        asked: Instant,
        ruled: Instant,
    ) -> Result<(), AppError> {
        self.player.at(asked).await?;
        self.by(held, self.suspension(ground)).await?;
        self.player.at(ruled).await?;
        let decision = Decision { approved: true, reason: self.row.answer.clone() };
        self.player.by_agency(&held.no, Command::DecideSuspension { order: 1, decision }).await.map(|_| ())
    }

    fn unresolvable(&self, kind: UnresolvableKind) -> Command {
        let request = AskUnresolvable {
            kind,
            facts: format!("{}。{}", self.row.internal, self.row.measures),
            evidence: vec![proof("现场照片和情况说明")],
        };
        Command::AskUnresolvable { order: 1, request }
    }

    /// To the first unit below that may have it.
    async fn hand_onward(&self, held: &Held) -> Result<(), AppError> {
        let units = self.app.registry().units.all();
        let below = units.iter().filter(|unit| unit.parent.as_ref() == Some(&held.unit));
        let mut last = AppError::NotFound;
        for unit in below {
            let onward = HandOnward { unit: unit.code.clone(), task: self.row.measures.clone(), limit: None };
            match self.by(held, Command::HandOnward { order: 1, onward }).await {
                Ok(()) => return Ok(()),
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

fn proof(name: &str) -> Evidence {
    Evidence { name: name.to_owned(), shows: "与申请所说的一致".to_owned() }
}

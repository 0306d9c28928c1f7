//! How the acts of a page are laid out: the next step first and in sight, the others under the name of what they are for.

use hotline::Verb;

/// What an act is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    /// The main road: what usually comes next.
    Road,
    /// What a unit asks of its agency, and puts up.
    Ask,
    /// Other ways than an order: emergency, consultation, another city.
    Elsewhere,
    /// What the claimant says, and is told.
    Claimant,
    /// What puts right.
    Mend,
}

impl Group {
    /// Those that are folded, in their order.
    pub(super) const FOLDED: [Self; 4] = [Self::Ask, Self::Elsewhere, Self::Claimant, Self::Mend];

    pub(super) const fn zh(self) -> &'static str {
        match self {
            Self::Road => "办理",
            Self::Ask => "申请、报请",
            Self::Elsewhere => "会商、转接",
            Self::Claimant => "诉求人",
            Self::Mend => "更正、收回",
        }
    }
}

/// The group of an act, and its place on the road: a smaller one comes sooner.
pub(super) const fn place(verb: Verb) -> (Group, u8) {
    use Group::{Ask, Claimant, Elsewhere, Mend, Road};
    match verb {
        // Somebody waits for an answer.
        Verb::DecideObjection => (Road, 0),
        Verb::AckEmergency | Verb::AckTransfer | Verb::AnswerConsult => (Road, 1),
        Verb::AckArrival | Verb::FeedBackToOrigin | Verb::TransferFedBack | Verb::RuleDispute => (Road, 2),
        Verb::DecideExtension => (Road, 3),
        Verb::DecideSuspension | Verb::DecideResumption => (Road, 4),
        Verb::DecideUnresolvable | Verb::DecideCoHandling => (Road, 5),
        // From the first word to the archive.
        Verb::Receive | Verb::Accept => (Road, 10),
        Verb::Dispatch | Verb::DispatchToGrid => (Road, 11),
        Verb::AnswerAtOnce => (Road, 12),
        Verb::Refuse => (Road, 13),
        Verb::Sign => (Road, 20),
        Verb::FindOnEnforcement | Verb::ReportRectification | Verb::FeedBack => (Road, 21),
        Verb::RecordContact => (Road, 22),
        Verb::AcceptFeedback => (Road, 23),
        Verb::ReturnFeedback => (Road, 24),
        Verb::AllowFeedback => (Road, 25),
        // To sign or to dispute is one decision.
        Verb::Dispute => (Road, 26),
        Verb::CallBack => (Road, 30),
        Verb::Check => (Road, 31),
        Verb::Archive => (Road, 32),
        Verb::Explain => (Road, 33),
        Verb::AskExtension => (Ask, 41),
        Verb::AskCoHandling => (Ask, 42),
        Verb::HandOnward => (Ask, 43),
        Verb::AskSuspension | Verb::AskResumption => (Ask, 44),
        Verb::AskUnresolvable => (Ask, 45),
        Verb::Escalate => (Ask, 46),
        Verb::EscalateForEnterprise => (Ask, 47),
        Verb::GiveOpinion => (Ask, 48),
        Verb::HandOverEmergency => (Elsewhere, 50),
        Verb::Consult => (Elsewhere, 51),
        Verb::DeskConsult => (Elsewhere, 52),
        Verb::HandToExpert => (Elsewhere, 53),
        Verb::TransferOut => (Elsewhere, 54),
        Verb::TellProgress => (Claimant, 60),
        Verb::Supplement => (Claimant, 61),
        Verb::Urge => (Claimant, 62),
        Verb::Object => (Claimant, 63),
        Verb::AskConfidentiality => (Claimant, 64),
        Verb::Withdraw => (Claimant, 65),
        Verb::Rate => (Claimant, 66),
        Verb::Join => (Mend, 70),
        Verb::Unjoin => (Mend, 71),
        Verb::Reclassify => (Mend, 72),
        Verb::TakeBack => (Mend, 73),
        // Nobody's act: the clock's, or that of the claim that is joined.
        Verb::Follow
        | Verb::Unfollow
        | Verb::AnswerWithMaster
        | Verb::HandleAgain
        | Verb::Recalculate
        | Verb::Expire => (Mend, 74),
    }
}

//! The claim (诉求), its orders (工单) and the law that decides what may follow.
//!
//! The nouns stand at the root; the rules stand in folders by chapter of the regulation, one file per article. Everything
//! here is a pure function of its arguments: time, identity, policy and new ids come in through [`Context`].
//!
//! * [`receive`] opens a claim, [`decide`] says what follows from a command on one, [`Claim::apply`] folds what followed;
//! * [`may`](may::may) asks the same guards without acting, for pages and `GET …/actions`;
//! * [`react`](reactions::react) says who is to be told of what has happened.

pub mod authority;
pub mod ch1_general;
pub mod ch2_acceptance;
pub mod ch3_handling;
mod claim;
mod clocks;
pub mod command;
mod context;
mod decide;
mod disposal;
pub mod dry_run;
pub mod elsewhere;
mod enforcement;
mod event;
pub mod explain;
mod fold;
pub mod identity;
pub mod invariant;
pub mod may;
pub mod narrate;
mod number;
mod order;
pub mod promise;
mod rating;
pub mod reactions;
mod refusal;
mod registration;
mod requests;
#[cfg(feature = "story")]
pub mod story;
pub mod supervision;
mod text;
mod verb;

pub use authority::{AccountId, Actor, ActorRef, Role, Staff};
pub use ch2_acceptance::a12_register::receive;
pub use claim::{
    About, Answer, Archive, ArchivedAs, CategoryRef, Channel, Claim, ClaimId, ClaimKind, Claimant, ClaimantKind,
    Explanation, LawfulWay, Misconduct, MisconductKind, NotAccepted, Origin, PersonId, Place, ReadBack, RefusalGround,
    Registration, SpeaksFor, Stage, Telling, TellingWay,
};
pub use clocks::{ClockKind, Clocks, RunningClock};
pub use command::{
    AckArrival, AckEmergency, AckTransfer, AllowFeedback, AnswerAtOnce, AnswerConsult, AnswerWithMaster, AskExtension,
    CheckFinding, CoOrder, Command, Consult, DecideExtension, DecideObjection, DecideUnresolvable, Decision,
    DeskConsult, Dispatch, DispatchToGrid, Excuse, ExtensionRuling, FeedBackToOrigin, Follow, HandOnward,
    HandOverEmergency, HandToExpert, HandleAgain, Join, NextStep, Object, OwnLimit, Receive, Reclassify, RefuseClaim,
    ReturnFeedback, RuleDispute, Ruling, Supplement, TakeBack, TellProgress, TransferFedBack, TransferOut, Unfollow,
    Unjoin, Withdraw,
};
pub use context::Context;
pub use decide::decide;
pub use disposal::{
    Consultation, Disposals, Emergency, EmergencyService, Expert, ExpertKind, Follower, Objection, SpecialDesk, Told,
    ToldOrigin, Transfer,
};
pub use enforcement::{EnforcementFinding, Found, Rectification};
pub use event::{Event, Fact, Recorded};
pub use number::{ClaimNo, OrderNo, ParseNoError};
pub use order::{
    Answered, Awaited, Contact, ContactPurpose, Dispute, DisputeFate, DisputeRecord, DutyBasis, Evidence,
    ExtensionFate, ExtensionRecord, Facts, Feedback, FeedbackFate, FeedbackRecord, GridWorker, Order, OrderRole,
    OrderState, Outcome, Resolution,
};
pub use rating::{CallbackMethod, CallbackOutcome, CallbackRound, CallbackTry, Rating, Satisfaction, Solved};
pub use refusal::Refusal;
pub use requests::{
    Applicant, AskCoHandling, AskResumption, AskSuspension, AskUnresolvable, Escalate, Escalated, Opinion, PausedClock,
    RequestFate, Requested, Requests, SuspensionGround, UnresolvableKind,
};
pub use text::is_forbidden;
pub use verb::Verb;

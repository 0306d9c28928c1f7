//! What pages and API read. A view holds what its reader may know and nothing else; a page only lays it out.

mod asked;

use hotline::identity::veiled;
use hotline::may::Possible;
use hotline::{
    Answer, Archive, Channel, ClaimKind, ClaimNo, ClockKind, Contact, DisputeRecord, ExtensionRecord, FeedbackRecord,
    Found, NotAccepted, OrderNo, OrderRole, Rating, Refusal, RunningClock, Stage,
};
use law::registry::UnitCode;
use law::{Clause, Instant, Lamp};

pub use asked::{Asked, ConsultPage, ConsultRow, Matter, OpinionPage};

/// One screen of a list by key, and where the next begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// At most fifty.
    pub rows: Vec<T>,
    /// Hand this back to get what follows; none at the end.
    pub next: Option<String>,
}

/// A clock as it is shown: lamp, words, due, clause (pages.md §1.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockView {
    /// What it counts, by code.
    pub kind: ClockKind,
    /// What it counts: 办结, 签收 …
    pub name: &'static str,
    /// The lamp, worked out by the domain.
    pub lamp: Lamp,
    /// `还剩1个工作日3小时`.
    pub left: String,
    /// `1月9日 24:00`.
    pub due: String,
    /// For `<time datetime>`.
    pub due_at: Instant,
    /// The year's holidays are not all known yet (暂定).
    pub provisional: bool,
    /// By which clause.
    pub basis: Clause,
    /// When it began.
    pub started: String,
    /// Under which policy version.
    pub policy: String,
    /// A review is pending: it runs on, but nothing follows from it before the decision.
    pub held: bool,
    /// It ran out, and that is on record.
    pub expired: bool,
}

/// One line of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineLine {
    /// Place in the stream.
    pub seq: u64,
    /// When.
    pub at: Instant,
    /// `1月5日 14:29`.
    pub at_shown: String,
    /// Unit or office; never a person's name to citizens.
    pub who: String,
    /// What.
    pub text: String,
    /// By which clause.
    pub clause: Clause,
    /// The event's name, for the API.
    pub event: &'static str,
    /// Which clock ran out, where one did.
    pub clock: Option<ClockKind>,
}

/// A row of a unit's inbox or of a review queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRow {
    /// Number of the order.
    pub no: OrderNo,
    /// Version of its claim.
    pub version: u64,
    /// One line.
    pub title: String,
    /// Where, in words.
    pub place: String,
    /// The unit that holds it, by name.
    pub unit: String,
    /// Kind, in words.
    pub kind: &'static str,
    /// Category, in words.
    pub category: String,
    /// Main or co-handling.
    pub role: OrderRole,
    /// Code and word of the state.
    pub state: String,
    /// Word of the state.
    pub state_zh: String,
    /// 交办.
    pub handed_over: String,
    /// The clock it is known by.
    pub clock: Option<ClockView>,
    /// Round of re-handling.
    pub round: u32,
    /// Which hop.
    pub hop: u32,
    /// What the agency has to decide on it, if anything.
    pub review: Option<hotline::Awaited>,
}

/// A row of a queue of claims: intake, dispatch, callback, checks, search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRow {
    /// Number of the claim.
    pub no: ClaimNo,
    /// Its version.
    pub version: u64,
    /// One line.
    pub title: String,
    /// Where, in words.
    pub place: String,
    /// Kind, in words; empty until registered.
    pub kind: &'static str,
    /// Category, in words; empty until registered.
    pub category: String,
    /// Where it stands.
    pub stage: Stage,
    /// How it came in.
    pub channel: Channel,
    /// Masked claimant.
    pub label: String,
    /// When it came in.
    pub received: String,
    /// The unit that holds it, by name.
    pub lead_unit: String,
    /// The clock it is known by.
    pub clock: Option<ClockView>,
    /// 企业.
    pub enterprise: bool,
    /// 保密.
    pub confidential: bool,
    /// The reader's own order of it, where the reader is a unit.
    pub own_order: Option<OrderNo>,
}

/// The demand of a claim as its handlers read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// One line.
    pub title: String,
    /// The claimant's own words.
    pub told: String,
    /// What the hotline registered.
    pub content: String,
    /// What the claimant wants, one by one.
    pub demands: Vec<String>,
    /// Kind; none until registered.
    pub kind: Option<ClaimKind>,
    /// Category path, in words.
    pub category: String,
    /// Its code.
    pub category_code: String,
    /// The place, in words.
    pub place: String,
    /// Its division code.
    pub division: String,
    /// How it came in.
    pub channel: Channel,
    /// Its number and time where it was first told; empty if it was told here.
    pub origin: String,
    /// `王**`, or a code name.
    pub claimant: String,
    /// `138****5678`; empty where even that is not to be seen.
    pub phone: String,
    /// 保密.
    pub confidential: bool,
    /// 企业.
    pub enterprise: bool,
    /// When it came in.
    pub received: String,
}

/// An order as the unit that holds it, or the agency, sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderView {
    /// Number.
    pub no: OrderNo,
    /// The unit, by code.
    pub unit_code: UnitCode,
    /// The unit, by name.
    pub unit: String,
    /// Main or co-handling.
    pub role: OrderRole,
    /// Which hop, from 1.
    pub hop: u32,
    /// Designated at the third hop.
    pub designated: bool,
    /// Round of re-handling.
    pub round: u32,
    /// Code of the state.
    pub state: String,
    /// Word of the state.
    pub state_zh: String,
    /// What is asked of a co-unit.
    pub task: String,
    /// `010201/county（v1）`.
    pub duty: String,
    /// Why the list was left; empty if it was not.
    pub departure: String,
    /// 交办.
    pub handed_over: String,
    /// When signed; empty if not.
    pub signed: String,
    /// The clock it is known by first.
    pub clocks: Vec<ClockView>,
    /// Contacts with the claimant.
    pub contacts: Vec<Contact>,
    /// The dispute, with the suggested unit's name.
    pub dispute: Option<(DisputeRecord, String)>,
    /// Extension requests.
    pub extensions: Vec<ExtensionRecord>,
    /// Feedbacks of all rounds.
    pub feedbacks: Vec<FeedbackRecord>,
    /// What the enforcement-supervision organ found, all rounds (C33).
    pub found: Vec<Found>,
    /// An approved extension has not been told to the claimant yet.
    pub owes_extension_telling: bool,
    /// What was done late, as recorded.
    pub late: Vec<ClockKind>,
    /// What the unit asked for beside the main road, and what became of it; what waits stands first.
    pub requests: Vec<BesideRecord>,
    /// The suspension in force.
    pub suspended: Option<SuspendedView>,
    /// Orders it was handed on to.
    pub handed_on: Vec<HandedOn>,
    /// The order it was handed on from: number, unit.
    pub handed_from: Option<(OrderNo, String)>,
    /// 帮办人, where a firm has one.
    pub helper: String,
    /// The grid worker it went straight to, with the cell (C22).
    pub grid: String,
}

impl OrderView {
    /// What the claimant was answered last, and when: by a feedback, or with what was put right on a notice (C25.1-3, C33).
    pub fn last_answer(&self) -> Option<(Instant, &str)> {
        let fed_back = self.feedbacks.iter().map(|record| (record.at, record.feedback.public_answer.as_str()));
        let rectified = self.found.iter().filter_map(|found| found.rectified.as_ref());
        fed_back.chain(rectified.map(|(report, at)| (*at, report.public_answer.as_str()))).max_by_key(|(at, _)| *at)
    }
}

/// One thing beside the main road: a request and its decision, a transfer, a supplement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BesideRecord {
    /// What it is, by code.
    pub code: &'static str,
    /// What it is, in words.
    pub name: String,
    /// When; empty where that is on no record.
    pub at: String,
    /// Where it stands; empty where nothing follows from it.
    pub state: &'static str,
    /// Somebody still has to answer.
    pub open: bool,
    /// Terms and values.
    pub facts: Vec<(&'static str, String)>,
}

/// A suspension in force (C26.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuspendedView {
    /// The ground of Article 26.
    pub ground: String,
    /// What happened.
    pub facts: String,
    /// Since when.
    pub since: String,
    /// Why the agency agreed.
    pub reason: String,
    /// What ends it, by its ground.
    pub ends_when: String,
    /// When the unit expects that.
    pub until: String,
    /// It stands still with the lead's order.
    pub with_main: bool,
    /// Clocks that stand still, and what they have left.
    pub paused: Vec<(&'static str, String)>,
    /// When it is looked at again.
    pub recheck: Option<ClockView>,
}

/// An order of a unit below (C20.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOn {
    /// Number.
    pub no: OrderNo,
    /// The unit, by name.
    pub unit: String,
    /// What it is to do.
    pub task: String,
    /// Word of the state.
    pub state: String,
}

/// S3: one order and all that may be done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderPage {
    /// Number of the claim.
    pub claim_no: ClaimNo,
    /// The version seen: commands carry it back.
    pub version: u64,
    /// Where the claim stands.
    pub stage: Stage,
    /// What it is about.
    pub demand: Demand,
    /// The order.
    pub order: OrderView,
    /// The other orders: unit, role, state. Nothing of their inside (security.md case 2).
    pub others: Vec<(String, &'static str, String)>,
    /// What may be done with this order and claim by this person, and why not.
    pub possible: Vec<Possible>,
    /// What has happened, newest first.
    pub timeline: Vec<TimelineLine>,
    /// The claimant's word, once given.
    pub rating: Option<Rating>,
    /// What the check found and demands, once done.
    pub explanation: String,
    /// What happened beside the orders that this reader needs to know.
    pub beside: Vec<BesideRecord>,
}

impl OrderPage {
    /// Takes a claimant who is kept from units out of everything that somebody wrote about the claim (C14.2, C39).
    pub(crate) fn veil(&mut self, identity: &[String]) {
        let demand = &mut self.demand;
        let said = [&mut demand.title, &mut demand.told, &mut demand.content, &mut demand.place, &mut demand.origin];
        let order = [&mut self.order.task, &mut self.order.departure, &mut self.order.helper, &mut self.explanation];
        let rated = self.rating.iter_mut().map(|rating| &mut rating.words);
        let happened = self.timeline.iter_mut().map(|line| &mut line.text);
        let beside = self
            .beside
            .iter_mut()
            .flat_map(|record| record.facts.iter_mut().map(|(_, fact)| fact).chain(std::iter::once(&mut record.name)));
        let all = said.into_iter().chain(order).chain(&mut demand.demands).chain(rated).chain(happened).chain(beside);
        for text in all {
            *text = veiled(text, identity);
        }
    }
}

/// What the claimant was told outside the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldView {
    /// `1月5日 14:00`
    pub at: String,
    /// The words.
    pub text: String,
    /// `短信已送到（1月5日 14:01）`; empty where nothing is sent.
    pub delivery: String,
    /// It did not arrive: somebody has to telephone.
    pub failed: bool,
}

/// S4: one claim for the agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimPage {
    /// Number.
    pub no: ClaimNo,
    /// The version seen.
    pub version: u64,
    /// Where it stands.
    pub stage: Stage,
    /// The clause its stage stands on.
    pub stage_clause: Clause,
    /// What it is about.
    pub demand: Demand,
    /// Who owes what next.
    pub promise: String,
    /// The claim's own clocks and its main order's.
    pub clocks: Vec<ClockView>,
    /// All orders.
    pub orders: Vec<OrderView>,
    /// What may be done by this person, and why not.
    pub possible: Vec<Possible>,
    /// What has happened, newest first.
    pub timeline: Vec<TimelineLine>,
    /// First and final rating.
    pub ratings: Vec<Rating>,
    /// 首接负责单位.
    pub first_receiver: String,
    /// Versions of classification and list that were used.
    pub versions: Vec<(String, String)>,
    /// Archive number, how it ended, and whether the rating counts in the unit's score (C38, P).
    pub archive: Option<Archive>,
    /// Other claims of the same caller: number, title, state, when.
    pub same_caller: Vec<ClaimRow>,
    /// Tries of the present callback round.
    pub callback_tries: Vec<(String, &'static str, String)>,
    /// What the claimant was told, and when.
    pub notices: Vec<ToldView>,
    /// What happened beside the orders, and what the claimant said.
    pub beside: Vec<BesideRecord>,
    /// Why it was not taken, and what the claimant was told.
    pub not_accepted: Option<NotAccepted>,
    /// The answer that was given at once.
    pub answer: Option<Answer>,
}

impl ClaimPage {
    /// The main order that stands last: the one that handles or has answered.
    pub fn main_order(&self) -> Option<&OrderView> {
        self.orders.iter().rev().find(|order| order.role == OrderRole::Main)
    }
}

/// P4: the claimant's own view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackPage {
    /// Number.
    pub no: ClaimNo,
    /// The version seen.
    pub version: u64,
    /// One line, of the claimant's own words.
    pub title: String,
    /// In the claimant's own words.
    pub told: String,
    /// Where it stands, in words for citizens.
    pub stage: Stage,
    /// The promise: what comes next.
    pub promise: String,
    /// By when, and by which clause.
    pub clock: Option<ClockView>,
    /// Place in the loop, from 0, of [`hotline::promise::STEPS`].
    pub step: usize,
    /// Newest first.
    pub timeline: Vec<TimelineLine>,
    /// The answer: who, when, what.
    pub answers: Vec<(String, String, String)>,
    /// Why the hotline did not take it, and where to go: ground, explanation, body, reach.
    pub not_accepted: Option<(String, String, String, String)>,
    /// Who looked at the claimant's identity: when, unit, reason.
    pub looks: Vec<(String, String, String)>,
    /// First and final rating.
    pub ratings: Vec<Rating>,
    /// What happened beside the orders, and what the claimant said on the way.
    pub beside: Vec<BesideRecord>,
    /// The suspension in force.
    pub suspended: Option<SuspendedView>,
    /// The main order, where one is open.
    pub main_order: Option<u16>,
    /// What the claimant may do now by their own hand, and why not.
    pub possible: Vec<Possible>,
    /// May rate now, or why not.
    pub may_rate: Result<(), String>,
}

/// Where the law points to for a category and a place, with the guard's word on a unit (D1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutySuggestion {
    /// The lead unit's code.
    pub lead: UnitCode,
    /// Its name.
    pub lead_name: String,
    /// The list's line and version.
    pub line: String,
    /// Level of the duty holder, in words.
    pub level: &'static str,
    /// Other units the same line fits equally: code, name. Somebody has to choose.
    pub alternatives: Vec<(UnitCode, String)>,
    /// Units of the place and former holders that may not have it: code, name, refusal.
    pub barred: Vec<(UnitCode, String, Refusal)>,
    /// Co-units of the list: code, name.
    pub co_units: Vec<(UnitCode, String)>,
    /// The general limit, in words, and when it would end: `5个工作日`, `1月12日24:00`.
    pub limit: (String, String),
    /// The unit is designated this time, with a reason (C23.3).
    pub designates: bool,
    /// Laws the line rests on.
    pub basis: Vec<String>,
    /// Danger is to be asked about first; the emergency line.
    pub ask_danger: bool,
    /// What the route says instead of dispatching; empty if it is dispatched.
    pub instead: &'static str,
    /// Grid cells of the place with somebody on duty: code, name, worker (C22).
    pub grid: Vec<(String, String, String)>,
}

/// S2: counts that lead to queues, and what is due next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Home {
    /// Word, address, count.
    pub tasks: Vec<(String, &'static str, u64)>,
    /// Newest notices to this unit or role: when, text, address.
    pub notices: Vec<(String, String, String)>,
}

/// A clock with everything that its view needs.
pub(crate) fn clock_view(clock: &RunningClock, now: Instant, calendar: &law::WorkCalendar, percent: u32) -> ClockView {
    let lamp = if clock.held {
        Lamp::UnderReview
    } else {
        law::lamp(clock.limit, clock.started_at, clock.due, now, calendar, percent)
    };
    // While a review is pending no overdue is shown to anyone (law.md §1).
    let left = if clock.held && now >= clock.due {
        "待裁定".to_owned()
    } else {
        law::left_words(clock.limit, clock.due, now, calendar)
    };
    ClockView {
        kind: clock.kind,
        name: clock.kind.zh(),
        lamp,
        left,
        due: clock.due.shown(),
        due_at: clock.due,
        provisional: clock.provisional,
        basis: clock.basis,
        started: clock.started_at.shown(),
        policy: clock.policy.clone(),
        held: clock.held,
        expired: clock.expired_at.is_some(),
    }
}

//! Lists for pages, queues and the inbox: within the reader's scope, from the documents of the claims, laid out by the domain's own words.

use hotline::authority::Scope;
use hotline::ch1_general::a08_arrivals::{owed_clock, owes_origin};
use hotline::elsewhere::waits_elsewhere;
use hotline::promise::{leading_clock, promise, unit_name};
use hotline::{ActorRef, Claim, ClaimNo, ClockKind, Order, OrderNo, OrderState, RunningClock, Stage};
use law::{Instant, Lamp};
use store::Query;
use store::plain::Blind;
use store::reading::{self, Key, Listed};

use crate::App;
use crate::error::AppError;
use crate::people::Session;
use crate::views::{ClaimRow, ClockView, OrderRow, Page, clock_view};

/// Rows of one screen.
const ROWS: usize = 50;

/// The agency's queues of claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Came in, to be accepted or refused.
    Intake,
    /// Accepted, to be dispatched or otherwise disposed of.
    Dispatch,
    /// Answered, to be called back.
    Callback,
    /// Unsatisfied, to be checked; explained, to be archived.
    Check,
    /// Handed over, passed here or objected to: somebody's word is still to come, or to be given.
    Elsewhere,
    /// Everything, newest first.
    Recent,
}

impl Queue {
    /// Code in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Dispatch => "dispatch",
            Self::Callback => "callback",
            Self::Check => "check",
            Self::Elsewhere => "elsewhere",
            Self::Recent => "recent",
        }
    }

    /// Those that somebody works through.
    pub(crate) const WORKED: &[Self] = &[Self::Intake, Self::Dispatch, Self::Callback, Self::Check, Self::Elsewhere];

    /// Whether a claim stands in it now.
    pub(crate) fn holds(self, claim: &Claim) -> bool {
        let staged = self.stages().contains(&claim.stage) && claim.archive.is_none();
        staged || (self == Self::Elsewhere && waits_elsewhere(claim))
    }

    const fn stages(self) -> &'static [Stage] {
        match self {
            Self::Intake => &[Stage::Received],
            Self::Dispatch => &[Stage::Accepted],
            Self::Callback => &[Stage::CallingBack],
            Self::Check => &[Stage::Checking, Stage::Explained],
            // Known by what they wait for, not by their stage.
            Self::Elsewhere | Self::Recent => &[],
        }
    }
}

/// Filters of a unit's inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InboxFilter {
    /// All open orders.
    All,
    /// To be signed.
    ToSign,
    /// Yellow lamps.
    DueSoon,
    /// Red lamps.
    Overdue,
    /// Sent back for re-handling.
    SentBack,
    /// Something waits for the agency's decision.
    UnderReview,
    /// Suspended: time stands still.
    Suspended,
    /// Ended ones.
    Done,
}

impl InboxFilter {
    /// All of them, in the order of the tabs.
    pub const ALL: &'static [Self] = &[
        Self::All,
        Self::ToSign,
        Self::DueSoon,
        Self::Overdue,
        Self::SentBack,
        Self::UnderReview,
        Self::Suspended,
        Self::Done,
    ];

    /// Code in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::ToSign => "to_sign",
            Self::DueSoon => "due_soon",
            Self::Overdue => "overdue",
            Self::SentBack => "sent_back",
            Self::UnderReview => "under_review",
            Self::Suspended => "suspended",
            Self::Done => "done",
        }
    }

    /// The word on the tab.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::All => "在办",
            Self::ToSign => "待签收",
            Self::DueSoon => "将到期",
            Self::Overdue => "超期",
            Self::SentBack => "退回重办",
            Self::UnderReview => "待裁定",
            Self::Suspended => "中止",
            Self::Done => "已办结",
        }
    }

    /// The filter of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|filter| filter.code() == code)
    }

    fn takes(self, row: &OrderRow) -> bool {
        let lamp = row.clock.as_ref().map(|clock| clock.lamp);
        match self {
            Self::All | Self::Done => true,
            Self::ToSign => row.state == OrderState::HandedOver.code(),
            Self::DueSoon => lamp == Some(Lamp::Yellow),
            Self::Overdue => lamp == Some(Lamp::Red),
            Self::SentBack => row.round > 0,
            Self::UnderReview => lamp == Some(Lamp::UnderReview),
            Self::Suspended => row.state == "suspended",
        }
    }
}

impl App {
    /// The reader's scope; administrators have none and read no claims.
    pub(crate) fn scope(&self, session: &Session) -> Result<Scope, AppError> {
        Scope::of(&session.staff, self.inner.registry).ok_or(AppError::NotFound)
    }

    /// Office of an actor, for people who read it: a unit, the hotline, the claimant, the clock. Never a person's name.
    pub(crate) fn who(&self, actor: &ActorRef) -> String {
        match actor {
            ActorRef::Staff(_, unit) => unit_name(self.inner.registry, unit),
            ActorRef::Claimant(_) => "诉求人".to_owned(),
            ActorRef::Clock => "系统计时".to_owned(),
        }
    }

    pub(crate) fn shown(&self, clock: &RunningClock, now: Instant) -> ClockView {
        clock_view(clock, now, self.calendar(), self.policy().lamp_yellow_percent.value)
    }

    /// What an order's holder has to watch first.
    pub(crate) fn order_clock(order: &Order) -> Option<&RunningClock> {
        match order.state {
            OrderState::HandedOver => order.clocks.get(ClockKind::Sign).or_else(|| leading_clock(order)),
            OrderState::Signed
            | OrderState::Disputed { .. }
            | OrderState::FedBack
            | OrderState::Rectifying
            | OrderState::Suspended { .. }
            | OrderState::Closed { .. } => order
                .clocks
                .get(ClockKind::MisconductFeedback)
                .or_else(|| order.clocks.get(ClockKind::Handle))
                .or_else(|| leading_clock(order)),
        }
    }

    fn order_row(&self, claim: &Claim, order: &Order, now: Instant) -> OrderRow {
        let registration = claim.registration.as_ref();
        OrderRow {
            no: claim.no.order(order.n),
            version: claim.version,
            title: claim.title(),
            place: self.place(claim),
            unit: unit_name(self.inner.registry, &order.unit),
            kind: registration.map_or("", |registration| registration.kind.zh()),
            category: self.category(claim),
            role: order.role,
            state: order.state.code().to_owned(),
            state_zh: order.state.zh().to_owned(),
            handed_over: order.handed_over_at.shown(),
            clock: Self::order_clock(order).map(|clock| still(order, self.shown(clock, now))),
            round: order.round,
            hop: order.hop,
            review: order.awaits(),
        }
    }

    pub(crate) fn claim_row(&self, claim: &Claim, now: Instant) -> ClaimRow {
        let promised = promise(claim, self.policy(), self.inner.registry);
        ClaimRow {
            no: claim.no.clone(),
            version: claim.version,
            title: claim.title(),
            place: self.place(claim),
            kind: claim.kind().map_or("", |kind| kind.zh()),
            category: self.category(claim),
            stage: claim.stage,
            channel: claim.channel,
            label: claim.claimant.label.clone(),
            received: claim.received_at.shown(),
            lead_unit: claim.lead_order().map(|order| unit_name(self.inner.registry, &order.unit)).unwrap_or_default(),
            clock: promised.clock.map(|clock| {
                let shown = self.shown(clock, now);
                match claim.main_order() {
                    Some(order) => still(order, shown),
                    None => shown,
                }
            }),
            enterprise: claim.enterprise,
            confidential: claim.confidential,
            own_order: None,
        }
    }

    pub(crate) fn place(&self, claim: &Claim) -> String {
        claim.registration.as_ref().map_or_else(
            || claim.told_place.clone(),
            |registration| {
                let path = self.inner.registry.divisions.path_zh(&registration.place.division);
                format!("{path}{}", registration.place.text)
            },
        )
    }

    pub(crate) fn category(&self, claim: &Claim) -> String {
        claim
            .registration
            .as_ref()
            .and_then(|registration| self.inner.registry.categories.get(&registration.category.code))
            .map(|category| category.path.clone())
            .unwrap_or_default()
    }

    pub(crate) async fn listed(&self, query: Query) -> Result<Vec<Listed>, AppError> {
        let rows = self.inner.db.fetch(&[query]).await?;
        Ok(rows.first().map(reading::read).transpose()?.unwrap_or_default())
    }

    /// A unit's inbox with the counts of all filters.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for who has no inbox.
    pub async fn inbox(
        &self,
        session: &Session,
        filter: InboxFilter,
        after: Option<&str>,
    ) -> Result<(Vec<(InboxFilter, u64)>, Page<OrderRow>), AppError> {
        let Scope::Unit(unit) = self.scope(session)? else {
            return Err(AppError::NotFound);
        };
        let now = self.now();
        let row = |listed: &Listed| Some(self.order_row(&listed.claim, listed.claim.order(listed.order?)?, now));
        let mut counts: Vec<(InboxFilter, u64)> = InboxFilter::ALL.iter().map(|filter| (*filter, 0)).collect();
        let mut page = Page { rows: Vec::new(), next: None };
        let from = after.and_then(Key::parse);
        if filter == InboxFilter::Done {
            let listed = self.listed(reading::done(&unit, from.unwrap_or(Key::LAST))).await?;
            page = paged(&listed, row);
        }
        // Lamps are the domain's answer, so counting them means asking it; an inbox is a few dozen orders.
        let mut key = Key::FIRST;
        loop {
            let listed = self.listed(reading::inbox(&unit, key)).await?;
            for one in &listed {
                key = one.key;
                let Some(shown) = row(one) else { continue };
                for (filter, count) in &mut counts {
                    if *filter != InboxFilter::Done && filter.takes(&shown) {
                        *count += 1;
                    }
                }
                let behind = from.is_none_or(|from| (one.key.0, one.key.1, one.key.2) > (from.0, from.1, from.2));
                if filter != InboxFilter::Done && behind && filter.takes(&shown) {
                    if page.rows.len() < ROWS {
                        page.rows.push(shown);
                        page.next = Some(one.key.text());
                    } else {
                        page.rows.truncate(ROWS);
                    }
                }
            }
            if listed.len() <= ROWS {
                break;
            }
        }
        if page.rows.len() < ROWS {
            page.next = None;
        }
        Ok((counts, page))
    }

    /// What waits for this agency's decision.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for who decides nothing.
    pub async fn reviews(&self, session: &Session, after: Option<&str>) -> Result<Page<OrderRow>, AppError> {
        let (Scope::City | Scope::County(_)) = self.scope(session)? else {
            return Err(AppError::NotFound);
        };
        let now = self.now();
        let from = after.and_then(Key::parse).unwrap_or(Key::FIRST);
        let listed = self.listed(reading::reviews(&session.staff.unit, from)).await?;
        Ok(paged(&listed, |listed| {
            let order = listed.claim.order(listed.order?)?;
            let mut row = self.order_row(&listed.claim, order, now);
            // The reviewer's own clock, not the unit's.
            let own =
                ClockKind::REVIEWS.iter().filter_map(|kind| order.clocks.get(*kind)).min_by_key(|clock| clock.due);
            row.clock = own.map(|clock| self.shown(clock, now));
            Some(row)
        }))
    }

    /// A queue of claims.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for who has no such queue.
    pub async fn queue(
        &self,
        session: &Session,
        queue: Queue,
        after: Option<&str>,
    ) -> Result<Page<ClaimRow>, AppError> {
        let scope = self.scope(session)?;
        let now = self.now();
        if queue == Queue::Recent {
            let from = after.and_then(Key::parse).unwrap_or(Key::LAST);
            let listed = self.listed(reading::recent(&scope, from).ok_or(AppError::NotFound)?).await?;
            return Ok(paged(&listed, |listed| Some(self.claim_row(&listed.claim, now))));
        }
        let from = after.and_then(Key::parse).unwrap_or(Key::FIRST);
        let mut queries: Vec<_> = queue.stages().iter().map(|stage| reading::queue(&scope, *stage, from)).collect();
        if queue == Queue::Elsewhere {
            queries.push(reading::elsewhere(&scope, from));
        }
        let mut all = Vec::new();
        for query in queries {
            all.extend(self.listed(query.ok_or(AppError::NotFound)?).await?);
        }
        all.sort_by_key(|listed| (listed.key.0, listed.key.1));
        Ok(paged(&all, |listed| {
            let row = self.claim_row(&listed.claim, now);
            let owed = owed_clock(&listed.claim).filter(|_| queue == Queue::Elsewhere && owes_origin(&listed.claim));
            let clock = owed.map(|clock| self.shown(clock, now)).or(row.clock);
            Some(ClaimRow { clock, ..row })
        }))
    }

    /// Claims by number of claim or order, or by telephone number, as far as the reader may see them.
    ///
    /// # Errors
    /// The store's.
    pub async fn search(&self, session: &Session, text: &str) -> Result<Vec<ClaimRow>, AppError> {
        let scope = self.scope(session)?;
        let now = self.now();
        let no = text.parse::<ClaimNo>().or_else(|_| text.parse::<OrderNo>().map(|order| order.claim));
        if let Ok(no) = no {
            let found = self.load(&no).await?.filter(|stored| scope.sees(&stored.claim, self.inner.registry));
            let own = |claim: &Claim| match &scope {
                Scope::Unit(unit) => {
                    claim.orders.iter().find(|order| &order.unit == unit).map(|order| claim.no.order(order.n))
                }
                Scope::City | Scope::County(_) => None,
            };
            let row = |claim: &Claim| ClaimRow { own_order: own(claim), ..self.claim_row(claim, now) };
            return Ok(found.iter().map(|stored| row(&stored.claim)).collect());
        }
        // By phone only those who answer it: a unit must not find out who complained (security.md case 5).
        if matches!(scope, Scope::Unit(_)) {
            return Ok(Vec::new());
        }
        let Some(index) = self.inner.vault.blind(Blind::Phone, text) else {
            return Ok(Vec::new());
        };
        let listed = self.listed(reading::of_caller(index)).await?;
        let seen = listed.iter().filter(|listed| scope.sees(&listed.claim, self.inner.registry));
        Ok(seen.map(|listed| self.claim_row(&listed.claim, now)).collect())
    }
}

/// A suspended order's clocks stand still; what runs is when it is looked at again (C26.1).
pub(crate) fn still(order: &Order, clock: ClockView) -> ClockView {
    if !order.is_suspended() || clock.kind != ClockKind::Recheck || matches!(clock.lamp, Lamp::UnderReview | Lamp::Red)
    {
        return clock;
    }
    ClockView { lamp: Lamp::Stopped, left: "时限停走，复核在".to_owned(), ..clock }
}

fn paged<T>(listed: &[Listed], row: impl Fn(&Listed) -> Option<T>) -> Page<T> {
    let shown = listed.iter().take(ROWS);
    let next = (listed.len() > ROWS).then(|| listed.get(ROWS - 1).map(|last| last.key.text())).flatten();
    Page { rows: shown.filter_map(row).collect(), next }
}

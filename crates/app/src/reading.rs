//! Pages' reading: within the reader's scope, from the documents of the claims, laid out by the domain's own words.

use hotline::authority::Scope;
use hotline::ch2_acceptance::a15_danger::danger;
use hotline::may::may;
use hotline::narrate::for_staff;
use hotline::promise::{leading_clock, promise, unit_name};
use hotline::{
    Actor, ActorRef, Claim, ClaimNo, ClockKind, Context, Order, OrderNo, OrderState, Recorded, RunningClock, Stage,
    Verb,
};
use law::registry::{DutyLevel, Route};
use law::{Instant, Lamp};
use store::plain::Blind;
use store::reading::{self, Key, Listed};
use store::{Query, notices, persons};

use crate::App;
use crate::error::AppError;
use crate::people::Session;
use crate::track::ratings;
use crate::views::{
    ClaimPage, ClaimRow, ClockView, Demand, DutySuggestion, Home, OrderPage, OrderRow, OrderView, Page, TimelineLine,
    clock_view,
};

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
            Self::Recent => "recent",
        }
    }

    const fn stages(self) -> &'static [Stage] {
        match self {
            Self::Intake => &[Stage::Received],
            Self::Dispatch => &[Stage::Accepted],
            Self::Callback => &[Stage::CallingBack],
            Self::Check => &[Stage::Checking, Stage::Explained],
            Self::Recent => &[],
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
    /// Ended ones.
    Done,
}

impl InboxFilter {
    /// All of them, in the order of the tabs.
    pub const ALL: &'static [Self] =
        &[Self::All, Self::ToSign, Self::DueSoon, Self::Overdue, Self::SentBack, Self::UnderReview, Self::Done];

    /// Code in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::ToSign => "to_sign",
            Self::DueSoon => "due_soon",
            Self::Overdue => "overdue",
            Self::SentBack => "sent_back",
            Self::UnderReview => "under_review",
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
        }
    }
}

impl App {
    /// The reader's scope; administrators have none and read no claims.
    fn scope(&self, session: &Session) -> Result<Scope, AppError> {
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

    fn shown(&self, clock: &RunningClock, now: Instant) -> ClockView {
        clock_view(clock, now, self.inner.calendar, self.policy().lamp_yellow_percent.value)
    }

    /// What an order's holder has to watch first.
    fn order_clock(order: &Order) -> Option<&RunningClock> {
        match order.state {
            OrderState::HandedOver => order.clocks.get(ClockKind::Sign).or_else(|| leading_clock(order)),
            OrderState::Signed | OrderState::Disputed { .. } | OrderState::FedBack | OrderState::Closed { .. } => {
                order.clocks.get(ClockKind::Handle).or_else(|| leading_clock(order))
            }
        }
    }

    fn order_row(&self, claim: &Claim, order: &Order, now: Instant) -> OrderRow {
        let registration = claim.registration.as_ref();
        let review = if order.extension_pending() {
            "extension"
        } else {
            match order.state {
                OrderState::Disputed { .. } => "dispute",
                OrderState::FedBack => "feedback",
                OrderState::HandedOver | OrderState::Signed | OrderState::Closed { .. } => "",
            }
        };
        OrderRow {
            no: claim.no.order(order.n),
            title: claim.title(),
            place: self.place(claim),
            unit: unit_name(self.inner.registry, &order.unit),
            kind: registration.map_or("", |registration| registration.kind.zh()),
            category: self.category(claim),
            role: order.role,
            state: order.state.code().to_owned(),
            state_zh: order.state.zh().to_owned(),
            handed_over: order.handed_over_at.shown(),
            clock: Self::order_clock(order).map(|clock| self.shown(clock, now)),
            round: order.round,
            hop: order.hop,
            review,
        }
    }

    fn claim_row(&self, claim: &Claim, now: Instant) -> ClaimRow {
        let promised = promise(claim, self.inner.registry);
        ClaimRow {
            no: claim.no.clone(),
            title: claim.title(),
            place: self.place(claim),
            kind: claim.kind().map_or("", |kind| kind.zh()),
            category: self.category(claim),
            stage: claim.stage,
            channel: claim.channel,
            label: claim.claimant.label.clone(),
            received: claim.received_at.shown(),
            lead_unit: claim.lead_order().map(|order| unit_name(self.inner.registry, &order.unit)).unwrap_or_default(),
            clock: promised.clock.map(|clock| self.shown(clock, now)),
            enterprise: claim.enterprise,
            confidential: claim.confidential,
            own_order: None,
        }
    }

    fn place(&self, claim: &Claim) -> String {
        claim.registration.as_ref().map_or_else(
            || claim.told_place.clone(),
            |registration| {
                let path = self.inner.registry.divisions.path_zh(&registration.place.division);
                format!("{path}{}", registration.place.text)
            },
        )
    }

    fn category(&self, claim: &Claim) -> String {
        claim
            .registration
            .as_ref()
            .and_then(|registration| self.inner.registry.categories.get(&registration.category.code))
            .map(|category| category.path.clone())
            .unwrap_or_default()
    }

    async fn listed(&self, query: Query) -> Result<Vec<Listed>, AppError> {
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
            let kinds = [ClockKind::DisputeReview, ClockKind::ExtensionReview, ClockKind::FeedbackReview];
            let own = kinds.iter().filter_map(|kind| order.clocks.get(*kind)).min_by_key(|clock| clock.due);
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
        let mut all = Vec::new();
        for stage in queue.stages() {
            all.extend(self.listed(reading::queue(&scope, *stage, from).ok_or(AppError::NotFound)?).await?);
        }
        all.sort_by_key(|listed| (listed.key.0, listed.key.1));
        Ok(paged(&all, |listed| Some(self.claim_row(&listed.claim, now))))
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

    /// S4: a claim for the agency.
    ///
    /// # Errors
    /// [`AppError::NotFound`] alike for what is not there and what is not this reader's.
    pub async fn claim_page(&self, session: &Session, no: &ClaimNo) -> Result<ClaimPage, AppError> {
        let scope = self.scope(session)?;
        let claim = self.load(no).await?.ok_or(AppError::NotFound)?.claim;
        let agency = matches!(scope, Scope::City | Scope::County(_));
        if !agency || !scope.sees(&claim, self.inner.registry) {
            return Err(AppError::NotFound);
        }
        let now = self.now();
        let actor = session.actor();
        let ctx = self.context(&actor, now, &[]);
        let recorded = self.events_of(claim.id).await?;
        let answers =
            self.inner.db.fetch(&[persons::masked(claim.claimant.person), notices::of_root(claim.id.0)]).await?;
        let masked = answers.first().map(persons::read).transpose()?.unwrap_or_default();
        let told = answers.get(1).map(notices::read).transpose()?.unwrap_or_default();
        let phone = masked.first().map(|person| person.phone_label.clone()).unwrap_or_default();
        let promised = promise(&claim, self.inner.registry);
        let own_clocks = claim.clocks.iter().chain(claim.main_order().and_then(|order| Self::order_clock(order)));
        Ok(ClaimPage {
            no: claim.no.clone(),
            version: claim.version,
            stage: claim.stage,
            stage_clause: claim.stage_clause(),
            demand: self.demand(&claim, phone),
            promise: promised.text,
            clocks: own_clocks.map(|clock| self.shown(clock, now)).collect(),
            orders: claim.orders.iter().map(|order| self.order_view(&claim, order, now)).collect(),
            possible: may(&claim, &ctx),
            timeline: self.timeline(&recorded, None),
            ratings: ratings(&claim),
            first_receiver: claim
                .first_receiver
                .as_ref()
                .map(|unit| unit_name(self.inner.registry, unit))
                .unwrap_or_default(),
            versions: versions(&claim, &recorded),
            archive: claim.archive.as_ref().map(|archive| (archive.archive_no.clone(), archive.as_.zh())),
            same_caller: self.same_caller(&claim, &scope, now).await?,
            callback_tries: claim
                .rounds
                .last()
                .map(|round| {
                    round
                        .tries
                        .iter()
                        .map(|tried| (tried.at.shown(), tried.method.zh(), try_zh(&tried.outcome)))
                        .collect()
                })
                .unwrap_or_default(),
            notices: told
                .iter()
                .filter(|told| told.to_kind == "claimant")
                .map(|told| (told.at.shown(), told.text.clone()))
                .collect(),
        })
    }

    async fn same_caller(&self, claim: &Claim, scope: &Scope, now: Instant) -> Result<Vec<ClaimRow>, AppError> {
        let identity =
            persons::open(&self.inner.db, &self.inner.vault, claim.claimant.person).await?.unwrap_or_default();
        let Some(index) = identity.phone.as_ref().and_then(|phone| self.inner.vault.blind(Blind::Phone, phone)) else {
            return Ok(Vec::new());
        };
        let listed = self.listed(reading::of_caller(index)).await?;
        let others = listed.iter().filter(|listed| listed.claim.id != claim.id);
        let seen = others.filter(|listed| scope.sees(&listed.claim, self.inner.registry));
        Ok(seen.map(|listed| self.claim_row(&listed.claim, now)).collect())
    }

    /// S3: an order for its unit or the agency.
    ///
    /// # Errors
    /// [`AppError::NotFound`] alike for what is not there and what is not this reader's.
    pub async fn order_page(&self, session: &Session, no: &OrderNo) -> Result<OrderPage, AppError> {
        let scope = self.scope(session)?;
        let claim = self.load(&no.claim).await?.ok_or(AppError::NotFound)?.claim;
        let order = claim.order(no.n).ok_or(AppError::NotFound)?;
        if !scope.sees_order(&claim, order, self.inner.registry) {
            return Err(AppError::NotFound);
        }
        let now = self.now();
        let actor = session.actor();
        let ctx = self.context(&actor, now, &[]);
        let recorded = self.events_of(claim.id).await?;
        // A unit sees the shared facts and its own order; not what other units wrote inside (security.md case 2).
        let only = matches!(scope, Scope::Unit(_)).then_some(no.n);
        let possible = may(&claim, &ctx)
            .into_iter()
            .filter(|possible| possible.order.is_none_or(|n| n == no.n))
            .filter(|possible| possible.order.is_some() || possible.verb == Verb::Explain)
            .collect();
        Ok(OrderPage {
            claim_no: claim.no.clone(),
            version: claim.version,
            stage: claim.stage,
            demand: self.demand(&claim, String::new()),
            order: self.order_view(&claim, order, now),
            others: claim
                .orders
                .iter()
                .filter(|other| other.n != no.n)
                .map(|other| {
                    (unit_name(self.inner.registry, &other.unit), other.role.zh(), other.state.zh().to_owned())
                })
                .collect(),
            possible,
            timeline: self.timeline(&recorded, only),
            rating: claim.final_rating.clone(),
            explanation: claim.explanation.as_ref().map(|explained| explained.text.clone()).unwrap_or_default(),
        })
    }

    /// Where the list points for a claim, or in words why it points nowhere.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub async fn duty(&self, session: &Session, no: &ClaimNo) -> Result<Result<DutySuggestion, String>, AppError> {
        let scope = self.scope(session)?;
        let claim = self.load(no).await?.ok_or(AppError::NotFound)?.claim;
        if !scope.sees(&claim, self.inner.registry) {
            return Err(AppError::NotFound);
        }
        let Some(registration) = &claim.registration else {
            return Ok(Err("还没有受理登记，先受理再派单。".to_owned()));
        };
        let found = self.inner.registry.duty(&registration.category.code, &registration.place.division, None);
        Ok(found.map_err(|error| error.to_string()).map(|duty| {
            let name = |unit| unit_name(self.inner.registry, unit);
            DutySuggestion {
                lead_name: name(&duty.lead),
                line: format!("{}（{}）", duty.line, duty.version),
                level: level_zh(duty.level),
                co_units: duty.co_units.iter().map(|unit| (unit.clone(), name(unit))).collect(),
                basis: duty.basis.clone(),
                ask_danger: matches!(duty.route, Route::EmergencyCheck(_)) || danger(&claim.told).is_some(),
                instead: match duty.route {
                    Route::Dispatch | Route::EmergencyCheck(_) => "",
                    Route::RefuseAndGuide => "按不受理告知法定途径",
                    Route::TransferRestricted => "由专门人员移送",
                    Route::AnswerOrInternal => "由热线当场答复",
                },
                lead: duty.lead,
            }
        }))
    }

    /// S2: what waits for this person.
    ///
    /// # Errors
    /// The store's.
    pub async fn home(&self, session: &Session) -> Result<Home, AppError> {
        let Ok(scope) = self.scope(session) else {
            return Ok(Home::default());
        };
        let mut home = Home::default();
        if let Scope::Unit(_) = scope {
            let (counts, _) = self.inbox(session, InboxFilter::All, None).await?;
            home.tasks = counts
                .into_iter()
                .filter(|(filter, _)| *filter != InboxFilter::Done)
                .map(|(filter, count)| (filter.zh().to_owned(), inbox_path(filter), count))
                .collect();
        } else {
            let counts = reading::stage_counts(&scope).ok_or(AppError::NotFound)?;
            let answers = self.inner.db.fetch(&[counts, reading::review_count(&session.staff.unit)]).await?;
            let count = |stages: &[Stage]| -> Result<u64, AppError> {
                let mut sum = 0;
                for row in answers.first().into_iter().flatten() {
                    if stages.iter().any(|stage| row.text(0).is_ok_and(|code| code == stage.code())) {
                        sum += u64::try_from(row.i64(1)?).unwrap_or_default();
                    }
                }
                Ok(sum)
            };
            let reviews = answers.get(1).and_then(|rows| rows.first()).map(|row| row.i64(0)).transpose()?.unwrap_or(0);
            home.tasks = vec![
                ("待受理".to_owned(), "/desk/seat", count(&[Stage::Received])?),
                ("待派单".to_owned(), "/desk/dispatch", count(&[Stage::Accepted])?),
                ("待审核".to_owned(), "/desk/review", u64::try_from(reviews).unwrap_or_default()),
                ("待回访".to_owned(), "/desk/callback", count(&[Stage::CallingBack])?),
                ("待核实".to_owned(), "/desk/callback/check", count(&[Stage::Checking, Stage::Explained])?),
            ];
        }
        home.notices = self.notices_of(session).await?;
        Ok(home)
    }

    async fn notices_of(&self, session: &Session) -> Result<Vec<(String, String, String)>, AppError> {
        use hotline::reactions::Recipient;
        let unit = &session.staff.unit;
        let mut queries = vec![notices::of_recipient(&Recipient::Unit(unit.clone()), None, 20)];
        for role in &session.staff.roles {
            queries.push(notices::of_recipient(&Recipient::Office(unit.clone(), *role), None, 20));
        }
        let answers = self.inner.db.fetch(&queries).await?;
        let mut told = Vec::new();
        for rows in &answers {
            told.extend(notices::read(rows)?);
        }
        told.sort_by_key(|told| std::cmp::Reverse((told.at, told.root, told.seq)));
        told.truncate(20);
        Ok(told.into_iter().map(|told| (told.at.shown(), told.text, String::new())).collect())
    }

    fn demand(&self, claim: &Claim, phone: String) -> Demand {
        let registration = claim.registration.as_ref();
        Demand {
            title: claim.title(),
            told: claim.told.clone(),
            content: registration.map(|registration| registration.content.clone()).unwrap_or_default(),
            demands: registration.map(|registration| registration.demands.clone()).unwrap_or_default(),
            kind: claim.kind(),
            category: self.category(claim),
            category_code: registration.map(|registration| registration.category.code.to_string()).unwrap_or_default(),
            place: self.place(claim),
            division: registration.map(|registration| registration.place.division.to_string()).unwrap_or_default(),
            channel: claim.channel,
            claimant: claim.claimant.label.clone(),
            phone,
            confidential: claim.confidential,
            enterprise: claim.enterprise,
            received: claim.received_at.shown(),
        }
    }

    fn order_view(&self, claim: &Claim, order: &Order, now: Instant) -> OrderView {
        let suggested = |record: &hotline::DisputeRecord| unit_name(self.inner.registry, &record.dispute.suggested);
        let first = Self::order_clock(order);
        let rest = order.clocks.iter().filter(|clock| first.is_none_or(|first| first.kind != clock.kind));
        OrderView {
            no: claim.no.order(order.n),
            unit_code: order.unit.clone(),
            unit: unit_name(self.inner.registry, &order.unit),
            role: order.role,
            hop: order.hop,
            designated: order.designated,
            round: order.round,
            state: order.state.code().to_owned(),
            state_zh: order.state.zh().to_owned(),
            task: order.task.clone(),
            duty: format!("{}（{}）", order.duty.line, order.duty.version),
            departure: order.duty.departure.clone().unwrap_or_default(),
            handed_over: order.handed_over_at.shown(),
            signed: order.signed_at.map(Instant::shown).unwrap_or_default(),
            clocks: first.into_iter().chain(rest).map(|clock| self.shown(clock, now)).collect(),
            contacts: order.contacts.clone(),
            dispute: order.dispute.clone().map(|record| (record.clone(), suggested(&record))),
            extensions: order.extensions.clone(),
            feedbacks: order.feedbacks.clone(),
            owes_extension_telling: order.owes_extension_telling(),
        }
    }

    /// Newest first; `only` leaves out what is about other orders.
    fn timeline(&self, recorded: &[Recorded], only: Option<u16>) -> Vec<TimelineLine> {
        recorded
            .iter()
            .rev()
            .filter(|one| only.is_none_or(|n| one.event.order().is_none_or(|order| order == n)))
            .map(|one| TimelineLine {
                seq: one.seq,
                at: one.at,
                at_shown: one.at.shown(),
                who: self.who(&one.actor),
                text: for_staff(one, self.inner.registry),
                clause: one.clause,
                event: one.event.name(),
            })
            .collect()
    }

    /// What this person may do with a claim now, for `GET …/actions`.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub async fn possible(&self, actor: &Actor, no: &ClaimNo) -> Result<(u64, Vec<hotline::may::Possible>), AppError> {
        let claim = self.load(no).await?.ok_or(AppError::NotFound)?.claim;
        let sees = match actor {
            Actor::Staff(staff) => {
                Scope::of(staff, self.inner.registry).is_some_and(|scope| scope.sees(&claim, self.inner.registry))
            }
            Actor::Claimant(person) => claim.is_of(*person),
            Actor::Clock => false,
        };
        if !sees {
            return Err(AppError::NotFound);
        }
        let ctx: Context<'_> = self.context(actor, self.now(), &[]);
        Ok((claim.version, may(&claim, &ctx)))
    }
}

fn paged<T>(listed: &[Listed], row: impl Fn(&Listed) -> Option<T>) -> Page<T> {
    let shown = listed.iter().take(ROWS);
    let next = (listed.len() > ROWS).then(|| listed.get(ROWS - 1).map(|last| last.key.text())).flatten();
    Page { rows: shown.filter_map(row).collect(), next }
}

const fn inbox_path(filter: InboxFilter) -> &'static str {
    match filter {
        InboxFilter::All => "/unit",
        InboxFilter::ToSign => "/unit?filter=to_sign",
        InboxFilter::DueSoon => "/unit?filter=due_soon",
        InboxFilter::Overdue => "/unit?filter=overdue",
        InboxFilter::SentBack => "/unit?filter=sent_back",
        InboxFilter::UnderReview => "/unit?filter=under_review",
        InboxFilter::Done => "/unit?filter=done",
    }
}

const fn level_zh(level: DutyLevel) -> &'static str {
    match level {
        DutyLevel::NationalOrProvincial => "国家、省驻唐单位",
        DutyLevel::CityDepartment => "市级",
        DutyLevel::CountyDepartment => "县级",
        DutyLevel::Township => "乡镇、街道",
        DutyLevel::Utility => "公用事业单位",
        DutyLevel::HotlineAgency => "热线工作机构",
        DutyLevel::SuperiorAuthority => "上级机关",
        DutyLevel::External => "热线以外",
    }
}

fn try_zh(outcome: &str) -> String {
    match outcome {
        "reached" => "已接通",
        "no_answer" => "无人接听",
        "wrong_number" => "号码有误",
        "refused" => "不愿评价",
        _ => "非本人接听",
    }
    .to_owned()
}

/// Versions that were used, each once: classification, list, policy.
fn versions(claim: &Claim, recorded: &[Recorded]) -> Vec<(String, String)> {
    let mut list = Vec::new();
    if let Some(registration) = &claim.registration {
        list.push(("分类".to_owned(), registration.category.version.clone()));
    }
    if let Some(order) = claim.orders.first() {
        list.push(("职责清单".to_owned(), order.duty.version.clone()));
    }
    let mut policies: Vec<&String> = recorded.iter().map(|one| &one.policy).collect();
    policies.dedup();
    list.extend(policies.into_iter().map(|policy| ("时限规则".to_owned(), policy.clone())));
    list
}

//! One claim or one order as its reader may see it (S3, S4), what may be done with it, and where the list points.

use hotline::authority::Scope;
use hotline::ch2_acceptance::a14_secrecy::is_kept_from_units;
use hotline::ch2_acceptance::a15_danger::danger;
use hotline::ch3_handling::a20_outlook::outlook;
use hotline::ch3_handling::a22_grid::open_cells;
use hotline::explain::explained;
use hotline::may::{Possible, may};
use hotline::narrate::for_staff;
use hotline::promise::{promise, unit_name};
use hotline::{Actor, Claim, ClaimNo, ClockKind, Context, Order, OrderNo, Recorded, RunningClock, Verb};
use law::Instant;
use law::registry::{DutyLevel, Route, UnitCode};
use store::deliveries::{Delivery, State};
use store::plain::Blind;
use store::{deliveries, notices, persons, reading};

use crate::App;
use crate::beside::{self, Reader};
use crate::error::AppError;
use crate::people::Session;
use crate::reading::still;
use crate::track::ratings;
use crate::views::{
    ClaimPage, ClaimRow, Demand, DutySuggestion, OrderPage, OrderView, SuspendedView, TimelineLine, ToldView,
};

impl App {
    /// S4: a claim for the agency.
    ///
    /// # Errors
    /// [`AppError::NotFound`] alike for what is not there and what is not this reader's.
    pub async fn claim_page(&self, session: &Session, no: &ClaimNo) -> Result<ClaimPage, AppError> {
        let scope = self.scope(session)?;
        let claim = self.load(no).await?.ok_or(AppError::NotFound)?.claim;
        if !scope.sees_whole(&claim, self.inner.registry) {
            return Err(AppError::NotFound);
        }
        let now = self.now();
        let actor = session.actor();
        let ctx = self.context(&actor, now, &[]);
        let recorded = self.events_of(claim.id).await?;
        let root = claim.id.0;
        let queries = [persons::masked(claim.claimant.person), notices::of_root(root), deliveries::of_root(root)];
        let answers = self.inner.db.fetch(&queries).await?;
        let masked = answers.first().map(persons::read).transpose()?.unwrap_or_default();
        let told = answers.get(1).map(notices::read).transpose()?.unwrap_or_default();
        let sent = answers.get(2).map(deliveries::read).transpose()?.unwrap_or_default();
        let phone = masked.first().map(|person| person.phone_label.clone()).unwrap_or_default();
        let promised = promise(&claim, self.policy(), self.inner.registry);
        // What is owed to another hotline stands behind what moves the claim.
        let (abroad, own): (Vec<_>, Vec<_>) = claim.clocks.iter().partition(|clock| clock.kind.is_owed_elsewhere());
        let shown =
            |clocks: Vec<&RunningClock>| clocks.into_iter().map(|clock| self.shown(clock, now)).collect::<Vec<_>>();
        let main = claim
            .main_order()
            .and_then(|order| Self::order_clock(order).map(|clock| still(order, self.shown(clock, now))));
        Ok(ClaimPage {
            no: claim.no.clone(),
            version: claim.version,
            stage: claim.stage,
            stage_clause: claim.stage_clause(),
            demand: self.demand(&claim, phone),
            promise: promised.text,
            clocks: shown(own).into_iter().chain(main).chain(shown(abroad)).collect(),
            orders: claim.orders.iter().map(|order| self.order_view(&claim, order, now)).collect(),
            possible: may(&claim, &ctx),
            timeline: self.timeline(&recorded, None),
            ratings: ratings(&claim),
            // Before an order it is who first took the transferred call (C13.3).
            first_receiver: claim
                .first_receiver
                .as_ref()
                .or(claim.disposals.first_answerer.as_ref())
                .map(|unit| unit_name(self.inner.registry, unit))
                .unwrap_or_default(),
            versions: versions(&claim, &recorded),
            archive: claim.archive.clone(),
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
                .map(|told| told_view(told, sent.iter().find(|sent| (sent.seq, sent.n) == (told.seq, told.n))))
                .collect(),
            beside: beside::records(&claim, Reader::Agency, self.inner.registry),
            not_accepted: claim.not_accepted.clone(),
            answer: claim.answer.clone(),
        })
    }

    /// 办理经过说明: the claim's life with the clause of each step, for whoever has to answer for it. It tells what stands
    /// in the record and opens no identity.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if there is no such claim.
    pub async fn explanation(&self, no: &ClaimNo) -> Result<String, AppError> {
        let claim = self.load(no).await?.ok_or(AppError::NotFound)?.claim;
        explained(&self.events_of(claim.id).await?, self.inner.registry).ok_or(AppError::NotFound)
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
        let reader = if only.is_some() { Reader::Unit } else { Reader::Agency };
        let mut page = OrderPage {
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
            possible: on_order(may(&claim, &ctx), no.n),
            timeline: self.timeline(&recorded, only),
            rating: claim.final_rating.clone(),
            explanation: claim.explanation.as_ref().map(|explained| explained.text.clone()).unwrap_or_default(),
            beside: beside::records(&claim, reader, self.inner.registry),
        };
        if reader == Reader::Unit && is_kept_from_units(&claim, self.policy(), self.inner.registry) {
            // The claimant's own words could tell who they are (C14.2).
            page.veil(&self.identity_of(claim.claimant.person).await?);
        }
        Ok(page)
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
        let (actor, now) = (session.actor(), self.now());
        let ctx = self.context(&actor, now, &[]);
        Ok(found.map_err(|error| error.to_string()).map(|duty| {
            let name = |unit: &UnitCode| unit_name(self.inner.registry, unit);
            let ahead = outlook(&claim, registration, &duty, &ctx);
            let barred = ahead.barred.into_iter().map(|(unit, refusal)| {
                let shown = name(&unit);
                (unit, shown, refusal)
            });
            let cells = open_cells(registration, &ctx);
            DutySuggestion {
                grid: cells.map(|cell| (cell.code.to_string(), cell.name.clone(), cell.worker.clone())).collect(),
                alternatives: duty.alternatives.iter().map(|unit| (unit.clone(), name(unit))).collect(),
                barred: barred.collect(),
                limit: (ahead.limit.zh(), ahead.due.at.shown()),
                designates: ahead.designates,
                lead_name: name(&duty.lead),
                line: format!("{}（{}）", duty.line, duty.version),
                level: level_zh(duty.level),
                co_units: duty.co_units.iter().map(|unit| (unit.clone(), name(unit))).collect(),
                basis: duty.basis.clone(),
                ask_danger: matches!(duty.route, Route::EmergencyCheck(_))
                    || danger(&claim.told, self.policy()).is_some(),
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

    /// `天津市12345 A-17（2024年5月1日 9:30）`.
    fn origin_shown(&self, origin: &hotline::Origin) -> String {
        let from = origin.from.as_ref().map(|from| format!("{} ", unit_name(self.inner.registry, from)));
        let at = origin.at.map(|at| format!("（{}年{}）", at.date().year(), at.shown()));
        format!("{}{}{}", from.unwrap_or_default(), origin.no, at.unwrap_or_default())
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
            origin: claim.origin.as_ref().map_or_else(String::new, |origin| self.origin_shown(origin)),
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
            clocks: first.into_iter().chain(rest).map(|clock| still(order, self.shown(clock, now))).collect(),
            contacts: order.contacts.clone(),
            dispute: order.dispute.clone().map(|record| (record.clone(), suggested(&record))),
            extensions: order.extensions.clone(),
            feedbacks: order.feedbacks.clone(),
            found: order.found.clone(),
            owes_extension_telling: order.owes_extension_telling(),
            late: order.late.clone(),
            requests: beside::requests(order, self.inner.registry),
            suspended: self.suspended(claim, order, now),
            handed_on: beside::handed_on(claim, order, self.inner.registry),
            handed_from: order
                .parent
                .and_then(|n| claim.order(n))
                .map(|from| (claim.no.order(from.n), unit_name(self.inner.registry, &from.unit))),
            helper: order.helper.clone().unwrap_or_default(),
            grid: order.grid.as_ref().map(|grid| format!("{}（{}）", grid.worker, grid.name)).unwrap_or_default(),
        }
    }

    pub(crate) fn suspended(&self, claim: &Claim, order: &Order, now: Instant) -> Option<SuspendedView> {
        let recheck = order.clocks.get(ClockKind::Recheck).map(|clock| self.shown(clock, now));
        beside::suspended(claim, order, recheck, self.policy())
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
                clock: one.event.clock(),
            })
            .collect()
    }

    /// What this person may do with a claim now, for `GET …/actions`.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub async fn possible(&self, actor: &Actor, no: &ClaimNo) -> Result<(u64, Vec<Possible>), AppError> {
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

    /// What this person may do with an order now.
    ///
    /// # Errors
    /// [`AppError::NotFound`] alike for what is not there and what is not this reader's.
    pub async fn possible_on(&self, session: &Session, no: &OrderNo) -> Result<(u64, Vec<Possible>), AppError> {
        let scope = self.scope(session)?;
        let claim = self.load(&no.claim).await?.ok_or(AppError::NotFound)?.claim;
        let order = claim.order(no.n).ok_or(AppError::NotFound)?;
        if !scope.sees_order(&claim, order, self.inner.registry) {
            return Err(AppError::NotFound);
        }
        let actor = session.actor();
        let ctx = self.context(&actor, self.now(), &[]);
        Ok((claim.version, on_order(may(&claim, &ctx), no.n)))
    }
}

/// What is asked of the order, and of its claim in the order's name.
fn on_order(possible: Vec<Possible>, n: u16) -> Vec<Possible> {
    let about = |one: &Possible| one.order.map_or(one.verb == Verb::Explain, |order| order == n);
    possible.into_iter().filter(about).collect()
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

/// What was told, and what became of it on the way.
fn told_view(told: &notices::Told, sent: Option<&Delivery>) -> ToldView {
    let way = |sent: &Delivery| notify::Way::from_code(&sent.way).map_or("", notify::Way::zh);
    let delivery = sent.map(|sent| {
        let word = sent.state.zh();
        match (sent.state, sent.free_at) {
            (State::Waiting, Some(at)) if sent.said.is_empty() => format!("{word}，{}发出", at.shown()),
            (State::Waiting, Some(at)) => format!("{}，{}再试：{}", word, at.shown(), sent.said),
            (State::Failed, _) => format!("{}{word}：{}", way(sent), sent.said),
            (State::Waiting | State::Handed | State::Delivered, _) => {
                format!("{}{word}（{}）", way(sent), sent.changed_at.shown())
            }
        }
    });
    ToldView {
        at: told.at.shown(),
        text: told.text.clone(),
        delivery: delivery.unwrap_or_default(),
        failed: sent.is_some_and(|sent| sent.state == State::Failed),
    }
}

//! What units and the agency do with orders.

use hotline::{
    Answered, Applicant, AskExtension, AskResumption, AskSuspension, AskUnresolvable, ClaimKind, Command, Contact,
    ContactPurpose, DecideExtension, DecideUnresolvable, Decision, Dispute, EnforcementFinding, Evidence,
    ExtensionRuling, Facts, Feedback, NextStep, Order, OrderRole, OrderState, Rectification, Resolution,
    ReturnFeedback, RuleDispute, Ruling, SuspensionGround, TellingWay, UnresolvableKind, Verb,
};
use law::Instant;
use law::registry::UnitCode;

use super::{Plan, Scene, Who, plan};
use crate::matter::working;

impl<'a> Scene<'a> {
    /// What may be done with any of the open orders.
    pub(super) fn order_plans(&self) -> Vec<Plan<'a>> {
        self.claim.orders.iter().filter(|order| order.is_open()).flat_map(|order| self.plans_of(order)).collect()
    }

    fn plans_of(&self, order: &'a Order) -> Vec<Plan<'a>> {
        let scene = *self;
        if let Some(review) = self.review(order) {
            return vec![review];
        }
        let n = order.n;
        let unit = Who::Unit(order.unit.clone());
        match &order.state {
            OrderState::HandedOver => {
                let late = self.of_order(order, "signed late", self.parameters.signed_late);
                let signs = self.office(order.handed_over_at, if late { 2.2 } else { 0.2 }, Verb::Sign, time(order));
                // Who has to sign within hours does (C44.2).
                let due = order.clocks.get(hotline::ClockKind::Sign).map(|clock| clock.due).filter(|_| !late);
                let signs = due.map_or(signs, |due| {
                    let within = (due.ms() - order.handed_over_at.ms()) / 10;
                    signs.min(order.handed_over_at.plus_ms(within * 6))
                });
                let mut plans = vec![plan(signs, unit.clone(), Verb::Sign, move || Command::Sign { order: n })];
                // A second dispute is rarer than a first one.
                let share = if order.hop > 1 { 2.0 } else { 1.0 } * self.parameters.disputed;
                if order.role == OrderRole::Main && order.round == 0 && self.of_order(order, "disputed", share) {
                    let at = order.handed_over_at.plus_minutes(90);
                    plans.push(plan(at, unit, Verb::Dispute, move || scene.dispute(order)));
                }
                plans
            }
            OrderState::Signed => self.in_hand(order),
            // Reviews are above; a suspended order waits for its ground to end.
            OrderState::Suspended { .. } => {
                let since = order.requests.suspension.last().and_then(|asked| asked.decided_at);
                let at = self.office(since.unwrap_or(order.handed_over_at), 12.0, Verb::AskResumption, time(order));
                vec![plan(at, unit, Verb::AskResumption, move || {
                    let reason = "中止的情形已经消失，继续办理".to_owned();
                    let request = AskResumption { applicant: Applicant::Unit, reason };
                    Command::AskResumption { order: n, request }
                })]
            }
            OrderState::Rectifying => {
                let since = order.feedbacks.last().map_or(order.handed_over_at, |record| record.at);
                let at = self.office(since, 10.0, Verb::ReportRectification, time(order));
                vec![plan(at, unit, Verb::ReportRectification, move || {
                    let report = Rectification {
                        result: "被监督机关已经整改，报送了整改情况".to_owned(),
                        evidence: vec![proof("整改情况报告")],
                        public_answer: format!("{}（整改已经落实。）", scene.public_answer()),
                        told: scene.told(),
                    };
                    Command::ReportRectification { order: n, report }
                })]
            }
            OrderState::Disputed { .. } | OrderState::FedBack | OrderState::Closed { .. } => Vec::new(),
        }
    }

    /// What the agency owes an order: within a few hours.
    fn review(&self, order: &'a Order) -> Option<Plan<'a>> {
        let (scene, n) = (*self, order.n);
        let after = |asked: Instant, verb| asked.plus_ms(scene.delay(verb, time(order)));
        let decision = |approved| Decision { approved, reason: "经审核，情况属实".to_owned() };
        let agency = Who::Agency;
        if let Some(record) = order.dispute.as_ref().filter(|_| matches!(order.state, OrderState::Disputed { .. })) {
            let at = after(record.filed_at, Verb::RuleDispute);
            return Some(plan(at, agency, Verb::RuleDispute, move || scene.rule(order)));
        }
        if order.extension_pending() {
            let asked = order.extensions.last().map_or(order.handed_over_at, |record| record.asked_at);
            let approved = self.of_order(order, "extension approved", self.parameters.extension_approved);
            return Some(plan(after(asked, Verb::DecideExtension), agency, Verb::DecideExtension, move || {
                let ruling =
                    if approved { ExtensionRuling::Approve { consent: None } } else { ExtensionRuling::Refuse };
                let decision = DecideExtension { ruling, reason: "已核对进展，请向诉求人说明".to_owned() };
                Command::DecideExtension { order: n, decision }
            }));
        }
        if let Some(asked) = order.requests.suspension.last().filter(|asked| asked.is_pending()) {
            let at = after(asked.asked_at, Verb::DecideSuspension);
            return Some(plan(at, agency, Verb::DecideSuspension, move || Command::DecideSuspension {
                order: n,
                decision: decision(true),
            }));
        }
        if let Some(asked) = order.requests.resumption.last().filter(|asked| asked.is_pending()) {
            let at = after(asked.asked_at, Verb::DecideResumption);
            return Some(plan(at, agency, Verb::DecideResumption, move || Command::DecideResumption {
                order: n,
                decision: decision(true),
            }));
        }
        if let Some(asked) = order.requests.unresolvable.last().filter(|asked| asked.is_pending()) {
            let at = after(asked.asked_at, Verb::DecideUnresolvable);
            return Some(plan(at, agency, Verb::DecideUnresolvable, move || {
                let revisit = Some(scene.now.plus_days(90).date());
                let reason = "现场条件所限，列入计划".to_owned();
                let decision = DecideUnresolvable { accepted: true, reason, revisit };
                Command::DecideUnresolvable { order: n, decision }
            }));
        }
        let waits = order.feedbacks.last().filter(|_| order.state == OrderState::FedBack)?;
        // The co-units' feedback goes first (C23.2).
        let others = self.claim.orders.iter().filter(|other| other.n != n && other.is_open());
        if order.role == OrderRole::Main && others.count() > 0 {
            return None;
        }
        let times = order.feedbacks.len() as u64;
        let back = self.draw(Verb::ReturnFeedback, time(order) + times).chance(self.parameters.returned);
        let at = after(waits.at, Verb::AcceptFeedback);
        Some(if back && !self.balked.contains(&Verb::ReturnFeedback) {
            plan(at, agency, Verb::ReturnFeedback, move || {
                let reason = "没有逐项答复诉求，请补正后重新反馈".to_owned();
                Command::ReturnFeedback { order: n, returned: ReturnFeedback { reason } }
            })
        } else {
            plan(at, agency, Verb::AcceptFeedback, move || Command::AcceptFeedback { order: n })
        })
    }

    /// Signed: contact, then whatever delays it, then the answer.
    fn in_hand(&self, order: &'a Order) -> Vec<Plan<'a>> {
        let (scene, n) = (*self, order.n);
        let unit = Who::Unit(order.unit.clone());
        let signed = order.signed_at.unwrap_or(order.handed_over_at);
        let contact = |at, purpose| {
            plan(at, unit.clone(), Verb::RecordContact, move || {
                let note = "与诉求人通话，核对情况，约定上门时间".to_owned();
                let contact = Contact { at: scene.now, way: TellingWay::Phone, purpose, note };
                Command::RecordContact { order: n, contact }
            })
        };
        if order.role == OrderRole::Main && !order.contacted() {
            let at = signed.plus_ms(self.delay(Verb::RecordContact, time(order)) * 3);
            return vec![contact(at, ContactPurpose::First)];
        }
        if order.owes_extension_telling() {
            return vec![contact(self.last_word().max(signed).plus_minutes(30), ContactPurpose::Extension)];
        }
        // The organ of Article 33 puts down what it found before it feeds back; who was told so does it.
        if self.balked.contains(&Verb::FeedBack)
            && order.found_this_round().is_none()
            && !self.balked.contains(&Verb::FindOnEnforcement)
        {
            return vec![plan(self.now, unit, Verb::FindOnEnforcement, move || {
                let reason = "检查依法进行，没有发现不当".to_owned();
                Command::FindOnEnforcement { order: n, finding: EnforcementFinding::NoNeed { reason } }
            })];
        }
        let half = |verb| self.office(signed, 0.8, verb, time(order));
        let mut plans = vec![self.feeds_back(order)];
        if order.role == OrderRole::Main && order.round == 0 {
            if order.extensions.is_empty() && self.of_order(order, "extended", self.parameters.extended) {
                plans.push(plan(half(Verb::AskExtension), unit.clone(), Verb::AskExtension, move || {
                    let reason = "需要现场勘查并协调多方，原期限内难以办结".to_owned();
                    let progress = "已现场勘查，方案正在确定".to_owned();
                    let request = AskExtension { working_days: 5, reason, progress };
                    Command::AskExtension { order: n, request }
                }));
            }
            if order.requests.suspension.is_empty() && self.of_order(order, "suspended", self.parameters.suspended) {
                plans.push(plan(half(Verb::AskSuspension), unit.clone(), Verb::AskSuspension, move || {
                    let request = AskSuspension {
                        ground: SuspensionGround::Other,
                        facts: "管线施工须等气温回升".to_owned(),
                        evidence: vec![proof("情况说明（盖章）")],
                        until: "气温回升、管道可以开挖以后".to_owned(),
                    };
                    Command::AskSuspension { order: n, request }
                }));
            }
            let unresolvable = order.requests.unresolvable.is_empty();
            if unresolvable && self.of_order(order, "unresolvable", self.parameters.unresolvable) {
                plans.push(plan(half(Verb::AskUnresolvable), unit, Verb::AskUnresolvable, move || {
                    let request = AskUnresolvable {
                        kind: UnresolvableKind::ObjectivelyLimited,
                        facts: "现场条件所限，现有办法都试过".to_owned(),
                        evidence: vec![proof("现场照片和情况说明")],
                    };
                    Command::AskUnresolvable { order: n, request }
                }));
            }
        }
        plans
    }

    /// When it is done: consultations in a day or so, others in about four (A), most inside the limit.
    fn feeds_back(&self, order: &'a Order) -> Plan<'a> {
        let (scene, n) = (*self, order.n);
        let times = time(order) + order.feedbacks.len() as u64;
        let mut draw = self.draw(Verb::FeedBack, times);
        let consultation = self.claim.kind() == Some(ClaimKind::Consultation);
        let days = match (order.feedbacks.is_empty(), order.role) {
            (false, _) => 0.5,
            (true, OrderRole::Main) => draw.gamma(if consultation { 1.4 } else { 4.0 }, 2.5),
            (true, OrderRole::CoHandling | OrderRole::Onward) => draw.gamma(1.0, 2.5),
        };
        let from = order.feedbacks.last().map_or(order.handed_over_at, |record| record.at);
        let done = working(self.calendar, from, days, &mut draw);
        let due = order.clocks.get(hotline::ClockKind::Handle).map(|clock| clock.due);
        let late = self.of_order(order, "closed late", self.parameters.closed_late);
        let done = match due {
            Some(due) if late => due.plus_ms(self.delay(Verb::FeedBack, times) * 40),
            Some(due) => done.min(due.plus_minutes(-90)),
            None => done,
        };
        // A lead waits for its co-units.
        let co_open = self.claim.orders.iter().any(|other| {
            order.role == OrderRole::Main && other.n != n && other.is_open() && other.state != OrderState::FedBack
        });
        let at = done.max(order.signed_at.unwrap_or(done).plus_minutes(20));
        let at = if co_open { at.max(self.now.plus_minutes(240)) } else { at };
        plan(at, Who::Unit(order.unit.clone()), Verb::FeedBack, move || scene.feed_back(order))
    }

    fn feed_back(&self, order: &Order) -> Command {
        let co = order.role != OrderRole::Main;
        let answered = Answered::Told { at: self.now, way: TellingWay::Phone, whom: "本人".to_owned() };
        let result = if co { "已配合办理，情况报主办单位" } else { "已办理并答复诉求人" };
        let feedback = Feedback {
            answered: (!co).then_some(answered),
            facts: Facts::True,
            measures: "现场核实并处理".to_owned(),
            result: result.to_owned(),
            basis: "职责清单".to_owned(),
            resolution: Resolution::Resolved,
            public_answer: if co { String::new() } else { self.public_answer() },
            internal: String::new(),
            evidence: vec![proof("现场照片.jpg")],
            addressed: Vec::new(),
        };
        Command::FeedBack { order: order.n, feedback: Box::new(feedback) }
    }

    /// The second time something new has been done, and is said.
    fn public_answer(&self) -> String {
        let before: usize = self.claim.orders.iter().map(|order| order.feedbacks.len()).sum();
        let again = if before == 0 {
            String::new()
        } else {
            format!("（第{}次办理：我们又到现场处理了。）", before + 1)
        };
        format!("{}{again}", self.matter.sample.answer)
    }

    fn dispute(&self, order: &Order) -> Command {
        let dispute = Dispute {
            basis: "职责清单和本单位三定规定".to_owned(),
            reasons: "该事项不在本单位职责范围内".to_owned(),
            suggested: self.another(&order.unit),
            complex: None,
        };
        Command::Dispute { order: order.n, dispute }
    }

    fn rule(&self, order: &Order) -> Command {
        let right = self.of_order(order, "dispute right", self.parameters.dispute_right);
        let next = NextStep::Unit { unit: self.another(&order.unit) };
        // Where the suggestion cannot stand, the unit goes on.
        let ruling =
            if right && !self.balked.contains(&Verb::RuleDispute) { Ruling::Uphold { next } } else { Ruling::Continue };
        let ruling =
            RuleDispute { ruling, reason: "经核对职责清单和现场情况".to_owned(), precedent: false };
        Command::RuleDispute { order: order.n, ruling }
    }

    /// A unit of the same level that could have the duty instead: a co-unit of the list, or one like it.
    fn another(&self, mine: &UnitCode) -> UnitCode {
        let units = &self.city.registry().units;
        let Some(unit) = units.get(mine) else { return mine.clone() };
        let duty = self.city.registry().duty(&self.matter.category, &self.matter.place, None).ok();
        let listed = duty.iter().flat_map(|duty| &duty.co_units).filter_map(|code| units.get(code));
        let level = listed.into_iter().find(|other| other.tier == unit.tier && other.code != *mine);
        let alike = units.all().iter().filter(|other| {
            other.kind == unit.kind
                && other.utility == unit.utility
                && other.parent == unit.parent
                && other.code != *mine
        });
        level.or_else(|| alike.into_iter().next()).map_or_else(|| mine.clone(), |other| other.code.clone())
    }

    fn of_order(&self, order: &Order, what: &str, share: f64) -> bool {
        crate::draw::Draw::of(self.parameters.seed, what, self.matter.n * 1_024 + time(order)).chance(share)
    }
}

/// The place of an order's round among the draws of its claim.
fn time(order: &Order) -> u64 {
    u64::from(order.n) * 32 + u64::from(order.round) * 8
}

fn proof(name: &str) -> Evidence {
    Evidence { name: name.to_owned(), shows: "与所说的一致".to_owned() }
}

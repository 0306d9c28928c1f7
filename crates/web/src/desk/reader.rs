//! The command of a sent form: what is not chosen or cannot be read is noted at its field; nothing is decided here.

use hotline::{
    AllowFeedback, AnswerAtOnce, Answered, AskExtension, CallbackMethod, CallbackOutcome, CallbackTry, CategoryRef,
    CheckFinding, ClaimKind, Command, Contact, ContactPurpose, DecideExtension, Dispute, Evidence, Excuse, Explanation,
    ExtensionRuling, Facts, Feedback, LawfulWay, Misconduct, MisconductKind, NextStep, Place, ReadBack, RefusalGround,
    RefuseClaim, Registration, Resolution, ReturnFeedback, RuleDispute, Ruling, Telling, TellingWay, Verb,
};
use law::Instant;
use law::registry::{CategoryCode, DivisionCode, UnitCode, Wanted};

use super::verb_forms::About;
use super::{dispatch_form, pick};
use crate::forms::{Errors, Form};
use crate::public::rating_of;

/// Reads a form, noting what is not chosen or cannot be read.
pub(crate) struct Reader<'a> {
    pub(crate) form: &'a Form,
    pub(crate) errors: Errors,
    pub(crate) registry: &'a law::Registry,
}

impl Reader<'_> {
    pub(super) fn code<T>(&mut self, field: &str, label: &str, of: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = of(self.form.get(field));
        if value.is_none() {
            self.errors.add(field, format!("请选一个：{label}"));
        }
        value
    }

    pub(super) fn instant(&mut self, field: &str, label: &str) -> Option<Instant> {
        let text = self.form.line(field).replace(' ', "T").replace('：', ":");
        let padded = if text.len() == 16 { format!("{text}:00+08:00") } else { format!("{text}+08:00") };
        let at = Instant::parse_rfc3339(&padded).ok();
        if at.is_none() {
            self.errors.add(field, format!("{label}写成这样：2026-01-05 14:29"));
        }
        at
    }

    /// A unit by whatever names it.
    pub(super) fn unit(&mut self, field: &str, label: &str) -> Option<UnitCode> {
        let found = pick::read(self.form, &mut self.errors, self.registry, Wanted::Unit, field, label)?;
        Some(UnitCode::from(found.code.as_str()))
    }

    pub(super) fn telling(&mut self) -> Option<Telling> {
        let way = self.code("told_way", "方式", TellingWay::from_code);
        let at = self.instant("told_at", "时间");
        Some(Telling { way: way?, at: at? })
    }

    pub(super) fn lines(&self, field: &str) -> Vec<String> {
        self.form.text(field).lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    }

    pub(super) fn some(&self, field: &str) -> Option<String> {
        Some(self.form.text(field)).filter(|text| !text.is_empty())
    }

    /// What it is about and where.
    pub(super) fn class_and_place(&mut self) -> Option<(CategoryRef, Place)> {
        let category = pick::read(self.form, &mut self.errors, self.registry, Wanted::Category, "category", "类别");
        let division = pick::read(self.form, &mut self.errors, self.registry, Wanted::Place, "division", "地点");
        let (code, division) =
            (CategoryCode::from(category?.code.as_str()), DivisionCode::from(division?.code.as_str()));
        Some((CategoryRef { code, version: String::new() }, Place { division, text: self.form.line("place") }))
    }

    /// A registration, for the seat and for acceptance.
    pub(crate) fn registration(&mut self) -> Option<Registration> {
        let kind = self.code("kind", "类型", ClaimKind::from_code);
        let title = self.form.line("title");
        let class_and_place = self.class_and_place();
        let (category, place) = class_and_place?;
        Some(Registration {
            kind: kind?,
            category,
            place,
            content: self.form.text("content"),
            demands: self.lines("demands"),
            read_back: self.form.ticked("read_back").then(|| ReadBack { text: title.clone(), confirmed: true }),
            truth_told: self.form.ticked("truth_told"),
            misconduct: self.misconduct(),
            title,
        })
    }

    /// A complaint on conduct; none where the form does not say so. What says half of it is asked for the rest: words that
    /// were typed are never dropped in silence.
    fn misconduct(&mut self) -> Option<Misconduct> {
        if self.form.get("misconduct").is_empty() && self.form.line("against").is_empty() {
            return None;
        }
        let kind = self.code("misconduct", "反映的是哪一类作风问题", MisconductKind::from_code);
        let against = self.unit("against", "被反映的单位");
        Some(Misconduct { kind: kind?, against: against? })
    }

    /// The command of a sent form; none if something is not chosen or cannot be read.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the acts beside the main road have their forms elsewhere")]
    pub(crate) fn command(&mut self, verb: Verb, order: Option<u16>, about: &About) -> Option<Command> {
        let form = self.form;
        let n = order.unwrap_or_default();
        let command = match verb {
            Verb::Receive | Verb::Expire => return None,
            Verb::Accept => Command::Accept(self.registration()?),
            Verb::Refuse => {
                let (ground, told) = (self.code("ground", "情形", RefusalGround::from_code), self.telling());
                let named = self.some("category").or(self.some("division"));
                let about = named.and_then(|_| self.matter());
                Command::Refuse(RefuseClaim {
                    about,
                    ground: ground?,
                    facts: form.text("facts"),
                    explanation: form.text("explanation"),
                    way: LawfulWay { body: form.line("way_body"), reach: form.line("way_reach") },
                    told: told?,
                })
            }
            Verb::AnswerAtOnce => Command::AnswerAtOnce(AnswerAtOnce {
                told: self.telling()?,
                text: form.text("text"),
                source: form.line("source"),
                rating: None,
            }),
            Verb::Dispatch => Command::Dispatch(dispatch_form::read(self)?),
            Verb::Sign => Command::Sign { order: n },
            Verb::RecordContact => {
                let purpose = self.code("purpose", "为什么联系", ContactPurpose::from_code);
                let (way, at) = (self.code("way", "联系方式", TellingWay::from_code), self.instant("at", "联系时间"));
                Command::RecordContact {
                    order: n,
                    contact: Contact { at: at?, way: way?, purpose: purpose?, note: form.text("note") },
                }
            }
            Verb::Dispute => Command::Dispute {
                order: n,
                dispute: Dispute {
                    suggested: self.unit("suggested", "转办建议")?,
                    basis: form.text("basis"),
                    reasons: form.text("reasons"),
                    complex: self.some("complex"),
                },
            },
            Verb::RuleDispute => {
                let ruling = match form.get("ruling") {
                    "uphold_unit" => {
                        Ruling::Uphold { next: NextStep::Unit { unit: self.unit("next", "改派单位")? } }
                    }
                    "uphold_anew" => Ruling::Uphold { next: NextStep::DispatchAnew },
                    "continue" => Ruling::Continue,
                    "not_complex" => Ruling::NotComplex,
                    _ => {
                        self.errors.add("ruling", "请选一个：裁定");
                        return None;
                    }
                };
                let ruling = RuleDispute { ruling, reason: form.text("reason"), precedent: form.ticked("precedent") };
                Command::RuleDispute { order: n, ruling }
            }
            Verb::AskExtension => {
                let Ok(working_days) = form.line("working_days").parse() else {
                    self.errors.add("working_days", "延长几个工作日：写数字，例如 3");
                    return None;
                };
                let request =
                    AskExtension { working_days, reason: form.text("reason"), progress: form.text("progress") };
                Command::AskExtension { order: n, request }
            }
            Verb::DecideExtension => {
                let ruling = match form.get("ruling") {
                    "approve" => ExtensionRuling::Approve { consent: self.some("consent") },
                    "refuse" => ExtensionRuling::Refuse,
                    _ => {
                        self.errors.add("ruling", "请选一个：决定");
                        return None;
                    }
                };
                Command::DecideExtension { order: n, decision: DecideExtension { ruling, reason: form.text("reason") } }
            }
            Verb::FeedBack => Command::FeedBack { order: n, feedback: Box::new(self.feedback(about)?) },
            Verb::AcceptFeedback => Command::AcceptFeedback { order: n },
            Verb::AllowFeedback => {
                Command::AllowFeedback { order: n, allowed: AllowFeedback { reason: form.text("reason") } }
            }
            Verb::ReturnFeedback => {
                Command::ReturnFeedback { order: n, returned: ReturnFeedback { reason: form.text("reason") } }
            }
            Verb::CallBack => {
                let method = self.code("method", "回访方式", CallbackMethod::from_code);
                let outcome = match form.get("outcome") {
                    "reached" => CallbackOutcome::Reached(rating_of(form, &mut self.errors)?),
                    "no_answer" => CallbackOutcome::NoAnswer,
                    "wrong_number" => CallbackOutcome::WrongNumber,
                    "refused" => CallbackOutcome::Refused,
                    "not_the_person" => CallbackOutcome::NotThePerson,
                    _ => {
                        self.errors.add("outcome", "请选一个：结果");
                        return None;
                    }
                };
                Command::CallBack(CallbackTry { method: method?, outcome })
            }
            Verb::Rate => Command::Rate(rating_of(form, &mut self.errors)?),
            Verb::Check => match form.get("finding") {
                "omission" => Command::Check(CheckFinding::Omission { demand: form.text("demand") }),
                "beyond" => {
                    let excuse = self.code("excuse", "原因", Excuse::from_code)?;
                    Command::Check(CheckFinding::Beyond { excuse, evidence: form.text("evidence") })
                }
                _ => {
                    self.errors.add("finding", "请选一个：核实结果");
                    return None;
                }
            },
            Verb::Explain => Command::Explain(Explanation { told: self.telling()?, text: form.text("text") }),
            Verb::Archive => Command::Archive,
            _ => return self.more(verb, n),
        };
        Some(command)
    }

    fn feedback(&mut self, about: &About) -> Option<Feedback> {
        let facts = self.code("facts", "是否属实", Facts::from_code);
        let resolution = self.code("resolution", "解决了吗", Resolution::from_code);
        let answered = if about.co {
            None
        } else if let Some(proofs) = self.some("proofs") {
            Some(Answered::Unreached { proofs })
        } else {
            let (way, at) =
                (self.code("answered_way", "答复方式", TellingWay::from_code), self.instant("answered_at", "答复时间"));
            Some(Answered::Told { at: at?, way: way?, whom: self.form.line("whom") })
        };
        let evidence = self.lines("evidence").into_iter().map(|name| Evidence { name, shows: String::new() });
        Some(Feedback {
            answered,
            facts: facts?,
            measures: self.form.text("measures"),
            result: self.form.text("result"),
            basis: self.form.line("basis"),
            resolution: resolution?,
            public_answer: self.form.text("public_answer"),
            internal: self.form.text("internal"),
            evidence: evidence.collect(),
            addressed: self.form.all("addressed").into_iter().filter_map(|i| i.parse().ok()).collect(),
        })
    }
}

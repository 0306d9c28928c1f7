//! The end of a run: everything is rebuilt from its events and audited, and one page says how the city did.

use std::collections::BTreeMap;
use std::time::Duration;

use app::{App, AppError, Counts, Finding};
use hotline::invariant::audit;
use hotline::{Claim, ClockKind, OrderRole, OrderState, Outcome, Stage};
use sha2::{Digest, Sha256};

use crate::run::Simulation;

/// How a city did.
#[derive(Debug, Clone)]
pub struct Report {
    /// One page, Markdown.
    pub page: String,
    /// Over the chains of all aggregates in the order of their ids: the same run gives the same.
    pub log: String,
    /// What must not be: broken chains, rows that no event made, states that lawful commands cannot reach.
    pub wrong: Vec<String>,
}

#[derive(Debug, Default)]
struct Tally {
    stages: BTreeMap<Stage, u64>,
    ended: BTreeMap<&'static str, u64>,
    /// By clock: orders it ran for, and those it ran out for.
    times: BTreeMap<ClockKind, (u64, u64)>,
    open: BTreeMap<String, u64>,
    rated: u64,
    satisfied: u64,
    rehandled: u64,
    wrong: Vec<String>,
}

impl Simulation<'_> {
    /// Audits the database and writes the page. `took` is how long the run has played.
    ///
    /// # Errors
    /// The store's.
    pub async fn report(&self, took: Duration, mut progress: impl FnMut(u64)) -> Result<Report, AppError> {
        let began = std::time::Instant::now();
        let (mut tally, mut log) = (Tally::default(), Sha256::new());
        let app = self.app();
        let outcome = app
            .verify_each(&mut |sound| {
                log.update(sound.root.to_be_bytes());
                log.update(sound.head.to_string());
                if let Some(claim) = sound.claim {
                    tally.claim(claim, app);
                }
                progress(sound.nth);
            })
            .await?;
        let audited = began.elapsed();
        let log = hex::encode(log.finalize());
        let mut wrong = std::mem::take(&mut tally.wrong);
        let counts = match outcome {
            Ok(counts) => counts,
            Err(finding) => {
                wrong.push(Finding::zh(&finding));
                Counts::default()
            }
        };
        let page = self.page(&tally, &counts, &log, &wrong, took, audited);
        Ok(Report { page, log, wrong })
    }

    fn page(
        &self,
        tally: &Tally,
        counts: &Counts,
        log: &str,
        wrong: &[String],
        took: Duration,
        audited: Duration,
    ) -> String {
        let parameters = self.parameters();
        let mut page = String::new();
        let mut line = |text: String| {
            page.push_str(&text);
            page.push('\n');
        };
        line(format!("# 模拟运行报告\n\n{}起{}天，种子{}。", parameters.from, parameters.days, parameters.seed));
        line(format!("事件日志摘要（SHA-256）：`{log}`\n\n## 来电\n"));
        let mut calls = 0;
        for (name, count) in self.counts().filter_map(|(name, count)| Some((name.strip_prefix("来电：")?, count))) {
            calls += count;
            line(format!("- {name}：{count}"));
        }
        line(format!("- 合计：{calls}\n\n## 诉求在哪一步\n"));
        for (stage, count) in &tally.stages {
            line(format!("- {}：{count}", stage.zh()));
        }
        line("\n## 怎样归档\n".to_owned());
        for (as_, count) in &tally.ended {
            line(format!("- {as_}：{count}"));
        }
        line("\n## 按时\n".to_owned());
        for (kind, (all, late)) in &tally.times {
            line(format!("- {}：{}，{all}张工单中{late}张超过时限", kind.zh(), percent(all - late, *all)));
        }
        line(format!(
            "- 回访评价：{}满意，{}次评价；重新办理{}轮",
            percent(tally.satisfied, tally.rated),
            tally.rated,
            tally.rehandled
        ));
        line("\n## 在办最多的单位\n".to_owned());
        let mut open: Vec<_> = tally.open.iter().collect();
        open.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), (*name).clone()));
        for (name, count) in open.iter().take(5) {
            line(format!("- {name}：{count}张"));
        }
        line("\n## 办了什么\n".to_owned());
        for (name, count) in self.counts().filter(|(name, _)| !name.starts_with("来电：")) {
            line(format!("- {name}：{count}"));
        }
        line("\n## 核验\n".to_owned());
        line(format!(
            "{}件诉求、{}张工单、{}条事件、{}件督办由事件重建并逐一核对；{}。",
            counts.claims,
            counts.orders,
            counts.events,
            counts.supervisions,
            if wrong.is_empty() { "没有发现问题".to_owned() } else { format!("发现{}处问题", wrong.len()) }
        ));
        for text in wrong.iter().take(20) {
            line(format!("- {text}"));
        }
        let spent = self.spent();
        line(format!(
            "\n## 用时\n\n播放{}（来电{}，办理{}，时限{}，通知{}），核验{}。",
            seconds(took),
            seconds(spent.calls),
            seconds(spent.commands),
            seconds(spent.clocks),
            seconds(spent.outbox),
            seconds(audited)
        ));
        page
    }
}

impl Tally {
    fn claim(&mut self, claim: &Claim, app: &App) {
        *self.stages.entry(claim.stage).or_default() += 1;
        if let Some(archive) = &claim.archive {
            *self.ended.entry(archive.as_.zh()).or_default() += 1;
        }
        if let Some(rating) = &claim.final_rating {
            self.rated += 1;
            self.satisfied += u64::from(rating.satisfaction.is_satisfied());
        }
        self.rehandled += u64::from(claim.rehandled);
        self.wrong.extend(audit(claim).into_iter().map(|violation| format!("{}：{}", claim.no, violation.0)));
        for order in &claim.orders {
            if order.is_open() {
                let name = app.registry().units.name(&order.unit).to_owned();
                *self.open.entry(name).or_default() += 1;
            }
            let taken_back = order.state == (OrderState::Closed { outcome: Outcome::TakenBack });
            let (signed, contacted) = (order.signed_at.is_some(), !order.contacts.is_empty());
            let main = order.role == OrderRole::Main;
            let ran = [
                (ClockKind::Sign, signed, true),
                (ClockKind::Contact, contacted, main),
                (ClockKind::Handle, !order.is_open(), true),
            ];
            for (kind, done, has) in ran {
                let late = order.late.contains(&kind);
                let ran = has && (done || late);
                if ran && !taken_back {
                    let times = self.times.entry(kind).or_default();
                    times.0 += 1;
                    times.1 += u64::from(late);
                }
            }
        }
    }
}

fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "没有".to_owned();
    }
    let permille = part * 1_000 / whole;
    format!("{}.{}%", permille / 10, permille % 10)
}

fn seconds(time: Duration) -> String {
    format!("{:.1}秒", time.as_secs_f64())
}

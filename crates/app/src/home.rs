//! S2: what waits for this person, by the desks that are theirs.

use hotline::authority::Scope;
use hotline::supervision::SupervisionVerb;
use hotline::{Stage, Verb};
use store::{Query, Rows, reading, supervisions};

use crate::App;
use crate::error::AppError;
use crate::people::Session;
use crate::reading::InboxFilter;
use crate::views::Home;

/// A desk of an agency: what waits there, where it is, whose it is, and the query that counts it.
type Desk = (&'static str, &'static str, &'static [Verb], Counted);

/// How a desk's claims are counted.
enum Counted {
    /// By their stages.
    Stages(&'static [Stage]),
    /// Orders on which the agency has to decide.
    Reviews,
    /// What waits for a word from elsewhere, or owes one.
    Elsewhere,
}

/// The desks of an agency in the order of its work; each is of those who perform one of its verbs.
const DESKS: &[Desk] = &[
    ("待受理", "/desk/seat", &[Verb::Receive], Counted::Stages(&[Stage::Received])),
    ("待派单", "/desk/dispatch", &[Verb::Dispatch], Counted::Stages(&[Stage::Accepted])),
    ("待审核", "/desk/review", &[Verb::RuleDispute], Counted::Reviews),
    ("待回访", "/desk/callback", &[Verb::CallBack], Counted::Stages(&[Stage::CallingBack])),
    ("待核实", "/desk/callback/check", &[Verb::Check], Counted::Stages(&[Stage::Checking, Stage::Explained])),
    ("转入转出与异议", "/desk/elsewhere", &[Verb::AckEmergency, Verb::DecideObjection], Counted::Elsewhere),
];

impl App {
    /// What waits at this person's desks, and the newest notices to them.
    ///
    /// # Errors
    /// The store's.
    pub async fn home(&self, session: &Session) -> Result<Home, AppError> {
        let Ok(scope) = self.scope(session) else {
            return Ok(Home::default());
        };
        let mut tasks = match &scope {
            Scope::Unit(_) => self.tasks_of_unit(session).await?,
            Scope::City | Scope::County(_) => self.tasks_of_agency(session, &scope).await?,
        };
        if SupervisionVerb::ALL.iter().any(|verb| session.staff.is_any(verb.performers())) {
            let open = match &scope {
                Scope::City => supervisions::open_in_city(),
                Scope::County(_) => supervisions::open_at(&session.staff.unit),
                Scope::Unit(unit) => supervisions::open_on_unit(unit),
            };
            tasks.push(("没有结束的督办".to_owned(), "/desk/supervise", self.counted(open).await?));
        }
        Ok(Home { tasks, notices: self.notices_of(session).await? })
    }

    async fn tasks_of_unit(&self, session: &Session) -> Result<Vec<(String, &'static str, u64)>, AppError> {
        let (counts, _) = self.inbox(session, InboxFilter::All, None).await?;
        let open = counts.into_iter().filter(|(filter, _)| *filter != InboxFilter::Done);
        let mut tasks: Vec<_> =
            open.map(|(filter, count)| (filter.zh().to_owned(), inbox_path(filter), count)).collect();
        let asked = self.consultations(session).await?.len() as u64;
        if asked > 0 {
            tasks.insert(0, ("请本单位答复".to_owned(), "/consult", asked));
        }
        Ok(tasks)
    }

    async fn tasks_of_agency(
        &self,
        session: &Session,
        scope: &Scope,
    ) -> Result<Vec<(String, &'static str, u64)>, AppError> {
        let staff = &session.staff;
        let stages = reading::stage_counts(scope).ok_or(AppError::NotFound)?;
        let elsewhere = reading::elsewhere_count(scope).ok_or(AppError::NotFound)?;
        let answers = self.inner.db.fetch(&[stages, reading::review_count(&staff.unit), elsewhere]).await?;
        let policy = self.policy();
        let own = DESKS.iter().filter(|(_, _, verbs, _)| verbs.iter().any(|verb| staff.performs(*verb, policy)));
        own.map(|(label, path, _, counted)| {
            let count = match counted {
                Counted::Stages(stages) => at_stages(answers.first(), stages)?,
                Counted::Reviews => first(answers.get(1))?,
                Counted::Elsewhere => first(answers.get(2))?,
            };
            Ok(((*label).to_owned(), *path, count))
        })
        .collect()
    }

    async fn counted(&self, query: Query) -> Result<u64, AppError> {
        first(self.inner.db.fetch(&[query]).await?.first())
    }
}

/// The one number of an answer.
fn first(rows: Option<&Rows>) -> Result<u64, AppError> {
    let count = rows.and_then(|rows| rows.first()).map(|row| row.i64(0)).transpose()?;
    Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
}

/// The sum over some stages of a count by stage.
fn at_stages(rows: Option<&Rows>, stages: &[Stage]) -> Result<u64, AppError> {
    let mut sum = 0;
    for row in rows.into_iter().flatten() {
        if stages.iter().any(|stage| row.text(0).is_ok_and(|code| code == stage.code())) {
            sum += u64::try_from(row.i64(1)?).unwrap_or_default();
        }
    }
    Ok(sum)
}

const fn inbox_path(filter: InboxFilter) -> &'static str {
    match filter {
        InboxFilter::All => "/unit",
        InboxFilter::ToSign => "/unit?filter=to_sign",
        InboxFilter::DueSoon => "/unit?filter=due_soon",
        InboxFilter::Overdue => "/unit?filter=overdue",
        InboxFilter::SentBack => "/unit?filter=sent_back",
        InboxFilter::UnderReview => "/unit?filter=under_review",
        InboxFilter::Suspended => "/unit?filter=suspended",
        InboxFilter::Done => "/unit?filter=done",
    }
}

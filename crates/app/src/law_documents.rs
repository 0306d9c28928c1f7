//! What of the law is data (C50): the calendar with the notices imported since, and the versions of the policy, each from
//! its day on. Loading a notice reckons anew what was due provisionally (law.md §1); a running clock keeps the policy it
//! started under.

use hotline::dry_run::{Difference, dry_run};
use hotline::{Actor, Claim, ClaimId, ClaimNo, Command, Recorded};
use law::{Date, Instant, Policy, PolicySet, WorkCalendar};
use store::documents::{self, Document};
use store::{Db, StoreError, claims, clocks};

use crate::App;
use crate::error::AppError;

/// The kind under which notices are kept.
const KIND: &str = "calendar";

/// The kind under which versions of the policy are kept.
const POLICY: &str = "policy";

/// Calendar and policy in use, and how many documents were imported for them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Loaded {
    pub(crate) calendar: &'static WorkCalendar,
    pub(crate) policies: &'static PolicySet,
    pub(crate) imported: usize,
}

impl Loaded {
    /// The built-in years with the notices of the database.
    pub(crate) async fn from(db: &Db) -> Result<Self, AppError> {
        let rows = db.fetch(&[documents::all(KIND), documents::all(POLICY)]).await?;
        let notices = rows.first().map(documents::read).transpose()?.unwrap_or_default();
        let versions = rows.get(1).map(documents::read).transpose()?.unwrap_or_default();
        let mut calendar = WorkCalendar::china().clone();
        for notice in &notices {
            let with = calendar.with_year(&notice.version, &notice.body);
            calendar = with.map_err(|error| corrupt(&notice.version, &error))?;
        }
        // A calendar lives as long as the process; one a year is imported.
        let calendar = if notices.is_empty() { WorkCalendar::china() } else { Box::leak(Box::new(calendar)) };
        let policies = if versions.is_empty() {
            PolicySet::tangshan()
        } else {
            let mut all = vec![Policy::tangshan().clone()];
            for version in &versions {
                all.push(Policy::parse_kept(&version.body).map_err(|error| corrupt(&version.version, &error))?);
            }
            let set = PolicySet::new(all).map_err(|error| corrupt(POLICY, &error))?;
            Box::leak(Box::new(set))
        };
        Ok(Self { calendar, policies, imported: notices.len() + versions.len() })
    }
}

/// What is wrong with a document, all of it in one sentence.
fn wrong(error: &dyn std::fmt::Display) -> AppError {
    let said = error.to_string();
    let said = said.trim_end_matches('。').replace('\n', "；");
    AppError::Input(format!("{said}。请改正文件后再来。"))
}

fn corrupt(version: &str, error: &dyn std::fmt::Display) -> AppError {
    AppError::Store(StoreError::Corrupt { what: format!("{version}: {error}") })
}

impl App {
    pub(crate) fn loaded_policies(&self) -> &'static PolicySet {
        self.inner.law.read().unwrap_or_else(std::sync::PoisonError::into_inner).policies
    }

    /// The version under which an event was decided.
    pub(crate) fn policy_of<E>(&self, recorded: &Recorded<E>) -> &'static Policy {
        let policies = self.loaded_policies();
        policies.by_version(&recorded.policy).unwrap_or_else(|| policies.at(recorded.at))
    }

    /// The text of the version in force, as the base of the next one.
    ///
    /// # Errors
    /// The store's.
    pub async fn policy_document(&self) -> Result<String, AppError> {
        let rows = self.inner.db.fetch(&[documents::by_version(POLICY, &self.policy().version)]).await?;
        let kept = rows.first().map(documents::read).transpose()?.and_then(|kept| kept.into_iter().next());
        let text = kept.as_ref().map_or(Policy::tangshan_document(), |kept| kept.body.as_str());
        law::policy::in_the_form_of_now(text).map_err(|error| corrupt(POLICY, &error))
    }

    /// A document that is to take effect, held to the regulation and to the lists in use.
    fn read_policy(&self, toml: &str) -> Result<Policy, AppError> {
        let policy = Policy::parse(toml).map_err(|error| wrong(&error))?;
        policy.fits(self.inner.registry).map_err(|error| wrong(&error))?;
        Ok(policy)
    }

    /// Imports a version of the policy, in force from its own day on (C50).
    ///
    /// # Errors
    /// [`AppError::Input`]: it cannot be read, is laxer than the regulation, or contradicts a version that is there.
    pub async fn import_policy(&self, toml: &str, by: &str) -> Result<&'static Policy, AppError> {
        let policy = self.read_policy(toml)?;
        let mut all: Vec<Policy> = self.loaded_policies().all().map(|policy| (**policy).clone()).collect();
        all.push(policy.clone());
        PolicySet::new(all).map_err(|error| wrong(&error))?;
        if policy.effective_at() <= self.now() {
            return Err(AppError::Input(
                "新版本要从今天以后的日期起生效：已经作出的决定不改。请改生效日期。".to_owned(),
            ));
        }
        let document = Document {
            kind: POLICY.to_owned(),
            version: policy.version.clone(),
            effective_from: policy.effective_from,
            body: toml.to_owned(),
            imported_at: self.now(),
            imported_by: by.to_owned(),
        };
        match self.inner.db.write(vec![documents::insert(&document)]).await {
            Err(StoreError::Refused { .. }) => {
                return Err(AppError::Input(format!("版本“{}”已经导入过。改过的请用新的版本号。", policy.version)));
            }
            other => other?,
        }
        self.reload_law().await?;
        let kept = self.loaded_policies().by_version(&policy.version);
        kept.map(|policy| &**policy).ok_or(AppError::NotFound)
    }

    /// What a version of the policy would have made of the claims that had something decided since a day (C50). Reads
    /// only; `each` is told every claim that would have gone differently.
    ///
    /// # Errors
    /// [`AppError::Input`] if the document cannot be read; the store's.
    pub async fn dry_run(
        &self,
        toml: &str,
        since: Date,
        mut each: impl FnMut(&ClaimNo, &[Difference]),
    ) -> Result<(u64, u64), AppError> {
        let policy = self.read_policy(toml)?;
        let (policies, calendar) = (self.loaded_policies(), self.calendar());
        let since = Instant::local(since, 0, 0);
        let (mut after, mut read, mut differ) = (i64::MIN, 0, 0);
        loop {
            let rows = self.inner.db.fetch(&[claims::updated_since(since, after)]).await?;
            let ids = rows.first().map(|rows| rows.iter().map(|row| row.i64(0)).collect::<Result<Vec<_>, _>>());
            let ids = ids.transpose()?.unwrap_or_default();
            let Some(last) = ids.last() else { return Ok((read, differ)) };
            after = *last;
            for id in ids {
                let stream = self.events_of(ClaimId(id)).await?;
                read += 1;
                let found = dry_run(&stream, since, policies, &policy, calendar, self.inner.registry);
                if let (false, Some(claim)) = (found.is_empty(), Claim::fold(&stream)) {
                    differ += 1;
                    each(&claim.no, &found);
                }
            }
        }
    }

    pub(crate) fn loaded_calendar(&self) -> &'static WorkCalendar {
        self.inner.law.read().unwrap_or_else(std::sync::PoisonError::into_inner).calendar
    }

    /// Imports the notice of a year (`date,kind,name,notice_year,notice`) and reckons anew what was provisional; gives
    /// the number of claims looked at.
    ///
    /// # Errors
    /// [`AppError::Input`] names the first line that cannot be right, or says that the version is there already.
    pub async fn import_calendar(&self, version: &str, csv: &str, by: &str) -> Result<usize, AppError> {
        let version = version.trim();
        if version.is_empty() || version.chars().count() > 64 || version.chars().any(char::is_control) {
            return Err(AppError::Input("日历要有版本名，最多64个字。请写成 --version cn-2027 这样。".to_owned()));
        }
        let before = self.calendar();
        let after = before.with_year(version, csv).map_err(|error| wrong(&error))?;
        if after.years().eq(before.years()) && csv.lines().filter(|line| !line.trim().is_empty()).count() < 2 {
            return Err(AppError::Input("日历文件里没有放假安排。请核对文件。".to_owned()));
        }
        let document = Document {
            kind: KIND.to_owned(),
            version: version.to_owned(),
            effective_from: first_day(csv).unwrap_or_else(|| self.now().date()),
            body: csv.to_owned(),
            imported_at: self.now(),
            imported_by: by.to_owned(),
        };
        match self.inner.db.write(vec![documents::insert(&document)]).await {
            Err(StoreError::Refused { .. }) => {
                return Err(AppError::Input(format!("日历“{version}”已经导入过。改过的请用新的版本名。")));
            }
            other => other?,
        }
        self.reload_law().await?;
        self.recalculate().await
    }

    /// Takes over what another process has imported.
    pub(crate) async fn reload_law(&self) -> Result<(), AppError> {
        let loaded = Loaded::from(&self.inner.db).await?;
        *self.inner.law.write().unwrap_or_else(std::sync::PoisonError::into_inner) = loaded;
        Ok(())
    }

    /// Whether another process has imported something since this one looked.
    pub(crate) async fn law_is_old(&self) -> Result<bool, AppError> {
        let answers = self.inner.db.fetch(&[documents::count(KIND), documents::count(POLICY)]).await?;
        let mut there = 0;
        for rows in &answers {
            there += rows.first().map_or(Ok(0), |row| row.i64(0))?;
        }
        let seen = self.inner.law.read().unwrap_or_else(std::sync::PoisonError::into_inner).imported;
        Ok(usize::try_from(there).ok() != Some(seen))
    }

    /// Each claim with a provisional clock, once.
    async fn recalculate(&self) -> Result<usize, AppError> {
        let (mut after, mut count) = (i64::MIN, 0);
        loop {
            let rows = self.inner.db.fetch(&[clocks::provisional(after)]).await?;
            let roots = rows.first().map(|rows| rows.iter().map(|row| row.i64(0)).collect::<Result<Vec<_>, _>>());
            let roots = roots.transpose()?.unwrap_or_default();
            let Some(last) = roots.last() else { return Ok(count) };
            after = *last;
            for root in roots {
                match self.handle_by_id(ClaimId(root), None, Command::Recalculate, &Actor::Clock, None).await {
                    Ok(_) => count += 1,
                    // A supervision keeps what its letter says.
                    Err(AppError::NotFound | AppError::Refused(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }
}

fn first_day(csv: &str) -> Option<Date> {
    csv.lines().nth(1)?.split(',').next()?.trim().parse().ok()
}

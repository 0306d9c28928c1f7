//! The working-day calendar: the years built in, and the notices imported since. Loading one reckons anew what was due
//! provisionally (law.md §1).

use hotline::{Actor, ClaimId, Command};
use law::{Date, WorkCalendar};
use store::documents::{self, Document};
use store::{Db, StoreError, clocks};

use crate::App;
use crate::error::AppError;

/// The kind under which notices are kept.
const KIND: &str = "calendar";

/// The calendar in use, and how many notices were imported for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Loaded {
    pub(crate) calendar: &'static WorkCalendar,
    pub(crate) imported: usize,
}

impl Loaded {
    /// The built-in years with the notices of the database.
    pub(crate) async fn from(db: &Db) -> Result<Self, AppError> {
        let rows = db.fetch(&[documents::all(KIND)]).await?;
        let notices = rows.first().map(documents::read).transpose()?.unwrap_or_default();
        let mut calendar = WorkCalendar::china().clone();
        for notice in &notices {
            calendar = calendar.with_year(&notice.version, &notice.body).map_err(|error| {
                AppError::Store(StoreError::Corrupt { what: format!("calendar {}: {error}", notice.version) })
            })?;
        }
        // A calendar lives as long as the process; one a year is imported.
        let calendar = if notices.is_empty() { WorkCalendar::china() } else { Box::leak(Box::new(calendar)) };
        Ok(Self { calendar, imported: notices.len() })
    }
}

impl App {
    pub(crate) fn loaded_calendar(&self) -> &'static WorkCalendar {
        self.inner.calendar.read().unwrap_or_else(std::sync::PoisonError::into_inner).calendar
    }

    /// Imports the notice of a year (`date,kind,name,notice_year,notice`) and reckons anew what was provisional; gives
    /// the number of claims looked at.
    ///
    /// # Errors
    /// [`AppError::Input`] names the first line that cannot be right, or says that the version is there already.
    pub async fn import_calendar(&self, version: &str, csv: &str, by: &str) -> Result<usize, AppError> {
        let version = version.trim();
        if version.is_empty() || version.chars().count() > 64 || version.chars().any(char::is_control) {
            return Err(AppError::Input("日历要有版本名，最多64个字，例如 cn-2027。".to_owned()));
        }
        let before = self.calendar();
        let after = before.with_year(version, csv).map_err(|error| AppError::Input(error.to_string()))?;
        if after.years().eq(before.years()) && csv.lines().filter(|line| !line.trim().is_empty()).count() < 2 {
            return Err(AppError::Input("日历文件里没有放假安排。".to_owned()));
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
        self.reload_calendar().await?;
        self.recalculate().await
    }

    /// Takes over notices that another process has imported.
    pub(crate) async fn reload_calendar(&self) -> Result<(), AppError> {
        let loaded = Loaded::from(&self.inner.db).await?;
        *self.inner.calendar.write().unwrap_or_else(std::sync::PoisonError::into_inner) = loaded;
        Ok(())
    }

    /// Whether another process has imported a notice since this one looked.
    pub(crate) async fn calendar_is_old(&self) -> Result<bool, AppError> {
        let rows = self.inner.db.fetch(&[documents::count(KIND)]).await?;
        let there = rows.first().and_then(|rows| rows.first()).map_or(Ok(0), |row| row.i64(0))?;
        let seen = self.inner.calendar.read().unwrap_or_else(std::sync::PoisonError::into_inner).imported;
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

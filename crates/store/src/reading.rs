//! Lists for pages: claims and orders by key, always within a scope, always by an index (design.md §4).
//!
//! A row brings the claim's document and what the vault lets everybody see; pages lay out what the domain says of it.

use hotline::authority::Scope;
use hotline::{Claim, Stage};
use law::registry::UnitCode;

use crate::args;
use crate::error::StoreError;
use crate::sql::sql;
use crate::value::{Query, Rows};

sql! {
    INBOX = "SELECT c.doc, w.id, w.due_at_ms, w.root_id, p.phone_label FROM work_order w JOIN claim c ON c.id = w.root_id \
             JOIN person p ON p.id = c.person_id WHERE w.unit = $1 AND w.done_at_ms IS NULL \
             AND (w.due_at_ms, w.root_id, w.id) > ($2, $3, $4) ORDER BY w.due_at_ms, w.root_id, w.id LIMIT 51";
    DONE = "SELECT c.doc, w.id, w.handed_at_ms, w.root_id, p.phone_label FROM work_order w JOIN claim c ON c.id = w.root_id \
            JOIN person p ON p.id = c.person_id WHERE w.unit = $1 AND w.done_at_ms IS NOT NULL \
            AND (w.handed_at_ms, w.root_id, w.id) < ($2, $3, $4) ORDER BY w.handed_at_ms DESC, w.root_id DESC, w.id DESC LIMIT 51";
    REVIEWS = "SELECT c.doc, w.id, w.review_due_at_ms, w.root_id, p.phone_label FROM work_order w \
               JOIN claim c ON c.id = w.root_id JOIN person p ON p.id = c.person_id \
               WHERE w.agency = $1 AND w.review_due_at_ms IS NOT NULL AND (w.review_due_at_ms, w.root_id, w.id) > ($2, $3, $4) \
               ORDER BY w.review_due_at_ms, w.root_id, w.id LIMIT 51";
    REVIEW_COUNT = "SELECT count(*) FROM work_order WHERE agency = $1 AND review_due_at_ms IS NOT NULL";
    QUEUE = "SELECT c.doc, 0, c.next_due_at_ms, c.id, p.phone_label FROM claim c JOIN person p ON p.id = c.person_id \
             WHERE c.stage = $1 AND c.archived_at_ms IS NULL AND (c.next_due_at_ms, c.id) > ($2, $3) \
             ORDER BY c.next_due_at_ms, c.id LIMIT 51";
    QUEUE_COUNTY = "SELECT c.doc, 0, c.next_due_at_ms, c.id, p.phone_label FROM claim c JOIN person p ON p.id = c.person_id \
                    WHERE c.county = $1 AND c.stage = $2 AND c.archived_at_ms IS NULL \
                    AND (c.next_due_at_ms, c.id) > ($3, $4) ORDER BY c.next_due_at_ms, c.id LIMIT 51";
    ELSEWHERE = "SELECT c.doc, 0, c.elsewhere_due_at_ms, c.id, p.phone_label FROM claim c JOIN person p ON p.id = c.person_id \
                 WHERE c.elsewhere_due_at_ms IS NOT NULL AND (c.elsewhere_due_at_ms, c.id) > ($1, $2) \
                 ORDER BY c.elsewhere_due_at_ms, c.id LIMIT 51";
    ELSEWHERE_COUNTY = "SELECT c.doc, 0, c.elsewhere_due_at_ms, c.id, p.phone_label FROM claim c \
                        JOIN person p ON p.id = c.person_id WHERE c.county = $1 AND c.elsewhere_due_at_ms IS NOT NULL \
                        AND (c.elsewhere_due_at_ms, c.id) > ($2, $3) ORDER BY c.elsewhere_due_at_ms, c.id LIMIT 51";
    ELSEWHERE_COUNT = "SELECT count(*) FROM claim WHERE elsewhere_due_at_ms IS NOT NULL";
    ELSEWHERE_COUNT_COUNTY = "SELECT count(*) FROM claim WHERE county = $1 AND elsewhere_due_at_ms IS NOT NULL";
    STAGES = "SELECT stage, count(*) FROM claim WHERE archived_at_ms IS NULL GROUP BY stage";
    STAGES_COUNTY = "SELECT stage, count(*) FROM claim WHERE county = $1 AND archived_at_ms IS NULL GROUP BY stage";
    RECENT = "SELECT c.doc, 0, c.received_at_ms, c.id, p.phone_label FROM claim c JOIN person p ON p.id = c.person_id \
              WHERE (c.received_at_ms, c.id) < ($1, $2) ORDER BY c.received_at_ms DESC, c.id DESC LIMIT 51";
    RECENT_COUNTY = "SELECT c.doc, 0, c.received_at_ms, c.id, p.phone_label FROM claim c \
                     JOIN person p ON p.id = c.person_id WHERE c.county = $1 AND (c.received_at_ms, c.id) < ($2, $3) \
                     ORDER BY c.received_at_ms DESC, c.id DESC LIMIT 51";
    CALLER = "SELECT c.doc, 0, c.received_at_ms, c.id, p.phone_label FROM claim c JOIN person p ON p.id = c.person_id \
              WHERE c.phone_index = $1 ORDER BY c.received_at_ms DESC, c.id DESC LIMIT 50";
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The claim, folded.
    pub claim: Claim,
    /// The order, where the list is of orders.
    pub order: Option<u16>,
    /// `138****5678`.
    pub phone_label: String,
    /// Where the next page begins behind this row.
    pub key: Key,
}

/// A place in a list: the sort column, then the ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(pub i64, pub i64, pub i64);

impl Key {
    /// Before everything that rises.
    pub const FIRST: Self = Self(i64::MIN, i64::MIN, i64::MIN);
    /// Before everything that falls.
    pub const LAST: Self = Self(i64::MAX, i64::MAX, i64::MAX);

    /// The key as it stands in an address.
    pub fn text(self) -> String {
        format!("{}_{}_{}", self.0, self.1, self.2)
    }

    /// The key of a text from outside; none if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('_').map(str::parse);
        let key = Self(parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
        parts.next().is_none().then_some(key)
    }
}

/// A unit's open orders by due.
pub fn inbox(unit: &UnitCode, after: Key) -> Query {
    Query::new(INBOX, args![unit, after.0, after.1, after.2])
}

/// A unit's ended orders, newest first.
pub fn done(unit: &UnitCode, after: Key) -> Query {
    Query::new(DONE, args![unit, after.0, after.1, after.2])
}

/// Orders on which an agency has to decide, by the review's due.
pub fn reviews(agency: &UnitCode, after: Key) -> Query {
    Query::new(REVIEWS, args![agency, after.0, after.1, after.2])
}

/// How many wait for the agency's decision.
pub fn review_count(agency: &UnitCode) -> Query {
    Query::new(REVIEW_COUNT, args![agency])
}

/// Claims at a stage, by what is due next. A unit has no such list: none.
pub fn queue(scope: &Scope, stage: Stage, after: Key) -> Option<Query> {
    match scope {
        Scope::City => Some(Query::new(QUEUE, args![stage.code(), after.0, after.1])),
        Scope::County(county) => Some(Query::new(QUEUE_COUNTY, args![county, stage.code(), after.0, after.1])),
        Scope::Unit(_) => None,
    }
}

/// Claims that wait for a word from elsewhere or owe one, also past their archive, by what is due next (C8, C11, C15.3).
pub fn elsewhere(scope: &Scope, after: Key) -> Option<Query> {
    match scope {
        Scope::City => Some(Query::new(ELSEWHERE, args![after.0, after.1])),
        Scope::County(county) => Some(Query::new(ELSEWHERE_COUNTY, args![county, after.0, after.1])),
        Scope::Unit(_) => None,
    }
}

/// How many of them there are.
pub fn elsewhere_count(scope: &Scope) -> Option<Query> {
    match scope {
        Scope::City => Some(Query::new(ELSEWHERE_COUNT, Vec::new())),
        Scope::County(county) => Some(Query::new(ELSEWHERE_COUNT_COUNTY, args![county])),
        Scope::Unit(_) => None,
    }
}

/// Open claims by stage.
pub fn stage_counts(scope: &Scope) -> Option<Query> {
    match scope {
        Scope::City => Some(Query::new(STAGES, Vec::new())),
        Scope::County(county) => Some(Query::new(STAGES_COUNTY, args![county])),
        Scope::Unit(_) => None,
    }
}

/// Claims as they came in, newest first.
pub fn recent(scope: &Scope, after: Key) -> Option<Query> {
    match scope {
        Scope::City => Some(Query::new(RECENT, args![after.0, after.1])),
        Scope::County(county) => Some(Query::new(RECENT_COUNTY, args![county, after.0, after.1])),
        Scope::Unit(_) => None,
    }
}

/// The history of a telephone number; the caller checks each claim against the scope.
pub fn of_caller(phone_index: [u8; 16]) -> Query {
    Query::new(CALLER, args![phone_index])
}

/// The rows of any list above.
pub fn read(rows: &Rows) -> Result<Vec<Listed>, StoreError> {
    rows.iter()
        .map(|row| {
            let claim = serde_json::from_str(row.text(0)?)
                .map_err(|error| StoreError::Corrupt { what: format!("claim.doc cannot be read: {error}") })?;
            let order = u16::try_from(row.i64(1)?).unwrap_or(0);
            Ok(Listed {
                claim,
                order: (order > 0).then_some(order),
                key: Key(row.opt_i64(2)?.unwrap_or(i64::MAX), row.i64(3)?, row.i64(1)?),
                phone_label: row.text(4)?.to_owned(),
            })
        })
        .collect()
}

//! `yihu verify`: follows every chain, builds every claim again from its events, and compares it with what is stored.
//!
//! Runs beside a server. On a difference the aggregate is read again, because a change may have come between two of
//! its reads; what stands is a finding.

use hotline::Claim;
use hotline::supervision::{Supervision, SupervisionEvent};
use law::Instant;
use law::registry::Divisions;

use crate::chain::{self, Break, Entry, Hash, Head};
use crate::db::Db;
use crate::domain::place;
use crate::error::StoreError;
use crate::value::{Row, Rows, Val};
use crate::{claims, clocks, events, looks, orders, supervisions};

/// What was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub aggregates: u64,
    pub events: u64,
    pub claims: u64,
    pub orders: u64,
    pub clocks: u64,
    pub looks: u64,
    pub supervisions: u64,
}

/// The first thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// An entry of the record is not as it was written.
    #[error("event chain: {0}")]
    Event(Break),
    /// An entry of the look log is not as it was written.
    #[error("look chain: {0}")]
    Look(Break),
    /// An event that this version cannot read, or a stream that makes no claim.
    #[error("aggregate {root}: {what}")]
    Unreadable { root: i64, what: String },
    /// A row that the events make is not there.
    #[error("{table} {key}: the row is missing")]
    MissingRow { table: &'static str, key: String },
    /// A row is there that no event made.
    #[error("{table} {key}: no event made this row")]
    ExtraRow { table: &'static str, key: String },
    /// A column is not what the events make of it.
    #[error("{table} {key}: {column} differs from what the events make")]
    Differs { table: &'static str, key: String, column: &'static str },
}

impl Finding {
    /// One sentence for the person who ran the check.
    pub fn zh(&self) -> String {
        match self {
            Self::Event(broken) => format!("事件记录链断裂：{}", broken.zh()),
            Self::Look(broken) => format!("查看身份信息的记录链断裂：{}", broken.zh()),
            Self::Unreadable { root, what } => format!("编号 {root} 的事件记录无法读取：{what}。"),
            Self::MissingRow { table, key } => format!("表 {table} 缺少 {key} 这一行，而事件记录中有它。"),
            Self::ExtraRow { table, key } => format!("表 {table} 的 {key} 这一行没有事件记录作依据。"),
            Self::Differs { table, key, column } => {
                format!("表 {table} 的 {key} 这一行，{column} 与事件记录重建的结果不一致。")
            }
        }
    }
}

/// Checks everything; the counts, or the first finding. `progress` is told the number of aggregates done so far.
///
/// # Errors
/// [`StoreError`] if the database does not answer: then nothing is known.
pub async fn verify(
    db: &Db,
    divisions: &Divisions,
    mut progress: impl FnMut(u64),
) -> Result<Result<Counts, Finding>, StoreError> {
    verify_each(db, divisions, &mut |seen| progress(seen.nth)).await
}

/// One aggregate that is as its events make it.
#[derive(Debug)]
pub struct Sound<'a> {
    /// How many have been looked at, with this one.
    pub nth: u64,
    pub root: i64,
    /// Where its chain stands: of everything that happened to it.
    pub head: Hash,
    /// The claim, where it is one.
    pub claim: Option<&'a Claim>,
}

/// [`verify`] that shows each aggregate, by id, once it has been found sound.
///
/// # Errors
/// As [`verify`].
pub async fn verify_each(
    db: &Db,
    divisions: &Divisions,
    visit: &mut dyn FnMut(Sound<'_>),
) -> Result<Result<Counts, Finding>, StoreError> {
    let mut counts = Counts::default();
    let mut after = i64::MIN;
    loop {
        // An aggregate shows by its events or by its row; either may be what was deleted.
        let answers =
            db.fetch(&[events::roots(after), claims::ids_after(after), supervisions::ids_after(after)]).await?;
        let Some(page) = merge(&answers)? else { break };
        for root in page {
            if let Err(finding) = settled(db, divisions, root, &mut counts, visit).await? {
                return Ok(Err(finding));
            }
            after = root;
        }
    }
    let mut after = i64::MIN;
    loop {
        let answers = db.fetch(&[looks::roots(after), looks::heads(after)]).await?;
        let Some(page) = merge(&answers)? else { break };
        for root in page {
            let answers = db.fetch(&[looks::of_root(root), looks::head(root)]).await?;
            let entries = looks::entries(answers.first().unwrap_or(&Rows::default()))?;
            let head = answers.get(1).map(looks::read_head).transpose()?.flatten();
            // Looks without a head: somebody took it away, or put them there.
            let head = head.unwrap_or_else(chain::Head::start);
            if let Err(broken) = chain::verify(root, &entries, Some(&head)) {
                return Ok(Err(Finding::Look(broken)));
            }
            counts.looks += entries.len() as u64;
            after = root;
        }
    }
    Ok(Ok(counts))
}

/// The next roots of several sorted pages, as far as all of them reach. None at the end.
fn merge(pages: &[Rows]) -> Result<Option<Vec<i64>>, StoreError> {
    let mut roots = Vec::new();
    let mut reach = i64::MAX;
    for page in pages {
        for row in page {
            roots.push(row.i64(0)?);
        }
        // A full page says nothing of what lies behind its last root.
        if let (500.., Some(last)) = (page.len(), page.last()) {
            reach = reach.min(last.i64(0)?);
        }
    }
    roots.retain(|root| *root <= reach);
    roots.sort_unstable();
    roots.dedup();
    Ok((!roots.is_empty()).then_some(roots))
}

async fn settled(
    db: &Db,
    divisions: &Divisions,
    root: i64,
    counts: &mut Counts,
    visit: &mut dyn FnMut(Sound<'_>),
) -> Result<Result<(), Finding>, StoreError> {
    let mut outcome = Ok(());
    for _ in 0..3 {
        let reads = [
            claims::whole(root),
            events::stream(root),
            orders::of_claim(root),
            clocks::of_claim(root),
            supervisions::whole(root),
            supervisions::units(root),
        ];
        let answers = db.fetch(&reads).await?;
        let mut seen = *counts;
        seen.aggregates += 1;
        match aggregate(root, &answers, divisions, &mut seen)? {
            Ok((head, claim)) => {
                *counts = seen;
                visit(Sound { nth: seen.aggregates, root, head, claim: claim.as_ref() });
                return Ok(Ok(()));
            }
            Err(finding) => outcome = Err(finding),
        }
    }
    Ok(outcome)
}

fn aggregate(
    root: i64,
    answers: &[Rows],
    divisions: &Divisions,
    counts: &mut Counts,
) -> Result<Result<(Hash, Option<Claim>), Finding>, StoreError> {
    let [stored, stream, order_rows, clock_rows, supervision, units] = answers else {
        return Err(StoreError::db("six answers were asked for"));
    };
    if events::aggregate(stream)? == events::SUPERVISION || !supervision.is_empty() {
        return supervised(root, stream, supervision, units, clock_rows, counts);
    }
    let stored = stored.first();
    let (entries, chain) = match chained(root, stream, stored, counts)? {
        Ok(chained) => chained,
        Err(finding) => return Ok(Err(finding)),
    };
    if events::aggregate(stream)? != events::CLAIM {
        return Ok(Ok((chain, None)));
    }
    let rebuilt = match Rebuilt::of(root, stream, &entries) {
        Ok(rebuilt) => rebuilt,
        Err(finding) => return Ok(Err(finding)),
    };
    let Some(stored) = stored else {
        return Ok(Err(Finding::MissingRow { table: "claim", key: rebuilt.claim.no.to_string() }));
    };
    let claim = &rebuilt.claim;
    let phone_index = stored.val(claims::COLUMNS.len());
    let wanted = claims::row(claim, chain, rebuilt.updated_at, phone_index, divisions)?;
    let orders: Vec<Vec<Val>> = claim
        .orders
        .iter()
        .zip(&rebuilt.done_at)
        .map(|(order, done_at)| orders::row(claim, order, *done_at, divisions))
        .collect();
    let clocks = clocks::rows(claim);
    counts.claims += 1;
    counts.orders += orders.len() as u64;
    counts.clocks += clocks.len() as u64;
    let no = claim.no.as_str();
    let checked = compare("claim", no, &claims::COLUMNS, &[wanted], std::slice::from_ref(stored), 0)
        .and_then(|()| compare("work_order", no, &orders::COLUMNS, &orders, order_rows, 1))
        .and_then(|()| compare("clock", no, &clocks::COLUMNS, &clocks, clock_rows, 2));
    Ok(checked.map(|()| (chain, Some(rebuilt.claim))))
}

/// The entries of a stream, their chain held against the head that the stored row names.
fn chained(
    root: i64,
    stream: &Rows,
    stored: Option<&Row>,
    counts: &mut Counts,
) -> Result<Result<(Vec<Entry>, Hash), Finding>, StoreError> {
    let entries = events::entries(stream)?;
    let head = stored.map(|row| Ok::<_, StoreError>(Head { seq: row.i64(0)?, hash: row.bytes(1)?.to_vec() }));
    let chain = match chain::verify(root, &entries, head.transpose()?.as_ref()) {
        Ok(chain) => chain,
        Err(broken) => return Ok(Err(Finding::Event(broken))),
    };
    counts.events += entries.len() as u64;
    Ok(Ok((entries, chain)))
}

/// A supervision against its events.
fn supervised(
    root: i64,
    stream: &Rows,
    stored: &Rows,
    units: &Rows,
    clock_rows: &Rows,
    counts: &mut Counts,
) -> Result<Result<(Hash, Option<Claim>), Finding>, StoreError> {
    let stored = stored.first();
    let (_, chain) = match chained(root, stream, stored, counts)? {
        Ok(chained) => chained,
        Err(finding) => return Ok(Err(finding)),
    };
    let unreadable = |what: String| Ok(Err(Finding::Unreadable { root, what }));
    let recorded = match events::read::<SupervisionEvent>(stream) {
        Ok(recorded) => recorded,
        Err(error) => return unreadable(error.to_string()),
    };
    let (Some(made), Some(last)) = (Supervision::fold(&recorded), recorded.last()) else {
        return unreadable("the first event issues no supervision".into());
    };
    let Some(stored) = stored else {
        return Ok(Err(Finding::MissingRow { table: "supervision", key: made.no.to_string() }));
    };
    counts.supervisions += 1;
    let no = made.no.as_str();
    let wanted = supervisions::row(&made, chain, last.at)?;
    let clocks = clocks::rows_alone(root, &made.clocks);
    let checked = compare("supervision", no, &supervisions::COLUMNS, &[wanted], std::slice::from_ref(stored), 0)
        .and_then(|()| compare("supervised", no, &["unit", "issued_at_ms"], &supervisions::unit_rows(&made), units, 2))
        .and_then(|()| compare("clock", no, &clocks::COLUMNS, &clocks, clock_rows, 2));
    Ok(checked.map(|()| (chain, None)))
}

/// A claim as its events make it, with the instants that only the sequence of states shows.
struct Rebuilt {
    claim: Claim,
    updated_at: Instant,
    /// When each order came to its present end.
    done_at: Vec<Option<Instant>>,
}

impl Rebuilt {
    fn of(root: i64, stream: &Rows, entries: &[Entry]) -> Result<Self, Finding> {
        let unreadable = |what: String| Finding::Unreadable { root, what };
        let recorded = events::read(stream).map_err(|error| unreadable(error.to_string()))?;
        let mut rest = recorded.iter();
        let first = rest.next().ok_or_else(|| unreadable("no events".into()))?;
        let mut claim = Claim::open(first).ok_or_else(|| unreadable("the first event opens no claim".into()))?;
        let mut done_at = Vec::new();
        let mut updated_at = first.at;
        // Events of one decision came in one commit, and the projections show the state behind the last of them.
        let mut rest = rest.peekable();
        while let Some(event) = rest.next() {
            claim.apply(event);
            updated_at = event.at;
            if rest.peek().is_none_or(|next| next.at != event.at || next.actor != event.actor) {
                note_ends(&claim, event.at, &mut done_at);
            }
        }
        note_ends(&claim, updated_at, &mut done_at);
        let last = entries.last().map_or(0, |entry| entry.seq);
        if place(last).map_err(|error| unreadable(error.to_string()))? != claim.version {
            return Err(unreadable("the fold did not reach the last event".into()));
        }
        Ok(Self { claim, updated_at, done_at })
    }
}

fn note_ends(claim: &Claim, at: Instant, done_at: &mut Vec<Option<Instant>>) {
    done_at.resize(claim.orders.len(), None);
    for (order, done) in claim.orders.iter().zip(done_at) {
        if order.is_open() {
            *done = None;
        } else if done.is_none() {
            *done = Some(at);
        }
    }
}

/// Compares rows in their order. The last `key` columns name a row beside the claim's number.
fn compare(
    table: &'static str,
    no: &str,
    columns: &[&'static str],
    wanted: &[Vec<Val>],
    stored: &[Row],
    key: usize,
) -> Result<(), Finding> {
    let named = |row: &[Val]| {
        let places = row.iter().take(columns.len()).rev().take(key).rev().map(|value| match value {
            Val::I(number) => number.to_string(),
            Val::T(text) => text.clone(),
            Val::Null | Val::B(_) => "?".to_owned(),
        });
        std::iter::once(no.to_owned()).chain(places).collect::<Vec<_>>().join("/")
    };
    let place = |row: &[Val]| row.iter().take(columns.len()).rev().take(key).rev().cloned().collect::<Vec<_>>();
    for row in wanted {
        let Some(found) = stored.iter().find(|found| place(&found.0) == place(row)) else {
            return Err(Finding::MissingRow { table, key: named(row) });
        };
        for ((column, wanted), found) in columns.iter().zip(row).zip(&found.0) {
            if wanted != found {
                return Err(Finding::Differs { table, key: named(row), column });
            }
        }
    }
    match stored.iter().find(|found| !wanted.iter().any(|row| place(row) == place(&found.0))) {
        Some(extra) => Err(Finding::ExtraRow { table, key: named(&extra.0) }),
        None => Ok(()),
    }
}

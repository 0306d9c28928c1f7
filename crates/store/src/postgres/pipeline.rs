//! Many messages, one trip. Everything is queued before the first wait, so a future dropped at any point either has
//! sent nothing or has sent its COMMIT as well: it cannot leave a transaction open.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use deadpool_postgres::Client;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Error, Statement};

use super::faults::fault;
use crate::error::StoreError;
use crate::value::{Row, Rows, Val, check_text};

/// A statement with arguments that are known to fit it. Nothing is sent before all of a list are: the driver panics
/// on a wrong number of arguments and drops a statement with a wrong type while its COMMIT goes out.
pub(super) struct Prepared<'a> {
    statement: Statement,
    args: &'a [Val],
}

impl<'a> Prepared<'a> {
    pub(super) async fn new(client: &Client, sql: &'static str, args: &'a [Val]) -> Result<Self, StoreError> {
        let statement = client.prepare_cached(sql).await.map_err(|error| fault(&error, false))?;
        let wanted = statement.params();
        if wanted.len() != args.len() {
            return Err(StoreError::db(format!("{} arguments for {} placeholders: {sql}", args.len(), wanted.len())));
        }
        check_text(args)?;
        if let Some((at, (value, kind))) =
            (1..).zip(args.iter().zip(wanted)).find(|(_, (value, kind))| !fits(value, kind))
        {
            return Err(StoreError::db(format!("${at} is {kind}, not {value:?}: {sql}")));
        }
        Ok(Self { statement, args })
    }

    fn params(&self) -> Vec<&(dyn ToSql + Sync)> {
        self.args.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
    }
}

/// Runs reads; the answers stand in their order.
pub(super) async fn read(client: &Client, queries: &[Prepared<'_>]) -> Result<Vec<Rows>, StoreError> {
    let sent: Vec<Sent<'_, Result<Vec<tokio_postgres::Row>, Error>>> = queries
        .iter()
        .map(|query| -> Sent<'_, _> { Box::pin(async move { client.query(&query.statement, &query.params()).await }) })
        .collect();
    let answers = together(sent).await;
    answers
        .into_iter()
        .map(|answer| {
            let rows = answer.map_err(|error| fault(&error, false))?;
            rows.iter().map(row).collect::<Result<Vec<_>, _>>().map(Rows)
        })
        .collect()
}

/// BEGIN, the writes, COMMIT. Gives the rows that each write touched.
///
/// Of several errors the first is the cause; what follows it only says that the transaction has failed (25P02).
pub(super) async fn commit(client: &Client, writes: &[Prepared<'_>]) -> Result<Vec<u64>, StoreError> {
    let mut sent: Vec<Sent<'_, Result<u64, Error>>> = Vec::with_capacity(writes.len() + 2);
    sent.push(Box::pin(async move { client.batch_execute("BEGIN").await.map(|()| 0) }));
    for write in writes {
        sent.push(Box::pin(async move { client.execute(&write.statement, &write.params()).await }));
    }
    sent.push(Box::pin(async move { client.batch_execute("COMMIT").await.map(|()| 0) }));
    let answers = together(sent).await;
    let mut touched = Vec::with_capacity(answers.len());
    for answer in answers {
        touched.push(answer.map_err(|error| fault(&error, true))?);
    }
    touched.remove(0);
    touched.truncate(writes.len());
    Ok(touched)
}

type Sent<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Drives all futures; the first round polls each of them in order before anything is waited for. (`join_all` of the
/// futures crate does not promise that for long lists.)
async fn together<T>(mut futures: Vec<Sent<'_, T>>) -> Vec<T> {
    let mut answers: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    poll_fn(|context| {
        let mut waiting = false;
        for (future, answer) in futures.iter_mut().zip(&mut answers) {
            if answer.is_none() {
                match future.as_mut().poll(context) {
                    Poll::Ready(value) => *answer = Some(value),
                    Poll::Pending => waiting = true,
                }
            }
        }
        if waiting { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    answers.into_iter().flatten().collect()
}

fn row(found: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let cells = (0..found.len()).map(|at| found.try_get::<_, Val>(at)).collect::<Result<_, _>>();
    cells.map(Row).map_err(|error| fault(&error, false))
}

fn is_text(kind: &Type) -> bool {
    matches!(*kind, Type::TEXT | Type::VARCHAR)
}

fn fits(value: &Val, kind: &Type) -> bool {
    match value {
        Val::Null => true,
        Val::I(_) => *kind == Type::INT8,
        Val::T(_) => is_text(kind),
        Val::B(_) => *kind == Type::BYTEA,
    }
}

impl ToSql for Val {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut tokio_postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::I(number) => number.to_sql(kind, out),
            Self::T(text) => text.to_sql(kind, out),
            Self::B(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::INT8 || is_text(kind) || *kind == Type::BYTEA
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Val {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        match *kind {
            Type::INT8 => i64::from_sql(kind, raw).map(Self::I),
            Type::INT4 => i32::from_sql(kind, raw).map(|number| Self::I(number.into())),
            // A comparison in a select list is 0 or 1 in SQLite.
            Type::BOOL => bool::from_sql(kind, raw).map(|truth| Self::I(truth.into())),
            Type::BYTEA => Ok(Self::B(raw.to_vec())),
            _ => String::from_sql(kind, raw).map(Self::T),
        }
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::INT4 | Type::BOOL | Type::BYTEA) || is_text(kind)
    }
}

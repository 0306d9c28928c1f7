//! The floor on SQLite: one prepared connection behind a mutex, a thread for each writer.

use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use rusqlite::{CachedStatement, Connection};
use store::Val;

use crate::figures::rate;
use crate::work::{Floor, Heap, Plan};

/// The connection, set up as the store sets up its own.
pub(crate) struct ByHand(Arc<Mutex<Connection>>);

impl ByHand {
    pub(crate) fn open(folder: &str) -> Self {
        let connection = Connection::open(Path::new(folder).join("yihu.db")).unwrap();
        connection.set_prepared_statement_cache_capacity(256);
        connection.pragma_update(None, "busy_timeout", 10_000).unwrap();
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).unwrap();
        connection.pragma_update(None, "synchronous", "FULL").unwrap();
        connection.pragma_update(None, "foreign_keys", true).unwrap();
        connection.pragma_update(None, "cache_size", -65_536).unwrap();
        connection.pragma_update(None, "mmap_size", 1_i64 << 30).unwrap();
        Self(Arc::new(Mutex::new(connection)))
    }
}

impl Floor for ByHand {
    fn name(&self) -> &'static str {
        "one connection behind a mutex"
    }

    fn run(&self, plans: Vec<Plan>, writers: usize) -> Pin<Box<dyn Future<Output = f64> + '_>> {
        Box::pin(async move {
            let count = plans.len();
            let heap: Heap<Plan> = Arc::new(Mutex::new(plans));
            let since = Instant::now();
            let threads: Vec<_> = (0..writers)
                .map(|_| {
                    let (connection, heap) = (self.0.clone(), heap.clone());
                    std::thread::spawn(move || {
                        loop {
                            let Some(plan) = heap.lock().unwrap().pop() else { break };
                            transition(&connection.lock().unwrap(), &plan);
                        }
                    })
                })
                .collect();
            for thread in threads {
                thread.join().unwrap();
            }
            rate(count, since)
        })
    }
}

fn transition(connection: &Connection, plan: &Plan) {
    word(connection, "BEGIN IMMEDIATE");
    for read in std::iter::once(&plan.lookup).chain(&plan.reads) {
        let mut statement = bound(connection, read.sql, &read.args);
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().unwrap() {
            // The bytes are there; what they say is nobody's business here.
            std::hint::black_box(row.get_ref(0).unwrap());
        }
    }
    for write in &plan.writes {
        let touched = bound(connection, write.sql, &write.args).raw_execute().unwrap();
        assert!(write.expect.is_none_or(|wanted| wanted == touched as u64), "{}", write.sql);
    }
    word(connection, "COMMIT");
}

fn bound<'c>(connection: &'c Connection, sql: &str, args: &[Val]) -> CachedStatement<'c> {
    let mut statement = connection.prepare_cached(sql).unwrap();
    for (at, value) in (1..).zip(args) {
        statement.raw_bind_parameter(at, value).unwrap();
    }
    statement
}

fn word(connection: &Connection, sql: &str) {
    connection.prepare_cached(sql).unwrap().raw_execute().unwrap();
}

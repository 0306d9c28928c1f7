//! Floors on PostgreSQL: a prepared connection for each writer, one statement a trip or all in as few as can be.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use store::Val;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Statement};

use crate::figures::rate;
use crate::work::{Floor, Heap, Plan};

/// How statements reach the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Each waits for the answer of the one before it.
    Sequential,
    /// The reads together, then BEGIN, the writes and COMMIT together.
    Pipelined,
}

/// Connects; the task that drives the connection ends with the client.
pub(crate) async fn connect(address: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// A database of the benchmark's own.
pub(crate) struct Database {
    server: String,
    name: String,
    pub(crate) address: String,
}

impl Database {
    pub(crate) async fn make(server: &str, what: &str) -> Self {
        let name = format!("yihu_bench_{}_{what}", std::process::id());
        let sql =
            format!("CREATE DATABASE {name} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0");
        connect(server).await.batch_execute(&sql).await.unwrap();
        let (path, query) = server.split_once('?').map_or((server, ""), |(path, query)| (path, query));
        let address = format!("{}/{name}?{query}", path.rsplit_once('/').unwrap().0);
        Self { server: server.to_owned(), name, address }
    }

    /// The server's version and what it does before it says that a commit is done.
    pub(crate) async fn conditions(&self) -> String {
        const SQL: &str = "SELECT current_setting('server_version') || ', fsync=' || current_setting('fsync') || \
                           ', synchronous_commit=' || current_setting('synchronous_commit') || \
                           ', shared_buffers=' || current_setting('shared_buffers')";
        connect(&self.address).await.query_one(SQL, &[]).await.unwrap().get(0)
    }

    pub(crate) async fn drop(self) {
        let sql = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        connect(&self.server).await.batch_execute(&sql).await.unwrap();
    }
}

/// Connections, each with its prepared statements.
pub(crate) struct ByHand {
    way: Way,
    connections: Vec<Arc<Connection>>,
}

struct Connection {
    client: Client,
    prepared: tokio::sync::Mutex<HashMap<&'static str, Statement>>,
}

impl ByHand {
    pub(crate) async fn connect(address: &str, way: Way) -> Self {
        let mut connections = Vec::new();
        for _ in 0..16 {
            let client = connect(address).await;
            connections.push(Arc::new(Connection { client, prepared: tokio::sync::Mutex::default() }));
        }
        Self { way, connections }
    }
}

impl Floor for ByHand {
    fn name(&self) -> &'static str {
        match self.way {
            Way::Sequential => "tokio-postgres, one statement a trip",
            Way::Pipelined => "tokio-postgres, pipelined",
        }
    }

    fn run(&self, plans: Vec<Plan>, writers: usize) -> Pin<Box<dyn Future<Output = f64> + '_>> {
        Box::pin(async move {
            let count = plans.len();
            let used = self.connections.iter().take(writers);
            for connection in used.clone() {
                connection.prepare(&plans[0]).await;
            }
            let (heap, way): (Heap<Plan>, Way) = (Arc::new(Mutex::new(plans)), self.way);
            let since = Instant::now();
            let tasks: Vec<_> = used
                .map(|connection| {
                    let (connection, heap) = (connection.clone(), heap.clone());
                    tokio::spawn(async move {
                        let prepared = connection.prepared.lock().await;
                        loop {
                            let Some(plan) = heap.lock().unwrap().pop() else { break };
                            match way {
                                Way::Sequential => sequential(&connection.client, &prepared, &plan).await,
                                Way::Pipelined => pipelined(&connection.client, &prepared, &plan).await,
                            }
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
            rate(count, since)
        })
    }
}

impl Connection {
    async fn prepare(&self, plan: &Plan) {
        let mut prepared = self.prepared.lock().await;
        let reads = std::iter::once(&plan.lookup).chain(&plan.reads).map(|read| read.sql);
        for sql in reads.chain(plan.writes.iter().map(|write| write.sql)) {
            if !prepared.contains_key(sql) {
                prepared.insert(sql, self.client.prepare(sql).await.unwrap());
            }
        }
    }
}

fn params(args: &[Val]) -> Vec<&(dyn ToSql + Sync)> {
    args.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

async fn sequential(client: &Client, prepared: &HashMap<&str, Statement>, plan: &Plan) {
    client.batch_execute("BEGIN").await.unwrap();
    for read in std::iter::once(&plan.lookup).chain(&plan.reads) {
        std::hint::black_box(client.query(&prepared[read.sql], &params(&read.args)).await.unwrap());
    }
    for write in &plan.writes {
        let touched = client.execute(&prepared[write.sql], &params(&write.args)).await.unwrap();
        assert!(write.expect.is_none_or(|wanted| wanted == touched), "{}", write.sql);
    }
    client.batch_execute("COMMIT").await.unwrap();
}

async fn pipelined(client: &Client, prepared: &HashMap<&str, Statement>, plan: &Plan) {
    std::hint::black_box(client.query(&prepared[plan.lookup.sql], &params(&plan.lookup.args)).await.unwrap());
    let mut reads: Vec<Pin<Box<dyn Future<Output = u64> + Send + '_>>> = Vec::new();
    for read in &plan.reads {
        reads.push(Box::pin(async {
            client.query(&prepared[read.sql], &params(&read.args)).await.unwrap().len() as u64
        }));
    }
    crate::work::together(reads).await;
    let mut sent: Vec<Pin<Box<dyn Future<Output = u64> + Send + '_>>> = Vec::new();
    sent.push(Box::pin(async { client.batch_execute("BEGIN").await.map(|()| 0).unwrap() }));
    for write in &plan.writes {
        sent.push(Box::pin(async { client.execute(&prepared[write.sql], &params(&write.args)).await.unwrap() }));
    }
    sent.push(Box::pin(async { client.batch_execute("COMMIT").await.map(|()| 0).unwrap() }));
    let touched = crate::work::together(sent).await;
    for (write, touched) in plan.writes.iter().zip(touched.iter().skip(1)) {
        assert!(write.expect.is_none_or(|wanted| wanted == *touched), "{}", write.sql);
    }
}

//! The floor that PostgreSQL brings along: `pgbench -M prepared` with the statements of one transition.
//!
//! pgbench cannot read arguments from a file, so it signs copies of one claim: rows copied in the server, with ids that
//! are reckoned from client and count. Texts, number of arguments and their lengths are those of `handle`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicI64, Ordering};

use app::play::Player;
use store::Val;

use crate::postgres::{Database, Way, connect};
use crate::work::{Plan, dispatched, plan};

/// Id of the first copy: far above the ids of this century.
const FIRST: i64 = 8_000_000_000_000_000_000;
/// Claims of one client stand so far apart.
const APART: i64 = 100_000;

/// Where pgbench is, if it is there.
pub(crate) fn find() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    folders.into_iter().flatten().map(|folder| folder.join("pgbench")).find(|program| program.is_file())
}

pub(crate) fn name(way: Way) -> &'static str {
    match way {
        Way::Sequential => "pgbench -M prepared",
        Way::Pipelined => "pgbench -M prepared, pipelined",
    }
}

/// A database with copies of one claim.
pub(crate) struct Copies {
    database: Database,
    program: PathBuf,
    root: i64,
    plan: Plan,
    /// First id of the next turn.
    next: AtomicI64,
    /// Copies made so far.
    made: AtomicI64,
}

/// The copies of one turn.
pub(crate) struct Turn {
    base: i64,
    clients: i64,
    each: i64,
}

impl Copies {
    pub(crate) async fn make(server: &str, key: &Path, program: PathBuf) -> Self {
        let database = Database::make(server, "pgbench").await;
        // A vault of its own needs a key of its own.
        let app = crate::open(&database.address, &key.with_extension("pgbench")).await;
        let player = Player::new(&app).unwrap();
        let work = dispatched(&app, &player, 0, 1).await;
        let plan = plan(&app, &work[0]).await;
        let root = plan.stored.claim.id.0;
        app.close().await;
        Self { database, program, root, plan, next: AtomicI64::new(FIRST), made: AtomicI64::new(0) }
    }

    /// Copies for `count` transitions by `writers` clients.
    pub(crate) async fn prepare(&self, writers: usize, count: usize) -> Turn {
        let (clients, each) = (i64::try_from(writers).unwrap(), i64::try_from(count / writers).unwrap());
        let base = self.next.fetch_add(clients * APART, Ordering::Relaxed);
        self.made.fetch_add(clients * each, Ordering::Relaxed);
        self.copy(base, clients, each).await;
        Turn { base, clients, each }
    }

    /// Transitions a second, connecting not counted, as pgbench says it.
    pub(crate) fn run(&self, way: Way, turn: &Turn) -> f64 {
        let Turn { base, clients, each } = turn;
        let mut script = Script::new(&self.plan, self.root);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), script.text(way)).unwrap();
        let mut pgbench = Command::new(&self.program);
        pgbench.args(["--no-vacuum", "--protocol=prepared", "--jobs=2", "--define=n=0"]);
        pgbench.arg(format!("--define=base={base}"));
        pgbench.arg(format!("--client={clients}")).arg(format!("--transactions={each}"));
        pgbench.args(script.defines.iter().map(|define| format!("--define={define}")));
        let done =
            pgbench.arg(format!("--file={}", file.path().display())).arg(&self.database.address).output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout);
        let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")).unwrap_or_else(|| {
            panic!("pgbench: {}", String::from_utf8_lossy(&done.stderr));
        });
        assert!(done.status.success() && said.contains("failed transactions: 0"), "{said}");
        tps.split(' ').next().unwrap().parse().unwrap()
    }

    /// Every copy was signed, by events, rows and key alike: a statement that touches nothing is no error to pgbench.
    pub(crate) async fn check(&self) {
        let copies = self.made.load(Ordering::Relaxed);
        let version = i64::try_from(self.plan.stored.claim.version).unwrap();
        let client = connect(&self.database.address).await;
        for (table, key, changed) in [
            ("claim", "id", format!("version > {version}")),
            ("work_order", "root_id", "signed_at_ms IS NOT NULL".to_owned()),
            ("event", "root_id", format!("seq = {}", version + 1)),
            ("outbox", "root_id", format!("id = {}", version + 1)),
            ("command", "root_id", "verb = 'sign'".to_owned()),
        ] {
            // The key's row names the claim that was copied: its argument is the same for all.
            let whose = if table == "command" { String::new() } else { format!(" AND {key} >= {FIRST}") };
            let sql = format!("SELECT count(*) FROM {table} WHERE {changed}{whose}");
            let found: i64 = client.query_one(&sql, &[]).await.unwrap().get(0);
            assert_eq!(found, copies, "{table}");
        }
    }

    /// Rows of the claim before it was signed, under new ids; its number is then its id.
    async fn copy(&self, base: i64, clients: i64, each: i64) {
        let root = self.root;
        let ids = format!(
            "(SELECT {base} + client * {APART} + n AS id FROM generate_series(0, {}) client, generate_series(1, {each}) n) new",
            clients - 1
        );
        let mut sql = String::new();
        for (table, key, changed) in [
            ("claim", "id", "'id', new.id, 'no', new.id"),
            ("work_order", "root_id", "'root_id', new.id, 'no', new.id || '-' || old.id"),
            ("clock", "root_id", "'root_id', new.id"),
        ] {
            writeln!(
                sql,
                "INSERT INTO {table} SELECT (jsonb_populate_record(old, jsonb_build_object({changed}))).* \
                 FROM {table} old, {ids} WHERE old.{key} = {root};"
            )
            .unwrap();
        }
        let client = connect(&self.database.address).await;
        client.batch_execute(&sql).await.unwrap();
        client.batch_execute("ANALYZE").await.unwrap();
    }

    pub(crate) async fn drop(self) {
        self.database.drop().await;
    }
}

/// A pgbench script: `$n` become variables, so that `-M prepared` sends them as arguments again.
struct Script<'a> {
    plan: &'a Plan,
    root: i64,
    no: String,
    key: Val,
    defines: Vec<String>,
}

impl<'a> Script<'a> {
    fn new(plan: &'a Plan, root: i64) -> Self {
        let key = plan.reads[1].args[0].clone();
        Self { plan, root, no: plan.stored.claim.no.to_string(), key, defines: Vec::new() }
    }

    fn text(&mut self, way: Way) -> String {
        let plan = self.plan;
        let mut text = format!("\\set n :n + 1\n\\set root :base + :client_id * {APART} + :n\n");
        let lookup = self.statement(plan.lookup.sql, &plan.lookup.args);
        let reads: String = plan.reads.iter().map(|read| self.statement(read.sql, &read.args)).collect();
        let writes: String = plan.writes.iter().map(|write| self.statement(write.sql, &write.args)).collect();
        match way {
            Way::Sequential => write!(text, "BEGIN;\n{lookup}{reads}{writes}COMMIT;\n"),
            Way::Pipelined => write!(
                text,
                "{lookup}\\startpipeline\n{reads}\\endpipeline\n\\startpipeline\nBEGIN;\n{writes}COMMIT;\n\\endpipeline\n"
            ),
        }
        .unwrap();
        text
    }

    fn statement(&mut self, sql: &str, args: &[Val]) -> String {
        let mut text = sql.to_owned();
        // From the last, so that $1 is not found in $12.
        for (at, value) in args.iter().enumerate().rev() {
            let variable = self.variable(value);
            text = text.replace(&format!("${}", at + 1), &variable);
        }
        text + ";\n"
    }

    fn variable(&mut self, value: &Val) -> String {
        let value = match value {
            // pgbench has no variables for these two.
            Val::Null => return "NULL".to_owned(),
            Val::T(text) if text.is_empty() => return "''".to_owned(),
            Val::I(number) if *number == self.root => return ":root".to_owned(),
            same if *same == self.key => return ":root".to_owned(),
            Val::T(text) if *text == self.no => return ":root".to_owned(),
            Val::I(number) => number.to_string(),
            Val::T(text) => text.clone(),
            Val::B(bytes) => bytes.iter().fold("\\x".to_owned(), |hex, byte| format!("{hex}{byte:02x}")),
        };
        let name = format!("v{}", self.defines.len());
        self.defines.push(format!("{name}={value}"));
        format!(":{name}")
    }
}

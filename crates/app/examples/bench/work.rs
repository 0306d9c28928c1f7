//! The work: claims with an order that waits to be signed, and the SQL that signing one comes to.

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use app::play::Player;
use app::{App, Intake};
use hotline::{
    Actor, CategoryRef, Channel, ClaimKind, ClaimNo, ClaimantKind, Command, Context, ReadBack, Recorded, Registration,
    SpeaksFor, decide,
};
use store::claims::{self, Stored};
use store::{Query, Stmt, commands, verify};

/// Signing an order: small, frequent, and it touches all there is (event, claim, order, two clocks, outbox, key).
pub(crate) const SIGN: Command = Command::Sign { order: 1 };

/// A claim whose first order waits to be signed.
pub(crate) struct Work {
    pub(crate) no: ClaimNo,
    pub(crate) unit: Actor,
    /// The idempotency key it will be signed with.
    pub(crate) key: String,
}

/// What many take from, one after the other.
pub(crate) type Heap<T> = Arc<Mutex<Vec<T>>>;

/// A way of sending the SQL by hand.
pub(crate) trait Floor {
    fn name(&self) -> &'static str;
    /// Carries out all plans, `writers` at once; transitions a second.
    fn run(&self, plans: Vec<Plan>, writers: usize) -> Pin<Box<dyn Future<Output = f64> + '_>>;
}

/// One transition as SQL. The claim's id is looked up by its number first, as [`App::handle`] does.
pub(crate) struct Plan {
    pub(crate) lookup: Query,
    pub(crate) reads: Vec<Query>,
    pub(crate) writes: Vec<Stmt>,
    pub(crate) stored: Stored,
}

/// `count` claims with a dispatched order each, the first of them the `from`th of all.
pub(crate) async fn dispatched(app: &App, player: &Player<'_>, from: usize, count: usize) -> Vec<Work> {
    let mut work = Vec::with_capacity(count);
    for first in (from..from + count).step_by(16) {
        let some = (first..(first + 16).min(from + count)).map(|n| one(app, player, n));
        work.extend(together(some.collect()).await);
    }
    work
}

/// Polls all until all are done: the store puts what arrives together into one commit.
pub(crate) async fn together<T>(futures: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut running: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        for (future, done) in &mut running {
            if done.is_none()
                && let std::task::Poll::Ready(value) = future.as_mut().poll(context)
            {
                *done = Some(value);
            }
        }
        if running.iter().all(|(_, done)| done.is_some()) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    running.into_iter().filter_map(|(_, done)| done).collect()
}

async fn one(app: &App, player: &Player<'_>, n: usize) -> Work {
    let intake = Intake {
        channel: Channel::Phone,
        name: "王小明".to_owned(),
        phone: format!("100{n:08}"),
        mail: String::new(),
        claimant_kind: ClaimantKind::Natural,
        speaks_for: SpeaksFor::Own,
        told: "小区健身器材坏了两个月没人修，老人孩子都不敢用".to_owned(),
        told_place: String::new(),
        origin: None,
        confidential: false,
        enterprise: false,
        registration: Some(registration()),
    };
    let no = app.receive_as(intake, Some(player.agency()), &format!("bench/{n}")).await.unwrap().no;
    let dispatch = player.by_the_list(&no, false).await.unwrap();
    let unit = player.unit(&dispatch.lead);
    player.by_agency(&no, Command::Dispatch(dispatch)).await.unwrap();
    Work { no, unit, key: format!("sign/{n}") }
}

fn registration() -> Registration {
    Registration {
        misconduct: None,
        kind: ClaimKind::Help,
        category: CategoryRef { code: "010203".into(), version: String::new() },
        place: hotline::Place { division: "130203006019".into(), text: "3号楼".to_owned() },
        title: "健身器材坏了".to_owned(),
        content: String::new(),
        demands: Vec::new(),
        read_back: Some(ReadBack { text: "健身器材坏了".to_owned(), confirmed: true }),
        truth_told: true,
    }
}

/// The reads and writes that [`App::handle`] sends when this order is signed. Made by the same functions of the store,
/// so that texts and arguments are the same; [`check`] rebuilds all rows from the events afterwards and compares.
pub(crate) async fn plan(app: &App, work: &Work) -> Plan {
    let rows = app.db().fetch(&[claims::by_no(&work.no)]).await.unwrap();
    let stored = claims::read(&rows[0]).unwrap().unwrap();
    let reference = work.unit.reference();
    let id = commands::id(&reference.to_string(), &work.key);
    let recorded = recorded(app, &work.unit, &stored);
    let mut writes = writes(app, &stored, &recorded);
    writes.push(commands::note(
        &id,
        &commands::Done {
            root: stored.claim.id.0,
            seq: i64::try_from(recorded.last().unwrap().seq).unwrap(),
            at: app.now(),
            verb: SIGN.verb().code().to_owned(),
            request: commands::digest(SIGN.to_json().to_string().as_bytes()).to_vec(),
            answer: String::new(),
        },
    ));
    Plan {
        lookup: claims::id_of(&work.no),
        reads: vec![claims::by_id(stored.claim.id.0), commands::seen(&id)],
        writes,
        stored,
    }
}

/// The decision, on record.
pub(crate) fn recorded(app: &App, unit: &Actor, stored: &Stored) -> Vec<Recorded> {
    let policy = app.policy();
    let ctx = Context {
        now: app.now(),
        actor: unit,
        policy,
        calendar: app.calendar(),
        registry: app.registry(),
        identity: &[],
    };
    let facts = decide(&stored.claim, SIGN, &ctx).unwrap();
    Recorded::from_facts(facts, stored.claim.version, app.now(), &unit.reference(), &policy.version)
}

/// The writes of what was decided, but the row of the idempotency key.
pub(crate) fn writes(app: &App, stored: &Stored, recorded: &[Recorded]) -> Vec<Stmt> {
    let mut after = stored.claim.clone();
    for one in recorded {
        after.apply(one);
    }
    claims::change(Some(stored), &after, recorded, None, &app.registry().divisions).unwrap()
}

/// Every row, whoever wrote it, is what its events make of it, and every claim has been signed once.
pub(crate) async fn check(app: &App) {
    const KEYS: &str = "SELECT count(*) FROM command WHERE verb = 'sign'";
    let counts = verify::verify(app.db(), &app.registry().divisions, |_| ()).await.unwrap().unwrap();
    let signed = app.db().rows(KEYS, Vec::new()).await.unwrap()[0].i64(0).unwrap();
    assert_eq!(counts.claims, u64::try_from(signed).unwrap(), "each claim is signed once");
    println!("  checked: {} claims rebuilt from {} events, no row differs", counts.claims, counts.events);
}

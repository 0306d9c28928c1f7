//! The run itself: minute by minute, clocks first, then new calls, then everybody whose time has come, then what follows
//! from it all. Everything goes through `App::receive_as` and `App::handle`, as it does for people.
//!
//! What falls into one minute goes to the store together, many abreast, and is begun in the same order each time; so the
//! log is the same however fast the machine is.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant as Stopwatch};

use app::play::Player;
use app::{App, AppError, Intake};
use futures_util::future::join_all;
use hotline::{Actor, Claim, ClaimNo, Command, Refusal, Stage, Supplement, TellProgress, Telling, TellingWay, Verb};
use law::Instant;

use crate::arrivals::{Topic, bursts_of_day, in_minute};
use crate::city::City;
use crate::conduct::{Next, Scene, Who, is_optional};
use crate::draw::Draw;
use crate::matter::Matter;
use crate::parameters::Parameters;
use crate::state::{Entry, State};
use crate::texts::Texts;

/// How many go to the store together: as many as share a commit.
const ABREAST: usize = 64;
const DAY: u64 = 1_440;
/// How often what follows from events is carried on, in minutes.
const OUTBOX: u64 = 15;
/// How often somebody may be refused on one claim before it is left to its clocks.
const REFUSALS: u32 = 8;

/// Where the time of a run went.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spent {
    /// New calls received.
    pub calls: Duration,
    /// Commands on claims.
    pub commands: Duration,
    /// Clocks that ran out.
    pub clocks: Duration,
    /// Notices and what else follows from events.
    pub outbox: Duration,
}

/// How far a run is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Minutes played, and of how many.
    pub minute: u64,
    /// All of them.
    pub minutes: u64,
    /// Contacts so far.
    pub contacts: u64,
}

/// A run on an application with a manual clock.
#[derive(Debug)]
pub struct Simulation<'a> {
    app: &'a App,
    player: Player<'a>,
    city: City,
    texts: Texts,
    state: State,
    folder: PathBuf,
    truth: File,
    /// Nothing is done before this: a run that broke off left the database ahead.
    floor: Option<Instant>,
    spent: Spent,
    abreast: usize,
}

impl<'a> Simulation<'a> {
    /// The file beside the data in which a run keeps where it stands.
    pub const STATE: &'static str = "simulation.json";
    /// What the product never sees, a line for each claim.
    pub const TRUTH: &'static str = "truth.jsonl";

    /// A new run, or the one that stands in `folder`; its own parameters hold.
    ///
    /// # Errors
    /// [`AppError::Input`] with what is wrong, or the store's.
    pub async fn open(app: &'a App, folder: &Path, new: Option<Parameters>) -> Result<Self, AppError> {
        let state = match new {
            Some(parameters) => {
                parameters.check().map_err(AppError::Input)?;
                State::new(parameters)
            }
            None => State::read(&folder.join(Self::STATE)).map_err(AppError::Input)?,
        };
        let path = folder.join(Self::TRUTH);
        let fault = |error: std::io::Error| unwritable(&path, &error);
        let truth = OpenOptions::new().create(true).append(true).open(&path).map_err(fault)?;
        truth.set_len(state.truth).map_err(fault)?;
        let floor = if state.clean { None } else { app.latest_event().await? };
        let city = City::new(app.registry(), state.parameters.seed).map_err(AppError::Input)?;
        let texts = Texts::new().map_err(AppError::Input)?;
        let (player, folder) = (Player::new(app)?, folder.to_owned());
        Ok(Self { app, player, city, texts, state, folder, truth, floor, spent: Spent::default(), abreast: ABREAST })
    }

    /// The first instant of a run.
    pub fn begins(parameters: &Parameters) -> Instant {
        Instant::local(parameters.from, 0, 0)
    }

    /// The instant at which the run in a folder goes on.
    ///
    /// # Errors
    /// [`AppError::Input`] where there is none.
    pub fn stands_at(folder: &Path) -> Result<Instant, AppError> {
        let state = State::read(&folder.join(Self::STATE)).map_err(AppError::Input)?;
        let minutes = i64::try_from(state.minute).unwrap_or(i64::MAX);
        Ok(Self::begins(&state.parameters).plus_minutes(minutes))
    }

    /// Sends so many commands to the store together instead of as many as share a commit: slower, and the same log.
    #[must_use]
    pub fn abreast(self, width: usize) -> Self {
        Self { abreast: width.max(1), ..self }
    }

    /// The parameters of this run.
    pub fn parameters(&self) -> &Parameters {
        &self.state.parameters
    }

    /// Where the time went.
    pub fn spent(&self) -> Spent {
        self.spent
    }

    /// The application it plays on.
    pub(crate) fn app(&self) -> &App {
        self.app
    }

    /// What came in and was done, by name.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (&str, u64)> {
        self.state.counts.iter().map(|(name, count)| (name.as_str(), *count))
    }

    /// Plays on until the last day is over, or until `stop` says so between two minutes. Whether it is over.
    ///
    /// # Errors
    /// The store's; what the law refuses is counted and is none.
    pub async fn play(
        &mut self,
        mut stop: impl FnMut(u64) -> bool,
        mut progress: impl FnMut(Progress),
    ) -> Result<bool, AppError> {
        let minutes = u64::from(self.state.parameters.days) * DAY;
        self.state.clean = false;
        while self.state.minute < minutes {
            if stop(self.state.minute) {
                self.keep(true)?;
                return Ok(false);
            }
            if self.state.minute.is_multiple_of(DAY) {
                self.keep(false)?;
            }
            self.minute().await?;
            self.state.minute += 1;
            progress(Progress { minute: self.state.minute, minutes, contacts: self.state.next });
        }
        self.keep(true)?;
        Ok(true)
    }

    /// Writes down where the run stands.
    fn keep(&mut self, clean: bool) -> Result<(), AppError> {
        self.state.clean = clean;
        let kept = self.state.write(&self.folder.join(Self::STATE)).map_err(AppError::Input);
        self.state.clean = false;
        kept
    }

    async fn minute(&mut self) -> Result<(), AppError> {
        let minute = self.state.minute;
        let at = Self::begins(&self.state.parameters).plus_minutes(i64::try_from(minute).unwrap_or(i64::MAX));
        let now = self.floor.map_or(at, |floor| at.max(floor));
        self.clocks(now).await?;
        if minute.is_multiple_of(DAY) {
            let day = u32::try_from(minute / DAY).unwrap_or(u32::MAX);
            self.state.bursts.retain(|burst| burst.calls.last().is_some_and(|last| *last >= minute));
            let new = bursts_of_day(&self.state.parameters, &self.city, day, at);
            self.state.bursts.extend(new);
        }
        let began = Stopwatch::now();
        self.calls(minute, at).await?;
        self.spent.calls += began.elapsed();
        let began = Stopwatch::now();
        while let Some(due) = self.state.agenda.first_entry().filter(|due| *due.key() <= minute) {
            let entries = due.remove();
            self.turns(minute, entries).await?;
        }
        self.spent.commands += began.elapsed();
        if minute % OUTBOX == OUTBOX - 1 {
            self.outbox().await?;
        }
        Ok(())
    }

    /// Lets time pass: what runs out on the way does so at its own instant.
    async fn clocks(&mut self, now: Instant) -> Result<(), AppError> {
        loop {
            let began = Stopwatch::now();
            let due = self.app.next_due().await?.filter(|due| *due <= now);
            let Some(due) = due else {
                self.spent.clocks += began.elapsed();
                break;
            };
            self.app.clock().set(due.max(self.app.now()));
            let fired = in_order(self.app.fire_due_clocks()).await?;
            self.spent.clocks += began.elapsed();
            if fired == 0 {
                break;
            }
            *self.state.counts.entry("时限届满".to_owned()).or_default() += fired as u64;
        }
        self.app.clock().set(now);
        Ok(())
    }

    async fn outbox(&mut self) -> Result<(), AppError> {
        let began = Stopwatch::now();
        in_order(self.app.run_outbox()).await?;
        self.spent.outbox += began.elapsed();
        Ok(())
    }

    /// The calls of a minute.
    async fn calls(&mut self, minute: u64, at: Instant) -> Result<(), AppError> {
        let parameters = self.state.parameters.clone();
        let mut new: Vec<(u64, Option<usize>)> = Vec::new();
        for _ in 0..in_minute(&parameters, self.app.calendar(), at) {
            let n = self.state.next;
            self.state.next += 1;
            match Draw::of(parameters.seed, "contact", n).unit() {
                share if share < parameters.claims => new.push((n, None)),
                share if share < parameters.claims + parameters.abandoned => self.state.count("来电：未接通"),
                share if share < parameters.claims + parameters.abandoned + parameters.asks_again + parameters.adds => {
                    let adds = share >= parameters.claims + parameters.abandoned + parameters.asks_again;
                    self.calls_again(n, adds).await?;
                }
                _ => self.state.count("来电：未形成诉求"),
            }
        }
        for (index, burst) in self.state.bursts.iter().enumerate() {
            for _ in burst.calls.iter().filter(|call| **call == minute) {
                new.push((self.state.next, Some(index)));
                self.state.next += 1;
            }
        }
        for some in new.chunks(self.abreast) {
            self.receive(minute, at, some).await?;
        }
        Ok(())
    }

    async fn receive(&mut self, minute: u64, at: Instant, callers: &[(u64, Option<usize>)]) -> Result<(), AppError> {
        let (parameters, day) = (&self.state.parameters, at.date());
        let matters: Vec<(Matter, Option<Topic>)> = callers
            .iter()
            .map(|(n, burst)| {
                let topic = burst.and_then(|index| self.state.bursts.get(index)).map(|burst| burst.topic.clone());
                (Matter::of(*n, day, topic.as_ref(), parameters, &self.city, &self.texts), topic)
            })
            .collect();
        let (app, agency) = (self.app, self.player.agency());
        let calls = matters.iter().map(|(matter, _)| {
            let intake: Intake = matter.intake(parameters.seed, &self.city);
            let key = format!("simulation/{}", matter.n);
            let agency = agency.clone();
            async move { app.receive_as(intake, Some(agency), &key).await }
        });
        let receipts = in_order(join_all(calls)).await;
        for ((matter, topic), receipt) in matters.into_iter().zip(receipts) {
            let receipt = match receipt {
                Ok(receipt) => receipt,
                Err(AppError::Refused(refusal)) => {
                    self.state.count(refused(Verb::Receive, &refusal));
                    continue;
                }
                Err(error) => return Err(error),
            };
            self.state.count(format!("来电：{}", matter.kind.zh()));
            let truth = matter.truth(receipt.no.to_string(), topic.as_ref(), &self.state.parameters, &self.city);
            let mut line = serde_json::to_vec(&truth).map_err(|error| AppError::Input(error.to_string()))?;
            line.push(b'\n');
            self.truth.write_all(&line).map_err(|error| unwritable(&self.folder.join(Self::TRUTH), &error))?;
            self.state.truth += line.len() as u64;
            let entry = Entry {
                n: matter.n,
                day,
                no: receipt.no,
                topic,
                balked: std::collections::BTreeSet::new(),
                refusals: 0,
            };
            self.state.agenda.entry(minute + 1).or_default().push(entry);
        }
        Ok(())
    }

    /// Somebody calls about a claim that is with a unit (C15.4).
    async fn calls_again(&mut self, n: u64, adds: bool) -> Result<(), AppError> {
        let mut draw = Draw::of(self.state.parameters.seed, "calls again", n);
        for _ in 0..3 {
            let at = draw.below(self.state.at_units.len());
            let Some(no) = self.state.at_units.get(at).cloned() else { break };
            let claim = self.player.claim(&no).await?;
            if claim.stage != Stage::Handling {
                self.state.at_units.swap_remove(at);
                continue;
            }
            let (actor, command) = if adds {
                let text = "补充：今天情况更严重了，请尽快来看".to_owned();
                (Actor::Claimant(claim.claimant.person), Command::Supplement(Supplement { text }))
            } else {
                let text = "正在办理，已把最近的进展告诉您".to_owned();
                let told = Telling { way: TellingWay::Phone, at: self.app.now() };
                (self.player.agency(), Command::TellProgress(TellProgress { text, told }))
            };
            self.state.count("来电：问在办的诉求");
            self.send(&no, command, &actor).await?;
            return Ok(());
        }
        self.state.count("来电：未形成诉求");
        Ok(())
    }

    /// A command; whether the law allowed it.
    async fn send(&mut self, no: &ClaimNo, command: Command, actor: &Actor) -> Result<bool, AppError> {
        let verb = command.verb();
        let answer = self.app.handle(no, None, command, actor, None).await;
        self.note(verb, answer.map(|_| ()))
    }

    fn note(&mut self, verb: Verb, answer: Result<(), AppError>) -> Result<bool, AppError> {
        match answer {
            Ok(()) => {
                self.state.count(format!("已办：{}", verb.zh()));
                Ok(true)
            }
            Err(AppError::Refused(refusal)) => {
                self.state.count(refused(verb, &refusal));
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Those whose time has come: each claim's people act until they have to wait. What may be joined to another claim comes
    /// last and one by one, as it looks at a claim that is not its own; and a claim becomes one to join to only when the
    /// minute is over. So nothing hangs on how many are abreast.
    async fn turns(&mut self, minute: u64, mut entries: Vec<Entry>) -> Result<(), AppError> {
        entries.sort_by_key(|entry| entry.n);
        let (may_join, alone): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| self.master(entry).is_some());
        let mut masters = Vec::new();
        self.turns_of(minute, &alone, self.abreast, &mut masters).await?;
        self.turns_of(minute, &may_join, 1, &mut masters).await?;
        for (topic, no) in masters {
            self.state.masters.entry(topic).or_insert(no);
        }
        Ok(())
    }

    /// The claim that others of its burst are joined to, where there is one already and it is another.
    fn master(&self, entry: &Entry) -> Option<&ClaimNo> {
        let topic = entry.topic.as_ref()?;
        self.state.masters.get(&topic.number).filter(|no| **no != entry.no)
    }

    async fn turns_of(
        &mut self,
        minute: u64,
        entries: &[Entry],
        abreast: usize,
        masters: &mut Vec<(u64, ClaimNo)>,
    ) -> Result<(), AppError> {
        for some in entries.chunks(abreast) {
            let nos: Vec<&ClaimNo> = some.iter().map(|entry| &entry.no).collect();
            let claims = self.player.claims(&nos).await?;
            let turns = some.iter().zip(claims).map(|(entry, claim)| self.turn(entry.clone(), claim));
            let done = in_order(join_all(turns)).await;
            for turn in done {
                let Turn { entry, acts, next } = turn?;
                for (verb, answer) in acts {
                    if self.note(verb, answer)? && verb == Verb::Dispatch {
                        self.state.at_units.push(entry.no.clone());
                        if let Some(topic) = &entry.topic {
                            masters.push((topic.number, entry.no.clone()));
                        }
                    }
                }
                if let Some(next) = next {
                    self.state.agenda.entry(next.max(minute + 1)).or_default().push(entry);
                }
            }
        }
        Ok(())
    }

    async fn turn(&self, mut entry: Entry, mut claim: Claim) -> Result<Turn, AppError> {
        let topic = entry.topic.as_ref();
        let matter = Matter::of(entry.n, entry.day, topic, &self.state.parameters, &self.city, &self.texts);
        let same_as = self
            .master(&entry)
            .filter(|_| matter.has(self.state.parameters.seed, "joined", self.state.parameters.joined));
        let mut acts = Vec::new();
        loop {
            let balked = entry.balked();
            let scene = Scene {
                city: &self.city,
                calendar: self.app.calendar(),
                parameters: &self.state.parameters,
                matter: &matter,
                claim: &claim,
                same_as,
                balked: &balked,
                now: self.app.now(),
            };
            let next = match scene.next() {
                Next::Rest => rests(&claim, self.state.minute),
                Next::At(at) => Some(self.minute_of(at)),
                Next::Act(who, command) => {
                    let verb = command.verb();
                    let refusal = match self.player.by(&self.actor(&who), &entry.no, *command).await {
                        Ok(after) => {
                            acts.push((verb, Ok(())));
                            claim = after;
                            continue;
                        }
                        Err(refusal) => refusal,
                    };
                    let refused = matches!(refusal, AppError::Refused(_));
                    acts.push((verb, Err(refusal)));
                    if !refused {
                        return Ok(Turn { entry, acts, next: None });
                    }
                    entry.balked.insert(verb.code().to_owned());
                    entry.refusals += 1;
                    if is_optional(verb) {
                        continue;
                    }
                    // Tried again after some hours; what never goes is left to its clocks.
                    (entry.refusals < REFUSALS).then_some(self.state.minute + 241)
                }
            };
            return Ok(Turn { entry, acts, next });
        }
    }

    fn actor(&self, who: &Who) -> Actor {
        match who {
            Who::Agency => self.player.agency(),
            Who::Unit(unit) => self.player.unit(unit),
        }
    }

    /// The first minute that does not begin before an instant.
    fn minute_of(&self, at: Instant) -> u64 {
        let since = at.ms() - Self::begins(&self.state.parameters).ms();
        u64::try_from(since.max(0)).unwrap_or_default().div_ceil(60_000)
    }
}

/// Many at once, none of them put off: the runtime would else stop some in the middle of a round, those whom chance meets,
/// so that others overtake them.
fn in_order<F: Future>(many: F) -> impl Future<Output = F::Output> {
    tokio::task::unconstrained(many)
}

/// Why a file beside the data could not be written, and what to do.
fn unwritable(path: &Path, error: &std::io::Error) -> AppError {
    AppError::Input(format!("文件“{}”写不进去（{error}）。请检查磁盘空间和权限，再接着跑。", path.display()))
}

/// The line under which a refusal is counted: the act, the clause, the reason's code and its field.
fn refused(verb: Verb, refusal: &Refusal) -> String {
    let field = refusal.field_name().map(|field| format!(" {field}")).unwrap_or_default();
    format!("未准：{}（{}，{}{field}）", verb.zh(), refusal.basis().zh(), refusal.code())
}

/// What one look at a claim brought.
struct Turn {
    entry: Entry,
    acts: Vec<(Verb, Result<(), AppError>)>,
    /// When it is looked at again.
    next: Option<u64>,
}

/// A claim that waits for another one or for its review comes back to people; one that only waits to end does not.
fn rests(claim: &Claim, minute: u64) -> Option<u64> {
    match claim.stage {
        Stage::Joined | Stage::Handling | Stage::Emergency => Some(minute + DAY / 4),
        Stage::Received
        | Stage::Accepted
        | Stage::Refused
        | Stage::Answered
        | Stage::CallingBack
        | Stage::Checking
        | Stage::Transferred
        | Stage::Terminated
        | Stage::Explaining
        | Stage::Explained
        | Stage::Archived => None,
    }
}

//! Short messages by CMPP 3.0, the protocol of the operators' gateways in China: one connection, at most sixteen
//! messages unanswered, asked once a minute whether it still stands, made anew when it broke.

pub mod pdu;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use md5::{Digest as _, Md5};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::{Instant, timeout};
use zeroize::Zeroizing;

use crate::sms::{Parts, mobile};
use crate::{Failure, Gateway, Handed, Message, Report, Way};
use pdu::{Pdu, Submit};

/// Messages that may wait for an answer at once (the protocol's window).
const WINDOW: usize = 16;
/// How long an answer may take (the protocol's T).
const ANSWER: Duration = Duration::from_mins(1);
/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(10);
/// After how long a silence the other end is asked whether it is there (the protocol's C).
const SILENCE: Duration = Duration::from_mins(1);

/// How a gateway is reached, and as whom.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// `host:port`.
    pub address: String,
    /// The enterprise code (SP id), six characters.
    pub enterprise: String,
    /// The shared secret.
    pub secret: Zeroizing<String>,
    /// The number that messages come from.
    pub number: String,
    /// The code of the service, given by the operator.
    pub service: String,
    /// The signature that stands before each text: `【唐山12345】`.
    pub signature: String,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings").field("address", &self.address).finish_non_exhaustive()
    }
}

/// What is wrong with a setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "短信网关设置不对：{0}。应写成 cmpp://企业代码:密码@网关地址:7890?number=接入号&service=业务代码&signature=唐山12345。"
)]
pub struct WrongSetting(&'static str);

impl Settings {
    /// `cmpp://enterprise:secret@host:7890?number=10690…&service=…&signature=…`
    ///
    /// # Errors
    /// [`WrongSetting`], with how to write it.
    pub fn parse(setting: &str) -> Result<Self, WrongSetting> {
        let url = url::Url::parse(setting).map_err(|_| WrongSetting("读不懂"))?;
        if url.scheme() != "cmpp" {
            return Err(WrongSetting("不是 cmpp://"));
        }
        let host = url.host_str().ok_or(WrongSetting("没有网关地址"))?;
        let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        let secret = url.password().ok_or(WrongSetting("没有密码"))?;
        let enterprise = decoded(url.username());
        if enterprise.is_empty() || enterprise.len() > 6 {
            return Err(WrongSetting("企业代码应是1至6个字符"));
        }
        let of = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let number = of("number").ok_or(WrongSetting("没有接入号（number）"))?;
        let signature = of("signature").ok_or(WrongSetting("没有签名（signature）"))?;
        Ok(Self {
            address: format!("{host}:{}", url.port().unwrap_or(7890)),
            enterprise,
            secret: Zeroizing::new(decoded(secret)),
            number,
            service: of("service").unwrap_or_default(),
            signature: format!("【{}】", signature.trim_matches(['【', '】'])),
        })
    }
}

/// A gateway that speaks CMPP 3.0. Cheap to make: the first message connects.
#[derive(Debug)]
pub struct Cmpp {
    settings: Settings,
    line: Mutex<Option<Line>>,
    window: tokio::sync::Semaphore,
    reference: AtomicU8,
    told: mpsc::UnboundedSender<Report>,
    reports: Mutex<mpsc::UnboundedReceiver<Report>>,
}

/// A connection that stands: what is asked through it goes to its task.
#[derive(Debug, Clone)]
struct Line(mpsc::Sender<Asked>);

#[derive(Debug)]
struct Asked {
    submit: Submit,
    answer: oneshot::Sender<Result<u64, Failure>>,
}

impl Cmpp {
    /// A gateway by its settings.
    pub fn new(settings: Settings) -> Self {
        let (told, reports) = mpsc::unbounded_channel();
        Self {
            settings,
            line: Mutex::new(None),
            window: tokio::sync::Semaphore::new(WINDOW),
            reference: AtomicU8::new(0),
            told,
            reports: Mutex::new(reports),
        }
    }

    async fn hand_over(&self, message: &Message) -> Result<Handed, Failure> {
        let to = mobile(&message.to).ok_or_else(|| Failure::Final("不是手机号，发不了短信".to_owned()))?;
        let text = format!("{}{}", self.settings.signature, message.text);
        let parts = Parts::of(&text).ok_or_else(|| Failure::Final("短信太长，发不了".to_owned()))?;
        let reference = self.reference.fetch_add(1, Ordering::Relaxed);
        let total = u8::try_from(parts.count()).unwrap_or(u8::MAX);
        let mut handle = None;
        for (number, content) in (1_u8..).zip(parts.with_heads(reference)) {
            let _place = self.window.acquire().await.map_err(|_| passing("短信网关正在关闭"))?;
            let submit = Submit {
                total,
                number,
                service_id: self.settings.service.clone(),
                msg_src: self.settings.enterprise.clone(),
                src_id: self.settings.number.clone(),
                to: to.clone(),
                content,
            };
            // The report on the first part stands for the whole: the phone shows it only when all have come.
            handle = handle.or(Some(self.submit(submit).await?));
        }
        Ok(handle.map_or(Handed::Unreported, |id| Handed::Awaited(id.to_string())))
    }

    async fn submit(&self, submit: Submit) -> Result<u64, Failure> {
        let line = self.line().await?;
        let (answer, answered) = oneshot::channel();
        let broken = || passing("与短信网关的连接断了");
        line.0.send(Asked { submit, answer }).await.map_err(|_| broken())?;
        answered.await.map_err(|_| broken())?
    }

    /// The line that stands, or a new one.
    async fn line(&self) -> Result<Line, Failure> {
        let mut line = self.line.lock().await;
        if let Some(line) = line.as_ref().filter(|line| !line.0.is_closed()) {
            return Ok(line.clone());
        }
        let made = timeout(CONNECT, connect(&self.settings)).await;
        let (read, write) = made.map_err(|_| passing("短信网关没有应答"))??;
        let (asked, asks) = mpsc::channel(WINDOW);
        let (heard, hears) = mpsc::channel(WINDOW);
        tokio::spawn(async move {
            if let Err(error) = listen(read, heard).await {
                tracing::warn!(%error, "short message gateway");
            }
        });
        tokio::spawn(speak(write, asks, hears, self.told.clone()));
        let made = Line(asked);
        *line = Some(made.clone());
        Ok(made)
    }
}

impl Gateway for Cmpp {
    fn way(&self) -> Way {
        Way::Sms
    }

    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<Handed, Failure>> {
        self.hand_over(message).boxed()
    }

    fn report(&self) -> BoxFuture<'_, Report> {
        async {
            match self.reports.lock().await.recv().await {
                Some(report) => report,
                None => std::future::pending().await,
            }
        }
        .boxed()
    }
}

fn passing(what: &str) -> Failure {
    Failure::Passing(what.to_owned())
}

/// MD5 over enterprise code, nine zeros, secret and time: the protocol's proof of knowing the secret.
pub fn authenticator(enterprise: &str, secret: &str, timestamp: u32) -> [u8; 16] {
    let mut hash = Md5::new();
    hash.update(enterprise.as_bytes());
    hash.update([0_u8; 9]);
    hash.update(secret.as_bytes());
    hash.update(format!("{timestamp:010}").as_bytes());
    hash.finalize().into()
}

/// The gateway's proof that it knows the secret as well.
pub fn gateway_authenticator(status: u32, ours: &[u8; 16], secret: &str) -> [u8; 16] {
    let mut hash = Md5::new();
    hash.update(status.to_be_bytes());
    hash.update(ours);
    hash.update(secret.as_bytes());
    hash.finalize().into()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the gateway wants the time of the wall, whatever clock a demonstration turns"
)]
async fn connect(settings: &Settings) -> Result<(OwnedReadHalf, OwnedWriteHalf), Failure> {
    let unreachable = |error: std::io::Error| Failure::Passing(format!("连不上短信网关：{error}"));
    let stream = TcpStream::connect(&settings.address).await.map_err(unreachable)?;
    stream.set_nodelay(true).map_err(unreachable)?;
    let (mut read, mut write) = stream.into_split();
    let now = jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::fixed(jiff::tz::offset(8)));
    let timestamp = now.strftime("%m%d%H%M%S").to_string().parse().unwrap_or(0);
    let ours = authenticator(&settings.enterprise, &settings.secret, timestamp);
    let hello = Pdu::Connect { source: settings.enterprise.clone(), authenticator: ours, timestamp };
    write.write_all(&hello.encode(1)).await.map_err(unreachable)?;
    match read_one(&mut read).await.map_err(|error| Failure::Passing(error.to_string()))? {
        (_, Pdu::ConnectResp { status: 0, authenticator, .. }) => {
            // Whoever cannot prove it is not given the citizens' numbers.
            if authenticator == gateway_authenticator(0, &ours, &settings.secret) {
                Ok((read, write))
            } else {
                Err(passing("短信网关没有证明它知道密码，请核对网关地址和密码"))
            }
        }
        (_, Pdu::ConnectResp { status, .. }) => {
            Err(Failure::Passing(format!("短信网关不接受登录：{}", refused(status))))
        }
        _ => Err(passing("短信网关答非所问")),
    }
}

/// What a gateway's refusal to connect means.
const fn refused(status: u32) -> &'static str {
    match status {
        1 => "消息结构错",
        2 => "企业代码或地址不对",
        3 => "密码不对",
        4 => "版本太高，网关不支持CMPP 3.0",
        _ => "其他原因",
    }
}

#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error("连接断了：{0}")]
    Io(#[from] std::io::Error),
    #[error("短信网关发来的内容不对：{0}")]
    Malformed(#[from] pdu::Malformed),
}

async fn read_one(read: &mut OwnedReadHalf) -> Result<(u32, Pdu), Broken> {
    let mut head = [0_u8; 4];
    read.read_exact(&mut head).await?;
    let length = Pdu::announced(head)?;
    let mut whole = vec![0; length];
    let (start, rest) = whole.split_at_mut(4);
    start.copy_from_slice(&head);
    read.read_exact(rest).await?;
    Ok(Pdu::decode(&whole)?)
}

async fn listen(mut read: OwnedReadHalf, heard: mpsc::Sender<(u32, Pdu)>) -> Result<(), Broken> {
    loop {
        let one = read_one(&mut read).await?;
        if heard.send(one).await.is_err() {
            return Ok(());
        }
    }
}

/// What is waited for: since when, and who waits.
type Waiting = HashMap<u32, (Instant, oneshot::Sender<Result<u64, Failure>>)>;

/// Writes what is asked and answers what is heard, until one end is gone. Who still waits then learns that the line broke.
async fn speak(
    mut write: OwnedWriteHalf,
    mut asks: mpsc::Receiver<Asked>,
    mut hears: mpsc::Receiver<(u32, Pdu)>,
    told: mpsc::UnboundedSender<Report>,
) {
    let mut sequence = 1_u32;
    let mut waiting = Waiting::new();
    let mut tests_unanswered = 0;
    loop {
        let written = tokio::select! {
            asked = asks.recv() => {
                let Some(Asked { submit, answer }) = asked else { break };
                sequence = sequence.wrapping_add(1);
                waiting.insert(sequence, (Instant::now(), answer));
                write.write_all(&Pdu::Submit(submit).encode(sequence)).await
            }
            heard = hears.recv() => {
                let Some((number, pdu)) = heard else { break };
                tests_unanswered = 0;
                match reply(number, pdu, &mut waiting, &told) {
                    Heard::Answer(answer) => write.write_all(&answer.encode(number)).await,
                    Heard::Nothing => Ok(()),
                    Heard::GoodBye => break,
                }
            }
            () = tokio::time::sleep(SILENCE) => {
                tests_unanswered += 1;
                if tests_unanswered > 3 {
                    break;
                }
                sequence = sequence.wrapping_add(1);
                write.write_all(&Pdu::ActiveTest.encode(sequence)).await
            }
        };
        if written.is_err() {
            break;
        }
        waiting.retain(|_, (since, answer)| since.elapsed() < ANSWER && !answer.is_closed());
    }
}

enum Heard {
    Answer(Pdu),
    Nothing,
    GoodBye,
}

fn reply(number: u32, pdu: Pdu, waiting: &mut Waiting, told: &mpsc::UnboundedSender<Report>) -> Heard {
    match pdu {
        Pdu::SubmitResp { msg_id, result } => {
            if let Some((_, answer)) = waiting.remove(&number) {
                // Nobody waits any more where the sender gave up; the report still comes.
                let _gone = answer.send(taken(msg_id, result));
            }
            Heard::Nothing
        }
        Pdu::Deliver { msg_id, report } => {
            if let Some(report) = report {
                let arrived = if report.stat == "DELIVRD" { Ok(()) } else { Err(not_arrived(&report.stat)) };
                let _closing = told.send(Report::Outcome { handle: report.msg_id.to_string(), arrived });
            }
            Heard::Answer(Pdu::DeliverResp { msg_id })
        }
        Pdu::ActiveTest => Heard::Answer(Pdu::ActiveTestResp),
        Pdu::Terminate | Pdu::TerminateResp => Heard::GoodBye,
        Pdu::Connect { .. }
        | Pdu::ConnectResp { .. }
        | Pdu::Submit(_)
        | Pdu::DeliverResp { .. }
        | Pdu::ActiveTestResp => Heard::Nothing,
    }
}

/// What a gateway's answer to a message means: too much at once passes, a wrong number does not.
fn taken(msg_id: u64, result: u32) -> Result<u64, Failure> {
    match result {
        0 => Ok(msg_id),
        8 => Err(passing("短信网关说发得太快")),
        4 | 6 => Err(Failure::Final("短信网关说内容太长".to_owned())),
        9 | 13 => Err(Failure::Final("短信网关说这个号码不对或者不归它管".to_owned())),
        other => Err(Failure::Passing(format!("短信网关没有收（代码{other}）"))),
    }
}

/// What a report's word means.
fn not_arrived(stat: &str) -> String {
    let meaning = match stat {
        "EXPIRED" => "对方长时间关机或者不在服务区",
        "DELETED" => "短信被删除",
        "UNDELIV" => "送不到",
        "REJECTD" => "被拒收",
        "UNKNOWN" | "ACCEPTD" => "没有结果",
        _ => "没有送到",
    };
    format!("{meaning}（{stat}）")
}

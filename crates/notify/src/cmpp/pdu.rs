//! The protocol units of CMPP 3.0 (中国移动通信互联网短信网关接口协议 V3.0) as far as a sender needs them: connect, submit,
//! deliver with its status report, active test, terminate.
//!
//! Everything that comes from the line is outside's: lengths are checked before they are believed, and nothing panics.

use bytes::{Buf, BufMut, Bytes, BytesMut};

/// Length of the head.
pub const HEAD: usize = 12;
/// Longest unit a gateway may send; the longest the protocol has is well below.
pub const LONGEST: usize = 4096;

const CONNECT: u32 = 0x0000_0001;
const CONNECT_RESP: u32 = 0x8000_0001;
const TERMINATE: u32 = 0x0000_0002;
const TERMINATE_RESP: u32 = 0x8000_0002;
const SUBMIT: u32 = 0x0000_0004;
const SUBMIT_RESP: u32 = 0x8000_0004;
const DELIVER: u32 = 0x0000_0005;
const DELIVER_RESP: u32 = 0x8000_0005;
const ACTIVE_TEST: u32 = 0x0000_0008;
const ACTIVE_TEST_RESP: u32 = 0x8000_0008;

/// The version byte of 3.0.
pub const VERSION: u8 = 0x30;

/// What a gateway says of a message that was sent before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReport {
    /// The number that its submit was answered with.
    pub msg_id: u64,
    /// `DELIVRD`, `EXPIRED`, `UNDELIV` …
    pub stat: String,
}

/// One message of one part to one phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submit {
    /// How many parts the whole has.
    pub total: u8,
    /// Which this is, from 1.
    pub number: u8,
    /// Identifies the service towards the gateway.
    pub service_id: String,
    /// The enterprise code (SP id).
    pub msg_src: String,
    /// The number it comes from.
    pub src_id: String,
    /// The phone.
    pub to: String,
    /// UCS-2, with its head where it is a part.
    pub content: Vec<u8>,
}

/// A unit of the protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pdu {
    /// Who we are.
    Connect {
        /// The enterprise code.
        source: String,
        /// MD5 over code, nine zeros, the shared secret and the timestamp.
        authenticator: [u8; 16],
        /// `MMDDHHMMSS` as a number.
        timestamp: u32,
    },
    /// What the gateway says to that.
    ConnectResp {
        /// 0 is welcome.
        status: u32,
        /// Proof that the gateway knows the secret.
        authenticator: [u8; 16],
        /// The highest version it speaks.
        version: u8,
    },
    /// A message.
    Submit(Submit),
    /// Taken, or why not.
    SubmitResp {
        /// The gateway's number.
        msg_id: u64,
        /// 0 is taken.
        result: u32,
    },
    /// Something for us.
    Deliver {
        /// Its number, to be answered.
        msg_id: u64,
        /// What became of a message; none for what a phone sent.
        report: Option<StatusReport>,
    },
    /// We have it.
    DeliverResp {
        /// The number answered.
        msg_id: u64,
    },
    /// Is anybody there?
    ActiveTest,
    /// Yes.
    ActiveTestResp,
    /// Good-bye.
    Terminate,
    /// Good-bye.
    TerminateResp,
}

/// What came was no unit of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// A length that cannot be.
    #[error("长度{0}不对")]
    Length(usize),
    /// A command that is not of this protocol, or not ours to get.
    #[error("命令{0:#010x}不认识")]
    Command(u32),
}

impl Pdu {
    /// The unit with its head.
    pub fn encode(&self, sequence: u32) -> Bytes {
        let mut body = BytesMut::with_capacity(256);
        let command = match self {
            Self::Connect { source, authenticator, timestamp } => {
                put(&mut body, source, 6);
                body.put_slice(authenticator);
                body.put_u8(VERSION);
                body.put_u32(*timestamp);
                CONNECT
            }
            Self::ConnectResp { status, authenticator, version } => {
                body.put_u32(*status);
                body.put_slice(authenticator);
                body.put_u8(*version);
                CONNECT_RESP
            }
            Self::Submit(submit) => {
                submit.encode(&mut body);
                SUBMIT
            }
            Self::SubmitResp { msg_id, result } => {
                body.put_u64(*msg_id);
                body.put_u32(*result);
                SUBMIT_RESP
            }
            Self::Deliver { msg_id, report } => {
                deliver(&mut body, *msg_id, report.as_ref());
                DELIVER
            }
            Self::DeliverResp { msg_id } => {
                body.put_u64(*msg_id);
                body.put_u32(0);
                DELIVER_RESP
            }
            Self::ActiveTest => ACTIVE_TEST,
            Self::ActiveTestResp => {
                body.put_u8(0);
                ACTIVE_TEST_RESP
            }
            Self::Terminate => TERMINATE,
            Self::TerminateResp => TERMINATE_RESP,
        };
        let mut whole = BytesMut::with_capacity(HEAD + body.len());
        whole.put_u32(u32::try_from(HEAD + body.len()).unwrap_or(u32::MAX));
        whole.put_u32(command);
        whole.put_u32(sequence);
        whole.extend_from_slice(&body);
        whole.freeze()
    }

    /// The length that a head announces.
    ///
    /// # Errors
    /// [`Malformed::Length`], if it cannot be.
    pub fn announced(head: [u8; 4]) -> Result<usize, Malformed> {
        let length = usize::try_from(u32::from_be_bytes(head)).unwrap_or(usize::MAX);
        if (HEAD..=LONGEST).contains(&length) { Ok(length) } else { Err(Malformed::Length(length)) }
    }

    /// A whole unit, its head with it, and its sequence number.
    ///
    /// # Errors
    /// [`Malformed`]; the connection cannot be used further.
    pub fn decode(whole: &[u8]) -> Result<(u32, Self), Malformed> {
        let mut rest = whole;
        let short = || Malformed::Length(whole.len());
        let length = rest.try_get_u32().map_err(|_| short())?;
        if usize::try_from(length).ok() != Some(whole.len()) {
            return Err(short());
        }
        let command = rest.try_get_u32().map_err(|_| short())?;
        let sequence = rest.try_get_u32().map_err(|_| short())?;
        let pdu = match command {
            CONNECT => Self::Connect {
                source: text(&mut rest, 6).ok_or_else(short)?,
                authenticator: sixteen(&mut rest).ok_or_else(short)?,
                timestamp: {
                    rest.try_get_u8().map_err(|_| short())?;
                    rest.try_get_u32().map_err(|_| short())?
                },
            },
            CONNECT_RESP => Self::ConnectResp {
                status: rest.try_get_u32().map_err(|_| short())?,
                authenticator: sixteen(&mut rest).ok_or_else(short)?,
                version: rest.try_get_u8().map_err(|_| short())?,
            },
            SUBMIT => Self::Submit(Submit::decode(&mut rest).ok_or_else(short)?),
            SUBMIT_RESP => Self::SubmitResp {
                msg_id: rest.try_get_u64().map_err(|_| short())?,
                result: rest.try_get_u32().map_err(|_| short())?,
            },
            DELIVER => delivered(&mut rest).ok_or_else(short)?,
            DELIVER_RESP => Self::DeliverResp { msg_id: rest.try_get_u64().map_err(|_| short())? },
            ACTIVE_TEST => Self::ActiveTest,
            ACTIVE_TEST_RESP => Self::ActiveTestResp,
            TERMINATE => Self::Terminate,
            TERMINATE_RESP => Self::TerminateResp,
            other => return Err(Malformed::Command(other)),
        };
        Ok((sequence, pdu))
    }
}

impl Submit {
    fn encode(&self, body: &mut BytesMut) {
        body.put_u64(0);
        body.put_u8(self.total);
        body.put_u8(self.number);
        // A report is wanted.
        body.put_u8(1);
        body.put_u8(0);
        put(body, &self.service_id, 10);
        // The sender pays.
        body.put_u8(2);
        put(body, "", 32);
        body.put_u8(0);
        body.put_u8(0);
        body.put_u8(u8::from(self.total > 1));
        // UCS-2.
        body.put_u8(8);
        put(body, &self.msg_src, 6);
        put(body, "01", 2);
        put(body, "0", 6);
        put(body, "", 17);
        put(body, "", 17);
        put(body, &self.src_id, 21);
        body.put_u8(1);
        put(body, &self.to, 32);
        body.put_u8(0);
        let content = self.content.get(..self.content.len().min(140)).unwrap_or_default();
        body.put_u8(u8::try_from(content.len()).unwrap_or(140));
        body.put_slice(content);
        put(body, "", 20);
    }

    fn decode(rest: &mut &[u8]) -> Option<Self> {
        skip(rest, 8)?;
        let total = rest.try_get_u8().ok()?;
        let number = rest.try_get_u8().ok()?;
        skip(rest, 2)?;
        let service_id = text(rest, 10)?;
        skip(rest, 1 + 32 + 1 + 1 + 1 + 1)?;
        let msg_src = text(rest, 6)?;
        skip(rest, 2 + 6 + 17 + 17)?;
        let src_id = text(rest, 21)?;
        // More than one phone is not what we send.
        (rest.try_get_u8().ok()? == 1).then_some(())?;
        let to = text(rest, 32)?;
        skip(rest, 1)?;
        let length = usize::from(rest.try_get_u8().ok()?);
        let content = rest.get(..length)?.to_vec();
        Some(Self { total, number, service_id, msg_src, src_id, to, content })
    }
}

/// Length of a status report in a deliver (3.0: the phone's number has 32 octets).
const REPORT: usize = 8 + 7 + 10 + 10 + 32 + 4;

fn deliver(body: &mut BytesMut, msg_id: u64, report: Option<&StatusReport>) {
    body.put_u64(msg_id);
    put(body, "", 21);
    put(body, "", 10);
    body.put_slice(&[0, 0, 0]);
    put(body, "", 32);
    body.put_u8(0);
    body.put_u8(u8::from(report.is_some()));
    match report {
        None => body.put_u8(0),
        Some(report) => {
            body.put_u8(u8::try_from(REPORT).unwrap_or(0));
            body.put_u64(report.msg_id);
            put(body, &report.stat, 7);
            put(body, "", 10 + 10 + 32 + 4);
        }
    }
    put(body, "", 20);
}

fn delivered(rest: &mut &[u8]) -> Option<Pdu> {
    let msg_id = rest.try_get_u64().ok()?;
    skip(rest, 21 + 10 + 3 + 32 + 1)?;
    let is_report = rest.try_get_u8().ok()? == 1;
    let length = usize::from(rest.try_get_u8().ok()?);
    let mut content = rest.get(..length)?;
    let report = if is_report {
        Some(StatusReport { msg_id: content.try_get_u64().ok()?, stat: text(&mut content, 7)? })
    } else {
        None
    };
    Some(Pdu::Deliver { msg_id, report })
}

/// A text in a field of fixed length, filled with zeros; what is too long is cut.
fn put(body: &mut BytesMut, text: &str, length: usize) {
    let octets = text.as_bytes().get(..text.len().min(length)).unwrap_or_default();
    body.put_slice(octets);
    body.put_bytes(0, length - octets.len());
}

fn text(rest: &mut &[u8], length: usize) -> Option<String> {
    let field = rest.get(..length)?;
    rest.advance(length);
    let end = field.iter().position(|octet| *octet == 0).unwrap_or(length);
    Some(String::from_utf8_lossy(field.get(..end)?).trim().to_owned())
}

fn sixteen(rest: &mut &[u8]) -> Option<[u8; 16]> {
    let field = rest.get(..16)?.try_into().ok()?;
    rest.advance(16);
    Some(field)
}

fn skip(rest: &mut &[u8], length: usize) -> Option<()> {
    rest.get(..length)?;
    rest.advance(length);
    Some(())
}

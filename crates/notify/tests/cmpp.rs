//! The sender against a gateway on the loopback that speaks the protocol's other half.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]
#![expect(clippy::wildcard_enum_match_arm, reason = "the gateway of the test knows only what it needs")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use notify::cmpp::pdu::{Pdu, StatusReport, Submit};
use notify::cmpp::{Cmpp, Settings, authenticator, gateway_authenticator};
use notify::{Failure, Gateway as _, Handed, Message, Report};
use proptest::prelude::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const SECRET: &str = "p@ss word";

/// What the gateway of the test does.
#[derive(Debug, Clone, Copy, Default)]
struct Manner {
    /// Answers each message with this result.
    result: u32,
    /// Does not know the secret.
    impostor: bool,
    /// Breaks the first connection after this many messages.
    breaks_after: Option<usize>,
    /// What it reports of each message.
    stat: &'static str,
}

async fn read_one(stream: &mut TcpStream) -> Option<(u32, Pdu)> {
    let mut head = [0_u8; 4];
    stream.read_exact(&mut head).await.ok()?;
    let mut whole = head.to_vec();
    whole.resize(Pdu::announced(head).unwrap(), 0);
    stream.read_exact(&mut whole[4..]).await.ok()?;
    Some(Pdu::decode(&whole).unwrap())
}

/// A gateway, and what it was given.
async fn gateway(manner: Manner) -> (String, Arc<Mutex<Vec<Submit>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let given = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&given);
    tokio::spawn(async move {
        let mut breaks = manner.breaks_after;
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let Some((number, Pdu::Connect { source, authenticator: theirs, timestamp })) = read_one(&mut stream).await
            else {
                continue;
            };
            let right = theirs == authenticator(&source, SECRET, timestamp);
            let status = if right { 0 } else { 3 };
            let secret = if manner.impostor { "other" } else { SECRET };
            let proof = gateway_authenticator(status, &theirs, secret);
            let hello = Pdu::ConnectResp { status, authenticator: proof, version: 0x30 };
            stream.write_all(&hello.encode(number)).await.unwrap();
            let mut answered = 0;
            while let Some((number, pdu)) = read_one(&mut stream).await {
                match pdu {
                    Pdu::Submit(submit) => {
                        if breaks == Some(answered) {
                            breaks = None;
                            break;
                        }
                        answered += 1;
                        let msg_id = 7_000 + u64::try_from(kept.lock().unwrap().len()).unwrap();
                        kept.lock().unwrap().push(submit);
                        let answer = Pdu::SubmitResp { msg_id, result: manner.result };
                        stream.write_all(&answer.encode(number)).await.unwrap();
                        if !manner.stat.is_empty() {
                            let report = StatusReport { msg_id, stat: manner.stat.to_owned() };
                            let deliver = Pdu::Deliver { msg_id: 1, report: Some(report) };
                            stream.write_all(&deliver.encode(9)).await.unwrap();
                        }
                    }
                    Pdu::ActiveTest => stream.write_all(&Pdu::ActiveTestResp.encode(number)).await.unwrap(),
                    _ => {}
                }
            }
        }
    });
    (address, given)
}

fn sender(address: &str, secret: &str) -> Cmpp {
    let setting = format!("cmpp://123456@{address}?number=1069012345&service=TS&signature=唐山12345");
    let mut url = url::Url::parse(&setting).unwrap();
    url.set_password(Some(secret)).unwrap();
    Cmpp::new(Settings::parse(url.as_str()).unwrap())
}

fn message(to: &str, text: &str) -> Message {
    Message { id: "1-2-1".to_owned(), to: to.to_owned().into(), subject: String::new(), text: text.to_owned() }
}

#[tokio::test]
async fn a_message_is_taken_and_its_arrival_reported() {
    let (address, given) = gateway(Manner { stat: "DELIVRD", ..Manner::default() }).await;
    let sender = sender(&address, SECRET);
    let handed = sender.send(&message("13800001234", "您反映的事已受理")).await.unwrap();
    assert_eq!(handed, Handed::Awaited("7000".to_owned()));
    assert_eq!(sender.report().await, Report::Outcome { handle: "7000".to_owned(), arrived: Ok(()) });
    let submit = given.lock().unwrap()[0].clone();
    assert_eq!((submit.total, submit.to.as_str(), submit.src_id.as_str()), (1, "13800001234", "1069012345"));
    let units: Vec<u16> = submit.content.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    assert_eq!(String::from_utf16(&units).unwrap(), "【唐山12345】您反映的事已受理");
}

#[tokio::test]
async fn a_long_message_goes_in_parts_under_one_handle() {
    let (address, given) = gateway(Manner::default()).await;
    let handed = sender(&address, SECRET).send(&message("13800001234", &"长".repeat(100))).await.unwrap();
    assert_eq!(handed, Handed::Awaited("7000".to_owned()));
    let given = given.lock().unwrap();
    assert_eq!(given.iter().map(|part| (part.total, part.number)).collect::<Vec<_>>(), [(2, 1), (2, 2)]);
    assert!(given.iter().all(|part| part.content[..3] == [5, 0, 3]));
}

#[tokio::test]
async fn sixty_at_once_each_get_their_own_answer() {
    let (address, given) = gateway(Manner::default()).await;
    let sender = sender(&address, SECRET);
    let message = message("13800001234", "您反映的事已受理");
    let all = futures_util::future::join_all((0..60).map(|_| sender.send(&message))).await;
    let mut handles: Vec<String> = all
        .into_iter()
        .map(|one| match one.unwrap() {
            Handed::Awaited(handle) => handle,
            Handed::Unreported => String::new(),
        })
        .collect();
    handles.sort();
    handles.dedup();
    assert_eq!((handles.len(), given.lock().unwrap().len()), (60, 60));
}

#[tokio::test]
async fn a_line_that_breaks_is_made_anew() {
    let (address, given) = gateway(Manner { breaks_after: Some(1), ..Manner::default() }).await;
    let sender = sender(&address, SECRET);
    let message = message("13800001234", "一");
    assert!(sender.send(&message).await.is_ok());
    let broken = tokio::time::timeout(Duration::from_secs(5), sender.send(&message)).await.unwrap();
    assert!(matches!(broken, Err(Failure::Passing(_))), "{broken:?}");
    // The task that wrote learns of it a moment later.
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(sender.send(&message).await.is_ok());
    assert_eq!(given.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn refusals_say_whether_to_try_again() {
    for (result, again) in [(8, true), (13, false), (4, false), (5, true)] {
        let (address, _) = gateway(Manner { result, ..Manner::default() }).await;
        let failure = sender(&address, SECRET).send(&message("13800001234", "一")).await.unwrap_err();
        assert_eq!(matches!(failure, Failure::Passing(_)), again, "{result}: {failure}");
    }
    let (address, given) = gateway(Manner::default()).await;
    let sender = sender(&address, SECRET);
    assert!(matches!(sender.send(&message("0315-2821234", "一")).await, Err(Failure::Final(_))));
    assert!(matches!(sender.send(&message("13800001234", &"长".repeat(1000))).await, Err(Failure::Final(_))));
    assert_eq!(given.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn a_report_says_why_it_did_not_arrive() {
    let (address, _) = gateway(Manner { stat: "EXPIRED", ..Manner::default() }).await;
    let sender = sender(&address, SECRET);
    sender.send(&message("13800001234", "一")).await.unwrap();
    let Report::Outcome { arrived, .. } = sender.report().await;
    assert_eq!(arrived.unwrap_err(), "对方长时间关机或者不在服务区（EXPIRED）");
}

#[tokio::test]
async fn c39_an_impostor_gets_no_number() {
    let (address, given) = gateway(Manner { impostor: true, ..Manner::default() }).await;
    let failure = sender(&address, SECRET).send(&message("13800001234", "一")).await.unwrap_err();
    assert!(failure.to_string().contains("没有证明"), "{failure}");
    assert_eq!(given.lock().unwrap().len(), 0);
    let (address, _) = gateway(Manner::default()).await;
    let failure = sender(&address, "wrong").send(&message("13800001234", "一")).await.unwrap_err();
    assert!(failure.to_string().contains("密码不对"), "{failure}");
    let nobody = sender("127.0.0.1:1", SECRET).send(&message("13800001234", "一")).await.unwrap_err();
    assert!(matches!(nobody, Failure::Passing(_)) && !format!("{nobody:?}").contains("13800001234"));
}

#[test]
fn c39_settings_and_messages_are_not_printed_with_what_is_secret() {
    let settings = Settings::parse("cmpp://123456:geheim@gw:7890?number=10690&signature=唐山12345").unwrap();
    assert!(!format!("{settings:?}").contains("geheim"));
    assert!(!format!("{:?}", message("13800001234", "一")).contains("13800001234"));
    for wrong in ["", "http://a:b@c", "cmpp://a:b@c", "cmpp://a@c?number=1&signature=x", "cmpp://1234567:b@c?number=1"]
    {
        let said = Settings::parse(wrong).unwrap_err().to_string();
        assert!(said.contains("应写成 cmpp://"), "{wrong}: {said}");
    }
}

proptest! {
    #[test]
    fn whatever_comes_from_the_line_is_read_or_refused(octets in prop::collection::vec(any::<u8>(), 0..400)) {
        let _either = Pdu::decode(&octets);
        let mut whole = octets;
        if whole.len() >= 12 {
            let length = u32::try_from(whole.len()).unwrap();
            whole[..4].copy_from_slice(&length.to_be_bytes());
            for command in [1_u32, 0x8000_0001, 4, 0x8000_0004, 5, 0x8000_0005, 8] {
                whole[4..8].copy_from_slice(&command.to_be_bytes());
                if let Ok((sequence, pdu)) = Pdu::decode(&whole) {
                    let again = Pdu::decode(&pdu.encode(sequence));
                    prop_assert!(again.is_ok());
                }
            }
        }
    }
}

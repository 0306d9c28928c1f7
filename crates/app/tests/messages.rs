//! Claimants are told outside the house: once, not at night, again when a gateway fails, and staff see what became of it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use app::{App, Clock, Intake, Messages, NewAccount, Place, Session, Setup};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use hotline::authority::{AccountId, Staff};
use hotline::{
    Actor, CategoryRef, Channel, ClaimKind, ClaimNo, ClaimantKind, Place as Where, ReadBack, Registration, Role,
    SpeaksFor,
};
use law::Instant;
use law::registry::DivisionCode;
use notify::{Failure, Gateway, Handed, Message, Report, Way};

type Sent = Arc<Mutex<Vec<(String, String, String)>>>;

/// A gateway that answers as it is told and keeps what it was given: id, address, text.
#[derive(Debug)]
struct Fake {
    way: Way,
    sent: Sent,
    answers: Mutex<VecDeque<Result<Handed, Failure>>>,
}

impl Gateway for Fake {
    fn way(&self) -> Way {
        self.way
    }

    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<Handed, Failure>> {
        let kept = (message.id.clone(), message.to.to_string(), message.text.clone());
        self.sent.lock().unwrap().push(kept);
        let answer = self.answers.lock().unwrap().pop_front().unwrap_or(Ok(Handed::Unreported));
        async move { answer }.boxed()
    }

    fn report(&self) -> BoxFuture<'_, Report> {
        std::future::pending().boxed()
    }
}

struct City {
    app: App,
    sent: Sent,
    session: Session,
    _folder: tempfile::TempDir,
}

fn at(text: &str) -> Instant {
    Instant::parse_rfc3339(&format!("{}:00+08:00", text.replace(' ', "T"))).unwrap()
}

async fn city(now: &str, answers: Vec<Result<Handed, Failure>>) -> City {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::parse(folder.path().join("data").to_str().unwrap(), None).unwrap();
    let app = App::open(&place, Setup::New, Clock::manual(at(now))).await.unwrap();
    let sent = Sent::default();
    let fake =
        |way, answers: Vec<_>| Box::new(Fake { way, sent: Arc::clone(&sent), answers: Mutex::new(answers.into()) });
    app.reach_by(
        Messages::default()
            .at("https://12345.example.gov.cn/")
            .by(fake(Way::Sms, answers))
            .by(fake(Way::Mail, Vec::new())),
    );
    let account = NewAccount {
        login: "huawu".to_owned(),
        name: "话务".to_owned(),
        password: "mima-mima-mima".to_owned(),
        unit: "TS-12345".into(),
        roles: [Role::Operator].into(),
    };
    app.create_account(account).await.unwrap();
    let token = app.sign_in("huawu", "mima-mima-mima", "test").await.unwrap();
    let session = app.session(&token).await.unwrap().unwrap();
    City { app, sent, session, _folder: folder }
}

fn operator() -> Actor {
    Actor::Staff(Staff {
        account: AccountId(1),
        name: String::new(),
        unit: "TS-12345".into(),
        region: DivisionCode::from("130200000000"),
        roles: [Role::Operator].into(),
    })
}

impl City {
    /// A claim that is accepted at once; its claimant is told so.
    async fn accepted(&self, phone: &str, mail: &str) -> ClaimNo {
        let registration = Registration {
            kind: ClaimKind::Help,
            category: CategoryRef { code: "160101".into(), version: String::new() },
            place: Where { division: DivisionCode::from("130203007000"), text: "3号楼".to_owned() },
            title: "暖气不热".to_owned(),
            content: "室内14度".to_owned(),
            demands: vec!["恢复供热".to_owned()],
            read_back: Some(ReadBack { text: "室内14度".to_owned(), confirmed: true }),
            truth_told: true,
            misconduct: None,
        };
        let intake = Intake {
            channel: Channel::Phone,
            name: "王建国".to_owned(),
            phone: phone.to_owned(),
            mail: mail.to_owned(),
            claimant_kind: ClaimantKind::Natural,
            speaks_for: SpeaksFor::Own,
            told: "暖气不热，室内14度".to_owned(),
            told_place: String::new(),
            origin: None,
            confidential: true,
            enterprise: false,
            registration: Some(registration),
        };
        let receipt = self.app.receive_as(intake, Some(operator()), phone).await.unwrap();
        self.app.run_outbox().await.unwrap();
        receipt.no
    }

    fn sent(&self) -> Vec<(String, String, String)> {
        self.sent.lock().unwrap().clone()
    }

    async fn delivery(&self, no: &ClaimNo) -> String {
        let page = self.app.claim_page(&self.session, no).await.unwrap();
        page.notices.into_iter().map(|told| told.delivery).collect::<Vec<_>>().join("；")
    }

    /// Turns the clock and sends.
    async fn at(&self, time: &str) -> usize {
        self.app.clock().set(at(time));
        self.app.send_messages().await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_who_is_accepted_is_told_once_with_number_and_code() {
    let city = city("2026-01-05 09:00", vec![Ok(Handed::Awaited("g1".to_owned()))]).await;
    let no = city.accepted("13800001234", "").await;
    assert_eq!(city.delivery(&no).await, "待发送，1月5日 09:00发出");
    assert_eq!(city.at("2026-01-05 09:01").await, 1);
    // Again, and by another worker: nothing is due any more.
    assert_eq!(city.at("2026-01-09 09:01").await, 0);
    city.app.run_outbox().await.unwrap();
    let sent = city.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].1, "13800001234");
    assert!(sent[0].2.starts_with(&format!("您反映的事已受理，编号{no}。")), "{}", sent[0].2);
    assert!(sent[0].2.ends_with("。进度：https://12345.example.gov.cn/t"), "{}", sent[0].2);
    assert!(sent[0].2.contains("查询码"), "{}", sent[0].2);
    assert!(!sent[0].2.contains("王") && !sent[0].2.contains("暖气"), "{}", sent[0].2);
    assert_eq!(city.delivery(&no).await, "短信已发出（1月5日 09:01）");
    let arrived = Report::Outcome { handle: "g1".to_owned(), arrived: Ok(()) };
    assert!(city.app.heed(Way::Sms, &arrived).await.unwrap());
    assert_eq!(city.delivery(&no).await, "短信已送到（1月9日 09:01）");
    // What a gateway says a second time, or of somebody else's message, changes nothing.
    let lost = Report::Outcome { handle: "g1".to_owned(), arrived: Err("送不到".to_owned()) };
    assert!(city.app.heed(Way::Sms, &lost).await.unwrap());
    assert_eq!(city.delivery(&no).await, "短信已送到（1月9日 09:01）");
    let strange = Report::Outcome { handle: "g2".to_owned(), arrived: Ok(()) };
    assert!(!city.app.heed(Way::Sms, &strange).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn c38_nobody_is_woken_at_night() {
    let city = city("2026-01-05 22:10", Vec::new()).await;
    let no = city.accepted("13800001234", "").await;
    assert_eq!(city.delivery(&no).await, "待发送，1月6日 08:00发出");
    assert_eq!(city.at("2026-01-06 07:59").await, 0);
    assert_eq!(city.at("2026-01-06 08:00").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_a_gateway_that_fails_is_tried_again_for_days() {
    let busy = || Err(Failure::Passing("连不上短信网关".to_owned()));
    let city = city("2026-01-05 09:00", (0..2).map(|_| busy()).collect()).await;
    let no = city.accepted("13800001234", "").await;
    assert_eq!(city.at("2026-01-05 09:00").await, 1);
    assert_eq!(city.delivery(&no).await, "待发送，1月5日 09:01再试：连不上短信网关");
    assert_eq!(city.at("2026-01-05 09:01").await, 1);
    assert_eq!(city.at("2026-01-05 09:03").await, 0);
    assert_eq!(city.at("2026-01-05 09:04").await, 1);
    assert_eq!(city.delivery(&no).await, "短信已发出（1月5日 09:04）");
    assert!(city.app.undelivered(&city.session).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_what_cannot_arrive_is_shown_to_staff() {
    let busy = || Err(Failure::Passing("连不上短信网关".to_owned()));
    let city = city("2026-01-05 09:00", (0..20).map(|_| busy()).collect()).await;
    let no = city.accepted("13800001234", "").await;
    let mut tries = 0;
    for day in 5..12 {
        for hour in 0..24 {
            for minute in (0..60).step_by(10) {
                tries += city.at(&format!("2026-01-{day:02} {hour:02}:{minute:02}")).await;
            }
        }
    }
    assert_eq!(tries, 13);
    assert!(city.delivery(&no).await.starts_with("短信没有送到：试了13次：连不上"), "{}", city.delivery(&no).await);
    let failures = city.app.undelivered(&city.session).await.unwrap();
    assert_eq!(failures.len(), 1);
    assert_eq!(failures[0].claim, no.to_string());
    let page = city.app.claim_page(&city.session, &no).await.unwrap();
    assert!(page.notices[0].failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn c39_a_landline_gets_no_message_and_mail_reaches_who_gave_an_address() {
    let city = city("2026-01-05 09:00", Vec::new()).await;
    let landline = city.accepted("0315-2821234", "").await;
    let mail = city.accepted("0315-2821235", "wang@example.com").await;
    assert_eq!(city.at("2026-01-05 09:00").await, 2);
    assert_eq!(city.sent().iter().map(|(_, to, _)| to.as_str()).collect::<Vec<_>>(), ["wang@example.com"]);
    assert_eq!(city.delivery(&landline).await, "没有送到：没有手机号也没有邮箱，请打电话告知");
    assert_eq!(city.delivery(&mail).await, "邮件已发出（1月5日 09:00）");
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_several_workers_at_once_send_each_message_once() {
    let city = city("2026-01-05 09:00", Vec::new()).await;
    for n in 0..20 {
        city.accepted(&format!("138000012{n:02}"), "").await;
    }
    let all = futures_util::future::join_all((0..6).map(|_| city.app.send_messages())).await;
    assert_eq!(all.into_iter().map(Result::unwrap).sum::<usize>(), 20);
    let mut ids: Vec<_> = city.sent().into_iter().map(|(id, _, _)| id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 20);
}

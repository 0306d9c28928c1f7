//! Every form of every page, with each field empty, far too long, no entry of its list, marked up, in odd Unicode or no
//! text at all, without JavaScript: refused with a word at the field, what was typed still there, nothing done.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[path = "pages_bad_input/acts.rs"]
mod acts;
#[expect(dead_code, reason = "the screen of the desks has more than a sweep needs")]
#[path = "screen/mod.rs"]
mod screen;
#[path = "pages_bad_input/sweep.rs"]
mod sweep;

use std::collections::{BTreeMap, BTreeSet};

use acts::{FINE, HEAT, NONE, On, STREET, of};
use app::{NewAccount, Queue, Session};
use axum::http::StatusCode;
use hotline::{ClaimNo, Role, Verb};
use screen::{Browser, City};
use serde_json::json;
use sweep::{Form, Found, MARK, ODD, look};

const PASSWORD: &str = "ceshi-mima-1";
/// How an act of a road is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Do {
    /// A good form, to get on.
    Step,
    /// Every bad form, then a good one whose words are marked up.
    Both,
}

use Do::{Both, Step};

/// One claim on its way.
struct Road<'c> {
    city: &'c City,
    session: Session,
    found: Found,
    browsers: BTreeMap<&'static str, Browser<'c>>,
}

impl<'c> Road<'c> {
    async fn in_a(city: &'c City) -> Self {
        let token = city.app.sign_in("all", PASSWORD, "test").await.unwrap();
        let session = city.app.session(&token).await.unwrap().unwrap();
        Self { city, session, found: Found::default(), browsers: BTreeMap::new() }
    }

    async fn walk(&mut self, no: &str, steps: &[(Verb, Do)]) {
        let claim: ClaimNo = no.parse().unwrap();
        for &(verb, how) in steps {
            let clock = self.city.app.clock();
            clock.set(clock.now().plus_minutes(1));
            let act = of(verb);
            let n = u16::from(verb.on_order());
            let (page, base) = match act.on {
                On::Claim => (format!("/claim/{no}"), format!("/claim/{no}")),
                On::Order => (format!("/order/{no}-{n}"), format!("/order/{no}-1")),
                On::Dispatch => (format!("/desk/dispatch?no={no}"), format!("/desk/dispatch/{no}")),
                On::Review => (format!("/desk/review?no={no}-1"), format!("/desk/review/{no}-1")),
                On::Callback => (format!("/desk/callback?no={no}"), format!("/desk/callback/{no}")),
                On::Check => (format!("/desk/callback/check?no={no}"), format!("/desk/callback/check/{no}")),
            };
            let page = if verb == Verb::Explain { format!("/order/{no}-1") } else { page };
            let action = format!("{base}/{}", verb.code());
            let master =
                if verb == Verb::Join { self.city.accepted("暖气也不热", HEAT).await } else { String::new() };
            let joined = [("master", master.as_str())];
            let good = if verb == Verb::Join { &joined[..] } else { act.good };
            let form = Form { page: &page, action: &action, good, shaped: act.shaped, idle: act.idle };
            if !self.browsers.contains_key(act.who) {
                self.browsers.insert(act.who, Browser::signed_in(self.city, act.who).await);
            }
            let browser = self.browsers.get_mut(act.who).unwrap();
            if how != Step {
                let version = async || self.city.app.claim_page(&self.session, &claim).await.unwrap().version;
                let before = version().await;
                form.spoil(browser, &mut self.found).await;
                if version().await != before {
                    self.found.wrong.push(format!("{action}: something was done"));
                }
            }
            match how {
                Step => {
                    let seen = browser.get(&page).await;
                    assert!(seen.html.contains(&action), "{page} has no form {action}: {:#?}", self.found);
                    let seen = browser.send(&seen, &action, good).await;
                    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{action}: {:#?}", self.found);
                }
                Both => {
                    form.send_marked(browser, &mut self.found).await;
                    for path in [format!("/claim/{no}"), format!("/order/{no}-1")] {
                        look(browser, &path, &mut self.found).await;
                    }
                }
            }
        }
    }

    fn done(self) {
        self.found.is_nothing();
    }
}

async fn city() -> City {
    let city = City::new().await;
    let agency = vec![
        Role::Operator,
        Role::ShiftLeader,
        Role::Dispatcher,
        Role::Reviewer,
        Role::AgencyHead,
        Role::CallbackWorker,
    ];
    for (login, unit, roles) in [
        ("all", "TS-12345", agency),
        ("lubei", "D-130203", vec![Role::UnitClerk]),
        ("organ", "C-SFJ", vec![Role::UnitClerk]),
    ] {
        let new = NewAccount {
            login: login.to_owned(),
            name: login.to_owned(),
            unit: unit.into(),
            roles: roles.into_iter().collect(),
            password: PASSWORD.to_owned(),
        };
        city.app.create_account(new).await.unwrap();
    }
    city
}

async fn received(city: &City) -> String {
    received_with_code(city).await.0
}

async fn received_with_code(city: &City) -> (String, String) {
    let told = json!({
        "channel": "web", "told": "暖气三天不热", "phone": "10000001234", "name": "王小明", "enterprise": true,
    });
    let receipt = city.api("", "/api/v1/claims", told).await;
    let text = |field: &str| receipt[field].as_str().unwrap().to_owned();
    (text("no"), text("query_code"))
}

/// Acts whose forms are spoilt by a test of their own below: received, claimants', business bodies', a county's.
const ELSEWHERE: &[Verb] = &[
    Verb::Receive,
    Verb::Accept,
    Verb::Refuse,
    Verb::Object,
    Verb::DecideObjection,
    Verb::Rate,
    Verb::EscalateForEnterprise,
    Verb::HandOnward,
    Verb::FindOnEnforcement,
    Verb::ReportRectification,
    Verb::AckArrival,
    Verb::FeedBackToOrigin,
];

#[test]
fn every_act_with_a_form_is_spoilt() {
    let spoilt = DISPOSALS.iter().chain(ORDERS).flat_map(|road| road.iter()).filter(|(_, how)| *how != Step);
    let spoilt: BTreeSet<Verb> = spoilt.map(|(verb, _)| *verb).chain(ELSEWHERE.iter().copied()).collect();
    let left: Vec<Verb> = Verb::ALL.iter().copied().filter(|verb| !spoilt.contains(verb)).collect();
    // Buttons without a field; what a consulted unit says, which has no page yet; what nobody sends.
    let [button, api, nobody] = [
        [Verb::AskConfidentiality, Verb::Urge, Verb::Sign, Verb::AcceptFeedback, Verb::Archive].as_slice(),
        &[Verb::AnswerConsult],
        // The clock, or the claim that is joined.
        &[Verb::Expire, Verb::Recalculate, Verb::Follow, Verb::Unfollow, Verb::AnswerWithMaster, Verb::HandleAgain],
    ];
    let known: BTreeSet<Verb> = [button, api, nobody].concat().into_iter().collect();
    assert_eq!(left.into_iter().collect::<BTreeSet<_>>(), known);
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_of_intake_and_disposal_keep_what_is_typed_and_do_nothing_bad() {
    let city = city().await;
    let mut road = Road::in_a(&city).await;
    let no = received(&city).await;
    road.walk(&no, &[(Verb::Refuse, Both), (Verb::Object, Both), (Verb::DecideObjection, Both)]).await;
    let no = received(&city).await;
    road.walk(&no, &[(Verb::Accept, Both)]).await;
    for road_of_it in DISPOSALS {
        let to_grid = road_of_it.iter().any(|(verb, _)| *verb == Verb::DispatchToGrid);
        let no = city.accepted("暖气三天不热", if to_grid { STREET } else { HEAT }).await;
        road.walk(&no, road_of_it).await;
    }
    road.done();
}

/// What may become of a claim that is accepted.
const DISPOSALS: &[&[(Verb, Do)]] = &[
    &[(Verb::AnswerAtOnce, Both)],
    &[(Verb::HandOverEmergency, Both), (Verb::AckEmergency, Both)],
    &[(Verb::DeskConsult, Both)],
    &[(Verb::HandToExpert, Both)],
    &[(Verb::Consult, Both)],
    &[(Verb::TransferOut, Both), (Verb::AckTransfer, Both), (Verb::TransferFedBack, Both)],
    &[(Verb::Reclassify, Both), (Verb::TellProgress, Both), (Verb::Supplement, Both), (Verb::Withdraw, Both)],
    &[(Verb::Join, Both), (Verb::Unjoin, Both)],
    &[(Verb::Dispatch, Both)],
    &[(Verb::DispatchToGrid, Both)],
];

/// What may become of an order that is signed.
const ORDERS: &[&[(Verb, Do)]] = &[
    &[(Verb::TakeBack, Both)],
    &[(Verb::Dispute, Both), (Verb::RuleDispute, Both)],
    &[(Verb::AskExtension, Both), (Verb::DecideExtension, Both)],
    &[(Verb::AskCoHandling, Both), (Verb::DecideCoHandling, Both), (Verb::AllowFeedback, Both)],
    &[(Verb::RecordContact, Both), (Verb::AskUnresolvable, Both), (Verb::DecideUnresolvable, Both)],
    &[
        (Verb::AskSuspension, Both),
        (Verb::DecideSuspension, Both),
        (Verb::AskResumption, Both),
        (Verb::DecideResumption, Both),
    ],
    &[(Verb::Escalate, Both), (Verb::GiveOpinion, Both), (Verb::Urge, Step)],
    &[
        (Verb::RecordContact, Step),
        (Verb::FeedBack, Both),
        (Verb::ReturnFeedback, Both),
        (Verb::FeedBack, Step),
        (Verb::AcceptFeedback, Step),
        (Verb::CallBack, Both),
        (Verb::Check, Both),
        (Verb::Explain, Both),
    ],
];

/// Accepted, at its unit and signed.
const AT_WORK: &[(Verb, Do)] = &[(Verb::Dispatch, Step), (Verb::Sign, Step)];

#[tokio::test(flavor = "multi_thread")]
async fn forms_of_orders_keep_what_is_typed_and_do_nothing_bad() {
    let city = city().await;
    let mut road = Road::in_a(&city).await;
    for road_of_it in ORDERS {
        let no = city.accepted("暖气三天不热", HEAT).await;
        road.walk(&no, AT_WORK).await;
        road.walk(&no, road_of_it).await;
    }
    road.done();
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_of_enforcement_supervision_keep_what_is_typed_and_do_nothing_bad() {
    let city = city().await;
    let mut road = Road::in_a(&city).await;
    let no = city.accepted_as("complaint", "罚款过重", FINE).await;
    city.api("desk", &format!("/api/v1/claims/{no}/dispatch"), json!({ "lead": "C-SFJ" })).await;
    let order = |verb: &str| format!("/api/v1/orders/{no}-1/{verb}");
    let now = || city.app.now().rfc3339();
    city.api("organ", &order("sign"), json!({})).await;
    let contact = json!({ "at": now(), "way": "phone", "purpose": "first", "note": "约定看材料" });
    city.api("organ", &order("contact"), contact).await;
    road.walk(&no, &[(Verb::FindOnEnforcement, Both)]).await;
    let feedback = json!({
        "answered": { "told": { "at": now(), "way": "phone", "whom": "本人" } }, "facts": "true",
        "measures": "调阅案卷", "result": "依据不足，已发通知书", "basis": "行政处罚法", "resolution": "partly",
        "public_answer": "罚款依据不足，已发通知书", "evidence": [{ "name": "通知书" }], "addressed": [0],
    });
    city.api("organ", &order("feedback"), feedback).await;
    city.api("desk", &order("accept-feedback"), json!({})).await;
    // It waits for the report, and does not drop out of the inbox.
    let inbox = road.browsers.get_mut("organ").unwrap().get("/unit").await;
    assert!(inbox.html.contains(&format!("{no}-1")) && inbox.html.contains("待整改落实"), "{}", inbox.html);
    road.walk(&no, &[(Verb::ReportRectification, Both), (Verb::CallBack, Step)]).await;
    road.done();
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_for_claimants_keep_what_is_typed_and_do_nothing_bad() {
    let city = city().await;
    let mut found = Found::default();
    let mut citizen = Browser::at(&city);
    let mut page = citizen.get("/submit/what").await;
    let told = format!("暖气三天不热{MARK}\u{202e}");
    let steps: [(&str, &[(&str, &str)]); 3] = [
        ("/submit/what", &[("told", &told)]),
        ("/submit/where", &[("place", "唐丰北里3号楼")]),
        ("/submit/contact", &[("phone", "10000001234"), ("name", "王女士")]),
    ];
    for (action, good) in steps {
        let form = Form { page: action, action, good, shaped: NONE, idle: NONE };
        form.spoil_on(&page, &mut citizen, &mut found).await;
        page = citizen.send(&page, action, good).await;
        assert_eq!(page.status, StatusCode::OK, "{action}");
        found.hear(action, &page);
    }
    // The last step, made by hand, stands on all before it.
    let untold = citizen.send(&page, "/submit/check", &[("told", "")]).await;
    assert_eq!(untold.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut road = Road::in_a(&city).await;
    let recent = city.app.queue(&road.session, Queue::Recent, None).await.unwrap();
    assert!(recent.rows.is_empty(), "nothing was taken in");
    let done = citizen.send(&page, "/submit/check", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let no = done.to.strip_prefix("/done/").unwrap().to_owned();
    for path in [&done.to, &format!("/t/{no}")] {
        look(&mut citizen, path, &mut found).await;
    }
    look(&mut Browser::signed_in(&city, "all").await, &format!("/claim/{no}"), &mut found).await;

    // The way in by number and code.
    let (no, code) = received_with_code(&city).await;
    let good: &[(&str, &str)] = &[("no", &no), ("code", &code)];
    let form = Form { page: "/t", action: "/t", good, shaped: NONE, idle: NONE };
    form.spoil(&mut citizen, &mut found).await;
    let ask = citizen.get("/t").await;
    assert_eq!(citizen.send(&ask, "/t", good).await.status, StatusCode::SEE_OTHER);

    // What a claimant may do, each act where it is open; nothing moves while it is bad.
    let step = async |road: &mut Road<'_>, citizen: &mut Browser<'_>, verb: Verb, good: &[(&str, &str)]| {
        let action = if verb == Verb::Rate { format!("/t/{no}/rate") } else { format!("/t/{no}/{}", verb.code()) };
        let form = Form { page: &action, action: &action, good, shaped: NONE, idle: NONE };
        let version = async || city.app.claim_page(&road.session, &no.parse().unwrap()).await.unwrap().version;
        let before = version().await;
        form.spoil(citizen, &mut road.found).await;
        assert_eq!(version().await, before, "{action}: something was done");
        form.send_marked(citizen, &mut road.found).await;
        look(citizen, &format!("/t/{no}"), &mut road.found).await;
    };
    road.walk(&no, &[(Verb::Accept, Step), (Verb::Refuse, Step)]).await;
    step(&mut road, &mut citizen, Verb::Object, &[("reasons", "法院没有立案")]).await;
    road.walk(&no, &[(Verb::DecideObjection, Step), (Verb::Dispatch, Step), (Verb::Sign, Step)]).await;
    road.walk(&no, &[(Verb::EscalateForEnterprise, Both), (Verb::GiveOpinion, Both)]).await;
    step(&mut road, &mut citizen, Verb::Supplement, &[("text", "楼上也不热")]).await;
    road.walk(&no, &[(Verb::AskSuspension, Step), (Verb::DecideSuspension, Step)]).await;
    step(&mut road, &mut citizen, Verb::AskResumption, &[("reason", "路通了")]).await;
    road.walk(&no, &[(Verb::DecideResumption, Step), (Verb::RecordContact, Step), (Verb::FeedBack, Step)]).await;
    road.walk(&no, &[(Verb::AcceptFeedback, Step)]).await;
    let rating = [("solved", "no"), ("satisfaction", "unsatisfied"), ("contacted", "yes"), ("words", "又不热了")];
    step(&mut road, &mut citizen, Verb::Rate, &rating).await;
    let (other, code) = received_with_code(&city).await;
    let ask = citizen.get("/t").await;
    citizen.send(&ask, "/t", &[("no", &other), ("code", &code)]).await;
    let withdraw = format!("/t/{other}/withdraw");
    let good = &[("reason", "已经热了"), ("confirmed", "on")];
    let form = Form { page: &withdraw, action: &withdraw, good, shaped: NONE, idle: NONE };
    form.spoil(&mut citizen, &mut found).await;
    let page = citizen.get(&withdraw).await;
    let unconfirmed = citizen.send(&page, &withdraw, &[("reason", "已经热了")]).await;
    assert_eq!(unconfirmed.status, StatusCode::UNPROCESSABLE_ENTITY);
    form.send_marked(&mut citizen, &mut found).await;
    road.done();
    found.is_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn seat_inbox_onward_sign_in_and_search_keep_what_is_typed_and_do_nothing_bad() {
    let city = city().await;
    let mut road = Road::in_a(&city).await;
    let mut desk = Browser::signed_in(&city, "all").await;
    let good: &[(&str, &str)] = &[
        ("told", "家里暖气三天不热"),
        ("phone", "10000001234"),
        ("name", "王女士"),
        ("kind", "help"),
        ("title", "暖气不热"),
        ("read_back", "on"),
        ("category", HEAT),
        ("division", "130203006019"),
        ("place", "3号楼"),
        ("content", "三天不热"),
        ("demands", "恢复供热"),
    ];
    let seat = Form { page: "/desk/seat", action: "/desk/seat", good, shaped: &["phone", "name"], idle: NONE };
    seat.spoil(&mut desk, &mut road.found).await;
    let recent = city.app.queue(&road.session, Queue::Recent, None).await.unwrap();
    assert!(recent.rows.is_empty(), "nothing was taken in");
    let done = seat.send_marked(&mut desk, &mut road.found).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{:#?}", road.found);
    for path in [&done.to, "/desk/claims", "/desk/dispatch", "/home"] {
        look(&mut desk, path, &mut road.found).await;
    }

    // Passed here by another region's hotline: told that it has arrived, and what came of it (C8).
    let page = desk.get("/desk/seat").await;
    let abroad = [good, &[("channel", "transfer"), ("origin_from", "X-TJ"), ("origin", "TJ-0105-9")]].concat();
    let missing = desk.send(&page, "/desk/seat", &[good, &[("channel", "transfer")]].concat()).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.html.contains("对方的编号"), "{}", missing.html);
    let taken = desk.send(&page, "/desk/seat", &abroad).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.html);
    let no = taken.to.strip_prefix("/claim/").unwrap().to_owned();
    assert!(desk.get("/desk/elsewhere").await.html.contains(&no), "arrived, not told");
    road.walk(&no, &[(Verb::AckArrival, Both), (Verb::Withdraw, Step)]).await;
    let owed = desk.get("/desk/elsewhere").await;
    assert!(owed.html.contains(&no) && owed.html.contains("向来源热线反馈"), "archived, the result is owed");
    road.walk(&no, &[(Verb::FeedBackToOrigin, Both)]).await;
    assert!(!desk.get("/desk/elsewhere").await.html.contains(&no));

    // A county hands on to its own department.
    let no = city.accepted("小区垃圾没人收", "010212").await;
    let page = desk.get(&format!("/desk/dispatch?no={no}")).await;
    let action = format!("/desk/dispatch/{no}/dispatch");
    // Buttons and boxes that nobody was shown.
    for odd in [("to", MARK), ("co", MARK), ("co_rows", "99999999999999999999"), ("seen", MARK)] {
        let seen = desk.send(&page, &action, &[("lead", "没有这个单位"), odd]).await;
        road.found.hear(&format!("{action} {odd:?}"), &seen);
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{odd:?}");
    }
    for odd in [&[("to", MARK), ("lead", "")], [("lead", "D-130203"), ("co", MARK)].as_slice()] {
        let seen = desk.send(&page, &action, odd).await;
        road.found.hear(&format!("{action} {odd:?}"), &seen);
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{odd:?}");
    }
    let sent = desk.send(&page, &action, &[("to", ""), ("lead", "D-130203")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    let mut county = Browser::signed_in(&city, "lubei").await;
    let page = county.get("/unit?filter=to_sign").await;
    for odd in ODD {
        let seen = county.send(&page, "/unit/sign", &[("order", odd)]).await;
        road.found.hear("/unit/sign", &seen);
        assert!(seen.html.contains("没有签收的和原因"), "{odd}");
    }
    let order = format!("{no}-1");
    assert_eq!(county.send(&page, "/unit/sign", &[("order", &order)]).await.status, StatusCode::SEE_OTHER);
    road.walk(&no, &[(Verb::HandOnward, Both)]).await;

    // Nobody is told which of the two was wrong; the name stays, the password does not.
    let mut nobody = Browser::at(&city);
    let page = nobody.get("/in").await;
    let long = "长".repeat(30_000);
    for odd in ODD.into_iter().chain(["", &long]) {
        city.app.clock().set(city.app.now().plus_minutes(30));
        for (login, password) in [(odd, PASSWORD), ("all", odd)] {
            let seen = nobody.send(&page, "/in", &[("login", login), ("password", password)]).await;
            road.found.hear("/in", &seen);
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{odd:?}");
            assert!(seen.form("/in").contains(&("login".to_owned(), login.to_owned())), "{odd:?}");
            assert!(odd.is_empty() || login == odd || !seen.html.contains(odd), "{odd:?}");
        }
    }

    // What stands in an address. The account guessed at is locked by now.
    let mut desk = Browser::signed_in(&city, "desk").await;
    let long = &long[..3_000];
    for odd in ODD.into_iter().chain(["", long, "-1", "9999999999999999999999", "1_2_3"]) {
        let odd: String = form_urlencoded::byte_serialize(odd.as_bytes()).collect();
        for path in [
            "/search?q=",
            "/desk/claims?after=",
            "/desk/dispatch?no=",
            "/desk/dispatch?after=",
            "/desk/review?no=",
            "/desk/review?after=",
            "/desk/callback?no=",
            "/desk/callback/check?after=",
            "/unit?filter=",
            "/unit?after=",
            "/t?no=",
            "/in?to=",
            "/claim/",
            "/order/",
            "/t/",
            "/done/",
            "/reveal/",
            "/consult/",
            "/opinion/",
            "/desk/elsewhere?no=",
            "/desk/supervise/",
        ] {
            let seen = desk.get(&format!("{path}{}", odd.replace('+', "%20"))).await;
            road.found.hear(&format!("{path}{odd}"), &seen);
        }
    }
    for path in ["/search?q=%zz%FF%C0", "/claim/%FF%C0", "/t/%00", "/desk/dispatch?no=%FF&no=%zz"] {
        let seen = desk.get(path).await;
        road.found.hear(path, &seen);
    }
    road.done();
}

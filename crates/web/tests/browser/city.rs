//! A city of its own for each journey, behind a real listener; its staff can act without a browser.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use app::play::Player;
use app::{App, Clock, Intake, NewAccount, Place, Receipt, Setup};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use hotline::{
    Answered, CategoryRef, Channel, ClaimKind, ClaimNo, ClaimantKind, Command, Contact, ContactPurpose, Escalate,
    Evidence, Facts, Feedback, ReadBack, Registration, Resolution, Role, SpeaksFor, TellingWay,
};
use law::Instant;
use law::registry::{CategoryCode, DivisionCode, UnitCode};

pub(crate) const PASSWORD: &str = "ceshi-mima-1";
pub(crate) const HEAT: &str = "E-HEAT1";

pub(crate) struct City {
    pub(crate) app: App,
    /// `http://127.0.0.1:…`
    pub(crate) address: String,
    /// What the demo made, where its appeals were played.
    pub(crate) demo: Option<app::demo::Demo>,
    /// No stream comes through while this is set, as behind a gateway that fails.
    pub(crate) cut: Arc<AtomicBool>,
    server: tokio::task::JoinHandle<()>,
    _folder: tempfile::TempDir,
}

impl Drop for City {
    fn drop(&mut self) {
        self.server.abort();
    }
}

pub(crate) fn at(text: &str) -> Instant {
    Instant::parse_rfc3339(&format!("{}:00+08:00", text.replace(' ', "T"))).unwrap()
}

impl City {
    /// Open for business on Monday, 5 January 2026 at nine.
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let place = Place::parse(data.to_str().unwrap(), Some(&folder.path().join("yihu.key"))).unwrap();
        let app = App::open(&place, Setup::New, Clock::manual(at("2026-01-05 09:00"))).await.unwrap();
        for (login, name, unit, role) in [
            ("huawu", "赵一", "TS-12345", Role::Operator),
            ("paidan", "钱二", "TS-12345", Role::Dispatcher),
            ("shenhe", "孙三", "TS-12345", Role::Reviewer),
            ("huifang", "李四", "TS-12345", Role::CallbackWorker),
            ("jingban", "周五", HEAT, Role::UnitClerk),
            ("zhengfu", "吴六", "TS-GOV", Role::UnitClerk),
            ("lubei", "郑七", "D-130203-12345", Role::Dispatcher),
        ] {
            let new = NewAccount {
                login: login.to_owned(),
                name: name.to_owned(),
                unit: unit.into(),
                roles: BTreeSet::from([role]),
                password: PASSWORD.to_owned(),
            };
            app.create_account(new).await.unwrap();
        }
        Self::serve(app, None, folder).await
    }

    /// The demo's city, with an account of each office and a claim in every state.
    pub(crate) async fn demo() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::parse(folder.path().join("data").to_str().unwrap(), None).unwrap();
        let now = at("2026-06-10 15:20");
        let app = App::open(&place, Setup::New, Clock::manual(now)).await.unwrap();
        let demo = app::demo::play(&app, now, PASSWORD, |_, _| {}).await.unwrap();
        app.reach_by(app::Messages::default().into_folder(&folder.path().join("messages")));
        Self::serve(app, Some(demo), folder).await
    }

    async fn serve(app: App, demo: Option<app::demo::Demo>, folder: tempfile::TempDir) -> Self {
        let cut = Arc::new(AtomicBool::new(false));
        let gate = Arc::clone(&cut);
        let gateway = move |request: Request, next: Next| {
            let shut = gate.load(Ordering::SeqCst) && request.uri().path() == "/desk/live";
            async move { if shut { StatusCode::BAD_GATEWAY.into_response() } else { next.run(request).await } }
        };
        let router = web::router(app.clone(), web::Settings::default()).unwrap().layer(from_fn(gateway));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await.unwrap();
        });
        Self { app, address, demo, cut, server, _folder: folder }
    }

    /// Somebody else's claim, registered on the telephone.
    pub(crate) async fn call(&self, title: &str, phone: &str) -> Receipt {
        self.call_about("160402", title, phone).await
    }

    /// The same, of a category.
    pub(crate) async fn call_about(&self, category: &str, title: &str, phone: &str) -> Receipt {
        let operator = self.app.sign_in("huawu", PASSWORD, "test").await.unwrap();
        let operator = self.app.session(&operator).await.unwrap().unwrap();
        let intake = Intake {
            channel: Channel::Phone,
            name: "王小明".to_owned(),
            phone: phone.to_owned(),
            mail: String::new(),
            claimant_kind: ClaimantKind::Natural,
            speaks_for: SpeaksFor::Own,
            told: format!("{title}，家里有老人"),
            told_place: "唐丰北里3号楼".to_owned(),
            origin: None,
            confidential: true,
            enterprise: false,
            registration: Some(registration(category, title)),
        };
        self.app.receive(intake, Some(&operator), &format!("call-{title}")).await.unwrap()
    }

    /// The agency and the unit take these steps one after another, each at its time.
    pub(crate) async fn staff(&self, no: &ClaimNo, steps: &[(&str, Step)]) {
        let player = Player::new(&self.app).unwrap();
        let heat = UnitCode::from(HEAT);
        for (when, step) in steps {
            player.at(at(when)).await.unwrap();
            let done = match step {
                Step::Accept(title) => player.by_agency(no, Command::Accept(registration("160402", title))).await,
                Step::Dispatch => {
                    let dispatch = player.by_the_list(no, false).await.unwrap();
                    player.by_agency(no, Command::Dispatch(dispatch)).await
                }
                Step::Sign => player.by_unit(no, &heat, Command::Sign { order: 1 }).await,
                Step::SignByGovernment => {
                    player.by_unit(no, &UnitCode::from("D-130203"), Command::Sign { order: 1 }).await
                }
                Step::PutUp => player.by_unit(no, &heat, Command::Escalate { order: 1, request: put_up() }).await,
                Step::Contact => {
                    player.by_unit(no, &heat, Command::RecordContact { order: 1, contact: contact(when) }).await
                }
                Step::FeedBack => {
                    let feedback = Box::new(feedback(when));
                    player.by_unit(no, &heat, Command::FeedBack { order: 1, feedback }).await
                }
                Step::AcceptFeedback => player.by_agency(no, Command::AcceptFeedback { order: 1 }).await,
            };
            done.unwrap_or_else(|error| panic!("{when}: {error:?}"));
        }
    }
}

/// What staff do without a browser.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Accept(&'static str),
    Dispatch,
    Sign,
    SignByGovernment,
    PutUp,
    Contact,
    FeedBack,
    AcceptFeedback,
}

fn registration(category: &str, title: &str) -> Registration {
    Registration {
        kind: ClaimKind::Help,
        category: CategoryRef { code: CategoryCode::from(category), version: String::new() },
        place: hotline::Place { division: DivisionCode::from("130203006019"), text: "唐丰北里3号楼".to_owned() },
        title: title.to_owned(),
        content: String::new(),
        demands: vec!["恢复供热".to_owned()],
        read_back: Some(ReadBack { text: title.to_owned(), confirmed: true }),
        truth_told: true,
        misconduct: None,
    }
}

fn put_up() -> Escalate {
    Escalate {
        to: "TS-GOV".into(),
        question: "小区二次管网没有移交，改造的钱由谁出？".to_owned(),
        tried: "与市住建局、开发单位商议三次，没有结果".to_owned(),
        wanted: "明确出资单位和完成日期".to_owned(),
    }
}

fn contact(when: &str) -> Contact {
    Contact {
        at: at(when), way: TellingWay::Phone, purpose: ContactPurpose::First, note: "约定下午上门".to_owned()
    }
}

fn feedback(when: &str) -> Feedback {
    Feedback {
        answered: Some(Answered::Told { at: at(when), way: TellingWay::Phone, whom: "本人".to_owned() }),
        facts: Facts::True,
        measures: "清洗过滤器，排出管网里的气".to_owned(),
        result: "室温20度".to_owned(),
        basis: "《河北省供热用热办法》".to_owned(),
        resolution: Resolution::Resolved,
        public_answer: "过滤器堵了，已经清洗，室温升到20度。退费按合同从下月扣减。".to_owned(),
        internal: String::new(),
        evidence: vec![Evidence { name: "测温单".to_owned(), shows: String::new() }],
        addressed: vec![0],
    }
}

//! What one caller brings, and what will become of it: a pure function of the seed and the caller's number, so that
//! nothing of it has to be kept while the claim goes its way.

use std::sync::Arc;

use app::Intake;
use hotline::{
    CategoryRef, Channel, ClaimKind, ClaimantKind, EmergencyService, Origin, Place, ReadBack, RefusalGround,
    Registration, SpeaksFor,
};
use law::registry::{CategoryCode, DivisionCode, Route, UnitCode};
use law::{Date, Instant};
use serde::{Deserialize, Serialize};

use crate::arrivals::Topic;
use crate::city::City;
use crate::draw::Draw;
use crate::parameters::Parameters;
use crate::texts::{Sample, Texts};

/// Kinds of claim: how often of a hundred (V, Tangshan, November 2024), and which share of each is dispatched (A; all of
/// them together give the published 14 %). Thanks and what fits nowhere are taken down as the nearest of the law's five.
const KINDS: [(ClaimKind, f64, f64); 7] = [
    (ClaimKind::Consultation, 63.72, 0.05),
    (ClaimKind::Help, 28.98, 0.30),
    (ClaimKind::Complaint, 1.01, 0.75),
    (ClaimKind::Report, 0.46, 0.85),
    (ClaimKind::Suggestion, 0.60, 0.60),
    (ClaimKind::Suggestion, 0.21, 0.01),
    (ClaimKind::Consultation, 5.01, 0.10),
];

/// Ways in (A), in percent.
const CHANNELS: [(Channel, f64); 8] = [
    (Channel::Phone, 82.0),
    (Channel::Wechat, 7.0),
    (Channel::App, 3.0),
    (Channel::Web, 3.0),
    (Channel::Transfer, 3.0),
    (Channel::Sms, 0.5),
    (Channel::Counter, 0.5),
    (Channel::Email, 1.0),
];

/// The six grounds (A), in percent of what is not accepted.
const GROUNDS: [(RefusalGround, f64); 6] = [
    (RefusalGround::OutsideCity, 20.0),
    (RefusalGround::OtherProceeding, 35.0),
    (RefusalGround::Petition, 15.0),
    (RefusalGround::Secrets, 5.0),
    (RefusalGround::AlreadyDecided, 20.0),
    (RefusalGround::AgainstLaw, 5.0),
];

/// Who is called in an emergency (A), in percent.
const SERVICES: [(EmergencyService, f64); 4] = [
    (EmergencyService::Police, 60.0),
    (EmergencyService::Ambulance, 15.0),
    (EmergencyService::Fire, 15.0),
    (EmergencyService::Traffic, 10.0),
];

const SURNAMES: [&str; 20] = [
    "王", "李", "张", "刘", "赵", "陈", "杨", "周", "孙", "马", "高", "郭", "田", "韩", "冯", "董", "魏", "许", "齐",
    "邢",
];
const GIVEN: [&str; 16] = [
    "建国", "淑兰", "志强", "秀英", "丽", "磊", "桂芝", "海涛", "晓燕", "国庆", "敏", "玉华", "浩", "文静", "振江",
    "雪",
];

/// Which way a claim goes after it has been taken down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Answered by the hotline itself (C16).
    Desk,
    /// To a unit (C20.1).
    Unit,
    /// Not taken (C11.1-6).
    Refused(RefusalGround),
    /// To an emergency service (C15.3).
    Emergency(EmergencyService),
    /// To the hotline of another city (C8).
    Outside,
}

/// What a caller brings.
#[derive(Debug, Clone)]
pub(crate) struct Matter {
    pub(crate) n: u64,
    pub(crate) way: Way,
    pub(crate) kind: ClaimKind,
    pub(crate) category: CategoryCode,
    pub(crate) place: DivisionCode,
    pub(crate) sample: Arc<Sample>,
    channel: Channel,
    legal: bool,
    confidential: bool,
}

/// What the product never sees (for measuring it): one line for each claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truth {
    /// The claim's number.
    pub no: String,
    /// Its true category.
    pub category: String,
    /// Where it really is.
    pub place: String,
    /// The unit whose duty it is; empty where the hotline answers itself.
    pub unit: String,
    /// The matter it shares with others; none for one of its own.
    pub matter: Option<u64>,
    /// The unit disputes, and rightly.
    pub dispute_right: bool,
    /// The rating was coached.
    pub coached: bool,
}

impl Matter {
    /// What caller `n` brings, calling on such a day; one of a burst brings what the burst is about.
    pub(crate) fn of(
        n: u64,
        day: Date,
        topic: Option<&Topic>,
        parameters: &Parameters,
        city: &City,
        texts: &Texts,
    ) -> Self {
        let mut draw = Draw::of(parameters.seed, "claim", n);
        let kinds = KINDS.map(|(kind, weight, dispatched)| ((kind, dispatched), weight));
        let (mut kind, dispatched) = draw.pick(&kinds, (ClaimKind::Help, 0.3));
        let mut to_unit = draw.chance(dispatched);
        let (mut category, mut place) = (city.category(&mut draw, day), city.place(&mut draw));
        if let Some(topic) = topic {
            (kind, to_unit) = (ClaimKind::Help, true);
            (category, place) = (topic.category.clone(), topic.place.clone());
        }
        if to_unit {
            // What the list gives to nobody is answered at the desk.
            let mut tries = 0;
            while duty(city, &category, &place).is_none() && tries < 30 && topic.is_none() {
                category = city.category(&mut draw, day);
                tries += 1;
            }
            to_unit = duty(city, &category, &place).is_some();
        }
        let way = match draw.unit() {
            at if topic.is_none() && at < parameters.refused => {
                Way::Refused(draw.pick(&GROUNDS, RefusalGround::OtherProceeding))
            }
            at if at < parameters.refused + parameters.emergency => {
                Way::Emergency(draw.pick(&SERVICES, EmergencyService::Police))
            }
            at if topic.is_none() && at < parameters.refused + parameters.emergency + parameters.outside => {
                Way::Outside
            }
            _ if to_unit => Way::Unit,
            _ => Way::Desk,
        };
        if matches!(way, Way::Outside | Way::Refused(RefusalGround::OutsideCity)) {
            place = city.elsewhere(&mut draw);
        }
        let complains = matches!(kind, ClaimKind::Complaint | ClaimKind::Report);
        Self {
            n,
            way,
            kind,
            sample: texts.of(category.as_str(), &mut draw),
            category,
            place,
            channel: draw.pick(&CHANNELS, Channel::Phone),
            legal: draw.chance(0.037),
            confidential: draw.chance(if complains { 0.08 } else { 0.01 }),
        }
    }

    /// As it comes in. On the telephone and at the counter it is taken down at once.
    pub(crate) fn intake(&self, seed: u64, city: &City) -> Intake {
        let mut draw = Draw::of(seed, "person", self.n);
        let name = [SURNAMES[draw.below(SURNAMES.len())], GIVEN[draw.below(GIVEN.len())]].concat();
        let taken = matches!(self.channel, Channel::Phone | Channel::Counter);
        Intake {
            channel: self.channel,
            name,
            phone: self.phone(&mut draw),
            mail: String::new(),
            claimant_kind: if self.legal { ClaimantKind::Legal } else { ClaimantKind::Natural },
            speaks_for: SpeaksFor::Own,
            told: self.sample.text.clone(),
            told_place: city.registry().divisions.path_zh(&self.place).to_owned(),
            // From the province's platform, which has its own number for it.
            origin: (self.channel == Channel::Transfer).then(|| Origin {
                from: None,
                no: format!("HB{:09}", self.n),
                at: None,
            }),
            confidential: self.confidential,
            enterprise: self.legal,
            registration: taken.then(|| self.registration()),
        }
    }

    /// About seven in ten call once a year; few call often (A). The block 100 is nobody's.
    fn phone(&self, draw: &mut Draw) -> String {
        let number = if draw.chance(0.3) { draw.zipf(200_000, 1.05) as u64 } else { 1_000_000 + self.n };
        format!("100{number:08}")
    }

    /// What the operator takes down.
    pub(crate) fn registration(&self) -> Registration {
        Registration {
            kind: self.kind,
            category: self.category(),
            place: self.place(),
            title: self.sample.title.clone(),
            content: String::new(),
            demands: Vec::new(),
            read_back: Some(ReadBack { text: self.sample.title.clone(), confirmed: true }),
            truth_told: true,
            misconduct: None,
        }
    }

    pub(crate) fn category(&self) -> CategoryRef {
        CategoryRef { code: self.category.clone(), version: String::new() }
    }

    pub(crate) fn place(&self) -> Place {
        Place { division: self.place.clone(), text: String::new() }
    }

    /// Whether something is so of this claim, in such a share of all; asked again it is the same.
    pub(crate) fn has(&self, seed: u64, what: &str, share: f64) -> bool {
        Draw::of(seed, what, self.n).chance(share)
    }

    /// The line of the truth file.
    pub(crate) fn truth(&self, no: String, topic: Option<&Topic>, parameters: &Parameters, city: &City) -> Truth {
        let unit = if self.way == Way::Unit { duty(city, &self.category, &self.place) } else { None };
        let disputed = self.has(parameters.seed, "disputed", parameters.disputed);
        Truth {
            no,
            category: self.category.to_string(),
            place: self.place.to_string(),
            unit: unit.map(|unit| unit.to_string()).unwrap_or_default(),
            matter: topic.map(|topic| topic.number),
            dispute_right: disputed && self.has(parameters.seed, "dispute right", parameters.dispute_right),
            coached: self.has(parameters.seed, "coached", parameters.coached),
        }
    }
}

/// The unit that has the duty, where an order may go to it.
fn duty(city: &City, category: &CategoryCode, place: &DivisionCode) -> Option<UnitCode> {
    let duty = city.registry().duty(category, place, None).ok()?;
    match duty.route {
        Route::Dispatch | Route::EmergencyCheck(_) => Some(duty.lead),
        Route::RefuseAndGuide | Route::TransferRestricted | Route::AnswerOrInternal => None,
    }
}

/// The instant after so much working time: whole days by the calendar, the rest inside the office hours.
pub(crate) fn working(calendar: &law::WorkCalendar, from: Instant, days: f64, draw: &mut Draw) -> Instant {
    let mut left = floor(days);
    let mut day = from.date();
    while left > 0 || !calendar.is_workday(day).working {
        day = Instant::end_of(day).plus_minutes(1).date();
        if calendar.is_workday(day).working {
            left = left.saturating_sub(1);
        }
    }
    let minutes = i64::from(floor(draw.between(0.0, 540.0)));
    let at = Instant::local(day, 8, 30).plus_minutes(minutes);
    let closes = Instant::local(day, 18, 0);
    if at > from {
        at
    } else if from.plus_minutes(5) < closes {
        from.plus_minutes(5)
    } else {
        // The office has closed meanwhile.
        working(calendar, Instant::local(Instant::end_of(day).plus_minutes(1).date(), 0, 0), 0.0, draw)
    }
}

/// A small number without its fraction.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and not negative")]
pub(crate) fn floor(value: f64) -> u32 {
    value.clamp(0.0, 1_000_000.0) as u32
}

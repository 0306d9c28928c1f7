//! A first contact (C2.2, C12): identity into the vault, the claim without it, in one transaction.

use hotline::ch2_acceptance::a14_secrecy::code_name;
use hotline::{
    Actor, Channel, Claim, ClaimId, ClaimNo, Claimant, ClaimantKind, Origin, PersonId, Receive, Recorded, Registration,
    SpeaksFor, Stage, receive,
};
use law::Clause;
use store::persons::{self, Identity};
use store::plain::{Blind, phone_digits};
use store::{Rows, StoreError, claims, commands};
use zeroize::Zeroizing;

use crate::App;
use crate::error::AppError;
use crate::handle::note;
use crate::people::Session;

/// What comes in, from a page, the API or a file.
///
/// No `Debug`: it holds a name and a number in the clear.
#[derive(Clone)]
pub struct Intake {
    /// How it came in.
    pub channel: Channel,
    /// As the claimant calls themselves; may be empty.
    pub name: String,
    /// Where they can be reached.
    pub phone: String,
    /// Where mail reaches them; may be empty.
    pub mail: String,
    /// Natural person, legal person or other organisation.
    pub claimant_kind: ClaimantKind,
    /// For themselves, others or the public.
    pub speaks_for: SpeaksFor,
    /// In their own words.
    pub told: String,
    /// The place in their own words.
    pub told_place: String,
    /// Where it was first told, if elsewhere (C8).
    pub origin: Option<Origin>,
    /// Units are not to learn who (C14.2).
    pub confidential: bool,
    /// A business body (C29).
    pub enterprise: bool,
    /// The operator's registration, on the telephone or at the counter.
    pub registration: Option<Registration>,
}

/// What the claimant takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The number.
    pub no: ClaimNo,
    /// Six letters that open the progress page together with the number.
    pub query_code: String,
    /// Where the claim stands.
    pub stage: Stage,
    /// What comes next.
    pub promise: String,
    /// By when: `1月5日 14:00`; empty if nothing runs.
    pub due: String,
}

impl Intake {
    /// What was asked, to tell a second sending from another request under the same key.
    fn digest(&self) -> [u8; 32] {
        let registration = serde_json::to_string(&self.registration).unwrap_or_default();
        let origin = self.origin.as_ref().and_then(|origin| serde_json::to_string(origin).ok()).unwrap_or_default();
        let parts = [
            self.channel.code(),
            &self.name,
            &self.phone,
            &self.mail,
            self.claimant_kind.code(),
            self.speaks_for.code(),
            &self.told,
            &self.told_place,
            if self.confidential { "1" } else { "0" },
            if self.enterprise { "1" } else { "0" },
            &registration,
            &origin,
        ];
        commands::digest(parts.join("\0").as_bytes())
    }
}

/// Letters of a query code: none that sound or look alike.
const LETTERS: &[u8; 16] = b"ABCDEFGHJKMNPRTX";

impl App {
    /// Takes a claim in. `by` none: the public, by its own hand. The same `key` twice gives the same claim.
    ///
    /// # Errors
    /// [`AppError::Refused`] with the field that is missing or wrong, or the store's.
    pub async fn receive(&self, intake: Intake, by: Option<&Session>, key: &str) -> Result<Receipt, AppError> {
        let staff = by.map(|session| Actor::Staff(session.staff.clone()));
        self.receive_as(intake, staff, key).await
    }

    /// [`App::receive`] for import and demo, which act as staff without a session.
    ///
    /// # Errors
    /// As [`App::receive`].
    pub async fn receive_as(&self, intake: Intake, staff: Option<Actor>, key: &str) -> Result<Receipt, AppError> {
        let now = self.now();
        Self::check_identity(&intake)?;
        let db = &self.inner.db;
        let person = PersonId(self.inner.ids.next(db, now.ms()).await?);
        let id = ClaimId(self.inner.ids.next(db, now.ms()).await?);
        let no = self.inner.numbers.next(db, "TS", now.date()).await?;
        let actor = staff.unwrap_or(Actor::Claimant(person));
        let sender = match &actor {
            Actor::Claimant(_) => "public".to_owned(),
            Actor::Staff(_) | Actor::Clock => actor.reference().to_string(),
        };
        let request = intake.digest();
        let key = commands::id(&sender, key);
        let words = |text: &str| Some(Zeroizing::new(text.trim().to_owned())).filter(|words| !words.is_empty());
        let identity = Identity {
            name: words(&intake.name),
            phone: words(&intake.phone),
            mail: words(&intake.mail),
            ..Identity::default()
        };
        let month = self.inner.vault.key_of_month(db, now).await?;
        let sealed = persons::seal(&self.inner.vault, month, person, &identity, now).map_err(StoreError::from)?;
        let label = if intake.confidential { code_name(person) } else { sealed.masked.label.clone() };
        let command = Receive {
            channel: intake.channel,
            claimant: Claimant { person, label, kind: intake.claimant_kind, speaks_for: intake.speaks_for },
            confidential: intake.confidential,
            enterprise: intake.enterprise,
            told: intake.told,
            told_place: intake.told_place,
            origin: intake.origin,
            registration: intake.registration,
        };
        let (app, shows) = (self.clone(), identity.clone().words());
        let no_again = no.clone();
        let (claim_no, claim) = db
            .transact(vec![commands::seen(&key)], move |rows: &[Rows]| {
                if let Some(earlier) = rows.first().map(commands::read).transpose()?.flatten() {
                    let same = earlier.request == request;
                    return if same { Ok((Vec::new(), (earlier.answer, None))) } else { Err(AppError::KeyReused) };
                }
                let ctx = app.context(&actor, now, &shows);
                let facts = receive(id, no_again.clone(), command.clone(), &ctx)?;
                let recorded = Recorded::from_facts(facts, 0, now, &actor.reference(), &ctx.policy.version);
                let claim = Claim::fold(&recorded).ok_or(AppError::NotFound)?;
                let mut stmts = vec![sealed.stmt.clone()];
                stmts.extend(claims::change(
                    None,
                    &claim,
                    &recorded,
                    sealed.phone_index,
                    &app.inner.registry.divisions,
                )?);
                stmts.push(note(&key, id.0, claim.version, now, "receive", request, no_again.as_str()));
                Ok::<_, AppError>((stmts, (no_again.to_string(), Some(claim))))
            })
            .await?;
        let Some(claim) = claim else {
            let no: ClaimNo = claim_no.parse().map_err(|_| AppError::NotFound)?;
            return self.receipt(&no).await;
        };
        self.inner.news.notify_one();
        self.inner.known.note_claim(&claim);
        Ok(self.receipt_of(&claim))
    }

    /// The receipt of a claim.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub(crate) async fn receipt(&self, no: &ClaimNo) -> Result<Receipt, AppError> {
        let claim = self.load(no).await?.ok_or(AppError::NotFound)?.claim;
        Ok(self.receipt_of(&claim))
    }

    fn receipt_of(&self, claim: &Claim) -> Receipt {
        let promise = hotline::promise::promise(claim, self.policy(), self.inner.registry);
        Receipt {
            no: claim.no.clone(),
            query_code: self.query_code(&claim.no),
            stage: claim.stage,
            due: promise.clock.map(|clock| clock.due.shown()).unwrap_or_default(),
            promise: promise.text,
        }
    }

    /// The six letters of a claim: from the key of the blind indexes, so that nothing has to be stored and nobody can
    /// work them out from the number.
    pub(crate) fn query_code(&self, no: &ClaimNo) -> String {
        let digest = self.inner.vault.blind(Blind::Document, &format!("QUERYCODE{}", no.as_str().replace('-', "")));
        digest
            .unwrap_or_default()
            .iter()
            .take(6)
            .map(|byte| char::from(LETTERS.get(usize::from(byte & 15)).copied().unwrap_or(b'A')))
            .collect()
    }

    /// A number that can be called back, a name that is no essay.
    fn check_identity(intake: &Intake) -> Result<(), AppError> {
        let field = |field: &'static str, text: String| {
            AppError::Refused(hotline::Refusal::Field { field, text, basis: Clause::C12 })
        };
        if intake.name.chars().count() > 50 {
            return Err(field("name", "称呼最多50个字。请缩短后再提交。".to_owned()));
        }
        if intake.name.chars().any(|c| c.is_control() || hotline::is_forbidden(c)) {
            return Err(field("name", "称呼里有看不见的控制字符。请删掉后再提交。".to_owned()));
        }
        if !intake.mail.trim().is_empty() && !notify::mail::is_address(intake.mail.trim()) {
            return Err(field("mail", "邮箱应写成 名字@网站 的样子，例如 wang@example.com。".to_owned()));
        }
        let digits = phone_digits(&intake.phone).unwrap_or_default();
        let typed = intake.phone.trim();
        let odd =
            typed.chars().any(|c| !(c.is_ascii_digit() || ('０'..='９').contains(&c) || " -－—+()（）转".contains(c)));
        let right = (7..=20).contains(&digits.len());
        if typed.is_empty()
            && matches!(intake.channel, Channel::Letter | Channel::Email | Channel::Transfer | Channel::Counter)
        {
            return Ok(());
        }
        if odd || !right {
            let text = format!("联系电话应是手机号（11位）或者带区号的固定电话，您填了{}位数字。", digits.len());
            return Err(field("phone", text));
        }
        if digits.len() != 11 && digits.starts_with('1') && !digits.starts_with("10") {
            return Err(field("phone", format!("手机号应是11位数字，您填了{}位。", digits.len())));
        }
        Ok(())
    }
}

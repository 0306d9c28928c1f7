//! Bodies of requests that are no commands of the domain. Closed: an unknown field is refused.

use app::Intake;
use hotline::{Channel, ClaimantKind, Origin, Registration, SpeaksFor};
use serde::Deserialize;

/// `POST /api/v1/sessions`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSession {
    /// 用户名.
    pub(crate) login: String,
    /// 密码.
    pub(crate) password: String,
}

/// `POST /api/v1/claims`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewClaim {
    /// How it came in.
    channel: Channel,
    /// As the claimant calls themselves.
    #[serde(default)]
    name: String,
    /// Where they can be reached.
    #[serde(default)]
    phone: String,
    /// Where mail reaches them.
    #[serde(default)]
    mail: String,
    /// `natural` unless said otherwise.
    #[serde(default)]
    claimant_kind: Option<ClaimantKind>,
    /// `self` unless said otherwise.
    #[serde(default)]
    speaks_for: Option<SpeaksFor>,
    /// In their own words.
    told: String,
    /// The place in their own words.
    #[serde(default)]
    told_place: String,
    /// Where it was first told, if elsewhere: a transfer (C8).
    #[serde(default)]
    origin: Option<Origin>,
    /// Units are not to learn who; on unless said otherwise.
    #[serde(default)]
    confidential: Option<bool>,
    /// A business body.
    #[serde(default)]
    enterprise: bool,
    /// The operator's registration.
    #[serde(default)]
    registration: Option<Registration>,
}

/// `POST /api/v1/claims/{no}/reveal`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLook {
    /// Why; the claimant can read it.
    #[serde(default)]
    pub(crate) reason: String,
}

impl From<NewClaim> for Intake {
    fn from(new: NewClaim) -> Self {
        Self {
            channel: new.channel,
            name: new.name,
            phone: new.phone,
            mail: new.mail,
            claimant_kind: new.claimant_kind.unwrap_or(ClaimantKind::Natural),
            speaks_for: new.speaks_for.unwrap_or(SpeaksFor::Own),
            told: new.told,
            told_place: new.told_place,
            origin: new.origin,
            confidential: new.confidential.unwrap_or(true),
            enterprise: new.enterprise,
            registration: new.registration,
        }
    }
}

//! What can be set of a simulated city. The defaults describe Tangshan as far as its figures are published (V: published,
//! D: derived from published figures) and are plausible otherwise (A: assumed).

use law::Date;
use serde::{Deserialize, Serialize};

/// Seed, time and shares of a run. Same parameters, same calendar and policy: the same log of events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Parameters {
    /// Where all chance comes from.
    pub seed: u64,
    /// First day.
    pub from: Date,
    /// How many days people call.
    pub days: u32,
    /// Contacts on an average day of November (V: 284,406 in November 2024).
    pub requests_a_day: f64,
    /// Of contacts: classified as claims (V: 195,532 of 284,406).
    pub claims: f64,
    /// Of contacts: calls that nobody took in time (A).
    pub abandoned: f64,
    /// Of contacts: about an own claim that is open, nothing new (A).
    pub asks_again: f64,
    /// Of contacts: about an own claim that is open, with something new (A).
    pub adds: f64,
    /// Of claims: not accepted on one of the six grounds (A).
    pub refused: f64,
    /// Of claims: handed to an emergency service (A).
    pub emergency: f64,
    /// Of claims: for the hotline of another city (A).
    pub outside: f64,
    /// Of orders: disputed by the unit (A).
    pub disputed: f64,
    /// Of disputes: rightly (A).
    pub dispute_right: f64,
    /// Of orders: with co-units, where the list has some (A).
    pub co_handled: f64,
    /// Of orders: an extension is asked (A).
    pub extended: f64,
    /// Of extensions asked: approved (A).
    pub extension_approved: f64,
    /// Of orders: a suspension is asked (A).
    pub suspended: f64,
    /// Of orders: cannot be solved for now (A).
    pub unresolvable: f64,
    /// Of orders: signed after the working day (A).
    pub signed_late: f64,
    /// Of orders: closed after the limit (A).
    pub closed_late: f64,
    /// Of feedbacks: sent back as not in order (A).
    pub returned: f64,
    /// Of callbacks: reached (A).
    pub reached: f64,
    /// Of callbacks: reached, and not willing to rate (A).
    pub unwilling: f64,
    /// Of unsatisfied people: something had been left out and is handled again (A; the others are beyond law or policy).
    pub omitted: f64,
    /// Of claims on the same matter as one that is open: joined to it (A).
    pub joined: f64,
    /// Of ratings: coached by somebody; only the truth file knows (A).
    pub coached: f64,
    /// Bursts of the same matter, as a multiple of the usual number (A).
    pub bursts: f64,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            seed: 1,
            from: Date::constant(2026, 11, 1),
            days: 30,
            requests_a_day: 9_480.0,
            claims: 0.6875,
            abandoned: 0.03,
            asks_again: 0.04,
            adds: 0.015,
            refused: 0.0175,
            emergency: 0.0022,
            outside: 0.004,
            disputed: 0.06,
            dispute_right: 0.30,
            co_handled: 0.11,
            extended: 0.07,
            extension_approved: 0.85,
            suspended: 0.004,
            unresolvable: 0.03,
            signed_late: 0.06,
            closed_late: 0.025,
            returned: 0.03,
            reached: 0.68,
            unwilling: 0.06,
            omitted: 0.54,
            joined: 0.5,
            coached: 0.01,
            bursts: 1.0,
        }
    }
}

impl Parameters {
    /// Reads parameters from TOML; what is not named keeps its default.
    ///
    /// # Errors
    /// One sentence in Chinese that names line and field.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parameters: Self = toml::from_str(text).map_err(|error: toml::de::Error| {
            let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or_default().lines().count().max(1));
            format!("第{line}行不对（{}）。请改正后再运行。", error.message())
        })?;
        parameters.check().map(|()| parameters)
    }

    /// Shares are shares, and there is something to simulate.
    ///
    /// # Errors
    /// One sentence in Chinese.
    pub fn check(&self) -> Result<(), String> {
        let shares = [
            ("claims", self.claims),
            ("abandoned", self.abandoned),
            ("asks_again", self.asks_again),
            ("adds", self.adds),
            ("refused", self.refused),
            ("emergency", self.emergency),
            ("outside", self.outside),
            ("disputed", self.disputed),
            ("dispute_right", self.dispute_right),
            ("co_handled", self.co_handled),
            ("extended", self.extended),
            ("extension_approved", self.extension_approved),
            ("suspended", self.suspended),
            ("unresolvable", self.unresolvable),
            ("signed_late", self.signed_late),
            ("closed_late", self.closed_late),
            ("returned", self.returned),
            ("reached", self.reached),
            ("unwilling", self.unwilling),
            ("omitted", self.omitted),
            ("joined", self.joined),
            ("coached", self.coached),
        ];
        if let Some((name, value)) = shares.iter().find(|(_, value)| !(0.0..=1.0).contains(value)) {
            return Err(format!("参数 {name} 应在0和1之间，现在是{value}。请改正后再运行。"));
        }
        if self.claims + self.abandoned + self.asks_again + self.adds > 1.0 {
            return Err("claims、abandoned、asks_again、adds 四项之和不能超过1。请改正后再运行。".to_owned());
        }
        if !(1..=3_660).contains(&self.days) {
            return Err(format!("参数 days 应在1和3660之间，现在是{}。请改正后再运行。", self.days));
        }
        if !(0.0..=1_000_000.0).contains(&self.requests_a_day) || !(0.0..=1_000.0).contains(&self.bursts) {
            return Err("参数 requests_a_day 应在0和1000000之间，bursts 应在0和1000之间。请改正后再运行。".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Parameters;

    #[test]
    fn what_is_not_named_keeps_its_default_and_what_is_wrong_is_named() {
        assert_eq!(Parameters::parse("").unwrap(), Parameters::default());
        assert_eq!(Parameters::parse("seed = 7\nfrom = \"2026-03-01\"").unwrap().seed, 7);
        assert!(Parameters::parse("claims = 2.0").unwrap_err().contains("claims"));
        assert!(Parameters::parse("reached = -0.1").unwrap_err().contains("reached"));
        assert!(Parameters::parse("clams = 0.5").unwrap_err().contains("clams"));
        assert!(Parameters::parse("days = 0").unwrap_err().contains("days"));
        assert!(Parameters::parse("claims = 0.99").unwrap_err().contains("之和"));
    }
}

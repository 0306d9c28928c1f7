//! The numbers people read out: claim number and order number.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A claim's number: region letters, local date, counter of the day, check digit: `TS260105-00731-7`.
///
/// The check digit catches every wrong digit and every swap of neighbours that a tired ear makes on the telephone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClaimNo(String);

/// The number of an order: its claim's number and the order's place in the claim: `TS260105-00731-7-2`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderNo {
    /// The claim the order belongs to.
    pub claim: ClaimNo,
    /// 1 for the first order of the claim.
    pub n: u16,
}

/// The text is no number of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是有效的编号。编号形如 TS260105-00731-7，请对照短信或回执再输一次。")]
pub struct ParseNoError(pub String);

impl ClaimNo {
    /// Builds the number of the `counter`-th claim of a day; `yymmdd` is the local date, `region` two capital letters.
    pub fn new(region: &str, yymmdd: u32, counter: u32) -> Self {
        let body = format!("{region}{yymmdd:06}-{counter:05}");
        let check = check_digit(&body);
        Self(format!("{body}-{check}"))
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number of the claim's `n`-th order.
    pub fn order(&self, n: u16) -> OrderNo {
        OrderNo { claim: self.clone(), n }
    }
}

/// ISO 7064 MOD 11-2 would bring an `X`; Damm's quasigroup keeps to digits and finds the same slips.
fn check_digit(body: &str) -> u8 {
    const DAMM: [[u8; 10]; 10] = [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
        [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
        [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
        [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
        [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
        [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
        [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ];
    let mut state = 0_u8;
    for byte in body.bytes() {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'Z' => (byte - b'A') % 10,
            _ => continue,
        };
        state = DAMM[usize::from(state)][usize::from(digit)];
    }
    state
}

impl FromStr for ClaimNo {
    type Err = ParseNoError;

    /// Forgives what people do to numbers: blanks, lower case, full-width characters, missing dashes.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ParseNoError(text.chars().take(40).collect());
        let mut plain = String::with_capacity(16);
        for c in text.chars().take(64) {
            let c = match c {
                '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
                other => other,
            };
            if c.is_ascii_alphanumeric() {
                plain.push(c.to_ascii_uppercase());
            } else if !(c.is_whitespace() || c == '-' || c == '—' || c == '–') {
                return Err(wrong());
            }
        }
        let bytes = plain.as_bytes();
        if bytes.len() < 14
            || bytes.len() > 18
            || !bytes[..2].iter().all(u8::is_ascii_uppercase)
            || !bytes[2..].iter().all(u8::is_ascii_digit)
        {
            return Err(wrong());
        }
        let (body, check) = plain.split_at(plain.len() - 1);
        let body = format!("{}-{}", &body[..8], &body[8..]);
        if check == check_digit(&body).to_string() { Ok(Self(format!("{body}-{check}"))) } else { Err(wrong()) }
    }
}

impl TryFrom<String> for ClaimNo {
    type Error = ParseNoError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ClaimNo> for String {
    fn from(no: ClaimNo) -> Self {
        no.0
    }
}

impl fmt::Display for ClaimNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for OrderNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.claim, self.n)
    }
}

impl FromStr for OrderNo {
    type Err = ParseNoError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ParseNoError(text.chars().take(40).collect());
        let (claim, n) = text.trim().rsplit_once('-').ok_or_else(wrong)?;
        let n: u16 = n.parse().map_err(|_| wrong())?;
        if n == 0 || claim.matches('-').count() != 2 {
            return Err(wrong());
        }
        Ok(Self { claim: claim.parse()?, n })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_survives_what_people_do_to_it() {
        let no = ClaimNo::new("TS", 260_105, 731);
        assert_eq!(no.as_str().len(), 16);
        for text in [
            no.to_string(),
            no.to_string().to_lowercase(),
            no.to_string().replace('-', " "),
            no.to_string().replace('-', ""),
        ] {
            assert_eq!(text.parse::<ClaimNo>().as_ref(), Ok(&no), "{text}");
        }
        assert_eq!(no.order(2).to_string().parse::<OrderNo>(), Ok(no.order(2)));
    }

    #[test]
    fn the_number_given_as_an_example_is_one() {
        let no = ClaimNo::new("TS", 260_105, 731);
        assert!(ParseNoError(String::new()).to_string().contains(no.as_str()), "{no}");
    }

    #[test]
    fn one_wrong_digit_is_found() {
        let no = ClaimNo::new("TS", 260_105, 731).to_string();
        for i in 2..no.len() {
            for d in '0'..='9' {
                let mut wrong: Vec<char> = no.chars().collect();
                if wrong[i] == '-' || wrong[i] == d {
                    continue;
                }
                wrong[i] = d;
                let wrong: String = wrong.into_iter().collect();
                assert!(wrong.parse::<ClaimNo>().is_err(), "{wrong}");
            }
        }
        for text in ["", "TS", "TS260105-00731", "abc", "TS260105-00731-7; DROP TABLE claim", "唐260105-00731-4"] {
            assert!(text.parse::<ClaimNo>().is_err(), "{text}");
        }
    }
}

//! How long a short message is, and in how many parts it goes (3GPP TS 23.040, 9.2.3.24.1; UCS-2 as China's gateways
//! want it).

/// Characters of one message that goes alone.
pub const ALONE: usize = 70;
/// Characters of each part of a message that is joined again on the phone: six octets are the head of the part.
pub const A_PART: usize = 67;
/// Most parts of one message; a longer one is not sent but refused.
pub const MOST_PARTS: usize = 10;

/// A text as the phone gets it: UCS-2 big-endian, cut where no character is torn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts(Vec<Vec<u8>>);

impl Parts {
    /// Cuts a text; none if it needs more than [`MOST_PARTS`].
    pub fn of(text: &str) -> Option<Self> {
        let units: Vec<u16> = text.encode_utf16().collect();
        if units.len() <= ALONE {
            return Some(Self(vec![octets(&units)]));
        }
        let mut parts = Vec::new();
        let mut rest = units.as_slice();
        while !rest.is_empty() {
            let mut end = rest.len().min(A_PART);
            // A pair that stands for one character stays together.
            if end < rest.len() && rest.get(end - 1).is_some_and(|unit| (0xD800..0xDC00).contains(unit)) {
                end -= 1;
            }
            let (part, after) = rest.split_at(end);
            parts.push(octets(part));
            rest = after;
        }
        (parts.len() <= MOST_PARTS).then_some(Self(parts))
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Each part with the head that joins it, where there is more than one. `reference` tells one message's parts from
    /// another's.
    pub fn with_heads(&self, reference: u8) -> Vec<Vec<u8>> {
        let total = u8::try_from(self.0.len()).unwrap_or(u8::MAX);
        if total == 1 {
            return self.0.clone();
        }
        (1_u8..)
            .zip(&self.0)
            .map(|(n, part)| {
                let mut octets = vec![0x05, 0x00, 0x03, reference, total, n];
                octets.extend_from_slice(part);
                octets
            })
            .collect()
    }
}

fn octets(units: &[u16]) -> Vec<u8> {
    units.iter().flat_map(|unit| unit.to_be_bytes()).collect()
}

/// A mobile number of the mainland as gateways want it, or none: eleven digits that begin with 1.
pub fn mobile(number: &str) -> Option<String> {
    let digits: String = number.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let digits = digits.strip_prefix("+86").or_else(|| digits.strip_prefix("0086")).unwrap_or(&digits);
    let right = digits.len() == 11 && digits.starts_with('1') && digits.bytes().all(|byte| byte.is_ascii_digit());
    right.then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seventy_characters_go_alone_and_one_more_in_two_parts() {
        let text = "一".repeat(ALONE);
        assert_eq!(Parts::of(&text).map(|parts| parts.count()), Some(1));
        let longer = Parts::of(&format!("{text}二")).map(|parts| parts.with_heads(7)).unwrap_or_default();
        assert_eq!(longer.len(), 2);
        assert!(
            longer.iter().enumerate().all(|(n, part)| part[..6] == [5, 0, 3, 7, 2, u8::try_from(n).unwrap_or(9) + 1])
        );
        assert_eq!(longer[0].len(), 6 + 2 * A_PART);
        assert_eq!(Parts::of(&"长".repeat(A_PART * MOST_PARTS + 1)), None);
        assert_eq!(Parts::of("").map(|parts| parts.count()), Some(1));
    }

    #[test]
    fn a_character_beyond_the_plane_is_not_torn() {
        let text = format!("{}𠮷𠮷𠮷𠮷", "一".repeat(A_PART - 1));
        let parts = Parts::of(&text).map(|parts| parts.0).unwrap_or_default();
        let back: String = parts
            .iter()
            .map(|part| {
                let units: Vec<u16> = part.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
                String::from_utf16_lossy(&units)
            })
            .collect();
        assert_eq!(back, text);
    }

    #[test]
    fn only_mobile_numbers_get_messages() {
        for (number, wanted) in [
            ("13800001234", Some("13800001234")),
            ("+86 138-0000-1234", Some("13800001234")),
            ("0315-2821234", None),
            ("23800001234", None),
            ("1380000123a", None),
            ("", None),
        ] {
            assert_eq!(mobile(number).as_deref(), wanted, "{number}");
        }
    }
}

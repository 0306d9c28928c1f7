//! Names and numbers of persons as plain text: one spelling for each, and masks that show nobody (C14.2, C39).

/// What a blind index is about. The same digits as a phone and as a document give different indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blind {
    Phone,
    Name,
    Document,
}

impl Blind {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Name => "name",
            Self::Document => "document",
        }
    }
}

/// One spelling for all the ways to write the same thing; none if nothing is left.
pub fn normalise(kind: Blind, value: &str) -> Option<String> {
    match kind {
        Blind::Phone => phone_digits(value),
        Blind::Name => filled(fold(value).filter(|c| !c.is_whitespace() && !is_dot(*c)).flat_map(char::to_lowercase)),
        Blind::Document => filled(fold(value).filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase())),
    }
}

/// The digits of a telephone number: full-width ones folded, `+86` and `0086` taken off, an extension kept.
pub fn phone_digits(value: &str) -> Option<String> {
    let foreign: String = fold(value).filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let digits: String = foreign.chars().filter(char::is_ascii_digit).collect();
    let country = if foreign.starts_with('+') { "86" } else { "0086" };
    let plain = match digits.strip_prefix(country) {
        Some(rest) => rest,
        // `86` and a mobile number, as some exchanges send it.
        None if digits.len() == 13 => digits.strip_prefix("86").filter(|rest| rest.starts_with('1')).unwrap_or(&digits),
        None => &digits,
    };
    filled(plain.chars())
}

/// `王小明` → `王**`, whatever the length: two stars do not tell it. Nothing → `匿名`.
pub fn mask_name(name: &str) -> String {
    match name.trim().chars().find(|c| !c.is_control()) {
        Some(first) => format!("{first}**"),
        None => "匿名".to_owned(),
    }
}

/// `13812345678` → `138****5678`; of shorter numbers only the last digits, of very short ones nothing.
pub fn mask_phone(phone: &str) -> String {
    let Some(digits) = phone_digits(phone) else {
        return String::new();
    };
    let length = digits.len();
    match (digits.get(..3), digits.get(length.saturating_sub(4)..), digits.get(length.saturating_sub(2)..)) {
        (Some(head), Some(tail), _) if length >= 11 => format!("{head}****{tail}"),
        (_, _, Some(tail)) if length >= 7 => format!("****{tail}"),
        _ => "****".to_owned(),
    }
}

/// `130203199001011234` → `130***********1234`.
pub fn mask_document(document: &str) -> String {
    let Some(plain) = normalise(Blind::Document, document) else {
        return String::new();
    };
    match (plain.get(..3), plain.get(plain.len().saturating_sub(4)..)) {
        (Some(head), Some(tail)) if plain.len() >= 12 => format!("{head}{}{tail}", "*".repeat(plain.len() - 7)),
        _ => "****".to_owned(),
    }
}

/// Full-width letters and digits in their plain form.
fn fold(value: &str) -> impl Iterator<Item = char> + '_ {
    value.chars().map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    })
}

/// The dots people put between the parts of a name: `买买提·吐尔逊`.
const fn is_dot(c: char) -> bool {
    matches!(c, '·' | '•' | '‧' | '・' | '.' | '．')
}

fn filled(chars: impl Iterator<Item = char>) -> Option<String> {
    let text: String = chars.collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_a_number_are_one() {
        for spelling in [
            "13812345678",
            "138 1234 5678",
            "138-1234-5678",
            "+86 138 1234 5678",
            "0086-13812345678",
            "8613812345678",
            "１３８１２３４５６７８",
            "＋８６１３８１２３４５６７８",
            "电话：13812345678",
        ] {
            assert_eq!(phone_digits(spelling).as_deref(), Some("13812345678"), "{spelling}");
        }
        assert_eq!(phone_digits("0315-2345678").as_deref(), Some("03152345678"));
        assert_eq!(phone_digits("8612345").as_deref(), Some("8612345"), "a local number may begin with 86");
        assert_eq!(phone_digits("没有电话"), None);
    }

    #[test]
    fn names_and_documents_have_one_spelling() {
        assert_eq!(normalise(Blind::Name, " 王 小明 "), normalise(Blind::Name, "王小明"));
        assert_eq!(normalise(Blind::Name, "买买提·吐尔逊"), normalise(Blind::Name, "买买提•吐尔逊"));
        assert_eq!(normalise(Blind::Document, "13020319900101123x").as_deref(), Some("13020319900101123X"));
        assert_eq!(normalise(Blind::Name, "　"), None);
    }

    #[test]
    fn c14_2_masks_show_nobody() {
        assert_eq!(mask_name("王小明"), "王**");
        assert_eq!(mask_name("欧阳娜娜"), "欧**");
        assert_eq!(mask_name(""), "匿名");
        assert_eq!(mask_phone("+86 13812345678"), "138****5678");
        assert_eq!(mask_phone("2345678"), "****78");
        assert_eq!(mask_phone("110"), "****");
        assert_eq!(mask_phone(""), "");
        assert_eq!(mask_document("130203199001011234"), "130***********1234");
        assert_eq!(mask_document("护照 E1234567"), "****");
    }
}

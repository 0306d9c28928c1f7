//! Names and numbers that show who somebody is, found in a text however they are written, and taken out (C14.2, C39).

use std::ops::Range;

use crate::text::is_invisible;

/// What stands where a name or number was taken out.
const TAKEN_OUT: &str = "**";

/// Shorter numbers of the vault are found only by themselves: a house has a number too.
const LONG: usize = 7;

/// Whether a text shows a mobile number, an identity number, or a word of the vault.
pub fn shows(text: &str, identity: &[String]) -> bool {
    !places(text, identity).is_empty()
}

/// The text without them.
pub fn veiled(text: &str, identity: &[String]) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for place in places(text, identity) {
        shown.push_str(&text[at..place.start]);
        shown.push_str(TAKEN_OUT);
        at = place.end;
    }
    shown.push_str(&text[at..]);
    shown
}

/// Where they stand, in order and apart from each other.
fn places(text: &str, identity: &[String]) -> Vec<Range<usize>> {
    let letters = letters(text);
    let mut found: Vec<Range<usize>> = identity.iter().flat_map(|word| of_word(&letters, word)).collect();
    found.extend(numbers(&letters, text));
    found.sort_unstable_by_key(|place| (place.start, place.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for place in found {
        match apart.last_mut() {
            Some(last) if place.start < last.end => last.end = last.end.max(place.end),
            Some(_) | None => apart.push(place),
        }
    }
    apart
}

/// A letter or digit in its plain form, and where it stands.
struct Letter {
    plain: char,
    at: Range<usize>,
}

/// The letters of a text; what people put between them is passed over.
fn letters(text: &str) -> Vec<Letter> {
    let said = text.char_indices().filter(|(_, c)| !stands_between(*c));
    said.map(|(at, c)| Letter { plain: plain(c), at: at..at + c.len_utf8() }).collect()
}

fn stands_between(c: char) -> bool {
    c.is_whitespace()
        || is_invisible(c)
        || matches!(c, '-' | '－' | '—' | '–' | '_' | '.' | '．' | '·' | '•' | '・' | '(' | ')' | '（' | '）')
}

/// Full-width forms folded, small letters made great.
fn plain(c: char) -> char {
    let folded = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    folded.to_ascii_uppercase()
}

/// A word of the vault: two letters at least, as a surname alone shows nobody.
fn of_word(letters: &[Letter], word: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = self::letters(word).into_iter().map(|letter| letter.plain).collect();
    if wanted.len() < 2 {
        return Vec::new();
    }
    let digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|one| one.plain.is_ascii_digit());
    let short_number = wanted.len() < LONG && wanted.iter().all(char::is_ascii_digit);
    let inside = |at: usize| digit(at.checked_sub(1)) || digit(at.checked_add(wanted.len()));
    letters
        .windows(wanted.len())
        .enumerate()
        .filter(|(_, window)| window.iter().map(|letter| letter.plain).eq(wanted.iter().copied()))
        .filter(|(at, _)| !(short_number && inside(*at)))
        .filter_map(|(_, window)| Some(window.first()?.at.start..window.last()?.at.end))
        .collect()
}

/// Numbers that are somebody's whoever it is: eleven digits of a mobile phone, eighteen of an identity card, its last
/// perhaps an X. Blanks and dashes may stand inside them, or beside a number of their own.
fn numbers(letters: &[Letter], text: &str) -> Vec<Range<usize>> {
    let together = |gap: &str| gap.chars().all(|c| matches!(c, ' ' | '-'));
    let touching = |gap: &str| gap.is_empty();
    let mut found = runs(letters, |gap| together(&text[gap]));
    found.extend(runs(letters, |gap| touching(&text[gap])));
    found
}

fn runs(letters: &[Letter], joins: impl Fn(Range<usize>) -> bool) -> Vec<Range<usize>> {
    letters
        .chunk_by(|one, next| {
            one.plain.is_ascii_digit()
                && (next.plain.is_ascii_digit() || next.plain == 'X')
                && joins(one.at.end..next.at.start)
        })
        .filter(|run| is_a_persons(run))
        .filter_map(|run| Some(run.first()?.at.start..run.last()?.at.end))
        .collect()
}

fn is_a_persons(run: &[Letter]) -> bool {
    let digits = run.iter().filter(|letter| letter.plain.is_ascii_digit()).count();
    let mobile = digits == 11 && run.first().is_some_and(|letter| letter.plain == '1');
    mobile || run.len() == 18 && digits >= 17
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &[&str]) -> Vec<String> {
        list.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn c39_a_name_or_number_is_taken_out_however_it_is_written() {
        let known = words(&["王小明", "13812345678", "13020319900101123X", "5678"]);
        for (text, shown) in [
            ("王小明反映暖气不热", "**反映暖气不热"),
            ("王 小·明的电话１３８－１２３４－５６７８。", "**的电话**。"),
            ("打138.1234.5678或者3 138 1234 5678", "打**或者3 **"),
            ("证件130203 19900101 123x，住5678室", "证件**，住**室"),
            ("另一个号13900001111，18位110101199003070011", "另一个号**，18位**"),
            ("小王，3号楼2单元，已修15678次", "小王，3号楼2单元，已修15678次"),
            ("工单TS260105-00731-7，电话12345", "工单TS260105-00731-7，电话12345"),
        ] {
            assert_eq!(veiled(text, &known), shown);
            assert_eq!(shows(text, &known), text != shown, "{text}");
        }
    }

    #[test]
    fn c39_a_surname_alone_shows_nobody() {
        assert!(!shows("王师傅来过", &words(&["王", ""])));
    }
}

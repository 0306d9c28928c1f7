//! What every text from outside must bear: something in it, not too much, nothing invisible that changes its meaning.

use law::Clause;

use crate::order::Evidence;
use crate::refusal::Refusal;

/// Longest one-line field, in characters.
pub(crate) const LINE: usize = 200;
/// Longest account, in characters: ten minutes of fast speech.
pub(crate) const ACCOUNT: usize = 20_000;

/// A field that must hold words, at most `most` characters.
pub(crate) fn required(
    value: &str,
    field: &'static str,
    label: &str,
    most: usize,
    basis: Clause,
) -> Result<(), Refusal> {
    if value.chars().all(|c| c.is_whitespace() || c.is_control() || is_invisible(c)) {
        return Err(Refusal::field(field, basis, format!("“{label}”还没写。请填写后再提交。")));
    }
    optional(value, field, label, most, basis)
}

/// A field that may be empty, at most `most` characters, without control characters that hide or reorder text.
pub(crate) fn optional(
    value: &str,
    field: &'static str,
    label: &str,
    most: usize,
    basis: Clause,
) -> Result<(), Refusal> {
    let length = value.chars().count();
    if length > most {
        return Err(Refusal::field(
            field,
            basis,
            format!("“{label}”最多{most}个字，现在有{length}个字。请缩短后再提交，写下的内容都还在。"),
        ));
    }
    if let Some(bad) = value.chars().find(|c| is_forbidden(*c)) {
        return Err(Refusal::field(
            field,
            basis,
            format!("“{label}”里有看不见的控制字符（U+{:04X}）。请删掉后再提交。", u32::from(bad)),
        ));
    }
    Ok(())
}

/// As many files as policy asks for (C25.1-3, C25.4, C26.1).
pub(crate) fn enough(list: &[Evidence], least: u32, label: &str, such_as: &str, basis: Clause) -> Result<(), Refusal> {
    let count = u32::try_from(list.len()).unwrap_or(u32::MAX);
    if count >= least {
        return Ok(());
    }
    let least = if least == 1 { "一".to_owned() } else { least.to_string() };
    Err(Refusal::field("evidence", basis, format!("请至少附{least}份{label}：{such_as}。")))
}

/// Proofs: each with a name, not too many (C25.1-3, C25.4, C26.1).
pub(crate) fn proofs(list: &[Evidence], basis: Clause) -> Result<(), Refusal> {
    if list.len() > 50 {
        return Err(Refusal::field("evidence", basis, "一次最多附50份证明材料。请合并后再提交。"));
    }
    for evidence in list {
        required(&evidence.name, "evidence", "证明材料名称", LINE, basis)?;
        optional(&evidence.shows, "evidence", "证明材料说明", LINE, basis)?;
    }
    Ok(())
}

/// Control characters but tab and line ends, and the marks that turn the direction of text: they hide or reorder words.
pub const fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{3000}')
}

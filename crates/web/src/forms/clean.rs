//! Cleaning of typed text.

/// Several lines: `\r\n` becomes `\n`, control characters and direction marks go, spaces at both ends go.
/// Digits stay as typed, and so do emoji with their joiners: these are a person's own words.
pub fn text(raw: &str) -> String {
    let unix = raw.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let kept: String = unix.chars().filter(|c| *c == '\n' || *c == '\t' || !unseen(*c)).collect();
    kept.trim().to_owned()
}

/// One line: as [`text`], breaks and tabs become a space, full-width digits become half-width.
pub fn line(raw: &str) -> String {
    text(raw).chars().map(|c| if matches!(c, '\n' | '\t') { ' ' } else { half_width(c) }).collect()
}

/// A name: as [`line`], and zero-width characters go (they make two names out of one), several spaces become one.
pub fn name(raw: &str) -> String {
    let seen: String = line(raw).chars().filter(|c| !zero_width(*c)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A telephone number: full-width digits, spaces, dashes, brackets and the country code +86 are cleaned away; what is
/// left is shown back as it is, so that a letter is seen and mended.
pub fn phone(raw: &str) -> String {
    let joined: String = name(raw)
        .chars()
        .map(|c| if c == '＋' { '+' } else { c })
        .filter(|c| !c.is_whitespace() && !"-－–—‐‑·.()（）".contains(*c))
        .collect();
    joined.strip_prefix("+86").or_else(|| joined.strip_prefix("0086")).unwrap_or(&joined).to_owned()
}

/// Words quoted in a message: their beginning, so that the message stays one.
pub fn quoted(words: &str) -> String {
    const MOST: usize = 30;
    if words.chars().count() <= MOST {
        return words.to_owned();
    }
    words.chars().take(MOST).chain(std::iter::once('…')).collect()
}

/// Whether a person sees anything of it.
pub(super) fn shows(words: &str) -> bool {
    words.chars().any(|c| !(c.is_whitespace() || unseen(c) || zero_width(c)))
}

/// Control characters and marks that turn the direction of writing; a line break and a tab are judged by the caller.
fn unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

fn zero_width(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}')
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        '\u{3000}' | '\u{00A0}' => ' ',
        _ => c,
    }
}

//! Reading a form so that nothing typed is lost and nothing odd goes further in.
//!
//! A [`Form`] is what the browser sent, tolerant of bad UTF-8 and missing fields. The readers clean what people cannot
//! see or cannot mean (control characters, zero-width and direction marks, full-width digits in numbers); they never
//! judge. What is wrong goes to [`Errors`] in the label's words, and the form comes back filled with 422.
//!
//! Text is not normalised to NFC: Chinese input composes already, and NFC would replace compatibility ideographs that
//! stand in people's names.

mod clean;
mod extract;

pub use clean::{line, name, phone, quoted, text};
pub use extract::{Query, Sent};

/// Most fields one form may send; more is not a form of ours.
pub const MOST_FIELDS: usize = 2_000;

/// What a form sent, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    /// Reads `application/x-www-form-urlencoded`. Bytes that are no UTF-8 become U+FFFD, which the person sees and can
    /// mend; fields beyond [`MOST_FIELDS`] are left out.
    pub fn parse(body: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(body).take(MOST_FIELDS);
        Self { fields: pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect() }
    }

    /// What was sent first under `name`, as it came; empty when it is missing.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// All that was sent under `name`: ticked boxes, chosen rows.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.fields.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Whether the field was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(key, _)| key == name)
    }

    /// Whether a single tick box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !matches!(self.get(name), "" | "off" | "0" | "false")
    }

    /// Several lines, as [`text`].
    pub fn text(&self, name: &str) -> String {
        text(self.get(name))
    }

    /// One line, as [`line`].
    pub fn line(&self, name: &str) -> String {
        line(self.get(name))
    }

    /// A person's or place's name, as [`name`].
    pub fn name(&self, name: &str) -> String {
        clean::name(self.get(name))
    }

    /// A telephone number as typed, cleaned as [`phone`].
    pub fn phone(&self, name: &str) -> String {
        phone(self.get(name))
    }

    /// The key under which an act is done once. One page holds many forms under one key: the verb tells them apart.
    pub fn once(&self, verb: &str) -> Option<String> {
        let key = self.get("once");
        (!key.is_empty()).then(|| format!("{verb}/{key}"))
    }

    /// Puts `value` in place of all that was sent under `name`.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl Into<String>) -> Self {
        self.fields.retain(|(key, _)| key != name);
        self.with(name, value)
    }

    /// Sets a field, for forms that open filled and for tests.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// All fields in the order sent.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }
}

/// One thing to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field; empty for the form as a whole.
    pub field: String,
    /// What and where and what to do, in Chinese, with the label's words.
    pub message: String,
    /// What may have been meant: value, label, hint. The field shows them as radio buttons.
    pub choices: Vec<(String, String, String)>,
}

/// What is wrong with a form, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Errors {
    list: Vec<FieldError>,
}

impl Errors {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes an error. Only the first one of a field is kept: one thing at a time.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        let field = field.into();
        if field.is_empty() || self.of(&field).is_none() {
            self.list.push(FieldError { field, message: message.into(), choices: Vec::new() });
        }
    }

    /// Notes an error that offers what may have been meant.
    pub fn offer(&mut self, field: &str, message: impl Into<String>, choices: Vec<(String, String, String)>) {
        if self.of(field).is_none() {
            self.list.push(FieldError { field: field.to_owned(), message: message.into(), choices });
        }
    }

    /// What is offered at a field.
    pub fn choices(&self, field: &str) -> &[(String, String, String)] {
        self.list.iter().find(|error| error.field == field).map_or(&[], |error| error.choices.as_slice())
    }

    /// Notes `message` when nothing of `value` can be seen; says whether it is there.
    pub fn need(&mut self, field: &str, value: &str, message: &str) -> bool {
        let there = clean::shows(value);
        if !there {
            self.add(field, message);
        }
        there
    }

    /// Notes an error when `value` has more than `max` characters, saying how many are too many.
    pub fn at_most(&mut self, field: &str, label: &str, value: &str, max: usize) {
        let typed = value.chars().count();
        if typed > max {
            self.add(field, format!("{label}最多{max}字，您写了{typed}字：请删去{}字", typed - max));
        }
    }

    /// Notes an error when `value` is neither a mobile (11 digits from 1) nor a fixed line (10 to 12 from 0, or 7 to 8).
    pub fn phone(&mut self, field: &str, value: &str) {
        let digits = value.chars().filter(char::is_ascii_digit).count();
        let other = value.chars().count() != digits;
        let fits = match value.chars().next() {
            Some('1') => digits == 11,
            Some('0') => (10..=12).contains(&digits),
            _ => (7..=8).contains(&digits),
        };
        if other {
            self.add(field, "电话只能是数字，您写的有别的字：手机号11位，座机请带区号");
        } else if value.starts_with('1') && !fits {
            self.add(field, format!("手机号应是11位数字，您填了{digits}位"));
        } else if !fits {
            self.add(field, format!("这个电话不全，您填了{digits}位数字：手机号11位，座机请带区号，如0315"));
        }
    }

    /// The message of a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.list.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }

    /// Whether all is well.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many things are to be mended.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// In the order noted.
    pub fn iter(&self) -> impl Iterator<Item = &FieldError> {
        self.list.iter()
    }
}

#[cfg(test)]
mod tests;

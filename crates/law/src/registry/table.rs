//! Reading a list: a note, a header, rows; every error names file, line and column.

use std::collections::HashMap;

/// A list that could not be taken over; nothing of it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}第{line}行：{problem}")]
pub struct RegistryError {
    /// The list's usual file name.
    pub file: &'static str,
    /// Line in the file, from 1.
    pub line: u64,
    /// What is wrong and what is expected, in Chinese.
    pub problem: String,
}

/// A list read as text.
pub(super) struct Table {
    file: &'static str,
    /// The first line if it is a comment, without its mark.
    pub(super) note: Option<String>,
    columns: HashMap<&'static str, usize>,
    rows: Vec<(u64, csv::StringRecord)>,
}

/// One row, asked by column name.
#[derive(Clone, Copy)]
pub(super) struct Row<'t> {
    table: &'t Table,
    pub(super) line: u64,
    record: &'t csv::StringRecord,
}

impl Table {
    /// Reads `text`; the header must hold exactly `columns`, in their order.
    pub(super) fn read(
        file: &'static str,
        text: &str,
        columns: &'static [&'static str],
    ) -> Result<Self, RegistryError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (note, body, skipped) = match text.strip_prefix('#') {
            Some(rest) => {
                let (note, body) = rest.split_once('\n').unwrap_or((rest, ""));
                (Some(note.trim().to_owned()), body, 1)
            }
            None => (None, text, 0),
        };
        let mut reader = csv::Reader::from_reader(body.as_bytes());
        let not_csv = |error: &csv::Error| {
            let line = error.position().map_or(1, csv::Position::line) + skipped;
            RegistryError { file, line, problem: format!("不是有效的 CSV 表格（{error}）") }
        };
        let header = reader.headers().map_err(|error| not_csv(&error))?;
        if header.iter().ne(columns.iter().copied()) {
            let problem = format!("表头应为 {}", columns.join(","));
            return Err(RegistryError { file, line: 1 + skipped, problem });
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| not_csv(&error))?;
            rows.push((record.position().map_or(0, csv::Position::line) + skipped, record));
        }
        let columns = columns.iter().enumerate().map(|(index, name)| (*name, index)).collect();
        Ok(Self { file, note, columns, rows })
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row { table: self, line: *line, record })
    }

    /// An error about the list as a whole, told at its header.
    pub(super) fn error(&self, problem: impl Into<String>) -> RegistryError {
        RegistryError { file: self.file, line: 1 + u64::from(self.note.is_some()), problem: problem.into() }
    }

    /// The one value all rows have in `column`.
    pub(super) fn common(&self, column: &str) -> Result<String, RegistryError> {
        let mut rows = self.rows();
        let first = rows.next().ok_or_else(|| self.error("没有内容"))?;
        let value = first.required(column)?;
        match rows.find(|row| row.get(column) != value) {
            Some(row) => Err(row.error(format!("“{column}”应与首行一致，为“{value}”；一次导入只能是一个版本"))),
            None => Ok(value.to_owned()),
        }
    }
}

impl<'t> Row<'t> {
    /// The value of `column`, trimmed; empty if there is none.
    pub(super) fn get(self, column: &str) -> &'t str {
        let index = self.table.columns.get(column).copied();
        index.and_then(|index| self.record.get(index)).unwrap_or_default().trim()
    }

    /// The value of `column`, which must not be empty.
    pub(super) fn required(self, column: &str) -> Result<&'t str, RegistryError> {
        match self.get(column) {
            "" => Err(self.error(format!("“{column}”不能为空"))),
            value => Ok(value),
        }
    }

    /// The value of `column` as one of those that `read` knows.
    pub(super) fn one_of<T>(self, column: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<T, RegistryError> {
        let value = self.get(column);
        read(value).ok_or_else(|| self.error(format!("“{column}”的值“{value}”不在允许之列")))
    }

    /// `1` or empty.
    pub(super) fn flag(self, column: &str) -> Result<bool, RegistryError> {
        self.one_of(column, |value| match value {
            "1" => Some(true),
            "" | "0" => Some(false),
            _ => None,
        })
    }

    /// The parts of a `;`-separated value.
    pub(super) fn list(self, column: &str) -> impl Iterator<Item = &'t str> {
        self.get(column).split(';').map(str::trim).filter(|part| !part.is_empty())
    }

    pub(super) fn error(self, problem: impl Into<String>) -> RegistryError {
        RegistryError { file: self.table.file, line: self.line, problem: problem.into() }
    }
}

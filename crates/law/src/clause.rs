//! The clauses of the regulation that the program answers for, by id, each with its Chinese text.
//!
//! An id is what a rule cites as its basis and what a test shows: `C24.1` is article 24, first paragraph (款), or first
//! item (项) where the article is a list. The text is cut out of the regulation's own file ([`crate::regulation`]).

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::regulation::{self, Paragraph, zh_number};

/// Which part of its article a clause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    /// 第…款, with its items.
    Paragraph(u8),
    /// 第…项 to 第…项 of the article's first paragraph.
    Items(u8, u8),
}

macro_rules! clauses {
    ($($name:ident = $id:literal, $article:literal, $part:expr;)+) => {
        /// A clause of the regulation, in the order of the regulation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Clause {
            $(#[doc = concat!("`", $id, "`, article ", stringify!($article), ".")] $name,)+
        }

        impl Clause {
            /// Every clause, in the order of the regulation.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The id, e.g. `C24.1`.
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)+
                }
            }

            const fn place(self) -> (u8, Part) {
                match self {
                    $(Self::$name => ($article, $part),)+
                }
            }
        }
    };
}

use Part::{Items, Paragraph as Para, Whole};
clauses! {
    C2_2 = "C2.2", 2, Para(2);
    C2_3 = "C2.3", 2, Para(3);
    C4 = "C4", 4, Whole;
    C5_1 = "C5.1", 5, Para(1);
    C5_2 = "C5.2", 5, Para(2);
    C6_1 = "C6.1", 6, Para(1);
    C6_2 = "C6.2", 6, Para(2);
    C7_1 = "C7.1", 7, Para(1);
    C7_2 = "C7.2", 7, Para(2);
    C7_3 = "C7.3", 7, Para(3);
    C8 = "C8", 8, Whole;
    C9 = "C9", 9, Whole;
    C10_1_5 = "C10.1-5", 10, Items(1, 5);
    C11_1_6 = "C11.1-6", 11, Items(1, 6);
    C12 = "C12", 12, Whole;
    C13_1 = "C13.1", 13, Para(1);
    C13_2 = "C13.2", 13, Para(2);
    C13_3 = "C13.3", 13, Para(3);
    C14_1 = "C14.1", 14, Para(1);
    C14_2 = "C14.2", 14, Para(2);
    C15_1 = "C15.1", 15, Items(1, 1);
    C15_2 = "C15.2", 15, Items(2, 2);
    C15_3 = "C15.3", 15, Items(3, 3);
    C15_4 = "C15.4", 15, Items(4, 4);
    C15_5 = "C15.5", 15, Items(5, 5);
    C15_6 = "C15.6", 15, Items(6, 6);
    C15_7 = "C15.7", 15, Items(7, 7);
    C16 = "C16", 16, Whole;
    C17_1 = "C17.1", 17, Para(1);
    C17_2 = "C17.2", 17, Para(2);
    C18 = "C18", 18, Whole;
    C19 = "C19", 19, Whole;
    C20_1 = "C20.1", 20, Para(1);
    C20_2 = "C20.2", 20, Para(2);
    C21 = "C21", 21, Whole;
    C22 = "C22", 22, Whole;
    C23_1 = "C23.1", 23, Para(1);
    C23_2 = "C23.2", 23, Para(2);
    C23_3 = "C23.3", 23, Para(3);
    C24_1 = "C24.1", 24, Para(1);
    C24_2 = "C24.2", 24, Para(2);
    C25_1_3 = "C25.1-3", 25, Items(1, 3);
    C25_4 = "C25.4", 25, Items(4, 4);
    C26_1 = "C26.1", 26, Para(1);
    C26_2 = "C26.2", 26, Para(2);
    C27 = "C27", 27, Whole;
    C28 = "C28", 28, Whole;
    C29 = "C29", 29, Whole;
    C30 = "C30", 30, Whole;
    C31 = "C31", 31, Whole;
    C32 = "C32", 32, Whole;
    C33 = "C33", 33, Whole;
    C34 = "C34", 34, Whole;
    C35 = "C35", 35, Whole;
    C36 = "C36", 36, Whole;
    C37_1 = "C37.1", 37, Para(1);
    C37_2 = "C37.2", 37, Para(2);
    C37_3 = "C37.3", 37, Para(3);
    C38 = "C38", 38, Whole;
    C39 = "C39", 39, Whole;
    C40 = "C40", 40, Whole;
    C41 = "C41", 41, Whole;
    C42 = "C42", 42, Whole;
    C43 = "C43", 43, Whole;
    C44_1 = "C44.1", 44, Para(1);
    C44_2 = "C44.2", 44, Para(2);
    C45 = "C45", 45, Whole;
    C46 = "C46", 46, Whole;
    C47 = "C47", 47, Whole;
    C48 = "C48", 48, Whole;
    C50 = "C50", 50, Whole;
}

/// Not the id of a clause.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是本系统所列的条款编号。编号写法如 C24.1。")]
pub struct UnknownClause(pub String);

static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| Clause::ALL.iter().map(|clause| clause.cut()).collect());

impl Clause {
    /// The article's number.
    pub const fn article(self) -> u8 {
        self.place().0
    }

    /// How the clause is cited: `第二十四条第一款`, `第二十五条第（四）项`, `第十九条`.
    pub fn zh(self) -> String {
        let (article, part) = self.place();
        let article = format!("第{}条", zh_number(article));
        match part {
            Part::Whole => article,
            Part::Paragraph(n) => format!("{article}第{}款", zh_number(n)),
            Part::Items(n, m) if n == m => format!("{article}第（{}）项", zh_number(n)),
            Part::Items(n, m) => format!("{article}第（{}）项至第（{}）项", zh_number(n), zh_number(m)),
        }
    }

    /// The clause's own words, a line for each paragraph and item.
    pub fn text(self) -> &'static str {
        // `ALL` holds every clause in the order of their discriminants; a test asks for each.
        TEXTS.get(self as usize).map_or("", String::as_str)
    }

    /// One item (项) of a clause that lists some, counted from 1 in its paragraph: item 2 of `C11.1-6` is a ground of
    /// refusal, item 1 of `C37.1` a trigger of supervision.
    pub fn item(self, n: u8) -> Option<&'static str> {
        let paragraph = self.paragraph_of_items()?;
        let within = match self.place().1 {
            Part::Items(first, last) => (first..=last).contains(&n),
            Part::Whole | Part::Paragraph(_) => true,
        };
        let index = usize::from(n.checked_sub(1)?);
        if within { paragraph.items.get(index).map(String::as_str) } else { None }
    }

    /// How an item is cited: `第十一条第（二）项`, `第三十七条第一款第（一）项`.
    pub fn item_zh(self, n: u8) -> String {
        let (article, part) = self.place();
        match part {
            Part::Paragraph(p) => {
                format!("第{}条第{}款第（{}）项", zh_number(article), zh_number(p), zh_number(n))
            }
            Part::Whole | Part::Items(..) => format!("第{}条第（{}）项", zh_number(article), zh_number(n)),
        }
    }

    fn paragraph_of_items(self) -> Option<&'static Paragraph> {
        let (article, part) = self.place();
        let index = match part {
            Part::Paragraph(n) => usize::from(n).checked_sub(1)?,
            Part::Whole | Part::Items(..) => 0,
        };
        regulation::article(article)?.paragraphs.get(index)
    }

    fn cut(self) -> String {
        let (number, part) = self.place();
        match part {
            Part::Whole => regulation::article(number).map(regulation::Article::text).unwrap_or_default(),
            Part::Paragraph(_) => self.paragraph_of_items().map(Paragraph::full).unwrap_or_default(),
            Part::Items(first, last) => {
                let items: Vec<&str> = (first..=last).filter_map(|n| self.item(n)).collect();
                items.join("\n")
            }
        }
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Clause {
    type Err = UnknownClause;

    fn from_str(text: &str) -> Result<Self, UnknownClause> {
        let found = Self::ALL.iter().find(|clause| clause.id() == text);
        found.copied().ok_or_else(|| UnknownClause(text.chars().take(20).collect()))
    }
}

impl Serialize for Clause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl<'de> Deserialize<'de> for Clause {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_71_clauses_and_each_id_leads_back_to_its_clause() {
        assert_eq!(Clause::ALL.len(), 71);
        for clause in Clause::ALL {
            assert_eq!(clause.id().parse::<Clause>().as_ref(), Ok(clause));
            assert_eq!(serde_json::to_string(clause).unwrap(), format!("\"{clause}\""));
        }
        assert!(Clause::ALL.is_sorted());
        assert!("C1".parse::<Clause>().unwrap_err().to_string().contains("C1"));
    }

    /// The file without its markup: the words in order, a line for each paragraph and item.
    fn plain() -> String {
        let lines = regulation::FILE.lines().map(|line| {
            let line = line.trim_start_matches([' ', '-', '#', '>']).trim();
            let line =
                line.strip_prefix("**第").and_then(|rest| rest.split_once("条**")).map_or(line, |(_, rest)| rest);
            line.trim()
        });
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_text_stands_in_the_regulation_word_for_word() {
        let plain = plain();
        for clause in Clause::ALL {
            assert!(!clause.text().is_empty(), "{clause} has no text");
            assert!(plain.contains(clause.text()), "{clause} is not in the file: {}", clause.text());
            assert!(!clause.text().contains(['*', '#', '>']), "{clause} has markup");
        }
    }

    #[test]
    fn clauses_are_cited_as_a_lawyer_does() {
        let zh = |clause: Clause| clause.zh();
        assert_eq!(zh(Clause::C24_1), "第二十四条第一款");
        assert_eq!(zh(Clause::C25_4), "第二十五条第（四）项");
        assert_eq!(zh(Clause::C37_1), "第三十七条第一款");
        assert_eq!(zh(Clause::C19), "第十九条");
        assert_eq!(zh(Clause::C11_1_6), "第十一条第（一）项至第（六）项");
        assert_eq!(Clause::C11_1_6.item_zh(2), "第十一条第（二）项");
        assert_eq!(Clause::C37_1.item_zh(1), "第三十七条第一款第（一）项");
    }

    #[test]
    fn known_clauses_have_the_words_they_should() {
        let starts = |clause: Clause, words: &str| assert!(clause.text().starts_with(words), "{}", clause.text());
        starts(Clause::C2_2, "本条例所称12345政务服务便民热线");
        starts(Clause::C15_3, "（三）应当通过110、119、120、122等紧急热线处理的事项");
        starts(Clause::C20_2, "县级人民政府在承办诉求时");
        starts(Clause::C23_2, "承办单位应当在一个工作日内签收诉求工单。");
        starts(Clause::C24_2, "确因情况复杂不能按时办结的");
        starts(Clause::C26_2, "中止办理的情形消失后");
        starts(Clause::C50, "市人民政府和市12345热线主管机关");
        assert_eq!(Clause::C26_1.text().lines().count(), 7);
        assert_eq!(Clause::C25_1_3.text().lines().count(), 3);
        assert_eq!(Clause::C37_1.item(1), Some("（一）未按照规定期限签收；"));
        assert_eq!(Clause::C11_1_6.item(3), Some("（三）已经进入信访渠道办理的；"));
        assert_eq!((Clause::C11_1_6.item(7), Clause::C25_4.item(3), Clause::C19.item(1)), (None, None, None));
    }
}

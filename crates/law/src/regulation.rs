//! The text of the regulation, read once from its own file: articles (条), paragraphs (款), items (项).

use std::sync::LazyLock;

/// The file of the regulation as published, with its head.
pub const FILE: &str = include_str!("../regulation.zh.md");
/// Its full title.
pub const TITLE: &str = "唐山市12345政务服务便民热线条例";
/// How many articles it has.
pub const ARTICLES: u8 = 51;

/// An article (条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Its number, from 1.
    pub number: u8,
    /// Its paragraphs (款), in order.
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph (款) and the items (项) it introduces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paragraph {
    /// The paragraph without its items.
    pub text: String,
    /// Its items, each with its mark: `（一）对政务信息……`.
    pub items: Vec<String>,
}

static TEXT: LazyLock<Vec<Article>> = LazyLock::new(|| parse(FILE));

/// All articles, in order.
pub fn articles() -> &'static [Article] {
    &TEXT
}

/// Article `number` (from 1), if there is one.
pub fn article(number: u8) -> Option<&'static Article> {
    TEXT.iter().find(|article| article.number == number)
}

impl Article {
    /// The whole article, a line for each paragraph and item.
    pub fn text(&self) -> String {
        self.paragraphs.iter().map(Paragraph::full).collect::<Vec<_>>().join("\n")
    }
}

impl Paragraph {
    /// The paragraph with its items, a line each.
    pub fn full(&self) -> String {
        let mut lines = vec![self.text.as_str()];
        lines.extend(self.items.iter().map(String::as_str));
        lines.join("\n")
    }
}

/// `二十四` for 24; 1 to 99, the numbers a Chinese statute needs here.
pub(crate) fn zh_number(n: u8) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |d: u8| DIGITS.get(usize::from(d)).copied().unwrap_or_default();
    match (n / 10, n % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens, ones) => format!("{}十{}", digit(tens), digit(ones)),
    }
}

/// `- **第一条**　　…` begins an article, `  - （一）…` is an item, any other indented line a paragraph.
fn parse(file: &str) -> Vec<Article> {
    let mut articles: Vec<Article> = Vec::new();
    for line in file.lines() {
        let number = u8::try_from(articles.len() + 1).unwrap_or(u8::MAX);
        let opening = format!("- **第{}条**", zh_number(number));
        if let Some(rest) = line.strip_prefix(&opening) {
            let first = Paragraph { text: clean(rest), items: Vec::new() };
            articles.push(Article { number, paragraphs: vec![first] });
        } else if let Some(article) = articles.last_mut() {
            if let (Some(item), Some(paragraph)) = (line.strip_prefix("  - "), article.paragraphs.last_mut()) {
                paragraph.items.push(clean(item));
            } else if line.starts_with("  ") && !line.trim().is_empty() {
                article.paragraphs.push(Paragraph { text: clean(line), items: Vec::new() });
            }
        }
    }
    articles
}

/// Without indents; the ideographic space after an article's number counts as one.
fn clean(text: &str) -> String {
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_articles_are_read_with_their_parts() {
        assert_eq!(articles().len(), usize::from(ARTICLES));
        let shape = |n: u8| {
            let paragraphs = &article(n).unwrap().paragraphs;
            paragraphs.iter().map(|paragraph| paragraph.items.len()).collect::<Vec<_>>()
        };
        assert_eq!(shape(5), [0; 5]);
        assert_eq!(shape(15), [7]);
        assert_eq!(shape(23), [0, 0, 0]);
        assert_eq!(shape(26), [6, 0]);
        assert_eq!(shape(37), [4, 4, 0]);
        assert_eq!(article(51).unwrap().text(), "本条例自2026年1月1日起施行。");
        assert!(article(52).is_none() && article(0).is_none());
    }

    #[test]
    fn nothing_of_the_body_is_lost() {
        let body = FILE.split_once("- **第一条**").unwrap().1;
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace() && !"-*#".contains(*c)).count();
        let headings: usize = body.lines().filter(|line| line.starts_with('#')).map(letters).sum();
        let marks: usize = (2..=ARTICLES).map(|n| zh_number(n).chars().count() + 2).sum();
        let read: usize = articles().iter().map(|article| letters(&article.text())).sum();
        assert_eq!(read, letters(body) - headings - marks);
    }

    #[test]
    fn numbers_in_chinese() {
        assert_eq!([1, 10, 15, 20, 24, 51].map(zh_number).join(" "), "一 十 十五 二十 二十四 五十一");
    }
}

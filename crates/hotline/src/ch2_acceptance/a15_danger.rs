//! 第十五条第三项　紧急事项即时转接 (C15.3): the words that show danger, so that the emergency number stands before all else.
//! They only warn; a person decides.

use law::Policy;

/// The emergency line that the words point to, the most urgent first, with the word that did; the words are policy (P).
pub fn danger<'p>(text: &str, policy: &'p Policy) -> Option<(&'static str, &'p str)> {
    policy.danger.lines().into_iter().find_map(|(line, _, words)| {
        let word = words.value.iter().find(|word| text.contains(word.as_str()))?;
        Some((line, word.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use law::Policy;

    use super::danger;

    #[test]
    fn c15_3_words_of_danger_point_to_their_line() {
        let danger = |text| danger(text, Policy::tangshan());
        assert_eq!(danger("楼道里有煤气味，怕出事"), Some(("119", "煤气味")));
        assert_eq!(danger("老人晕倒在楼下"), Some(("120", "晕倒")));
        assert_eq!(danger("暖气三天不热"), None);
    }
}

//! 第十五条第三项　紧急事项即时转接 (C15.3): the words that show danger, so that the emergency number stands before all else.
//! They only warn; a person decides.

/// A line and the words that point to it, the most urgent first (P).
const SIGNS: &[(&str, &[&str])] = &[
    ("120", &["晕倒", "昏迷", "没有呼吸", "大出血", "心脏病发", "中毒了", "煤气中毒", "喝农药", "快不行了"]),
    ("119", &["着火", "起火", "失火", "冒烟", "煤气味", "燃气味", "燃气泄漏", "天然气泄漏", "被困", "爆炸"]),
    ("110", &["打人", "持刀", "抢劫", "绑架", "要跳楼", "要自杀", "正在行凶", "家暴", "被殴打"]),
    ("122", &["撞人了", "车祸", "撞车了", "交通事故有人受伤"]),
];

/// The emergency line that the words point to, with the word that did.
pub fn danger(text: &str) -> Option<(&'static str, &'static str)> {
    SIGNS.iter().find_map(|(line, words)| words.iter().find(|word| text.contains(**word)).map(|word| (*line, *word)))
}

#[cfg(test)]
mod tests {
    use super::danger;

    #[test]
    fn c15_3_words_of_danger_point_to_their_line() {
        assert_eq!(danger("楼道里有煤气味，怕出事"), Some(("119", "煤气味")));
        assert_eq!(danger("老人晕倒在楼下"), Some(("120", "晕倒")));
        assert_eq!(danger("暖气三天不热"), None);
    }
}

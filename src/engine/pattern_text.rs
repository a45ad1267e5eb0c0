//! Regular expressions of the dictionaries, folded as notes are.

use super::normalize::fold;

/// The expression with its kana folded like the text it is searched in. Only kana change: marks that mean something
/// in a regular expression (`??`, `ー?`) must stay as they were written.
pub(crate) fn fold_pattern(expression: &str) -> String {
    let mut folded = String::with_capacity(expression.len());
    let mut buffer = [0u8; 4];
    for letter in expression.chars() {
        if ('\u{3041}'..='\u{30fa}').contains(&letter) {
            folded.push_str(&fold(letter.encode_utf8(&mut buffer)));
        } else {
            folded.push(letter);
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stay_and_kana_fold() {
        assert_eq!(fold_pattern("[バぱ]ーカ??(?:ァ|ん)"), "[ばぱ]ーか??(?:あ|ん)");
    }
}

//! The letters that a regular expression can begin with.

use regex_syntax::hir::literal::{ExtractKind, Extractor};

/// The literal beginnings of `expression`, one of which stands wherever it matches; `None` if there are no such (it
/// begins with `.`, say) or it cannot be read.
pub(crate) fn beginnings(expression: &str) -> Option<Vec<String>> {
    let parsed = regex_syntax::parse(expression).ok()?;
    let prefixes = Extractor::new().kind(ExtractKind::Prefix).extract(&parsed);
    let literals = prefixes.literals().filter(|list| !list.is_empty())?;
    literals
        .iter()
        .map(|literal| String::from_utf8(literal.as_bytes().to_vec()).ok().filter(|text| !text.is_empty()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_some_expressions_have_a_beginning() {
        assert_eq!(beginnings("(?:殺|ころ)す"), Some(vec!["殺す".into(), "ころす".into()]));
        assert_eq!(beginnings(".*殺す"), None);
        assert_eq!(beginnings("(閉じない"), None);
    }
}

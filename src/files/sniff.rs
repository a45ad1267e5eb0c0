//! Tells the format of an input from its extension, else from its first characters.

use std::path::Path;

use super::columns;
use super::options::Format;

/// What the extension of `path` says, if it says anything.
pub(super) fn by_extension(path: &Path) -> Option<Format> {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    match extension.as_str() {
        "csv" => Some(Format::Csv),
        "tsv" | "tab" => Some(Format::Tsv),
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        "txt" | "log" => Some(Format::Text),
        "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" => Some(Format::Workbook),
        _ => None,
    }
}

/// Whether a text that begins with `head` holds tagged records (`fuda/1`).
pub(super) fn is_records(head: &str) -> bool {
    head.trim_start_matches('\u{FEFF}').trim_start().starts_with("{\"schema\":\"fuda/1\"")
}

/// The format of a text that begins with `head`. `hint` is the extension's word; `text` a column asked for.
pub(super) fn by_content(head: &str, hint: Option<Format>, text: Option<&str>) -> Format {
    let first = head.trim_start().lines().next().unwrap_or_default();
    let semicolons = first.contains(';') && !first.contains(',');
    let table = |separator: char| {
        let mut cells = first.split(separator).map(|cell| cell.trim().trim_matches('"').trim());
        let several = first.contains(separator);
        several && cells.any(|cell| columns::names_text(cell) || text == Some(cell))
    };
    match hint {
        // Excel's "Unicode text" is a table with tabs that is called .txt, and some exports call such a table .csv.
        Some(Format::Text) if table('\t') => Format::Tsv,
        Some(Format::Csv) if first.contains('\t') && !first.contains(',') => Format::Tsv,
        Some(format) => format,
        None if first.starts_with('{') || is_array(head) => Format::Jsonl,
        None if table('\t') => Format::Tsv,
        None if table(',') || (semicolons && table(';')) => Format::Csv,
        None => Format::Text,
    }
}

/// `[` may begin a note (`[10:15] 来庁`); with an object after it, it begins an array.
fn is_array(head: &str) -> bool {
    head.trim_start().strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with('{'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_say_the_format() {
        let said = |path: &str| by_extension(Path::new(path));
        assert_eq!(said("a/B.CSV"), Some(Format::Csv));
        assert_eq!(said("b.ndjson"), Some(Format::Jsonl));
        assert_eq!(said("b.log"), Some(Format::Text));
        assert_eq!(said("notes"), None);
        for name in ["台帳.xlsx", "台帳.XLS", "a.ods"] {
            assert_eq!(said(name), Some(Format::Workbook));
        }
    }

    #[test]
    fn content_says_the_format_where_the_extension_does_not() {
        let said = |head| by_content(head, None, None);
        assert_eq!(said("\n {\"text\": 1}"), Format::Jsonl);
        assert_eq!(said("[\n {\"text\": 1}]"), Format::Jsonl);
        assert_eq!(said("[10:15] 来庁"), Format::Text);
        assert_eq!(said("番号,\"対応内容\"\n1,a"), Format::Csv);
        assert_eq!(said("番号;内容\n"), Format::Csv);
        assert_eq!(said("番号\t内容\n"), Format::Tsv);
        assert_eq!(said("来庁, 土下座を求めた"), Format::Text, "a comma alone makes no table");
        assert_eq!(said("text\nabc"), Format::Text, "one cell makes no table");
        assert_eq!(by_content("a,b\n", None, Some("b")), Format::Csv, "the column asked for is a header");
    }

    #[test]
    fn tabs_outdo_an_extension() {
        assert_eq!(by_content("番号\t内容\n", Some(Format::Csv), None), Format::Tsv);
        assert_eq!(by_content("番号\t内容\n", Some(Format::Text), None), Format::Tsv);
        assert_eq!(by_content("来庁\t怒鳴る\n", Some(Format::Text), None), Format::Text);
        assert_eq!(by_content("番号,内\t容\n", Some(Format::Csv), None), Format::Csv);
    }
}

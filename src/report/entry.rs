//! One note as the report sees it, tagged now or read from tagged files.

use jiff::civil::Date;
use serde_json::Value;

use crate::engine::{Tagging, longest_minutes};
use crate::error::{RowError, RowErrorKind};
use crate::rules::Reason;

/// The act whose evidence tells how long staff were held.
const RETENTION: &str = "long-retention";
/// Nobody is held for longer than a day in one note; more is a misreading.
const MOST_MINUTES: u64 = 24 * 60;

/// One note.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its day, where known.
    pub day: Option<Date>,
    /// The section that wrote it; blank if unknown.
    pub section: String,
    /// Its case or person; blank if unknown.
    pub case: String,
    /// The note itself, where the file has it.
    pub text: Option<String>,
    /// Minutes that handling it took, where a column says so.
    pub handling: Option<u64>,
    pub(super) found: Vec<Found>,
    pub(super) set_aside: Vec<(String, String)>,
    pub(super) flags: Vec<String>,
    pub(super) minutes: Option<u64>,
    pub(super) fault: Option<String>,
}

/// One category that the note may fall under.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) score: f64,
    /// The words that speak for it.
    pub(super) words: Vec<String>,
    pub(super) why: String,
}

impl Entry {
    /// A note of which only its place is known.
    #[must_use]
    pub fn placed(day: Option<Date>, section: String, case: String, handling: Option<u64>) -> Self {
        Self { day, section, case, handling, ..Self::default() }
    }

    /// Takes over what was found in the note just now; `self.text` is the note.
    #[must_use]
    pub fn with_tagging(mut self, text: &str, outcome: Result<&Tagging, &RowError>) -> Self {
        let tagging = match outcome {
            Ok(tagging) => tagging,
            Err(error) => {
                self.fault = Some(kind(error.kind));
                return self;
            }
        };
        for one in &tagging.categories {
            let words = one.evidence.iter().map(|piece| piece.span.of(text).to_owned()).collect();
            let why = one.evidence.first().map_or_else(String::new, |piece| piece.why.to_string());
            self.found.push(Found {
                id: one.id.to_string(),
                label: one.label.to_string(),
                score: one.score,
                words,
                why,
            });
        }
        let of = |item: &crate::engine::SetAside| (item.category.to_string(), item.reason.id().to_owned());
        self.set_aside = tagging.set_aside.iter().map(of).collect();
        self.flags = tagging.flags.iter().map(|flag| flag.id.to_string()).collect();
        let spans = tagging.categories.iter().filter(|one| held(&one.id)).flat_map(|one| &one.evidence);
        self.minutes = spans.filter_map(|piece| minutes_around(text, piece.span.start, piece.span.end)).max();
        self
    }

    /// Takes over a record of the contract (`fuda/1`).
    #[must_use]
    pub fn with_record(mut self, record: &Value) -> Self {
        let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        self.id = text(record, "id");
        if let Some(error) = record.get("error") {
            self.fault = Some(text(error, "kind"));
        }
        for one in list(&record["categories"]) {
            let evidence = list(&one["evidence"]);
            self.found.push(Found {
                id: text(&one, "id"),
                label: text(&one, "label"),
                score: one["score"].as_f64().unwrap_or_default(),
                words: evidence.iter().map(|piece| text(piece, "text")).collect(),
                why: evidence.first().map_or_else(String::new, |piece| text(piece, "why")),
            });
        }
        self.set_aside = list(&record["set_aside"])
            .iter()
            .map(|item| (text(item, "category"), text(item, "reason")))
            .collect();
        self.flags = list(&record["flags"]).iter().map(|flag| text(flag, "id")).collect();
        let words = self.found.iter().filter(|one| held(&one.id)).flat_map(|one| &one.words);
        self.minutes = words.filter_map(|words| longest_minutes(words)).max();
        self
    }

    /// Takes over the added columns of a tagged table, as a person may have corrected them.
    #[must_use]
    pub fn with_columns(mut self, columns: &TaggedColumns, cells: &[String]) -> Self {
        let cell = |place: Option<usize>| place.and_then(|place| cells.get(place)).map_or("", String::as_str);
        let [labels, ids, scores, evidence, set_aside, flags] = columns.places.map(cell);
        if flags.starts_with("読み取り不可") {
            self.fault = Some("unreadable".to_owned());
            return self;
        }
        let labels: Vec<&str> = labels.split([';', ';']).map(str::trim).collect();
        let scores: Vec<&str> = scores.split([';', ';']).map(str::trim).collect();
        for (at, id) in ids.split([';', ';']).map(str::trim).filter(|id| !id.is_empty()).enumerate() {
            let label = labels.get(at).copied().unwrap_or(id);
            let own = |part: &&str| part.trim_start_matches('\'').starts_with(&format!("{label}:「"));
            let words = evidence.split(" / ").filter(own).filter_map(quoted).collect();
            let score = scores.get(at).and_then(|score| score.parse().ok()).unwrap_or_default();
            self.found.push(Found {
                id: id.to_owned(),
                label: label.to_owned(),
                score,
                words,
                why: String::new(),
            });
        }
        for part in set_aside.split(" / ") {
            let said = |reason: &&Reason| part.contains(&format!("」{}", reason.japanese()));
            if let Some(reason) = Reason::ALL.iter().find(said) {
                self.set_aside.push((String::new(), reason.id().to_owned()));
            }
        }
        for part in flags.split(" / ").filter(|part| !part.is_empty()) {
            self.flags.push(super::words::flag_id(part.split(":「").next().unwrap_or(part)).to_owned());
        }
        let text = self.text.clone().unwrap_or_default();
        let words = self.found.iter().filter(|one| held(&one.id)).flat_map(|one| &one.words);
        let around = |words: &String| {
            let at = text.find(words.as_str())?;
            minutes_around(&text, at, at + words.len())
        };
        self.minutes = words.filter_map(around).max();
        self
    }
}

/// Where a tagged table has the added columns.
#[derive(Clone, Debug)]
pub struct TaggedColumns {
    places: [Option<usize>; 6],
}

impl TaggedColumns {
    /// The added columns under `header`; `None` if the table is not tagged.
    #[must_use]
    pub fn of(header: &[String]) -> Option<Self> {
        let place = |name: &str| header.iter().position(|known| known == name);
        let names = ["該当しうる類型", "類型ID", "スコア", "根拠", "除外した記載", "留意事項"];
        let places = names.map(place);
        places[1].is_some().then_some(Self { places })
    }
}

fn held(id: &str) -> bool {
    id == RETENTION || id.contains("retention") || id.contains("restraint")
}

fn kind(kind: RowErrorKind) -> String {
    serde_json::to_value(kind).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn quoted(part: &str) -> Option<String> {
    let (_, rest) = part.split_once(":「")?;
    Some(rest.rsplit_once('」')?.0.to_owned())
}

/// The longest time said in the words themselves, else in their sentence.
fn minutes_around(text: &str, start: usize, end: usize) -> Option<u64> {
    let is_end = |c: char| matches!(c, '。' | '\n' | '\r');
    let before = text.get(..start)?;
    let from =
        before.rfind(is_end).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let to = text.get(end..)?.find(is_end).map_or(text.len(), |at| end + at);
    let own = longest_minutes(text.get(start..end)?);
    own.or_else(|| longest_minutes(text.get(from..to)?)).map(|minutes| minutes.min(MOST_MINUTES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corrected_table_is_read_as_it_stands() {
        let header = ["内容", "該当しうる類型", "類型ID", "スコア", "根拠", "除外した記載", "留意事項"]
            .map(String::from);
        let columns = TaggedColumns::of(&header).unwrap();
        let cells = [
            "2時間居座り、怒鳴る。",
            "長時間の拘束;威圧的な言動",
            "long-retention;intimidation",
            "0.90;0.80",
            "長時間の拘束:「居座り」(long-retention/stay) / 威圧的な言動:「怒鳴る」(intimidation/yell)",
            "「土下座」否定(なし) / 「居座り」過去の経緯",
            "職員側の誤り:「誤り」",
        ]
        .map(String::from);
        let entry = Entry { text: Some(cells[0].clone()), ..Entry::default() }.with_columns(&columns, &cells);
        assert_eq!(entry.found.len(), 2);
        assert_eq!((entry.found[0].words[0].as_str(), entry.found[0].score), ("居座り", 0.9));
        assert_eq!(entry.minutes, Some(120));
        assert_eq!(
            entry.set_aside.iter().map(|item| item.1.as_str()).collect::<Vec<_>>(),
            ["negated", "background"]
        );
        assert_eq!(entry.flags, ["staff-error"]);
        assert!(TaggedColumns::of(&header[..2]).is_none());
    }
}

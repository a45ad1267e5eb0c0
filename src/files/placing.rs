//! Finds the columns that place a note: its day, its section, its case.

use jiff::civil::Date;

use super::columns;
use super::day;
use super::source::Source;
use crate::batch::{Fields, Note};
use crate::engine::longest_minutes;
use crate::error::Error;

/// Headers that name the day, best first.
const DAY: &[&str] = &[
    "受付日時",
    "対応日時",
    "受付日",
    "対応日",
    "日時",
    "日付",
    "発生日時",
    "発生日",
    "年月日",
    "記録日",
    "受電日時",
    "来庁日",
    "受信日時",
    "登録日時",
    "登録日",
    "作成日時",
    "作成日",
    "date",
    "datetime",
    "day",
    "createdat",
    "created",
    "timestamp",
];
/// Headers that name the section that wrote the note, best first.
const SECTION: &[&str] = &[
    "所属",
    "所属名",
    "課",
    "課名",
    "部署",
    "部署名",
    "担当課",
    "担当部署",
    "所管課",
    "係",
    "部課",
    "窓口",
    "拠点",
    "店舗",
    "センター",
    "section",
    "department",
    "dept",
    "division",
    "team",
    "office",
];
/// Headers that name how long handling took, best first.
const MINUTES: &[&str] = &[
    "処理時間",
    "対応時間",
    "所要時間",
    "通話時間",
    "対応分数",
    "時間(分)",
    "minutes",
    "duration",
    "handlingtime",
    "talktime",
];

/// Where in a row its day, its section and its case stand.
#[derive(Clone, Debug, Default)]
pub struct Placing {
    day: Option<Place>,
    section: Option<Place>,
    case: Option<Place>,
    minutes: Option<Place>,
    seconds: bool,
}

/// A column of a table, or the names that a key of a JSON object may have.
#[derive(Clone, Debug)]
enum Place {
    Column(usize),
    Keys(Vec<String>),
}

/// Which columns were asked for.
#[derive(Clone, Debug, Default)]
pub struct PlacingOptions {
    /// The column of the day; else found by its header.
    pub day: Option<String>,
    /// The column of the section; else found by its header.
    pub section: Option<String>,
    /// The column of the case or person.
    pub case: Option<String>,
    /// The column of the time that handling took; else found by its header.
    pub minutes: Option<String>,
}

impl Placing {
    /// Where `source` has them. `name` stands in messages.
    ///
    /// # Errors
    /// A column asked for does not exist.
    pub fn of(name: &str, source: &Source, wanted: &PlacingOptions) -> Result<Self, Error> {
        let find = |asked: Option<&String>, option: &str, known: &[&str]| -> Result<Option<Place>, Error> {
            match (source.header(), asked) {
                (Some(header), Some(column)) => {
                    Ok(Some(Place::Column(columns::named(name, header, column, option)?)))
                }
                (Some(header), None) => Ok(columns::known(header, known).map(Place::Column)),
                (None, Some(key)) => Ok(Some(Place::Keys(vec![key.clone()]))),
                (None, None) => Ok(Some(Place::Keys(known.iter().map(|key| (*key).to_owned()).collect()))),
            }
        };
        let minutes = find(wanted.minutes.as_ref(), "--minutes", MINUTES)?;
        Ok(Self {
            day: find(wanted.day.as_ref(), "--date", DAY)?,
            section: find(wanted.section.as_ref(), "--section", SECTION)?,
            case: find(wanted.case.as_ref(), "--case", &[])?,
            seconds: match (&minutes, source.header()) {
                (Some(Place::Column(column)), Some(header)) => {
                    header.get(*column).is_some_and(|name| name.contains('秒'))
                }
                _ => false,
            },
            minutes,
        })
    }

    /// The day of `note`, where it is given with its year.
    #[must_use]
    pub fn day(&self, note: &Note) -> Option<Date> {
        day::read(&value(self.day.as_ref()?, note)?)
    }

    /// The section that wrote `note`; blank if unknown.
    #[must_use]
    pub fn section(&self, note: &Note) -> String {
        self.section.as_ref().and_then(|place| value(place, note)).unwrap_or_default()
    }

    /// The case or person of `note`; blank if unknown.
    #[must_use]
    pub fn case(&self, note: &Note) -> String {
        self.case.as_ref().and_then(|place| value(place, note)).unwrap_or_default()
    }

    /// Minutes that handling took: `93`, `93分`, `1時間33分`, `1:33`, `1:33:20`; seconds where the header says so.
    #[must_use]
    pub fn minutes(&self, note: &Note) -> Option<u64> {
        let text = value(self.minutes.as_ref()?, note)?;
        let parts: Vec<u64> = text.split(':').filter_map(|part| part.trim().parse().ok()).collect();
        match (parts.as_slice(), text.split(':').count()) {
            ([hours, minutes], 2) | ([hours, minutes, _], 3) => Some(hours * 60 + minutes),
            ([number], 1) if self.seconds => Some(number / 60),
            ([number], 1) => Some(*number),
            _ => longest_minutes(&text),
        }
    }
}

fn value(place: &Place, note: &Note) -> Option<String> {
    let text = match (place, &note.fields) {
        (Place::Column(column), Fields::Cells(cells)) => cells.get(*column)?.clone(),
        (Place::Column(column), Fields::Typed(cells)) => cells.get(*column)?.to_string(),
        (Place::Keys(keys), Fields::Json(object)) => {
            let member = keys.iter().find_map(|key| {
                let members = object.as_object()?;
                members.iter().find(|(name, _)| columns::same(name, key)).map(|(_, value)| value)
            })?;
            member.as_str().map_or_else(|| member.to_string(), str::to_owned)
        }
        _ => return None,
    };
    Some(text.trim().to_owned())
}

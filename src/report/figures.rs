//! The numbers: what every form of the report shows.

use serde::Serialize;

/// What many tagged notes come to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Figures {
    /// The shape of this object.
    pub schema: &'static str,
    /// The policy whose categories are counted: its issuer and name.
    pub policy: String,
    /// The files that were read.
    pub inputs: Vec<String>,
    /// Whether names and numbers of persons are masked.
    pub redacted: bool,
    /// Rows read.
    pub notes: u64,
    /// Notes with at least one suggestion.
    pub tagged: u64,
    /// Notes without one.
    pub untagged: u64,
    /// Rows that could not be read.
    pub unreadable: u64,
    /// Notes with a suggestion that also have a flag.
    pub flagged: u64,
    /// The first day of a note.
    pub first_day: Option<String>,
    /// The last day of a note.
    pub last_day: Option<String>,
    /// By category, in the order of the policy, those never found left out.
    pub categories: Vec<Category>,
    /// By month, in order, months without notes included.
    pub months: Vec<Month>,
    /// By section, those with most tagged notes first.
    pub sections: Vec<Section>,
    /// Notes by section, category and month; cells of zero left out.
    pub cells: Vec<CubeCell>,
    /// How long staff were held, as far as notes say so.
    pub retention: Retention,
    /// How long handling took, where a column says so.
    pub handling: Option<Handling>,
    /// Notes in which two categories are found together.
    pub together: Vec<Pair>,
    /// Places set aside, by reason.
    pub set_aside: Vec<Reason>,
    /// Circumstances beside the tags.
    pub flags: Vec<Flag>,
    /// Cases with more than one note, those with most first.
    pub cases: Vec<Case>,
    /// What a reader should know of the data.
    pub quality: Quality,
    /// Notes to show, best first in each category.
    pub examples: Vec<Example>,
}

/// One category.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Category {
    /// Its id.
    pub id: String,
    /// The policy's name for it.
    pub label: String,
    /// Notes that may fall under it.
    pub notes: u64,
    /// Of these, those with a score of at least 0.8.
    pub strong: u64,
}

/// One month.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Month {
    /// `2026-10`.
    #[serde(rename = "month")]
    pub name: String,
    /// Notes.
    pub notes: u64,
    /// Notes with a suggestion.
    pub tagged: u64,
}

/// One section.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Section {
    /// Its name; blank if unknown.
    pub name: String,
    /// Notes.
    pub notes: u64,
    /// Notes with a suggestion.
    pub tagged: u64,
    /// Minutes for which its staff were held, as far as its notes say so.
    pub retention_minutes: u64,
}

/// One cell of section × category × month.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CubeCell {
    /// The section; blank if unknown.
    pub section: String,
    /// The category's id.
    pub category: String,
    /// The month; `None` without a day.
    pub month: Option<String>,
    /// Notes.
    pub notes: u64,
}

/// How long staff were held.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Retention {
    /// Notes that may report retention.
    pub notes: u64,
    /// Of these, notes that say how long.
    pub timed: u64,
    /// All of it in minutes.
    pub minutes: u64,
    /// The longest in minutes.
    pub longest: u64,
    /// Notes under 30, 60, 120, 240 minutes, and above.
    pub bins: [u64; 5],
}

/// How long handling took.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Handling {
    /// Notes that say so.
    pub notes: u64,
    /// Minutes in all.
    pub minutes: u64,
    /// Of these, notes with a suggestion.
    pub tagged_notes: u64,
    /// Their minutes.
    pub tagged_minutes: u64,
}

/// Two categories in one note.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Pair {
    /// One category's id.
    pub one: String,
    /// The other's.
    pub other: String,
    /// Notes.
    pub notes: u64,
}

/// A reason for which places are set aside.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Reason {
    /// Its id.
    pub id: String,
    /// Places.
    pub places: u64,
}

/// A circumstance beside the tags.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Flag {
    /// Its id.
    pub id: String,
    /// Notes.
    pub notes: u64,
    /// Of these, notes with a suggestion.
    pub tagged: u64,
}

/// A case with more than one note.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Case {
    /// The case or person.
    pub key: String,
    /// Notes.
    pub notes: u64,
    /// Of these, notes with a suggestion.
    pub tagged: u64,
    /// Most notes within seven days.
    pub within_week: u64,
    /// Sections that wrote them.
    pub sections: Vec<String>,
}

/// What a reader should know of the data.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Quality {
    /// Notes without a day (or without its year).
    pub without_day: u64,
    /// Notes without a section.
    pub without_section: u64,
    /// Notes without any text.
    pub empty: u64,
    /// Notes whose text stood in an earlier row already.
    pub repeated: u64,
    /// Letters of the longest note.
    pub longest: u64,
    /// Rows that could not be read, by kind.
    pub faults: Vec<Reason>,
}

/// A note to show.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Example {
    /// The category's id.
    pub category: String,
    /// The note's id.
    pub id: String,
    /// Its day.
    pub day: Option<String>,
    /// Its section.
    pub section: String,
    /// Its score.
    pub score: f64,
    /// The rule's reason.
    pub why: String,
    /// The note, or the part around the evidence: words, and whether they are evidence.
    pub pieces: Vec<(String, bool)>,
}

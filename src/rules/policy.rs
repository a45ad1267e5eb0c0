//! What a policy file says: its categories, the acts that they cover, its numbers, and how far all of it was seen.

use serde::{Deserialize, Serialize};

use super::pattern::Pattern;
use super::source::Place;

/// The policy used unless another is asked for.
pub const DEFAULT_POLICY: &str = "taito-2025";

/// A policy: its categories and how they map onto the acts that rules recognise.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Policy {
    /// Id for `--policy`.
    pub id: String,
    /// Its own title.
    pub name: String,
    /// Who issued it.
    pub issuer: String,
    /// Date of issue, as the issuer gives it.
    pub date: String,
    /// How far its text was seen by whoever wrote the file.
    pub seen: Seen,
    /// The same in a sentence: what was read, and what could not be verified.
    pub verified: String,
    /// Addresses of what was read.
    pub sources: Vec<String>,
    /// Its categories in its own order.
    pub categories: Vec<Category>,
    /// Its numbers, each with a source.
    pub numbers: Vec<Number>,
    /// Who counts as what, and what the policy stands for: title and text.
    pub clauses: Vec<(String, String)>,
    /// Where it stands.
    pub place: Place,
}

impl Policy {
    /// How far the wording of one of its categories was seen: its own note, else the policy's.
    #[must_use]
    pub fn seen(&self, category: &Category) -> Seen {
        category.seen.unwrap_or(self.seen)
    }
}

/// One category of a policy.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Category {
    /// Id in records.
    pub id: String,
    /// The policy's own wording, short.
    pub label: String,
    /// The policy's group for it.
    pub group: String,
    /// The acts that fall under it whole: a note that reports one of them may fall under the category. Its own id
    /// unless the file says otherwise.
    pub acts: Vec<String>,
    /// Ids of single rules that fall under it, where the act as a whole does not.
    pub parts: Vec<String>,
    /// Acts that border on it: reporting one of them is not enough, so they suggest nothing.
    pub near: Vec<String>,
    /// Smallest score to suggest it at, where the file sets one. A number of `fuda`, never of the policy.
    pub threshold: Option<f64>,
    /// How far its wording was seen, where that differs from the policy's.
    pub seen: Option<Seen>,
    /// What a reader should know of the mapping.
    pub note: String,
    /// The policy's examples.
    pub examples: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

impl Category {
    /// Whether `fuda` can suggest it: some act, or some rule, falls under it.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        !self.acts.is_empty() || !self.parts.is_empty()
    }

    /// How a rule of this act falls under it.
    #[must_use]
    pub fn cover(&self, act: &str) -> Option<Cover> {
        if self.acts.iter().any(|own| own == act) {
            Some(Cover::Whole)
        } else if self.parts.iter().any(|part| act_of(part) == act) {
            Some(Cover::Part)
        } else if self.near.iter().any(|near| near == act) {
            Some(Cover::Near)
        } else {
            None
        }
    }
}

/// How an act and a category lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cover {
    /// Every report of the act may fall under the category.
    Whole,
    /// Some rules of the act do.
    Part,
    /// They border on each other; nothing is suggested.
    Near,
}

impl Cover {
    /// The name in records.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Part => "part",
            Self::Near => "near",
        }
    }
}

/// The act that a rule speaks for: `kneeling-demand` of `kneeling-demand/order`.
#[must_use]
pub fn act_of(rule: &str) -> &str {
    rule.split_once('/').map_or(rule, |(act, _)| act)
}

/// A number that a policy sets, or that `fuda` sets where policies set none.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Number {
    /// Name, used in rules as `$name`.
    pub id: String,
    /// Value in its unit.
    pub value: u64,
    /// What the value counts.
    pub unit: Option<Unit>,
    /// Whether the policy only cites it, as the practice of one office or company.
    pub example: bool,
    /// What it is for, in the words of staff: 電話, 窓口.
    pub scope: String,
    /// It applies only to notes in which this is found somewhere …
    pub with: Option<Pattern>,
    /// … and this is found nowhere.
    pub without: Option<Pattern>,
    /// Who says so, and where.
    pub source: String,
    /// Where it stands.
    pub place: Place,
}

impl Number {
    /// Whether it applies to some notes only.
    #[must_use]
    pub fn is_scoped(&self) -> bool {
        self.with.is_some() || self.without.is_some()
    }

    /// Who set it, for a number that stands in a policy.
    #[must_use]
    pub fn origin(&self) -> Origin {
        if self.example { Origin::Example } else { Origin::Policy }
    }

    /// The value with its unit, for staff: 30分.
    #[must_use]
    pub fn japanese(&self) -> String {
        format!("{}{}", self.value, self.unit.map_or("", Unit::japanese))
    }
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Minutes.
    Minutes,
    /// Times.
    Times,
    /// Yen.
    Yen,
}

impl Unit {
    /// Every unit with its name in dictionary files.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Minutes, "min"), (Self::Times, "times"), (Self::Yen, "yen")];

    /// The name in dictionary files and records.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Minutes => "min",
            Self::Times => "times",
            Self::Yen => "yen",
        }
    }

    /// The unit in the words of staff.
    #[must_use]
    pub const fn japanese(self) -> &'static str {
        match self {
            Self::Minutes => "分",
            Self::Times => "回",
            Self::Yen => "円",
        }
    }
}

/// Who set a number: the two are never mixed up in what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The policy.
    Policy,
    /// Nobody: the policy cites it as somebody's practice.
    Example,
    /// `fuda` itself, because the policy sets none.
    Fuda,
}

impl Origin {
    /// The name in records.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Example => "example",
            Self::Fuda => "fuda",
        }
    }

    /// In the words of staff.
    #[must_use]
    pub const fn japanese(self) -> &'static str {
        match self {
            Self::Policy => "方針の数値",
            Self::Example => "方針が挙げる一例。定められた数値ではない",
            Self::Fuda => "fuda の基準。方針に数値はない",
        }
    }
}

/// How far a text was seen by whoever wrote the policy file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Seen {
    /// Read in full.
    Full,
    /// Read in part at its source.
    Partly,
    /// Known through pages that quote or report it.
    Quoted,
    /// Not verified.
    #[default]
    Unseen,
}

impl Seen {
    /// Every degree with its name in dictionary files.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Full, "full"), (Self::Partly, "partly"), (Self::Quoted, "quoted"), (Self::Unseen, "unseen")];

    /// The name in dictionary files and records.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partly => "partly",
            Self::Quoted => "quoted",
            Self::Unseen => "unseen",
        }
    }

    /// In the words of staff.
    #[must_use]
    pub const fn japanese(self) -> &'static str {
        match self {
            Self::Full => "全文を確認",
            Self::Partly => "一部を確認",
            Self::Quoted => "引用・報道で確認",
            Self::Unseen => "文言は未確認",
        }
    }
}

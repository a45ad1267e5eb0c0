//! What the engine says of one note: owned results, and the record that every front end prints.

use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use crate::error::RowError;
use crate::rules::Reason;
use crate::span::{OffsetUnit, Span};

/// The schema name in every record. A new major number means that a reader must be changed.
pub const SCHEMA: &str = "fuda/1";

/// Everything found in one note: suggestions, what was set aside, and what a fair reader must see beside them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tagging {
    /// Categories at or above their threshold, best first; equal scores in policy order.
    pub categories: Vec<Suggestion>,
    /// What matched and was not counted, in the order of the text.
    pub set_aside: Vec<SetAside>,
    /// Circumstances to be seen beside the tags, in the order of the text.
    pub flags: Vec<Flag>,
}

/// One category that the note may fall under.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// Category id of the policy in use.
    pub id: Arc<str>,
    /// The policy's own name for it.
    pub label: Arc<str>,
    /// 0..1: how much the evidence supports the suggestion.
    pub score: f64,
    /// What it rests on, in the order of the text.
    pub evidence: Vec<Evidence>,
}

/// One place in the note that speaks for a category.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Id of the rule, `category/name`.
    pub rule: Arc<str>,
    /// Where it stands in the note.
    pub span: Span,
    /// The rule's own reason, for staff.
    pub why: Arc<str>,
}

/// One place that a rule matched and that was not counted.
#[derive(Clone, Debug, PartialEq)]
pub struct SetAside {
    /// The category it would have spoken for.
    pub category: Arc<str>,
    /// Id of the rule.
    pub rule: Arc<str>,
    /// Where it stands in the note.
    pub span: Span,
    /// Why it does not count.
    pub reason: Reason,
    /// The words that decided so, where there are any.
    pub cue: Option<Span>,
}

/// A circumstance beside the tags.
#[derive(Clone, Debug, PartialEq)]
pub struct Flag {
    /// `staff-error`, `accommodation` or `illness`.
    pub id: Arc<str>,
    /// Where it stands in the note.
    pub span: Span,
}

/// The printed form of one note (contract `fuda/1`): the same bytes from the command line and from every other
/// front end.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Id of the note, as text.
    pub id: &'a str,
    /// The note as given; offsets count from its start.
    pub text: &'a str,
    /// What was found, or why the row could not be read.
    pub outcome: Result<&'a Tagging, &'a RowError>,
    /// The unit of `start` and `end`.
    pub offsets: OffsetUnit,
    /// The other fields of the input row, printed as `input` when they are to be kept.
    pub input: Option<&'a serde_json::Value>,
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let nothing = Tagging::default();
        let tagging = self.outcome.unwrap_or(&nothing);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", SCHEMA)?;
        map.serialize_entry("id", self.id)?;
        map.serialize_entry("categories", &self.list(&tagging.categories))?;
        map.serialize_entry("set_aside", &self.list(&tagging.set_aside))?;
        map.serialize_entry("flags", &self.list(&tagging.flags))?;
        if let Err(error) = self.outcome {
            map.serialize_entry("error", error)?;
        }
        if let Some(input) = self.input {
            map.serialize_entry("input", input)?;
        }
        map.end()
    }
}

impl<'a> Record<'a> {
    fn list<T>(&self, items: &'a [T]) -> Placed<'a, [T]> {
        Placed { item: items, text: self.text, offsets: self.offsets }
    }
}

/// Something with spans, together with the text they point into.
struct Placed<'a, T: ?Sized> {
    item: &'a T,
    text: &'a str,
    offsets: OffsetUnit,
}

impl<'a, T: ?Sized> Placed<'a, T> {
    fn at<U: ?Sized>(&self, item: &'a U) -> Placed<'a, U> {
        Placed { item, text: self.text, offsets: self.offsets }
    }

    fn put_span<S: SerializeStruct>(&self, out: &mut S, span: Span) -> Result<(), S::Error> {
        out.serialize_field("text", span.of(self.text))?;
        out.serialize_field("start", &self.offsets.count(self.text, span.start))?;
        out.serialize_field("end", &self.offsets.count(self.text, span.end))
    }
}

impl<'a, T> Serialize for Placed<'a, [T]>
where
    Placed<'a, T>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.item.len()))?;
        for item in self.item {
            list.serialize_element(&self.at(item))?;
        }
        list.end()
    }
}

impl Serialize for Placed<'_, Suggestion> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Suggestion", 4)?;
        out.serialize_field("id", &*self.item.id)?;
        out.serialize_field("label", &*self.item.label)?;
        out.serialize_field("score", &self.item.score)?;
        out.serialize_field("evidence", &self.at(self.item.evidence.as_slice()))?;
        out.end()
    }
}

impl Serialize for Placed<'_, Evidence> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Evidence", 5)?;
        out.serialize_field("rule", &*self.item.rule)?;
        self.put_span(&mut out, self.item.span)?;
        out.serialize_field("why", &*self.item.why)?;
        out.end()
    }
}

impl Serialize for Placed<'_, SetAside> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("SetAside", 7)?;
        out.serialize_field("category", &*self.item.category)?;
        out.serialize_field("rule", &*self.item.rule)?;
        self.put_span(&mut out, self.item.span)?;
        out.serialize_field("reason", self.item.reason.id())?;
        match self.item.cue {
            Some(cue) => out.serialize_field("cue", &self.at(&cue))?,
            None => out.serialize_field("cue", &None::<()>)?,
        }
        out.end()
    }
}

impl Serialize for Placed<'_, Flag> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Flag", 4)?;
        out.serialize_field("id", &*self.item.id)?;
        self.put_span(&mut out, self.item.span)?;
        out.end()
    }
}

impl Serialize for Placed<'_, Span> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Cue", 3)?;
        self.put_span(&mut out, *self.item)?;
        out.end()
    }
}

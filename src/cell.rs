//! One cell of a workbook: what it holds, and how it is shown.

use std::fmt;
use std::sync::Arc;

/// A cell as it stands in a workbook, so that a number stays a number and a date a date.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// What it holds.
    pub value: Value,
    /// Its number format (`yyyy/m/d h:mm`, `000`), where it has one that is not general.
    pub format: Option<Arc<str>>,
}

/// What a cell can hold. Of a formula, its last result.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing.
    #[default]
    Empty,
    /// Text, never run as a formula.
    Text(String),
    /// A number.
    Number(f64),
    /// True or false.
    Bool(bool),
    /// A date, a time or both.
    Moment {
        /// Days since 1899-12-30, the time of day as a fraction.
        serial: f64,
        /// `2026-10-01`, `2026-10-01 09:04:00`, or `9:04:00` for a length of time.
        text: String,
    },
    /// `#N/A` and the like.
    Fault(String),
}

impl Cell {
    /// A cell of text without a format.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { value: Value::Text(text.into()), format: None }
    }

    /// Whether there is nothing to see in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match &self.value {
            Value::Empty => true,
            Value::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

/// As text: how the cell goes into a format that has no types.
impl fmt::Display for Cell {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Value::Empty => Ok(()),
            Value::Text(text) | Value::Fault(text) | Value::Moment { text, .. } => out.write_str(text),
            Value::Number(number) => write!(out, "{number}"),
            Value::Bool(truth) => out.write_str(if *truth { "TRUE" } else { "FALSE" }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_read_as_people_see_them() {
        let shown = |value| Cell { value, format: None }.to_string();
        assert_eq!(shown(Value::Number(93.0)), "93");
        assert_eq!(shown(Value::Number(0.5)), "0.5");
        assert_eq!(shown(Value::Bool(true)), "TRUE");
        assert_eq!(shown(Value::Moment { serial: 1.0, text: "1899-12-31".into() }), "1899-12-31");
        assert!(Cell::text("　").is_blank() && !Cell::text("a").is_blank());
    }
}

//! Lengths and scales of a picture.

use unicode_width::UnicodeWidthStr;

/// About how wide `text` is in pixels at `size`: full-width letters take one em, others a little over half.
#[expect(clippy::cast_precision_loss, reason = "a label's width")]
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.width() as f64 * size * 0.54
}

/// A number as SVG writes it: one decimal.
pub(super) fn at(number: f64) -> String {
    format!("{number:.1}")
}

/// The least round number that is not below `most` and has a round third, quarter or fifth.
pub(super) fn round_up(most: u64) -> u64 {
    let mut unit = 1;
    loop {
        for step in [1, 2, 3, 4, 5, 6, 8] {
            if unit * step >= most.max(1) {
                return unit * step;
            }
        }
        unit *= 10;
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count drawn as a length")]
pub(super) fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_in_round_numbers() {
        assert_eq!([0, 1, 3, 7, 20, 21, 325, 1234].map(round_up), [1, 1, 3, 8, 20, 30, 400, 2000]);
    }
}

//! Whether scores mean what they say: how often suggestions of a score are right.

use serde::Serialize;

/// Suggestions whose scores lie in one tenth of the scale.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ReliabilityBin {
    /// Lowest score of the bin; the next bin begins a tenth higher.
    pub from: f64,
    /// How many suggestions.
    pub suggestions: usize,
    /// Their mean score.
    pub mean_score: f64,
    /// The share of them that is labelled.
    pub right: f64,
}

/// The reliability table of a set of suggestions.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reliability {
    /// The tenths that hold a suggestion, lowest first.
    pub bins: Vec<ReliabilityBin>,
    /// Expected calibration error: the mean distance of score and share over the bins, weighted by their suggestions
    /// (M. P. Naeini et al. 2015, AAAI, section "Calibration"). 0 when there is no suggestion.
    pub calibration_error: f64,
}

const TENTHS: usize = 10;

impl Reliability {
    /// The table of `suggestions`, each a score (0..1) and whether it is right.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of notes stay far below 2^52")]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a score lies between 0 and 1"
    )]
    pub fn of(suggestions: &[(f64, bool)]) -> Self {
        let mut tenths = [(0usize, 0.0_f64, 0usize); TENTHS];
        for (score, right) in suggestions {
            // A score is printed to three decimals; 0.7 belongs to its own tenth whatever its last bit.
            let tenth = ((score * 1000.0).round() / 100.0) as usize;
            let bin = &mut tenths[tenth.min(TENTHS - 1)];
            *bin = (bin.0 + 1, bin.1 + score, bin.2 + usize::from(*right));
        }
        let mut table = Self::default();
        for (number, (count, scores, right)) in tenths.into_iter().enumerate().filter(|(_, bin)| bin.0 > 0) {
            let (mean, share) = (scores / count as f64, right as f64 / count as f64);
            table.calibration_error += (mean - share).abs() * count as f64 / suggestions.len() as f64;
            table.bins.push(ReliabilityBin {
                from: number as f64 / TENTHS as f64,
                suggestions: count,
                mean_score: mean,
                right: share,
            });
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_the_weighted_distance() {
        let table = Reliability::of(&[(0.9, true), (0.9, true), (0.9, false), (0.55, false)]);
        assert_eq!(table.bins.len(), 2);
        assert_eq!((table.bins[1].suggestions, table.bins[0].suggestions), (3, 1));
        // |0.9 − 2/3| · 3/4 + |0.55 − 0| · 1/4
        assert!((table.calibration_error - 0.3125).abs() < 1e-9, "{}", table.calibration_error);
    }

    #[test]
    fn a_score_of_one_and_no_suggestion_at_all() {
        assert_eq!(Reliability::of(&[]).bins, []);
        let sure = Reliability::of(&[(1.0, true)]);
        assert!((sure.bins[0].from - 0.9).abs() < 1e-9 && sure.calibration_error.abs() < 1e-9);
    }
}

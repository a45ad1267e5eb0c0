//! Standing columns by month: all notes behind, those with a suggestion before them.

use maud::{Markup, html};

use super::measure::{at, ratio, round_up};
use crate::report::words::grouped;

/// One month.
pub(crate) struct Column {
    /// What stands below it.
    pub(crate) name: String,
    pub(crate) value: u64,
    pub(crate) part: u64,
}

const WIDTH: f64 = 920.0;
const HEIGHT: f64 = 280.0;
const LEFT: f64 = 52.0;
const BOTTOM: f64 = 44.0;
const TOP: f64 = 22.0;

/// The months of a report.
pub(crate) fn columns(title: &str, columns: &[Column]) -> Markup {
    let top = round_up(columns.iter().map(|one| one.value).max().unwrap_or(1));
    let (room, high) = (WIDTH - LEFT - 8.0, HEIGHT - BOTTOM - TOP);
    let y = |value: u64| TOP + high * (1.0 - ratio(value, top));
    let step = columns.iter().map(|_| 1.0).sum::<f64>().recip() * room;
    let thick = (step * 0.62).min(64.0);
    // Labels that would touch are left out, the first one always shown.
    let every = (1..=600).find(|every| f64::from(*every) * step >= 46.0).unwrap_or(1);
    let parts = [4, 5, 3, 2].into_iter().find(|parts| top.is_multiple_of(*parts)).unwrap_or(1);
    let grid: Vec<u64> = (0..=parts).map(|part| top / parts * part).collect();
    let placed = columns
        .iter()
        .zip(0..)
        .map(|(one, number): (_, i32)| (LEFT + step * (f64::from(number) + 0.5), one, number % every == 0));
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(title) class="plot" {
            title { (title) }
            @for value in grid {
                line class="grid" x1=(at(LEFT)) x2=(at(WIDTH)) y1=(at(y(value))) y2=(at(y(value))) {}
                text class="tick" x=(at(LEFT - 7.0)) y=(at(y(value) + 4.0)) text-anchor="end" { (grouped(value)) }
            }
            @for (x, one, named) in placed {
                rect class="all" x=(at(x - thick / 2.0)) y=(at(y(one.value))) width=(at(thick))
                    height=(at(y(0) - y(one.value))) rx="2" {}
                rect class="strong" x=(at(x - thick / 2.0)) y=(at(y(one.part))) width=(at(thick))
                    height=(at(y(0) - y(one.part))) rx="2" {}
                @if one.part > 0 && step >= 30.0 {
                    @let over = ratio(one.value.saturating_sub(one.part), top) * high > 16.0;
                    text class=(if over { "value" } else { "value top" }) x=(at(x)) text-anchor="middle"
                        y=(at(if over { y(one.part) - 5.0 } else { y(one.value) - 5.0 })) { (grouped(one.part)) }
                }
                @if named {
                    text class="tick" x=(at(x)) y=(at(HEIGHT - BOTTOM + 18.0)) text-anchor="middle" { (one.name) }
                }
            }
            line class="axis" x1=(at(LEFT)) x2=(at(WIDTH)) y1=(at(y(0))) y2=(at(y(0))) {}
        }
    }
}

/// One category's months, small: a line of columns, the highest named.
pub(crate) fn spark(title: &str, values: &[u64]) -> Markup {
    let most = values.iter().copied().max().unwrap_or(1).max(1);
    let step = values.iter().map(|_| 1.0).sum::<f64>().recip() * 200.0;
    let bars = values
        .iter()
        .zip(0..)
        .map(|(value, number): (_, i32)| (f64::from(number) * step, ratio(*value, most) * 40.0));
    html! {
        svg viewBox="0 0 200 46" role="img" aria-label=(title) class="spark" {
            title { (title) }
            @for (x, high) in bars {
                rect class="strong" x=(at(x + step * 0.12)) y=(at(43.0 - high)) width=(at((step * 0.76).min(26.0))) height=(at(high)) rx="1" {}
            }
            line class="axis" x1="0" x2="200" y1="43.5" y2="43.5" {}
        }
    }
}

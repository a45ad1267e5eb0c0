//! Lying bars with their names before and their numbers behind them.

use maud::{Markup, html};

use super::measure::{at, ratio, width};

/// One bar: its name, its length, how much of it is strong, what stands behind it.
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) value: u64,
    pub(crate) strong: u64,
    pub(crate) note: String,
}

const WIDTH: f64 = 920.0;
const LINE: f64 = 27.0;
const SIZE: f64 = 14.0;

/// The bars, one below the other; `title` tells what is counted to those who cannot see them.
pub(crate) fn bars(title: &str, bars: &[Bar]) -> Markup {
    let widest =
        |text: &dyn Fn(&Bar) -> &str| bars.iter().map(|bar| width(text(bar), SIZE)).fold(0.0, f64::max);
    let left = (widest(&|bar| &bar.name) + 12.0).min(WIDTH * 0.45);
    let right = widest(&|bar| &bar.note) + 14.0;
    let room = (WIDTH - left - right).max(100.0);
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(1);
    let height = bars.iter().fold(4.0, |sum, _| sum + LINE);
    let rows = bars.iter().scan(4.0, |y, bar| {
        let here = *y;
        *y += LINE;
        Some((here, bar))
    });
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (at(height)) } role="img" aria-label=(title) class="plot" {
            title { (title) }
            line class="axis" x1=(at(left)) y1="0" x2=(at(left)) y2=(at(height)) {}
            @for (y, bar) in rows {
                @let length = ratio(bar.value, most) * room;
                @let strong = ratio(bar.strong, most) * room;
                text x=(at(left - 8.0)) y=(at(y + 16.0)) text-anchor="end" class="name" { (bar.name) }
                rect class="weak" x=(at(left)) y=(at(y + 3.0)) width=(at(length)) height=(at(LINE - 8.0)) rx="2" {}
                @if bar.strong > 0 {
                    rect class="strong" x=(at(left)) y=(at(y + 3.0)) width=(at(strong)) height=(at(LINE - 8.0)) rx="2" {}
                }
                text x=(at(left + length + 7.0)) y=(at(y + 16.0)) class="value" { (bar.note) }
            }
        }
    }
}

//! A field of numbers, the higher the darker: categories by section, by month, by category.

use maud::{Markup, html};

use super::measure::{at, ratio, width};
use crate::report::words::grouped;

/// Rows, columns and the numbers where they meet.
pub(crate) struct Field {
    pub(crate) rows: Vec<String>,
    pub(crate) columns: Vec<String>,
    /// `values[row][column]`; `None` where nothing can stand.
    pub(crate) values: Vec<Vec<Option<u64>>>,
}

const WIDTH: f64 = 920.0;
const LINE: f64 = 26.0;
const SIZE: f64 = 13.0;

/// The field; long names of columns lean.
pub(crate) fn field(title: &str, field: &Field) -> Markup {
    let columns: Vec<String> = field.columns.iter().map(|name| shortened(name)).collect();
    let longest = |names: &[String]| names.iter().map(|name| width(name, SIZE)).fold(0.0, f64::max);
    let left = longest(&field.rows) + 14.0;
    let count = field.columns.iter().map(|_| 1.0).sum::<f64>().max(1.0);
    let wide = longest(&columns);
    let cell = ((WIDTH - left - 4.0) / count).min(76.0);
    let leaning = wide > cell - 6.0;
    // Names lean by 40 degrees: sine and cosine of it.
    let top = if leaning { wide * 0.643 + 34.0 } else { 26.0 };
    // The last leaning name reaches beyond its column.
    let overhang = if leaning { (wide * 0.766 - cell / 2.0).max(0.0) } else { 0.0 };
    let cell = cell.min((WIDTH - left - overhang) / count);
    let height = field.rows.iter().fold(top, |sum, _| sum + LINE) + 2.0;
    let most = field.values.iter().flatten().flatten().copied().max().unwrap_or(1);
    let x = |column: i32| left + cell * f64::from(column);
    let y = |row: i32| top + LINE * f64::from(row);
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (at(height)) } role="img" aria-label=(title) class="plot" {
            title { (title) }
            @for (name, number) in columns.iter().zip(0..) {
                @let middle = x(number) + cell / 2.0;
                @if leaning {
                    text class="tick" transform={ "translate(" (at(middle)) " " (at(top - 7.0)) ") rotate(-40)" } { (name) }
                } @else {
                    text class="tick" x=(at(middle)) y=(at(top - 8.0)) text-anchor="middle" { (name) }
                }
            }
            @for ((name, values), row) in field.rows.iter().zip(&field.values).zip(0..) {
                text class="name small" x=(at(left - 8.0)) y=(at(y(row) + 17.0)) text-anchor="end" { (name) }
                @for (value, column) in values.iter().zip(0..) {
                    @if let Some(value) = value {
                        @let share = ratio(*value, most);
                        rect class="cell" x=(at(x(column) + 1.0)) y=(at(y(row) + 1.0)) width=(at(cell - 2.0))
                            height=(at(LINE - 2.0)) rx="2" style={ "fill-opacity:" (format!("{:.2}", opacity(*value, share))) } {}
                        @if *value > 0 {
                            text class=(if share > 0.42 { "count on" } else { "count" }) x=(at(x(column) + cell / 2.0))
                                y=(at(y(row) + 17.5)) text-anchor="middle" { (grouped(*value)) }
                        }
                    }
                }
            }
        }
    }
}

/// Long names would lean far out of the picture; the rows have them whole.
fn shortened(name: &str) -> String {
    const MOST: usize = 12;
    if name.chars().count() <= MOST {
        name.to_owned()
    } else {
        name.chars().take(MOST - 1).chain(['…']).collect()
    }
}

/// A little of the colour for the least, all of it for the most.
fn opacity(value: u64, share: f64) -> f64 {
    if value == 0 { 0.035 } else { 0.10 + 0.90 * share }
}

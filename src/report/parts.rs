//! The chapters of the page.

use maud::{Markup, html};

use super::figures::{Category, Example, Figures};
use super::plot::{Bar, Column, Field, bars, columns, field, spark};
use super::words::{Language, grouped, share};

/// Sections and pairs of categories shown in one picture; the tables have all of them.
const MOST_SECTIONS: usize = 14;
const MOST_MONTHS: usize = 18;
const MOST_SPARKS: usize = 8;

fn chapter(title: &str, lead: &str, inside: &Markup) -> Markup {
    html! {
        section {
            h2 { (title) }
            @if !lead.is_empty() { p.lead { (lead) } }
            (inside)
        }
    }
}

fn legend(keys: &[(&str, &str)]) -> Markup {
    html! { div.legend { @for (class, words) in keys { span { i class={ "key-" (class) } {} (words) } } } }
}

fn by_count(figures: &Figures) -> Vec<&Category> {
    let mut sorted: Vec<&Category> = figures.categories.iter().collect();
    sorted.sort_by_key(|one| std::cmp::Reverse(one.notes));
    sorted
}

pub(super) fn categories(figures: &Figures, language: Language) -> Markup {
    let rows: Vec<Bar> = by_count(figures)
        .into_iter()
        .map(|one| Bar {
            name: language.category(&one.id, &one.label).to_owned(),
            value: one.notes,
            strong: one.strong,
            note: format!("{} ({})", grouped(one.notes), share(one.notes, figures.notes)),
        })
        .collect();
    let title = language.of("類型ごとの件数", "Notes by category");
    let inside = html! {
        @if rows.is_empty() {
            p { (language.of("該当しうる記載は見つかりませんでした。", "Nothing was found that may fall under a category.")) }
        } @else {
            (legend(&[
                ("strong", language.of("スコア 0.80 以上", "score 0.80 and above")),
                ("weak", language.of("0.80 未満", "below 0.80")),
            ]))
            div.scroll { (bars(title, &rows)) }
        }
    };
    chapter(title, language.of("各類型に該当しうる記載(要確認)のある記録の数と、全記録に占める割合。",
        "Notes with words that may fall under each category (to be checked), and their share of all notes."), &inside)
}

pub(super) fn trend(figures: &Figures, language: Language) -> Markup {
    if figures.months.len() < 2 {
        return html! {};
    }
    let months: Vec<Column> = figures
        .months
        .iter()
        .map(|one| Column { name: one.name.replace('-', "/"), value: one.notes, part: one.tagged })
        .collect();
    let title = language.of("月ごとの推移", "Trend by month");
    let of = |category: &str| -> Vec<u64> {
        let month = |month: &str| {
            let cells = figures.cells.iter().filter(|one| one.category == category);
            cells.filter(|one| one.month.as_deref() == Some(month)).map(|one| one.notes).sum()
        };
        figures.months.iter().map(|one| month(&one.name)).collect()
    };
    let inside = html! {
        (legend(&[
            ("strong", language.of("該当しうる記載あり(要確認)", "with a suggestion (to be checked)")),
            ("all", language.of("記録の全体", "all notes")),
        ]))
        div.scroll { (columns(title, &months)) }
        div.sparks {
            @for one in by_count(figures).into_iter().take(MOST_SPARKS) {
                @let values = of(&one.id);
                @let name = language.category(&one.id, &one.label);
                figure {
                    figcaption {
                        span { (name) }
                        span { (language.of("最多 ", "max ")) (values.iter().max().copied().unwrap_or_default()) }
                    }
                    (spark(name, &values))
                }
            }
        }
    };
    chapter(
        title,
        language.of(
            "下の小さな図は、件数の多い類型の推移(高さは類型ごとの最多月に合わせています)。",
            "The small pictures show the most frequent categories, each on its own scale.",
        ),
        &inside,
    )
}

pub(super) fn sections(figures: &Figures, language: Language) -> Markup {
    let named = figures.sections.iter().any(|one| !one.name.is_empty());
    if figures.categories.is_empty() || !named {
        return html! {};
    }
    let shown: Vec<&str> = figures.sections.iter().take(MOST_SECTIONS).map(|one| one.name.as_str()).collect();
    let count = |category: &str, section: &str| -> u64 {
        let cells = figures.cells.iter().filter(|one| one.category == category && one.section == section);
        cells.map(|one| one.notes).sum()
    };
    let picture = Field {
        rows: by_count(figures).iter().map(|one| language.category(&one.id, &one.label).to_owned()).collect(),
        columns: shown.iter().map(|name| language.section(name).to_owned()).collect(),
        values: by_count(figures)
            .iter()
            .map(|one| shown.iter().map(|name| Some(count(&one.id, name))).collect())
            .collect(),
    };
    let title = language.of("所属ごとの件数", "Notes by section");
    let inside = html! {
        div.scroll { (field(title, &picture)) }
        h3 { (language.of("所属ごとのまとめ", "Sections in figures")) }
        table {
            thead { tr {
                th { (language.of("所属", "Section")) }
                th.n { (language.of("記録", "Notes")) }
                th.n { (language.of("該当しうる記載あり", "With a suggestion")) }
                th.n { (language.of("割合", "Share")) }
                th.n { (language.of("拘束された時間(記載分)", "Time held (as stated)")) }
            } }
            tbody {
                @for one in &figures.sections {
                    tr {
                        th { (language.section(&one.name)) }
                        td.n { (grouped(one.notes)) }
                        td.n { (grouped(one.tagged)) }
                        td.n { (share(one.tagged, one.notes)) }
                        td.n { (language.time(one.retention_minutes)) }
                    }
                }
            }
        }
    };
    chapter(
        title,
        language.of("類型と所属の重なり。色が濃いほど多い。", "Categories by section; the darker, the more."),
        &inside,
    )
}

pub(super) fn retention(figures: &Figures, language: Language) -> Markup {
    let told = &figures.retention;
    if told.notes == 0 && figures.handling.is_none() {
        return html! {};
    }
    let names = match language {
        Language::Japanese => ["30分未満", "30分〜1時間", "1〜2時間", "2〜4時間", "4時間以上"],
        Language::English => ["under 30 min", "30 min – 1 h", "1 – 2 h", "2 – 4 h", "4 h and more"],
    };
    let rows: Vec<Bar> = names
        .iter()
        .zip(told.bins)
        .map(|(name, value)| Bar {
            name: (*name).to_owned(),
            value,
            strong: value,
            note: language.notes(value),
        })
        .collect();
    let title = language.of("拘束された時間", "Time for which staff were held");
    let lead = match language {
        Language::Japanese => format!(
            "「{}」に該当しうる記録 {} 件のうち、{} 件に時間の記載があり、合計 {}、最長 {}。",
            figures
                .categories
                .iter()
                .find(|one| one.id.contains("retention"))
                .map_or("長時間の拘束", |one| &one.label),
            told.notes,
            told.timed,
            language.time(told.minutes),
            language.time(told.longest)
        ),
        Language::English => format!(
            "{} notes may report long retention; {} of them say for how long: {} in all, {} at most.",
            told.notes,
            told.timed,
            language.time(told.minutes),
            language.time(told.longest)
        ),
    };
    let inside = html! {
        @if told.timed > 0 { div.scroll { (bars(title, &rows)) } }
        @if let Some(handling) = &figures.handling {
            p {
                (language.of("対応に要した時間(列の値)は、全体で ", "Handling time (from its column): "))
                strong { (language.time(handling.minutes)) }
                (language.of("、そのうち該当しうる記載のある記録が ", " in all, of which notes with a suggestion took "))
                strong { (language.time(handling.tagged_minutes)) }
                " (" (share(handling.tagged_minutes, handling.minutes)) ")"
                (language.of("。", "."))
            }
        }
    };
    chapter(title, &lead, &inside)
}

pub(super) fn together(figures: &Figures, language: Language) -> Markup {
    let shown: Vec<&Category> = by_count(figures)
        .into_iter()
        .filter(|one| figures.together.iter().any(|pair| pair.one == one.id || pair.other == one.id))
        .take(10)
        .collect();
    if shown.len() < 2 {
        return html! {};
    }
    let count = |a: &str, b: &str| -> u64 {
        let is = |one: &&super::figures::Pair| {
            (one.one == a && one.other == b) || (one.one == b && one.other == a)
        };
        figures.together.iter().find(is).map_or(0, |pair| pair.notes)
    };
    let name = |one: &Category| language.category(&one.id, &one.label).to_owned();
    let below = |row: usize| {
        let cell = move |column: usize, other: &Category, own: &Category| {
            (column < row).then(|| count(&own.id, &other.id))
        };
        shown
            .iter()
            .take(shown.len() - 1)
            .enumerate()
            .map(|(at, other)| cell(at, other, shown[row]))
            .collect()
    };
    let picture = Field {
        rows: shown.iter().skip(1).map(|one| name(one)).collect(),
        columns: shown.iter().take(shown.len() - 1).map(|one| name(one)).collect(),
        values: (1..shown.len()).map(below).collect(),
    };
    let title = language.of("同じ記録に重なる類型", "Categories found together");
    chapter(
        title,
        language.of(
            "2つの類型がともに見つかった記録の数(件数の多い類型どうし)。",
            "Notes in which both categories were found, for the most frequent ones.",
        ),
        &html! { div.scroll { (field(title, &picture)) } },
    )
}

pub(super) fn cases(figures: &Figures, language: Language) -> Markup {
    if figures.cases.is_empty() {
        return html! {};
    }
    let inside = html! {
        table {
            thead { tr {
                th { (language.of("案件", "Case")) }
                th.n { (language.of("記録", "Notes")) }
                th.n { (language.of("該当しうる記載あり", "With a suggestion")) }
                th.n { (language.of("7日間で最多", "Most in 7 days")) }
                th { (language.of("所属", "Sections")) }
            } }
            tbody {
                @for one in &figures.cases {
                    tr {
                        th { (one.key) }
                        td.n { (grouped(one.notes)) }
                        td.n { (grouped(one.tagged)) }
                        td.n { (grouped(one.within_week)) }
                        td { (some(&one.sections, language)) }
                    }
                }
            }
        }
    };
    chapter(
        language.of("繰り返しのある案件", "Cases with several notes"),
        language.of(
            "記録の多い順に 20 件まで。件数が多いこと自体は、ハラスメントを意味しません。",
            "At most 20, those with most notes first. Many notes alone do not mean harassment.",
        ),
        &inside,
    )
}

/// The first names, and how many more there are.
fn some(names: &[String], language: Language) -> String {
    const MOST: usize = 4;
    let shown = names.iter().take(MOST).cloned().collect::<Vec<_>>().join(language.of("、", ", "));
    match (language, names.len().saturating_sub(MOST)) {
        (_, 0) => shown,
        (Language::Japanese, more) => format!("{shown} ほか {more}"),
        (Language::English, more) => format!("{shown} and {more} more"),
    }
}

pub(super) fn examples(figures: &Figures, language: Language) -> Markup {
    if figures.examples.is_empty() {
        return html! {};
    }
    let inside = html! {
        (legend(&[("mark", language.of("根拠とした言葉", "the words that count"))]))
        @for one in by_count(figures) {
            @let own: Vec<&Example> = figures.examples.iter().filter(|example| example.category == one.id).collect();
            @if !own.is_empty() {
                h3 { (language.category(&one.id, &one.label)) (language.of("に該当しうる記載(要確認)", " (possible, to be checked)")) }
                div.cards { @for example in own { (card(example, language)) } }
            }
        }
    };
    chapter(
        language.of("記録の例", "Examples"),
        language
            .of("スコアの高い記録から。前後を省いています。", "Those with the highest scores, shortened."),
        &inside,
    )
}

fn card(example: &Example, language: Language) -> Markup {
    html! {
        div.card {
            div.where {
                span { (example.id) }
                @if let Some(day) = &example.day { span { (day) } }
                @if !example.section.is_empty() { span { (example.section) } }
                span { (language.of("スコア ", "score ")) (format!("{:.2}", example.score)) }
            }
            p { @for (words, marked) in &example.pieces { @if *marked { mark { (words) } } @else { (words) } } }
            @if !example.why.is_empty() { div.why { (language.of("根拠: ", "Why: ")) (example.why) } }
        }
    }
}

pub(super) fn set_aside(figures: &Figures, language: Language) -> Markup {
    if figures.set_aside.is_empty() {
        return html! {};
    }
    let rows: Vec<Bar> = figures
        .set_aside
        .iter()
        .map(|one| Bar {
            name: language.reason(&one.id).to_owned(),
            value: one.places,
            strong: 0,
            note: grouped(one.places),
        })
        .collect();
    let title = language.of("数えなかった記載とその理由", "What was not counted, and why");
    chapter(
        title,
        language.of(
            "規則に当たったものの、文脈から候補にしなかった箇所の数。",
            "Places that a rule matched and that their context ruled out.",
        ),
        &html! { div.scroll { (bars(title, &rows)) } },
    )
}

pub(super) fn flags(figures: &Figures, language: Language) -> Markup {
    if figures.flags.is_empty() {
        return html! {};
    }
    let inside = html! {
        table {
            thead { tr {
                th { (language.of("留意事項", "Flag")) }
                th.n { (language.of("記録", "Notes")) }
                th.n { (language.of("うち該当しうる記載あり", "Of these, with a suggestion")) }
            } }
            tbody {
                @for one in &figures.flags {
                    tr { th { (language.flag(&one.id)) } td.n { (grouped(one.notes)) } td.n { (grouped(one.tagged)) } }
                }
            }
        }
    };
    chapter(language.of("留意事項", "Flags beside the suggestions"),
        language.of("職員側の誤り、配慮の申し出、病状の記載がある記録は、正当な苦情や必要な配慮の求めでありうるため、特に注意して読んでください。",
            "A note that mentions the office's own mistake, a need for accommodation or an illness may be a just complaint or a just request. Read these with particular care."), &inside)
}

pub(super) fn cube(figures: &Figures, language: Language) -> Markup {
    let months: Vec<&str> =
        figures.months.iter().rev().take(MOST_MONTHS).rev().map(|one| one.name.as_str()).collect();
    if figures.cells.is_empty() || months.is_empty() {
        return html! {};
    }
    let count = |section: &str, category: &str, month: Option<&str>| -> u64 {
        let own = figures.cells.iter().filter(|one| one.section == section && one.category == category);
        own.filter(|one| month.is_none_or(|month| one.month.as_deref() == Some(month)))
            .map(|one| one.notes)
            .sum()
    };
    let number = |value: u64| html! { td.n.zero[value == 0] { (grouped(value)) } };
    let inside = html! {
        @for section in figures.sections.iter().filter(|one| one.tagged > 0) {
            div.cube { table {
                caption { (language.section(&section.name)) }
                thead { tr {
                    th { (language.of("類型", "Category")) }
                    @for month in &months { th.n { (month.replace('-', "/")) } }
                    th.n { (language.of("計", "Total")) }
                } }
                tbody {
                    @for one in &figures.categories {
                        @let total = count(&section.name, &one.id, None);
                        @if total > 0 {
                            tr {
                                th { (language.category(&one.id, &one.label)) }
                                @for month in &months { (number(count(&section.name, &one.id, Some(month)))) }
                                (number(total))
                            }
                        }
                    }
                }
            } }
        }
    };
    chapter(
        language.of("所属・類型・月ごとの件数", "Notes by section, category and month"),
        language.of("計には日付のない記録も含みます。", "Totals include notes without a date."),
        &inside,
    )
}

pub(super) fn quality(figures: &Figures, language: Language) -> Markup {
    let quality = &figures.quality;
    let rows = [
        (language.of("読めなかった行", "Rows that could not be read"), figures.unreadable),
        (
            language.of("日付(年を含む)のない記録", "Notes without a date (with its year)"),
            quality.without_day,
        ),
        (language.of("所属のない記録", "Notes without a section"), quality.without_section),
        (language.of("本文が空の記録", "Notes without text"), quality.empty),
        (language.of("本文が前の行と同じ記録", "Notes with the text of an earlier row"), quality.repeated),
    ];
    let inside = html! {
        table {
            thead { tr {
                th { (language.of("項目", "What")) }
                th.n { (language.of("件数", "Notes")) }
                th.n { (language.of("割合", "Share")) }
            } }
            tbody {
                @for (name, value) in rows {
                    tr { th { (name) } td.n { (grouped(value)) } td.n { (share(value, figures.notes)) } }
                }
                @for fault in &quality.faults {
                    tr { th { (language.of("読めなかった理由: ", "Unreadable: ")) (language.fault(&fault.id)) }
                        td.n { (grouped(fault.places)) } td.n { (share(fault.places, figures.notes)) } }
                }
                @if quality.longest > 0 {
                    tr { th { (language.of("最も長い本文(文字)", "Longest note (letters)")) } td.n { (grouped(quality.longest)) } td {} }
                }
            }
        }
    };
    chapter(
        language.of("データの状態", "State of the data"),
        language.of("件数を読むときに知っておくべきこと。", "What to know when reading these counts."),
        &inside,
    )
}

//! The numbers as tables for a workbook.

use super::figures::Figures;
use super::words::Language;
use crate::files::{Figure, FigureTable};

/// The report's numbers as sheets of tables, each with its name.
#[must_use]
pub fn sheets(figures: &Figures, language: Language) -> Vec<(String, Vec<FigureTable>)> {
    let sheet = |ja: &str, en: &str, tables: Vec<FigureTable>| (language.of(ja, en).to_owned(), tables);
    vec![
        sheet(
            "集計",
            "Summary",
            vec![
                totals(figures, language),
                categories(figures, language),
                flags(figures, language),
                set_aside(figures, language),
            ],
        ),
        sheet("月別", "Months", vec![months(figures, language)]),
        sheet("所属別", "Sections", vec![sections(figures, language)]),
        sheet("所属×類型×月", "Section x category x month", vec![cube(figures, language)]),
        sheet("重なり", "Together", vec![together(figures, language)]),
        sheet("案件", "Cases", vec![cases(figures, language)]),
        sheet("データの状態", "Data", vec![quality(figures, language)]),
    ]
}

fn table(title: &str, header: &[&str], rows: Vec<Vec<Figure>>) -> FigureTable {
    FigureTable {
        title: title.to_owned(),
        header: header.iter().map(|name| (*name).to_owned()).collect(),
        rows,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share of counts")]
fn share(part: u64, whole: u64) -> Figure {
    if whole == 0 { Figure::text("") } else { Figure::Number(part as f64 / whole as f64, "0.0%") }
}

/// Hours with their minutes, as a spreadsheet counts time: in days.
#[expect(clippy::cast_precision_loss, reason = "minutes as a part of a day")]
fn time(minutes: u64) -> Figure {
    Figure::Number(minutes as f64 / 1440.0, "[h]:mm")
}

fn label(figures: &Figures, language: Language, id: &str) -> Figure {
    let known = figures.categories.iter().find(|one| one.id == id);
    Figure::text(known.map_or(id, |one| language.category(&one.id, &one.label)))
}

fn totals(figures: &Figures, language: Language) -> FigureTable {
    let row = |ja: &str, en: &str, count: u64| {
        vec![Figure::text(language.of(ja, en)), Figure::count(count), share(count, figures.notes)]
    };
    let time_row = |ja: &str, en: &str, minutes: u64| {
        vec![Figure::text(language.of(ja, en)), time(minutes), Figure::text("")]
    };
    let mut rows = vec![
        row("記録", "Notes", figures.notes),
        row("該当しうる記載あり(要確認)", "With a suggestion (to be checked)", figures.tagged),
        row("該当しうる記載なし", "Without one", figures.untagged),
        row("読めない行", "Unreadable rows", figures.unreadable),
        time_row("拘束された時間(記載分)", "Time staff were held (as stated)", figures.retention.minutes),
        time_row("最長の拘束", "Longest retention", figures.retention.longest),
    ];
    if let Some(handling) = &figures.handling {
        rows.push(time_row("対応に要した時間", "Handling time", handling.minutes));
        rows.push(time_row(
            "うち該当しうる記載のある記録",
            "Of it, notes with a suggestion",
            handling.tagged_minutes,
        ));
    }
    table(
        language.of("全体", "Totals"),
        &[
            language.of("区分", "What"),
            language.of("件数・時間", "Count or time"),
            language.of("割合", "Share"),
        ],
        rows,
    )
}

fn categories(figures: &Figures, language: Language) -> FigureTable {
    let rows = figures.categories.iter().map(|one| {
        vec![
            Figure::text(language.category(&one.id, &one.label)),
            Figure::text(&*one.id),
            Figure::count(one.notes),
            share(one.notes, figures.notes),
            Figure::count(one.strong),
        ]
    });
    table(
        language.of("類型ごとの件数(該当しうる記載・要確認)", "Notes by category (possible, to be checked)"),
        &[
            language.of("類型", "Category"),
            "ID",
            language.of("件数", "Notes"),
            language.of("割合", "Share"),
            language.of("スコア0.80以上", "Score 0.80 and above"),
        ],
        rows.collect(),
    )
}

fn flags(figures: &Figures, language: Language) -> FigureTable {
    let rows = figures.flags.iter().map(|one| {
        vec![Figure::text(language.flag(&one.id)), Figure::count(one.notes), Figure::count(one.tagged)]
    });
    table(
        language.of("留意事項", "Flags"),
        &[
            language.of("留意事項", "Flag"),
            language.of("記録", "Notes"),
            language.of("うち該当しうる記載あり", "Of these, with a suggestion"),
        ],
        rows.collect(),
    )
}

fn set_aside(figures: &Figures, language: Language) -> FigureTable {
    let rows = figures
        .set_aside
        .iter()
        .map(|one| vec![Figure::text(language.reason(&one.id)), Figure::count(one.places)]);
    table(
        language.of("数えなかった記載とその理由", "What was not counted, and why"),
        &[language.of("理由", "Reason"), language.of("箇所", "Places")],
        rows.collect(),
    )
}

fn months(figures: &Figures, language: Language) -> FigureTable {
    let rows = figures.months.iter().map(|one| {
        vec![
            Figure::text(&*one.name),
            Figure::count(one.notes),
            Figure::count(one.tagged),
            share(one.tagged, one.notes),
        ]
    });
    table(
        language.of("月ごとの推移", "Trend by month"),
        &[
            language.of("月", "Month"),
            language.of("記録", "Notes"),
            language.of("該当しうる記載あり", "With a suggestion"),
            language.of("割合", "Share"),
        ],
        rows.collect(),
    )
}

fn sections(figures: &Figures, language: Language) -> FigureTable {
    let rows = figures.sections.iter().map(|one| {
        vec![
            Figure::text(language.section(&one.name)),
            Figure::count(one.notes),
            Figure::count(one.tagged),
            share(one.tagged, one.notes),
            time(one.retention_minutes),
        ]
    });
    table(
        language.of("所属ごとの件数", "Notes by section"),
        &[
            language.of("所属", "Section"),
            language.of("記録", "Notes"),
            language.of("該当しうる記載あり", "With a suggestion"),
            language.of("割合", "Share"),
            language.of("拘束された時間(記載分)", "Time held (as stated)"),
        ],
        rows.collect(),
    )
}

fn cube(figures: &Figures, language: Language) -> FigureTable {
    let rows = figures.cells.iter().map(|one| {
        vec![
            Figure::text(language.section(&one.section)),
            label(figures, language, &one.category),
            Figure::text(one.month.as_deref().unwrap_or(language.of("(日付なし)", "(no date)"))),
            Figure::count(one.notes),
        ]
    });
    table(
        language.of("所属・類型・月ごとの件数", "Notes by section, category and month"),
        &[
            language.of("所属", "Section"),
            language.of("類型", "Category"),
            language.of("月", "Month"),
            language.of("件数", "Notes"),
        ],
        rows.collect(),
    )
}

fn together(figures: &Figures, language: Language) -> FigureTable {
    let rows = figures.together.iter().map(|one| {
        vec![
            label(figures, language, &one.one),
            label(figures, language, &one.other),
            Figure::count(one.notes),
        ]
    });
    table(
        language.of("同じ記録に重なる類型", "Categories found together"),
        &[language.of("類型", "Category"), language.of("類型", "Category"), language.of("件数", "Notes")],
        rows.collect(),
    )
}

fn cases(figures: &Figures, language: Language) -> FigureTable {
    let rows = figures.cases.iter().map(|one| {
        vec![
            Figure::text(&*one.key),
            Figure::count(one.notes),
            Figure::count(one.tagged),
            Figure::count(one.within_week),
            Figure::text(one.sections.join(language.of("、", ", "))),
        ]
    });
    table(
        language.of("繰り返しのある案件(多い順に20件まで)", "Cases with several notes (at most 20)"),
        &[
            language.of("案件", "Case"),
            language.of("記録", "Notes"),
            language.of("該当しうる記載あり", "With a suggestion"),
            language.of("7日間で最多", "Most in 7 days"),
            language.of("所属", "Sections"),
        ],
        rows.collect(),
    )
}

fn quality(figures: &Figures, language: Language) -> FigureTable {
    let quality = &figures.quality;
    let row = |ja: &str, en: &str, count: u64| vec![Figure::text(language.of(ja, en)), Figure::count(count)];
    let mut rows = vec![
        row("読めなかった行", "Unreadable rows", figures.unreadable),
        row("日付(年を含む)のない記録", "Notes without a date", quality.without_day),
        row("所属のない記録", "Notes without a section", quality.without_section),
        row("本文が空の記録", "Notes without text", quality.empty),
        row("本文が前の行と同じ記録", "Notes with the text of an earlier row", quality.repeated),
        row("最も長い本文(文字)", "Longest note (letters)", quality.longest),
    ];
    rows.extend(
        quality
            .faults
            .iter()
            .map(|one| vec![Figure::text(language.fault(&one.id)), Figure::count(one.places)]),
    );
    table(
        language.of("データの状態", "State of the data"),
        &[language.of("項目", "What"), language.of("件数", "Count")],
        rows,
    )
}

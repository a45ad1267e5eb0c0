//! The numbers as one HTML file: no network, no script, nothing beside it.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::figures::Figures;
use super::parts;
use super::words::{Language, share};

const STYLE: &str = include_str!("style.css");

/// The report as a page in `language`; `title` stands over it, or the usual one.
#[must_use]
pub fn page(figures: &Figures, language: Language, title: Option<&str>) -> String {
    let usual = language.of(
        "カスタマーハラスメントに該当しうる記録の集計",
        "Notes that may fall under customer harassment: a summary",
    );
    let title = title.unwrap_or(usual);
    let document = html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                // Nothing can be loaded from anywhere, whatever a note holds.
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="generator" content={ "fuda " (env!("CARGO_PKG_VERSION")) };
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    (head(figures, language, title))
                    (tiles(figures, language))
                    (parts::categories(figures, language))
                    (parts::trend(figures, language))
                    (parts::sections(figures, language))
                    (parts::retention(figures, language))
                    (parts::together(figures, language))
                    (parts::cases(figures, language))
                    (parts::examples(figures, language))
                    (parts::set_aside(figures, language))
                    (parts::flags(figures, language))
                    (parts::cube(figures, language))
                    (parts::quality(figures, language))
                    (foot(figures, language))
                }
            }
        }
    };
    document.into_string()
}

fn head(figures: &Figures, language: Language, title: &str) -> Markup {
    let period = match (&figures.first_day, &figures.last_day) {
        (Some(first), Some(last)) => format!("{first} 〜 {last}"),
        _ => language.of("期間の記載なし", "no dates given").to_owned(),
    };
    html! {
        header {
            h1 { (title) }
            p.sub { (language.of("対象期間 ", "Period ")) (period) " ・ " (language.of("方針 ", "Policy ")) (figures.policy) }
            p.sub { (language.of("入力 ", "Input ")) (figures.inputs.join(language.of("、", ", "))) }
            div.care {
                strong { (language.of("この報告は候補の集計です。", "This report counts suggestions.")) }
                " "
                (language.of(
                    "記録の文面が類型に「該当しうる」ことだけを示し、要確認です。該当するかどうか、相手の行為が社会通念上許される範囲を超えるかどうかは、人が記録の全体を読んで判断してください。人を評価するものではありません。",
                    "A suggestion says only that words of a note may fall under a category, to be checked by a person. Whether they do, and whether the conduct was beyond what is socially acceptable, is for people who read the whole note to decide. Nobody is scored.",
                ))
            }
        }
    }
}

fn tiles(figures: &Figures, language: Language) -> Markup {
    let tile = |main: bool, what: &str, number: String, more: String| {
        html! {
            div.tile.main[main] {
                div.what { (what) }
                div.number { (number) }
                div.more { (more) }
            }
        }
    };
    html! {
        div.tiles {
            (tile(false, language.of("記録", "Notes"), language.notes(figures.notes),
                format!("{} {}", language.of("読めない行", "unreadable"), language.notes(figures.unreadable))))
            (tile(true, language.of("該当しうる記載あり(要確認)", "With a suggestion (to be checked)"),
                language.notes(figures.tagged),
                format!("{} {}", language.of("記録の", "of notes:"), share(figures.tagged, figures.notes))))
            (tile(false, language.of("職員が拘束された時間(記載分)", "Time staff were held (as stated)"),
                language.time(figures.retention.minutes),
                format!("{} {}", language.of("時間の記載", "stating a time:"), language.notes(figures.retention.timed))))
            (tile(false, language.of("うち留意事項のある記録", "Of these, with a flag"),
                language.notes(figures.flagged),
                language.of("職員側の誤り・配慮・病状", "own mistake, need, illness").to_owned()))
        }
    }
}

fn foot(figures: &Figures, language: Language) -> Markup {
    html! {
        footer {
            p {
                (language.of(
                    "1件の記録が複数の類型に入ることがあるため、類型ごとの件数の合計は記録の件数と一致しません。",
                    "One note may fall under several categories, so that the counts of categories do not add up to the number of notes.",
                ))
            }
            p {
                (language.of(
                    "スコアは根拠の強さ(0〜1)です。濃い色は 0.80 以上の候補です。",
                    "A score (0 to 1) tells how strongly the words support a suggestion; the dark part of a bar is 0.80 and above.",
                ))
            }
            @if figures.redacted {
                p { (language.of("氏名・電話番号などは伏せ字にしています。", "Names, telephone numbers and the like are masked.")) }
            }
            p { "fuda " (env!("CARGO_PKG_VERSION")) }
        }
    }
}

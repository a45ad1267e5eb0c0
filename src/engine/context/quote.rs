//! What stands in 「」 and 『』, and under the labels of speakers: found, and given a speaker and a hearer.

use super::cues::CueBook;
use super::person::{Person, Role, is_one_of, person, role};
use super::scene::Scene;
use super::speech::{Quote, Speaker};
use super::turn::Turn;
use crate::engine::tokenize::{Part, Token};
use crate::span::Range;

/// Appends the quotes of a sentence. A quote that is not closed reaches to the sentence's end; what is said under a
/// speaker's label is a quote as well.
pub(crate) fn find_quotes(scene: &Scene<'_>, turns: &[Turn], cues: &CueBook, out: &mut Vec<Quote>) {
    out.clear();
    for turn in turns {
        let start = turn.said.start.max(scene.sentence.start);
        let inner = Range::new(start, turn.said.end.min(scene.sentence.end));
        if inner.start < inner.end {
            let (speaker, cue, told) = (turn.speaker, Some(turn.label), aside(scene, cues, inner));
            out.push(Quote { inner, speaker, cue, told, passive: false });
        }
    }
    // C:…「殺したる」とか: words quoted within a turn are somebody else's, unless they are the turn itself.
    let labelled = out.clone();
    let turns: Vec<Range> =
        out.iter().filter(|turn| turn.speaker == Speaker::User).map(|turn| turn.inner).collect();
    let mut open = Vec::new();
    for (at, letter) in scene.text[scene.sentence.start..scene.sentence.end].char_indices() {
        let at = scene.sentence.start + at;
        match letter {
            '「' | '『' => open.push(at + letter.len_utf8()),
            '」' | '』' => {
                if let Some(start) = open.pop() {
                    let mut found = quote(scene, Range::new(start, at), cues);
                    let within = |turn: &Range| turn.start + 2 * '「'.len_utf8() < start && at <= turn.end;
                    if found.cue.is_none() && turns.iter().any(within) {
                        found.speaker = Speaker::ThirdParty;
                    }
                    // O:「…」: the quote is the turn.
                    let opens = |turn: &&Quote| {
                        start <= turn.inner.start + 2 * '「'.len_utf8() && at <= turn.inner.end
                    };
                    if let Some(turn) = labelled.iter().find(opens).filter(|_| found.cue.is_none()) {
                        found = Quote { speaker: turn.speaker, cue: turn.cue, ..found };
                    }
                    out.push(found);
                }
            }
            _ => {}
        }
    }
    for start in open {
        out.push(quote(scene, Range::new(start, scene.sentence.end), cues));
    }
}

/// C:(隣の夫に)教えろ: whom a remark in brackets at the beginning of a turn names.
fn aside(scene: &Scene<'_>, cues: &CueBook, inner: Range) -> Option<Range> {
    let from = scene.tokens.partition_point(|token| token.end <= inner.start);
    // :( is one word to the tokenizer.
    if !scene.surface(from).ends_with('(') {
        return None;
    }
    let to =
        scene.tokens[from..].iter().take(10).position(|token| &scene.text[token.start..token.end] == ")")?;
    let at = (from + 1..from + to).find(|at| {
        matches!(person(scene, cues, *at), Some(Person::Kin | Person::ThirdParty))
            && matches!(role(scene, cues, *at + 1), Some(Role::Dative | Role::Object))
    })?;
    Some(Range::new(scene.tokens[at].start, scene.tokens[at].end))
}

fn quote(scene: &Scene<'_>, inner: Range, cues: &CueBook) -> Quote {
    let saying = saying(scene, inner);
    // 言い返しておられた is polite, not passive.
    let polite = |at: usize| at > 0 && scene.tokens[at - 1].base(scene.text) == "おる";
    let passive = saying.clone().any(|at| scene.tokens[at].part == Part::VerbSuffix && !polite(at));
    let plain = Quote { inner, speaker: Speaker::User, cue: None, told: None, passive };
    named_before(scene, cues, plain).or_else(|| named_after(scene, cues, plain, saying)).unwrap_or(plain)
}

/// The words behind the closing mark that tell of the saying: と言われた. Quotes in a row (「ブス」「来んな」と) share those
/// behind the last; without a と the words behind are not about the saying.
fn saying(scene: &Scene<'_>, inner: Range) -> std::ops::Range<usize> {
    let mut close = scene.tokens.partition_point(|token| token.start < inner.end);
    while matches!(scene.surface(close + 1), "「" | "『") {
        let rest = &scene.tokens[close + 1..];
        let Some(closing) =
            rest.iter().position(|next| matches!(&scene.text[next.start..next.end], "」" | "』"))
        else {
            break;
        };
        close += 1 + closing;
    }
    let from = (close + 1).min(scene.tokens.len());
    let speech = matches!(
        scene.surface(from),
        "と" | "って" | "との" | "とか" | "など" | "等" | "の" | "を" | "という" | "といった"
    ) || scene.tokens.get(from).is_some_and(|token| token.part == Part::QuoteParticle);
    if !speech {
        return from..from;
    }
    let words = scene.tokens[from..].iter().take(9).enumerate();
    let end = words.take_while(|(number, token)| token.part != Part::Symbol || *number == 1).count();
    from..from + end
}

/// Before the quote: 職員「…」, 係長:「…」, 職員が「…」と; the nearest person decides, に names the hearer, or, with a passive
/// behind the quote, the speaker.
fn named_before(scene: &Scene<'_>, cues: &CueBook, plain: Quote) -> Option<Quote> {
    let mark = scene.tokens.partition_point(|token| token.end < plain.inner.start);
    let mut plain = plain;
    for at in (0..mark).rev().take(14) {
        let token = &scene.tokens[at];
        if matches!(scene.surface(at), "。" | "」" | "\n") || hands_over(scene, at) {
            break;
        }
        let Some(who) = token.is_nominal().then(|| person(scene, cues, at)).flatten() else { continue };
        let role = role(scene, cues, at + 1);
        let speaks = matches!(role, Some(Role::Subject | Role::Source))
            || at + 1 >= mark
            || scene.surface(at + 1) == ":";
        // 息子の手に綱を握らせ「…」: whose hand it is put into.
        let handed = role == Some(Role::Owner)
            && cues.body.has_text(scene.surface(at + 2))
            && scene.surface(at + 3) == "に";
        let hears = (matches!(role, Some(Role::Dative | Role::Object)) || handed) && !plain.passive;
        let cue = Some(Range::new(token.start, token.end));
        // 隣近所に響く声で「…」: the neighbours hear it, and do not say it.
        let audience =
            scene.tokens[at..mark].iter().any(|token| cues.not_hearer.has(token, scene.text, scene.folded));
        let suffered_from = matches!(role, Some(Role::Dative | Role::Source)) && plain.passive && !audience;
        match who {
            Person::Staff if speaks => return Some(Quote { speaker: Speaker::Staff, cue, ..plain }),
            Person::User if speaks => return Some(Quote { cue, ..plain }),
            // 本人に「…」 is what somebody says to the user; ほかの客に「…」 counts.
            Person::User if hears && !is_one_of(scene, &cues.bystander, at) => {
                plain.told = plain.told.or(cue);
            }
            // 同僚に「…」: of the office as well.
            Person::Kin | Person::ThirdParty
                if hears && !audience && plain.told.is_none() && !is_one_of(scene, &cues.colleague, at) =>
            {
                plain.told = cue;
            }
            Person::Kin if speaks || suffered_from => {
                return Some(Quote { speaker: Speaker::Companion, cue, ..plain });
            }
            Person::ThirdParty if speaks || suffered_from => {
                return Some(Quote { speaker: Speaker::ThirdParty, cue, ..plain });
            }
            _ => {}
        }
    }
    plain.told.map(|_| plain)
}

/// 職員が止めると「…」: after the particle the other side speaks.
fn hands_over(scene: &Scene<'_>, at: usize) -> bool {
    let token = &scene.tokens[at];
    match token.part {
        Part::ConjunctiveParticle => !matches!(scene.surface(at), "て" | "で" | "ながら"),
        // 念のため is no joint.
        Part::FormalNoun | Part::Noun | Part::Suffix => {
            matches!(
                scene.surface(at),
                "ところ"
                    | "たび"
                    | "ため"
                    | "とたん"
                    | "途端"
                    | "際"
                    | "とき"
                    | "時"
                    | "直後"
                    | "最中"
                    | "そば"
            ) && at > 0
                && !scene.tokens[at - 1].is_nominal()
                && scene.surface(at - 1) != "の"
        }
        _ => false,
    }
}

/// After it: 」と説明した is staff's unless it is passive (」と説明された); 」と上司に言われ is the 上司's.
fn named_after(
    scene: &Scene<'_>,
    cues: &CueBook,
    plain: Quote,
    saying: std::ops::Range<usize>,
) -> Option<Quote> {
    for at in saying {
        let token = &scene.tokens[at];
        let cue = Some(Range::new(token.start, token.end));
        let who = token.is_nominal().then(|| person(scene, cues, at)).flatten();
        let from = matches!(role(scene, cues, at + 1), Some(Role::Dative | Role::Source));
        match who {
            Some(Person::ThirdParty) if plain.passive && from => {
                return Some(Quote { speaker: Speaker::ThirdParty, cue, ..plain });
            }
            Some(Person::Kin) if plain.passive && from => {
                return Some(Quote { speaker: Speaker::Companion, cue, ..plain });
            }
            Some(Person::Kin | Person::ThirdParty) if from => return Some(Quote { told: cue, ..plain }),
            _ => {}
        }
        // 案内|係 is a person.
        let compound = scene.tokens.get(at + 1).is_some_and(Token::is_nominal);
        // と技師の説明を鼻で笑う: what is done to the words of staff is none of theirs.
        let object = matches!(scene.surface(at + 1), "を" | "に" | "が")
            && !matches!(
                scene.tokens.get(at + 2).map(|verb| verb.base(scene.text)),
                Some("行う" | "する" | "続ける" | "繰り返す")
            );
        if !plain.passive && !compound && !object && cues.staff_speech.has(token, scene.text, scene.folded) {
            return Some(Quote { speaker: Speaker::Staff, cue, ..plain });
        }
    }
    None
}

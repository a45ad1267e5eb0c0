//! Which words to the right of a match belong to its statement: nouns lead to their predicate, a predicate to its
//! endings and to the formal nouns behind it; a finite clause end stops the walk.

use super::cues::CueBook;
use super::scene::Scene;
use crate::engine::tokenize::{Inflection, Part, Token};
use crate::span::Range;

/// The words that belong to the statement of a match.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    /// Indices into the sentence's tokens.
    pub(crate) tokens: std::ops::Range<usize>,
    /// From the end of the match to the end of the last word.
    pub(crate) range: Range,
    /// The first ending is れる or られる: the match is told from the side of whom it was done to.
    pub(crate) passive: bool,
}

/// What the walk is looking for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// A noun was passed: its predicate is still to come.
    Noun,
    /// A predicate was passed: its endings are still to come.
    Predicate,
    /// A quotation or a と was passed: the verb of saying is still to come.
    Speech,
}

enum Next {
    Go(Side),
    /// The word belongs to the chain and is its last.
    Last,
    /// The word belongs to the next statement.
    Stop,
}

/// No statement in a note is longer than this many words.
const LONGEST: usize = 40;

/// Walks right from the end of `found`.
pub(crate) fn walk(scene: &Scene<'_>, cues: &CueBook, found: Range) -> Chain {
    let tokens = scene.tokens;
    let first = tokens.partition_point(|token| token.start < found.end);
    let inside = first.checked_sub(1).map(|at| &tokens[at]);
    let ends_in_predicate = inside.is_some_and(|token| {
        token.is_predicate() || matches!(token.part, Part::Auxiliary | Part::VerbSuffix | Part::DependentVerb)
    });
    // 腕をつかんで|離さなかった: a match that ends in て has said all of its own.
    let closed = inside.is_some_and(|token| {
        token.end <= found.end
            && matches!(&scene.text[token.start..token.end], "て" | "で")
            && token.part == Part::ConjunctiveParticle
    });
    if closed && tokens.get(first).is_none_or(|next| next.part != Part::DependentVerb) {
        return Chain { tokens: first..first, range: Range::new(found.end, found.end), passive: false };
    }
    let mut side = if ends_in_predicate { Side::Predicate } else { Side::Noun };
    let mut last = first;
    let mut at = first;
    while at < tokens.len() && at - first < LONGEST {
        match next(scene, cues, at, side, found) {
            Next::Go(new) => (side, last) = (new, at + 1),
            Next::Last => {
                last = at + 1;
                break;
            }
            Next::Stop => break,
        }
        at += 1;
    }
    // 出られ|ず: endings that the match takes in are its own as well.
    let begins = tokens.partition_point(|token| token.end <= found.start);
    let from = first.saturating_sub(3).max(begins).min(first.saturating_sub(1));
    let endings = from..last.max(first).min(first.saturating_sub(1) + 4);
    let passive = endings.into_iter().any(|at| {
        let token = &tokens[at];
        // おられた is polite.
        let polite = at > 0 && tokens[at - 1].base(scene.text) == "おる";
        (!polite && token.part == Part::VerbSuffix && matches!(token.base(scene.text), "れる" | "られる"))
            || cues.passive_verb.has(token, scene.text, scene.folded)
    });
    let end = if last > first { tokens[last - 1].end } else { found.end };
    Chain { tokens: first..last, range: Range::new(found.end, end.max(found.end)), passive }
}

fn next(scene: &Scene<'_>, cues: &CueBook, at: usize, side: Side, found: Range) -> Next {
    let token = &scene.tokens[at];
    let surface = &scene.text[token.start..token.end];
    // 一点張りで納得しない: a cause, not the subject of the denial (暴言ではない is).
    if side == Side::Noun && surface == "で" {
        let after = scene.tokens.get(at + 1).map_or("", |next| &scene.text[next.start..next.end]);
        return if matches!(after, "は" | "も" | "なく" | "ない" | "なかっ" | "あっ") {
            Next::Go(side)
        } else {
            Next::Stop
        };
    }
    match token.part {
        Part::Symbol => symbol(scene, at, side, found, surface),
        Part::ConjunctiveParticle => conjunctive(scene, at, surface),
        Part::Auxiliary | Part::VerbSuffix | Part::DependentVerb => Next::Go(Side::Predicate),
        Part::Verb | Part::Adjective => {
            // 怒鳴り|始める is one verb, 殴る|蹴る are two in a row.
            let carries_on = at > 0
                && scene.tokens[at - 1].part == Part::Verb
                && matches!(scene.tokens[at - 1].inflection, Inflection::Continuative | Inflection::Terminal);
            // 怒鳴りは|し|ない, 殴られては|い|ない: after は or も such a verb only carries the ending.
            // 殴る|に|は|至ら|なかった: how far it came belongs to the statement.
            let reaches = at > 0
                && matches!(scene.tokens[at - 1].part, Part::Particle | Part::CaseParticle)
                && cues.reaching.has(token, scene.text, scene.folded);
            let ending = reaches
                || cues.negator.has(token, scene.text, scene.folded)
                || (at > 0
                    && matches!(token.base(scene.text), "する" | "いる" | "おる")
                    && matches!(scene.tokens[at - 1].part, Part::Particle | Part::ConjunctiveParticle));
            if side != Side::Predicate || carries_on || ending {
                Next::Go(Side::Predicate)
            } else {
                Next::Stop
            }
        }
        Part::Noun | Part::FormalNoun | Part::Suffix | Part::Number => match side {
            Side::Noun | Side::Speech => Next::Go(Side::Noun),
            // 詰め寄ったりする|方|は|いない: that there was nobody who did it.
            Side::Predicate if nobody(scene, cues, at) => Next::Go(Side::Noun),
            Side::Predicate if cues.chain_noun.has(token, scene.text, scene.folded) => Next::Go(Side::Noun),
            Side::Predicate => Next::Stop,
        },
        Part::QuoteParticle => Next::Go(Side::Speech),
        Part::CaseParticle | Part::Particle => match (side, surface) {
            (Side::Predicate, "と") => Next::Go(Side::Speech),
            // 出したり当たったりはしない: the predicate of the list is still to come.
            (Side::Predicate, "の" | "たり" | "だり" | "とか" | "だの") => Next::Go(Side::Noun),
            _ => Next::Go(side),
        },
        Part::Adverb | Part::Prefix | Part::Adnominal if side != Side::Predicate => Next::Go(side),
        Part::Adverb | Part::Prefix | Part::Adnominal | Part::Conjunction | Part::Interjection => Next::Stop,
    }
}

/// A noun for people with は or も and a verb of being there: what follows says whether there was one.
fn nobody(scene: &Scene<'_>, cues: &CueBook, at: usize) -> bool {
    let there = scene.tokens.get(at + 2).map_or("", |token| token.base(scene.text));
    let token = &scene.tokens[at];
    let people = matches!(scene.surface(at), "方" | "人" | "者")
        || cues.staff.has(token, scene.text, scene.folded)
        || cues.user.has(token, scene.text, scene.folded);
    // 叩く人ではない: that it was nobody of that kind.
    let none_such = matches!(scene.surface(at + 1), "で" | "では" | "じゃ")
        && scene.tokens[at + 2..].iter().take(2).any(|next| next.base(scene.text) == "ない");
    people && none_such
        || people
            && matches!(scene.surface(at + 1), "は" | "も")
            && matches!(there, "いる" | "おる" | "居る" | "おられる" | "いらっしゃる" | "見当たる" | "ない")
}

fn symbol(scene: &Scene<'_>, at: usize, side: Side, found: Range, surface: &str) -> Next {
    let following = scene.tokens.get(at + 1);
    match surface {
        // 暴言なし、机を叩く…: the denial has closed its statement.
        "、" | ","
            if at > 0
                && matches!(
                    &scene.text[scene.tokens[at - 1].start..scene.tokens[at - 1].end],
                    "なし" | "無し"
                ) =>
        {
            Next::Stop
        }
        "、" | "," => match side {
            Side::Predicate if listed(scene, at) || listed_orders(scene, at) => Next::Go(Side::Noun),
            Side::Predicate => Next::Stop,
            // A list of nouns goes on with a noun; after a particle the predicate is still owed.
            _ if at > 0 && !scene.tokens[at - 1].is_nominal() => Next::Go(side),
            _ if following.is_some_and(Token::is_nominal) => Next::Go(side),
            _ => Next::Stop,
        },
        // 誘い・呼出し等の記載なし
        "・" | "/" => Next::Go(Side::Noun),
        " " => Next::Go(side),
        "」" | "』" => {
            let closes = scene
                .quotes
                .iter()
                .any(|quote| quote.inner.end == scene.tokens[at].start && quote.holds(found));
            let spoken = following.is_some_and(|next| {
                let surface = &scene.text[next.start..next.end];
                next.part == Part::QuoteParticle
                    || matches!(surface, "と" | "って" | "とか" | "など" | "等" | "の")
            });
            if closes && spoken { Next::Go(Side::Speech) } else { Next::Stop }
        }
        _ => Next::Stop,
    }
}

/// 叩く、叫ぶなど: verbs in their plain form, listed and closed by など or 等, share one predicate.
fn listed(scene: &Scene<'_>, at: usize) -> bool {
    at > 0
        && scene.tokens[at - 1].inflection == Inflection::Terminal
        && scene.tokens[at..].iter().take(24).find_map(|token| match &scene.text[token.start..token.end] {
            "など" | "等" | "といった" | "とか" => Some(true),
            "。" | "「" | "」" => Some(false),
            _ => None,
        }) == Some(true)
}

/// 買ってこい、届けろとは言われず: orders in a row share the verb of saying.
fn listed_orders(scene: &Scene<'_>, at: usize) -> bool {
    let order = |token: &Token| token.inflection == Inflection::Imperative;
    let words = &scene.tokens[at + 1..];
    let supposed = |token: &Token| {
        token.inflection == Inflection::Conditional || &scene.text[token.start..token.end] == "なら"
    };
    let next = words.iter().take(12).take_while(|token| !supposed(token)).position(order);
    at > 0
        && order(&scene.tokens[at - 1])
        && next.and_then(|next| words.get(next + 1)).is_some_and(|after| {
            after.part == Part::QuoteParticle
                || matches!(&scene.text[after.start..after.end], "と" | "、" | "や")
        })
}

/// かぶせて|話す|こと|も|なく: with こと behind the next verb both are told or denied as one.
fn denied_together(scene: &Scene<'_>, at: usize) -> bool {
    let verb = scene.tokens.get(at + 1).is_some_and(|next| next.part == Part::Verb);
    verb && matches!(scene.surface(at + 2), "こと" | "様子" | "そぶり" | "素振り")
        && matches!(scene.surface(at + 3), "は" | "も" | "なく" | "なし")
}

fn conjunctive(scene: &Scene<'_>, at: usize, surface: &str) -> Next {
    match surface {
        "て" | "で" | "ちゃ" | "じゃ" | "つつ" | "ては" | "では" => {
            let goes_on = scene.tokens.get(at + 1).is_some_and(|next| {
                next.part == Part::DependentVerb
                    || matches!(
                        &scene.text[next.start..next.end],
                        "は" | "も" | "いる" | "い" | "ない" | "なかっ"
                    )
            });
            if goes_on {
                Next::Go(Side::Predicate)
            } else if denied_together(scene, at) {
                Next::Go(Side::Noun)
            } else {
                Next::Stop
            }
        }
        _ => Next::Last,
    }
}

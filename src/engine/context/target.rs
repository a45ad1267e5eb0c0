//! To whom it was done.

use super::actor::{in_clause, is_order};
use super::cues::CueBook;
use super::look::Look;
use super::person::{Mention, Person, Role, is_one_of, mentions, person};
use super::scene::Scene;
use super::speech::{self, Quote};
use crate::engine::tokenize::{Part, Token};
use crate::span::{Range, boundary_after};

/// How far before a quote that begins its sentence its hearer may be named: fifty characters.
const HEARER_REACH: usize = 150;
/// How far before a match its target may be named: twenty characters of three bytes.
const TARGET_REACH: usize = 60;

/// The words that name somebody else than staff as the target: own family, a third party, the speaker.
pub(super) fn elsewhere(look: &Look<'_>) -> Option<Range> {
    let (scene, cues, found, chain) = (look.scene, look.cues, look.found, &look.chain);
    if let Some(quote) = speech::around(scene.quotes, found) {
        let mark = quote.inner.start;
        // 息子を相手に…。「…」: a quote that begins its sentence is said to whom the one before names.
        let begins = mark <= scene.sentence.start + '「'.len_utf8() + '\n'.len_utf8();
        let (least, reach) = if begins { (0, HEARER_REACH) } else { (scene.sentence.start, TARGET_REACH) };
        let aimed =
            || cues.other_target.find_last(scene.folded, Range::new(before(scene, least, mark, reach), mark));
        // 「役立たず」と言われたが、これはご自身のこと.
        let own = || {
            let behind = Range::new(quote.inner.end, scene.sentence.end.max(quote.inner.end));
            cues.self_remark.find(scene.folded, behind)
        };
        return quote.told.or_else(aimed).or_else(own).or_else(|| {
            let from = before(scene, quote.inner.start, found.start, TARGET_REACH);
            let words = Range::new(from, quote.inner.end.max(found.end));
            cues.self_target
                .covering(scene.folded, words, found)
                .or_else(|| passed_on(scene, cues, found, quote))
                .or_else(|| spoken_of(scene, cues, found, quote))
                .or_else(|| own_kin(scene, cues, found, quote))
        });
    }
    if chain.passive {
        return None;
    }
    let first = scene.tokens[chain.tokens.clone()].first();
    if let Some(mutual) = first.filter(|token| matches!(token.base(scene.text), "合う" | "あう")) {
        return Some(Range::new(mutual.start, mutual.end));
    }
    if let Some(told) = told_behind(scene, cues, found, look.frame.is_consultation(scene.sentence.end)) {
        return Some(told);
    }
    // 我が子に「…」と声を荒らげ、頭をはたく: whom the words before were said to.
    let told = scene
        .quotes
        .iter()
        .filter(|quote| quote.inner.end <= found.start)
        .filter_map(|quote| quote.told)
        .next_back();
    let staff_since = |told: &Range| {
        let from = scene.tokens.partition_point(|token| token.end <= told.end);
        let to = scene.tokens.partition_point(|token| token.start < found.end);
        mentions(scene, cues, found, from..to.max(from)).iter().any(|mention| mention.person == Person::Staff)
    };
    if let Some(told) = told.filter(|told| !staff_since(told)) {
        return Some(told);
    }
    let said = in_clause(scene, cues, found);
    if let Some(target) = said.iter().rfind(|mention| is_target(scene, cues, found, mention)) {
        // 同僚の肩を突く: in a note of staff, their colleague, unless somebody tells of his own workplace.
        let colleague = !look.frame.is_consultation(scene.sentence.end)
            && is_one_of(scene, &cues.colleague, target.token);
        return (target.person != Person::Staff && !colleague).then_some(target.range);
    }
    let from = before(scene, scene.sentence.start, found.start, TARGET_REACH);
    let aimed = cues.other_target.find_last(scene.folded, Range::new(from, found.start))?;
    let staff = scene.tokens.iter().any(|token| cues.staff.has(token, scene.text, scene.folded));
    (!staff).then_some(aimed)
}

/// 「主人にな、やり直しぃ言うたんですわ」「…てくれたらええ、て主人に言うてもうた」: what the speaker says he has told somebody else.
fn passed_on(scene: &Scene<'_>, cues: &CueBook, found: Range, quote: &Quote) -> Option<Range> {
    let behind = Range::new(found.end.min(quote.inner.end), quote.inner.end);
    let said = cues.told_by_speaker.find(scene.folded, behind)?;
    let verb = scene.tokens.partition_point(|token| token.end <= said.end);
    let from = scene.tokens.partition_point(|token| token.start < quote.inner.start);
    let hearer = mentions(scene, cues, found, from..verb).into_iter().rfind(|mention| {
        mention.role == Role::Dative && matches!(mention.person, Person::Kin | Person::ThirdParty)
    })?;
    Some(hearer.range)
}

/// 「昨日ダンナの胸ぐらつかんで」: whom of his own the speaker says he did it to; おまえの娘 is not his own.
fn own_kin(scene: &Scene<'_>, cues: &CueBook, found: Range, quote: &Quote) -> Option<Range> {
    let from = scene.tokens.partition_point(|token| token.start < quote.inner.start);
    let to = scene.tokens.partition_point(|token| token.start < found.end);
    let addressed = |mention: &Mention| {
        let before = &scene.tokens[mention.token.saturating_sub(3).max(from)..mention.token];
        before.iter().any(|token| cues.hearer.has(token, scene.text, scene.folded))
    };
    let said = mentions(scene, cues, found, from..to.max(from));
    let target = said.iter().rfind(|mention| is_target(scene, cues, found, mention))?;
    // つかんで, つかんだ: done, not threatened.
    let next = scene.tokens.get(to)?;
    let done = matches!(next.part, Part::ConjunctiveParticle | Part::Auxiliary)
        && matches!(next.base(scene.text), "て" | "で" | "た" | "だ");
    (target.person == Person::Kin && done && !addressed(target)).then_some(target.range)
}

/// 「甥の嫁が外人でさ」: a name for somebody who is the subject of the speaker's own words. A verb would be that person's act.
fn spoken_of(scene: &Scene<'_>, cues: &CueBook, found: Range, quote: &Quote) -> Option<Range> {
    let first = scene.tokens.iter().find(|token| token.start >= found.start)?;
    if !first.is_nominal() {
        return None;
    }
    let from = scene.tokens.partition_point(|token| token.start < quote.inner.start);
    let to = scene.tokens.partition_point(|token| token.start < found.start);
    let said = mentions(scene, cues, found, from..to.max(from));
    let subject = said.last().filter(|mention| mention.role == Role::Subject)?;
    // 「修理屋、金だけ取って来ない。人間のクズだよ」: the topic holds on, unless the next words turn to the hearer.
    let stop = (subject.token..to).rev().find(|at| scene.surface(*at) == "。");
    let addressed = || {
        scene.tokens[stop.unwrap_or(subject.token)..]
            .iter()
            .take_while(|token| token.start < found.end)
            .any(|token| cues.hearer.has(token, scene.text, scene.folded))
    };
    let own_verb = if stop.is_some() { addressed() } else { verb_between(scene, subject.token, found) };
    let other = matches!(subject.person, Person::Kin | Person::ThirdParty);
    (other && !own_verb && !is_order(scene, found)).then_some(subject.range)
}

/// 新品に替えろと店に言った, without quotation marks: whom the order was given to. In a consultation any noun but staff may
/// name the other side.
fn told_behind(scene: &Scene<'_>, cues: &CueBook, found: Range, consultation: bool) -> Option<Range> {
    let at = scene.tokens.partition_point(|token| token.start < found.end);
    if scene.surface(at) != "と" {
        return None;
    }
    let said = mentions(scene, cues, found, at + 1..scene.tokens.len().min(at + 4));
    let told = said.iter().find(|mention| mention.role == Role::Dative);
    let other = told.is_some_and(|told| matches!(told.person, Person::Kin | Person::ThirdParty));
    let unnamed = scene.tokens.get(at + 1).is_some_and(Token::is_nominal) && scene.surface(at + 2) == "に";
    let noun = match told {
        Some(told) if other => told.token,
        None if consultation && unnamed => at + 1,
        _ => return None,
    };
    let behind = &scene.tokens[noun..];
    let verb = behind.iter().take(6).position(Token::is_predicate)?;
    // と家族に求められた: the other way round.
    let passive = behind.get(verb + 1).is_some_and(|next| next.part == Part::VerbSuffix);
    let speaks = cues.saying.has(&behind[verb], scene.text, scene.folded);
    let token = &scene.tokens[noun];
    (speaks && !passive).then_some(Range::new(token.start, token.end))
}

/// Whether the mention is of whom it was done to: 妻を, 長男に (with no other verb between), 弟のネクタイを.
fn is_target(scene: &Scene<'_>, cues: &CueBook, found: Range, mention: &Mention) -> bool {
    let noun = &scene.tokens[mention.token];
    // ほかの客を殴る counts, whoever sits next to whom.
    if is_one_of(scene, &cues.bystander, mention.token) {
        return false;
    }
    let kin = cues.kin.has(noun, scene.text, scene.folded);
    let close = kin || matches!(mention.person, Person::Kin | Person::ThirdParty | Person::Staff);
    match mention.role {
        Role::Object => !verb_between(scene, mention.token, found),
        Role::Dative => close && !verb_between(scene, mention.token, found),
        // 孫のゲーム機をつないでくれ: what an order is about is not whom it is given to.
        Role::Owner if is_order(scene, found) => false,
        Role::Owner => {
            // 弟|の|ネクタイ: the thing owned begins the match or stands in it.
            close && is_owned_thing(scene, cues, mention.token + 1, found)
        }
        Role::Subject | Role::Source => false,
    }
}

/// 弟|の|ネクタイ, 子|の|頭|を|はたく: the thing owned stands in the match, or is what its verb is done to.
fn is_owned_thing(scene: &Scene<'_>, cues: &CueBook, from: usize, found: Range) -> bool {
    let rest = &scene.tokens[from..];
    let Some(at) = rest.iter().position(|token| token.is_nominal() && token.part != Part::Suffix) else {
        return false;
    };
    // 元同僚の男性 is a person, not a thing.
    if person(scene, cues, from + at).is_some() {
        return false;
    }
    let mut between = rest[at + 1..].iter().take_while(|token| token.start < found.start);
    let object = between.clone().count() <= 2 && between.all(|token| !token.is_predicate());
    rest[at].start < found.end && (rest[at].start >= found.start || object)
}

/// A verb between the two, not counting the words of quotes.
fn verb_between(scene: &Scene<'_>, from: usize, found: Range) -> bool {
    let quoted = |at: usize| {
        let other = scene.quotes.iter().filter(|quote| !quote.holds(found));
        other.into_iter().any(|quote| quote.inner.start <= at && at < quote.inner.end)
    };
    let between = scene.tokens[from..].iter().take_while(|token| token.start < found.start);
    between.filter(|token| !quoted(token.start)).any(Token::is_predicate)
}

/// A character boundary at most `reach` before `at`, not before `least`.
fn before(scene: &Scene<'_>, least: usize, at: usize, reach: usize) -> usize {
    boundary_after(scene.folded, at.saturating_sub(reach).max(least))
}

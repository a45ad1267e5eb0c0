//! Who did it, and to whom.

use super::chain::Chain;
use super::cues::CueBook;
use super::frame::Frame;
use super::quote::{self, Speaker};
use super::scene::{Doubt, Scene};
use crate::engine::tokenize::{Inflection, Part, Token};
use crate::rules::{Agent, Reason};
use crate::span::Range;

/// The kinds of person that notes speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Person {
    Staff,
    User,
    ThirdParty,
    /// A relative: a third party in a consultation, on the user's side elsewhere.
    Kin,
}

/// The part that a person plays in a clause, by the particle behind the noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// が, は, も
    Subject,
    /// から, より, によって
    Source,
    /// に
    Dative,
    /// を, へ, に対し, に向かって
    Object,
}

struct Mention {
    person: Person,
    role: Role,
    range: Range,
}

/// How far before a match its target may be named: twenty characters of three bytes.
const TARGET_REACH: usize = 60;

/// Why `found` is not the act of whom the rule asks for.
pub(crate) fn doubt(
    scene: &Scene<'_>,
    cues: &CueBook,
    frame: &Frame,
    found: Range,
    chain: &Chain,
    agent: Agent,
) -> Option<Doubt> {
    if agent == Agent::Any {
        return None;
    }
    let (actor, cue) = actor(scene, cues, frame, found, chain);
    match (agent, actor) {
        (Agent::User, Person::Staff | Person::ThirdParty)
        | (Agent::Staff, Person::User | Person::ThirdParty) => Some((Reason::OtherAgent, cue)),
        (Agent::User, Person::User | Person::Kin) => {
            if let Some(told) = quote::around(scene.quotes, found).and_then(|quote| quote.told_third_party) {
                return Some((Reason::OtherTarget, Some(told)));
            }
            if let Some(other) = aimed_elsewhere(scene, cues, found, chain) {
                return Some((Reason::OtherTarget, Some(other)));
            }
            let mut start = found.start.saturating_sub(TARGET_REACH).max(scene.sentence.start);
            while !scene.folded.is_char_boundary(start) {
                start += 1;
            }
            let aimed = cues.other_target.find_last(scene.folded, Range::new(start, found.start))?;
            let staff = scene.tokens.iter().any(|token| cues.staff.has(token, scene.text, scene.folded));
            (!staff).then_some((Reason::OtherTarget, Some(aimed)))
        }
        _ => None,
    }
}

fn actor(
    scene: &Scene<'_>,
    cues: &CueBook,
    frame: &Frame,
    found: Range,
    chain: &Chain,
) -> (Person, Option<Range>) {
    let said = mentions(scene, cues, found);
    let staff_named = said.iter().any(|mention| mention.person == Person::Staff);
    let consultation = frame.is_consultation(scene.sentence.end);
    if let Some(quote) = quote::around(scene.quotes, found) {
        return match quote.speaker {
            Speaker::Staff => (Person::Staff, quote.cue),
            Speaker::ThirdParty => (Person::ThirdParty, quote.cue),
            Speaker::Companion if consultation => (Person::ThirdParty, quote.cue),
            // 「担当に怒鳴られた」: the speaker suffered it.
            Speaker::User if suffered(scene, chain, quote.inner) => {
                let agent =
                    said.iter().rev().find(|mention| matches!(mention.role, Role::Dative | Role::Source));
                agent.map_or((Person::ThirdParty, None), |agent| (agent.person, Some(agent.range)))
            }
            _ => match told_in_a_consultation(scene, cues, frame, found, chain) {
                Some(cue) if !staff_named => (Person::ThirdParty, Some(cue)),
                _ => (Person::User, quote.cue),
            },
        };
    }
    if is_order(scene, found) {
        return (Person::User, None);
    }
    if let Some(named) = named_after(scene, cues, chain) {
        return named;
    }
    if consultation
        && !staff_named
        && let Some(cue) = cues.claim.find(scene.folded, Range::new(chain.range.start, scene.sentence.end))
    {
        return (Person::ThirdParty, Some(cue));
    }
    // A subject tells more than a hearer: 店長が新人に土下座させた is the 店長's act.
    let subject_first = |mention: &&Mention| (mention.role == Role::Subject) != chain.passive;
    let (first, second): (Vec<&Mention>, Vec<&Mention>) = said.iter().rev().partition(subject_first);
    let named = first.into_iter().chain(second).find_map(|mention| {
        Some((actor_by_role(mention.person, mention.role, chain.passive, consultation)?, Some(mention.range)))
    });
    named.unwrap_or_else(|| match told_in_a_consultation(scene, cues, frame, found, chain) {
        Some(cue) if !staff_named => (Person::ThirdParty, Some(cue)),
        _ => (Person::User, None),
    })
}

/// 本人を怒鳴る, 怒鳴り合う: the words that name somebody else than staff as the target.
fn aimed_elsewhere(scene: &Scene<'_>, cues: &CueBook, found: Range, chain: &Chain) -> Option<Range> {
    if chain.passive || quote::around(scene.quotes, found).is_some() {
        return None;
    }
    let first = scene.tokens[chain.tokens.clone()].first();
    let mutual = first.filter(|token| matches!(token.base(scene.text), "合う" | "あう"));
    if let Some(mutual) = mutual {
        return Some(Range::new(mutual.start, mutual.end));
    }
    let said = mentions(scene, cues, found);
    let target = said.iter().rfind(|mention| mention.role == Role::Object)?;
    (target.person != Person::Staff).then_some(target.range)
}

/// Whether れる or られる follows the match inside the quote itself.
fn suffered(scene: &Scene<'_>, chain: &Chain, inner: Range) -> bool {
    let passive =
        |token: &Token| token.end <= inner.end && matches!(token.base(scene.text), "れる" | "られる");
    chain.passive && scene.tokens[chain.tokens.clone()].iter().take(4).any(passive)
}

/// In a consultation, a third party named before the match; or, behind it, the words of telling (〜と相談).
fn told_in_a_consultation(
    scene: &Scene<'_>,
    cues: &CueBook,
    frame: &Frame,
    found: Range,
    chain: &Chain,
) -> Option<Range> {
    let quoted = quote::around(scene.quotes, found).is_some();
    let behind = Range::new(chain.range.start, scene.sentence.end.max(chain.range.start));
    let claim = || cues.claim.find(scene.folded, behind).filter(|_| !quoted || chain.passive);
    frame.third_party_before(found.start, scene.sentence.end).or_else(claim)
}

/// 破ったのは同居の息子で: the person behind のは is who did it.
fn named_after(scene: &Scene<'_>, cues: &CueBook, chain: &Chain) -> Option<(Person, Option<Range>)> {
    let tokens = &scene.tokens[chain.tokens.clone()];
    let surface = |at: usize| tokens.get(at).map_or("", |token| &scene.text[token.start..token.end]);
    let cleft = (0..tokens.len()).find(|at| surface(*at) == "の" && surface(at + 1) == "は")? + 2;
    let at = (cleft..tokens.len().min(cleft + 6))
        .find(|at| person(scene, cues, chain.tokens.start + at).is_some())?;
    let person = match person(scene, cues, chain.tokens.start + at)? {
        Person::Kin => Person::ThirdParty,
        other => other,
    };
    Some((person, Some(Range::new(tokens[at].start, tokens[at].end))))
}

/// Who acts, if a person in this role tells that.
fn actor_by_role(person: Person, role: Role, passive: bool, consultation: bool) -> Option<Person> {
    let person = match person {
        Person::Kin if consultation => Person::ThirdParty,
        Person::Kin => Person::User,
        other => other,
    };
    match (passive, role, person) {
        // 夫に殴られた, 職員から怒鳴られた: the agent of a passive. 職員が, 男性が, in a consultation 夫が: who acts.
        (true, Role::Dative | Role::Source, _) | (false, Role::Subject, Person::Staff | Person::User) => {
            Some(person)
        }
        // 職員が怒鳴られた, 職員に殴りかかる: whoever suffers it, the other side did it.
        (true, Role::Subject, Person::Staff) | (false, Role::Dative | Role::Object, Person::Staff) => {
            Some(Person::User)
        }
        (_, Role::Subject, Person::ThirdParty) => Some(person),
        _ => None,
    }
}

/// Persons named before or within `found` in its clause, in order.
fn mentions(scene: &Scene<'_>, cues: &CueBook, found: Range) -> Vec<Mention> {
    let clause = scene.clause_ends.iter().rev().find(|end| **end <= found.start).copied();
    let start = clause.unwrap_or(scene.sentence.start).max(scene.sentence.start);
    let tokens = scene.tokens;
    let from = tokens.partition_point(|token| token.start < start);
    let to = tokens.partition_point(|token| token.start < found.end);
    let mut found_mentions = Vec::new();
    for (at, token) in tokens.iter().enumerate().take(to).skip(from) {
        if !token.is_nominal() || in_other_quote(scene, token.start, found) {
            continue;
        }
        let Some(person) = person(scene, cues, at) else { continue };
        // 職員が止めると殴った: after the particle the other side acts.
        if person == Person::Staff && (at..to).any(|at| switches(scene, at)) {
            continue;
        }
        if let Some(role) = role(scene, at + 1) {
            found_mentions.push(Mention { person, role, range: Range::new(token.start, token.end) });
        }
    }
    found_mentions
}

/// Whether the word hands the turn to the other side: 尋ねると, 尋ねても, 尋ねるたびに.
fn switches(scene: &Scene<'_>, at: usize) -> bool {
    let surface = |at: usize| scene.tokens.get(at).map_or("", |token| &scene.text[token.start..token.end]);
    match scene.tokens[at].part {
        Part::ConjunctiveParticle => {
            matches!(surface(at), "と" | "ば" | "ても" | "でも" | "たら")
                || (matches!(surface(at), "て" | "で") && surface(at + 1) == "も")
        }
        Part::FormalNoun | Part::Noun => matches!(surface(at), "ところ" | "たび" | "とき" | "際" | "度"),
        _ => false,
    }
}

/// 店長が頭を下げに来い: the subject of an order is who is to do it, not who gives it.
fn is_order(scene: &Scene<'_>, found: Range) -> bool {
    let last = scene.tokens.iter().rfind(|token| token.start < found.end && token.end > found.start);
    last.is_some_and(|token| {
        token.inflection == Inflection::Imperative
            || matches!(token.base(scene.text), "くれる" | "くださる" | "なさる" | "もらう" | "ほしい")
            || matches!(&scene.text[token.start..token.end], "や" | "よ" | "い")
    })
}

/// Words inside a quote that does not hold the match name nobody outside it.
fn in_other_quote(scene: &Scene<'_>, at: usize, found: Range) -> bool {
    scene
        .quotes
        .iter()
        .any(|quote| quote.inner.start <= at && at < quote.inner.end && !quote.inner.contains(found))
}

fn person(scene: &Scene<'_>, cues: &CueBook, at: usize) -> Option<Person> {
    let token = &scene.tokens[at];
    // 解体|作業|員: a compound is known by its last parts.
    let compound = |list: &super::cues::CueList| {
        (at.saturating_sub(2)..at).any(|from| {
            scene.tokens[from..at].iter().all(Token::is_nominal)
                && list.has_text(&scene.folded[scene.tokens[from].start..token.end])
        })
    };
    let has = |list: &super::cues::CueList| list.has(token, scene.text, scene.folded) || compound(list);
    if has(&cues.staff) {
        return Some(Person::Staff);
    }
    if has(&cues.user) {
        return Some(Person::User);
    }
    let kin = has(&cues.kin);
    if !kin && !has(&cues.third_party) {
        return None;
    }
    // 利用者の夫: somebody with the user.
    let owner = at.checked_sub(2).map(|owner| &scene.tokens[owner]);
    let joined = at > 0 && &scene.text[scene.tokens[at - 1].start..scene.tokens[at - 1].end] == "の";
    let users = joined && owner.is_some_and(|owner| cues.user.has(owner, scene.text, scene.folded));
    Some(match (users, kin) {
        (true, _) => Person::User,
        (false, true) => Person::Kin,
        (false, false) => Person::ThirdParty,
    })
}

/// The role by the particle at `at`, past suffixes (さん, ら, 2名) and brackets.
fn role(scene: &Scene<'_>, at: usize) -> Option<Role> {
    let mut depth = 0usize;
    for token in scene.tokens.get(at..)?.iter().take(8) {
        let surface = &scene.text[token.start..token.end];
        match surface {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ if depth > 0 || token.is_nominal() => {}
            "が" | "は" | "も" => return Some(Role::Subject),
            "から" | "より" | "によって" => return Some(Role::Source),
            "に" => return Some(Role::Dative),
            "を" | "へ" | "に対して" | "に対し" | "に向かって" | "に向け" | "に対する" =>
            {
                return Some(Role::Object);
            }
            _ => return None,
        }
    }
    None
}

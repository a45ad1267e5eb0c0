//! Who is named in a clause, and in which role: typed person nouns with the particle behind them.

use std::cell::OnceCell;

use super::cues::{CueBook, CueList};
pub(crate) use super::scene::Person;
use super::scene::Scene;
use crate::engine::tokenize::{Part, Token};
use crate::span::Range;

/// The part that a person plays, by the particle behind the noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// が, は, も
    Subject,
    /// から, より, によって
    Source,
    /// に
    Dative,
    /// を, へ, に対し, に向かって
    Object,
    /// の
    Owner,
}

/// One person named with a role.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mention {
    pub(crate) person: Person,
    pub(crate) role: Role,
    pub(crate) range: Range,
    /// Index of the noun among the sentence's tokens.
    pub(crate) token: usize,
}

/// Persons named in the sentence's tokens `from..to`, in order; words of quotes that do not hold `found` name nobody
/// outside them, nor do words outside a quote name anybody inside it.
pub(crate) fn mentions(
    scene: &Scene<'_>,
    cues: &CueBook,
    found: Range,
    tokens: std::ops::Range<usize>,
) -> Vec<Mention> {
    let mut out = Vec::new();
    for at in tokens {
        let token = &scene.tokens[at];
        if !token.is_nominal() || in_other_quote(scene, token.start, found) {
            continue;
        }
        // 係に「…」と言い、…: whom the words of a quote are said to is not spoken of outside it.
        let addressed = scene.surface(at + 1) == "に"
            && scene.surface(at + 2) == "「"
            && scene.tokens.get(at + 2).is_some_and(|mark| mark.end <= found.start)
            && !scene.quotes.iter().any(|quote| quote.holds(found) && quote.inner.start < token.start);
        if is_label(scene, at, found) || addressed && !holds_quote_at(scene, at + 2, found) {
            continue;
        }
        let Some(person) = person(scene, cues, at) else { continue };
        if let Some(role) = role(scene, cues, at + 1).filter(|role| !is_embedded(scene, at, *role, found)) {
            out.push(Mention { person, role, range: Range::new(token.start, token.end), token: at });
        }
    }
    out
}

/// 職員「設定はあと三つです」 一台ずつ登録し…: who speaks before a quote that no と takes up says nothing of what follows it.
fn is_label(scene: &Scene<'_>, at: usize, found: Range) -> bool {
    let Some(mark) = scene.tokens.get(at + 1).filter(|_| scene.surface(at + 1) == "「") else {
        return false;
    };
    scene.quotes.iter().find(|quote| quote.inner.start == mark.end).is_some_and(|quote| {
        let behind = scene.tokens.partition_point(|token| token.start <= quote.inner.end);
        let taken_up = scene.tokens.get(behind).is_some_and(|next| {
            next.part == Part::QuoteParticle
                || matches!(scene.surface(behind), "と" | "って" | "との" | "など")
        });
        quote.inner.end < found.start && !taken_up
    })
}

/// Whether `found` is said in the quote that the mark with this number opens.
fn holds_quote_at(scene: &Scene<'_>, mark: usize, found: Range) -> bool {
    let Some(mark) = scene.tokens.get(mark) else { return false };
    scene.quotes.iter().any(|quote| quote.inner.start == mark.end && quote.holds(found))
}

/// 職員が差し出した書類を破る: a が before a verb that describes a noun belongs to that verb, not to what follows.
fn is_embedded(scene: &Scene<'_>, at: usize, role: Role, found: Range) -> bool {
    let particle = scene.tokens[at + 1..].iter().take(6).find(|token| token.part == Part::CaseParticle);
    if role != Role::Subject
        || particle.is_none_or(|particle| &scene.text[particle.start..particle.end] != "が")
    {
        return false;
    }
    let rest = &scene.tokens[at + 1..];
    let Some(verb) = rest.iter().position(Token::is_predicate) else { return false };
    // 私が、走り回る子どもに…: after a comma it may belong to any of them.
    if rest[..verb].iter().any(|token| &scene.text[token.start..token.end] == "、") {
        return false;
    }
    let ending = rest[verb + 1..]
        .iter()
        .enumerate()
        .position(|(number, token)| {
            // 持っている傘; but in 誤って机を the て carries on.
            let goes_on = token.part == Part::ConjunctiveParticle
                && rest.get(verb + 2 + number).is_some_and(|next| next.part == Part::DependentVerb);
            !matches!(token.part, Part::Auxiliary | Part::VerbSuffix | Part::DependentVerb) && !goes_on
        })
        .map(|skip| verb + 1 + skip);
    ending.is_some_and(|next| {
        rest[next].part == Part::Noun && rest[next].end <= found.end && rest[verb].end <= found.start
    })
}

fn in_other_quote(scene: &Scene<'_>, at: usize, found: Range) -> bool {
    scene.quotes.iter().any(|quote| quote.inner.start <= at && at < quote.inner.end && !quote.holds(found))
}

/// What kind of person the noun is, if it is one; every match asks it of the same nouns.
pub(crate) fn person(scene: &Scene<'_>, cues: &CueBook, at: usize) -> Option<Person> {
    let persons = scene.known.persons.get_or_init(|| vec![OnceCell::new(); scene.tokens.len()]);
    *persons.get(at)?.get_or_init(|| kind_of_person(scene, cues, at))
}

fn kind_of_person(scene: &Scene<'_>, cues: &CueBook, at: usize) -> Option<Person> {
    // 女性|相談|員, 本人|確認|書類: a noun within a compound is not what the compound is.
    let next = scene.tokens.get(at + 1);
    // 職員A, 乗務員甲
    let masked = |token: &Token| {
        let surface = &scene.text[token.start..token.end];
        surface.bytes().all(|byte| byte.is_ascii_alphanumeric())
            || matches!(surface, "甲" | "乙" | "丙" | "丁")
    };
    if next.is_some_and(|next| next.part == Part::Noun && !masked(next)) {
        return None;
    }
    // 技師(女性)に: in brackets behind a noun, what is said of it.
    let open = (at.saturating_sub(4)..at)
        .rev()
        .take_while(|at| scene.surface(*at) != ")")
        .find(|at| scene.surface(*at) == "(");
    let apposed = open.is_some_and(|open| open > 0 && scene.tokens[open - 1].is_nominal());
    if apposed && matches!(scene.surface(at + 1), ")" | "、") {
        return None;
    }
    let has = |list: &CueList| is_one_of(scene, list, at);
    let kind = if has(&cues.third_party) {
        Person::ThirdParty
    } else if has(&cues.staff) {
        Person::Staff
    } else if has(&cues.kin) {
        Person::Kin
    } else if has(&cues.user) {
        Person::User
    } else if owner(scene, at).is_some_and(|owner| cues.outside.has(owner, scene.text, scene.folded)) {
        // よその量販店
        Person::ThirdParty
    } else {
        return None;
    };
    Some(owned(scene, cues, at, kind))
}

/// Whether the noun is a word of the list; 解体|作業|員: a compound is known by its last parts.
pub(crate) fn is_one_of(scene: &Scene<'_>, list: &CueList, at: usize) -> bool {
    let token = &scene.tokens[at];
    list.has(token, scene.text, scene.folded)
        || (at.saturating_sub(2)..at).any(|from| {
            scene.tokens[from..at].iter().all(|part| part.is_nominal() || part.part == Part::Prefix)
                && list.has_text(&scene.folded[scene.tokens[from].start..token.end])
        })
}

/// 利用者の夫 is with the user; 隣の男, 元同僚の女性 are third parties.
fn owned(scene: &Scene<'_>, cues: &CueBook, at: usize, kind: Person) -> Person {
    let Some(owner) = owner(scene, at) else { return kind };
    let is = |list: &CueList| list.has(owner, scene.text, scene.folded);
    match kind {
        Person::Kin if is(&cues.user) => Person::User,
        Person::User | Person::Kin if is(&cues.third_party) => Person::ThirdParty,
        // 受付の女性
        Person::User if is(&cues.staff_place) => Person::Staff,
        // 宅配会社の所長; but 隣の職員 sits at the next desk.
        Person::Staff if owner.base(scene.text) != "隣" && (is(&cues.third_party) || is(&cues.outside)) => {
            Person::ThirdParty
        }
        other => other,
    }
}

/// The role by the particle at `at`, past suffixes (さん, ら, 2名), brackets and a comma.
pub(crate) fn role(scene: &Scene<'_>, cues: &CueBook, at: usize) -> Option<Role> {
    let mut depth = 0usize;
    for (number, token) in scene.tokens.get(at..)?.iter().take(10).enumerate() {
        let surface = &scene.text[token.start..token.end];
        match surface {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ if depth > 0 || token.is_nominal() => {}
            // 男性、… and 来庁者「…」: a noun set apart is what the sentence is about.
            "、" | "「" if number == 0 => {
                // 係長、課長と: a list goes on.
                let listed = scene.tokens.get(at + 1).is_some_and(|next| {
                    cues.staff.has(next, scene.text, scene.folded)
                        || cues.third_party.has(next, scene.text, scene.folded)
                });
                return (!listed).then_some(Role::Subject);
            }
            // 委員二人でやり直す: people counted act together.
            "で" if number > 0 && matches!(scene.surface(at + number - 1), "人" | "名" | "総出") => {
                return Some(Role::Subject);
            }
            "が" | "は" | "も" => return Some(Role::Subject),
            "から" | "より" | "によって" => return Some(Role::Source),
            "に" => return Some(Role::Dative),
            "の" => return Some(Role::Owner),
            "を" | "へ" | "に対して" | "に対し" | "に向かって" | "に向け" | "に対する" =>
            {
                return Some(Role::Object);
            }
            _ => return None,
        }
    }
    None
}

/// The noun before の: 利用者 in 利用者の夫.
fn owner<'n>(scene: &Scene<'n>, at: usize) -> Option<&'n Token> {
    // お|孫|さん, ご|主人: the prefix belongs to the noun.
    let first = if at > 0 && scene.tokens[at - 1].part == Part::Prefix { at - 1 } else { at };
    let joint = scene.tokens.get(first.checked_sub(1)?)?;
    (&scene.text[joint.start..joint.end] == "の").then(|| scene.tokens.get(first.checked_sub(2)?)).flatten()
}

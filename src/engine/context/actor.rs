//! Who did it.

use super::chain::Chain;
use super::clause::{Clause, Link};
use super::cues::CueBook;
use super::frame::Frame;
use super::person::{Mention, Person, Role, mentions, person};
use super::scene::Scene;
use super::speech::{self, Quote, Speaker};
use crate::engine::tokenize::{Inflection, Part, Token};
use crate::span::{Range, boundary_after};

/// How far before the end of a match the words may begin that say who said it (…て毎日言う): twelve characters of three
/// bytes.
const RETOLD_REACH: usize = 36;

/// What tells who acts, in the order in which it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Basis {
    /// Who speaks the quote, or whom its words name.
    Quote,
    /// An order is the user's, whoever is to carry it out.
    Order,
    /// 破ったのは息子: the person behind のは.
    Cleft,
    /// A person with a particle in the clause.
    Named,
    /// 声を荒らげた職員: the person whom the clause describes.
    Described,
    /// What a consulter tells of a third party.
    Consultation,
    /// The verb is one of what staff do: 説明, 謝罪, 制止.
    Predicate,
    /// Nothing: the user, in notes that staff write.
    Default,
}

/// Who acts, and how that is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Actor {
    pub(crate) person: Person,
    pub(crate) cue: Option<Range>,
    pub(crate) basis: Basis,
}

impl Actor {
    fn new(person: Person, cue: Option<Range>, basis: Basis) -> Self {
        Self { person, cue, basis }
    }
}

/// Who does what `found` says.
pub(crate) fn actor(scene: &Scene<'_>, cues: &CueBook, frame: &Frame, found: Range, chain: &Chain) -> Actor {
    let consultation = frame.is_consultation(scene.sentence.end);
    let said = in_clause(scene, cues, found);
    let staff_named = said.iter().any(|mention| mention.person == Person::Staff);
    let told = || told_in_a_consultation(scene, cues, frame, found, chain).filter(|_| !staff_named);
    if let Some(quote) = speech::around(scene.quotes, found) {
        let (person, cue) = match quote.speaker {
            Speaker::Staff => (Person::Staff, quote.cue),
            Speaker::ThirdParty => (Person::ThirdParty, quote.cue),
            // 「二分の侮辱」: a word for conduct in the user's own words is of what staff did.
            Speaker::User if complaint(scene, cues, found, quote).is_some() => {
                (Person::Staff, complaint(scene, cues, found, quote))
            }
            Speaker::Companion if consultation && frame.caller.is_none() => (Person::ThirdParty, quote.cue),
            _ => named_in_quote(scene, cues, found, chain, quote).unwrap_or_else(|| match told() {
                Some(cue) => (Person::ThirdParty, Some(cue)),
                // 反省のため…「何べん言わせるんですか」と怒鳴り: unless the user is named, the writer's own words.
                None if quote.cue.is_none() && frame.own_conduct.is_some() => {
                    (Person::Staff, frame.own_conduct)
                }
                None => (Person::User, quote.cue),
            }),
        };
        return Actor::new(person, cue, Basis::Quote);
    }
    // 替えますよと店員からおすすめした, without quotation marks: who said it.
    if let Some((person, cue)) = said_by(scene, cues, found) {
        return Actor::new(person, Some(cue), Basis::Quote);
    }
    if is_order(scene, found) {
        // 夫に…這いつくばって謝れと強いられた: whose order the user suffered.
        let source = said.iter().rfind(|mention| {
            matches!(mention.role, Role::Dative | Role::Source)
                && matches!(mention.person, Person::Kin | Person::ThirdParty)
        });
        let from = scene.tokens.partition_point(|token| token.start < found.end);
        let suffered = || scene.tokens[from..].iter().take(5).any(|token| is_passive(scene, token));
        return match source.filter(|_| suffered()) {
            Some(source) => Actor::new(Person::ThirdParty, Some(source.range), Basis::Named),
            None => match told().filter(|_| consultation) {
                Some(cue) => Actor::new(Person::ThirdParty, Some(cue), Basis::Consultation),
                None => Actor::new(Person::User, None, Basis::Order),
            },
        };
    }
    if let Some((person, cue)) = cleft(scene, cues, chain) {
        return Actor::new(person, Some(cue), Basis::Cleft);
    }
    let behind = Range::new(chain.range.start, scene.sentence.end.max(chain.range.start));
    if consultation
        && !staff_named
        && let Some(cue) =
            cues.claim.find(scene.folded, behind).or_else(|| cues.hearsay.find(scene.folded, behind))
    {
        return Actor::new(Person::ThirdParty, Some(cue), Basis::Consultation);
    }
    let described = || {
        let (person, cue) = described(scene, cues, found, chain, consultation)?;
        Some(Actor::new(person, Some(cue), Basis::Described))
    };
    // In 男性が殴った職員 the clause has its subject, and the person whom it describes is the victim.
    if !said.iter().any(|mention| mention.role == Role::Subject)
        && let Some(actor) = described()
    {
        return actor;
    }
    // 担当者の暴言: whose words or conduct it is.
    if let Some((person, cue)) = owner_of_conduct(scene, cues, found) {
        return Actor::new(person, Some(cue), Basis::Named);
    }
    // 当方から郵送した; but 職員から奪った.
    let own = |mention: &&Mention| {
        let noun = &scene.tokens[mention.token];
        mention.role == Role::Source && cues.own_side.has(noun, scene.text, scene.folded)
    };
    if !chain.passive
        && let Some(own) = said.iter().rev().find(own)
    {
        return Actor::new(Person::Staff, Some(own.range), Basis::Named);
    }
    // 息子が怒鳴ったと母親が涙ながらに話す: what a consulter tells, also in a note that is no consultation as a whole.
    let consultation = consultation || told().is_some();
    if let Some((person, cue)) = named(&said, chain.passive, consultation) {
        return Actor::new(person, Some(cue), Basis::Named);
    }
    if let Some(cue) = told() {
        return Actor::new(Person::ThirdParty, Some(cue), Basis::Consultation);
    }
    if let Some(cue) = staff_act(scene, cues, found, chain) {
        return Actor::new(Person::Staff, Some(cue), Basis::Predicate);
    }
    if let Some(cue) = frame.own_conduct {
        return Actor::new(Person::Staff, Some(cue), Basis::Predicate);
    }
    Actor::new(Person::User, None, Basis::Default)
}

/// The persons that may act in the clause of `found`: those of its own clause and of the clauses that carry on into
/// it. 職員が止めると殴った: over such a joint staff hand the turn to the other side.
pub(crate) fn in_clause(scene: &Scene<'_>, cues: &CueBook, found: Range) -> Vec<Mention> {
    // 係員が注意しても知らん顔: a match over several clauses is the act of its last.
    let first = scene.clauses.partition_point(|clause| scene.tokens[clause.end - 1].end < found.end);
    let to = scene.tokens.partition_point(|token| token.start < found.end);
    let Some(own) = scene.clauses.get(first) else { return Vec::new() };
    // 詫び状を当方から郵送した: whoever is named between a noun and its verb.
    let noun = to > own.start && scene.tokens[to - 1].is_nominal() && scene.surface(to) == "を";
    let verb = (to..own.end).find(|at| scene.tokens[*at].is_predicate()).unwrap_or(own.end);
    let to = if noun { to.max(verb) } else { to };
    let mut found_mentions = mentions(scene, cues, found, own.start..to.max(own.start));
    let mut switched = false;
    for clause in scene.clauses[..first].iter().rev() {
        let Clause { start, end, link } = *clause;
        if matches!(link, Link::Closes | Link::Ends) {
            break;
        }
        switched |= link == Link::Switches;
        let mut earlier = mentions(scene, cues, found, start..end);
        earlier.retain(|mention| !(switched && mention.person == Person::Staff));
        earlier.append(&mut found_mentions);
        found_mentions = earlier;
    }
    found_mentions
}

/// A subject tells more than a hearer: 店長が新人に土下座させた is the 店長's act. The nearest of a kind decides.
fn named(said: &[Mention], passive: bool, consultation: bool) -> Option<(Person, Range)> {
    // 契約者は主人に突き飛ばされ: what the user suffers from a relative is a third party's act.
    let user_suffers =
        passive && said.iter().any(|mention| mention.role == Role::Subject && mention.person == Person::User);
    let consultation = consultation || user_suffers;
    let subject_first = |mention: &&Mention| (mention.role == Role::Subject) != passive;
    let (first, second): (Vec<&Mention>, Vec<&Mention>) = said.iter().rev().partition(subject_first);
    first.into_iter().chain(second).find_map(|mention| {
        Some((by_role(mention.person, mention.role, passive, consultation)?, mention.range))
    })
}

/// Who acts, if a person in this role tells that.
fn by_role(person: Person, role: Role, passive: bool, consultation: bool) -> Option<Person> {
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

/// 「姑が…と毎日言うんです」「職員に怒鳴られた」: what the speaker tells of others, as against what he says to staff.
fn named_in_quote(
    scene: &Scene<'_>,
    cues: &CueBook,
    found: Range,
    chain: &Chain,
    quote: &Quote,
) -> Option<(Person, Option<Range>)> {
    let inside = |token: &&Token| token.start >= found.end && token.end <= quote.inner.end;
    let endings: Vec<&Token> = scene.tokens[chain.tokens.clone()].iter().filter(inside).take(8).collect();
    let suffered = endings.iter().take(4).any(|token| is_passive(scene, token));
    // 殴った, 死んだ; but クズだ tells of nothing done.
    let past = |token: &Token| {
        let before = scene.tokens.iter().rfind(|before| before.end <= token.start);
        token.part == Part::Auxiliary
            && (token.base(scene.text) == "た"
                || token.base(scene.text) == "だ" && before.is_some_and(|before| before.part == Part::Verb))
    };
    let told = endings.iter().any(|token| {
        past(token)
            || cues.saying.has(token, scene.text, scene.folded) && token.is_predicate()
            || token.base(scene.text) == "くる"
    });
    // 「姑が、頭も回らんて毎日言うんです」, also where the match takes in its last words.
    let tail = boundary_after(scene.folded, found.end.saturating_sub(RETOLD_REACH).max(found.start));
    let tail = Range::new(tail, quote.inner.end.max(tail));
    let suffered = suffered || cues.retold_suffered.find(scene.folded, tail).is_some();
    let told = told || cues.retold.find(scene.folded, tail).is_some();
    if !suffered && !told {
        return None;
    }
    let from = scene.tokens.partition_point(|token| token.start < quote.inner.start);
    let to = scene.tokens.partition_point(|token| token.start < found.end);
    // 「あんたが怒鳴ってくれて助かった」: what the hearer did.
    let thanked = scene.surface(to + 1) == "くれ" && matches!(scene.surface(to), "て" | "で");
    let hearer = (from..to.max(from)).rfind(|at| {
        cues.hearer.has(&scene.tokens[*at], scene.text, scene.folded) && scene.surface(*at + 1) == "が"
    });
    if let Some(hearer) = hearer.filter(|_| thanked) {
        let token = &scene.tokens[hearer];
        return Some((Person::Staff, Some(Range::new(token.start, token.end))));
    }
    let said = mentions(scene, cues, found, from..to.max(from));
    let other = |person: Person| if person == Person::Kin { Person::ThirdParty } else { person };
    let agent = said.iter().rev().find(|mention| match mention.role {
        Role::Subject => !suffered,
        Role::Dative | Role::Source => suffered,
        _ => false,
    });
    // 「詫びてもらおか、て相手の親に言われてん」: whose words the speaker passes on.
    let to_end = scene.tokens.partition_point(|token| token.start < quote.inner.end);
    let after = scene.tokens.partition_point(|token| token.start < found.end);
    let passed_on = mentions(scene, cues, found, after..to_end.max(after));
    let source = passed_on.iter().find(|mention| {
        matches!(mention.role, Role::Dative | Role::Source)
            && scene.tokens[mention.token..to_end].iter().take(6).any(|token| is_passive(scene, token))
    });
    let agent = agent.or(source);
    match agent {
        Some(agent) => Some((other(agent.person), Some(agent.range))),
        // 「怒鳴られた」: the speaker suffered it.
        None => suffered.then_some((Person::ThirdParty, None)),
    }
}

fn is_passive(scene: &Scene<'_>, token: &Token) -> bool {
    token.part == Part::VerbSuffix && matches!(token.base(scene.text), "れる" | "られる")
}

/// In a consultation, a third party named before the match; or, behind it, the words of telling (〜と相談).
fn told_in_a_consultation(
    scene: &Scene<'_>,
    cues: &CueBook,
    frame: &Frame,
    found: Range,
    chain: &Chain,
) -> Option<Range> {
    let quote = speech::around(scene.quotes, found);
    let from = chain.range.start;
    // What is told behind a quote that nobody is named for stands in the clause of its verb of saying.
    let end = match quote {
        Some(quote) if quote.cue.is_none() => statement_end(scene, quote.inner.end),
        _ => scene.sentence.end,
    };
    let behind = Range::new(from, end.max(from));
    let suffered = quote.is_none_or(|quote| quote.passive || chain.passive);
    let claim = || cues.claim.find(scene.folded, behind).filter(|_| suffered);
    frame.third_party_before(found.start, scene.sentence.end).or_else(claim)
}

/// …と店員から勧めた: behind the と of words told without marks, staff who say them.
fn said_by(scene: &Scene<'_>, cues: &CueBook, found: Range) -> Option<(Person, Range)> {
    let first = scene.tokens.partition_point(|token| token.start < found.end);
    let taken_up = (first..scene.tokens.len().min(first + 4)).find(|at| scene.surface(*at) == "と")?;
    let said = mentions(scene, cues, found, taken_up + 1..scene.tokens.len().min(taken_up + 4));
    let speaker = said.iter().find(|mention| {
        mention.person == Person::Staff && matches!(mention.role, Role::Subject | Role::Source)
    })?;
    let verb = scene.tokens[speaker.token..].iter().take(6).position(Token::is_predicate)? + speaker.token;
    let suffered = scene.tokens.get(verb + 1).is_some_and(|next| is_passive(scene, next));
    (!suffered).then_some((Person::Staff, speaker.range))
}

/// A noun for conduct that the match consists of, if it stands in the quote.
fn complaint(scene: &Scene<'_>, cues: &CueBook, found: Range, quote: &Quote) -> Option<Range> {
    let first = scene.tokens.iter().find(|token| token.end > found.start)?;
    let whole = first.end >= found.end && quote.encloses(found) && first.is_nominal();
    let range = Range::new(first.start, first.end);
    (whole && cues.conduct.has(first, scene.text, scene.folded)).then_some(range)
}

/// 担当者の暴言, 職員の威圧的な態度: the person who owns a word for conduct right before it.
fn owner_of_conduct(scene: &Scene<'_>, cues: &CueBook, found: Range) -> Option<(Person, Range)> {
    let from = scene.tokens.partition_point(|token| token.end <= found.start);
    let to = scene.tokens.partition_point(|token| token.start < found.end);
    let conduct =
        (from..to.min(from + 4)).find(|at| cues.conduct.has(&scene.tokens[*at], scene.text, scene.folded))?;
    // 職員の家族まで侮辱した: the conduct is not the 職員's.
    let joint = (0..conduct).rev().take(4).find(|at| scene.surface(*at) == "の")?;
    let own = conduct == joint + 1 || scene.surface(conduct - 1) == "な";
    let at = joint.checked_sub(1).filter(|_| own)?;
    let who = (at.saturating_sub(1)..=at).rev().find_map(|at| Some((at, person(scene, cues, at)?)))?;
    let token = &scene.tokens[who.0];
    let outsider = matches!(who.1, Person::Staff | Person::ThirdParty);
    outsider.then(|| (who.1, Range::new(token.start, token.end)))
}

/// Where the statement that begins at `at` closes.
fn statement_end(scene: &Scene<'_>, at: usize) -> usize {
    let end = |clause: &Clause| scene.tokens[clause.end - 1].end;
    let closing = |clause: &&Clause| end(clause) > at && clause.link != Link::Carries;
    scene.clauses.iter().find(closing).map_or(scene.sentence.end, end)
}

/// 破ったのは同居の息子で: the person behind のは is who did it.
fn cleft(scene: &Scene<'_>, cues: &CueBook, chain: &Chain) -> Option<(Person, Range)> {
    let tokens = &scene.tokens[chain.tokens.clone()];
    let surface = |at: usize| tokens.get(at).map_or("", |token| &scene.text[token.start..token.end]);
    let cleft = (0..tokens.len()).find(|at| surface(*at) == "の" && surface(at + 1) == "は")? + 2;
    let at = (cleft..tokens.len().min(cleft + 6))
        .find(|at| person(scene, cues, chain.tokens.start + at).is_some())
        // 〜のは前の校長の頃 is a time.
        .filter(|at| surface(at + 1) != "の")?;
    let person = match person(scene, cues, chain.tokens.start + at)? {
        Person::Kin => Person::ThirdParty,
        other => other,
    };
    Some((person, Range::new(tokens[at].start, tokens[at].end)))
}

/// 声を荒らげた職員: the person right behind the statement is whom it describes, and who acts unless it is passive. A
/// statement that carries on (声を荒らげて怒鳴った職員) describes whom the last one does.
fn described(
    scene: &Scene<'_>,
    cues: &CueBook,
    found: Range,
    chain: &Chain,
    consultation: bool,
) -> Option<(Person, Range)> {
    let inside = scene.tokens.partition_point(|token| token.end <= found.start);
    let end = chain.tokens.end.min(scene.tokens.len());
    let suffered = scene.tokens[inside..end.max(inside)].iter().any(|token| is_passive(scene, token));
    if chain.passive || suffered {
        return None;
    }
    let ends_statement = |at: usize| {
        let token = &scene.tokens[at];
        token.inflection == Inflection::Terminal
            && matches!(token.part, Part::Verb | Part::Auxiliary | Part::DependentVerb)
    };
    let clause = scene.clauses.iter().find(|clause| clause.start <= inside && inside < clause.end);
    let carries = clause.is_some_and(|clause| clause.link == Link::Carries);
    let reach = if carries { statement_end(scene, found.end) } else { found.end };
    let last = (inside..scene.tokens.len()).find(|at| {
        ends_statement(*at)
            && (scene.tokens[*at].end >= reach.min(scene.sentence.end) || followed(scene, *at))
    })?;
    // 唾を吐き、戸の前に立つ看護師…: a statement with objects of its own describes somebody else.
    let of_its_own = |token: &&Token| token.start >= found.end && token.part == Part::CaseParticle;
    if carries && scene.tokens[..last].iter().any(|token| of_its_own(&token)) {
        return None;
    }
    let nouns = (last + 1..scene.tokens.len().min(last + 4))
        .take_while(|at| scene.tokens[*at].is_nominal() || scene.tokens[*at].part == Part::Prefix);
    let at = nouns.filter(|at| person(scene, cues, *at).is_some()).last()?;
    let token = &scene.tokens[at];
    if token.end < found.end {
        return None;
    }
    let person = match person(scene, cues, at)? {
        Person::Kin if !consultation => Person::User,
        Person::Kin => Person::ThirdParty,
        other => other,
    };
    Some((person, Range::new(token.start, token.end)))
}

/// Whether a noun stands right behind the token.
fn followed(scene: &Scene<'_>, at: usize) -> bool {
    scene.tokens.get(at + 1).is_some_and(|next| next.is_nominal() && next.part != Part::FormalNoun)
}

/// 謝罪した, 説明を繰り返した: acts that in notes are the writer's unless somebody else is named.
fn staff_act(scene: &Scene<'_>, cues: &CueBook, found: Range, chain: &Chain) -> Option<Range> {
    // 土下座させられた is not what staff do of their own.
    let forced =
        |token: &Token| token.part == Part::VerbSuffix && matches!(token.base(scene.text), "せる" | "させる");
    let from = scene.tokens.partition_point(|token| token.end <= found.start);
    // 謝って|ほしい: what somebody wants staff to do.
    let wanted = scene.tokens.iter().skip(chain.tokens.end).take(2).any(|token| {
        matches!(token.base(scene.text), "ほしい" | "欲しい" | "くれる" | "もらう" | "いただく" | "くださる")
    });
    if wanted || chain.passive || scene.tokens[from..chain.tokens.end.max(from)].iter().any(forced) {
        return None;
    }
    let place = |token: &Token| Range::new(token.start, token.end);
    // The last predicate of the statement: 要求 in 謝罪を要求する is the user's.
    let words = &scene.tokens[from..chain.tokens.end.max(from)];
    // 机を叩いた件を報告した, 叩いたとの報告: what is reported is not the report.
    let first = scene.tokens.partition_point(|token| token.start < found.end);
    let reported = (first..chain.tokens.end).any(|at| {
        scene.tokens[at].part == Part::QuoteParticle
            || matches!(scene.surface(at), "と" | "との" | "件" | "旨" | "こと" | "由" | "際" | "ため")
    });
    if reported {
        return None;
    }
    let last = words.iter().rev().find(|token| {
        token.is_predicate() && token.base(scene.text) != "する"
            || (token.is_nominal() && token.part == Part::Noun)
    })?;
    cues.staff_act.has(last, scene.text, scene.folded).then(|| place(last))
}

/// 店長が頭を下げに来い: the subject of an order is who is to do it, not who gives it.
pub(crate) fn is_order(scene: &Scene<'_>, found: Range) -> bool {
    let last = scene.tokens.iter().rfind(|token| token.start < found.end && token.end > found.start);
    last.is_some_and(|token| {
        token.inflection == Inflection::Imperative
            || matches!(token.base(scene.text), "くれる" | "くださる" | "なさる" | "もらう" | "ほしい")
            || matches!(&scene.text[token.start..token.end], "や" | "よ" | "い")
    })
}

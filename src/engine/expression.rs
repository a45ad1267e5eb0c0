//! A regular expression of a word list, made for one question: how far does it match from here?
//!
//! Word lists hold thousands of expressions, each tried in hundreds of places of a note, and nearly every try fails
//! within a few letters. A general engine pays for its start, its cache and its lock on every try. This one walks a
//! short list of steps over the letters and goes back where a choice fails; which letters can begin a choice is known
//! beforehand. Its answers are those of the `regex` crate, preferred branches first, which a test compares. What it
//! cannot say in steps, and what would take too many of them, goes to that crate.

use std::sync::OnceLock;

use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

use super::lazy_regex::LazyRegex;
use super::pattern_text::fold_pattern;

/// More steps than this on one try are left to the engine whose time is bounded by the length of the text.
const MOST_STEPS: u32 = 20_000;
/// Counted repetitions are written out; an expression of more steps than this is left to the general engine.
const LONGEST_PROGRAM: usize = 4_000;

/// From so many choices on, those that a letter rules out are not even looked at.
const MANY: usize = 6;

/// An expression that matches from the beginning of a text, compiled when it is first tried.
pub(crate) struct Expression {
    /// As written.
    text: String,
    general: OnceLock<LazyRegex>,
    steps: OnceLock<Option<Steps>>,
}

/// An expression as steps, where it can be said so.
pub(crate) struct Steps(Box<[Step]>);

/// The try took too many steps; another engine has to answer.
pub(crate) struct TooLong;

/// One step of the walk. Unless it says otherwise the next step is the one behind it.
enum Step {
    /// These bytes stand here.
    Letters(Box<[u8]>),
    /// One letter of the class stands here.
    One(Letters),
    /// As many letters of the class as there are (`eager`), or as few, within bounds; `next` can follow.
    Run {
        class: Letters,
        least: u32,
        most: u32,
        eager: bool,
        next: Beginning,
    },
    /// The first of these that leads to a match; many have an index.
    Either(Box<[(Beginning, usize)]>, Option<Box<Drawers>>),
    Jump(usize),
    TextStart,
    TextEnd,
    Done,
}

/// For each drawer of letters the choices that can begin with one of them, in order of preference.
struct Drawers {
    starts: [usize; 65],
    targets: Box<[usize]>,
}

/// A class of letters as sorted ranges.
#[derive(Clone)]
struct Letters(Box<[(char, char)]>);

/// The letters with which something can begin, in 64 drawers; a full drawer may hold others as well.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Beginning(u64);

impl Expression {
    pub(crate) fn new(expression: impl Into<String>) -> Self {
        Self { text: expression.into(), general: OnceLock::new(), steps: OnceLock::new() }
    }

    /// Where the match that begins with `text` ends.
    pub(crate) fn end(&self, text: &str) -> Option<usize> {
        let general = || {
            let general = self.general.get_or_init(|| LazyRegex::anchored(&self.text));
            general.find(text).map(|found| found.end())
        };
        let steps = self.steps.get_or_init(|| Steps::compile(&fold_pattern(&self.text)));
        let Some(steps) = steps else { return general() };
        steps.end(text, 0).unwrap_or_else(|TooLong| general())
    }
}

impl Steps {
    /// The steps of a folded expression; `None` if it says what steps cannot.
    pub(crate) fn compile(expression: &str) -> Option<Self> {
        compile(expression).map(Self)
    }

    /// Where the match that begins at `at` ends.
    pub(crate) fn end(&self, text: &str, at: usize) -> Result<Option<usize>, TooLong> {
        let mut walk = Walk { steps: &self.0, text, left: MOST_STEPS };
        let end = walk.from(0, at);
        if walk.left == 0 { Err(TooLong) } else { Ok(end) }
    }
}

/// One try.
struct Walk<'t> {
    steps: &'t [Step],
    text: &'t str,
    /// Steps that may still be taken.
    left: u32,
}

impl Walk<'_> {
    fn from(&mut self, mut number: usize, mut at: usize) -> Option<usize> {
        loop {
            self.left = self.left.saturating_sub(1);
            if self.left == 0 {
                return None;
            }
            let here = number;
            number += 1;
            match &self.steps[here] {
                Step::Letters(letters) => {
                    // A few bytes: going through them here is quicker than a call that compares them.
                    let here = self.text.as_bytes().get(at..at + letters.len())?;
                    if !here.iter().zip(letters).all(|(here, letter)| here == letter) {
                        return None;
                    }
                    at += letters.len();
                }
                Step::One(class) => {
                    let letter = self.letter(at).filter(|letter| class.has(*letter))?;
                    at += letter.len_utf8();
                }
                Step::Run { class, least, most, eager: true, next } => {
                    return self.longest_first(number, at, class, (*least, *most), *next);
                }
                Step::Run { class, least, most, eager: false, next } => {
                    return self.shortest_first(number, at, class, (*least, *most), *next);
                }
                Step::Either(_, Some(drawers)) if at < self.text.len() => {
                    let drawer = Beginning::of(self.letter(at));
                    let (last, others) = drawers.targets(drawer).split_last()?;
                    for target in others {
                        if let Some(end) = self.from(*target, at) {
                            return Some(end);
                        }
                    }
                    number = *last;
                }
                Step::Either(choices, _) => {
                    let drawer = Beginning::of(self.letter(at));
                    let (last, others) = choices.split_last()?;
                    for (_, target) in others.iter().filter(|(beginning, _)| beginning.meets(drawer)) {
                        if let Some(end) = self.from(*target, at) {
                            return Some(end);
                        }
                    }
                    if !last.0.meets(drawer) {
                        return None;
                    }
                    number = last.1;
                }
                Step::Jump(target) => number = *target,
                Step::TextStart if at > 0 => return None,
                Step::TextEnd if at < self.text.len() => return None,
                Step::TextStart | Step::TextEnd => {}
                Step::Done => return Some(at),
            }
        }
    }

    fn letter(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// A run of the class, then the step with this number; longer runs are preferred.
    fn longest_first(
        &mut self,
        number: usize,
        start: usize,
        class: &Letters,
        (least, most): (u32, u32),
        next: Beginning,
    ) -> Option<usize> {
        let (mut shortest, mut longest, mut count) = (start, start, 0);
        for letter in self.text[start..].chars() {
            if count == most || !class.has(letter) {
                break;
            }
            longest += letter.len_utf8();
            count += 1;
            if count == least {
                shortest = longest;
            }
        }
        if count < least {
            return None;
        }
        let mut at = longest;
        let mut letter = self.letter(at);
        loop {
            if next.meets(Beginning::of(letter))
                && let Some(end) = self.from(number, at)
            {
                return Some(end);
            }
            if at == shortest || self.left == 0 {
                return None;
            }
            letter = self.text[..at].chars().next_back();
            at -= letter.map_or(1, char::len_utf8);
        }
    }

    /// The same; shorter runs are preferred.
    fn shortest_first(
        &mut self,
        number: usize,
        start: usize,
        class: &Letters,
        (least, most): (u32, u32),
        next: Beginning,
    ) -> Option<usize> {
        let (mut at, mut count) = (start, 0);
        loop {
            let letter = self.letter(at);
            if count >= least
                && next.meets(Beginning::of(letter))
                && let Some(end) = self.from(number, at)
            {
                return Some(end);
            }
            let letter = letter.filter(|letter| count < most && self.left > 0 && class.has(*letter))?;
            at += letter.len_utf8();
            count += 1;
        }
    }
}

impl Drawers {
    fn of(choices: &[(Beginning, usize)]) -> Self {
        let (mut starts, mut targets) = ([0; 65], Vec::new());
        for drawer in 0..64 {
            let fitting = choices.iter().filter(|(beginning, _)| beginning.meets(Beginning(1 << drawer)));
            targets.extend(fitting.map(|(_, target)| *target));
            starts[drawer + 1] = targets.len();
        }
        Self { starts, targets: targets.into() }
    }

    fn targets(&self, drawer: Beginning) -> &[usize] {
        let at = drawer.0.trailing_zeros() as usize;
        &self.targets[self.starts[at]..self.starts[at + 1]]
    }
}

impl Letters {
    fn has(&self, letter: char) -> bool {
        if self.0.len() <= 6 {
            return self.0.iter().any(|(from, to)| *from <= letter && letter <= *to);
        }
        let at = self.0.partition_point(|(_, to)| *to < letter);
        self.0.get(at).is_some_and(|(from, _)| *from <= letter)
    }
}

impl Beginning {
    const ANY: Self = Self(u64::MAX);

    /// The drawer of a letter; the end of the text meets only what may be empty, which begins with anything.
    pub(crate) fn of(letter: Option<char>) -> Self {
        letter.map_or(Self::ANY, |letter| {
            let code = u32::from(letter);
            Self(1 << ((code ^ (code >> 6)) & 63))
        })
    }

    /// Whether something that begins so can stand where the letter of `drawer` does. At the end of the text: perhaps.
    pub(crate) const fn meets(self, drawer: Self) -> bool {
        self.0 & drawer.0 != 0
    }

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl From<&Letters> for Beginning {
    fn from(class: &Letters) -> Self {
        let mut all = Self::default();
        for (from, to) in &class.0 {
            if u32::from(*to) - u32::from(*from) >= 64 {
                return Self::ANY;
            }
            all = (*from..=*to).fold(all, |all, letter| all.or(Self::of(Some(letter))));
        }
        all
    }
}

/// The steps of an expression; `None` if it says what steps cannot.
fn compile(expression: &str) -> Option<Box<[Step]>> {
    let parsed = regex_syntax::parse(expression).ok()?;
    let mut steps = Vec::new();
    write(&parsed, &mut steps)?;
    steps.push(Step::Done);
    // Steps refer to later ones, so what can begin with each is known from the last to the first.
    for number in (0..steps.len()).rev() {
        let known: Vec<(Beginning, usize)> = match &steps[number] {
            Step::Either(choices, _) => {
                choices.iter().map(|(_, target)| (begins(&steps, *target, 0), *target)).collect()
            }
            Step::Run { .. } => vec![(begins(&steps, number + 1, 0), 0)],
            _ => continue,
        };
        match &mut steps[number] {
            Step::Either(choices, drawers) => {
                *drawers = (known.len() >= MANY).then(|| Box::new(Drawers::of(&known)));
                *choices = known.into();
            }
            Step::Run { next, .. } => *next = known[0].0,
            _ => {}
        }
    }
    Some(steps.into())
}

/// With which letters a match from the step with this number can begin; any, if it may be empty or lies too deep.
fn begins(steps: &[Step], number: usize, depth: usize) -> Beginning {
    if depth > 60 {
        return Beginning::ANY;
    }
    match &steps[number] {
        Step::Letters(letters) => {
            let first = std::str::from_utf8(letters).ok().and_then(|text| text.chars().next());
            first.map_or(Beginning::ANY, |letter| Beginning::of(Some(letter)))
        }
        Step::Run { class, least: 0, .. } => Beginning::from(class).or(begins(steps, number + 1, depth + 1)),
        Step::One(class) | Step::Run { class, .. } => class.into(),
        Step::Either(choices, _) => choices.iter().fold(Beginning::default(), |all, (known, target)| {
            all.or(if *known == Beginning::default() { begins(steps, *target, depth + 1) } else { *known })
        }),
        Step::Jump(target) => begins(steps, *target, depth + 1),
        Step::TextStart => begins(steps, number + 1, depth + 1),
        Step::TextEnd | Step::Done => Beginning::ANY,
    }
}

/// Appends the steps of one part of an expression.
fn write(part: &Hir, steps: &mut Vec<Step>) -> Option<()> {
    if steps.len() > LONGEST_PROGRAM {
        return None;
    }
    match part.kind() {
        HirKind::Empty => {}
        HirKind::Literal(literal) => {
            std::str::from_utf8(&literal.0).ok()?;
            steps.push(Step::Letters(literal.0.clone()));
        }
        HirKind::Class(class) => steps.push(Step::One(letters(class)?)),
        HirKind::Look(Look::Start) => steps.push(Step::TextStart),
        HirKind::Look(Look::End) => steps.push(Step::TextEnd),
        HirKind::Look(_) => return None,
        HirKind::Capture(capture) => write(&capture.sub, steps)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, steps))?,
        HirKind::Alternation(parts) => {
            let choice = steps.len();
            steps.push(Step::Done);
            let (mut choices, mut ends) = (Vec::new(), Vec::new());
            for part in parts {
                choices.push((Beginning::default(), steps.len()));
                write(part, steps)?;
                ends.push(steps.len());
                steps.push(Step::Done);
            }
            let behind = steps.len();
            for end in ends {
                steps[end] = Step::Jump(behind);
            }
            steps[choice] = Step::Either(choices.into(), None);
        }
        HirKind::Repetition(repetition) => repeat(repetition, steps)?,
    }
    Some(())
}

fn letters(class: &Class) -> Option<Letters> {
    match class {
        Class::Unicode(class) => {
            Some(Letters(class.ranges().iter().map(|range| (range.start(), range.end())).collect()))
        }
        Class::Bytes(_) => None,
    }
}

fn repeat(repetition: &Repetition, steps: &mut Vec<Step>) -> Option<()> {
    let (part, eager) = (repetition.sub.as_ref(), repetition.greedy);
    if let HirKind::Class(class) = part.kind() {
        let (least, most) = (repetition.min, repetition.max.unwrap_or(u32::MAX));
        let class = letters(class)?;
        steps.push(Step::Run { class, least, most, eager, next: Beginning::default() });
        return Some(());
    }
    for _ in 0..repetition.min {
        write(part, steps)?;
    }
    // Both ways on from a choice between once more and no more.
    let either = |more: usize, behind: usize| {
        let ways = if eager { [more, behind] } else { [behind, more] };
        Step::Either(ways.map(|way| (Beginning::default(), way)).into(), None)
    };
    let Some(most) = repetition.max else {
        // What may be empty would go round for ever.
        part.properties().minimum_len().filter(|length| *length > 0)?;
        let choice = steps.len();
        steps.push(Step::Done);
        write(part, steps)?;
        steps.push(Step::Jump(choice));
        steps[choice] = either(choice + 1, steps.len());
        return Some(());
    };
    let mut choices = Vec::new();
    for _ in repetition.min..most {
        choices.push(steps.len());
        steps.push(Step::Done);
        write(part, steps)?;
    }
    let behind = steps.len();
    for choice in choices {
        steps[choice] = either(choice + 1, behind);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_steps(expression: &str, text: &str) -> Option<usize> {
        let steps = compile(expression).unwrap_or_else(|| panic!("{expression} has steps"));
        Walk { steps: &steps, text, left: MOST_STEPS }.from(0, 0)
    }

    fn by_regex(expression: &str, text: &str) -> Option<usize> {
        let regex = regex::Regex::new(&format!("^(?:{expression})")).expect("a valid expression");
        regex.find(text).map(|found| found.end())
    }

    #[test]
    fn steps_prefer_what_the_regex_crate_prefers() {
        let texts = [
            "金を出せ、金を出せよ。",
            "金銭を出せ",
            "あああいい",
            "殺すぞ!",
            "ああ",
            "い",
            "",
            "「出せ」と",
            "金",
            "2時間、3時間",
        ];
        for expression in [
            "金(銭)?(を|は|)[^。]{0,8}出(せ|すな|せよ)",
            "金(銭)?(を|は|)[^。]{0,8}?出(せ|せよ)",
            "(あ|ああ|あああ)(い|)",
            "あ*?い",
            "(あい|あ)*い?",
            "(?:あ?){2,4}い",
            "(あ|いい){1,3}$",
            "^(あ|い)+",
            "[^「」]{2,}",
            "(殺|ころ)す(ぞ|)[!。]",
            "(「|『)?[^。「」]{0,24}(せ|す)(」|$)",
            "[0-9]+時間(、[0-9]+時間)*",
            "\\s*",
            "金|",
            "(金|銭|円|あ(い|う)?|い|殺|2|[0-9]|ああ|「|出|)(を|銭|い|時|す|出|あ|)",
            "あ??あ??い??",
        ] {
            for text in texts {
                assert_eq!(by_steps(expression, text), by_regex(expression, text), "{expression} on {text}");
            }
        }
    }

    #[test]
    fn what_steps_cannot_say_is_left_to_the_regex_crate() {
        assert!(compile("(あ*)*い").is_none());
        assert!(compile("\\bあ").is_none());
        assert_eq!(Expression::new("(あ*)*い").end("ああいう"), Some(9));
        assert_eq!(Expression::new("バカ|アホ").end("ばかやろう"), Some(6), "folded like notes");
        let slow = Expression::new("(あ|ああ)*い");
        assert_eq!(slow.end(&"あ".repeat(400)), None, "and answers all the same");
    }
}

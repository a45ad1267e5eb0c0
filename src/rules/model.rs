//! What a set of dictionaries says once it is read.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::pattern::{Leaf, Pattern, QuantityTest, Threshold};
use super::policy::{Category, DEFAULT_POLICY, Number, Origin, Policy};
use super::source::Place;

/// The score at which an act is suggested unless a policy file says otherwise.
const DEFAULT_THRESHOLD: f64 = 0.5;

/// Everything that tagging needs to know, as people wrote it.
#[derive(Clone, Debug, Default)]
pub struct Dictionaries {
    /// Policies in file order.
    pub policies: Vec<Policy>,
    /// Rules of all categories, then flags; within each in file order.
    pub rules: Vec<Rule>,
    /// Word lists by name.
    pub words: BTreeMap<String, WordList>,
    /// Grammatical constructions by name (`:order`, `:refuse` …).
    pub constructions: BTreeMap<String, Construction>,
    /// What the context stage goes by.
    pub cues: Cues,
    /// `fuda`'s own numbers, for policies that set none.
    pub defaults: Vec<Number>,
}

impl Dictionaries {
    /// The numbers of this name that hold under `policy`: those for certain notes only first, then the one for all
    /// others, which is `fuda`'s own if the policy sets none.
    #[must_use]
    pub fn numbers<'d>(&'d self, policy: &'d Policy, name: &str) -> Vec<(&'d Number, Origin)> {
        let of = |numbers: &'d [Number], scoped: bool| {
            let name = name.to_owned();
            numbers.iter().filter(move |one| one.id == name && one.is_scoped() == scoped)
        };
        let origin = |number: &'d Number| (number, number.origin());
        let own = of(&policy.numbers, false).map(origin);
        let general = own.chain(of(&self.defaults, false).map(|number| (number, Origin::Fuda)));
        of(&policy.numbers, true).map(origin).chain(general.take(1)).collect()
    }

    /// The smallest score at which evidence for `act` suggests `category`: set for the category, else for the act, else
    /// the same for all. It is `fuda`'s own in every case; no policy has such numbers.
    #[must_use]
    pub fn threshold(&self, category: &Category, act: &str) -> f64 {
        let of_act =
            || self.acts().into_iter().find(|known| known.id == act).and_then(|known| known.threshold);
        category.threshold.or_else(of_act).unwrap_or(DEFAULT_THRESHOLD)
    }

    /// The acts that rules recognise: every category that is an act of its own, in the order of the policies, the
    /// default one first.
    #[must_use]
    pub fn acts(&self) -> Vec<&Category> {
        let (first, others): (Vec<_>, Vec<_>) =
            self.policies.iter().partition(|policy| policy.id == DEFAULT_POLICY);
        let mut acts: Vec<&Category> = Vec::new();
        for category in first.into_iter().chain(others).flat_map(|policy| &policy.categories) {
            if category.acts == [category.id.as_str()] && !acts.iter().any(|known| known.id == category.id) {
                acts.push(category);
            }
        }
        acts
    }
}

/// One rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `category/name`: the name in records, messages and tests.
    pub id: String,
    /// Suggests a category, or raises a flag.
    pub kind: RuleKind,
    /// The part of the id before the slash.
    pub category: String,
    /// What must be found, within one sentence.
    pub when: Pattern,
    /// What must be found somewhere in the note as well.
    pub with: Option<Pattern>,
    /// What must not be found anywhere in the note, each with the reason for which the rule is set aside if it is.
    pub without: Vec<(Reason, Pattern)>,
    /// The same, within the sentence of the match.
    pub unless: Vec<(Reason, Pattern)>,
    /// Who must have done it.
    pub agent: Agent,
    /// The reasons for which a match is set aside; all of them unless the rule says otherwise.
    pub drop: Vec<Reason>,
    /// 0..1: how much one match speaks for the category.
    pub weight: f64,
    /// The reason shown to staff.
    pub why: String,
    /// The rule's own examples.
    pub examples: Vec<Example>,
    /// Where the rule stands.
    pub place: Place,
}

impl Rule {
    /// The first number of the policy that the rule names.
    #[must_use]
    pub fn number_name(&self) -> Option<&str> {
        let against = self.without.iter().chain(&self.unless).map(|(_, pattern)| pattern);
        let mut name = None;
        for pattern in std::iter::once(&self.when).chain(&self.with).chain(against) {
            pattern.leaves(&mut |leaf, _, _| {
                if let Leaf::Quantity(QuantityTest { threshold: Threshold::Named(named), .. }) = leaf {
                    name = name.or(Some(named.as_str()));
                }
            });
        }
        name
    }
}

/// What a rule is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RuleKind {
    /// Evidence for a category.
    Category,
    /// Words of a category that are no evidence by themselves; where they stand, the record says why they do not
    /// count.
    Mention,
    /// A circumstance beside the tags.
    Flag,
}

/// Whose act a rule is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Agent {
    /// The service user or somebody with them; an unknown agent counts.
    #[default]
    User,
    /// Staff.
    Staff,
    /// Anybody.
    Any,
}

/// Why a match does not count. The names are those of records and of `drop`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Reason {
    /// The note says that it did not happen.
    Negated,
    /// A condition, fear, plan, advice, policy or training text.
    Hypothetical,
    /// Somebody else did it: staff, or a third party in a consultation.
    OtherAgent,
    /// It was done to somebody else.
    OtherTarget,
    /// Told as an earlier case.
    Background,
    /// The words mean something else here.
    OtherSense,
    /// The evidence is too weak for a suggestion.
    BelowThreshold,
    /// The policy in use has no category for the act.
    NotCovered,
}

impl Reason {
    /// Every reason, those of the contract in its order first.
    pub const ALL: [Self; 8] = [
        Self::Negated,
        Self::Hypothetical,
        Self::OtherAgent,
        Self::OtherTarget,
        Self::Background,
        Self::OtherSense,
        Self::BelowThreshold,
        Self::NotCovered,
    ];

    /// The name used in records and in rule files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Negated => "negated",
            Self::Hypothetical => "hypothetical",
            Self::OtherAgent => "other-agent",
            Self::OtherTarget => "other-target",
            Self::Background => "background",
            Self::OtherSense => "other-sense",
            Self::BelowThreshold => "below-threshold",
            Self::NotCovered => "not-covered",
        }
    }

    /// The reason in the words of staff.
    #[must_use]
    pub const fn japanese(self) -> &'static str {
        match self {
            Self::Negated => "否定",
            Self::Hypothetical => "仮定・予定・注意喚起",
            Self::OtherAgent => "別の人の行為",
            Self::OtherTarget => "別の人に対する行為",
            Self::Background => "過去の経緯",
            Self::OtherSense => "別の意味",
            Self::BelowThreshold => "根拠が弱い",
            Self::NotCovered => "この方針の類型にない行為",
        }
    }
}

/// A sentence that a rule must, or must not, match.
#[derive(Clone, Debug)]
pub struct Example {
    /// Must match, must not, or a known miss.
    pub kind: ExampleKind,
    /// The sentence without its marks.
    pub text: String,
    /// The byte range that `<…>` marked: the evidence must be exactly this.
    pub span: Option<Range<usize>>,
    /// Where it stands.
    pub place: Place,
}

/// What an example demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExampleKind {
    /// The rule counts here.
    Match,
    /// The rule does not count here, though a word of it stands there.
    Skip,
    /// The rule should count here and does not yet: reported, never a failure.
    Todo,
}

/// A named list of terms.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct WordList {
    /// The terms in file order.
    pub terms: Vec<Term>,
    /// Where the list begins.
    pub place: Place,
}

/// One entry of a word list, or one term written in a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// As written; `(を)` marks an optional part, `(座|坐)` alternatives.
    pub text: String,
    /// How it is matched.
    pub kind: TermKind,
    /// Where it stands.
    pub place: Place,
}

/// How a term is matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TermKind {
    /// On word boundaries, in all conjugated forms.
    Word,
    /// These characters, anywhere.
    Exact,
    /// A regular expression.
    Regex,
}

/// A grammatical construction that a term may be asked to stand in, such as an order or a refusal.
#[derive(Clone, Debug, Default)]
pub struct Construction {
    /// For each form of the word: a regular expression for what must follow that form. The evidence reaches to the
    /// end of the first group that took part in the match.
    pub tails: BTreeMap<FormKind, String>,
    /// Where it stands.
    pub place: Place,
}

/// The forms of a conjugated word, by the names of school grammar; a noun has one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FormKind {
    /// 名詞など: a word that does not conjugate.
    Noun,
    /// 終止・連体形: 払う.
    Terminal,
    /// 未然形: 払わ(ない).
    Irrealis,
    /// 連用形: 払い(ます).
    Continuative,
    /// 連用タ接続: 払っ(た).
    Past,
    /// て形: 払って.
    Te,
    /// 仮定形: 払え(ば).
    Conditional,
    /// 命令形: 払え.
    Imperative,
    /// 意志形: 払お(う).
    Volitional,
}

impl FormKind {
    /// Every form with its name in dictionary files.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Noun, "noun"),
        (Self::Terminal, "terminal"),
        (Self::Irrealis, "irrealis"),
        (Self::Continuative, "continuative"),
        (Self::Past, "past"),
        (Self::Te, "te"),
        (Self::Conditional, "conditional"),
        (Self::Imperative, "imperative"),
        (Self::Volitional, "volitional"),
    ];

    /// One bit per form, for sets of forms.
    #[must_use]
    pub const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// The context stage's own dictionary: named lists of cues, each a regular expression or a word.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Cues {
    /// Cue lists by name; the context stage documents each name it asks for.
    pub lists: BTreeMap<String, WordList>,
}

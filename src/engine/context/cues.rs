//! The cue dictionaries of `dictionaries/cues/`, compiled; every list that the context stage asks for is a field.

use std::collections::BTreeSet;

use crate::engine::expression::Beginning;
use crate::engine::normalize::fold;
use crate::engine::pattern_text::fold_pattern;
use crate::engine::search::Search;
use crate::engine::tokenize::Token;
use crate::rules::{CUE_NAMES, Cues, TermKind};
use crate::span::Range;

/// One list: words compared with tokens, and expressions searched in the text.
#[derive(Default)]
pub(crate) struct CueList {
    words: BTreeSet<String>,
    /// With which letters the words begin.
    first: Beginning,
    expressions: Option<Search>,
}

/// All lists.
pub(crate) struct CueBook {
    /// ない ぬ ん まい なし: words that turn a statement round.
    pub(crate) negator: CueList,
    /// やめる 断念 未遂: predicates that say it did not come to that.
    pub(crate) negating_predicate: CueList,
    /// かもしれない なければ やむを得ず: look like negation and are none.
    pub(crate) pseudo_negation: CueList,
    /// 場合 おそれ 可能性 …: in the chain, not a fact.
    pub(crate) hypothetical: CueList,
    /// 場合は があれば …: after the match in its sentence, a regulation or a precaution.
    pub(crate) hypothetical_sentence: CueList,
    /// おそれがある …することとした: after the match, whatever the tense.
    pub(crate) precaution: CueList,
    /// 研修 マニュアル …: in the heading, nothing in the note is a fact.
    pub(crate) hypothetical_frame: CueList,
    /// 以前 昨年 …: before the match, an earlier case.
    pub(crate) background_before: CueList,
    /// 経緯がある …: in the chain, an earlier case.
    pub(crate) background_after: CueList,
    /// 今回 本日 再び …: ends the reach of an earlier time.
    pub(crate) current: CueList,
    /// Expressions in which the words mean something else.
    pub(crate) other_sense: CueList,
    /// Nouns through which the chain goes on after a verb: こと 様子 行為 …
    pub(crate) chain_noun: CueList,
    /// 相談 被害 …: in the heading or at the end of a sentence, a consultation.
    pub(crate) consultation: CueList,
    /// 支援措置 労働局 …: anywhere in the note, a consultation.
    pub(crate) referral: CueList,
    /// 職員 係長 当方 …
    pub(crate) staff: CueList,
    /// 客 来庁者 利用者 …
    pub(crate) user: CueList,
    /// 夫 上司 隣人 …
    pub(crate) third_party: CueList,
    /// と相談 との訴え …: after the match in its sentence, what a consulter tells.
    pub(crate) claim: CueList,
    /// 説明 案内 伝える …: what staff do with words.
    pub(crate) staff_speech: CueList,
    /// C 客 お客様: labels of the user's turns.
    pub(crate) turn_user: CueList,
    /// O OP 職員: labels of the turns of staff.
    pub(crate) turn_staff: CueList,
    /// 説明 謝罪 制止: acts that are the writer's unless somebody else is named.
    pub(crate) staff_act: CueList,
    /// ほかの客 来館者: users present, towards whom an act counts as well.
    pub(crate) bystander: CueList,
    /// おれの頭: the speaker means himself.
    pub(crate) self_target: CueList,
    /// 耳が遠い 談笑 当方の誤り: why frightening words are harmless.
    pub(crate) harmless: CueList,
    /// 当方の誤り 初期不良: the office or the goods were at fault.
    pub(crate) just_claim: CueList,
    /// 今回は受領のみ: today set against an earlier case.
    pub(crate) background_contrast: CueList,
    /// Names of sections in which nothing is a fact: 想定 今後の対応方針.
    pub(crate) section_hypothetical: CueList,
    /// Names of sections about earlier cases: 過去の経緯.
    pub(crate) section_background: CueList,
    /// 台本 ロールプレイ 来庁者役: anywhere in the note, nothing in it is a fact.
    pub(crate) hypothetical_note: CueList,
    /// 代わる 付き添う: verbs whose に names no hearer.
    pub(crate) not_hearer: CueList,
    /// 場合は たら れば: what follows holds under a condition.
    pub(crate) condition: CueList,
    /// なんかいらん とは言わん: right behind the words, the speaker denies his own demand.
    pub(crate) denied_in_quote: CueList,
    /// かと身構えたが、それには触れず: behind the words in their sentence, that it did not happen.
    pub(crate) denied_after: CueList,
    /// 至る 及ぶ: how far a statement came.
    pub(crate) reaching: CueList,
    /// 本日 今回: a section about today; then a section-history is about an earlier case.
    pub(crate) section_current: CueList,
    /// 経過 経緯.
    pub(crate) section_history: CueList,
    /// て毎日言うんです: in a quote behind the words, that somebody says them.
    pub(crate) retold: CueList,
    /// て言われて: the same, suffered.
    pub(crate) retold_suffered: CueList,
    /// と言うたった: in a quote behind the words, that the speaker said them to somebody.
    pub(crate) told_by_speaker: CueList,
    /// 父から入電: at the beginning of a note, who the user is.
    pub(crate) caller: CueList,
    /// 暴言 態度 言動: nouns for what somebody does; 担当者の暴言 is the 担当者's.
    pub(crate) conduct: CueList,
    /// かもしれない 夢を見た: right behind the statement, that it is none of fact.
    pub(crate) supposed: CueList,
    /// 同僚 上司: of staff, where nobody consults.
    pub(crate) colleague: CueList,
    /// 手 肩 耳: 息子の手に is to the son.
    pub(crate) body: CueList,
    /// あんた おまえ: the speaker turns to the hearer.
    pub(crate) hearer: CueList,
    /// これはご自身のこと: behind a quote.
    pub(crate) self_remark: CueList,
    /// 朗読の稽古: anywhere in the note, the words are acted.
    pub(crate) other_sense_note: CueList,
    /// よそ 他社: whose things and people are not the office's.
    pub(crate) outside: CueList,
    /// 当方 当課: with から, the office itself acts.
    pub(crate) own_side: CueList,
    /// 受付 窓口: 受付の女性 is of the staff.
    pub(crate) staff_place: CueList,
    /// てやろうかと思っていた: meant and not done.
    pub(crate) intention: CueList,
    /// 反省のため 始末書: anywhere in the note, staff write of what they did themselves.
    pub(crate) own_conduct: CueList,
    /// 訪問: in the heading, staff saw it themselves.
    pub(crate) visit: CueList,
    /// とのこと という: in a consultation, what the consulter tells.
    pub(crate) hearsay: CueList,
    /// 貧血でよろけ 記念写真: in the same sentence, the words tell of something harmless.
    pub(crate) other_sense_sentence: CueList,
    /// In the same sentence: told of another place or of somebody else's case.
    pub(crate) elsewhere: CueList,
    /// 同士 電話の相手 …: the act is aimed at somebody else.
    pub(crate) other_target: CueList,
    /// 夫 母親 …: third parties in a consultation, on the user's side elsewhere.
    pub(crate) kin: CueList,
    /// 浴びる 受ける …: with an act as object, the subject suffers it.
    pub(crate) passive_verb: CueList,
    /// 言う 求める …: behind a quote, that it was said.
    pub(crate) saying: CueList,
    /// 去年買った …: the time of a thing, not of the act.
    pub(crate) background_object: CueList,
    /// A third party's noun with the particle of somebody who acts.
    third_party_acting: Option<Search>,
}

impl CueBook {
    pub(crate) fn build(cues: &Cues) -> Self {
        let list = |name: &str| {
            debug_assert!(CUE_NAMES.contains(&name), "{name} is not among the known cue lists");
            CueList::build(cues, name)
        };
        let (third_party, kin) = (list("third-party"), list("kin"));
        let acting = "(?:さん|氏|たち|ら)?(?:\\([^)]{0,12}\\))?(?:が|は|から|より|も|の(?:暴|つきま|嫌|dv)|に[^。「」]{0,16}(?:れ|られ)(?:る|た|て|、))";
        Self {
            third_party_acting: CueList::spelled(&[&third_party, &kin], acting),
            negator: list("negator"),
            negating_predicate: list("negating-predicate"),
            pseudo_negation: list("pseudo-negation"),
            hypothetical: list("hypothetical"),
            hypothetical_sentence: list("hypothetical-sentence"),
            precaution: list("precaution"),
            claim: list("claim"),
            hypothetical_frame: list("hypothetical-frame"),
            background_before: list("background-before"),
            background_after: list("background-after"),
            current: list("current"),
            other_sense: list("other-sense"),
            chain_noun: list("chain-noun"),
            consultation: list("consultation"),
            referral: list("referral"),
            staff: list("staff"),
            user: list("user"),
            third_party,
            kin,
            passive_verb: list("passive-verb"),
            saying: list("saying"),
            background_object: list("background-object"),
            staff_speech: list("staff-speech"),
            other_target: list("other-target"),
            elsewhere: list("elsewhere"),
            hearsay: list("hearsay"),
            visit: list("visit"),
            own_conduct: list("own-conduct"),
            intention: list("intention"),
            staff_place: list("staff-place"),
            own_side: list("own-side"),
            outside: list("outside"),
            other_sense_note: list("other-sense-note"),
            body: list("body"),
            caller: list("caller"),
            conduct: list("conduct"),
            supposed: list("supposed"),
            colleague: list("colleague"),
            hearer: list("hearer"),
            retold: list("retold"),
            retold_suffered: list("retold-suffered"),
            told_by_speaker: list("told-by-speaker"),
            self_remark: list("self-remark"),
            section_current: list("section-current"),
            section_history: list("section-history"),
            reaching: list("reaching"),
            condition: list("condition"),
            denied_after: list("denied-after"),
            denied_in_quote: list("denied-in-quote"),
            other_sense_sentence: list("other-sense-sentence"),
            turn_user: list("turn-user"),
            turn_staff: list("turn-staff"),
            staff_act: list("staff-act"),
            bystander: list("bystander"),
            self_target: list("self-target"),
            harmless: list("harmless"),
            just_claim: list("just-claim"),
            background_contrast: list("background-contrast"),
            section_hypothetical: list("section-hypothetical"),
            section_background: list("section-background"),
            hypothetical_note: list("hypothetical-note"),
            not_hearer: list("not-hearer"),
        }
    }

    /// The first third party named in the note as somebody who acts.
    pub(crate) fn third_party_named(&self, folded: &str) -> Option<Range> {
        // 「オヤジの年金」: whom a quote names does not act in the note.
        let outside = |at: usize| folded[..at].matches('「').count() <= folded[..at].matches('」').count();
        let places = self.third_party_acting.as_ref()?.places(folded);
        places.into_iter().find(|found| outside(found.start))
    }
}

impl CueList {
    fn build(cues: &Cues, name: &str) -> Self {
        let Some(list) = cues.lists.get(name) else { return Self::default() };
        let mut words = BTreeSet::new();
        let mut expressions = Vec::new();
        for term in &list.terms {
            if term.kind == TermKind::Regex {
                expressions.push(fold_pattern(&term.text));
            } else {
                // Spellings are compared folded, dictionary forms as the dictionary has them.
                words.insert(fold(&term.text));
                words.insert(term.text.clone());
            }
        }
        let first =
            words.iter().fold(Beginning::default(), |all, word| all.or(Beginning::of(word.chars().next())));
        let expressions = (!expressions.is_empty()).then(|| Search::new(expressions));
        Self { words, first, expressions }
    }

    /// The words of the lists as one expression, with `tail` behind them.
    fn spelled(lists: &[&Self], tail: &str) -> Option<Search> {
        let words: Vec<String> =
            lists.iter().flat_map(|list| &list.words).map(|word| regex::escape(word)).collect();
        let acting = words.iter().map(|word| format!("{word}{tail}"));
        (!words.is_empty()).then(|| Search::new(acting.collect()))
    }

    /// Whether the token is one of the words, by dictionary form or as written.
    pub(crate) fn has(&self, token: &Token, text: &str, folded: &str) -> bool {
        self.has_text(&folded[token.start..token.end]) || self.has_text(token.base(text))
    }

    /// Whether these folded letters are one of the words.
    pub(crate) fn has_text(&self, folded: &str) -> bool {
        self.first.meets(Beginning::of(folded.chars().next())) && self.words.contains(folded)
    }

    /// The first place in `range` where an expression of the list stands.
    pub(crate) fn find(&self, folded: &str, range: Range) -> Option<Range> {
        let found = self.expressions.as_ref()?.first(folded.get(range.start..range.end)?)?;
        Some(found.moved(range.start))
    }

    /// The place, if an expression of the list stands at the very beginning of `range`.
    pub(crate) fn find_at(&self, folded: &str, range: Range) -> Option<Range> {
        self.find(folded, range).filter(|found| found.start == range.start)
    }

    /// The last such place.
    pub(crate) fn find_last(&self, folded: &str, range: Range) -> Option<Range> {
        self.places(folded, range).pop()
    }

    /// Every place in `within` where an expression of the list stands, in order.
    pub(crate) fn places(&self, folded: &str, within: Range) -> Vec<Range> {
        let (Some(expressions), Some(part)) = (&self.expressions, folded.get(within.start..within.end))
        else {
            return Vec::new();
        };
        expressions.places(part).into_iter().map(|place| place.moved(within.start)).collect()
    }

    /// An expression of the list in `within` that overlaps `found`.
    pub(crate) fn covering(&self, folded: &str, within: Range, found: Range) -> Option<Range> {
        self.places(folded, within).into_iter().find(|place| place.overlaps(found))
    }
}

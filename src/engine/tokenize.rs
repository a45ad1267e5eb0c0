//! Words with their class: the only file that knows lindera.

use std::sync::Arc;

use lindera::dictionary::Dictionary;
use lindera::mode::Mode;
use lindera::segmenter::Segmenter;
use lindera::worker::SegmentWorker;

use crate::error::{Error, ErrorKind};

/// Parts of speech, as far as the engine tells them apart. The names in brackets are IPADIC's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Noun,
    /// 名詞,非自立: こと わけ の よう とき
    FormalNoun,
    /// 名詞,接尾: さん 回 分 的
    Suffix,
    Number,
    Verb,
    /// 動詞,非自立: いる くる しまう もらう
    DependentVerb,
    /// 動詞,接尾: れる られる せる させる
    VerbSuffix,
    Adjective,
    Auxiliary,
    /// 助詞,格助詞
    CaseParticle,
    /// 助詞,格助詞,引用 and 連語 of it: と って という
    QuoteParticle,
    /// 助詞,接続助詞
    ConjunctiveParticle,
    /// 助詞,係助詞・副助詞・並立助詞・連体化・終助詞 …
    Particle,
    Adverb,
    Adnominal,
    Conjunction,
    Interjection,
    Prefix,
    Symbol,
}

/// Forms of conjugated words, as far as the engine tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inflection {
    None,
    /// 基本形: also before a noun
    Terminal,
    Irrealis,
    Continuative,
    /// 連用タ接続
    Past,
    Conditional,
    Imperative,
    Volitional,
    Other,
}

/// One word of a note. Offsets are bytes of the normalised text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) part: Part,
    pub(crate) inflection: Inflection,
    base: Option<u32>,
}

impl Token {
    /// The dictionary form; for unknown words their own letters in `text`.
    pub(crate) fn base<'t>(&self, text: &'t str) -> &'t str {
        self.base
            .and_then(fuda_ipadic::base)
            .filter(|base| *base != "*")
            .unwrap_or(&text[self.start..self.end])
    }

    /// A word that carries meaning of its own and can take an ending: 動詞 or 形容詞.
    pub(crate) fn is_predicate(&self) -> bool {
        matches!(self.part, Part::Verb | Part::Adjective)
    }

    pub(crate) fn is_nominal(&self) -> bool {
        matches!(self.part, Part::Noun | Part::FormalNoun | Part::Suffix | Part::Number)
    }
}

/// What a class number says.
#[derive(Clone, Copy, Debug)]
struct Class {
    part: Part,
    inflection: Inflection,
}

/// The loaded dictionary, shared by all threads.
pub(crate) struct Tokenizer {
    segmenter: Segmenter,
    classes: Arc<[Class]>,
    names: Arc<[&'static str]>,
}

/// One thread's tokenizer with its own buffers.
pub(crate) struct TokenWorker {
    worker: SegmentWorker,
    dictionary: Dictionary,
    classes: Arc<[Class]>,
    names: Arc<[&'static str]>,
}

impl Tokenizer {
    /// Loads the embedded dictionary; takes about a millisecond.
    pub(crate) fn load() -> Result<Self, Error> {
        let dictionary = fuda_ipadic::load().map_err(|message| Error::new(ErrorKind::Dictionary, message))?;
        let names: Arc<[&'static str]> = fuda_ipadic::classes().collect();
        let classes = names.iter().map(|name| class(name.split(','))).collect();
        Ok(Self {
            segmenter: Segmenter::new(Mode::Normal, dictionary, None).keep_whitespace(true),
            classes,
            names,
        })
    }

    pub(crate) fn worker(&self) -> TokenWorker {
        TokenWorker {
            worker: self.segmenter.new_worker(),
            dictionary: self.segmenter.dictionary.clone(),
            classes: Arc::clone(&self.classes),
            names: Arc::clone(&self.names),
        }
    }
}

impl TokenWorker {
    /// IPADIC's conjugation type of the last word of `term`, if that word conjugates and stands in its dictionary
    /// form (`怒鳴る` → `五段・ラ行`).
    pub(crate) fn conjugation(&mut self, term: &str) -> Option<&'static str> {
        let tokens = self.worker.segment(term).ok()?;
        let last = tokens.last()?;
        if !last.word_id.is_system() {
            return None;
        }
        let name = self.names.get(usize::from(fuda_ipadic::class_of(last.word_id.id())?))?;
        let mut fields = name.split(',');
        let (part, conjugation, form) = (fields.next()?, fields.nth(3)?, fields.next()?);
        (matches!(part, "動詞" | "形容詞") && form == "基本形").then_some(conjugation)
    }

    /// The words of `text` with IPADIC's name for the class of each (`名詞,固有名詞,人名,姓`), for what needs finer
    /// classes than the engine's. Offsets are bytes.
    pub(crate) fn named(&mut self, text: &str) -> Vec<(std::ops::Range<usize>, String)> {
        let Ok(tokens) = self.worker.segment(text) else { return Vec::new() };
        let class = |id: u32, known: bool| {
            if known {
                let class = fuda_ipadic::class_of(id).map(usize::from);
                return class
                    .and_then(|class| self.names.get(class))
                    .map_or(String::new(), |name| (*name).to_owned());
            }
            let id = usize::try_from(id).unwrap_or_default();
            self.dictionary.unknown_word_details_iter(id).take(4).collect::<Vec<_>>().join(",")
        };
        let word = |token: &lindera::token::Token<'_>| {
            let name = class(token.word_id.id(), token.word_id.is_system());
            (token.byte_start..token.byte_end, name)
        };
        tokens.iter().map(word).collect()
    }

    /// Appends the words of `text[start..end]` to `out`, with offsets into `text`.
    pub(crate) fn tokenize(&mut self, text: &str, start: usize, end: usize, out: &mut Vec<Token>) {
        // Segmenting borrowed UTF-8 text cannot fail; were it to, the sentence has no words and no rule counts.
        let Ok(tokens) = self.worker.segment(&text[start..end]) else { return };
        out.extend(tokens.iter().map(|token| {
            let id = token.word_id.id();
            let (class, base) = if token.word_id.is_system() {
                let class =
                    fuda_ipadic::class_of(id).map_or(UNKNOWN, |class| self.classes[usize::from(class)]);
                (class, fuda_ipadic::base_of(id))
            } else {
                let id = usize::try_from(id).unwrap_or_default();
                (class(self.dictionary.unknown_word_details_iter(id)), None)
            };
            let (from, to) = (start + token.byte_start, start + token.byte_end);
            // NFKC makes （ and ！ into ASCII, which IPADIC takes for nouns.
            let symbol = text[from..to].bytes().all(|byte| byte.is_ascii_punctuation() || byte <= b' ');
            let part = if symbol { Part::Symbol } else { class.part };
            Token { start: from, end: to, part, inflection: class.inflection, base }
        }));
    }
}

const UNKNOWN: Class = Class { part: Part::Noun, inflection: Inflection::None };

/// The class from IPADIC's fields: four parts of speech, conjugation type, conjugation form.
fn class<'f>(fields: impl Iterator<Item = &'f str>) -> Class {
    let fields: Vec<&str> = fields.take(6).collect();
    let field = |at: usize| fields.get(at).copied().unwrap_or("*");
    let part = match (field(0), field(1)) {
        ("名詞", "非自立") => Part::FormalNoun,
        ("名詞", "接尾") => Part::Suffix,
        ("名詞", "数") => Part::Number,
        ("動詞", "非自立") => Part::DependentVerb,
        ("動詞", "接尾") => Part::VerbSuffix,
        ("動詞", _) => Part::Verb,
        ("形容詞", _) => Part::Adjective,
        ("助動詞", _) => Part::Auxiliary,
        ("助詞", "格助詞") if field(2) == "引用" || field(2) == "連語" => Part::QuoteParticle,
        ("助詞", "格助詞") => Part::CaseParticle,
        ("助詞", "接続助詞") => Part::ConjunctiveParticle,
        ("助詞", _) => Part::Particle,
        ("副詞", _) => Part::Adverb,
        ("連体詞", _) => Part::Adnominal,
        ("接続詞", _) => Part::Conjunction,
        ("感動詞" | "フィラー", _) => Part::Interjection,
        ("接頭詞", _) => Part::Prefix,
        ("記号", _) => Part::Symbol,
        _ => Part::Noun,
    };
    let form = field(5);
    let inflection = match form {
        "*" => Inflection::None,
        "基本形" | "体言接続" | "体言接続特殊" | "基本形-促音便" | "文語基本形" => {
            Inflection::Terminal
        }
        "連用タ接続" => Inflection::Past,
        "未然ウ接続" => Inflection::Volitional,
        _ if form.starts_with("未然") => Inflection::Irrealis,
        _ if form.starts_with("連用") => Inflection::Continuative,
        _ if form.starts_with("仮定") => Inflection::Conditional,
        _ if form.starts_with("命令") => Inflection::Imperative,
        _ => Inflection::Other,
    };
    Class { part, inflection }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(String, Part)> {
        let tokenizer = Tokenizer::load().expect("the embedded dictionary");
        let mut tokens = Vec::new();
        tokenizer.worker().tokenize(text, 0, text.len(), &mut tokens);
        tokens.iter().map(|token| (token.base(text).to_owned(), token.part)).collect()
    }

    #[test]
    fn tokens_cover_the_text_and_know_their_base() {
        let found = words("職員を怒鳴った!");
        assert_eq!(found[2], ("怒鳴る".to_owned(), Part::Verb));
        assert_eq!(found.last().map(|word| word.1), Some(Part::Symbol), "ASCII marks are symbols");
    }

    #[test]
    fn the_last_word_of_a_phrase_gives_its_conjugation() {
        let mut worker = Tokenizer::load().expect("the embedded dictionary").worker();
        assert_eq!(worker.conjugation("頭を下げる"), Some("一段"));
        assert_eq!(worker.conjugation("怒鳴る"), Some("五段・ラ行"));
        assert_eq!(worker.conjugation("土下座"), None);
    }
}

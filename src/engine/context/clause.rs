//! Clauses: where one statement ends and the next begins, and what the joint says of who acts next.

use super::bunsetsu::Bunsetsu;
use crate::engine::tokenize::{Inflection, Part, Token};

/// How a clause is joined to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// て, で, ながら, a bare 連用形 and a comma: the same person goes on.
    Carries,
    /// と, たら, ところ, ても, たび: what follows is as a rule the other side's doing (止めると殴った).
    Switches,
    /// が, けど, ので, から, し: a new statement.
    Closes,
    /// 。 and the end.
    Ends,
}

/// One clause by indices into the sentence's tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clause {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) link: Link,
}

/// Particles after which a new statement begins.
const CLOSING: [&str; 10] =
    ["が", "けど", "けれど", "けれども", "ので", "から", "し", "ものの", "のに", "ため"];

/// Cuts the bunsetsu of a sentence into clauses. Those inside a quote are cut as well.
pub(crate) fn cut(text: &str, tokens: &[Token], bunsetsu: &[Bunsetsu], out: &mut Vec<Clause>) {
    out.clear();
    let mut start = 0;
    for one in bunsetsu {
        let found = (one.start..one.end).find_map(|at| Some((at, link(text, tokens, one, at)?)));
        if let Some((_, link)) = found {
            out.push(Clause { start, end: one.end, link });
            start = one.end;
        }
    }
    if start < tokens.len() {
        out.push(Clause { start, end: tokens.len(), link: Link::Ends });
    }
}

/// What the token does at the end of its bunsetsu.
fn link(text: &str, tokens: &[Token], bunsetsu: &Bunsetsu, at: usize) -> Option<Link> {
    let surface = |at: usize| tokens.get(at).map_or("", |token| &text[token.start..token.end]);
    let token = &tokens[at];
    if token.part == Part::Symbol {
        let after_verb = at > bunsetsu.start
            && tokens[at - 1].inflection == Inflection::Continuative
            && matches!(
                tokens[at - 1].part,
                Part::Verb | Part::VerbSuffix | Part::DependentVerb | Part::Auxiliary
            );
        return match surface(at) {
            "。" | "!" | "?" | "\n" => Some(Link::Ends),
            "、" | "," if after_verb => Some(Link::Carries),
            _ => None,
        };
    }
    let after_predicate = at > 0 && is_predicative(&tokens[at - 1]);
    match token.part {
        Part::ConjunctiveParticle => match surface(at) {
            "て" | "で" | "ちゃ" | "じゃ" if surface(at + 1) == "も" => Some(Link::Switches),
            // 警備員が来てようやく腰を上げる: the other side, at last.
            "て" if matches!(surface(at + 1), "ようやく" | "やっと" | "初めて" | "はじめて") => {
                Some(Link::Switches)
            }
            "て" | "で" | "ながら" | "つつ" => {
                let goes_on = tokens.get(at + 1).is_some_and(|next| next.part == Part::DependentVerb);
                (!goes_on).then_some(Link::Carries)
            }
            "と" | "ば" | "ても" | "でも" | "たら" => Some(Link::Switches),
            other if CLOSING.contains(&other) => Some(Link::Closes),
            _ => None,
        },
        Part::FormalNoun | Part::Noun | Part::Suffix if after_predicate => match surface(at) {
            "ところ" | "たび" | "度" | "とき" | "際" => Some(Link::Switches),
            other if CLOSING.contains(&other) => Some(Link::Closes),
            _ => None,
        },
        Part::Auxiliary if token.inflection == Inflection::Conditional => Some(Link::Switches),
        _ => None,
    }
}

fn is_predicative(token: &Token) -> bool {
    matches!(
        token.part,
        Part::Verb | Part::Adjective | Part::Auxiliary | Part::VerbSuffix | Part::DependentVerb
    )
}

/// Byte offsets at which a statement closes: the matcher's `..` does not reach over them.
pub(crate) fn closing_ends(text: &str, tokens: &[Token], out: &mut Vec<usize>) {
    out.clear();
    for (at, token) in tokens.iter().enumerate() {
        let surface = &text[token.start..token.end];
        let closes = match token.part {
            Part::Symbol => matches!(surface, "。" | "!" | "?" | "\n"),
            Part::ConjunctiveParticle => CLOSING.contains(&surface),
            Part::FormalNoun => at > 0 && is_predicative(&tokens[at - 1]) && CLOSING.contains(&surface),
            _ => false,
        };
        if closes {
            out.push(token.end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::bunsetsu::chunk;
    use super::*;
    use crate::engine::tokenize::Tokenizer;

    fn clauses(text: &str) -> Vec<(String, Link)> {
        let tokenizer = Tokenizer::load().expect("the embedded dictionary");
        let (mut tokens, mut bunsetsu, mut clauses) = (Vec::new(), Vec::new(), Vec::new());
        tokenizer.worker().tokenize(text, 0, text.len(), &mut tokens);
        chunk(text, &tokens, &mut bunsetsu);
        cut(text, &tokens, &bunsetsu, &mut clauses);
        let of = |clause: &Clause| text[tokens[clause.start].start..tokens[clause.end - 1].end].to_owned();
        clauses.iter().map(|clause| (of(clause), clause.link)).collect()
    }

    #[test]
    fn joints_tell_who_goes_on() {
        let owned = |parts: &[(&str, Link)]| {
            parts.iter().map(|(part, link)| ((*part).to_owned(), *link)).collect::<Vec<_>>()
        };
        assert_eq!(
            clauses("職員が止めると、机を叩いて怒鳴ったが、帰った。"),
            owned(&[
                ("職員が止めると、", Link::Switches),
                ("机を叩いて", Link::Carries),
                ("怒鳴ったが、", Link::Closes),
                ("帰った。", Link::Ends)
            ])
        );
        assert_eq!(
            clauses("説明したところ、聞いている間に帰られた"),
            owned(&[("説明したところ、", Link::Switches), ("聞いている間に帰られた", Link::Ends)])
        );
    }
}

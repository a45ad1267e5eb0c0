//! Where clauses end: at full stops and after the particles that close a finite clause.

use crate::engine::tokenize::{Part, Token};

/// Particles after which a new statement begins. て and ながら are not among them: they carry on the same one.
const CLOSING: [&str; 10] =
    ["が", "けど", "けれど", "けれども", "ので", "から", "し", "ものの", "のに", "ため"];

/// Byte offsets at which a clause of the sentence ends.
pub(crate) fn clause_ends(text: &str, tokens: &[Token], out: &mut Vec<usize>) {
    out.clear();
    for (at, token) in tokens.iter().enumerate() {
        let surface = &text[token.start..token.end];
        let after_predicate = at > 0
            && matches!(
                tokens[at - 1].part,
                Part::Verb | Part::Adjective | Part::Auxiliary | Part::VerbSuffix | Part::DependentVerb
            );
        let closes = match token.part {
            Part::Symbol => matches!(surface, "。" | "!" | "?" | "\n"),
            Part::ConjunctiveParticle => CLOSING.contains(&surface),
            Part::FormalNoun => after_predicate && CLOSING.contains(&surface),
            _ => false,
        };
        if closes {
            out.push(token.end);
        }
    }
}

//! Why the words of a rule were not found as the rule asks: which stand nowhere, which are parts of other words, which
//! stand in another construction, which quantity is too small, which do not stand together.

use super::{Stage, Steps};
use crate::engine::matching::{Node, Test, evaluate};
use crate::engine::tagger::Worker;
use crate::rules::{Comparison, Gap, Measure};
use crate::span::{Range, Span};

/// What was found of one leaf of a pattern in one sentence.
struct Leaf {
    name: String,
    stage: Option<Stage>,
    places: Vec<Range>,
    detail: String,
}

/// At most so many missing words are named.
const MOST_NAMED: usize = 6;

impl Worker<'_> {
    /// Says for every way in which the pattern could have matched how far it got.
    pub(super) fn explain_words(&mut self, node: &Node, steps: &mut Steps) {
        let mut told = false;
        for sentence in 0..self.page.sentences.len() {
            for way in ways(node) {
                told |= self.explain_way(way, sentence, steps);
            }
        }
        if !told {
            let mut names = Vec::new();
            self.names(node, &mut names);
            let more = if names.len() > MOST_NAMED { " など" } else { "" };
            names.truncate(MOST_NAMED);
            let message = format!("規則の語が記録にありません(探した語: {}{more})", names.join("、"));
            steps.push(Stage::Words, Some(false), message, Vec::new());
        }
    }

    /// One alternative in one sentence. False if none of its words stands there.
    fn explain_way(&mut self, way: &Node, sentence: usize, steps: &mut Steps) -> bool {
        let mut nodes = Vec::new();
        leaves(way, &mut nodes);
        let leaves: Vec<Leaf> = nodes.into_iter().map(|leaf| self.leaf(leaf, sentence)).collect();
        if leaves.iter().all(|leaf| leaf.places.is_empty()) {
            return false;
        }
        let mut all = true;
        for leaf in &leaves {
            let passed = leaf.stage.is_none();
            all &= passed;
            let stage = leaf.stage.unwrap_or(Stage::Words);
            let message = format!("{}: {}", leaf.name, leaf.detail);
            steps.push(stage, Some(passed), message, self.originals(&leaf.places));
        }
        if all {
            let message = "語はそろっていますが、規則の求める並び(同じ節の中でこの順、近さ)ではありません";
            steps.push(Stage::Order, Some(false), message, Vec::new());
        }
        true
    }

    fn leaf(&mut self, node: &Node, sentence: usize) -> Leaf {
        match node {
            Node::Quantity(test) => self.quantity(*test, sentence),
            Node::Set { set, construction } => {
                let bare = Node::Set { set: *set, construction: None };
                let program = &self.tagger.program;
                let name = program.set_names.get(*set as usize).map_or_else(String::new, |name| shown(name));
                let spelled = evaluate(&bare, &self.page.sight(sentence, program, false));
                if spelled.is_empty() {
                    let detail = "この文にありません".to_owned();
                    return Leaf { name, stage: Some(Stage::Words), places: Vec::new(), detail };
                }
                self.tokenize(sentence);
                let program = &self.tagger.program;
                let exact = evaluate(&bare, &self.page.sight(sentence, program, true));
                if exact.is_empty() {
                    let detail = "文字はありますが、別の語の一部です".to_owned();
                    return Leaf { name, stage: Some(Stage::Boundary), places: spelled, detail };
                }
                let found = evaluate(node, &self.page.sight(sentence, program, true));
                let construction = construction.and_then(|number| program.construction_names.get(number));
                match construction {
                    Some(construction) if found.is_empty() => {
                        let detail = format!("語はありますが、「:{construction}」の言い方ではありません");
                        Leaf { name, stage: Some(Stage::Construction), places: exact, detail }
                    }
                    _ => Leaf { name, stage: None, places: found, detail: "あります".to_owned() },
                }
            }
            Node::Any(_) | Node::Sequence(..) => {
                let program = &self.tagger.program;
                self.tokenize(sentence);
                let found = evaluate(node, &self.page.sight(sentence, program, true));
                let mut names = Vec::new();
                self.names(node, &mut names);
                let more = if names.len() > 3 { " など" } else { "" };
                names.truncate(3);
                let name = format!("({}{more})", names.join("、"));
                let stage = found.is_empty().then_some(Stage::Words);
                let detail = if found.is_empty() { "どれもありません" } else { "あります" };
                Leaf { name, stage, places: found, detail: detail.to_owned() }
            }
        }
    }

    fn quantity(&mut self, test: Test, sentence: usize) -> Leaf {
        let (what, unit) = match test.measure {
            Measure::Duration => ("時間の長さ", "分"),
            Measure::Elapsed => ("来てから帰るまでの時間", "分"),
            Measure::Times => ("回数", "回"),
            Measure::Money => ("金額", "円"),
        };
        let limit = match test.comparison {
            Comparison::AtLeast => "以上",
            Comparison::Below => "未満",
        };
        let sight = self.page.sight(sentence, &self.tagger.program, false);
        let own: Vec<_> =
            sight.quantities().iter().filter(|one| one.measure == test.measure).copied().collect();
        let places: Vec<Range> = own.iter().map(|one| one.range).collect();
        let values: Vec<String> = own.iter().map(|one| format!("{}{unit}", one.value)).collect();
        let passed = own.iter().any(|one| test.passes(one));
        let detail = match (own.is_empty(), passed) {
            (true, _) => "この文に記載がありません".to_owned(),
            (false, true) => format!("{}と読みました", values.join("、")),
            (false, false) => format!("{}と読みました。求める値に届きません", values.join("、")),
        };
        let stage = (!passed).then_some(Stage::Quantity);
        Leaf { name: format!("{what} {}{unit}{limit}", test.threshold), stage, places, detail }
    }

    fn names(&self, node: &Node, out: &mut Vec<String>) {
        match node {
            Node::Set { set, .. } => {
                let name = self.tagger.program.set_names.get(*set as usize).map(|name| shown(name));
                out.extend(name.filter(|name| !out.contains(name)));
            }
            Node::Quantity(_) => {}
            Node::Any(items) => {
                for item in items {
                    self.names(item, out);
                }
            }
            Node::Sequence(first, rest) => {
                self.names(first, out);
                for (_, item) in rest {
                    self.names(item, out);
                }
            }
        }
    }

    fn originals(&self, places: &[Range]) -> Vec<Span> {
        places.iter().take(3).map(|place| self.page.normalized.original(*place)).collect()
    }
}

/// The alternatives at the top of a pattern.
fn ways(node: &Node) -> Vec<&Node> {
    match node {
        Node::Any(items) => items.iter().flat_map(ways).collect(),
        other => vec![other],
    }
}

/// The parts of one alternative that must all be there.
fn leaves<'n>(node: &'n Node, out: &mut Vec<&'n Node>) {
    match node {
        Node::Sequence(first, rest) => {
            leaves(first, out);
            for (gap, item) in rest {
                if *gap != Gap::NotNext {
                    leaves(item, out);
                }
            }
        }
        other => out.push(other),
    }
}

/// A list or word as the rule's author wrote it; a long expression is cut.
fn shown(name: &str) -> String {
    const LONGEST: usize = 24;
    let plain = name.strip_prefix(['"', '/']).unwrap_or(name);
    if plain.chars().count() <= LONGEST {
        return format!("「{plain}」");
    }
    let cut: String = plain.chars().take(LONGEST).collect();
    format!("「{cut}…」")
}

//! How much of a note's time goes into which stage?
#![allow(clippy::disallowed_methods, reason = "tests and benchmarks read the project's own files")]

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fuda::engine::Stages;
use fuda::eval::{GoldNote, parse_gold};
use fuda::{Tagger, Worker};

fn notes(labelled: bool) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/dev.jsonl");
    let gold =
        parse_gold("dev", &std::fs::read_to_string(path).expect("the corpus")).expect("labelled notes");
    let wanted = |note: &GoldNote| note.labels.is_empty() != labelled;
    gold.into_iter().filter(wanted).map(|note| note.text).collect()
}

/// Runs `stage` over all notes, after asserting that it finds what one pass found before: a stage that does nothing
/// is fast.
fn measure(
    criterion: &mut Criterion,
    name: &str,
    notes: &[String],
    expected: usize,
    mut stage: impl FnMut(&str) -> usize,
) {
    let count = |stage: &mut dyn FnMut(&str) -> usize| notes.iter().map(|note| stage(note)).sum::<usize>();
    assert_eq!(count(&mut stage), expected, "{name}");
    let bytes: usize = notes.iter().map(String::len).sum();
    let mut group = criterion.benchmark_group("stages");
    group.throughput(Throughput::Bytes(u64::try_from(bytes).expect("a small corpus")));
    group.bench_function(name, |bencher| bencher.iter(|| black_box(count(&mut stage))));
    group.finish();
}

fn stages(criterion: &mut Criterion) {
    let tagger = Tagger::builtin().expect("the built-in rules");
    for (kind, labelled) in [("incidents", true), ("everyday", false)] {
        let notes = notes(labelled);
        assert_eq!(notes.len(), 100);
        let mut stages = Stages::new(&tagger);
        let total =
            |stage: &mut dyn FnMut(&str) -> usize| notes.iter().map(|note| stage(note)).sum::<usize>();
        let bytes = total(&mut |note| stages.normalize(note));
        assert!(bytes > 40_000, "{bytes}");
        measure(criterion, &format!("normalise/{kind}"), &notes, bytes, |note| stages.normalize(note));
        let mut scan = |note: &str| {
            stages.normalize(note);
            stages.scan()
        };
        let atoms = total(&mut scan);
        assert!(atoms > 100, "{atoms}");
        measure(criterion, &format!("normalise+scan/{kind}"), &notes, atoms, scan);
        let mut tokenize = |note: &str| {
            stages.normalize(note);
            stages.tokenize()
        };
        let tokens = total(&mut tokenize);
        assert!(tokens > 10_000, "{tokens}");
        measure(criterion, &format!("normalise+tokenise/{kind}"), &notes, tokens, tokenize);
        let mut worker: Worker<'_> = tagger.worker();
        let mut tag = |note: &str| {
            let tagging = worker.tag(note);
            tagging.categories.len() + tagging.set_aside.len()
        };
        let found = total(&mut tag);
        assert!(!labelled || found > 50, "{found}");
        measure(criterion, &format!("tag/{kind}"), &notes, found, tag);
        let mut eager = tagger.eager_worker();
        let all = |note: &str| {
            let tagging = eager.tag(note);
            tagging.categories.len() + tagging.set_aside.len()
        };
        measure(criterion, &format!("tag-eagerly/{kind}"), &notes, found, all);
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = stages
}
criterion_main!(benches);

//! What does reading the context of a candidate add, and what do notes without candidates pay for it?
#![allow(clippy::disallowed_methods, reason = "tests and benchmarks read the project's own files")]

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fuda::Tagger;
use fuda::engine::Stages;
use fuda::eval::parse_gold;

/// Notes of `corpus/dev.jsonl` with a candidate, and without any.
fn notes(stages: &mut Stages<'_>) -> (Vec<String>, Vec<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/dev.jsonl");
    let gold =
        parse_gold("dev", &std::fs::read_to_string(path).expect("the corpus")).expect("labelled notes");
    gold.into_iter().map(|note| note.text).partition(|note| stages.find(note) > 0)
}

fn context(criterion: &mut Criterion) {
    let tagger = Tagger::builtin().expect("the built-in rules");
    let mut stages = Stages::new(&tagger);
    let (dense, sparse) = notes(&mut stages);
    assert!(dense.len() > 100 && sparse.len() > 10, "{} and {}", dense.len(), sparse.len());
    for (kind, notes) in [("candidates", &dense), ("sparse", &sparse)] {
        let found: usize = notes.iter().map(|note| stages.find(note)).sum();
        let aside: usize = notes
            .iter()
            .map(|note| {
                stages.find(note);
                stages.contexts()
            })
            .sum();
        assert_eq!(found > 0, kind == "candidates");
        assert!(aside <= found && (aside > 0) == (found > 0), "{aside} of {found}");
        // Per candidate, so that the two lines differ by what one context costs; per note where there are none.
        let units = if found == 0 { notes.len() } else { found };
        let mut group = criterion.benchmark_group(format!("context/{kind}"));
        group.throughput(Throughput::Elements(u64::try_from(units).expect("a small corpus")));
        group.bench_function("match", |bencher| {
            bencher.iter(|| notes.iter().map(|note| black_box(stages.find(note))).sum::<usize>());
        });
        group.bench_function("match+context", |bencher| {
            bencher.iter(|| {
                let read = |note: &String| {
                    stages.find(note);
                    black_box(stages.contexts())
                };
                notes.iter().map(read).sum::<usize>()
            });
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = context
}
criterion_main!(benches);

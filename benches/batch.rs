//! What do reading, threads and writing add to tagging?
#![allow(clippy::disallowed_methods, reason = "tests and benchmarks read the project's own files")]

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fuda::batch::{Batch, Summary};
use fuda::files::{InputOptions, JsonlRender, Render, open_reader};
use fuda::{OffsetUnit, Tagger};

/// The sample export, its rows repeated as a large export has them: CP932 bytes, quoted newlines and all.
fn export(times: usize) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/sample.csv");
    let bytes = std::fs::read(path).expect("the sample");
    let header = bytes.iter().position(|byte| *byte == b'\n').expect("a header") + 1;
    let mut export = bytes[..header].to_vec();
    for _ in 0..times {
        export.extend_from_slice(&bytes[header..]);
    }
    export
}

fn run(tagger: &Tagger, export: &[u8], threads: usize) -> Summary {
    let bytes = Box::new(std::io::Cursor::new(export.to_vec()));
    let source = open_reader(bytes, "sample", &InputOptions::default()).expect("a CSV file");
    let render = JsonlRender::new(OffsetUnit::Char, false, source.header(), source.text_index());
    let batch = Batch::new(tagger, Some(threads)).expect("threads");
    let mut out = std::io::sink();
    batch
        .run(source, &|note, outcome, bytes| render.note(note, outcome, bytes), &mut out, &mut |_| {})
        .expect("a run")
}

fn batch(criterion: &mut Criterion) {
    let tagger = Tagger::builtin().expect("the built-in rules");
    let export = export(50);
    let mut group = criterion.benchmark_group("batch");
    group.throughput(Throughput::Bytes(u64::try_from(export.len()).expect("a small export")));
    for threads in [1, 2] {
        let summary = run(&tagger, &export, threads);
        assert_eq!((summary.rows, summary.unreadable), (48 * 50, 0));
        assert!(summary.tagged > 0);
        group.bench_function(format!("cp932-csv-to-jsonl/{threads}-threads"), |bencher| {
            bencher.iter(|| black_box(run(&tagger, &export, threads)));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = batch
}
criterion_main!(benches);

#!/usr/bin/env bash
# What does HTTP add to tagging? Single notes and batches through `fuda serve`, against the library on the same notes.
#
#   cargo build --release && benches/serve.sh            (needs wrk, curl and python3; on Debian: apt-get install wrk)
#
# Server and load share this machine and its cores, so single notes show what is left beside the load generator.
set -euo pipefail
cd "$(dirname "$0")/.."
fuda=${FUDA:-target/release/fuda}
seconds=${SECONDS_EACH:-10}
work=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

# Every note of the open corpora; one note of 300 characters made of them.
cat corpus/dev.jsonl corpus/round-*.jsonl corpus/contrast.jsonl > "$work/notes.jsonl"
python3 - "$work" <<'PY'
import json, sys
work = sys.argv[1]
notes = [json.loads(line) for line in open(f"{work}/notes.jsonl", encoding="utf-8")]
slim = [{"id": note["id"], "text": note["text"]} for note in notes]
json.dump(slim, open(f"{work}/array.json", "w", encoding="utf-8"), ensure_ascii=False)
text = next(n["text"] for n in slim if len(n["text"]) >= 150)
text = (text + "".join(n["text"] for n in slim[:20]))[:300]
with open(f"{work}/same.jsonl", "w", encoding="utf-8") as out:
    out.write((json.dumps({"text": text}, ensure_ascii=False) + "\n") * 6000)
json.dump({"text": text}, open(f"{work}/one.json", "w", encoding="utf-8"), ensure_ascii=False)
with open(f"{work}/many.jsonl", "w", encoding="utf-8") as out:
    for _ in range(10):
        for note in slim:
            out.write(json.dumps(note, ensure_ascii=False) + "\n")
print(f"{len(slim)} notes, {sum(len(n['text']) for n in slim) / len(slim):.0f} characters on average")
PY
for name in one array; do
  printf 'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nlocal file = io.open("%s", "rb")\nwrk.body = file:read("*a")\n' \
    "$work/$name.json" > "$work/$name.lua"
done

"$fuda" serve --addr 127.0.0.1:0 --quiet --timeout 60 2> "$work/log" & server=$!
until grep -q http "$work/log"; do sleep 0.1; done
url=$(grep -o 'http://[0-9.:]*' "$work/log")
warm() { curl -s -o /dev/null -H 'Content-Type: application/json' --data-binary "@$work/array.json" "$url/v1/tag"; }
warm; warm

echo '── one note of 300 characters, one client (as somebody types)'
wrk -t1 -c1 -d"${seconds}s" --latency -s "$work/one.lua" "$url/v1/tag" | grep -E '50%|99%|Requests/sec|Non-2xx' || true
echo '── the same, 16 clients'
wrk -t1 -c16 -d"${seconds}s" --latency -s "$work/one.lua" "$url/v1/tag" | grep -E '50%|99%|Requests/sec|Non-2xx' || true
echo '── the corpus as an array, 2 clients'
each=$(wc -l < "$work/notes.jsonl")
wrk -t1 -c2 -d"$((seconds * 2))s" --timeout 60s -s "$work/array.lua" "$url/v1/tag" |
  awk -v each="$each" '/Requests\/sec/ { printf "%.0f notes/s\n", $2 * each } /Non-2xx/'

notes=$(wc -l < "$work/many.jsonl")
rate() { python3 -c "import sys; print(f'{$notes / ($2 - $1 - $3):.0f} notes/s')"; }
now() { date +%s.%N; }
echo '── the corpus ten times over: as a stream through the server'
begun=$(now); curl -s -o "$work/served.jsonl" -H 'Content-Type: application/x-ndjson' -T "$work/many.jsonl" -X POST "$url/v1/tag"; ended=$(now)
rate "$begun" "$ended" 0
echo '── the same through the library on all cores (fuda tag, without its start)'
begun=$(now); "$fuda" explain . > /dev/null; start=$(python3 -c "print($(now) - $begun)")
begun=$(now); "$fuda" tag --progress never "$work/many.jsonl" > "$work/told.jsonl" 2> /dev/null; ended=$(now)
rate "$begun" "$ended" "$start"
echo '── and the one note of 300 characters, 6,000 times through the library'
begun=$(now); "$fuda" tag --progress never "$work/same.jsonl" > /dev/null 2>&1; ended=$(now)
python3 -c "print(f'{6000 / ($ended - $begun - $start):.0f} notes/s')"
cmp "$work/served.jsonl" "$work/told.jsonl" && echo 'the stream gave the same bytes'

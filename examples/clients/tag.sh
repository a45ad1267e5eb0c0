#!/usr/bin/env bash
# Suggestions with curl: one note, a file of notes as a stream, and a CSV that comes back with six more columns.
#
#   fuda serve &
#   examples/clients/tag.sh [http://127.0.0.1:7878]
#
# With a token: FUDA_TOKEN=… examples/clients/tag.sh
set -euo pipefail
url=${1:-http://127.0.0.1:7878}
here=$(cd "$(dirname "$0")" && pwd)
ask=(curl --silent --show-error --fail-with-body)
if [ -n "${FUDA_TOKEN:-}" ]; then ask+=(-H "Authorization: Bearer $FUDA_TOKEN"); fi

echo '── 1件'
"${ask[@]}" -H 'Content-Type: application/json' \
  -d '{"id": "a017", "text": "窓口で「土下座しろ」と怒鳴られた。"}' "$url/v1/tag"

echo '── 多くの記録(1行に1件。結果は届いた順に流れてくる)'
"${ask[@]}" -H 'Content-Type: application/x-ndjson' -T - "$url/v1/tag" -X POST <<'NOTES'
{"id": "1", "text": "転入届を受理した。"}
{"id": "2", "text": "「誠意を見せろ」と2時間居座られた。"}
NOTES

echo '── CSV(元の列と文字コードのまま、6列を加えて返る)'
"${ask[@]}" -X POST -T "$here/../../corpus/sample.csv" "$url/v1/files?name=sample.csv" | wc -l

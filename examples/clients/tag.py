"""Suggestions with Python's standard library: one note, many notes, and why.

    fuda serve &
    python3 examples/clients/tag.py [http://127.0.0.1:7878]

With a token: FUDA_TOKEN=… python3 examples/clients/tag.py
"""

import json
import os
import sys
import urllib.error
import urllib.request

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7878"


def ask(path, body):
    """Sends JSON and returns JSON. What the server refuses becomes an error that says the cure."""
    headers = {"Content-Type": "application/json"}
    if token := os.environ.get("FUDA_TOKEN"):
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        problem = json.load(refused)
        raise SystemExit(f"{problem['detail']} → {problem['cure']}") from None


def main():
    note = "窓口で「土下座しろ」と怒鳴られた。机を叩くことはなかった。"
    record = ask("/v1/tag", {"text": note})
    for category in record["categories"]:
        print(f"{category['label']}に該当しうる記載(要確認) {category['score']:.2f}")
        for evidence in category["evidence"]:
            # Offsets count characters, as Python does.
            assert note[evidence["start"]:evidence["end"]] == evidence["text"]
            print(f"    「{evidence['text']}」 {evidence['why']}")
    for aside in record["set_aside"]:
        cue = f"、手がかり「{aside['cue']['text']}」" if aside["cue"] else ""
        print(f"除外した記載 「{aside['text']}」 {aside['reason']}{cue}")

    notes = [{"id": "1", "text": "転入届を受理した。"}, {"id": "2", "text": "「誠意を見せろ」と2時間居座られた。"}]
    for record in ask("/v1/tag?policy=mhlw-2022", notes):
        print(record["id"], [category["label"] for category in record["categories"]])

    explained = ask("/v1/explain", {"text": note})
    for rule in explained["rules"]:
        print(rule["rule"], "数える" if rule["counts"] else "数えない")


main()

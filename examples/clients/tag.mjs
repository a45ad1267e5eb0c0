// Suggestions with fetch, as in a browser or in Node.js 18 and later.
//
//   fuda serve &
//   node examples/clients/tag.mjs [http://127.0.0.1:7878]
//
// With a token: FUDA_TOKEN=… node examples/clients/tag.mjs

const url = process.argv[2] ?? "http://127.0.0.1:7878";
const headers = { "Content-Type": "application/json" };
if (process.env.FUDA_TOKEN) headers.Authorization = `Bearer ${process.env.FUDA_TOKEN}`;

async function ask(path, body) {
  const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.detail} → ${answer.cure}`);
  return answer;
}

// JavaScript counts UTF-16 units, so the offsets are asked for in those: 𠮷 is one letter and two units.
const text = "𠮷田様に「土下座しろ」と怒鳴られた。";
const record = await ask("/v1/tag?offsets=utf16", { text });
for (const category of record.categories) {
  console.log(`${category.label}に該当しうる記載(要確認) ${category.score.toFixed(2)}`);
  for (const evidence of category.evidence) console.log(`    「${text.slice(evidence.start, evidence.end)}」 ${evidence.why}`);
}

const { policies } = await (await fetch(`${url}/v1/policies`, { headers })).json();
console.log(`方針 ${policies.length} 件`);

// A stream: records come back while notes are still being read.
const lines = [{ text: "転入届を受理した。" }, { text: "「誠意を見せろ」と2時間居座られた。" }].map((note) => `${JSON.stringify(note)}\n`);
const stream = await fetch(`${url}/v1/tag`, { method: "POST", headers: { ...headers, "Content-Type": "application/x-ndjson" }, body: lines.join("") });
let rest = "";
for await (const chunk of stream.body.pipeThrough(new TextDecoderStream())) {
  const parts = (rest + chunk).split("\n");
  rest = parts.pop();
  for (const line of parts) console.log(JSON.parse(line).id, JSON.parse(line).categories.map((one) => one.id));
}

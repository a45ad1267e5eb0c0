// The words of the page in two languages. Labels of policies stay in the policy's own words.

const ja = {
  skip: "記録の欄へ", tagline: "記録が方針のどの類型に該当しうるかを、根拠とともに示します。判断は人が行います。",
  policy: "方針", language: "English", note: "記録", example: "例を入れる", clear: "消す",
  placeholder: "記録を書くか、貼り付けてください。書いている間に候補が出ます。",
  evidence: "根拠", aside: "除外した記載", cue: "除外の手がかり", flag: "留意事項",
  privacy: "記録はこの機械の中だけで読み、保存しません。印刷しても記録は出ません。",
  result: "該当しうる類型", empty: "記録を書くと、該当しうる類型がここに出ます。",
  none: "該当しうる記載は見つかりませんでした。見落としもありえます。", waiting: "読んでいます…",
  may: (label) => `${label}に該当しうる記載`, check: "(要確認)", score: "スコア",
  summary: (found, aside, flags) => (found ? `${found} つの類型に該当しうる記載があります(要確認)。` : ja.none) +
    (aside ? `除外した記載 ${aside}。` : "") + (flags ? `留意事項 ${flags}。` : ""),
  count: (letters) => `${letters.toLocaleString("ja")} 字`,
  asideTitle: "除外した記載", asideLead: "語は当たりましたが、文脈から数えませんでした。",
  flagTitle: "留意事項", flagLead: "判断の際に、併せて見てください。",
  because: (reason, cue) => (cue ? `${reason}(手がかり「${cue}」)` : reason),
  more: (number) => `ほか ${number} か所`, clause: "方針の文言", group: "区分", examples: "方針が挙げる例", seen: "文言の確認", sources: "出典", remark: "注",
  go: (text) => `記録の中の「${text}」へ移る`,
  files: "ファイルに付ける",
  fileLabel: "CSV、TSV、JSONL、テキストのファイルをここに落とすか、選んでください。元の列に6列を加えて返します。",
  column: "本文の列(分からないときは空のまま)", download: "結果を保存する", stop: "中止する", stopped: "中止しました。",
  sending: (name) => `${name} を読んでいます…`,
  progress: (name, rows) => `${name}: ${rows.toLocaleString("ja")} 件まで付けました。`,
  done: (name, end) => `${name}: ${end.rows.toLocaleString("ja")} 件のうち、該当しうる記載あり ${end.tagged.toLocaleString("ja")} 件、` +
    `読めない行 ${end.unreadable.toLocaleString("ja")} 件。候補は要確認です。`,
  columnUsed: (column) => `本文の列は「${column}」です。`,
  caution: "候補は「〜に該当しうる記載(要確認)」です。正当な苦情、合理的配慮の求め、病気による言動はカスタマーハラスメントではありません。",
  docs: "ほかの道具から使う(HTTP API)", onPaper: "この画面は印刷しません。記録と結果は、画面で確認してください。",
  tokenLabel: "この画面を使うには、管理者から受け取ったトークンを入れてください。", tokenButton: "使う",
  about: (health) => `fuda ${health.version}・規則 ${health.rules.count} 件`,
  stale: "規則の変更に誤りがあり、前の規則で動いています。管理者に知らせてください。",
  reasons: {
    "negated": "否定", "hypothetical": "仮定・予定・注意喚起", "other-agent": "別の人の行為", "other-target": "別の人に対する行為",
    "background": "過去の経緯", "other-sense": "別の意味", "below-threshold": "根拠が弱い", "not-covered": "この方針の類型にない行為",
  },
  flags: { "staff-error": "職員側の誤り", "accommodation": "配慮が必要な事情", "illness": "病状に関する記載" },
  seenWords: { full: "全文を確認", partly: "一部を確認", quoted: "引用・報道で確認", unseen: "文言は未確認" },
  acts: {},
  problems: {
    unreachable: ["サーバーに届きません", "fuda serve が動いているか確かめてください。"],
    internal: ["サーバーの内部で失敗しました", "もう一度試し、繰り返すときは管理者に知らせてください。"],
  },
};

const en = {
  skip: "Skip to the note", tagline: "Shows which categories of a policy a note may fall under, with the evidence. A person decides.",
  policy: "Policy", language: "日本語", note: "Note", example: "Insert an example", clear: "Clear",
  placeholder: "Write or paste a note in Japanese. Suggestions appear while you type.",
  evidence: "Evidence", aside: "Set aside", cue: "Cue for setting aside", flag: "To be considered",
  privacy: "Notes are read on this machine only and never stored. Printing shows no note.",
  result: "Possible categories", empty: "Write a note, and possible categories appear here.",
  none: "Nothing found that may fall under a category. Things can be missed.", waiting: "Reading…",
  may: (label) => `May fall under ${label}`, check: "(to be checked)", score: "Score",
  summary: (found, aside, flags) => (found ? `May fall under ${found} ${found === 1 ? "category" : "categories"} (to be checked). ` : `${en.none} `) +
    (aside ? `Set aside: ${aside}. ` : "") + (flags ? `To be considered: ${flags}.` : ""),
  count: (letters) => `${letters.toLocaleString("en")} characters`,
  asideTitle: "Set aside", asideLead: "These words matched, and were not counted because of their context.",
  flagTitle: "To be considered", flagLead: "Take these circumstances into account.",
  because: (reason, cue) => (cue ? `${reason} (cue: “${cue}”)` : reason),
  more: (number) => `${number} more`, clause: "Wording of the policy", group: "Group", examples: "Examples in the policy", seen: "Wording seen", sources: "Sources", remark: "Remark",
  go: (text) => `Go to “${text}” in the note`,
  files: "Tag a file",
  fileLabel: "Drop a CSV, TSV, JSONL or text file here, or choose one. It comes back with six more columns.",
  column: "Column of the notes (leave empty if unsure)", download: "Save the result", stop: "Stop", stopped: "Stopped.",
  sending: (name) => `Reading ${name}…`,
  progress: (name, rows) => `${name}: ${rows.toLocaleString("en")} notes tagged.`,
  done: (name, end) => `${name}: of ${end.rows.toLocaleString("en")} notes ${end.tagged.toLocaleString("en")} may fall under a category, ` +
    `${end.unreadable.toLocaleString("en")} could not be read. Suggestions are to be checked.`,
  columnUsed: (column) => `Notes are in the column “${column}”.`,
  caution: "Suggestions are to be checked by a person. Just complaints, requests for accommodation and conduct out of illness are no customer harassment.",
  docs: "Use from other programs (HTTP API)", onPaper: "This page is not printed. Read notes and results on the screen.",
  tokenLabel: "To use this page, enter the token that your administrator gave you.", tokenButton: "Use",
  about: (health) => `fuda ${health.version}, ${health.rules.count} rules`,
  stale: "A change of the rules has mistakes; the former rules are in use. Tell your administrator.",
  reasons: {
    "negated": "denied", "hypothetical": "condition, plan or advice", "other-agent": "somebody else did it", "other-target": "done to somebody else",
    "background": "earlier case", "other-sense": "another sense", "below-threshold": "weak evidence", "not-covered": "no category of this policy",
  },
  flags: { "staff-error": "the office's own mistake", "accommodation": "a need for accommodation", "illness": "illness" },
  seenWords: { full: "read in full", partly: "read in part", quoted: "known from quotations", unseen: "not verified" },
  acts: {
    "redo-without-fault": "demand to redo without fault", "unrelated-demand": "unrelated demand", "physical-attack": "physical attack",
    "mental-attack": "mental attack", "intimidation": "intimidation", "kneeling-demand": "demand to kneel",
    "persistent-repetition": "persistent repetition", "long-retention": "long retention", "discrimination": "discriminatory words",
    "sexual": "sexual words or acts", "personal-attack": "attack on a staff member's person", "non-cooperation": "refusal to cooperate",
    "excessive-exchange": "excessive demand for exchange", "excessive-compensation": "excessive demand for money",
    "excessive-apology": "excessive demand for apology", "impossible-abstract": "impossible or abstract demand",
  },
  problems: {
    "unreachable": ["The server cannot be reached", "Check that fuda serve is running."],
    "internal": ["The server failed", "Try again, and tell your administrator if it happens again."],
    "note-too-long": ["The note is too long", "Split it."], "body-too-large": ["Too much was sent at once", "Split it."],
    "time-out": ["It took too long", "Shorten the note or split it."], "too-many-requests": ["The server is busy", "Wait a second and try again."],
    "unreadable": ["It could not be read", "See the details below."], "unknown-policy": ["There is no such policy", "Choose another one."],
    "unauthorized": ["A token is needed", "Ask your administrator."], "bad-request": ["The request was not understood", "See the details below."],
    "forbidden-host": ["The server does not answer to this name", "Open it as http://localhost: …"],
  },
};

const known = { ja, en };
const KEY = "fuda-language";
let language = localStorage.getItem(KEY) ?? (navigator.language.startsWith("ja") ? "ja" : "en");
if (!(language in known)) language = "ja";

export const words = () => known[language];
export const currentLanguage = () => language;

/** Puts the words of the language into the page. */
export function speak(next = language) {
  language = next;
  localStorage.setItem(KEY, next);
  document.documentElement.lang = next;
  for (const place of document.querySelectorAll("[data-word]")) place.textContent = words()[place.dataset.word];
  const button = document.querySelector("#language");
  button.textContent = words().language;
  button.lang = next === "ja" ? "en" : "ja";
  document.querySelector("#note").placeholder = words().placeholder;
}

export const otherLanguage = () => (language === "ja" ? "en" : "ja");

// The page: what is typed goes to the server a moment after the last letter, and what was found is shown.

import { get, setToken, tag } from "./api.js";
import { watchFiles } from "./file.js";
import { learn, show, trouble } from "./show.js";
import { otherLanguage, speak, words } from "./words.js";

const $ = (id) => document.getElementById(id);

/** The pause after a letter before the note is read: shorter than a thought, longer than most keystrokes apart. */
const PAUSE = 120;
const POLICY = "fuda-policy";
const EXAMPLE = "窓口で「土下座しろ」と怒鳴られた。カウンターを叩くことはなかった。こちらの入力ミスは訂正済み。";

const state = { policies: [], shown: null, problem: null, timer: 0, asking: null, number: 0 };

const policy = () => state.policies.find((one) => one.id === $("policy").value);

function draw() {
  const text = $("note").value;
  // While an answer is awaited the old marks stay, as long as they still fit the text.
  const fits = state.shown && state.shown.text === text;
  show(text, fits ? state.shown.record : null, policy());
  if (text && !fits) $("status").textContent = state.problem ? "" : words().waiting;
  trouble($("problem"), state.problem);
  $("count").textContent = text ? words().count([...text].length) : "";
  $("clear").hidden = !text;
  $("example").hidden = Boolean(text);
}

async function ask() {
  state.asking?.abort();
  const text = $("note").value;
  const number = (state.number += 1);
  if (!text.trim()) {
    Object.assign(state, { shown: null, problem: null });
    return draw();
  }
  state.asking = new AbortController();
  try {
    const record = await tag(text, $("policy").value, state.asking.signal);
    if (number === state.number) Object.assign(state, { shown: { text, record }, problem: null });
  } catch (problem) {
    if (problem.name === "AbortError" || number !== state.number) return;
    Object.assign(state, { shown: null, problem });
    if (problem.body?.code === "unauthorized") $("gate").hidden = false;
  }
  draw();
}

function typed(event) {
  // Letters that an input method has not settled yet are no words.
  if (event.isComposing) return shift();
  clearTimeout(state.timer);
  state.timer = setTimeout(ask, PAUSE);
  shift();
}

/** Keeps the marks before the place of a change until the answer is there, so that the page does not flicker. */
function shift() {
  const [text, old] = [$("note").value, state.shown];
  if (!old || old.text === text) return old ? undefined : draw();
  let same = 0;
  while (same < text.length && text[same] === old.text[same]) same += 1;
  const before = (place) => place.end <= same;
  const kept = {
    ...old.record,
    categories: old.record.categories.map((one) => ({ ...one, evidence: one.evidence.filter(before) })).filter((one) => one.evidence.length),
    set_aside: old.record.set_aside.filter((one) => before(one) && (!one.cue || before(one.cue))),
    flags: old.record.flags.filter(before),
  };
  state.shown = { text, record: kept };
  draw();
}

function write(text) {
  $("note").value = text;
  $("note").focus();
  ask();
}

async function begin() {
  const [known, health] = await Promise.all([get("/v1/policies"), get("/v1/health")]);
  state.policies = known.policies;
  learn(known.policies);
  const options = known.policies.map((one) => new Option(`${one.issuer} ${one.name}`, one.id));
  $("policy").replaceChildren(...options);
  const wanted = localStorage.getItem(POLICY);
  $("policy").value = known.policies.some((one) => one.id === wanted) ? wanted : known.default;
  state.health = health;
  tell();
  trouble($("problem"), null);
  await ask();
}

function tell() {
  if (!state.health) return;
  const stale = state.health.status === "stale-rules" ? ` ${words().stale}` : "";
  $("about").textContent = words().about(state.health) + stale;
}

async function start() {
  try {
    await begin();
    $("gate").hidden = true;
  } catch (problem) {
    if (problem.body?.code === "unauthorized") $("gate").hidden = false;
    state.problem = problem;
    draw();
  }
}

speak();
draw();
$("note").addEventListener("input", typed);
$("note").addEventListener("compositionend", typed);
$("example").addEventListener("click", () => write(EXAMPLE));
$("clear").addEventListener("click", () => write(""));
$("policy").addEventListener("change", () => {
  localStorage.setItem(POLICY, $("policy").value);
  ask();
});
$("language").addEventListener("click", () => {
  speak(otherLanguage());
  tell();
  draw();
});
$("gate").addEventListener("submit", (event) => {
  event.preventDefault();
  setToken($("token").value.trim());
  $("token").value = "";
  start();
});
watchFiles(() => $("policy").value);
start();

// Shows what was found: marks in the note, cards beside it. All text goes in as text, never as markup.

import { currentLanguage, words } from "./words.js";

const $ = (id) => document.getElementById(id);

function make(name, options = {}, ...children) {
  const { text, ...attributes } = options;
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  node.append(...children);
  return node;
}

/** Every marked range of a record, with its kind. */
function ranges(record) {
  const all = record.categories.flatMap((one) => one.evidence.map((place) => ({ ...place, kind: "evidence" })));
  for (const one of record.set_aside) {
    all.push({ ...one, kind: "aside" });
    if (one.cue) all.push({ ...one.cue, kind: "cue" });
  }
  all.push(...record.flags.map((one) => ({ ...one, kind: "flag" })));
  return all.filter((one) => one.start < one.end);
}

/** Lays the marks under the text. */
export function mark(text, record) {
  const all = record ? ranges(record) : [];
  const cuts = [...new Set([0, text.length, ...all.flatMap((one) => [one.start, one.end])])].sort((a, b) => a - b);
  const pieces = [];
  for (let number = 0; number + 1 < cuts.length; number += 1) {
    const [start, end] = [cuts[number], cuts[number + 1]];
    const kinds = new Set(all.filter((one) => one.start <= start && end <= one.end).map((one) => one.kind));
    const words = text.slice(start, end);
    pieces.push(kinds.size ? make("mark", { class: [...kinds].join(" "), "data-start": start, text: words }) : words);
  }
  // A text that ends with a line break has one more line than its letters show.
  $("mirror").replaceChildren(...pieces, "\u200b");
}

/** Shows a record, or what stands there without one. */
export function show(text, record, policy) {
  mark(text, record);
  const w = words();
  const told = record
    ? w.summary(record.categories.length, grouped(record.set_aside).length, record.flags.length)
    : w.empty;
  // Said anew only when it has changed: a screen reader is not to speak at every letter.
  if ($("status").textContent !== told) $("status").textContent = told;
  $("legend").hidden = !record || ranges(record).length === 0;
  $("results").replaceChildren(...(record ? cards(record, policy) : []));
}

function cards(record, policy) {
  const w = words();
  const found = record.categories.map((one) => suggestion(one, policy));
  const aside = grouped(record.set_aside);
  if (aside.length) {
    const items = aside.map((one) => {
      const reason = w.because(w.reasons[one.reason] ?? one.reason, one.cue?.text);
      const labels = one.categories.map((id) => label(policy, id)).join("、");
      return make("li", {}, jump(one, "aside"), " ", make("span", { text: reason }), " ", make("span", { class: "why", lang: "ja", text: labels }));
    });
    found.push(section("aside", w.asideTitle, w.asideLead, items));
  }
  if (record.flags.length) {
    const items = record.flags.map((one) => make("li", {}, jump(one, "flag"), " ", make("span", { text: w.flags[one.id] ?? one.id })));
    found.push(section("flag", w.flagTitle, w.flagLead, items));
  }
  return found;
}

function section(kind, title, lead, items) {
  const head = make("header", {}, make("h3", { text: title }));
  return make("article", { class: `card ${kind}` }, head, make("p", { class: "quiet", text: lead }), ...listed(items));
}

function suggestion(one, policy) {
  const w = words();
  const score = one.score.toFixed(2);
  const name = make("span", { lang: "ja", text: one.label });
  const gloss = w.acts[one.id] ? ` — ${w.acts[one.id]}` : "";
  const [before, after] = w.may("\u0000").split("\u0000");
  const title = make("h3", {}, before, name, after, make("small", { text: `${gloss}${w.check}` }));
  const meter = make("meter", { min: 0, max: 1, value: score, "aria-hidden": "true" });
  const head = make("header", {}, title, make("span", { class: "score" }, `${w.score} ${score} `, meter));
  const places = merged(one.evidence).map((place) =>
    make("li", {}, jump(place, "evidence"), " ", make("span", { class: "why", lang: "ja", text: place.whys.join("、") }), " ", make("span", { class: "rule", text: place.rules.join(" ") })),
  );
  return make("article", { class: "card" }, head, ...listed(places), clause(one, policy));
}

/** The first few of a list, and the rest for whoever wants to see it. */
function listed(items) {
  const FEW = 6;
  const list = (some) => make("ul", { class: "places" }, ...some);
  // One more would take no more room than the words that hide it.
  if (items.length <= FEW + 1) return [list(items)];
  const rest = make("details", {}, make("summary", { text: words().more(items.length - FEW) }), list(items.slice(FEW)));
  return [list(items.slice(0, FEW)), rest];
}

/** What the policy itself says of the category, and how far that was seen. */
function clause(one, policy) {
  const w = words();
  const category = policy?.categories.find((known) => known.id === one.id);
  if (!category) return "";
  const rows = [`${policy.issuer} ${policy.name}(${policy.date}): ${category.label}`];
  if (category.group) rows.push(`${w.group}: ${category.group}`);
  if (category.examples.length) rows.push(`${w.examples}: ${category.examples.join("/")}`);
  if (category.note) rows.push(`${w.remark}: ${category.note}`);
  rows.push(`${w.seen}: ${w.seenWords[category.seen] ?? category.seen}`);
  if (policy.sources.length) rows.push(`${w.sources}: ${policy.sources.join(" ")}`);
  const list = make("ul", { lang: "ja" }, ...rows.map((text) => make("li", { text })));
  return make("details", {}, make("summary", { text: w.clause }), list);
}

const acts = new Map();

/** Remembers the names of acts, for those that the policy in use has no category for. */
export function learn(policies) {
  for (const one of policies.flatMap((policy) => policy.categories)) {
    if (one.acts.length === 1 && one.acts[0] === one.id && !acts.has(one.id)) acts.set(one.id, one.label);
  }
}

function label(policy, id) {
  const known = policy?.categories.find((one) => one.id === id)?.label ?? acts.get(id) ?? id;
  return currentLanguage() === "en" && words().acts[id] ? `${known} (${words().acts[id]})` : known;
}

/** A button that leads to the place in the note. */
function jump(place, kind) {
  const button = make("button", { type: "button", lang: "ja", "aria-label": words().go(place.text) }, "「", make("mark", { class: kind, text: place.text }), "」");
  button.addEventListener("click", () => {
    const note = $("note");
    note.focus({ preventScroll: true });
    note.setSelectionRange(place.start, place.end);
    const marks = [...document.querySelectorAll("#mirror mark")];
    marks.findLast((one) => Number(one.dataset.start) <= place.start)?.scrollIntoView({ block: "nearest" });
  });
  return button;
}

/** Evidence in the same place, told once with all its reasons. */
function merged(evidence) {
  const places = new Map();
  for (const one of evidence) {
    const key = `${one.start} ${one.end}`;
    const place = places.get(key) ?? { ...one, whys: [], rules: [] };
    if (!place.whys.includes(one.why)) place.whys.push(one.why);
    place.rules.push(one.rule);
    places.set(key, place);
  }
  return [...places.values()];
}

/** What was set aside in the same place for the same reason, told once with all its categories. */
function grouped(aside) {
  const places = new Map();
  for (const one of aside) {
    const key = `${one.start} ${one.end} ${one.reason}`;
    const place = places.get(key) ?? { ...one, categories: [] };
    if (!place.categories.includes(one.category)) place.categories.push(one.category);
    places.set(key, place);
  }
  return [...places.values()];
}

/** Shows a problem in `place`, with its cure; or takes it away. */
export function trouble(place, problem) {
  place.hidden = !problem;
  if (!problem) return place.replaceChildren();
  const body = problem.body ?? { code: "internal" };
  const [title, cure] = words().problems[body.code] ?? [body.title, body.cure];
  const told = [make("strong", { text: body.title && currentLanguage() === "ja" ? body.title : title ?? body.title })];
  if (body.detail) told.push(make("p", { lang: "ja", text: body.detail }));
  const remedy = currentLanguage() === "ja" ? body.cure || cure : cure ?? body.cure;
  if (remedy) told.push(make("p", { text: remedy }));
  return place.replaceChildren(...told);
}

// Lays out /openapi.json for reading.

const $ = (id) => document.getElementById(id);

function make(name, options = {}, ...children) {
  const { text, ...attributes } = options;
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  node.append(...children.filter(Boolean));
  return node;
}

/** A schema in a few letters: `string`, `Suggestion[]`, `string | null`. */
function kind(schema) {
  if (!schema || schema === true) return "any";
  if (schema.$ref) return schema.$ref.split("/").pop();
  const several = schema.oneOf ?? schema.anyOf;
  if (several) return several.map(kind).join(" | ");
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (Array.isArray(schema.type)) return schema.type.map((type) => (type === "array" ? `${kind(schema.items)}[]` : type)).join(" | ");
  return schema.type === "array" ? `${kind(schema.items)}[]` : schema.type ?? "any";
}

function table(heads, rows) {
  const head = make("tr", {}, ...heads.map((text) => make("th", { scope: "col", text })));
  const body = rows.map((row) => make("tr", {}, ...row.map((text) => make("td", { text: text ?? "" }))));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...body));
}

function content(content = {}) {
  return Object.entries(content).map(([type, { schema }]) => `${type}: ${kind(schema)}`).join("\n");
}

function operation(path, method, one) {
  const title = make("h3", {}, make("span", { class: "method", text: method.toUpperCase() }), make("code", { text: path }), " ", one.summary ?? "");
  const parameters = (one.parameters ?? []).map((known) => [known.name, kind(known.schema), known.description]);
  const answers = Object.entries(one.responses).map(([status, known]) => [status, content(known.content), known.description]);
  const asked = content(one.requestBody?.content);
  return make(
    "article", { class: "operation" }, title,
    one.description && make("p", { class: "quiet", lang: "en", text: one.description }),
    parameters.length ? table(["?", "", ""], parameters) : null,
    asked && make("p", {}, "要求 / Request: ", make("code", { text: asked })),
    table(["status", "", ""], answers),
  );
}

function shape(name, schema) {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([key, known]) => [required.has(key) ? key : `${key}?`, kind(known), known.description]);
  const body = rows.length ? table(["", "", ""], rows) : make("p", {}, make("code", { text: kind(schema) }));
  return make("article", { class: "operation", id: `shape-${name}` }, make("h3", { text: name }), schema.description && make("p", { class: "quiet", lang: "en", text: schema.description }), body);
}

const api = await (await fetch("/openapi.json", { cache: "no-store", credentials: "omit" })).json();
for (const [path, methods] of Object.entries(api.paths)) {
  for (const [method, one] of Object.entries(methods)) $("operations").append(operation(path, method, one));
}
for (const [name, schema] of Object.entries(api.components.schemas)) $("shapes").append(shape(name, schema));
for (const here of document.querySelectorAll(".here")) here.textContent = location.origin;
document.body.dataset.ready = "yes";
// The address may point to a row that was not there when the page was opened.
if (location.hash) document.querySelector(`[id="${CSS.escape(location.hash.slice(1))}"]`)?.scrollIntoView();

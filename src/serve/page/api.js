// Talks to the server that served this page, and to nobody else.

const KEY = "fuda-token";

/** What the server answered instead of an answer. */
export class Problem extends Error {
  constructor(body) {
    super(body.detail ?? "");
    this.body = body;
  }
}

export function setToken(token) {
  sessionStorage.setItem(KEY, token);
}

export async function call(path, options = {}) {
  const headers = new Headers(options.headers);
  const token = sessionStorage.getItem(KEY);
  if (token) headers.set("Authorization", `Bearer ${token}`);
  let response;
  try {
    response = await fetch(path, { ...options, headers, cache: "no-store", credentials: "omit", redirect: "error" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ code: "unreachable" });
  }
  if (response.ok) return response;
  let body = { code: "internal" };
  try {
    body = await response.json();
  } catch {
    // Something between us and the server answered in its stead.
  }
  throw new Problem(body);
}

export async function get(path) {
  return (await call(path)).json();
}

/** Suggestions for one note; offsets are those of JavaScript strings. */
export async function tag(text, policy, signal) {
  const query = new URLSearchParams({ offsets: "utf16" });
  // Before the policies are known, the server's own choice holds.
  if (policy) query.set("policy", policy);
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ text }), signal };
  return (await call(`/v1/tag?${query}`, options)).json();
}

/** Tags a file. `seen` gets each event; what comes back is the output's parts. */
export async function tagFile(file, policy, column, signal, seen) {
  const query = new URLSearchParams({ name: file.name, progress: "true" });
  if (policy) query.set("policy", policy);
  if (column) query.set("text", column);
  const options = { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file, signal };
  const response = await call(`/v1/files?${query}`, options);
  const parts = [];
  let whole = false;
  for await (const line of lines(response.body)) {
    const event = JSON.parse(line);
    if (event.event === "data") parts.push(Uint8Array.from(atob(event.data), (letter) => letter.charCodeAt(0)));
    else if (event.event === "error") throw new Problem({ code: "unreadable", ...event });
    else seen(event);
    whole ||= event.event === "end";
  }
  if (!whole) throw new Problem({ code: "unreachable" });
  return parts;
}

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    yield* parts;
  }
  if (rest) yield rest;
}

// Files: dropped or chosen, sent to the server, and offered back with suggestions.

import { tagFile } from "./api.js";
import { trouble } from "./show.js";
import { words } from "./words.js";

const $ = (id) => document.getElementById(id);
const state = { asking: null, address: null };

/** Takes files wherever on the page they are dropped. */
export function watchFiles(policy) {
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      if (kind === "drop" && event.dataTransfer.files.length) run(event.dataTransfer.files[0], policy());
    });
  }
  document.addEventListener("dragover", () => $("drop").classList.add("over"));
  for (const kind of ["dragleave", "drop", "dragend"]) document.addEventListener(kind, () => $("drop").classList.remove("over"));
  $("file").addEventListener("change", () => {
    if ($("file").files.length) run($("file").files[0], policy());
  });
  $("stop").addEventListener("click", () => state.asking?.abort());
}

async function run(file, policy) {
  state.asking?.abort();
  const asking = (state.asking = new AbortController());
  if (state.address) URL.revokeObjectURL(state.address);
  state.address = null;
  trouble($("file-problem"), null);
  $("work").hidden = false;
  $("download").hidden = true;
  $("stop").hidden = false;
  $("progress").removeAttribute("value");
  $("work-status").textContent = words().sending(file.name);
  let [name, column, end] = [file.name, null, null];
  try {
    const parts = await tagFile(file, policy, $("column").value.trim(), asking.signal, (event) => {
      if (event.event === "start") [name, column] = [event.name, event.text_column];
      if (event.event === "end") end = event;
      if (event.event === "rows") {
        $("progress").value = file.size ? event.read / file.size : 1;
        $("work-status").textContent = words().progress(file.name, event.rows);
      }
    });
    state.address = URL.createObjectURL(new Blob(parts, { type: "application/octet-stream" }));
    $("progress").value = 1;
    $("work-status").textContent = words().done(file.name, end) + (column ? ` ${words().columnUsed(column)}` : "");
    $("download").href = state.address;
    $("download").download = name;
    $("download").hidden = false;
    $("download").focus();
  } catch (problem) {
    if (asking !== state.asking) return;
    if (problem.name === "AbortError") {
      $("work-status").textContent = words().stopped;
    } else {
      $("work").hidden = true;
      trouble($("file-problem"), problem);
    }
  } finally {
    if (asking === state.asking) {
      $("stop").hidden = true;
      // The same file can be chosen again, after its column was named.
      $("file").value = "";
    }
  }
}

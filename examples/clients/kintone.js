// Suggestions beside a text field of a kintone app.
//
// In the app's form put a blank space with the element id `fuda` beside the field 対応内容; upload this file under
// 「JavaScript / CSSでカスタマイズ」; on each PC run
//
//   fuda serve --allow-origin https://(サブドメイン).cybozu.com
//
// The note goes from the browser to the same PC and nowhere else. Nothing is written to the record: a person reads the
// suggestions and decides.
(() => {
  "use strict";

  const FIELD = "対応内容";
  const SPACE = "fuda";
  const SERVER = window.FUDA_SERVER ?? "http://127.0.0.1:7878";
  const FORMS = ["app.record.create", "app.record.edit"];
  const FLAGS = { "staff-error": "職員側の誤り", accommodation: "配慮が必要な事情", illness: "病状に関する記載" };

  async function suggest(text) {
    const response = await fetch(`${SERVER}/v1/tag?offsets=utf16`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${answer.detail} ${answer.cure}`);
    return answer;
  }

  function line(parent, name, text) {
    const node = document.createElement(name);
    node.textContent = text; // never as markup: it holds words of the note
    parent.append(node);
    return node;
  }

  function show(panel, record) {
    panel.replaceChildren();
    if (!record.categories.length) line(panel, "p", "該当しうる記載は見つかりませんでした。");
    for (const category of record.categories) {
      line(panel, "strong", `${category.label}に該当しうる記載(要確認) ${category.score.toFixed(2)}`);
      const list = line(panel, "ul", "");
      for (const evidence of category.evidence) line(list, "li", `「${evidence.text}」 ${evidence.why}`);
    }
    for (const flag of record.flags) line(panel, "p", `留意事項: ${FLAGS[flag.id] ?? flag.id}「${flag.text}」`);
  }

  let latest = 0;

  async function refresh(text) {
    const panel = kintone.app.record.getSpaceElement(SPACE);
    if (!panel) return;
    const number = (latest += 1);
    panel.setAttribute("role", "status");
    if (!text) return panel.replaceChildren();
    try {
      const record = await suggest(text);
      if (number === latest) show(panel, record);
    } catch (error) {
      if (number !== latest) return;
      panel.replaceChildren();
      line(panel, "p", `候補を出せません。fuda serve が動いているか確かめてください。${error.message}`);
    }
  }

  kintone.events.on(FORMS.flatMap((form) => [`${form}.show`, `${form}.change.${FIELD}`]), (event) => {
    refresh(event.record[FIELD].value);
    return event; // at once: the form does not wait for us
  });
})();

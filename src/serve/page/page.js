// The page at /: asks /v1/find, and shows the answer. All text is put in as text, never as markup.
"use strict";

const byId = (id) => document.getElementById(id);
const percent = (share) => `${Math.round(share * 100)} %`;
let asked = 0;

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

// shows the text with some ranges of its characters marked
function showMarked(text, ranges) {
  const characters = Array.from(text);
  const isMarked = new Array(characters.length).fill(false);
  for (const [start, end] of ranges) isMarked.fill(true, start, end);
  const shown = byId("marked");
  shown.replaceChildren();
  for (let at = 0; at < characters.length; ) {
    let end = at;
    while (end < characters.length && isMarked[end] === isMarked[at]) end += 1;
    shown.append(element(isMarked[at] ? "mark" : "span", characters.slice(at, end).join("")));
    at = end;
  }
}

// the characters that no range has
function others(ranges, length) {
  const found = [];
  let at = 0;
  for (const [start, end] of ranges) {
    found.push([at, start]);
    at = end;
  }
  found.push([at, length]);
  return found;
}

function showHit(hit, text, all) {
  const item = element("li");
  const title = element("button", `${hit.outlet || "unknown outlet"}, ${hit.published || "no date"}: ${hit.title}`);
  title.type = "button";
  title.setAttribute("aria-pressed", "false");
  title.addEventListener("click", () => {
    const isChosen = title.getAttribute("aria-pressed") === "true";
    for (const other of document.querySelectorAll("#hits button")) other.setAttribute("aria-pressed", "false");
    title.setAttribute("aria-pressed", String(!isChosen));
    showMarked(text, isChosen ? all : hit.passages.map((passage) => passage.here));
  });
  item.append(title);
  const facts = `${hit.relation}: ${percent(hit.share_of_text)} of the text, ${percent(hit.share_of_article)} of the ` +
    `article; longest passage ${hit.longest_passage_words} words`;
  item.append(element("p", facts, "facts"));
  if (hit.wire || hit.credit) {
    const credited = hit.credited ? `, credited: ${hit.credited}` : "";
    const words = hit.credit ? ` (${hit.credit})` : "";
    item.append(element("p", `wire: ${hit.wire || "none known"}${credited}${words}`, "facts"));
  }
  if (/^https?:\/\//.test(hit.url)) {
    const link = element("a", hit.url);
    link.href = hit.url;
    link.rel = "noreferrer";
    const line = element("p", undefined, "facts");
    line.append(link);
    item.append(line);
  } else {
    item.append(element("p", hit.row ? `${hit.path}:${hit.row}` : hit.path, "facts"));
  }
  for (const passage of hit.passages.slice(0, 2)) item.append(element("blockquote", passage.text));
  return item;
}

function showAnswer(answer, text) {
  const hits = byId("hits");
  hits.replaceChildren();
  byId("text-section").hidden = !answer.found;
  if (!answer.found) {
    byId("status").textContent = `Not found in ${answer.articles_searched} articles.`;
    return;
  }
  const first = answer.first ? ` First: ${answer.first.published}, ${answer.first.outlet}.` : "";
  const wire = answer.wire ? ` Wire: ${answer.wire} (${answer.wire_certainty}).` : "";
  byId("status").textContent = `${percent(answer.coverage.share)} of ${answer.words} words in ${answer.articles} of ` +
    `${answer.articles_searched} articles, of ${answer.outlets} outlets.${first}${wire}`;
  const all = others(answer.coverage.new, Array.from(text).length);
  showMarked(text, all);
  for (const hit of answer.hits) hits.append(showHit(hit, text, all));
}

async function lookUp() {
  const text = byId("text").value;
  if (!text.trim()) return;
  const mine = ++asked;
  byId("status").textContent = "Looking …";
  const headers = { "Content-Type": "application/json" };
  const token = byId("token").value;
  if (token) headers.Authorization = `Bearer ${token}`;
  try {
    const response = await fetch("v1/find", { method: "POST", headers, body: JSON.stringify({ text, limit: 50 }) });
    const answer = await response.json();
    if (mine !== asked) return;
    if (response.status === 401) {
      byId("token-line").hidden = false;
      byId("token").focus();
    }
    if (response.ok) showAnswer(answer, text);
    else byId("status").textContent = answer.detail || `Error ${response.status}`;
  } catch (error) {
    if (mine === asked) byId("status").textContent = `The service does not answer: ${error.message}`;
  }
}

byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  lookUp();
});
byId("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    lookUp();
  }
});

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

function headers() {
  const token = byId("token").value;
  return token ? { Authorization: `Bearer ${token}` } : {};
}

// the words of a passage with some characters around it, as the text of an article has them; null where they are not
function around(text, words) {
  const quoted = words.match(/[\p{L}\p{N}]+/gu) || [];
  if (quoted.length === 0) return null;
  const found = new RegExp(quoted.join("[^\\p{L}\\p{N}]+"), "iu").exec(text);
  if (!found) return null;
  const end = found.index + found[0].length;
  return [text.slice(Math.max(0, found.index - 120), found.index), found[0], text.slice(end, end + 120)];
}

function side(label, parts, fallback) {
  const made = element("div", undefined, "side");
  made.append(element("h3", label));
  const line = element("p");
  if (parts) line.append(`…${parts[0]}`, element("mark", parts[1]), `${parts[2]}…`);
  else line.append(fallback);
  made.append(line);
  return made;
}

// the passages of the chosen article beside those of the text; the article's words only where the index keeps texts
async function showSides(hit) {
  byId("sides").hidden = !hit;
  byId("pairs").replaceChildren();
  if (!hit) return;
  let article = {};
  try {
    const response = await fetch(`v1/articles/${encodeURIComponent(hit.article_id)}`, { headers: headers() });
    if (response.ok) article = await response.json();
  } catch { /* the passages are shown without the article */ }
  const text = byId("text").value;
  const pairs = hit.passages.slice(0, 20).map((passage) => {
    const pair = element("div", undefined, "pair");
    const [from, to] = passage.there_words;
    const missing = `words ${from + 1} to ${to} of the article; the index does not keep its text`;
    pair.append(side("Your text", around(text, passage.text), passage.text));
    pair.append(side(hit.outlet || "The article", article.text ? around(article.text, passage.text) : null, missing));
    return pair;
  });
  byId("pairs").replaceChildren(...pairs);
}

async function showLatest() {
  byId("latest-status").textContent = "Looking …";
  try {
    const response = await fetch("v1/clusters?sort=latest&outlets=2&limit=20", { headers: headers() });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.detail || `error ${response.status}`);
    byId("latest-status").textContent = answer.clusters.length === 0 ? "There are none." :
      answer.current ? "" : "As of an earlier scan; another has begun.";
    const stories = answer.clusters.map((cluster) => {
      const item = element("li");
      item.append(element("p", cluster.title || cluster.cluster_id, "story"));
      const wire = cluster.wire ? `; wire: ${cluster.wire}` : "";
      const first = cluster.first || "at no known time";
      item.append(element("p", `${cluster.outlets} outlets, first ${first}${wire}`, "facts"));
      item.append(element("p", cluster.copies.slice(0, 8).map((copy) => copy.outlet || "unknown").join(", "), "facts"));
      return item;
    });
    byId("stories").replaceChildren(...stories);
  } catch (error) {
    byId("latest-status").textContent = error.message;
  }
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
    showSides(isChosen ? null : hit);
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
  showSides(null);
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
  const asJson = { "Content-Type": "application/json", ...headers() };
  try {
    const body = JSON.stringify({ text, limit: 50 });
    const response = await fetch("v1/find", { method: "POST", headers: asJson, body });
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

byId("latest").addEventListener("toggle", () => {
  if (byId("latest").open) showLatest();
});
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

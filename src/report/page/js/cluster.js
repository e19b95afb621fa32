// One cluster: its figures, its timeline, its copies, and the texts of any two.

function facts(pairs) {
  return h("dl", { class: "facts" }, pairs.filter(([, value]) => value !== "" && value !== null && value !== false)
    .map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, value))));
}

function otherVersions(c) {
  if (index.story[c] < 0) return null;
  const others = [];
  for (let n = 0; n < loaded() && others.length < 20; n++) if (n !== c && index.story[n] === index.story[c]) others.push(n);
  return others.length > 0 && h("section", {}, h("h2", {}, "Other versions of this story"),
    h("ul", {}, others.map((n) => h("li", {}, h("a", { href: clusterAddress(n) }, titleOf(n)),
      h("small", {}, ` ${counted(index.size[n], "copy", "copies")} · ${formatTime(index.first[n], index.day[n])}`)))));
}

function creditedCell(copy) {
  // what is not known of a copy with words for a credit of its own names another wire than the cluster's
  const another = copy.credited === "unknown" && copy.evidence && !/^(photo|contribution|generic):/.test(copy.evidence);
  if (copy.own) return h("span", { class: "credit none" }, "its own page");
  const words = { ...NAMED, unknown: another ? "another agency" : "not known" };
  return h("span", { class: `credit ${copy.credited || "none"}` }, words[copy.credited] || "–");
}

const RELATIONS = { quotes: "shares a passage", contains: "one has most of the other", template: "the same form with other facts", series: "items of one series" };
let relatedTexts = null;

/** Other texts that have a passage of this one, the longest passage first. */
function passagesElsewhere(c) {
  relatedTexts = relatedTexts || parse("related") || [];
  const here = (row) => row >= starts[c] && row < starts[c + 1];
  const found = relatedTexts.filter(([a, b]) => here(a) !== here(b)).map(([a, b, kind, words]) => ({ other: articleOf(here(a) ? b : a), kind: head.words[kind], words }));
  return found.length > 0 && h("section", {}, h("h2", {}, "Passages that stand in other texts"),
    h("ul", { class: "related" }, found.slice(0, 20).map(({ other, kind, words }) => h("li", {},
      other.cluster >= 0 ? h("a", { href: clusterAddress(other.cluster) }, other.title || "(no headline)") : other.title || "(no headline)",
      h("small", {}, ` ${[other.outlet, formatTime(other.minutes, other.dayOnly), RELATIONS[kind] || kind, `${counted(words, "word")} in a row`].filter(Boolean).join(" · ")} `, other.cluster < 0 && placeOf(other))))),
    found.length > 20 && h("p", { class: "note" }, `and ${count(found.length - 20)} more; the table of pairs has all`));
}

/** A time that a narrow column breaks between day and hour only. */
function stamp(copy) {
  const parts = formatTime(copy.minutes, copy.dayOnly).split(" ").filter(Boolean);
  return parts.length ? parts.map((part) => [h("span", { class: "stamp" }, part), " "]) : "–";
}

/** The wires that copies name, where they name several: `AFP 2; PA 1` are those beside the cluster's. */
function conflictNote(wire, conflicts) {
  if (!conflicts) return null;
  const others = conflicts.split("; ").map((told) => told.replace(/ (\d+)$/, (_, n) => ` (${counted(Number(n), "outlet")})`));
  return h("p", { class: "conflict" }, `Copies name several agencies: beside ${wire} also ${others.join(", ")}. The words of each stand under Copies.`);
}

/** The copy to compare with the earliest at first: one that does not name the agency, or else the most different one. */
function mostTelling(copies, texts, withText) {
  const others = withText.slice(1).filter((rank) => texts[rank] !== texts[withText[0]]);
  const silent = others.find((rank) => copies[rank].credited === "no");
  const changed = [...others].sort((a, b) => copies[a].score - copies[b].score || a - b);
  return silent ?? changed[0] ?? withText[1];
}

async function clusterView(id, pair) {
  if (loaded() < total && !index.id.includes(id)) {
    await pageLoaded;
    readIndex();
  }
  const c = index.id ? index.id.indexOf(id) : -1;
  if (c < 0) return notThere("text", "#/clusters", "All shared texts", `This report has no shared text ${id}: another report may have it, of more articles or with other settings.`);
  const { copies, conflicts, tied } = await copiesOf(c);
  const texts = await textsOf(c);
  await readFacets();
  const has = (rank) => typeof texts[rank] === "string";
  const [left, right] = [h("select", { id: "left" }), h("select", { id: "right" })];
  for (const select of [left, right]) {
    for (const copy of copies.filter((x) => has(x.rank))) {
      select.append(h("option", { value: copy.rank }, `${copy.rank + 1}. ${name(copy.outlet)}${copy.rank ? "" : " (earliest)"}`));
    }
    select.addEventListener("change", () => show());
  }
  const compared = h("div", { id: "compared" });
  const label = (rank) => [h("b", {}, `${rank + 1}. ${name(copies[rank].outlet)}`), rank === 0 && " (earliest)",
    h("small", { class: "num" }, ` ${formatTime(copies[rank].minutes, copies[rank].dayOnly)}`), h("br"), copies[rank].title || "(no headline)"];
  function show(keep = true) {
    const [a, b] = [Number(left.value), Number(right.value)];
    if (keep) history.replaceState(null, "", `#/cluster/${id}/${a + 1}-${b + 1}`);
    compared.replaceChildren(compareView(texts[a], texts[b], () => label(a), () => label(b), furnitureOf(c, a), furnitureOf(c, b)));
  }
  function pick(rank) {
    if (!has(rank)) return;
    right.value = rank;
    show();
    $("texts").scrollIntoView({ block: "start" });
    right.focus({ preventScroll: true });
  }
  const withText = copies.filter((x) => has(x.rank)).map((x) => x.rank);
  const wire = wireOf(c);
  const again = articlesOf(c).filter((row) => word("kind", row) === "again").length;
  const state = { key: "rank", down: false, page: 0 };
  const list = table({ label: "Copies", state, rows: copies, saved: [
    { key: "url", label: "url", csv: (x) => x.url }, { key: "path", label: "path", csv: (x) => x.path }, { key: "score", label: "score", csv: (x) => x.score / 1000 }, { key: "evidence", label: "credit_evidence", csv: (x) => x.evidence },
  ], columns: [
    { key: "rank", label: "#", num: true, by: (x) => x.rank, cell: (x) => x.rank + 1, csv: (x) => x.rank + 1 },
    { key: "outlet", label: "Outlet", words: true, by: (x) => x.outlet, cell: (x) => [x.outlet ? h("a", { href: outletAddress(outletOf(starts[c] + x.rank)) }, breakable(x.outlet)) : name(""),
      has(x.rank) && withText.length > 1 && h("small", {}, h("button", { type: "button", class: "link", title: "Show its text beside that on the left", onclick: () => pick(x.rank) }, "compare"))], csv: (x) => x.outlet },
    { key: "title", label: "Headline", wide: true, by: (x) => folded(x.title), cell: (x) => [x.title || "(no headline)", h("small", {}, placeOf(x))], csv: (x) => x.title },
    { key: "minutes", label: "Published", num: true, by: (x) => x.minutes, cell: stamp, csv: (x) => formatTime(x.minutes, x.dayOnly) },
    { key: "lag", label: "Delay", term: "delay", num: true, down: true, by: (x) => x.lag, cell: (x) => x.rank ? duration(x.lag) || "–" : "earliest", csv: (x) => x.lag },
    { key: "form", label: "Form", term: "form", by: (x) => x.form, cell: (x) => [x.rank ? x.form : "–", x.parent > 0 && h("small", {}, ` after ${x.parent + 1}`)], csv: (x) => x.form },
    { key: "here", label: "In the earliest", term: "inFirst", num: true, down: true, by: (x) => x.here, cell: (x) => percent(x.here, 1000), csv: (x) => x.here / 1000 },
    { key: "kept", label: "Of the earliest", term: "ofFirst", num: true, down: true, by: (x) => x.kept, cell: (x) => percent(x.kept, 1000), csv: (x) => x.kept / 1000 },
    { key: "words", label: "Words", num: true, down: true, by: (x) => x.words, cell: (x) => count(x.words), csv: (x) => x.words },
    { key: "credited", label: "Names the agency", term: "named", words: true, by: (x) => x.credited, cell: (x) => [creditedCell(x), sheetLink(articleOf(starts[c] + x.rank)), !x.own && reasonOf(articleOf(starts[c] + x.rank)) && h("small", {}, reasonOf(articleOf(starts[c] + x.rank))), x.evidence && h("small", { class: "evidence" }, x.evidence)], csv: (x) => x.credited },
  ] });
  const view = h("div", { class: "cluster" },
    h("p", { class: "crumb" }, h("a", { href: "#/clusters" }, "Shared texts"), " / ", h("span", { class: "num" }, id)),
    h("h1", {}, titleOf(c)),
    facts([
      ["Copies", count(copies.length)], ["Of these captured again", again > 0 && count(again)], ["Outlets", index.printed_by[c].length ? count(index.outlets[c]) : "not known"],
      ["Agency", wire && [h("a", { href: wireAddress(wire) }, wire), sureOf(c) !== "sure" && ` (${sureOf(c)})`]],
      ["Do not name it", uncreditedShare(c) >= 0 && `${count(index.uncredited[c])} of ${count(toldOf(c))} known`],
      ["Earliest copy", copies[0].outlet && [copies[0].outlet, tied && " (others may be as early)"]],
      ["Published", formatTime(index.first[c], index.day[c])], ["Span", duration(index.span[c])], ["Read it", placeOf(copies[0])],
    ]),
    conflictNote(wire, conflicts),
    h("section", {}, h("h2", {}, "Timeline"), timeline(copies, pick, id)),
    h("section", {}, h("h2", {}, "Copies"), list),
    h("section", { id: "texts" }, h("h2", {}, "Two texts side by side"),
      withText.length > 1
        ? [h("div", { class: "tools" }, h("label", { for: "left" }, "Left "), left,
            h("button", { type: "button", onclick: () => { [left.value, right.value] = [right.value, left.value]; show(); } }, "⇄ swap"),
            h("label", { for: "right" }, "Right "), right), compared,
          withText.length < copies.length && h("p", { class: "note" }, `The page holds the texts of ${count(withText.length)} of these copies.`)]
        : h("p", { class: "note" }, "These texts are not in the page: it holds those of the first ",
          `${counted(head.text_clusters, "shared text")}. scan --page-text makes room for more; wirecopy explain shows any two articles.`)),
    otherVersions(c), passagesElsewhere(c));
  if (withText.length > 1) {
    const [a, b] = (pair || "").split("-").map((n) => Number(n) - 1);
    left.value = has(a) ? a : withText[0];
    right.value = has(b) ? b : mostTelling(copies, texts, withText);
    queueMicrotask(() => show(false));
  }
  view.turn = list.turn;
  return view;
}

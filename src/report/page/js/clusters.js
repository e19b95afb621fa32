// The list of shared texts: searched, filtered, sorted, a hundred at a time.
function wireCell(c) {
  const wire = wireOf(c);
  return wire ? [h("a", { href: wireAddress(wire) }, wire), sureOf(c) !== "sure" && h("small", {}, ` (${sureOf(c)})`),
    index.others[c] > 0 && h("small", {}, `and ${counted(index.others[c], "other")}`)] : h("span", { class: "none" }, "–");
}

const clusterColumns = () => [
  { key: "title", label: "Headline", wide: true, by: (c) => folded(index.title[c]),
    cell: (c) => h("a", { href: clusterAddress(c) }, titleOf(c)), csv: titleOf },
  { key: "size", label: "Copies", term: "copy", num: true, down: true, by: (c) => index.size[c], cell: (c) => count(index.size[c]), csv: (c) => index.size[c] },
  { key: "outlets", label: "Outlets", term: "outlet", num: true, down: true, by: (c) => index.outlets[c], cell: (c) => (index.printed_by[c].length ? count(index.outlets[c]) : h("span", { class: "none" }, "–")), csv: (c) => index.outlets[c] },
  { key: "wire", label: "Agency", term: "wire", by: (c) => wireOf(c), cell: wireCell, csv: wireOf },
  { key: "uncredited", label: "Do not name it", term: "named", down: true, by: uncreditedShare,
    cell: (c) => uncreditedShare(c) < 0 ? h("span", { class: "none" }, "–")
      : bar(index.uncredited[c], toldOf(c), "no", `${count(index.uncredited[c])} of ${count(toldOf(c))}`), csv: (c) => (uncreditedShare(c) < 0 ? "" : `${index.uncredited[c]} of ${toldOf(c)}`) },
  { key: "span", label: "Span", term: "span", num: true, down: true, by: (c) => index.span[c], cell: (c) => duration(index.span[c]) || "–" },
  { key: "first", label: "Earliest", term: "first", num: true, down: true, by: (c) => index.first[c],
    cell: (c) => formatTime(index.first[c], index.day[c]) || "–" },
];

async function clusterList() {
  // filters look at the copies; the plain list opens before they are read
  const isPlain = FILTER_KEYS.every((key) => !readFilters()[key].length);
  if (isPlain) readFacets().then(() => { addSearchTexts(); if (loaded() > before) list.show(clustersLeft(readFilters()), state.page); });
  else await readFacets();
  addSearchTexts();
  const before = loaded();
  const state = tableState("", true, "Most outlets first");
  const rows = isPlain ? Array.from({ length: loaded() }, (_, c) => c) : clustersLeft(readFilters());
  const list = table({ label: "Clusters", columns: clusterColumns(), state, rows, href: clusterAddress });
  const again = () => readFacets().then(() => { addSearchTexts(); list.show(clustersLeft(readFilters())); });
  const view = h("div", {}, h("h1", {}, "Shared texts"),
    h("p", { class: "lede" }, `${counted(total, "text")} that more than one of the ${counted(head.counts.articles, "article")} ${total === 1 ? "has" : "have"}. With several outlets chosen, the texts that all of them printed.`),
    filterPanel({ again, several: "printed by all of …" }), list);
  view.turn = list.turn;
  return view;
}

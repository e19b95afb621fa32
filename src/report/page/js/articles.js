// The list of articles. Every number of the report leads here, with the filters that make it.
// A link to what shows that an article does not name its agency.
const sheetLink = (a) => a.credited === "no" && a.kind !== "again" && h("small", {}, h("a", { href: sheetAddress(a.id) }, "evidence"));
// Why it is not known whether an article names its agency.
const reasonOf = (a) => (a.credited === "unknown" && head.reasons[a.reason]) || "";
const namedCell = (a) => {
  if (a.kind === "own") return h("span", { class: "credit none" }, "its own page");
  if (!a.wire) return h("span", { class: "none" }, "–");
  return [h("span", { class: `credit ${a.credited || "none"}` }, NAMED[a.credited] || "–"), reasonOf(a) && h("small", {}, reasonOf(a))];
};

function articleColumns() {
  let last = null;
  const of = (row) => (last && last.row === row ? last : (last = articleOf(row)));
  return [
    { key: "title", label: "Headline", wide: true, cell: (row) => {
      const a = of(row);
      const title = a.title || "(no headline)";
      return [a.cluster >= 0 ? h("a", { href: `${clusterAddress(a.cluster)}${a.rank ? `/1-${a.rank + 1}` : ""}` }, title) : title, a.noArticle && h("small", {}, "page without an article"), a.kind === "again" && h("small", {}, "captured again: counts once"), h("small", {}, placeOf(a))];
    }, csv: (row) => of(row).title },
    { key: "outlet", label: "Outlet", term: "outlet", words: true, by: (row) => outletOf(row), cell: (row) => {
      const a = of(row);
      const shown = a.outlet || outletOf(row);
      return shown ? h("a", { href: outletAddress(outletOf(row)) }, breakable(shown)) : name("");
    }, csv: (row) => of(row).outlet },
    { key: "published", label: "Published", num: true, down: true, by: (row) => facets.at[row], cell: (row) => stamp(of(row)), csv: (row) => formatTime(facets.at[row], of(row).dayOnly) },
    { key: "wire", label: "Agency", term: "wire", by: (row) => wireOfArticle(row), cell: (row) => {
      const a = of(row);
      return a.wire ? [h("a", { href: wireAddress(a.wire) }, a.wire), a.kind !== "wire" && a.kind !== "again" && h("small", {}, a.kind === "likely" ? "likely" : KINDS[a.kind])] : h("span", { class: "none" }, "–");
    }, csv: (row) => wireOfArticle(row) },
    { key: "credited", label: "Names the agency", term: "named", words: true, by: (row) => word("credited", row),
      cell: (row) => [namedCell(of(row)), sheetLink(of(row)), of(row).evidence && h("small", { class: "evidence" }, of(row).evidence)], csv: (row) => word("credited", row) },
    { key: "form", label: "Form", term: "form", by: (row) => word("form", row), cell: (row) => (word("form", row) === "lead" ? "earliest copy" : word("form", row)) || h("span", { class: "none" }, "alone"), csv: (row) => word("form", row) },
    { key: "words", label: "Words", num: true, cell: (row) => count(of(row).words), csv: (row) => of(row).words },
  ];
}
// the tables' words for what an article counts as
const COUNTS_AS = { wire: "wire_copy", likely: "likely_wire_copy", press: "press_release", own: "own_page", again: "captured_again" };
// a saved table has where each article is, in columns of its own
const savedOnly = () => [
  { key: "url", label: "url", csv: (row) => articleOf(row).url }, { key: "path", label: "path", csv: (row) => articleOf(row).path },
  { key: "counts_as", label: "counts_as", csv: (row) => COUNTS_AS[word("kind", row)] ?? "" }, { key: "reason", label: "credited_reason", csv: (row) => word("reason", row) },
  { key: "language", label: "language", csv: (row) => word("language", row) },
  { key: "id", label: "article_id", csv: (row) => articleOf(row).id },
  { key: "cluster", label: "cluster_id", csv: (row) => (clusterOf(row) < 0 ? "" : index.id[clusterOf(row)]) },
  { key: "evidence", label: "credit_evidence", csv: (row) => articleOf(row).evidence },
];

async function articleList() {
  await readFacets();
  const state = tableState("", true, "As in the tables");
  if (readFilters().q) await completeSearch(() => {});
  const list = table({ label: "Articles", columns: articleColumns(), saved: savedOnly(), state, rows: articlesLeft(readFilters()) });
  const again = () => list.show(articlesLeft(readFilters()));
  const [listed, all] = head.alone;
  const view = h("div", {}, h("h1", {}, "Articles"),
    h("p", { class: "lede" }, `The ${counted(head.counts.articles, "article")} that were read, or those that meet every filter.`,
      listed < all && ` This page has ${count(listed)} of the ${count(all)} whose text stands in no other article, those with an agency first; the table articles has all.`),
    filterPanel({ again, several: "or …" }), list);
  view.turn = list.turn;
  return view;
}

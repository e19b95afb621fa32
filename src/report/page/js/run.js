// The run: its counts, its settings, and the rejected input.
async function runView() {
  await pageLoaded;
  const rejected = parse("rejected") || [];
  const words = {
    shingle: "Words in a shingle", bands: "Bands", rows: "Rows in a band", anchor_one_in: "Shingles per anchor",
    anchors_at_least: "Least number of anchors of an article", threshold: "Least overlap score H of a match",
    min_shared_shingles: "Least number of shared shingles", seed: "Seed", files: "Files", bytes: "Bytes read", articles: "Articles",
    rejected: "Rejected lines", furniture_tokens: "Words removed as boilerplate", candidates: "Candidate pairs checked", matches: "Matches",
    clusters: "Clusters", copies: "Copies in clusters",
  };
  const spoken = (key) => words[key] || key.replaceAll("_", " ");
  const rowsOfObject = (object) => h("table", { class: "plain" }, h("tbody", {}, Object.entries(object).map(([key, value]) =>
    h("tr", {}, h("th", { scope: "row" }, spoken(key)), h("td", { class: "n" }, typeof value === "number" ? (Number.isInteger(value) ? count(value) : String(value)) : String(value))))));
  const state = { key: "", down: false, page: 0 };
  const list = rejected.length > 0 && table({ label: "Rejected", state, rows: rejected, columns: [
    { key: "path", label: "Path", by: (r) => r[0], cell: (r) => h("span", { class: "path" }, r[0]) },
    { key: "row", label: "Row", num: true, by: (r) => r[1], cell: (r) => (r[1] === null ? "" : count(r[1])) },
    { key: "reason", label: "Reason", wide: true, by: (r) => r[2], cell: (r) => r[2] },
  ] });
  const reasons = Object.entries(head.rejected_by_reason).sort((a, b) => b[1] - a[1]);
  const view = h("div", {}, h("h1", {}, "The run"), h("p", { class: "lede" }, `wirecopy ${head.version}`),
    h("div", { class: "halves" }, h("section", {}, h("h2", {}, "Counts"), rowsOfObject(head.counts)), h("section", {}, h("h2", {}, "Settings"), rowsOfObject(head.settings))),
    h("section", {}, h("h2", {}, "Texts in this page"), h("p", {}, `${counted(head.texts, "text")} of the first ${counted(head.text_clusters, "cluster")}, of ${count(total)}. `,
      head.text_clusters < total && "The others have their figures and timelines, but no text; --page-text makes room for more.")),
    h("section", {}, h("h2", {}, "Rejected"), reasons.length
      ? [h("ul", {}, reasons.map(([reason, n]) => h("li", {}, `${reason}: ${count(n)}`))), list,
        rejected.length < head.counts.rejected && h("p", { class: "note" }, `The first ${count(rejected.length)} of ${count(head.counts.rejected)}; the table of rejected lines has all.`)]
      : h("p", {}, "Nothing.")));
  if (list) view.turn = list.turn;
  return view;
}

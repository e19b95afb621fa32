// The run: its counts, its settings, and the rejected input.
async function runView() {
  await pageLoaded;
  const rejected = parse("rejected") || [];
  const words = {
    shingle: "Words in a row that are compared as one (shingle)", bands: "Bands of the index", rows: "Values in a band", anchor_one_in: "One run of words in so many is an anchor, by which copies are found",
    anchors_at_least: "Least anchors of an article", threshold: "Least overlap of two copies, 0 to 1", min_shared_shingles: "Least runs of words that two copies share",
    seed: "Seed of the hash functions", files: "Files", bytes: "Bytes read", articles: "Articles", rejected: "Files and rows that could not be read",
    furniture_tokens: "Words removed as site furniture", candidates: "Pairs compared", matches: "Pairs found to be copies", clusters: "Shared texts",
    copies: "Articles with a shared text", dates_unread: "Articles whose date could not be read", times_without_zone: "Articles whose time has no zone, so that only its day counts beside times with one",
  };
  const spoken = (key) => words[key] || key.replaceAll("_", " ");
  const rowsOfObject = (object) => h("table", { class: "plain" }, h("tbody", {}, Object.entries(object).map(([key, value]) =>
    h("tr", {}, h("th", { scope: "row" }, spoken(key)), h("td", { class: "n" }, typeof value === "number" ? (Number.isInteger(value) ? count(value) : String(value)) : String(value))))));
  const state = { key: "", down: false, page: 0, own: "As they were read" };
  const list = rejected.length > 0 && table({ label: "Rejected", state, rows: rejected, columns: [
    { key: "path", label: "Path", by: (r) => r[0], cell: (r) => h("span", { class: "path" }, r[0]) },
    { key: "row", label: "Row", num: true, by: (r) => r[1], cell: (r) => (r[1] === null ? "" : count(r[1])) },
    { key: "reason", label: "Reason", wide: true, by: (r) => r[2], cell: (r) => r[2] },
  ] });
  const reasons = Object.entries(head.rejected_by_reason).sort((a, b) => b[1] - a[1]);
  const view = h("div", {}, h("h1", {}, "The run"), h("p", { class: "lede" }, `wirecopy ${head.version}`),
    head.command && h("section", {}, h("h2", {}, "The command that gives these findings"), h("pre", { tabindex: 0 }, h("code", {}, head.command))),
    h("section", {}, h("h2", {}, "To cite"), h("p", { class: "cite" }, citation())),
    h("div", { class: "halves" }, h("section", {}, h("h2", {}, "Counts"), rowsOfObject(head.counts)), h("section", {}, h("h2", {}, "Settings"), rowsOfObject(head.settings))),
    h("section", {}, h("h2", {}, "Texts in this page"), h("p", {}, `${counted(head.texts, "text")} of the first ${count(head.text_clusters)} of ${counted(total, "shared text")}. `,
      head.text_clusters < total && "The others have their figures and timelines, but no text; scan --page-text makes room for more.")),
    h("section", {}, h("h2", {}, "Not read"), Object.keys(head.unread).length > 0 && h("p", {}, "Files of other kinds: ", Object.entries(head.unread).map(([kind, n]) => `${count(n)} ${kind}`).join(", "), "."), reasons.length
      ? [h("ul", {}, reasons.map(([reason, n]) => h("li", {}, `${reason}: ${count(n)}`))), list,
        rejected.length < head.counts.rejected && h("p", { class: "note" }, `The first ${count(rejected.length)} of ${count(head.counts.rejected)}; rejected.csv lists up to a thousand rows for each file and reason.`)]
      : h("p", {}, "Nothing was rejected.")));
  if (list) view.turn = list.turn;
  return view;
}

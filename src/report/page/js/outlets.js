// Outlets: how much of each is wire copy, and how often it says so.
const outletState = { key: "wire_copies", down: true, page: 0, query: "" };

/** The wire copies of which it is known whether they credit anybody. */
const toldBy = (o) => o.credited + o.generic + o.uncredited;

/** The outlets with most wire copy, each as one bar of named and unnamed copies. */
function outletPicture() {
  const top = outletData.outlets.filter((o) => o.wire_copies > 0)
    .sort((a, b) => b.wire_copies - a.wire_copies || a.outlet.localeCompare(b.outlet)).slice(0, 20);
  if (!top.length) return null;
  const most = top[0].wire_copies;
  return h("section", {}, h("h2", {}, "Most wire copy"), creditKey(),
    h("table", { class: "plain wires" },
      h("thead", {}, h("tr", {}, ["Outlet", "Wire copies", "", "Share of its articles", "Uncredited"].map((t, at) =>
        h("th", { scope: "col", class: at === 1 || at === 3 ? "n" : null }, t)))),
      h("tbody", {}, top.map((o) => h("tr", {}, h("th", { scope: "row" }, o.outlet), h("td", { class: "n" }, count(o.wire_copies)),
        h("td", { class: "fat" }, creditBar({ ...o, copies: o.wire_copies }, most)),
        h("td", { class: "n" }, percent(o.wire_copies, o.articles)), h("td", { class: "num" }, percent(o.uncredited, toldBy(o))))))));
}

function outletList() {
  const share = (part, whole) => (whole ? part / whole : -1);
  const columns = [
    { key: "outlet", label: "Outlet", wide: true, by: (o) => folded(o.outlet), cell: (o) =>
      h("a", { href: "#/clusters", title: "Its clusters", onclick: () => Object.assign(listState, { query: o.outlet, wire: "", page: 0 }) }, o.outlet) },
    { key: "articles", label: "Articles", num: true, down: true, by: (o) => o.articles, cell: (o) => count(o.articles) },
    { key: "copies", label: "Copies", num: true, down: true, by: (o) => o.copies, cell: (o) => count(o.copies) },
    { key: "copy_share", label: "Copies, share", down: true, by: (o) => o.copy_share, cell: (o) => bar(o.copies, o.articles) },
    { key: "wire_copies", label: "Wire copies", num: true, down: true, by: (o) => o.wire_copies, cell: (o) => count(o.wire_copies) },
    { key: "wire_share", label: "Wire, share", down: true, by: (o) => o.wire_share, cell: (o) => bar(o.wire_copies, o.articles) },
    { key: "uncredited", label: "Uncredited", num: true, down: true, by: (o) => o.uncredited, cell: (o) => count(o.uncredited) },
    { key: "uncredited_share", label: "Uncredited, share", down: true, by: (o) => share(o.uncredited, toldBy(o)),
      cell: (o) => toldBy(o) ? bar(o.uncredited, toldBy(o), "no") : h("span", { class: "none" }, "–") },
    { key: "own_pages", label: "Own pages", num: true, down: true, by: (o) => o.own_pages, cell: (o) => count(o.own_pages) },
    { key: "leads", label: "Leads", num: true, down: true, by: (o) => o.leads, cell: (o) => count(o.leads) },
    { key: "lag", label: "Median lag", num: true, by: (o) => o.median_lag_minutes, cell: (o) => duration(o.median_lag_minutes) || "–" },
  ];
  const found = () => outletData.outlets.filter((o) => folded(o.outlet).includes(folded(outletState.query)));
  const search = h("input", { type: "search", id: "search", placeholder: "Outlet", value: outletState.query, autocomplete: "off",
    oninput: () => { outletState.query = search.value; list.show(found()); } });
  const list = table({ label: "Outlets", columns, state: outletState, rows: found() });
  const view = h("div", {}, h("h1", {}, "Outlets"),
    h("p", { class: "lede" }, "A wire copy is an article whose wire is sure, alone or in a cluster; an agency's own pages are none. Uncredited is the share of those that do not name the wire, among those for which it is known. Those that say “From wire reports” or the like are not uncredited."),
    outletPicture(), h("section", {}, h("h2", {}, "All outlets"), h("div", { class: "tools", role: "search" }, h("label", { for: "search" }, "Search "), search), list));
  view.turn = list.turn;
  return view;
}

// Outlets: how much of each is wire copy, and how often it says so.

/** The wire copies of which it is known whether they credit anybody. */
const toldBy = (o) => o.credited + o.generic + o.uncredited;

/** The outlets with most wire copy, each as one bar of named and unnamed copies. */
function outletPicture(most, heading) {
  const top = outletData.outlets.filter((o) => o.wire_copies > 0)
    .sort((a, b) => b.wire_copies - a.wire_copies || a.outlet.localeCompare(b.outlet)).slice(0, most);
  if (!top.length) return null;
  const longest = top[0].wire_copies;
  const of = (o, more) => ({ outlet: o.outlet, kind: "wire", ...more });
  return h("section", {}, h("h2", {}, heading), creditKey(),
    h("table", { class: "plain wires", "aria-label": heading },
      h("thead", {}, h("tr", {}, ["Outlet", "Wire copies, of its articles", h("span", { class: "unseen" }, "as a bar"), "Do not name the agency"].map((t, at) =>
        h("th", { scope: "col", class: at === 1 || at === 3 ? "n" : null }, t)))),
      h("tbody", {}, top.map((o) => h("tr", {}, h("th", { scope: "row" }, h("a", { href: outletAddress(o.outlet) }, breakable(o.outlet))),
        h("td", { class: "n" }, linked(o.wire_copies, of(o)), ` of ${count(o.articles)}`),
        h("td", { class: "fat" }, creditBar({ ...o, copies: o.wire_copies }, longest, of(o))),
        h("td", { class: "n" }, toldBy(o) ? [linked(o.uncredited, of(o, { credited: "no" })), ` of ${count(toldBy(o))}`] : "–"))))));
}

/** The wires with most copies. */
function wirePicture(most, heading) {
  const wires = [...outletData.wires].sort((a, b) => b.copies - a.copies || a.name.localeCompare(b.name));
  if (!wires.length) return null;
  const longest = Math.max(1, ...wires.map((w) => w.copies));
  const of = (w, more) => ({ wire: w.name, kind: w.press_release ? "press" : "wire", ...more });
  return h("section", {}, h("h2", {}, heading), creditKey(),
    h("table", { class: "plain wires", "aria-label": heading },
      h("thead", {}, h("tr", {}, ["Agency", "Copies", h("span", { class: "unseen" }, "as a bar"), "Do not name it"].map((t, at) =>
        h("th", { scope: "col", class: at === 1 || at === 3 ? "n" : null }, t)))),
      h("tbody", {}, wires.slice(0, most).map((w) => {
        const told = w.credited + w.generic + w.uncredited;
        return h("tr", {}, h("th", { scope: "row" }, h("a", { href: wireAddress(w.name) }, w.name), w.press_release && h("small", {}, " press releases")),
          h("td", { class: "n" }, linked(w.copies, of(w))), h("td", { class: "fat" }, creditBar(w, longest, of(w))),
          h("td", { class: "n" }, told ? [linked(w.uncredited, of(w, { credited: "no" })), ` of ${count(told)}`] : "–"));
      }))),
    wires.length > most && h("p", { class: "note" }, h("a", { href: "#/wires" }, `All ${count(wires.length)} agencies`)));
}

function outletColumns() {
  const share = (part, whole) => (whole ? part / whole : -1);
  const n = (key, label, filters, more) => ({ key, label, num: true, down: true, by: (o) => o[key], csv: (o) => o[key],
    cell: (o) => (filters ? linked(o[key], { outlet: o.outlet, ...filters }) : count(o[key])), ...more });
  return [
    { key: "outlet", label: "Outlet", wide: true, by: (o) => folded(o.outlet), cell: (o) => h("a", { href: outletAddress(o.outlet) }, o.outlet) },
    n("articles", "Articles", once()),
    n("copies", "With a shared text", { shared: "yes" }, { term: "shared" }),
    { key: "copy_share", label: "Shared, of its articles", down: true, by: (o) => o.copy_share, cell: (o) => bar(o.copies, o.articles), csv: (o) => o.copy_share },
    n("wire_copies", "Wire copies", { kind: "wire" }, { term: "wirecopy" }),
    { key: "wire_share", label: "Wire copy, of its articles", down: true, by: (o) => o.wire_share, cell: (o) => bar(o.wire_copies, o.articles), csv: (o) => o.wire_share },
    { key: "uncredited", label: "Do not name the agency", term: "named", num: true, down: true, by: (o) => o.uncredited, csv: (o) => o.uncredited,
      cell: (o) => toldBy(o) ? [linked(o.uncredited, { outlet: o.outlet, kind: "wire", credited: "no" }), ` of ${count(toldBy(o))}`] : h("span", { class: "none" }, "–") },
    { key: "uncredited_share", label: "Do not name it, of those known", down: true, by: (o) => share(o.uncredited, toldBy(o)),
      cell: (o) => toldBy(o) ? bar(o.uncredited, toldBy(o), "no") : h("span", { class: "none" }, "–"), csv: (o) => o.uncredited_share },
    n("own_pages", "Own pages", { kind: "own" }, { term: "own" }),
    n("leads", "Had it first", { first: "yes" }, { term: "had" }),
    { key: "lag", label: "Median delay", term: "delay", num: true, by: (o) => o.median_lag_minutes, cell: (o) => duration(o.median_lag_minutes) || "–", csv: (o) => o.median_lag_minutes },
  ];
}

function outletList() {
  const query = () => readAddress().values.get("q") || "";
  const found = () => outletData.outlets.filter((o) => folded(query()).split(/\s+/).every((w) => folded(o.outlet).includes(w)));
  const search = h("input", { type: "search", id: "search", placeholder: "Outlet", value: query(), autocomplete: "off",
    oninput: () => { keepInAddress({ q: search.value, page: "" }, false); list.show(found()); } });
  const list = table({ label: "Outlets", columns: outletColumns(), state: tableState("wire_copies", true), rows: found() });
  const view = h("div", {}, h("h1", {}, "Outlets"),
    h("p", { class: "lede" }, "A ", term("wirecopy", "wire copy"), " is an article whose agency is certain. How many do not name the agency is counted among those wire copies for which it can be told; “From wire reports” and the like are told apart from both."),
    !outletData.outlets.length && h("p", {}, "No outlet is known of these articles. scan takes it from a folder for each outlet, from the address of an article, or from a column that --outlet-column names."),
    outletPicture(20, "Most wire copy"), h("section", {}, h("h2", {}, "All outlets"), h("div", { class: "tools", role: "search" }, h("label", { for: "search" }, "Search "), search), list));
  view.turn = list.turn;
  return view;
}

// The pages of one outlet and of one wire.
const crumb = (...parts) => h("p", { class: "crumb" }, parts);
const notThere = (what, href, all, note) => h("div", {}, h("h1", {}, `No such ${what}`), note && h("p", {}, note), h("p", {}, h("a", { href }, all)));

/** A table of counts: a name that leads somewhere, copies, and how many do not name the agency. */
function countsTable(label, head0, rows) {
  return h("table", { class: "plain wires", "aria-label": label },
    h("thead", {}, h("tr", {}, [head0, "Wire copies", h("span", { class: "unseen" }, "as a bar"), "Do not name it"].map((t, at) => h("th", { scope: "col", class: at === 1 || at === 3 ? "n" : null }, t)))),
    h("tbody", {}, rows.slice(0, 50).map((r) => {
      const told = r.yes + r.generic + r.no;
      const sums = { copies: r.n, credited: r.yes, generic: r.generic, uncredited: r.no };
      return h("tr", {}, h("th", { scope: "row" }, h("a", { href: r.href }, breakable(r.name))), h("td", { class: "n" }, linked(r.n, r.filters)),
        h("td", { class: "fat" }, creditBar(sums, rows[0].n, r.filters)),
        h("td", { class: "n" }, told ? [linked(r.no, { ...r.filters, credited: "no" }), ` of ${count(told)}`] : "–"));
    })));
}

/** Articles counted by a key, with how they credit; the largest first. */
function countedBy(rows, key) {
  const sums = new Map();
  for (const row of rows) {
    const name = key(row);
    const sum = sums.get(name) || { name, n: 0, yes: 0, generic: 0, no: 0 };
    sum.n++;
    const named = word("credited", row);
    if (["yes", "generic", "no"].includes(named)) sum[named]++;
    sums.set(name, sum);
  }
  return [...sums.values()].sort((a, b) => b.n - a.n || a.name.localeCompare(b.name));
}

/** The flows on one side of an outlet. */
function neighbours(heading, flows, other, filters) {
  return flows.length > 0 && h("section", {}, h("h2", {}, heading), h("table", { class: "plain" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Outlet"), h("th", { scope: "col", class: "n" }, "Copies"), h("th", { scope: "col", class: "n" }, "Median delay"))),
    h("tbody", {}, flows.slice(0, 12).map((f) => h("tr", {}, h("th", { scope: "row" }, h("a", { href: outletAddress(f[other]) }, breakable(f[other]))),
      h("td", { class: "n" }, linked(f.copies, filters(f))), h("td", { class: "n" }, duration(f.median_lag_minutes) || "–"))))));
}

async function outletView(outlet) {
  const o = outletData.outlets.find((one) => one.outlet === outlet);
  if (!o) return notThere("outlet", "#/outlets", "All outlets", `This report has no outlet called ${outlet}.`);
  await readFacets();
  const number = head.outlets.indexOf(outlet);
  const rows = allRows().filter((row) => facets.by[row] === number);
  const wires = countedBy(rows.filter((row) => word("kind", row) === "wire"), wireOfArticle)
    .map((w) => ({ ...w, href: wireAddress(w.name), filters: { outlet, wire: w.name, kind: "wire" } }));
  const flows = outletData.flows.filter((f) => f.from_kind === "outlet");
  const state = tableState("published", true);
  const list = table({ label: "Articles of this outlet", columns: articleColumns().filter((c) => c.key !== "outlet"), saved: savedOnly(), state, rows: rows.filter((row) => word("kind", row) || row < copyCount()) });
  const view = h("div", {}, crumb(h("a", { href: "#/outlets" }, "Outlets")), h("h1", {}, outlet),
    facts([
      ["Articles", linked(o.articles, { outlet, ...once() })], ["With a shared text", [linked(o.copies, { outlet, shared: "yes" }), ` of ${count(o.articles)} (${percent(o.copies, o.articles)})`]],
      ["Wire copies", [linked(o.wire_copies, { outlet, kind: "wire" }), ` of ${count(o.articles)} (${percent(o.wire_copies, o.articles)})`]],
      ["Do not name the agency", toldBy(o) > 0 && [linked(o.uncredited, { outlet, kind: "wire", credited: "no" }), ` of ${count(toldBy(o))} known`]],
      ["Press releases", o.press_releases > 0 && linked(o.press_releases, { outlet, kind: "press" })], ["Own pages", o.own_pages > 0 && linked(o.own_pages, { outlet, kind: "own" })],
      ["Had it first", linked(o.leads, { outlet, first: "yes" })], ["Median delay", duration(o.median_lag_minutes)],
    ]),
    wires.length > 0 && h("section", {}, h("h2", {}, "Its agencies"), creditKey(), countsTable("Its agencies", "Agency", wires)),
    h("section", {}, h("h2", {}, "Its articles over time"), overTime(rows, { outlet }, `Articles of ${outlet}`)),
    h("div", { class: "halves" },
      neighbours("Prints after it, in texts without a known agency", flows.filter((f) => f.from === outlet), "to", (f) => ({ after: outlet, outlet: f.to })),
      neighbours("Printed before it, in texts without a known agency", flows.filter((f) => f.to === outlet), "from", (f) => ({ after: f.from, outlet }))),
    h("section", {}, h("h2", {}, "Its shared texts and wire copies"), list));
  view.turn = list.turn;
  return view;
}

async function wireView(wire) {
  const w = outletData.wires.find((one) => one.name === wire);
  const number = head.wires.indexOf(wire);
  if (number < 0) return notThere("agency", "#/wires", "All agencies", `No article of this report is from an agency called ${wire}.`);
  await readFacets();
  const kind = w?.press_release ? "press" : "wire";
  const all = allRows().filter((row) => facets.wire[row] === number);
  const rows = all.filter((row) => word("kind", row) === kind);
  const outlets = countedBy(rows.filter((row) => facets.by[row] >= 0), outletOf).map((o) => ({ ...o, href: outletAddress(o.name), filters: { wire, kind, outlet: o.name } }));
  const told = w ? w.credited + w.generic + w.uncredited : 0;
  const [likely, own] = ["likely", "own"].map((one) => all.filter((row) => word("kind", row) === one).length);
  const texts = [...new Set(rows.filter((row) => row < copyCount()).map(clusterOf))].sort((a, b) => a - b);
  const list = table({ label: "Texts of this agency", columns: clusterColumns().filter((c) => c.key !== "wire"), state: tableState("", true, "Most outlets first"), rows: texts, href: clusterAddress });
  const view = h("div", {}, crumb(h("a", { href: "#/wires" }, "Agencies")), h("h1", {}, wire),
    facts([
      [kind === "press" ? "Press releases" : "Wire copies", w ? linked(w.copies, { wire, kind }) : "0"], ["Texts in more than one article", count(texts.length)],
      ["Do not name it", told > 0 && [linked(w.uncredited, { wire, kind, credited: "no" }), ` of ${count(told)} known`]],
      ["Likely copies", likely > 0 && linked(likely, { wire, kind: "likely" })], ["Its own pages", own > 0 && linked(own, { wire, kind: "own" })],
    ]),
    outlets.length > 0 && h("section", {}, h("h2", {}, "Outlets that print it"), creditKey(), countsTable("Outlets that print it", "Outlet", outlets),
      outlets.length > 50 && h("p", { class: "note" }, `and ${count(outlets.length - 50)} more`)),
    h("section", {}, h("h2", {}, "Its copies over time"), overTime(rows, { wire, kind }, `Copies of ${wire}`)),
    h("section", {}, h("h2", {}, "Its shared texts"), list));
  view.turn = list.turn;
  return view;
}

function wireList() {
  const told = (w) => w.credited + w.generic + w.uncredited;
  const kind = (w) => (w.press_release ? "press" : "wire");
  const columns = [
    { key: "name", label: "Agency", wide: true, by: (w) => folded(w.name), cell: (w) => h("a", { href: wireAddress(w.name) }, w.name) },
    { key: "kind", label: "Kind", by: kind, cell: (w) => (w.press_release ? "press releases" : "news") },
    { key: "copies", label: "Copies", num: true, down: true, by: (w) => w.copies, cell: (w) => linked(w.copies, { wire: w.name, kind: kind(w) }), csv: (w) => w.copies },
    { key: "clusters", label: "Shared texts", num: true, down: true, by: (w) => w.clusters, cell: (w) => count(w.clusters), csv: (w) => w.clusters },
    { key: "credited", label: "Name it", term: "named", num: true, down: true, by: (w) => w.credited, cell: (w) => linked(w.credited, { wire: w.name, kind: kind(w), credited: "yes" }), csv: (w) => w.credited },
    { key: "uncredited", label: "Do not name it", term: "named", num: true, down: true, by: (w) => w.uncredited, csv: (w) => w.uncredited,
      cell: (w) => (told(w) ? [linked(w.uncredited, { wire: w.name, kind: kind(w), credited: "no" }), ` of ${count(told(w))}`] : "–") },
  ];
  const list = table({ label: "Agencies", columns, state: tableState("copies", true), rows: outletData.wires });
  const view = h("div", {}, h("h1", {}, "Agencies"), h("p", { class: "lede" }, "News agencies, syndicates and press-release services whose texts were printed, by the credits of the copies."), list);
  view.turn = list.turn;
  return view;
}

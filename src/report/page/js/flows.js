// The flow of text: from wires, and from outlets that had it first, to the outlets that printed it.
const MAX_SOURCES = 12;
const MAX_TARGETS = 24;

/** The largest names on one side, the others as one. */
function largestNames(flows, of, most) {
  const sums = new Map();
  for (const f of flows) sums.set(of(f), (sums.get(of(f)) || 0) + f.copies);
  const list = [...sums].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  const kept = list.slice(0, list.length === most + 1 ? most + 1 : most).map(([key]) => key);
  return { kept: new Set(kept), others: list.length - kept.length };
}

/** The articles of a flow. */
const flowFilters = ({ from, from_kind, to }) => (from_kind === "outlet" ? { after: from, outlet: to } : { wire: from, outlet: to, kind: from_kind === "press_release" ? "press" : "wire", shared: "yes" });

/** Nodes and bands between two columns, in copies. */
function flowPlan(flows) {
  const from = (f) => `${f.from_kind}\n${f.from}`;
  const [left, right] = [largestNames(flows, from, MAX_SOURCES), largestNames(flows, (f) => f.to, MAX_TARGETS)];
  const bands = new Map();
  for (const f of flows) {
    const a = left.kept.has(from(f)) ? from(f) : `other\n${counted(left.others, "other source")}`;
    const b = right.kept.has(f.to) ? f.to : `${counted(right.others, "other outlet")}`;
    const key = `${a}\n${b}`;
    const band = bands.get(key) || { a, b, copies: 0 };
    band.copies += f.copies;
    bands.set(key, band);
  }
  const column = (of) => {
    const nodes = new Map();
    for (const band of bands.values()) {
      const node = nodes.get(band[of]) || { key: band[of], copies: 0 };
      node.copies += band.copies;
      nodes.set(band[of], node);
    }
    const last = (node) => (/^other\n|^[\d,]+ other outlets?$/.test(node.key) ? 1 : 0);
    return [...nodes.values()].sort((a, b) => last(a) - last(b) || b.copies - a.copies || a.key.localeCompare(b.key));
  };
  return { bands: [...bands.values()], left: column("a"), right: column("b") };
}

function flowPicture(flows) {
  const box = h("div", { class: "picture" });
  const { bands, left, right } = flowPlan(flows);
  const draw = () => {
    const width = Math.max(300, Math.floor(box.clientWidth || 800));
    const margin = Math.min(220, width * 0.32);
    const gap = 8;
    const rows = Math.max(left.length, right.length);
    const all = bands.reduce((sum, band) => sum + band.copies, 0);
    const unit = Math.max(rows * 22, Math.min(460, all * 14)) / all;
    const place = (nodes) => {
      // a thin node still gets a line of text
      let y = 6;
      for (const node of nodes) {
        node.h = node.copies * unit;
        node.y = y + Math.max(0, (13 - node.h) / 2);
        node.used = 0;
        y += Math.max(13, node.h) + gap;
      }
      return y;
    };
    const height = Math.max(place(left), place(right));
    const [x0, x1] = [margin, width - margin];
    const node = (list, key) => list.find((n) => n.key === key);
    const ordered = [...bands].sort((p, q) => left.indexOf(node(left, p.a)) - left.indexOf(node(left, q.a)) || right.indexOf(node(right, p.b)) - right.indexOf(node(right, q.b)));
    for (const band of ordered) { const n = node(left, band.a); band.ya = n.y + n.used; n.used += band.copies * unit; }
    for (const band of [...ordered].sort((p, q) => left.indexOf(node(left, p.a)) - left.indexOf(node(left, q.a)))) { const n = node(right, band.b); band.yb = n.y + n.used; n.used += band.copies * unit; }
    const letters = Math.floor((margin - 10) / 6.9);
    const cutName = (text) => (text.length > letters ? text.slice(0, letters - 1) + "…" : text);
    const kind = (key) => key.split("\n")[0];
    const plainName = (key) => key.split("\n").slice(1).join("\n");
    const middle = (x0 + x1) / 2;
    const shapes = ordered.map((band) => {
      const t = band.copies * unit;
      const d = `M${x0 + 8} ${band.ya}C${middle} ${band.ya} ${middle} ${band.yb} ${x1 - 8} ${band.yb}v${t}C${middle} ${band.yb + t} ${middle} ${band.ya + t} ${x0 + 8} ${band.ya + t}Z`;
      const said = `${plainName(band.a)} → ${band.b}: ${counted(band.copies, "copy", "copies")}`;
      const path = s("path", { class: `band ${kind(band.a)}`, d, "data-a": band.a, "data-b": band.b }, s("title", {}, said));
      const isOne = kind(band.a) !== "other" && outletData.outlets.some((o) => o.outlet === band.b);
      return isOne ? s("a", { href: articlesAddress(flowFilters({ from: plainName(band.a), from_kind: kind(band.a), to: band.b })), tabindex: -1, "aria-label": said }, path) : path;
    });
    const light = (of, key) => () => svg.querySelectorAll(".band").forEach((p) => p.classList.toggle("dim", key !== null && p.dataset[of] !== key));
    const pageOf = (n, of, text) => (of === "b" || kind(n.key) === "outlet" ? outletData.outlets.some((o) => o.outlet === text) && outletAddress(text) : kind(n.key) !== "other" && wireAddress(text)) || null;
    const block = (n, of, x, text, anchor, tx) => s(pageOf(n, of, text) ? "a" : "g", { href: pageOf(n, of, text), class: "node", role: pageOf(n, of, text) ? null : "img", "aria-label": pageOf(n, of, text) ? null : `${text}: ${counted(n.copies, "copy", "copies")}`,
      onfocus: light(of, n.key), onblur: light(of, null), onmouseenter: light(of, n.key), onmouseleave: light(of, null) },
      s("title", {}, `${text}: ${counted(n.copies, "copy", "copies")}`),
      s("rect", { class: of === "a" ? kind(n.key) : "outlet", x, y: n.y, width: 8, height: Math.max(1.5, n.h) }),
      s("text", { x: tx, y: n.y + n.h / 2 + 4, "text-anchor": anchor }, cutName(text)));
    const svg = s("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": "Flows of copies" }, shapes,
      left.map((n) => block(n, "a", x0, plainName(n.key), "end", x0 - 6)), right.map((n) => block(n, "b", x1 - 8, n.key, "start", x1 + 6)));
    box.replaceChildren(svg);
  };
  watchWidth(box, draw);
  return box;
}

function flowView() {
  const kinds = { "": "agencies and outlets", wire: "news agencies only", outlet: "outlets only", press_release: "press releases only" };
  const chosen = () => readAddress().values.get("kind") || "";
  const some = () => outletData.flows.filter((f) => !chosen() || f.from_kind === chosen());
  const select = h("select", { id: "kind", onchange: () => { keepInAddress({ kind: select.value, page: "" }, true); draw(); } },
    Object.entries(kinds).map(([value, text]) => h("option", { value }, text)));
  select.value = chosen();
  const columns = [
    { key: "from", label: "From", wide: true, by: (f) => folded(f.from), cell: (f) => h("a", { href: f.from_kind === "outlet" ? outletAddress(f.from) : wireAddress(f.from) }, f.from) },
    { key: "from_kind", label: "Kind", by: (f) => f.from_kind, cell: (f) => ({ wire: "agency", outlet: "outlet", press_release: "press releases" })[f.from_kind] },
    { key: "to", label: "To", wide: true, by: (f) => folded(f.to), cell: (f) => h("a", { href: outletAddress(f.to) }, f.to) },
    { key: "copies", label: "Copies", num: true, down: true, by: (f) => f.copies, cell: (f) => linked(f.copies, flowFilters(f)), csv: (f) => f.copies },
    { key: "lag", label: "Median delay", term: "delay", num: true, down: true, by: (f) => f.median_lag_minutes, cell: (f) => duration(f.median_lag_minutes) || "–", csv: (f) => f.median_lag_minutes },
  ];
  const state = tableState("copies", true);
  const list = table({ label: "Flows", columns, state, rows: some() });
  const picture = h("div");
  function draw(page = 0) {
    const flows = some();
    picture.replaceChildren(...(flows.length ? [flowPicture(flows)] : [h("p", { class: "note" }, "Nothing flows: no agency is certain, and no copy is later than the earliest.")]));
    if (flows.length) picture.append(takePicture(picture, "flows"));
    list.show(flows, page);
  }
  draw(state.page);
  const view = h("div", {}, h("h1", {}, "Flows"),
    h("p", { class: "lede" }, "Where the agency of a shared text is certain, the text flows from it to every outlet that printed it. Where none is known, it flows from the outlet from which each copy was probably taken. The width of a band is its number of copies."),
    h("div", { class: "tools" }, h("label", { for: "kind" }, "Show "), select),
    h("p", { class: "key" }, h("span", { class: "swatch wire" }), "agency ", h("span", { class: "swatch outlet" }), "outlet"),
    picture, h("section", {}, h("h2", {}, "The same in numbers"), list,
      outletData.more_flows > 0 && h("p", { class: "note" }, `${count(outletData.more_flows)} smaller flows are in the table of flows only.`)));
  view.turn = list.turn;
  return view;
}

// The flow of text: from wires, and from outlets that had it first, to the outlets that printed it.
const flowState = { key: "copies", down: true, page: 0, kind: "" };
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
      return s("path", { class: `band ${kind(band.a)}`, d, "data-a": band.a, "data-b": band.b }, s("title", {}, `${plainName(band.a)} → ${band.b}: ${counted(band.copies, "copy", "copies")}`));
    });
    const light = (of, key) => () => svg.querySelectorAll(".band").forEach((p) => p.classList.toggle("dim", key !== null && p.dataset[of] !== key));
    const block = (n, of, x, text, anchor, tx) => s("g", { tabindex: 0, class: "node", role: "img", "aria-label": `${text}: ${counted(n.copies, "copy", "copies")}`,
      onfocus: light(of, n.key), onblur: light(of, null), onmouseenter: light(of, n.key), onmouseleave: light(of, null) },
      s("title", {}, `${text}: ${counted(n.copies, "copy", "copies")}`),
      s("rect", { class: of === "a" ? kind(n.key) : "outlet", x, y: n.y, width: 8, height: Math.max(1.5, n.h) }),
      s("text", { x: tx, y: n.y + n.h / 2 + 4, "text-anchor": anchor }, cutName(text)));
    const svg = s("svg", { width, height, viewBox: `0 0 ${width} ${height}` }, shapes,
      left.map((n) => block(n, "a", x0, plainName(n.key), "end", x0 - 6)), right.map((n) => block(n, "b", x1 - 8, n.key, "start", x1 + 6)));
    box.replaceChildren(svg);
  };
  watchWidth(box, draw);
  return box;
}

function flowView() {
  const kinds = { "": "wires and outlets", wire: "wires only", outlet: "outlets only", press_release: "press releases only" };
  const some = () => outletData.flows.filter((f) => !flowState.kind || f.from_kind === flowState.kind);
  const select = h("select", { id: "kind", onchange: () => { flowState.kind = select.value; draw(); } },
    Object.entries(kinds).map(([value, text]) => h("option", { value }, text)));
  select.value = flowState.kind;
  const columns = [
    { key: "from", label: "From", wide: true, by: (f) => folded(f.from), cell: (f) => f.from },
    { key: "from_kind", label: "Kind", by: (f) => f.from_kind, cell: (f) => f.from_kind.replace("_", " ") },
    { key: "to", label: "To", wide: true, by: (f) => folded(f.to), cell: (f) => f.to },
    { key: "copies", label: "Copies", num: true, down: true, by: (f) => f.copies, cell: (f) => count(f.copies) },
    { key: "lag", label: "Median lag", num: true, down: true, by: (f) => f.median_lag_minutes, cell: (f) => duration(f.median_lag_minutes) || "–" },
  ];
  const list = table({ label: "Flows", columns, state: flowState, rows: some() });
  const picture = h("div");
  function draw() {
    const flows = some();
    picture.replaceChildren(flows.length ? flowPicture(flows) : h("p", { class: "note" }, "Nothing flows: no wire is sure, and no copy is later than its lead."));
    list.show(flows);
  }
  draw();
  const view = h("div", {}, h("h1", {}, "Flows"),
    h("p", { class: "lede" }, "In a cluster with a sure wire the text flows from the wire to every outlet; in one without, from the outlet of the copy that each was probably taken from. The width of a band is its number of copies."),
    h("div", { class: "tools" }, h("label", { for: "kind" }, "Show "), select),
    h("p", { class: "key" }, h("span", { class: "swatch wire" }), "wire ", h("span", { class: "swatch outlet" }), "outlet"),
    picture, h("section", {}, h("h2", {}, "The same in numbers"), list,
      outletData.more_flows > 0 && h("p", { class: "note" }, `${count(outletData.more_flows)} smaller flows are in the table of flows only.`)));
  view.turn = list.turn;
  return view;
}

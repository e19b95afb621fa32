// The overview: the findings in sentences and a few figures.
function figure(number, text, href) {
  return h(href ? "a" : "div", { class: "figure", href }, h("b", { class: "num" }, number), h("span", {}, text));
}

/** The number of clusters by size, as bars. */
function sizesPicture() {
  const bounds = [[2, 2], [3, 3], [4, 5], [6, 10], [11, 20], [21, 50], [51, 100], [101, Infinity]];
  const rows = bounds.map(([from, to]) => ({
    label: from === to ? `${from}` : to === Infinity ? `over ${from - 1}` : `${from}–${to}`,
    n: head.sizes.filter(([size]) => size >= from && size <= to).reduce((sum, [, n]) => sum + n, 0),
  })).filter((row, at, all) => row.n || all.slice(at).some((r) => r.n));
  const most = Math.max(...rows.map((r) => r.n));
  return h("table", { class: "plain bars", "aria-label": "Clusters by their number of copies" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Copies"), h("th", { scope: "col" }, "Clusters"))),
    h("tbody", {}, rows.map((r) => h("tr", {}, h("th", { scope: "row", class: "num" }, r.label),
      h("td", {}, h("span", { class: "bar long" },
        h("span", { class: "track", "aria-hidden": "true" }, h("span", { class: "filled", style: `width:${(100 * r.n) / most}%` })),
        h("span", { class: "num" }, count(r.n))))))));
}

/** The copies that name the wire, that credit agencies in general, that do not, and where it is not known. */
function creditBar({ copies, credited, generic, uncredited }, whole) {
  const open = Math.max(0, copies - credited - generic - uncredited);
  const part = (n, kind, text) => n > 0 && h("span", { class: `part ${kind}`, style: `width:${(100 * n) / whole}%`, title: `${text}: ${count(n)}` });
  return h("span", { class: "stack", role: "img", "aria-label": `${count(credited)} credited, ${count(generic)} generic, ${count(uncredited)} uncredited, ${count(open)} not known` },
    part(credited, "yes", "credited"), part(generic, "generic", "agencies in general"), part(uncredited, "no", "uncredited"), part(open, "open", "not known"));
}
const creditKey = () => h("p", { class: "key" },
  h("span", { class: "swatch yes" }), "names the wire ", h("span", { class: "swatch generic" }), "names agencies in general ", h("span", { class: "swatch no" }), "does not ",
  h("span", { class: "swatch open" }), "not known");

function overview() {
  const c = head.counts;
  const wires = [...outletData.wires].sort((a, b) => b.copies - a.copies || a.name.localeCompare(b.name));
  const sums = wires.filter((w) => !w.press_release).reduce((t, w) => ({ copies: t.copies + w.copies, no: t.no + w.uncredited, told: t.told + w.credited + w.generic + w.uncredited }), { copies: 0, no: 0, told: 0 });
  const sentences = [
    `${counted(c.copies, "article")} of ${count(c.articles)} (${percent(c.copies, c.articles)}) ${c.copies === 1 ? "is" : "are"} the same text as another.`,
    wires.length > 0 && `The wire is sure for ${counted(sums.copies, "article")}. Of ${count(sums.told)} for which it is known, ${count(sums.no)} (${percent(sums.no, sums.told)}) do not name it.`,
  ];
  const most = Math.max(1, ...wires.map((w) => w.copies));
  const largest = Array.from({ length: Math.min(10, total, loaded()) }, (_, n) => n);
  return h("div", {},
    h("h1", {}, "Who printed whose copy"),
    h("p", { class: "lede" }, sentences.filter(Boolean).join(" ")),
    h("div", { class: "figures" },
      figure(count(c.articles), c.articles === 1 ? "article" : "articles"), figure(count(c.clusters), "clusters", "#/clusters"),
      figure(count(c.copies), "copies in them"), figure(count(outletData.outlets.length), "outlets", "#/outlets"),
      figure(count(wires.length), "wires", "#/flows"), figure(count(c.rejected), "rejected lines", "#/run")),
    h("div", { class: "halves" },
      h("section", {}, h("h2", {}, "Clusters of most outlets"),
        total ? h("ol", { class: "largest" }, largest.map((n) => h("li", {},
          h("a", { href: `#/cluster/${index.id[n]}` }, titleOf(n)),
          h("small", {}, ` ${counted(index.size[n], "copy", "copies")} in ${counted(index.outlets[n], "outlet")}${wireOf(n) ? ` · ${wireOf(n)}` : ""}`))))
          : h("p", {}, "No two articles are the same text."),
        total > 10 && h("p", {}, h("a", { href: "#/clusters" }, `All ${count(total)} clusters`))),
      h("section", {}, h("h2", {}, "Clusters by size"), total > 0 && sizesPicture())),
    wires.length > 0 && h("section", {}, h("h2", {}, "Wires"), creditKey(),
      h("table", { class: "plain wires" },
        h("thead", {}, h("tr", {}, ["Wire", "Copies", "", "Clusters", "Uncredited"].map((t, at) =>
          h("th", { scope: "col", class: at === 1 || at === 3 ? "n" : null }, t)))),
        h("tbody", {}, wires.slice(0, 25).map((w) => h("tr", {}, h("th", { scope: "row" }, w.name, w.press_release && h("small", {}, " press releases")),
          h("td", { class: "n" }, count(w.copies)), h("td", { class: "fat" }, creditBar(w, most)),
          h("td", { class: "n" }, count(w.clusters)), h("td", { class: "num" }, percent(w.uncredited, w.credited + w.generic + w.uncredited)))))),
      wires.length > 25 && h("p", { class: "note" }, `and ${count(wires.length - 25)} more`)));
}

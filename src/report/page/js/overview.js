// The first screen: what was read, how much of it is shared, which texts are in most outlets, and who prints wire copy.

/** The copies that name the wire, that credit agencies in general, that do not, and where it is not known. */
function creditBar({ copies, credited, generic, uncredited }, whole, filters) {
  const open = Math.max(0, copies - credited - generic - uncredited);
  const part = (n, kind, value, text) => n > 0 && h("a", { class: `part ${kind}`, style: `width:${(100 * n) / whole}%`, title: `${text}: ${count(n)}`, "aria-label": `${text}: ${count(n)}`,
    href: articlesAddress({ ...filters, credited: value }) });
  return h("span", { class: "stack" },
    part(credited, "yes", "yes", "name the agency"), part(generic, "generic", "generic", "name agencies in general"), part(uncredited, "no", "no", "do not name it"), part(open, "open", "unknown", "not known"));
}
const creditKey = () => h("p", { class: "key" }, [
  ["yes", term("named", "names the agency")], ["generic", term("general", "names agencies in general")], ["no", "does not name it"], ["open", term("notknown", "not known")],
].map(([kind, said]) => [h("span", { class: "keyed" }, h("span", { class: `swatch ${kind}` }), said), " "]));

/** The filter for numbers that count an article once, however often it was captured. */
const once = () => (head.wire_counts.captured_again ? { captures: "once" } : {});
/** A number that leads to its articles. */
const linked = (n, filters, text) => (n ? h("a", { href: articlesAddress(filters) }, text || count(n)) : text || count(n));
const linkedShare = (part, whole, filters) => (whole ? [linked(part, filters), ` of ${count(whole)}`, h("small", {}, percent(part, whole))] : h("span", { class: "none" }, "–"));

/** What was read, in sentences of one population each. */
function readSentences() {
  const [c, d, w] = [head.counts, head.dates, head.wire_counts];
  const kinds = Object.entries(head.unread).map(([kind, n]) => `${count(n)} ${kind}`);
  const dated = d.first === null ? "None has a date." : `Their dates run from ${formatTime(d.first, true)} to ${formatTime(d.last, true)}${d.undated ? `; ${count(d.undated)} ${d.undated === 1 ? "has" : "have"} none` : ""}.`;
  const unread = [c.rejected > 0 && h("a", { href: "#/run" }, counted(c.rejected, "file or row could not be read", "files or rows could not be read")),
    kinds.length > 0 && `files of other kinds: ${kinds.join(", ")}`].filter(Boolean);
  return [h("b", {}, "Read: "), linked(w.articles, once(), counted(w.articles, "article")), outletData.outlets.length ? [" of ", h("a", { href: "#/outlets" }, counted(outletData.outlets.length, "outlet"))] : ", of which no outlet is known", `. ${dated} `,
    w.captured_again > 0 && [linked(w.captured_again, { kind: "again" }, counted(w.captured_again, "further capture")), ` of ${w.captured_again === 1 ? "one of them is" : "some of them are"} not counted. `],
    unread.length ? ["Not read: ", unread.map((part, at) => [at > 0 && "; ", part]), "."] : "All files were read."];
}

function sharedSentences() {
  const [c, w] = [head.counts, head.wire_counts];
  const told = w.credited + w.generic + w.uncredited;
  return [
    h("p", {}, h("b", {}, "Shared: "), linked(head.shared, { shared: "yes" }), ` of the ${counted(w.articles, "article")} (${percent(head.shared, w.articles)}) `, head.shared === 1 ? "has" : "have",
      " a text that another article has too: ", h("a", { href: "#/clusters" }, counted(c.clusters, "text")), " in all."),
    w.wire_copies > 0 && h("p", {}, h("b", {}, "From agencies: "), linked(w.wire_copies, { kind: "wire" }), ` of the ${counted(w.articles, "article")} (${percent(w.wire_copies, w.articles)}) `, w.wire_copies === 1 ? "is " : "are ", term("wirecopy", w.wire_copies === 1 ? "a wire copy" : "wire copies"), ". ",
      told > 0 && ["Of the ", count(told), " of them for which that can be told, ", linked(w.credited, { kind: "wire", credited: "yes" }), " name the agency, ",
        w.generic > 0 && [linked(w.generic, { kind: "wire", credited: "generic" }), " name agencies in general, "], linked(w.uncredited, { kind: "wire", credited: "no" }), ` (${percent(w.uncredited, told)}) do not. `],
      w.press_releases > 0 && [linked(w.press_releases, { kind: "press" }), ` of the ${counted(w.articles, "article")} ${w.press_releases === 1 ? "is a press release" : "are press releases"}.`]),
  ];
}

/** The first texts, with their beginnings. */
function firstTexts() {
  if (!total) return h("p", {}, "No two articles have the same text.");
  const some = Array.from({ length: Math.min(head.first.length, total, loaded()) }, (_, n) => n);
  return h("ol", { class: "texts" }, some.map((n) => {
    const lead = head.first[n];
    const span = index.first[n] === null ? "" : ` · first ${formatTime(index.first[n], index.day[n])}`;
    return h("li", {}, h("h3", {}, h("a", { href: clusterAddress(n) }, titleOf(n))),
      lead.beginning && lead.beginning !== titleOf(n) && h("p", { class: "beginning" }, lead.beginning),
      h("p", { class: "note" }, `${index.printed_by[n].length ? counted(index.outlets[n], "outlet") : "outlets not known"}, ${counted(index.size[n], "copy", "copies")}`, wireOf(n) && [" · ", h("a", { href: wireAddress(wireOf(n)) }, wireOf(n)), sureOf(n) !== "sure" && ` (${sureOf(n)})`],
        span, " · earliest: ", lead.outlet && [lead.outlet, ", "], placeOf(lead)));
  }));
}

/** A field that goes to the page of an outlet. */
function outletJump() {
  const input = h("input", { type: "search", id: "jump", list: "jump-names", placeholder: "Name of an outlet", autocomplete: "off" });
  const go = () => { if (outletData.outlets.some((o) => o.outlet === input.value)) location.hash = outletAddress(input.value); };
  input.addEventListener("change", go);
  return h("div", { class: "tools" }, h("label", { for: "jump" }, "Go to "), input, h("datalist", { id: "jump-names" }, outletData.outlets.map((o) => h("option", { value: o.outlet }))));
}

function overview() {
  return h("div", { class: "front" },
    h("h1", {}, "Who printed whose copy"),
    h("div", { class: "lede" }, h("p", {}, readSentences()), sharedSentences()),
    h("section", {}, h("h2", {}, "Shared texts over time"), head.counts.copies ? later(() => overTime(Array.from({ length: copyCount() }, (_, row) => row), { shared: "yes" }, "Copies over time")) : h("p", {}, "Nothing is shared.")),
    h("div", { class: "halves" },
      h("section", {}, h("h2", {}, "Texts in most outlets"), firstTexts(), total > head.first.length && h("p", {}, h("a", { href: "#/clusters" }, `All ${count(total)} shared texts`))),
      h("section", {}, outletPicture(10, "Outlets that print most wire copy"), outletData.outlets.length > 0 && outletJump(), wirePicture(10, "Agencies"))));
}

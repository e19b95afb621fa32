// Evidence: for each copy said not to name its wire, what shows it. Made to be printed and checked.
function sheetOf(x, alone) {
  const printed = (p, label) => h("div", { class: "printed" }, h("h3", {}, label, h("b", {}, name(p.outlet))),
    p.title && h("p", {}, p.title),
    h("p", { class: "num" }, p.minutes === null ? "time not known" : [formatTime(p.minutes, p.day), h("small", {}, p.day ? " (only the day is known)" : p.local ? " (by a clock whose zone is not known)" : " UTC (to the minute)")]),
    h("p", {}, h("small", {}, "Says of agencies: "), p.words || "nothing"),
    h("p", {}, h("small", {}, placeOf(p)), webAddress(p.url) && h("small", { class: "path" }, " ", p.url), p.path !== p.id && h("small", { class: "path" }, ` · id ${p.id}`)));
  const lag = x.lag === null ? "which came first is not known" : x.lag === 0 ? "the same minute" : `${duration(x.lag)} later`;
  return h("section", { class: "sheet" }, h("h2", {}, `${name(x.copy.outlet)} does not name ${x.wire}`),
    h("div", { class: "halves" }, printed(x.copy, "Without a credit: "), printed(x.credited, "With a credit: ")),
    h("p", {}, `${percent(x.share, 1000)} of the text of the first is in the second`, x.shared_words !== null && `, ${counted(x.shared_words, "word")}`, ` (${lag}).`),
    alone && h("p", {}, `The agency is certain by the credits of the copies. ${x.wire} stands nowhere on the page as it was read, the text does not break off, and pages of this outlet show who wrote them.`),
    x.passage ? h("blockquote", {}, x.passage) : h("p", { class: "note" }, "The texts could not be read again."),
    x.others.length > 0 && [h("p", {}, h("small", {}, "Other copies that name it:")), h("ul", {}, x.others.map((words) => h("li", {}, words)))],
    h("p", { class: "ways" }, h("a", { href: `#/cluster/${x.cluster}` }, "All copies of this text"), " · ", alone
      ? h("button", { type: "button", class: "link", onclick: () => print() }, "Print this sheet")
      : h("a", { href: sheetAddress(x.copy.id) }, "This sheet alone, to print")),
    h("p", { class: "check-line" }, "Checked by ____________________  on ____________  against the page as printed: ☐ no credit  ☐ credit found"));
}

/** One sheet, alone on its page. */
async function sheetView(id) {
  await pageLoaded;
  const [sheets, more] = parse("evidence") || [[], 0];
  const sheet = sheets.find((x) => x.copy.id === id);
  if (!sheet) return notThere("sheet", "#/evidence", "All sheets", more > 0 ? "The page holds the first sheets; evidence.csv has all." : `No article ${id} is said not to name its agency.`);
  return h("div", { class: "alone" }, crumb(h("a", { href: "#/evidence" }, "Evidence"), " / ", h("span", { class: "path" }, id)), h("h1", {}, "Evidence"), sheetOf(sheet, true),
    h("p", { class: "cite" }, citation()));
}

async function evidenceView() {
  await pageLoaded;
  const [sheets, more] = parse("evidence") || [[], 0];
  const found = (query) => sheets.filter((x) => folded(query).split(/\s+/).every((w) => folded(`${x.copy.outlet}\n${x.wire}\n${x.copy.title}`).includes(w)));
  const list = h("div", {});
  const show = (query) => list.replaceChildren(...found(query).map((x) => sheetOf(x)));
  let timer = 0;
  const search = h("input", { type: "search", id: "search", placeholder: "Outlet, agency or headline", autocomplete: "off", spellcheck: "false",
    oninput: () => { clearTimeout(timer); timer = setTimeout(() => { keepInAddress({ q: search.value }, false); show(search.value); }, 120); } });
  search.value = readAddress().values.get("q") || "";
  show(search.value);
  return h("div", {}, h("h1", {}, "Evidence"),
    h("p", { class: "lede" }, sheets.length
      ? `${counted(sheets.length + more, "copy is", "copies are")} said not to name the agency. Each sheet shows why; print it and check it against the page before you publish. A credit that the text as read does not have, such as one in a picture of the page, is not seen.`
      : "No copy is said not to name its agency."),
    more > 0 && h("p", { class: "note" }, `The page holds the first ${count(sheets.length)}; evidence.csv has all.`),
    sheets.length > 0 && h("div", { class: "tools", role: "search" }, h("label", { for: "search" }, "Search "), search), list);
}

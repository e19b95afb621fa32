// Filters that combine. An article is left when it meets all of them; a shared text when each chosen outlet printed a
// copy that meets the others, and all words of the search stand in it.
const NAMED = { yes: "yes", generic: "agencies in general", no: "no", unknown: "not known" };
const KINDS = { wire: "wire copy", likely: "likely wire copy", press: "press release", own: "agency's own page", again: "captured again", none: "no agency known" };
const FORMS = ["lead", "verbatim", "edited", "cut", "extended", "version"];
const FILTER_KEYS = ["q", "outlet", "wire", "kind", "credited", "form", "language", "from", "to", "after", "shared", "first", "captures", "pages"];

/** The filters of the address. */
function readFilters() {
  const { values } = readAddress();
  const filters = Object.fromEntries(FILTER_KEYS.map((key) => [key, values.get(key) || ""]));
  filters.outlet = values.getAll("outlet");
  return filters;
}

const dayMinutes = (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00Z`) / 60000 : NaN);

/** A function that says whether an article meets the filters, those of outlets and the search left aside. */
function meets(f) {
  const number = (list, text) => (text ? list.indexOf(text) : -1);
  const wire = f.wire && f.wire !== "-" ? number(head.wires, f.wire) : -1;
  const [credited, form, kind] = [f.credited, f.form, f.kind === "none" ? "" : f.kind].map((text) => number(head.words, text));
  const language = head.words.indexOf(f.language === "-" ? "" : f.language);
  const after = number(head.outlets, f.after);
  const [from, to] = [dayMinutes(f.from), dayMinutes(f.to) + 1440];
  return (row) =>
    (!f.wire || (f.wire === "-" ? facets.wire[row] < 0 : facets.wire[row] === wire && wire >= 0)) &&
    (!f.credited || facets.credited[row] === credited) &&
    (!f.form || facets.form[row] === form) &&
    (!f.language || facets.language[row] === language) &&
    (!f.kind || (f.kind === "none" ? head.words[facets.kind[row]] === "" : facets.kind[row] === kind)) &&
    (!f.after || (facets.after[row] === after && after >= 0)) &&
    (!f.shared || ((facets.flags[row] & 8) !== 0) === (f.shared === "yes")) &&
    (!f.captures || word("kind", row) !== "again") &&
    (!f.first || (facets.flags[row] & 4) !== 0) &&
    (!f.pages || (facets.flags[row] & 1) === (f.pages === "none" ? 1 : 0)) &&
    (!(from === from) || (facets.at[row] !== null && facets.at[row] >= from)) &&
    (!(to === to) || (facets.at[row] !== null && facets.at[row] < to));
}

const searchWords = (f) => folded(f.q).split(/\s+/).filter(Boolean);
const hasWord = (row, wanted) => searched !== null && searched[row] !== undefined && searched[row].includes(wanted);

/** The articles that the filters leave. */
function articlesLeft(f) {
  const [good, words] = [meets(f), searchWords(f)];
  const outlets = new Set(f.outlet.map((name) => head.outlets.indexOf(name)));
  return allRows().filter((row) => (!outlets.size || outlets.has(facets.by[row])) && good(row) && words.every((w) => hasWord(row, w)));
}

/** The clusters that the filters leave. */
function clustersLeft(f) {
  const [good, words] = [meets(f), searchWords(f)];
  const outlets = f.outlet.map((name) => head.outlets.indexOf(name));
  const plain = FILTER_KEYS.every((key) => key === "q" || !f[key].length);
  return Array.from({ length: total }, (_, c) => c).filter((c) => {
    if (!plain) {
      const rows = articlesOf(c).filter(good);
      if (!(outlets.length ? outlets.every((o) => rows.some((row) => facets.by[row] === o)) : rows.length)) return false;
    }
    return words.every((w) => searchTexts[c].includes(w) || articlesOf(c).some((row) => hasWord(row, w)));
  });
}

/** The languages of the articles, by their tags, or `null` where none is declared. */
function languageNames() {
  const tags = head.languages.map((n) => head.words[n]);
  if (tags.every((tag) => !tag)) return null;
  const names = new Intl.DisplayNames(["en"], { type: "language" });
  const options = tags.filter(Boolean).map((tag) => [tag, names.of(tag)]).sort((a, b) => a[1].localeCompare(b[1]));
  return Object.fromEntries(tags.includes("") ? [...options, ["-", "not declared"]] : options);
}

function choice(label, key, filters, options, change) {
  const select = h("select", { id: `f-${key}`, onchange: () => change(key, select.value) },
    h("option", { value: "" }, "any"), Object.entries(options).map(([value, text]) => h("option", { value }, text)));
  select.value = filters[key];
  return h("label", { class: "field", for: `f-${key}` }, h("span", {}, label), select);
}

function dateField(label, key, filters, change) {
  const input = h("input", { type: "date", id: `f-${key}`, value: filters[key], onchange: () => change(key, input.value) });
  return h("label", { class: "field", for: `f-${key}` }, h("span", {}, label), input);
}

/** The outlets that are chosen, each with a button that takes it out. */
function outletField(filters, change, hint) {
  const input = h("input", { type: "text", id: "f-outlet", list: "outlet-names", autocomplete: "off", placeholder: filters.outlet.length ? hint : "any" });
  input.addEventListener("change", () => {
    if (head.outlets.includes(input.value) && !filters.outlet.includes(input.value)) change("outlet", [...filters.outlet, input.value]);
  });
  const names = h("datalist", { id: "outlet-names" }, outletData.outlets.map((o) => h("option", { value: o.outlet })));
  const chosen = filters.outlet.map((outlet) => h("button", { type: "button", class: "chip", title: "Take it out", "aria-label": `Take out ${outlet}`,
    onclick: () => change("outlet", filters.outlet.filter((other) => other !== outlet)) }, outlet, " ✕"));
  return [h("label", { class: "field", for: "f-outlet" }, h("span", {}, "Outlet"), input), names, chosen.length > 0 && h("span", { class: "chips" }, chosen)];
}

/** Filters that the panel has no field for, said in words. */
function otherFilters(filters, change) {
  const said = [
    filters.after && ["after", `taken from ${filters.after}`], filters.first && ["first", "had it first"],
    filters.captures && ["captures", "each article once, however often it was captured"],
    filters.shared && ["shared", filters.shared === "yes" ? "text stands in other articles too" : "text stands in no other article"],
  ].filter(Boolean);
  return said.length > 0 && h("span", { class: "chips" }, said.map(([key, text]) =>
    h("button", { type: "button", class: "chip", title: "Take this filter out", onclick: () => change(key, "") }, text, " ✕")));
}

/** The panel of filters and the search. `again` shows what they leave. */
function filterPanel({ again, several }) {
  const box = h("div", { class: "filters" });
  let timer = 0;
  const change = (key, value) => {
    keepInAddress({ [key]: value, page: "" }, true);
    draw();
    again();
  };
  const busy = h("span", { class: "note", "aria-live": "polite" });
  async function searchMore() {
    if (!readFilters().q) return;
    await completeSearch((part) => { busy.textContent = `searching … ${Math.round(100 * part)} %`; });
    busy.textContent = "";
    again();
  }
  const search = h("input", { type: "search", id: "search", autocomplete: "off", spellcheck: "false", placeholder: "Words of headlines and texts, outlet, agency",
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(() => { keepInAddress({ q: search.value, page: "" }, false); again(); searchMore(); }, articleCount() > 5000 ? 150 : 0);
    } });
  search.value = readFilters().q;
  const fields = h("div", { class: "fields" });
  const more = h("details", {}, h("summary", {}, "Filters"), fields);
  const clear = h("button", { type: "button", class: "link", onclick: () => {
    search.value = "";
    keepInAddress({ ...Object.fromEntries(FILTER_KEYS.map((key) => [key, ""])), page: "" }, true);
    draw();
    again();
  } }, "Clear all");
  function draw() {
    const f = readFilters();
    const used = FILTER_KEYS.filter((key) => key !== "q" && f[key].length).length;
    const wires = Object.fromEntries([...head.wires].sort((a, b) => a.localeCompare(b)).map((w) => [w, w]));
    const languages = languageNames();
    more.firstChild.textContent = used ? `Filters (${used})` : "Filters";
    more.open = more.open || used > 0 || !narrow.matches;
    fields.replaceChildren(...[
      outletField(f, change, several),
      choice("Agency", "wire", f, { ...wires, "-": "none known" }, change),
      choice("What it is", "kind", f, KINDS, change),
      choice("Names the agency", "credited", f, NAMED, change),
      choice("Form", "form", f, Object.fromEntries(FORMS.map((form) => [form, form === "lead" ? "earliest copy" : form])), change),
      languages && choice("Language", "language", f, languages, change),
      dateField("From", "from", f, change), dateField("To", "to", f, change),
      choice("Pages", "pages", f, { some: "with an article", none: "without an article" }, change),
      otherFilters(f, change), used + f.q.length > 0 && clear,
    ].flat(2).filter(Boolean));
  }
  draw();
  searchMore();
  return fill(box, {}, [h("div", { class: "tools", role: "search" }, h("label", { for: "search" }, "Search "), search, busy), more]);
}

// The list of clusters: searched, sorted, a hundred at a time.
const listState = { key: "", down: true, page: 0, own: "Most outlets first", query: "", wire: "" };

function wireCell(c) {
  const wire = wireOf(c);
  return wire ? [wire, sureOf(c) !== "sure" && h("small", {}, ` (${sureOf(c)})`),
    index.others[c] > 0 && h("small", {}, `and ${counted(index.others[c], "other")}`)] : h("span", { class: "none" }, "–");
}

function clusterList() {
  addSearchTexts();
  const columns = [
    { key: "title", label: "Headline of the lead", wide: true, by: (c) => folded(index.title[c]),
      cell: (c) => h("a", { href: `#/cluster/${index.id[c]}` }, titleOf(c)) },
    { key: "size", label: "Copies", num: true, down: true, by: (c) => index.size[c], cell: (c) => count(index.size[c]) },
    { key: "outlets", label: "Outlets", num: true, down: true, by: (c) => index.outlets[c], cell: (c) => count(index.outlets[c]) },
    { key: "wire", label: "Wire", by: (c) => wireOf(c), cell: wireCell },
    { key: "uncredited", label: "Uncredited", down: true, by: uncreditedShare,
      cell: (c) => uncreditedShare(c) < 0 ? h("span", { class: "none" }, "–")
        : bar(index.uncredited[c], toldOf(c), "no") },
    { key: "span", label: "Span", num: true, down: true, by: (c) => index.span[c], cell: (c) => duration(index.span[c]) || "–" },
    { key: "first", label: "First", num: true, down: true, by: (c) => index.first[c],
      cell: (c) => formatTime(index.first[c], index.day[c]) || "–" },
  ];
  const everything = () => Array.from({ length: loaded() }, (_, c) => c);
  function found() {
    const words = folded(listState.query).split(/\s+/).filter(Boolean);
    return everything().filter((c) =>
      words.every((word) => searchTexts[c].includes(word)) &&
      (!listState.wire || (listState.wire === "-" ? index.wire[c] < 0 : wireOf(c) === listState.wire)));
  }
  let timer = 0;
  const again = () => {
    const page = listState.page;
    list.show(found());
    return page;
  };
  const search = h("input", {
    type: "search", id: "search", placeholder: "Headline, outlet, wire or id", value: listState.query, autocomplete: "off", spellcheck: "false",
    oninput: () => { clearTimeout(timer); timer = setTimeout(() => { listState.query = search.value; again(); completeSearchTexts(again); }, total > 5000 ? 120 : 0); },
  });
  const wires = [...new Set(index.wire || [])].filter((w) => w >= 0).map((w) => head.wires[w]).sort((a, b) => a.localeCompare(b));
  const select = h("select", { id: "wire", onchange: () => { listState.wire = select.value; again(); } },
    h("option", { value: "" }, "all wires"), wires.map((w) => h("option", { value: w }, w)), h("option", { value: "-" }, "no wire known"));
  select.value = listState.wire;
  const keep = listState.page;
  const list = table({ label: "Clusters", columns, state: listState, rows: found(), href: (c) => `#/cluster/${index.id[c]}` });
  listState.page = keep;
  if (loaded() < total) pageLoaded.then(() => { readIndex(); addSearchTexts(); list.show(found()); });
  const view = h("div", {}, h("h1", {}, "Clusters"),
    h("p", { class: "lede" }, `${counted(total, "text")} that the corpus has more than once.`),
    h("div", { class: "tools", role: "search" }, h("label", { for: "search" }, "Search "), search, wires.length > 0 && [h("label", { for: "wire" }, "Wire "), select]),
    list);
  view.turn = list.turn;
  return view;
}

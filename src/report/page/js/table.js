// Tables: columns that sort, rows in pages of a hundred, and the keys that move through them.
const PAGE = 100;
const narrow = matchMedia("(max-width: 46rem)");

/**
 * A table of `rows` (numbers or objects). A column is {key, label, cell(row) → text or node, by(row) → what it sorts by,
 * down: whether the first sorting puts the largest first, num, wide, words: words that may
 * break anywhere but need some room, term: the word whose meaning shows on hover, csv: the value in a saved table}.
 * `state` has sort and page, and `save` keeps them in the address; `own` in it names the order of the rows as they
 * are given. `saved` are columns that only a saved table has.
 */
function table({ label, columns, saved = [], state, rows, href, changed }) {
  const box = h("div", { class: "tablebox" });
  const sorter = h("select", { onchange: (e) => sortBy(e.target.value.slice(1), e.target.value[0] === "-") });
  if (state.own) sorter.append(h("option", { value: "-" }, state.own));
  for (const column of columns.filter((c) => c.by)) {
    sorter.append(h("option", { value: `-${column.key}` }, `${column.label}, largest first`));
    sorter.append(h("option", { value: `+${column.key}` }, `${column.label}, smallest first`));
  }
  let shown = rows;

  function sortBy(key, down) {
    state.key = key;
    state.down = down;
    state.page = 0;
    state.save?.(true);
    draw(true);
  }
  function sorted() {
    const column = columns.find((c) => c.key === state.key);
    if (!column || !column.by) return shown;
    const keys = new Map(shown.map((row) => [row, column.by(row)]));
    const sign = state.down ? -1 : 1;
    const place = new Map(shown.map((row, at) => [row, at]));
    return [...shown].sort((a, b) => {
      const [x, y] = [keys.get(a), keys.get(b)];
      // what is not known comes last, either way
      const [u, v] = [x === null || x === "" || x === -1, y === null || y === "" || y === -1];
      if (u !== v) return u ? 1 : -1;
      const order = typeof x === "string" ? x.localeCompare(y, "en") : x - y;
      return sign * order || place.get(a) - place.get(b);
    });
  }
  function turn(by, focus) {
    const last = Math.max(0, Math.ceil(shown.length / PAGE) - 1);
    const page = Math.min(last, Math.max(0, state.page + by));
    if (page === state.page) return;
    state.page = page;
    state.save?.(true);
    draw(focus);
    box.scrollIntoView({ block: "start" });
  }
  function draw(focus) {
    const all = sorted();
    state.page = Math.min(state.page, Math.max(0, Math.ceil(all.length / PAGE) - 1));
    const from = state.page * PAGE;
    const heads = columns.map((c) => {
      const on = c.key === state.key;
      const text = c.by
        ? h("button", { type: "button", "data-key": c.key, onclick: () => sortBy(c.key, on ? !state.down : !!c.down) },
            c.label, h("span", { class: "arrow", "aria-hidden": "true" }, on ? (state.down ? " ▼" : " ▲") : ""))
        : c.label;
      const sort = on ? (state.down ? "descending" : "ascending") : null;
      return h("th", { scope: "col", class: c.num ? "n" : null, "aria-sort": sort, title: c.term ? GLOSSARY[c.term] : null }, text);
    });
    const body = h("tbody", {}, all.slice(from, from + PAGE).map((row) => {
      const cells = columns.map((c) =>
        h("td", { class: `${c.num ? "n" : ""} ${c.wide ? "wide" : ""} ${c.words ? "words" : ""}`, "data-label": c.label }, c.cell(row)));
      const tr = h("tr", { "data-row": true }, cells);
      if (href) {
        tr.classList.add("opens");
        tr.addEventListener("click", (e) => {
          if (!e.target.closest("a, button") && !String(getSelection())) location.hash = href(row);
        });
      }
      return tr;
    }));
    sorter.value = state.key ? `${state.down ? "-" : "+"}${state.key}` : "-";
    const pager = h("div", { class: "pager" },
      h("span", { class: "num", "aria-live": "polite" },
        all.length ? `${count(from + 1)}–${count(Math.min(from + PAGE, all.length))} of ${count(all.length)}` : "nothing found"),
      all.length > PAGE && [
        h("button", { type: "button", disabled: from === 0, "data-turn": "-1", onclick: () => turn(-1) }, "← Previous"),
        h("button", { type: "button", disabled: from + PAGE >= all.length, "data-turn": "1", onclick: () => turn(1) }, "Next →"),
      ]);
    const key = focus && document.activeElement && document.activeElement.dataset.key;
    box.replaceChildren(
      h("div", { class: "above" }, pager, h("label", { class: "sorter" }, "Sort by ", sorter),
        all.length > 0 && h("button", { type: "button", class: "link take", onclick: () => saveTable(label, [...columns, ...saved], all) }, "Save this table as CSV")),
      h("table", { "aria-label": label }, h("thead", {}, h("tr", {}, heads)), body));
    fit();
    if (key) box.querySelector(`[data-key="${key}"]`)?.focus();
    if (changed) changed(all);
  }
  /** Shows rows as cards where the screen is a phone's or the table is wider than its box. */
  function fit() {
    box.classList.remove("cards");
    box.classList.toggle("cards", narrow.matches || box.scrollWidth > box.clientWidth);
  }
  box.turn = turn;
  box.show = (some, page = 0) => {
    shown = some;
    state.page = page;
    draw();
  };
  draw();
  watchWidth(box, fit);
  return box;
}

/** Moves the focus from row to row. */
function step(by) {
  const rows = [...document.querySelectorAll("tr[data-row] a:not(.out)")].filter((a, at, all) =>
    all.findIndex((b) => b.closest("tr") === a.closest("tr")) === at);
  if (!rows.length) return false;
  const at = rows.findIndex((a) => a.closest("tr").contains(document.activeElement));
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
  next.focus();
  next.closest("tr").scrollIntoView({ block: "nearest" });
  return true;
}

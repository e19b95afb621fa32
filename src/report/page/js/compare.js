// Two texts side by side, with what was cut, added, changed and moved marked.

/** Rows of the picture: a row ends where a paragraph ends in a stretch that both have. */
function rowsOf(stretches) {
  const rows = [];
  let row = [];
  const close = () => { if (row.length) rows.push(row); row = []; };
  for (const { kind, a, b } of stretches) {
    if (kind !== "same") {
      row.push({ kind, a, b });
      continue;
    }
    let from = 0;
    for (let n = 0; n < a.length; n++) {
      if (a[n].ends || b[n].ends) {
        row.push({ kind, a: a.slice(from, n + 1), b: b.slice(from, n + 1) });
        from = n + 1;
        close();
      }
    }
    if (from < a.length) row.push({ kind, a: a.slice(from), b: b.slice(from) });
  }
  close();
  return rows;
}

const written = (words) => words.map((w) => w.text).join("");

/** The words of one side of a row as nodes. */
function side(row, of) {
  return row.map(({ kind, a, b }) => {
    const words = of === "a" ? a : b;
    if (!words.length) return null;
    return kind === "same" ? written(words) : marked(of, kind, words);
  });
}

/** Marked words; the space between lines and at the end is left plain, so that no empty line is coloured. */
function marked(of, kind, words) {
  return byMoved(words).map((run) => {
    let first = true;
    return written(run.words).split(/(\s*\n\s*|\s+$)/).filter(Boolean).map((part) => {
      if (!part.trim()) return part;
      const numbered = first;
      first = false;
      if (run.furniture) return h("span", { class: "furniture", title: "Stands on other pages of this outlet too: no edit" }, part);
      if (run.moved !== undefined) return numbered ? movedNode(run.moved, part, of) : h("mark", { class: `moved in-${of}` }, part);
      return h(of === "a" ? "del" : "ins", { class: kind === "changed" ? "changed" : null }, part);
    });
  });
}

/** Both in one, for narrow screens. */
function merged(row) {
  return row.map(({ kind, a, b }) => kind === "same" ? written(b)
    : [marked("a", kind, a), a.length > 0 && b.length > 0 && !/\s$/.test(written(a)) && " ", marked("b", kind, b)]);
}

function compareView(a, b, left, right, furnitureA, furnitureB) {
  if (a === b) {
    return h("div", { class: "diff" }, h("p", { class: "note" }, "The two texts are the same, letter for letter."),
      h("div", { class: "text" }, a));
  }
  const { stretches, words } = compareTexts(a, b, furnitureA, furnitureB);
  const sum = (of, which) => stretches.reduce((n, x) => n + x[of].filter((w) => which(x, w)).length, 0);
  const same = sum("a", (x) => x.kind === "same");
  const moved = sum("a", (_, w) => w.moved !== undefined);
  const [cut, added] = ["a", "b"].map((of) => sum(of, (x, w) => x.kind !== "same" && w.moved === undefined && !w.furniture));
  const furniture = sum("a", (_, w) => w.furniture) + sum("b", (_, w) => w.furniture);
  const rows = rowsOf(stretches);
  const plain = (row) => row.every((x) => x.kind === "same" || x.kind === "furniture");
  const body = h("div", { class: "rows" });
  const only = h("input", { type: "checkbox", id: "onlychanges", onchange: () => draw() });
  function draw() {
    const out = [];
    let hidden = 0;
    const flush = () => { if (hidden) out.push(h("p", { class: "hidden" }, `${counted(hidden, "paragraph")} the same`)); hidden = 0; };
    for (const row of rows) {
      if (only.checked && plain(row)) {
        hidden++;
        continue;
      }
      flush();
      out.push(h("div", { class: "row" + (plain(row) ? " plain" : "") },
        h("div", { class: "text a" }, side(row, "a")), h("div", { class: "text b" }, side(row, "b")), h("div", { class: "text both" }, merged(row))));
    }
    flush();
    body.replaceChildren(...out);
  }
  draw();
  return h("div", { class: "diff" },
    h("p", { class: "sums" }, h("span", { class: "num" }, `${counted(same, "word")} the same`), " · ",
      h("del", {}, `${counted(cut, "word")} only on the left`), " · ", h("ins", {}, `${counted(added, "word")} only on the right`),
      moved > 0 && [" · ", h("mark", { class: "moved" }, `${counted(moved, "word")} moved`)],
      furniture > 0 && [" · ", h("span", { class: "furniture" }, `${counted(furniture, "word")} of site furniture`)],
      h("small", { class: "num" }, ` (of ${count(words[0])} and ${count(words[1])})`)),
    h("label", { class: "check" }, only, " only what differs"),
    h("div", { class: "row heads" }, h("div", { class: "a" }, left()), h("div", { class: "b" }, right()), h("div", { class: "both" }, left(), h("hr"), right())),
    body);
}

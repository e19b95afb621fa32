// Aligns two texts word by word.

/** The words of a text: as printed with the space after them, and as compared, without case, accents and punctuation. */
function wordsOf(text) {
  const words = [];
  for (const found of text.matchAll(/(\S+)(\s*)/g)) {
    const key = folded(found[1]).replace(/[^\p{L}\p{N}]+/gu, "");
    // scripts without spaces are compared letter by letter
    if (/[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]/.test(found[1])) {
      const letters = [...found[1]];
      letters.forEach((letter, n) => words.push({ text: letter, key: letter, ends: n === letters.length - 1 && found[2].includes("\n") }));
      words[words.length - 1].text += found[2];
    } else words.push({ text: found[0], key: key || found[1], ends: found[2].includes("\n") });
  }
  return words;
}

/** The pairs [a, b] of equal words of a longest common sequence, cut into pieces where both are long. */
function align(a, b) {
  const pairs = [];
  const cells = 4e6;
  function trimmed(a0, a1, b0, b1) {
    while (a0 < a1 && b0 < b1 && a[a0] === b[b0]) pairs.push([a0++, b0++]);
    const tail = [];
    while (a0 < a1 && b0 < b1 && a[a1 - 1] === b[b1 - 1]) tail.push([--a1, --b1]);
    if (a0 < a1 && b0 < b1) {
      if ((a1 - a0) * (b1 - b0) <= cells) exact(a0, a1, b0, b1);
      else byAnchors(a0, a1, b0, b1);
    }
    for (const pair of tail.reverse()) pairs.push(pair);
  }
  function exact(a0, a1, b0, b1) {
    const [n, m] = [a1 - a0, b1 - b0];
    const best = new Uint16Array((n + 1) * (m + 1));
    const w = m + 1;
    for (let i = n - 1; i >= 0; i--) {
      for (let j = m - 1; j >= 0; j--) {
        best[i * w + j] = a[a0 + i] === b[b0 + j] ? best[(i + 1) * w + j + 1] + 1 : Math.max(best[(i + 1) * w + j], best[i * w + j + 1]);
      }
    }
    for (let i = 0, j = 0; i < n && j < m;) {
      if (a[a0 + i] === b[b0 + j]) pairs.push([a0 + i++, b0 + j++]);
      else if (best[(i + 1) * w + j] >= best[i * w + j + 1]) i++;
      else j++;
    }
  }
  /** Runs of words that each text has once hold the rest in place. */
  function byAnchors(a0, a1, b0, b1) {
    for (const n of [5, 3, 2, 1]) {
      const once = (list, from, to) => {
        const at = new Map();
        for (let i = from; i + n <= to; i++) {
          const key = list.slice(i, i + n).join(" ");
          at.set(key, at.has(key) ? -1 : i);
        }
        return at;
      };
      const inB = once(b, b0, b1);
      const both = [];
      for (const [key, i] of once(a, a0, a1)) if (i >= 0 && (inB.get(key) ?? -1) >= 0) both.push([i, inB.get(key)]);
      const chain = rising(both);
      if (!chain.length) continue;
      let [i, j] = [a0, b0];
      for (const [x, y] of chain) {
        if (x < i || y < j) continue;
        trimmed(i, x, j, y);
        pairs.push([x, y]);
        [i, j] = [x + 1, y + 1];
      }
      // the rest has no anchor of its own left, or is smaller than what came in
      if (i > a0) trimmed(i, a1, j, b1);
      return;
    }
  }
  trimmed(0, a.length, 0, b.length);
  return pairs;
}

/** The longest chain of pairs that rises in both; they come in order of the first. */
function rising(pairs) {
  const ends = [];
  const before = new Array(pairs.length);
  pairs.forEach(([, y], at) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[ends[middle]][1] < y) low = middle + 1;
      else high = middle;
    }
    before[at] = low ? ends[low - 1] : -1;
    ends[low] = at;
  });
  const chain = [];
  for (let at = ends.length ? ends[ends.length - 1] : -1; at >= 0; at = before[at]) chain.push(pairs[at]);
  return chain.reverse();
}

/**
 * Moves what only one text has between two runs [i, j, length] to begin with a paragraph, where the words allow it: in
 * `The gate. | The [pilot left. The] bridge` the words in brackets may as well be `The pilot left.`
 */
function slide(runs, a, b) {
  for (let at = 1; at < runs.length; at++) {
    const [before, after] = [runs[at - 1], runs[at]];
    const [i, j] = [before[0] + before[2], before[1] + before[2]];
    if ((after[0] - i > 0) === (after[1] - j > 0)) continue;
    const [list, from, to] = after[0] > i ? [a, i, after[0]] : [b, j, after[1]];
    const begins = (by) => from + by === 0 || list[from + by - 1].ends;
    const found = (step, most) => {
      for (let by = 0; by < most; by++) {
        if (begins(step * by)) return step * by;
        const [x, y] = step < 0 ? [from - by - 1, to - by - 1] : [from + by, to + by];
        if (list[x].key !== list[y].key) break;
      }
      return 0;
    };
    const by = found(-1, before[2]) || found(1, after[2]);
    before[2] += by;
    after[0] += by;
    after[1] += by;
    after[2] -= by;
  }
}

/**
 * The two texts as stretches {kind, a, b}: "same"; "cut", only in the first; "added", only in the second; "changed", one
 * in the place of the other; "furniture", what their sites print around them. a and b are lists of words; words that are elsewhere in the other text have `moved`.
 */
function compareTexts(textA, textB, furnitureA, furnitureB) {
  const [a, b] = [wordsOf(textA), wordsOf(textB)];
  markFurniture(a, furnitureA, "a");
  markFurniture(b, furnitureB, "b");
  let runs = [];
  for (const [i, j] of align(a.map((w) => w.key), b.map((w) => w.key))) {
    const last = runs[runs.length - 1];
    if (last && last[0] + last[2] === i && last[1] + last[2] === j) last[2]++;
    else runs.push([i, j, 1]);
  }
  // one or two equal words inside a long change are chance, and would only split the change
  runs = runs.filter(([i, j, n], at) => {
    if (n > 2) return true;
    const before = at ? runs[at - 1] : [0, 0, 0];
    const after = runs[at + 1] || [a.length, b.length, 0];
    const gap = (p, q) => Math.max(q[0] - p[0] - p[2], q[1] - p[1] - p[2]);
    return gap(before, [i, j]) < 4 * n || gap([i, j, n], after) < 4 * n;
  });
  slide(runs, a, b);
  const stretches = [];
  let [i, j] = [0, 0];
  for (const [x, y, n] of [...runs, [a.length, b.length, 0]]) {
    const [left, right] = [a.slice(i, x), b.slice(j, y)];
    if (left.length || right.length) stretches.push({ kind: "changed", a: left, b: right });
    if (n) stretches.push({ kind: "same", a: a.slice(x, x + n), b: b.slice(y, y + n) });
    [i, j] = [x + n, y + n];
  }
  const different = stretches.filter((x) => x.kind !== "same");
  findMoved(different.map((x) => x.a), different.map((x) => x.b));
  for (const x of different) {
    const own = (words) => words.some((w) => w.moved === undefined && !w.furniture);
    const isFurniture = [...x.a, ...x.b].every((w) => w.furniture);
    x.kind = isFurniture ? "furniture" : !own(x.b) ? "cut" : !own(x.a) ? "added" : "changed";
  }
  return { stretches, words: [a.length, b.length] };
}

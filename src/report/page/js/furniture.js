// What a site prints around its articles: lines of a text that stand on other pages of its outlet too.

/** Texts of an outlet that are looked through at most. */
const MAX_FURNITURE_TEXTS = 16;
/** Other texts in which a line has to stand. */
const MIN_FURNITURE_TEXTS = 2;
const lineKey = (line) => folded(line).replace(/\s+/g, " ").trim();

/** The lines of an outlet's other texts that stand in several of them, those of the same story left aside. */
function furnitureOf(cluster, rank) {
  const outlet = facets.by[starts[cluster] + rank];
  const [lines, seen] = [new Map(), new Set([cluster])];
  for (let row = 0; outlet >= 0 && row < starts[head.text_clusters] && seen.size <= MAX_FURNITURE_TEXTS; row++) {
    if (facets.by[row] !== outlet) continue;
    const other = clusterOf(row);
    if (seen.has(other) || (index.story[other] >= 0 && index.story[other] === index.story[cluster])) continue;
    seen.add(other);
    const texts = parse(`texts${other}`) || [];
    const text = texts[row - starts[other]];
    const words = typeof text === "number" ? texts[text] : text;
    for (const line of new Set((words || "").split("\n").map(lineKey))) if (line) lines.set(line, (lines.get(line) || 0) + 1);
  }
  return new Set([...lines].filter(([, n]) => n >= MIN_FURNITURE_TEXTS).map(([line]) => line));
}

/** Marks the words of lines that are furniture. They match nothing, and are no edit. */
function markFurniture(words, lines, side) {
  let from = 0;
  for (let n = 0; n < words.length; n++) {
    if (!words[n].ends && n < words.length - 1) continue;
    const line = words.slice(from, n + 1);
    if (lines.has(lineKey(written(line)))) {
      line.forEach((word, at) => Object.assign(word, { furniture: true, key: `\u0000${side}${from + at}` }));
    }
    from = n + 1;
  }
}

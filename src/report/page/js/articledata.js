// The articles of the page: what filters look at as columns, and their rows, parsed when they are shown.

/** One array per column, the copies cluster by cluster, then the articles in no cluster. */
const facets = {};
/** The first article of each cluster; one more for the end. */
let starts = null;
let parsedBlocks = new Map();

let facetsRead = null;
const readFacets = () => (facetsRead = facetsRead || parseFacets());
async function parseFacets() {
  await pageLoaded;
  readIndex();
  for (let number = 0; ; number++) {
    const block = parse(`articles${number}`);
    if (!block) break;
    for (const [column, values] of Object.entries(block)) {
      if (number === 0) facets[column] = values;
      else for (const value of values) facets[column].push(value);
    }
  }
  starts = [0];
  for (let c = 0; c < total; c++) starts.push(starts[c] + index.size[c]);
}
const articleCount = () => (facets.by ? facets.by.length : 0);
const copyCount = () => starts[total];
const allRows = () => Array.from({ length: articleCount() }, (_, row) => row);
const articlesOf = (cluster) => Array.from({ length: index.size[cluster] }, (_, n) => starts[cluster] + n);
const word = (column, row) => head.words[facets[column][row]];
const outletOf = (row) => (facets.by[row] < 0 ? "" : head.outlets[facets.by[row]]);
const wireOfArticle = (row) => (facets.wire[row] < 0 ? "" : head.wires[facets.wire[row]]);

/** The cluster of an article, -1 for none. */
function clusterOf(row) {
  if (row >= copyCount()) return -1;
  let [low, high] = [0, total - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

function blockOf(id) {
  if (!parsedBlocks.has(id)) {
    if (parsedBlocks.size > 300) parsedBlocks = new Map();
    parsedBlocks.set(id, parse(id));
  }
  return parsedBlocks.get(id);
}

/** An article as an object. */
function articleOf(row) {
  const common = {
    row, minutes: facets.at[row], dayOnly: (facets.flags[row] & 2) !== 0, credited: word("credited", row), wire: wireOfArticle(row),
    kind: word("kind", row), reason: word("reason", row), form: word("form", row), noArticle: (facets.flags[row] & 1) !== 0,
  };
  const cluster = clusterOf(row);
  if (cluster < 0) {
    const at = row - copyCount();
    const a = blockOf(`alone${Math.floor(at / head.alone_block)}`)[at % head.alone_block];
    return { ...common, cluster, rank: 0, id: a[0], path: a[1] || a[0], place: a[2], outlet: a[3] || outletOf(row), title: a[4], words: a[5], evidence: a[6] || "", url: a[7] || "" };
  }
  const rank = row - starts[cluster];
  const c = blockOf(`copies${Math.floor(cluster / head.copies_block)}`)[cluster % head.copies_block].copies[rank];
  return { ...common, cluster, rank, id: c[0], path: c[1] || c[0], place: c[16], outlet: c[2] < 0 ? "" : head.outlets[c[2]],
    title: c[3] === 0 ? index.title[cluster] : c[3], words: c[10], evidence: c[12] || "", url: c[15] || "" };
}

/** The address of an article's page, if it is one that a browser may open. */
function webAddress(url) {
  try {
    const parsed = new URL(url);
    return ["http:", "https:"].includes(parsed.protocol) ? parsed.href : "";
  } catch {
    return "";
  }
}

/** The address of a file that is one article and that a browser shows, for a report that is opened from a disk. */
function fileAddress(path) {
  const isInArchive = /\.(zip|tar|tgz|tbz2?|txz|tar\.\w+|epub)\//i.test(path);
  if (location.protocol !== "file:" || isInArchive || !/\.(html?|xhtml|txt|md|xml|mhtml?|pdf)$/i.test(path)) return "";
  const encoded = path.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
  if (path.startsWith("/")) return `file://${encoded}`;
  return head.paths_from === null || /^[a-z]:/i.test(path) ? "" : head.paths_from + encoded;
}

/** Where an article can be read: its page on the web, or else its file. */
function placeOf({ url, path, place }) {
  const address = webAddress(url);
  if (address) return h("a", { class: "out", href: address, target: "_blank", rel: "noopener noreferrer" }, new URL(address).host.replace(/^www\./, ""), " ↗");
  const file = place ? "" : fileAddress(path);
  if (file) return h("a", { class: "path", href: file, target: "_blank", rel: "noopener noreferrer", title: "Opens the file on this computer" }, path);
  return h("span", { class: "path" }, path, place ? `, row ${place}` : "");
}

// What the search looks through, one text for each article: headline, outlet, agency, file, and the words of its text
// where the page has it. Made in slices, so that the page stays quick.
let searched = null;
let searchedUpTo = 0;
let searchDone = null;
function completeSearch(tick) {
  searchDone = searchDone || (async () => {
    await readFacets();
    searched = new Array(articleCount());
    let shown = performance.now();
    const pause = async (row) => {
      if (performance.now() - shown < 40) return;
      searchedUpTo = row;
      tick(row / articleCount());
      await new Promise((next) => setTimeout(next));
      shown = performance.now();
    };
    for (let c = 0; c < total; c++) {
      const texts = c < head.text_clusters ? (parse(`texts${c}`) || []) : [];
      for (const row of articlesOf(c)) {
        const a = articleOf(row);
        const text = texts[a.rank];
        searched[row] = folded(`${a.title}\n${a.outlet}\n${a.wire}\n${a.path}\n${index.id[c]}\n${(typeof text === "number" ? texts[text] : text) || ""}`);
      }
      await pause(starts[c + 1]);
    }
    for (let row = copyCount(); row < articleCount(); row++) {
      const a = articleOf(row);
      searched[row] = folded(`${a.title}\n${a.outlet}\n${a.wire}\n${a.path}`);
      await pause(row);
    }
    searchedUpTo = articleCount();
  })();
  return searchDone;
}

// The data of the page, parsed block by block when needed.
const parse = (id) => {
  const block = $(id);
  return block ? JSON.parse(block.textContent) : null;
};
const head = parse("head");
const outletData = parse("outlets");
const pageLoaded = new Promise((done) => {
  if (document.readyState !== "loading") done();
  else document.addEventListener("DOMContentLoaded", () => done());
});

/** The list of the clusters loaded so far, one array per column. */
const index = {};
let indexBlocks = 0;
function readIndex() {
  for (; ; indexBlocks++) {
    const block = parse(`index${indexBlocks}`);
    if (!block) return;
    for (const [column, values] of Object.entries(block)) {
      if (indexBlocks === 0) index[column] = values;
      else for (const value of values) index[column].push(value);
    }
  }
}
readIndex();
const total = head.counts.clusters;
const loaded = () => (index.id ? index.id.length : 0);
const wireOf = (cluster) => (index.wire[cluster] < 0 ? "" : head.wires[index.wire[cluster]]);
const sureOf = (cluster) => head.words[index.certainty[cluster]];
const titleOf = (cluster) => index.title[cluster] || "(no headline)";
/** The copies of which it is known whether they credit anybody. */
const toldOf = (cluster) => index.credited[cluster] + index.generic[cluster] + index.uncredited[cluster];
const uncreditedShare = (cluster) => {
  const told = toldOf(cluster);
  return told ? index.uncredited[cluster] / told : -1;
};

let lastBlock = null;
/** The copies of one cluster as objects. Waits until the page is loaded. */
async function copiesOf(cluster) {
  await pageLoaded;
  const number = Math.floor(cluster / head.copies_block);
  if (!lastBlock || lastBlock.number !== number) lastBlock = { number, rows: parse(`copies${number}`) };
  const { copies, conflicts, tied } = lastBlock.rows[cluster % head.copies_block];
  const named = copies.map((c, rank) => ({
    rank, id: c[0], path: c[1] || c[0], outlet: c[2] < 0 ? "" : head.outlets[c[2]],
    title: c[3] === 0 ? index.title[cluster] : c[3], minutes: c[4], dayOnly: c[5] === 1, lag: c[6],
    form: head.words[c[7]], score: c[8][0], here: c[8][1], kept: c[8][2], shared: c[9], words: c[10],
    credited: head.words[c[11]], evidence: c[12] || "", parent: c[13], own: c[14] === 1, url: c[15] || "", place: c[16],
  }));
  return { copies: named, conflicts, tied };
}

/** The texts of a cluster by rank, null where the page has none. */
async function textsOf(cluster) {
  await pageLoaded;
  const texts = parse(`texts${cluster}`) || [];
  return texts.map((text) => (typeof text === "number" ? texts[text] : text));
}

// The text that the search of the list looks through at once; what other copies say is found a little later.
let searchTexts = [];
function addSearchTexts() {
  const outlets = head.outlets.map(folded);
  for (let c = searchTexts.length; c < loaded(); c++) {
    searchTexts.push(`${folded(index.title[c])}\n${folded(wireOf(c))}\n${index.id[c]}\n${index.printed_by[c].map((o) => outlets[o]).join("\n")}`);
  }
}

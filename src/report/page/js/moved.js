// Passages that both texts have, in different places.

/** The least words of a moved passage: any two texts share shorter runs by chance. */
const MIN_MOVED_WORDS = 8;

/**
 * Finds the runs of equal words among those that each text seems to have alone, and gives the words of a run its number
 * as `moved`. `onlyA` and `onlyB` are lists of stretches of words.
 */
function findMoved(onlyA, onlyB) {
  const probe = 5;
  const key = (words, at) => words.slice(at, at + probe).map((w) => w.key).join(" ");
  const places = new Map();
  for (const words of onlyB) {
    for (let at = 0; at + probe <= words.length; at++) {
      const k = key(words, at);
      if (!places.has(k)) places.set(k, []);
      // a frequent phrase is not a moved passage
      if (places.get(k).length < 16) places.get(k).push([words, at]);
    }
  }
  const free = (w) => w.moved === undefined;
  let runs = 0;
  for (const words of onlyA) {
    for (let at = 0; at + probe <= words.length; at++) {
      let [best, from] = [0, null];
      for (const [other, start] of places.get(key(words, at)) || []) {
        let n = 0;
        while (at + n < words.length && start + n < other.length && words[at + n].key === other[start + n].key && free(other[start + n])) n++;
        if (n > best) [best, from] = [n, [other, start]];
      }
      if (best < MIN_MOVED_WORDS) continue;
      runs++;
      for (let n = 0; n < best; n++) words[at + n].moved = from[0][from[1] + n].moved = runs;
      at += best - 1;
    }
  }
  return runs;
}

/** Words cut where a run that moved, or furniture, begins or ends: lists of {moved, furniture, words}. */
function byMoved(words) {
  const parts = [];
  for (const word of words) {
    const last = parts[parts.length - 1];
    if (last && last.moved === word.moved && last.furniture === word.furniture) last.words.push(word);
    else parts.push({ moved: word.moved, furniture: word.furniture, words: [word] });
  }
  return parts;
}

/** A run that moved, with a button that goes to it in the other text. */
function movedNode(number, text, of) {
  const go = (e) => {
    const all = [...e.target.closest(".rows").querySelectorAll(`.moved[data-run="${number}"]`)];
    const other = all.find((x) => x.dataset.of !== of && x.offsetParent !== null);
    if (!other) return;
    other.scrollIntoView({ block: "center" });
    other.querySelector("button").focus({ preventScroll: true });
  };
  const title = of === "a" ? "Moved: show it on the right" : "Moved: show it on the left";
  return h("mark", { class: `moved in-${of}`, "data-run": number, "data-of": of },
    h("button", { type: "button", class: "link", title, "aria-label": title, onclick: go }, `↕${number}`), " ", text);
}

// Chooses the view, and handles the keys.
let shownView = null;
let drawn = 0;

// A part of the address; one that is no valid encoding stands for itself.
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

// Under which part of the report a view stands.
const PART_OF = new Map([["cluster", "clusters"], ["outlet", "outlets"], ["wire", "wires"]]);

async function route() {
  const [part = "", id = "", pair = ""] = readAddress().parts;
  const turn = ++drawn;
  // a map, in which no address finds what an object inherits
  const views = new Map([
    ["clusters", clusterList],
    ["cluster", () => clusterView(decoded(id), pair)],
    ["articles", articleList],
    ["outlets", outletList],
    ["outlet", () => outletView(decoded(id))],
    ["wires", wireList],
    ["wire", () => wireView(decoded(id))],
    ["flows", flowView],
    ["", overview],
    ["evidence", () => (id ? sheetView(decoded(id)) : evidenceView())],
    ["run", runView],
    ["words", wordsView],
  ]);
  const view = await (views.get(part) ?? (() => notThere(`part of the report: ${decoded(part)}`, "#/", "Overview")))();
  // the reader has gone to another view meanwhile
  if (turn !== drawn) return;
  const first = !shownView;
  shownView = view;
  $("main").replaceChildren(view);
  for (const link of document.querySelectorAll("#nav a")) {
    const here = link.getAttribute("href") === `#/${PART_OF.get(part) || part}`;
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${view.querySelector("h1").textContent} – wirecopy`;
  document.body.dataset.part = part || "overview";
  if (!first) {
    scrollTo(0, 0);
    $("main").focus({ preventScroll: true });
  }
  if (part === "words") document.getElementById(`word-${decoded(id)}`)?.scrollIntoView({ block: "center" });
}

document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const typing = e.target.matches("input[type=search], textarea, select");
  if (e.key === "/" && !typing) {
    e.preventDefault();
    if ($("search")) $("search").focus();
    else {
      location.hash = "#/clusters";
      setTimeout(() => $("search")?.focus(), 50);
    }
  } else if (e.key === "Escape") {
    const search = $("search");
    if (typing && search && search === e.target && search.value) {
      search.value = "";
      search.dispatchEvent(new Event("input"));
    } else if (typing) e.target.blur();
    else if (readAddress().parts[0] === "evidence" && readAddress().parts[1]) location.hash = "#/evidence";
    else if (PART_OF.has(readAddress().parts[0])) location.hash = `#/${PART_OF.get(readAddress().parts[0])}`;
    else if (location.hash.length > 2) location.hash = "#/";
  } else if ((e.key === "ArrowDown" || e.key === "ArrowUp") && (!typing || e.target.type === "search")) {
    const inTable = document.activeElement.closest?.("tr") || document.activeElement === $("search") || document.activeElement === $("main") || document.activeElement === document.body;
    if (inTable && $("search") && step(e.key === "ArrowDown" ? 1 : -1)) e.preventDefault();
  } else if ((e.key === "ArrowLeft" || e.key === "ArrowRight") && !typing && shownView?.turn) {
    shownView.turn(e.key === "ArrowRight" ? 1 : -1);
  }
});
addEventListener("hashchange", route);
// in print, a picture has the width of the paper
addEventListener("beforeprint", () => document.body.classList.add("printing"));
addEventListener("afterprint", () => document.body.classList.remove("printing"));
route();

// The address holds the state of a view: what is shown, filtered and sorted, and the page. Going back, reloading and
// sending it show the same.

/** The address of a view. */
function address(path, values = {}) {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    for (const one of [value].flat()) if (one !== "" && one !== null && one !== undefined && one !== false) params.append(key, one);
  }
  const query = params.toString();
  return `#/${path}${query ? `?${query}` : ""}`;
}
const outletAddress = (outlet) => address(`outlet/${encodeURIComponent(outlet)}`);
const wireAddress = (wire) => address(`wire/${encodeURIComponent(wire)}`);
const clusterAddress = (c) => `#/cluster/${index.id[c]}`;
const sheetAddress = (article) => address(`evidence/${encodeURIComponent(article)}`);
/** The articles that these filters leave. */
const articlesAddress = (filters) => address("articles", filters);

/** The parts of the address that is shown, and its values. */
function readAddress() {
  const at = location.hash.indexOf("?");
  const path = at < 0 ? location.hash : location.hash.slice(0, at);
  return { parts: path.split("/").slice(1), values: new URLSearchParams(at < 0 ? "" : location.hash.slice(at + 1)) };
}

/** Changes values of the address without a new view; `step` makes going back undo the change. */
function keepInAddress(changes, step) {
  const { parts, values } = readAddress();
  for (const [key, value] of Object.entries(changes)) {
    values.delete(key);
    for (const one of [value].flat()) if (one !== "" && one !== null && one !== false) values.append(key, one);
  }
  const query = values.toString();
  const now = `#/${parts.join("/")}${query ? `?${query}` : ""}`;
  if (now === location.hash) return;
  if (step) history.pushState(null, "", now);
  else history.replaceState(null, "", now);
}

/** The order and page of the view's table, from the address; `key` and `down` are the order without one. */
function tableState(key, down, own) {
  const { values } = readAddress();
  const sort = values.get("sort");
  const state = { key, down, page: Math.max(0, (Number(values.get("page")) || 1) - 1), own };
  if (sort) [state.key, state.down] = [sort.replace(/^-/, ""), sort.startsWith("-")];
  const [plainKey, plainDown] = [key, down];
  state.save = (step) => keepInAddress({
    sort: state.key === plainKey && state.down === plainDown ? "" : `${state.down ? "-" : ""}${state.key}`,
    page: state.page ? state.page + 1 : "",
  }, step);
  return state;
}

// Creates elements and formats numbers and times. Text of articles becomes text nodes only.
const SVG = "http://www.w3.org/2000/svg";
const $ = (id) => document.getElementById(id);

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      node.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }
  return node;
}
const h = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);
const s = (name, attributes, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

const grouped = new Intl.NumberFormat("en-GB");
const count = (n) => grouped.format(n);
const counted = (n, one, many) => `${count(n)} ${n === 1 ? one : many || one + "s"}`;

/** A part of a whole in per cent, with one decimal below ten so that small shares differ. */
function percent(part, whole) {
  if (!whole) return "–";
  const share = (100 * part) / whole;
  return (share > 0 && share < 9.95 ? share.toFixed(1) : share.toFixed(0)) + "\u00a0%";
}

const two = (n) => String(n).padStart(2, "0");
function formatTime(minutes, dayOnly) {
  if (minutes === null) return "";
  const t = new Date(minutes * 60000);
  const day = `${t.getUTCFullYear()}-${two(t.getUTCMonth() + 1)}-${two(t.getUTCDate())}`;
  return dayOnly ? day : `${day} ${two(t.getUTCHours())}:${two(t.getUTCMinutes())}`;
}

/** A duration for people: 45 min, 3 h 20 min, 2 d 4 h. */
function duration(minutes) {
  if (minutes === null || minutes === undefined) return "";
  const sign = minutes < 0 ? "−" : "";
  const m = Math.abs(minutes);
  if (m < 60) return `${sign}${m} min`;
  if (m < 1440) return `${sign}${Math.floor(m / 60)} h${m % 60 ? ` ${m % 60} min` : ""}`;
  const hours = Math.floor((m % 1440) / 60);
  return `${sign}${count(Math.floor(m / 1440))} d${hours ? ` ${hours} h` : ""}`;
}

/** Lower case without accents, for searching. */
const folded = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const name = (text) => text || "(unknown outlet)";
/** A domain that may be broken before its dots, for narrow columns. */
const breakable = (text) => text.split(/(?=\.)/).map((part, at) => [at > 0 && h("wbr", {}), part]);

/** A share as a bar with its number beside it. */
function bar(part, whole, kind, said) {
  const share = whole ? part / whole : 0;
  return h("span", { class: "bar" },
    h("span", { class: "track", "aria-hidden": "true" },
      h("span", { class: `filled ${kind || ""}`, style: `width:${(100 * share).toFixed(1)}%` })),
    h("span", { class: "num" }, said || percent(part, whole)));
}

// How many articles appeared when, as bars. Each leads to its articles.
const UNITS = [["day", 1440, 100], ["week", 10080, 120], ["month", 43830, 120], ["year", 525960, Infinity]];

/** The beginning of the unit in which a minute lies. */
function unitStart(minutes, unit) {
  const t = new Date(minutes * 60000);
  const [year, month, day] = [t.getUTCFullYear(), t.getUTCMonth(), t.getUTCDate()];
  if (unit === "year") return Date.UTC(year, 0) / 60000;
  if (unit === "month") return Date.UTC(year, month) / 60000;
  return Date.UTC(year, month, unit === "week" ? day - ((t.getUTCDay() + 6) % 7) : day) / 60000;
}
function nextUnit(start, unit) {
  const t = new Date(start * 60000);
  if (unit === "year") return Date.UTC(t.getUTCFullYear() + 1, 0) / 60000;
  if (unit === "month") return Date.UTC(t.getUTCFullYear(), t.getUTCMonth() + 1) / 60000;
  return start + (unit === "week" ? 10080 : 1440);
}

/** What is counted in a bar, from its foot to its top. */
function kindOfBar(row) {
  if (word("kind", row) !== "wire") return "rest";
  const named = word("credited", row);
  return named === "yes" || named === "generic" || named === "no" ? named : "open";
}
const BAR_KINDS = { yes: "names the agency", generic: "names agencies in general", no: "does not name it", open: "not known whether", rest: "no wire copy" };

/** The bars between the first and the last time. */
function barsOf(rows) {
  const dated = rows.filter((row) => facets.at[row] !== null);
  if (!dated.length) return { bars: [], undated: rows.length };
  let [from, to] = [Infinity, -Infinity];
  for (const row of dated) { from = Math.min(from, facets.at[row]); to = Math.max(to, facets.at[row]); }
  const [unit] = UNITS.find(([, length, most]) => (to - from) / length <= most);
  const bars = new Map();
  for (let start = unitStart(from, unit); start <= to && bars.size < 1000; start = nextUnit(start, unit)) bars.set(start, { start, end: nextUnit(start, unit), n: 0 });
  for (const row of dated) {
    const found = bars.get(unitStart(facets.at[row], unit));
    if (!found) continue;
    found.n++;
    found[kindOfBar(row)] = (found[kindOfBar(row)] || 0) + 1;
  }
  return { bars: [...bars.values()], unit, undated: rows.length - dated.length };
}

/** A picture of these articles over time. `filters` are those that they met. */
function overTime(rows, filters, label) {
  const { bars, unit, undated } = barsOf(rows);
  if (!bars.length) return h("p", { class: "note" }, "None of these has a date.");
  const box = h("div", { class: "picture" });
  const most = Math.max(...bars.map((b) => b.n));
  const kinds = Object.keys(BAR_KINDS).filter((kind) => bars.some((b) => b[kind]));
  const draw = () => {
    const width = Math.max(260, Math.floor(box.clientWidth || 700));
    const [left, height] = [36, 150];
    // a label of a few bars has room beside the next one
    const room = { day: 84, week: 84, month: 64, year: 44 }[unit];
    const step = Math.min(bars.length > 6 ? 46 : room, (width - left - 8) / bars.length);
    const y = (n) => +((n / most) * (height - 12)).toFixed(1);
    const each = Math.max(1, Math.ceil(room / step));
    const shapes = bars.map((b, at) => {
      const x = +(left + at * step).toFixed(1);
      let foot = height;
      const said = `${formatTime(b.start, true)}${unit === "day" ? "" : ` (${unit})`}: ${counted(b.n, "article")}${kinds.filter((k) => b[k]).map((k) => `, ${BAR_KINDS[k]} ${count(b[k])}`).join("")}`;
      const parts = kinds.filter((kind) => b[kind]).map((kind) => {
        foot -= y(b[kind]);
        return s("rect", { class: `time ${kind}`, x, y: foot.toFixed(1), width: Math.max(1, step - (step > 4 ? 2 : 0)).toFixed(1), height: y(b[kind]) });
      });
      return b.n > 0 && s("a", { href: articlesAddress({ ...filters, from: formatTime(b.start, true), to: formatTime(b.end - 1440, true) }), "aria-label": said }, s("title", {}, said), parts);
    });
    const marks = bars.map((b, at) => at % each === 0 && (at === 0 || left + at * step + room <= width + 12) && s("text", { class: "axis", x: left + at * step, y: height + 16 }, unit === "year" ? formatTime(b.start, true).slice(0, 4) : unit === "month" ? formatTime(b.start, true).slice(0, 7) : formatTime(b.start, true)));
    box.replaceChildren(s("svg", { width, height: height + 22, viewBox: `0 0 ${width} ${height + 22}`, role: "group", "aria-label": label },
      s("line", { class: "tick", x1: left, x2: width - 8, y1: height, y2: height }), s("line", { class: "tick", x1: left, x2: width - 8, y1: 12, y2: 12 }),
      s("text", { class: "axis", x: left - 6, y: 16, "text-anchor": "end" }, count(most)), s("text", { class: "axis", x: left - 6, y: height, "text-anchor": "end" }, "0"),
      shapes.filter(Boolean), marks.filter(Boolean)));
  };
  watchWidth(box, draw);
  return h("div", {}, h("p", { class: "key" }, `Articles per ${unit}: `, kinds.map((kind) => [h("span", { class: "keyed" }, h("span", { class: `swatch ${kind}` }), BAR_KINDS[kind]), " "])), box,
    h("div", { class: "under" }, takePicture(box, label.toLowerCase().replaceAll(" ", "-")), undated > 0 && h("p", { class: "note" }, `${counted(undated, "article")} without a date ${undated === 1 ? "is" : "are"} not in the picture.`)));
}

/** A place that is filled when the articles are read. */
function later(make) {
  const box = h("div", { class: "later" });
  readFacets().then(() => { fill(box, {}, [make()]); box.classList.remove("later"); });
  return box;
}

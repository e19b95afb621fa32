// The times of a cluster's copies, as a picture.
const LANES = 24;

/** Times at which the axis has a mark: at most six, on round hours, days, months or years. */
function ticks(from, to) {
  const steps = [1, 5, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7200, 14400, 43200, 129600, 525600, 2628000, 5256000];
  const step = steps.find((m) => (to - from) / m <= 6) || 26280000;
  const marks = [];
  for (let t = Math.ceil(from / step) * step; t <= to; t += step) marks.push(t);
  const text = (t) => step >= 1440 ? formatTime(t, true) : t % 1440 === 0 ? formatTime(t, true).slice(5) : formatTime(t).slice(11);
  return marks.map((t) => [t, text(t)]);
}

function mark(copy, x, y, r) {
  const kind = copy.credited === "yes" || copy.credited === "generic" ? copy.credited : copy.credited === "no" ? "no" : "open";
  return copy.rank === 0
    ? s("path", { class: `dot ${kind}`, d: `M${x} ${y - r - 2}L${x + r + 2} ${y}L${x} ${y + r + 2}L${x - r - 2} ${y}Z` })
    : s("circle", { class: `dot ${kind}`, cx: x, cy: y, r });
}
const told = (copy) => `${copy.rank + 1}. ${name(copy.outlet)}, ${formatTime(copy.minutes, copy.dayOnly)}${copy.rank ? `, ${copy.form}` : ", earliest"}`;

function timeline(copies, pick, id) {
  const dated = copies.filter((c) => c.minutes !== null);
  const without = copies.length - dated.length;
  if (!dated.length) return h("p", { class: "note" }, "No copy has a time.");
  const box = h("div", { class: "picture" });
  const draw = () => {
    const width = Math.max(280, Math.floor(box.clientWidth || 700));
    let from = Math.min(...dated.map((c) => c.minutes));
    let to = Math.max(...dated.map((c) => c.minutes + (c.dayOnly ? 1440 : 0)));
    const slack = Math.max(10, (to - from) * 0.02);
    from -= slack;
    to += slack;
    const lanes = dated.length <= LANES;
    const left = lanes ? Math.min(190, width * 0.34) : 12;
    const x = (t) => +(left + ((t - from) / (to - from)) * (width - left - 12)).toFixed(1);
    const parts = [];
    let height;
    if (lanes) {
      dated.forEach((c, n) => {
        const y = 14 + n * 20;
        const letters = Math.floor((left - 12) / 7.2);
        const label = name(c.outlet);
        parts.push(s("line", { class: "lane", x1: left, x2: width - 12, y1: y, y2: y }));
        parts.push(s("g", { class: "copy", onclick: () => pick(c.rank) }, s("title", {}, told(c)),
          s("text", { x: left - 8, y: y + 4, "text-anchor": "end" }, label.length > letters ? label.slice(0, letters - 1) + "…" : label),
          c.dayOnly && s("rect", { class: "day", x: x(c.minutes), y: y - 4, width: Math.max(6, x(c.minutes + 1440) - x(c.minutes)), height: 8, rx: 4 }),
          mark(c, c.dayOnly ? x(c.minutes + 720) : x(c.minutes), y, 4)));
      });
      height = 14 + dated.length * 20;
    } else {
      // too many for one line each: dots of the same time are stacked
      const piles = new Map();
      const bins = Math.floor((width - left - 12) / 9);
      for (const c of dated) {
        const bin = Math.min(bins - 1, Math.floor(((c.minutes - from) / (to - from)) * bins));
        if (!piles.has(bin)) piles.set(bin, []);
        piles.get(bin).push(c);
      }
      const most = Math.max(...[...piles.values()].map((p) => p.length));
      const step = Math.min(9, 260 / most);
      height = 16 + most * step;
      for (const [bin, pile] of [...piles].sort((a, b) => a[0] - b[0])) {
        pile.forEach((c, n) => parts.push(s("g", { class: "copy", onclick: () => pick(c.rank) }, s("title", {}, told(c)),
          mark(c, left + bin * 9 + 4.5, height - 6 - n * step, Math.max(1, Math.min(3.5, step / 2))))));
      }
    }
    const few = Math.max(2, Math.floor((width - left) / 90));
    const marks = ticks(from, to);
    const each = Math.ceil(marks.length / few);
    // a label at an edge is moved into the picture, and left out where the one before it stands
    let end = -Infinity;
    const axis = marks.filter((_, n) => n % each === 0).map(([t, text]) => {
      const half = text.length * 3.6;
      const at = Math.min(width - half, Math.max(half, x(t)));
      const fits = at - half > end + 6;
      if (fits) end = at + half;
      return [s("line", { class: "tick", x1: x(t), x2: x(t), y1: 4, y2: height + 2 }),
        fits && s("text", { class: "axis", x: at, y: height + 16, "text-anchor": "middle" }, text)];
    });
    box.replaceChildren(s("svg", { width, height: height + 22, viewBox: `0 0 ${width} ${height + 22}`, role: "img",
      "aria-label": `Timeline of ${dated.length} copies from ${formatTime(dated[0].minutes, dated[0].dayOnly)}; the table below has the times` },
      axis.flat().concat(parts)));
  };
  watchWidth(box, draw);
  return h("div", {}, h("p", { class: "key" }, "◆ earliest ● copy ",
    copies.some((c) => c.credited === "yes" || c.credited === "no") && [h("span", { class: "swatch yes" }), "names the agency ", h("span", { class: "swatch no" }), "does not "],
    dated.some((c) => c.dayOnly) && [h("span", { class: "swatch day" }), "only the day is known"]), box, takePicture(box, `timeline-${id}`),
  without > 0 && h("p", { class: "note" }, `${counted(without, "copy", "copies")} without a time ${without === 1 ? "is" : "are"} not in the picture.`));
}

/** Draws when the box has its width, and again when it changes. */
function watchWidth(box, draw) {
  let width = -1;
  new ResizeObserver(() => {
    if (box.clientWidth !== width) {
      width = box.clientWidth;
      draw();
    }
  }).observe(box);
}

// What a reader takes along: tables as CSV, pictures as SVG and PNG, a line to cite.

function save(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A value as a field of CSV. An apostrophe keeps a spreadsheet from reading a text as a formula. */
function csvField(value) {
  if (value === null || value === undefined) return "";
  let text = String(value);
  if (typeof value !== "number" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The text of a cell as shown. */
function plainCell(column, row) {
  if (column.csv) return column.csv(row);
  const text = h("div", {}, column.cell(row)).textContent.trim();
  return text === "–" ? "" : text;
}

function saveTable(label, columns, rows) {
  const lines = [columns.map((c) => csvField(c.label)), ...rows.map((row) => columns.map((c) => csvField(plainCell(c, row))))];
  save(`${label.toLowerCase().replaceAll(" ", "-")}.csv`, "text/csv;charset=utf-8", "\ufeff" + lines.map((line) => line.join(",")).join("\r\n") + "\r\n");
}

/** The picture with its colours in it, so that it looks the same elsewhere. */
function standalone(svg) {
  const copy = svg.cloneNode(true);
  const [from, to] = [[svg, ...svg.querySelectorAll("*")], [copy, ...copy.querySelectorAll("*")]];
  from.forEach((node, at) => {
    const style = getComputedStyle(node);
    for (const key of ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-weight", "font-family", "text-anchor"]) {
      const value = style.getPropertyValue(key);
      if (value) to[at].style.setProperty(key, value);
    }
  });
  copy.prepend(s("rect", { width: "100%", height: "100%", style: `fill:${getComputedStyle(document.body).backgroundColor}` }));
  copy.setAttribute("xmlns", SVG);
  return new XMLSerializer().serializeToString(copy);
}

function savePng(svg, name) {
  const { width, height } = svg.getBoundingClientRect();
  const image = new Image();
  image.onload = () => {
    const canvas = h("canvas", { width: Math.round(width * 2), height: Math.round(height * 2) });
    const on = canvas.getContext("2d");
    on.scale(2, 2);
    on.drawImage(image, 0, 0, width, height);
    canvas.toBlob((blob) => blob && save(`${name}.png`, "image/png", blob));
  };
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(standalone(svg));
}

/** The buttons below a picture. */
function takePicture(box, name) {
  const svg = () => box.querySelector("svg");
  const button = (text, act) => h("button", { type: "button", class: "link", onclick: () => svg() && act(svg()) }, text);
  return h("p", { class: "take" }, "Save picture: ", button("SVG", (of) => save(`${name}.svg`, "image/svg+xml", standalone(of))), " ", button("PNG", (of) => savePng(of, name)));
}

/** The dates of the corpus, in words. */
function corpusDates() {
  const { first, last } = head.dates;
  if (first === null) return "no dates";
  const [from, to] = [formatTime(first, true), formatTime(last, true)];
  return from === to ? from : `${from} to ${to}`;
}

const citation = () => `wirecopy ${head.version}: report on ${counted(head.counts.articles, "article")} of ${counted(outletData.outlets.length, "outlet")} (${corpusDates()}).`;

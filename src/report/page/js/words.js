// The words of the report, said in full: on hover, and on the page of words.
const GLOSSARY = {
  article: "A text that was read: a file, a row of a table, or a record.",
  outlet: "Who printed the article: a newspaper, a site, a broadcaster. Where owners are counted, its owner.",
  shared: "A text that the corpus has more than once, word for word or cut, edited or extended. The tables call the articles that have it a cluster.",
  copy: "An article whose text another article has too. The earliest one counts as a copy as well.",
  first: "The earliest copy in this corpus. It need not be the original: what was not collected is not known. The tables call it the lead.",
  wire: "The news agency whose text it is, by the words with which copies credit it.",
  wirecopy: "An article whose agency is certain, printed by another than the agency itself. Press releases are counted apart. Its share is that of all articles. In the table articles: the rows whose counts_as is wire_copy.",
  credit: "The words with which a page names the agency: in the byline, at the beginning, at the end.",
  named: "Does the page name the agency? “no” stands only where another copy of the same text proves the agency, and the page, read to its end, does not name it.",
  general: "The page says that the text is from agencies, and not from which: “From wire reports”.",
  notknown: "The page breaks off, or nothing proves whose text it is. It counts neither as naming the agency nor as not naming it.",
  form: "How a copy differs from the earliest one. verbatim: the same words. edited: words changed. cut: parts left out. extended: parts added. version: a later state of a developing story.",
  inFirst: "How much of this copy stands in the earliest one, counted in overlapping runs of words.",
  ofFirst: "How much of the earliest copy stands in this one, counted in overlapping runs of words.",
  delay: "Time after the earliest copy. Whole days, unless both times are known to the minute.",
  span: "Time from the earliest copy to the latest.",
  had: "How often it had the text before all others in this corpus, where times decide that.",
  own: "Pages on an agency's own site. They are its texts, and nobody's copies.",
  again: "The same page fetched again, or the same article of an outlet in two exports: same words, and the same address, or the same headline and day. It is in the tables, and no number counts it twice.",
  noarticle: "A page that has no article: a log-in or error page, a form, a list of links, a stub.",
  rejected: "Files and rows that could not be read, each with the reason on the page Run.",
  likely: "Credits point to this agency, but not clearly enough to count the article as its copy.",
};

/** A word that says on hover what it means, and leads to the page of words. */
const term = (key, text) => h("a", { class: "term", href: `#/words/${key}`, title: GLOSSARY[key] }, text);

const WORD_NAMES = {
  article: "article", outlet: "outlet", shared: "shared text", copy: "copy", first: "earliest copy", wire: "wire, agency", wirecopy: "wire copy",
  credit: "credit", named: "names the agency", general: "agencies in general", notknown: "not known", form: "form", inFirst: "in the earliest copy",
  ofFirst: "of the earliest copy", delay: "delay", span: "span", had: "had it first", own: "agency's own page",
  again: "captured again", noarticle: "page without an article", rejected: "not read", likely: "likely wire copy",
};
function wordsView() {
  return h("div", {}, h("h1", {}, "Words of this report"),
    h("dl", { class: "glossary" }, Object.entries(GLOSSARY).map(([key, text]) =>
      h("div", { id: `word-${key}` }, h("dt", {}, WORD_NAMES[key]), h("dd", {}, text)))));
}

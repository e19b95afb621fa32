"""Opens report.html in headless Chromium and checks that a reader can use it.

    python3 tests/browser/report.py target/release/wirecopy [--pictures DIR]

Needs Chromium (/usr/bin/chromium, or the path in the variable CHROMIUM) and the Python package playwright. With the
path of axe.min.js of axe-core in the variable AXE, every view is checked for readers with disabilities too.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlparse

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = """<script>alert(1)</script> on a headline

2031-05-04 {time}

{first}
The parish clerk of Little Marrow asked the council on Tuesday to print the word <script>alert(1)</script> on its
notices, and nobody at the meeting could say why. "It ends with </script>, as it must," she told the seven members who had come.
The chairman put the motion to a vote after an hour. Four were in favour, two were against, and one had gone home early
to see to his geese. The notices go up on the first of June, beside the ones about the <b>pond</b> & the lost gate key.
<img src="http://tracker.invalid/x.png" onerror="alert(2)">
"""

# Two outlets credit this text to different wires; the second has moved its third paragraph to the end.
CANAL = [
    "The lock keepers of the Orlen canal went back to work on Thursday after nine days, and the first barges passed "
    "before noon.",
    "Forty-one boats had waited below the lowest gate, most of them with gravel, some with the season's first apples.",
    "The keepers had asked for a second man on every night shift since a gate closed on a pleasure boat in the autumn.",
    "The canal company agreed to it on Wednesday evening, for the six largest locks and for one year, both sides said.",
    "A skipper from Hallum said he had read four novels and learned to bake bread, and would not want to do either "
    "again.",
    "The company put its losses at a little under two million crowns and said that tolls would stay as they were.",
]

FEES = [
    "Boats of less than nine metres will pay the same at every lock of the Lindal canal until the spring of 2033.",
    "The board voted for it on Monday with one voice against, that of the treasurer, who wanted a crown more a boat.",
    "Houseboats stay free of the fee as long as they move less than once a month, which nobody on the board can check.",
    "Most of the income goes into dredging. The rest pays for paint, rope, two lamps and the geese that keep the grass.",
]

# An address for each kind of view.
OUTLET = "outlet/corrin-star.example"
SILENT = "articles?kind=wire&credited=no"
SHEET = "evidence/corrin-star.example%2Fpanels-found.md"
PARTS = ["", "clusters", SILENT, "outlets", OUTLET, "wires", "wire/AP", "flows", "evidence", SHEET, "run", "words", "nothing"]

# What axe-core finds, in few words.
AXE = """axe.run(document).then(found => found.violations.map(fault => `${fault.id}: ` + fault.nodes.slice(0, 3).map(
    node => `${node.html.slice(0, 120)} ${node.failureSummary.split("\\n").slice(1, 2)}`).join(" | ")))"""


def corpus(folder: Path) -> Path:
    """The samples, an article with scripts in it, and a text that is credited to two wires."""
    shutil.copytree(ROOT / "corpus-samples", folder, symlinks=True)
    for outlet, time, first in [
        ("script-weekly.example", "08:00", "MARROW - A motion of one word was carried."),
        ("tag-times.example", "09:30", "A council has voted on <i>one</i> word & no more."),
    ]:
        (folder / outlet).mkdir()
        (folder / outlet / "clerk.txt").write_text(HOSTILE.format(time=time, first=first), encoding="utf-8")
    for outlet, time, first, order in [
        ("lock-gazette.example", "10:00", "ORLEN (AP) — ", [0, 1, 2, 3, 4, 5]),
        ("hallum-post.example", "12:15", "ORLEN (Reuters) - ", [0, 1, 3, 4, 5, 2]),
        ("gravel-weekly.example", "15:45", "", [0, 1, 2, 3, 4]),
    ]:
        (folder / outlet).mkdir()
        paragraphs = "\n\n".join(CANAL[n] for n in order)
        text = f"Canal locks open again\n\n2031-06-12 {time}\n\n{first}{paragraphs}\n"
        (folder / outlet / "locks.txt").write_text(text, encoding="utf-8")
    for outlet, language, seen in [("lamp.example", "sv-SE", 1), ("quill.example", "", 1), ("quill.example", "", 2)]:
        page = f"<html lang='{language}'><title>Canal fees stay</title>" + "".join(f"<p>{p}</p>" for p in FEES)
        (folder / outlet).mkdir(exist_ok=True)
        address = f"<link rel=canonical href='https://www.{outlet}/fees'>"
        (folder / outlet / f"fees-{seen}.html").write_text(page + address, encoding="utf-8")
    return folder


def two_days(folder: Path) -> Path:
    """Two articles a day on two days."""
    folder.mkdir()
    for day in (3, 4):
        for outlet in ("north", "south"):
            lines = "\n".join(f"{line} It was day {day}." for line in CANAL)
            text = f"Canal news of day {day}\n\n2031-05-0{day} {day + 4}:00\n\n{lines}\n"
            (folder / f"{outlet}-{day}").mkdir()
            (folder / f"{outlet}-{day}" / "a.txt").write_text(text, encoding="utf-8")
    return folder


# The labels of an axis that stand on each other.
OVERLAPS = """[...document.querySelectorAll("svg")].flatMap(svg => {
    const boxes = [...svg.querySelectorAll("text.axis")].map(text => [text.textContent, text.getBoundingClientRect()]);
    return boxes.flatMap(([a, one], at) => boxes.slice(at + 1).filter(([, other]) => one.left < other.right
        && other.left < one.right && one.top < other.bottom && other.top < one.bottom).map(([b]) => `${a} on ${b}`));
})"""


def check_axes(page, url, check, picture):
    """The labels of axes stand apart, also where there are few days."""
    for width in (1280, 700, 400):
        page.set_viewport_size({"width": width, "height": 900})
        for part in ["", "outlets", "clusters"]:
            page.goto("about:blank")
            page.goto(f"{url}#/{part}")
            page.wait_for_selector("h1")
            if part:
                page.locator("table td a, table th a").first.click()
            page.wait_for_selector("text.axis")
            page.wait_for_timeout(150)
            found = page.evaluate(OVERLAPS)
            check(not found, f"{width} pixels: labels of axes stand apart in {part or 'overview'} {found or ''}")
            picture(f"{part or 'overview'}-{width}")


class Check:
    """Counts failed checks; a run goes on after one, so that it shows all."""

    def __init__(self):
        self.failed = 0

    def __call__(self, is_good, name):
        print(("ok      " if is_good else "FAILED  ") + name)
        self.failed += not is_good


def rows(page):
    return page.locator("table[aria-label=Clusters] tbody tr")


def cells(page, label):
    found = page.locator(f"table[aria-label=Clusters] td[data-label='{label}']")
    return [text.strip() for text in found.all_inner_texts()]


def wait_for(page, condition):
    """Waits for a condition. Playwright's own function evaluates code in the page, which the page's policy forbids."""
    for _ in range(100):
        if condition():
            return True
        page.wait_for_timeout(50)
    return False


def fits(page):
    """Whether the page is no wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def check_wide(page, url, check, picture):
    """The overview, the list of clusters, a cluster, and the other parts, on a wide window."""
    page.goto(url)
    page.wait_for_selector("h1")
    check("Who printed whose copy" in page.inner_text("h1"), "the overview is shown")
    picture("overview")
    for address in ["__proto__", "constructor", "nothing", "%zz", "cluster/xyz", "outlet/xyz", "wire/x", "evidence/x"]:
        page.goto(f"{url}#/clusters")
        page.goto(f"{url}#/{address}")
        page.wait_for_timeout(150)
        said = "No such" in page.inner_text("h1")
        check(said and page.locator("main a").count() > 0, f"the address {address} says that nothing is there")
        page.locator("main a").first.click()
        page.wait_for_timeout(150)
        check("No such" not in page.inner_text("h1"), f"and a link leads from {address} to what is")
    page.goto(url)
    page.wait_for_selector("h1")

    page.keyboard.press("/")
    page.wait_for_selector("#search:focus")
    check(True, "/ goes to the search")
    every = rows(page).count()
    check(every > 10, f"{every} clusters are listed")
    page.keyboard.type("ferry")
    check(wait_for(page, lambda: 0 < rows(page).count() < every), "a word in the search leaves fewer rows")
    page.fill("#search", "valdera-courier")
    page.wait_for_timeout(200)
    check(0 < rows(page).count() < every, "an outlet is found")
    page.fill("#search", "zzz nothing")
    page.wait_for_timeout(200)
    check(rows(page).count() == 0 and "nothing found" in page.inner_text(".pager"), "a search without results says so")
    page.fill("#search", "")
    page.wait_for_timeout(200)
    check(rows(page).count() == every, "an empty search has every row")

    sizes = [int(n) for n in cells(page, "Copies")]
    check(sizes == sorted(sizes, reverse=True), "the largest cluster is first")
    # the list opens in the order of the tables
    page.click("th button[data-key=size]")
    page.click("th button[data-key=size]")
    sizes = [int(n) for n in cells(page, "Copies")]
    check(sizes == sorted(sizes) and sizes[0] < sizes[-1], "a second sort by size puts the smallest first")
    for key in ["outlets", "wire", "uncredited", "span", "first", "title"]:
        page.click(f"th button[data-key={key}]")
        sort = page.locator(f"th:has(button[data-key={key}])").get_attribute("aria-sort")
        check(sort in ("ascending", "descending") and rows(page).count() == every, f"sorts by {key}")
    page.click("th button[data-key=size]")
    picture("clusters")

    page.focus("#search")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    is_in_row = page.evaluate("document.activeElement.closest('tr') !== null")
    check(is_in_row and ring != "none", "arrow keys go through the rows, and the focus is visible")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_selector("#compared .row")
    check(page.locator("svg .dot").count() > 1, "a cluster has a timeline")
    has_marks = page.locator("#compared ins").count() > 0 and page.locator("#compared del").count() > 0
    check(has_marks, "cuts and additions are marked")
    unmarked = page.locator("#compared .row .a").evaluate_all("all => all.filter(x => !x.querySelector('del')).length")
    check(unmarked > 0, "shared text is not marked")
    picture("cluster")
    before = page.inner_text("#compared")
    page.select_option("#right", index=2)
    check(page.inner_text("#compared") != before, "another copy can be compared")
    page.check("#onlychanges")
    page.keyboard.press("Escape")
    page.wait_for_selector("table[aria-label=Clusters]")
    check(True, "Esc goes back to the list")

    page.fill("#search", "<script>alert")
    page.wait_for_timeout(200)
    headline = cells(page, "Headline")[0]
    check(rows(page).count() == 1 and "<script>alert(1)</script>" in headline, "a tag in a headline is text")
    page.locator("tr[data-row] a").first.click()
    page.wait_for_selector("#compared .row")
    shown = page.locator("#compared .rows").inner_text()
    is_text = "<script>alert(1)</script>" in shown and "</script>, as it must" in shown
    check(is_text, "a script in an article is text")
    elements = page.locator("main script, main img, main b:has-text('pond'), main i")
    check(elements.count() == 0, "no tag in an article becomes an element")

    page.goto(f"{url}#/clusters")
    page.fill("#search", "canal locks")
    page.wait_for_timeout(200)
    wire = cells(page, "Agency")[0]
    check("1 other" in wire, f"the list shows that another wire is named ({wire!r})")
    page.locator("tr[data-row] a").first.click()
    page.wait_for_selector("#compared .row")
    conflict = page.inner_text(".conflict")
    check("AP" in conflict and "Reuters" in conflict, f"credits to two wires are shown as a conflict ({conflict!r})")
    evidence = page.locator("table[aria-label=Copies] .evidence").all_inner_texts()
    has_both = any("(AP)" in text for text in evidence) and any("(Reuters)" in text for text in evidence)
    check(has_both, "the evidence for both is shown")
    other = page.locator("table[aria-label=Copies] .credit", has_text="another agency")
    check(other.count() == 1, "the copy that names the other wire is marked")
    moved = page.locator("#compared .row > .a .moved, #compared .row > .b .moved").all_inner_texts()
    is_paragraph = all("The keepers had asked" in text and "in the autumn." in text for text in moved)
    check(len(moved) == 2 and is_paragraph, f"a moved paragraph is marked as moved ({len(moved)})")
    marked = page.locator("#compared .row > .a del, #compared .row > .b ins").all_inner_texts()
    check(not any("night shift" in text for text in marked), "and neither as cut nor as added")
    page.locator("#compared .a .moved button").click()
    is_focused = page.evaluate("document.activeElement.closest('.b .moved') !== null")
    check(is_focused, "its button goes to its place in the other text")
    picture("conflict")

    for part, wanted in [
        ("outlets", "table[aria-label=Outlets] tbody tr"),
        ("flows", "svg .band"),
        ("run", "table[aria-label=Rejected] tbody tr"),
    ]:
        page.click(f"#nav a[href='#/{part}']")
        page.wait_for_selector(wanted)
        check(page.locator(wanted).count() > 0, f"{part} are shown")
        picture(part)


def check_address(page, url, check, picture):
    """The state of a view is in its address, and every number leads to its articles."""
    articles = page.locator("table[aria-label=Articles] tbody tr")
    page.goto(url)
    page.wait_for_selector("table[aria-label='Outlets that print most wire copy']")
    page.locator("table th a", has_text="corrin-star").first.click()
    page.wait_for_selector("table[aria-label='Its agencies']")
    page.locator("table[aria-label='Its agencies'] tr", has_text="AP").locator("td.n a").last.click()
    page.wait_for_selector("table[aria-label=Articles]")
    outlets = set(page.locator("td[data-label=Outlet]").all_inner_texts())
    named = set(page.locator("td[data-label='Names the agency'] .credit").all_inner_texts())
    is_right = articles.count() == 2 and len(outlets) == 1 and named == {"no"}
    check(is_right, "two clicks lead to the pages of an outlet that do not name AP")
    picture("articles")
    page.go_back()
    page.wait_for_selector("table[aria-label='Its agencies']")
    check("corrin-star.example" in page.inner_text("h1"), "going back shows the outlet again")

    page.goto(f"{url}#/articles")
    page.wait_for_selector("#f-wire")
    every = articles.count()
    page.select_option("#f-wire", "AP")
    page.fill("#f-outlet", "corrin-star.example")
    page.locator("#f-outlet").dispatch_event("change")
    page.fill("#f-outlet", "belmore-post.example")
    page.locator("#f-outlet").dispatch_event("change")
    page.click("th button[data-key=published]")
    few = articles.count()
    shown = page.inner_text("table[aria-label=Articles]")
    check(0 < few < every and page.locator(".chip").count() == 2, f"filters combine ({few} of {every})")
    page.reload()
    page.wait_for_selector("table[aria-label=Articles]")
    check(page.inner_text("table[aria-label=Articles]") == shown, "a reload shows the same rows in the same order")
    page.go_back()
    page.go_back()
    page.wait_for_timeout(200)
    check(page.locator(".chip").count() == 1 and articles.count() < few, "going back takes the last filter back")
    page.fill("#search", "")
    page.goto(f"{url}#/articles?q=volunteers+chain")
    page.wait_for_selector("table[aria-label=Articles]")
    one = articles.count()
    page.goto(f"{url}#/articles?q=CHAIN+volunteers")
    page.wait_for_timeout(300)
    check(0 < one < every and articles.count() == one, f"words of the texts are found in any order ({one})")

    page.goto(f"{url}#/clusters?outlet=corrin-star.example&outlet=belmore-post.example")
    page.wait_for_selector("table[aria-label=Clusters]")
    page.wait_for_timeout(200)
    both = rows(page).count()
    page.goto(f"{url}#/clusters?outlet=corrin-star.example")
    page.wait_for_timeout(300)
    check(0 < both < rows(page).count(), "shared texts that two outlets both printed")
    for part in ["clusters", "articles", "outlets", "wires", "flows"]:
        page.goto(f"{url}#/{part}")
        page.wait_for_selector(".take")
        with page.expect_download() as download:
            page.locator("button.take").first.click()
        lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
        check(len(lines) > 1 and "," in lines[0], f"{part} are saved as CSV")
    page.goto(f"{url}#/flows")
    page.wait_for_selector("svg .band")
    for kind, start in [("SVG", b"<svg"), ("PNG", b"\x89PNG")]:
        with page.expect_download() as download:
            page.locator("p.take button", has_text=kind).click()
        check(Path(download.value.path()).read_bytes().startswith(start), f"a picture is saved as {kind}")

    for number in page.locator("main table td a[href^='#/articles']").all()[:12]:
        expected = int(number.inner_text().replace(",", ""))
        other = page.context.new_page()
        other.goto(url + number.get_attribute("href"))
        other.wait_for_selector("table[aria-label=Articles]")
        found = other.locator("table[aria-label=Articles] tbody tr").count()
        check(found == expected, f"the number {expected} leads to {found} articles")
        other.close()
    page.goto(f"{url}#/clusters")
    page.locator("tr[data-row] a", has_text="Ferry runs aground").first.click()
    page.wait_for_selector(".related")
    related = page.inner_text(".related")
    check("northern-echo-holm" in related and "shares a passage" in related, "passages in other texts are linked")

    page.goto(f"{url}#/outlets")
    page.wait_for_selector("table[aria-label=Outlets]")
    wrong = []
    links = page.locator("table[aria-label=Outlets] td a[href^='#/articles']").all()[:40]
    wanted = [(link.get_attribute("href"), int(link.inner_text())) for link in links]
    for href, expected in wanted:
        page.goto(url + href)
        page.wait_for_selector("table[aria-label=Articles]")
        if articles.count() != expected:
            wrong.append((href, expected, articles.count()))
    check(not wrong, f"{len(wanted)} numbers of outlets lead to as many articles {wrong or ''}")
    page.goto(f"{url}#/articles")
    page.select_option("#f-language", label="Swedish")
    page.wait_for_timeout(200)
    outlet = page.locator("td[data-label=Outlet]").all_inner_texts()
    check(outlet == ["lamp.example"], f"articles in a language ({outlet})")
    page.goto(f"{url}#/outlet/quill.example")
    page.wait_for_selector(".facts")
    page.locator(".facts a").first.click()
    page.wait_for_selector("table[aria-label=Articles]")
    check(articles.count() == 1, f"a page that was captured twice is one article of its outlet ({articles.count()})")
    page.goto(f"{url}#/articles?kind=again")
    page.wait_for_timeout(300)
    check(articles.count() == 1, "and its other capture is found as such")
    page.goto(f"{url}#/{SILENT}")
    page.wait_for_selector("table[aria-label=Articles]")
    page.locator("td[data-label='Names the agency'] a", has_text="evidence").first.click()
    page.wait_for_selector(".sheet")
    check(page.locator(".sheet").count() == 1, "an article said not to name its agency leads to its sheet")
    page.emulate_media(media="print")
    sheets = len(re.findall(rb"/Type /Page\b(?!s)", page.pdf(format="A4")))
    check(sheets == 1, f"print: one sheet of evidence is one page ({sheets})")
    page.emulate_media(media="screen")
    page.locator("a", has_text="All copies of this text").click()
    page.wait_for_selector("table[aria-label=Copies]")
    page.locator("table[aria-label=Copies] a", has_text="evidence").first.click()
    page.wait_for_selector(".sheet")
    check(page.locator(".sheet").count() == 1, "and so does its row among the copies")
    page.goto(f"{url}#/articles?q=tannery")
    page.wait_for_selector("table[aria-label=Articles]")
    files = page.locator("table[aria-label=Articles] a.path")
    there = [urlparse(href).path for href in files.evaluate_all("all => all.map(a => a.href)")]
    exist = [Path(unquote(path)).exists() for path in there]
    check(len(exist) > 0 and all(exist), f"{len(exist)} links to files lead to files")
    links = "[...document.querySelectorAll('a.out')]"
    outside = page.evaluate(f"{links}.every(a => /^https?:/.test(a.href) && a.rel.includes('noopener'))")
    check(outside, "links to pages are of http and https")


def check_accessible(page, url, check, picture):
    """axe-core finds nothing in any view."""
    source = Path(os.environ["AXE"]).read_text(encoding="utf-8")
    ids = page.goto(f"{url}#/clusters") and page.locator("tr[data-row] a").first.get_attribute("href")
    for part in [*PARTS, ids.removeprefix("#/")]:
        page.goto("about:blank")
        page.goto(f"{url}#/{part}")
        page.wait_for_selector("h1")
        page.wait_for_timeout(250)
        page.evaluate(source)
        found = page.evaluate(AXE)
        check(not found, f"axe-core: {part or 'overview'} {found or ''}")


def check_narrow(page, url, check, picture):
    """All parts on the screen of a telephone."""
    for part in PARTS:
        page.goto(f"{url}#/{part}")
        page.wait_for_selector("h1")
        page.wait_for_timeout(150)
        check(fits(page), f"400 pixels: {part or 'overview'} does not scroll sideways")
        picture(part.replace("/", "-").split("?")[0] or "overview")
    page.goto(f"{url}#/clusters")
    page.locator("tr[data-row] a").first.click()
    page.wait_for_selector("#compared .row")
    is_visible = page.locator("#compared .both del").first.is_visible()
    check(fits(page) and is_visible, "400 pixels: a cluster fits, with its texts as one")
    furniture = " ".join(page.locator("#compared .both .furniture").all_inner_texts())
    is_apart = "uses cookies" in furniture and "sandbank" not in furniture
    edits = page.locator("#compared .both del, #compared .both ins").all_inner_texts()
    check(is_apart and not any("cookies" in text for text in edits), "site furniture is greyed and no edit")
    picture("cluster")
    page.goto(f"{url}#/clusters")
    page.locator("tr[data-row] a", has_text="Canal locks").first.click()
    page.wait_for_selector("#compared .row")
    moved = page.locator("#compared .both .moved")
    is_visible = moved.count() == 2 and moved.first.is_visible() and moved.last.is_visible()
    check(is_visible, "400 pixels: a moved paragraph is visible in both places")
    moved.first.locator("button").click()
    is_focused = page.evaluate("document.activeElement.closest('.moved.in-b') !== null")
    check(is_focused, "400 pixels: its button goes to the other place")
    picture("moved")


def check_tablet(page, url, check, picture):
    """All tables at 1000 and 800 pixels."""
    for width in (1000, 800):
        page.set_viewport_size({"width": width, "height": 800})
        for part in ["clusters", "articles", "outlets", "wires", "flows", "run"]:
            page.goto(f"{url}#/{part}")
            page.wait_for_timeout(200)
            boxes = page.locator(".tablebox")
            over = boxes.evaluate_all("all => Math.max(...all.map(x => x.scrollWidth - x.clientWidth))")
            check(over <= 0 and fits(page), f"{width} pixels: the tables of {part} fit (over by {over})")
            picture(f"{part}-{width}")
    page.set_viewport_size({"width": 1000, "height": 800})
    page.goto(f"{url}#/clusters")
    page.locator("tr[data-row] a", has_text="altar panels").first.click()
    page.wait_for_selector("#compared .row")
    over = page.locator(".tablebox").evaluate("x => x.scrollWidth - x.clientWidth")
    last = page.locator("table[aria-label=Copies] td[data-label='Names the agency']").first.bounding_box()
    head = page.locator("table[aria-label=Copies] thead").bounding_box()
    is_whole = over <= 0 and head["height"] > 10 and fits(page)
    check(is_whole, f"1000 pixels: the table of copies shows every column (over by {over})")
    has_room = last["width"] >= 120 and last["x"] + last["width"] <= 1000
    check(has_room, f"1000 pixels: the evidence of a credit has room ({last['width']:.0f})")
    picture("cluster")


def check_dark(page, url, check, picture):
    """The dark colour scheme."""
    page.goto(f"{url}#/clusters")
    page.wait_for_selector("tr[data-row]")
    ground, text = page.evaluate("(s => [s.backgroundColor, s.color])(getComputedStyle(document.body))")
    light = [sum(int(n) for n in c[c.index("(") + 1 : -1].split(",")[:3]) for c in (ground, text)]
    check(light[0] < 150 < 600 < light[1], f"dark: light text on a dark ground ({text} on {ground})")
    picture("clusters")
    page.locator("tr[data-row] a").first.click()
    page.wait_for_selector("#compared .row")
    picture("cluster")
    page.goto(f"{url}#/flows")
    page.wait_for_selector("svg .band")
    picture("flows")


def check_print(page, url, check, picture):
    """A cluster on paper."""
    page.goto(f"{url}#/clusters")
    page.locator("tr[data-row] a").first.click()
    page.wait_for_selector("#compared .row")
    page.emulate_media(media="print")
    has_text_only = not page.locator("nav").is_visible() and page.locator("#compared .row").first.is_visible()
    check(has_text_only, "print: the text without the controls")
    picture("cluster")
    check(len(page.pdf()) > 10_000, "print: a PDF can be made")
    # A4 with the margins that browsers give it
    page.set_viewport_size({"width": 718, "height": 1000})
    page.wait_for_timeout(200)
    head = page.locator("table[aria-label=Copies] thead").bounding_box()
    has_columns = head["height"] > 10 and page.locator("#compared .row .b").first.is_visible()
    check(has_columns, "print on A4: the table stays a table, the texts stay side by side")
    check(fits(page), "print on A4: nothing is cut at the right")
    picture("a4")


def visit(browser, url, check, title, use, pictures, **options):
    """Opens the page in a context of its own and uses it; logged errors and requests count against it."""
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(10_000)
    errors, loaded = [], []
    page.on("console", lambda m: errors.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.on("dialog", lambda d: (errors.append("a dialog: " + d.message), d.dismiss()))
    page.on("request", lambda r: loaded.append(r.url) if not r.url.startswith(url) else None)

    def picture(part):
        if pictures:
            pictures.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=pictures / f"{title}-{part}.png", full_page=True)

    use(page, url, check, picture)
    check(not errors, f"{title}: no errors on the console {errors or ''}")
    check(not loaded, f"{title}: nothing is loaded {loaded or ''}")
    context.close()


def main():
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("wirecopy", help="the program")
    flags.add_argument("--pictures", type=Path, help="folder for screenshots")
    flags = flags.parse_args()
    check = Check()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as play:
        out = Path(scratch) / "out"
        samples = corpus(Path(scratch) / "corpus")
        subprocess.run([flags.wirecopy, "scan", "-q", samples, "--out", out], check=True)
        url = (out / "report.html").as_uri()
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for title, use, width, height, options in [
            ("wide", check_wide, 1280, 900, {}),
            ("narrow", check_narrow, 400, 800, {"has_touch": True}),
            ("tablet", check_tablet, 1000, 800, {}),
            ("dark", check_dark, 1280, 900, {"color_scheme": "dark"}),
            ("print", check_print, 800, 1100, {}),
            ("address", check_address, 1280, 900, {"accept_downloads": True}),
            ("axe-wide", check_accessible, 1280, 900, {}),
            ("axe-narrow", check_accessible, 400, 800, {}),
            ("axe-dark", check_accessible, 1280, 900, {"color_scheme": "dark"}),
            ("axe-dark-narrow", check_accessible, 400, 800, {"color_scheme": "dark"}),
        ]:
            if use is check_accessible and "AXE" not in os.environ:
                continue
            size = {"width": width, "height": height}
            visit(browser, url, check, title, use, flags.pictures, viewport=size, **options)
        few = Path(scratch) / "few"
        subprocess.run([flags.wirecopy, "scan", "-q", two_days(Path(scratch) / "days"), "--out", few], check=True)
        size = {"width": 1280, "height": 900}
        for title, address in [("axes", url), ("axes-two-days", (few / "report.html").as_uri())]:
            visit(browser, address, check, title, check_axes, flags.pictures, viewport=size)
        browser.close()
    if check.failed:
        sys.exit(f"{check.failed} failed")


if __name__ == "__main__":
    main()

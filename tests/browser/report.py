"""Opens report.html in headless Chromium and uses it as a reader would.

    python3 tests/browser/report.py target/release/wirecopy [--pictures DIR]

Needs Chromium (the variable CHROMIUM names another than /usr/bin/chromium) and the Python package playwright, which
drives it.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = """<script>alert(1)</script> on a headline

2031-05-04 {time}

{first}
The parish clerk of Little Marrow asked the council on Tuesday to print the word <script>alert(1)</script> on its notices,
and nobody at the meeting could say why. "It ends with </script>, as it must," she told the seven members who had come.
The chairman put the motion to a vote after an hour. Four were in favour, two were against, and one had gone home early
to see to his geese. The notices go up on the first of June, beside the ones about the <b>pond</b> & the lost gate key.
<img src="http://tracker.invalid/x.png" onerror="alert(2)">
"""

# One text that two outlets credit to different wires; the second has moved its third paragraph to the end.
CANAL = [
    "The lock keepers of the Orlen canal went back to work on Thursday after nine days, and the first barges passed before noon.",
    "Forty-one boats had waited below the lowest gate, most of them with gravel, some with the season's first apples.",
    "The keepers had asked for a second man on every night shift since a gate closed on a pleasure boat in the autumn.",
    "The canal company agreed to it on Wednesday evening, for the six largest locks and for one year, both sides said.",
    "A skipper from Hallum said he had read four novels and learned to bake bread, and would not want to do either again.",
    "The company put its losses at a little under two million crowns and said that tolls would stay as they were.",
]


def corpus(folder: Path) -> Path:
    """The samples, an article that would like to run, and a text that two wires are named for."""
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
        (folder / outlet / "locks.txt").write_text(f"Canal locks open again\n\n2031-06-12 {time}\n\n{first}{paragraphs}\n", encoding="utf-8")
    return folder


class Check:
    """Counts what failed and goes on, so that one run shows all."""

    def __init__(self):
        self.failed = 0

    def __call__(self, good, what):
        print(("ok      " if good else "FAILED  ") + what)
        self.failed += not good


def rows(page):
    return page.locator("table[aria-label=Clusters] tbody tr")


def cells(page, label):
    return [text.strip() for text in page.locator(f"table[aria-label=Clusters] td[data-label='{label}']").all_inner_texts()]


def until(page, true):
    """Waits for a condition. The driver's own way evaluates text in the page, which the page's policy forbids."""
    for _ in range(100):
        if true():
            return True
        page.wait_for_timeout(50)
    return False


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def read(page, url, check, picture):
    page.goto(url)
    page.wait_for_selector("h1")
    check("Who printed whose copy" in page.inner_text("h1"), "the overview is shown")
    picture("overview")

    page.keyboard.press("/")
    page.wait_for_selector("#search:focus")
    check(True, "/ goes to the search")
    every = rows(page).count()
    check(every > 10, f"{every} clusters are listed")
    page.keyboard.type("ferry")
    check(until(page, lambda: 0 < rows(page).count() < every), "a word in the search leaves fewer rows")
    page.fill("#search", "valdera-courier")
    page.wait_for_timeout(200)
    check(0 < rows(page).count() < every, "an outlet is found")
    page.fill("#search", "zzz nothing")
    page.wait_for_timeout(200)
    check(rows(page).count() == 0 and "nothing found" in page.inner_text(".pager"), "nothing found is said")
    page.fill("#search", "")
    page.wait_for_timeout(200)
    check(rows(page).count() == every, "an empty search has every row")

    sizes = [int(n) for n in cells(page, "Copies")]
    check(sizes == sorted(sizes, reverse=True), "the largest is first")
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
    check(page.evaluate("document.activeElement.closest('tr') !== null") and ring != "none", "arrows go through the rows, and the focus is seen")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_selector("#compared .row")
    check(page.locator("svg .dot").count() > 1, "a cluster has a timeline")
    check(page.locator("#compared ins").count() > 0 and page.locator("#compared del").count() > 0, "what was cut and added is marked")
    same = page.locator("#compared .row .a").evaluate_all("all => all.filter(x => !x.querySelector('del')).length")
    check(same > 0, "what both have is not marked")
    picture("cluster")
    before = page.inner_text("#compared")
    page.select_option("#right", index=2)
    check(page.inner_text("#compared") != before, "another copy can be put beside it")
    page.check("#onlychanges")
    page.keyboard.press("Escape")
    page.wait_for_selector("table[aria-label=Clusters]")
    check(True, "Esc goes back to the list")

    page.fill("#search", "<script>alert")
    page.wait_for_timeout(200)
    check(rows(page).count() == 1 and "<script>alert(1)</script>" in cells(page, "Headline of the lead")[0], "a headline with a tag is text")
    page.locator("tr[data-row] a").first.click()
    page.wait_for_selector("#compared .row")
    shown = page.locator("#compared .rows").inner_text()
    check("<script>alert(1)</script>" in shown and "</script>, as it must" in shown, "an article with a script in it is text")
    check(page.locator("main script, main img, main b:has-text('pond'), main i").count() == 0, "nothing in it became an element")

    page.goto(f"{url}#/clusters")
    page.fill("#search", "canal locks")
    page.wait_for_timeout(200)
    check("1 other" in cells(page, "Wire")[0], f"the list says that another wire is named ({cells(page, 'Wire')[0]!r})")
    page.locator("tr[data-row] a").first.click()
    page.wait_for_selector("#compared .row")
    said = page.inner_text(".conflict")
    check("AP" in said and "Reuters" in said, f"two wires credited are a conflict ({said!r})")
    evidence = page.locator("table[aria-label=Copies] .evidence").all_inner_texts()
    check(any("(AP)" in text for text in evidence) and any("(Reuters)" in text for text in evidence), "the words for each of them are shown")
    check(page.locator("table[aria-label=Copies] .credit", has_text="another wire").count() == 1, "the copy that names the other is told")
    moved = page.locator("#compared .row > .a .moved, #compared .row > .b .moved").all_inner_texts()
    check(len(moved) == 2 and all("The keepers had asked" in text and "in the autumn." in text for text in moved), f"a paragraph that moved is marked as moved ({len(moved)})")
    marked = page.locator("#compared .row > .a del, #compared .row > .b ins").all_inner_texts()
    check(not any("night shift" in text for text in marked), "it is neither cut nor added")
    page.locator("#compared .a .moved button").click()
    check(page.evaluate("document.activeElement.closest('.b .moved') !== null"), "its button goes to where it stands in the other text")
    picture("conflict")

    for part, wanted in [("outlets", "table[aria-label=Outlets] tbody tr"), ("flows", "svg .band"), ("run", "table[aria-label=Rejected] tbody tr")]:
        page.click(f"#nav a[href='#/{part}']")
        page.wait_for_selector(wanted)
        check(page.locator(wanted).count() > 0, f"{part} are shown")
        picture(part)


def narrow(page, url, check, picture):
    for part in ["", "clusters", "outlets", "flows", "run"]:
        page.goto(f"{url}#/{part}")
        page.wait_for_selector("h1")
        page.wait_for_timeout(150)
        check(fits(page), f"400 pixels: {part or 'overview'} does not scroll sideways")
        picture(part or "overview")
    page.goto(f"{url}#/clusters")
    page.locator("tr[data-row] a").first.click()
    page.wait_for_selector("#compared .row")
    check(fits(page) and page.locator("#compared .both ins").first.is_visible(), "400 pixels: a cluster fits, its texts as one")
    picture("cluster")
    page.goto(f"{url}#/clusters")
    page.locator("tr[data-row] a", has_text="Canal locks").first.click()
    page.wait_for_selector("#compared .row")
    moved = page.locator("#compared .both .moved")
    check(moved.count() == 2 and moved.first.is_visible() and moved.last.is_visible(), "400 pixels: what moved is seen at both places")
    moved.first.locator("button").click()
    check(page.evaluate("document.activeElement.closest('.moved.in-b') !== null"), "400 pixels: its button goes to the other place")
    picture("moved")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("wirecopy")
    arguments.add_argument("--pictures", type=Path)
    given = arguments.parse_args()
    check = Check()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as play:
        out = Path(scratch) / "out"
        samples = corpus(Path(scratch) / "corpus")
        subprocess.run([given.wirecopy, "scan", "-q", samples, "--out", out], check=True)
        url = (out / "report.html").as_uri()
        browser = play.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])

        def look(title, use, **options):
            """One visit; what it logs, loads or raises counts against the page."""
            context = browser.new_context(**options)
            page = context.new_page()
            page.set_default_timeout(10_000)
            wrong, loaded = [], []
            page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
            page.on("pageerror", lambda e: wrong.append(str(e)))
            page.on("dialog", lambda d: (wrong.append("a dialog: " + d.message), d.dismiss()))
            page.on("request", lambda r: loaded.append(r.url) if not r.url.startswith(url) else None)

            def picture(part):
                if given.pictures:
                    given.pictures.mkdir(parents=True, exist_ok=True)
                    page.screenshot(path=given.pictures / f"{title}-{part}.png", full_page=True)

            use(page, url, check, picture)
            check(not wrong, f"{title}: no errors on the console {wrong or ''}")
            check(not loaded, f"{title}: nothing is loaded {loaded or ''}")
            context.close()

        def dark(page, url, check, picture):
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

        def printed(page, url, check, picture):
            page.goto(f"{url}#/clusters")
            page.locator("tr[data-row] a").first.click()
            page.wait_for_selector("#compared .row")
            page.emulate_media(media="print")
            check(not page.locator("nav").is_visible() and page.locator("#compared .row").first.is_visible(), "printed: the text without the controls")
            picture("cluster")
            check(len(page.pdf()) > 10_000, "it prints")
            # A4 with the margins that browsers give it
            page.set_viewport_size({"width": 718, "height": 1000})
            page.wait_for_timeout(200)
            heads = page.locator("table[aria-label=Copies] thead").bounding_box()
            check(heads["height"] > 10 and page.locator("#compared .row .b").first.is_visible(), "printed on A4: the table stays one, the texts side by side")
            check(fits(page), "printed on A4: nothing is cut at the right")
            picture("a4")

        def tablet(page, url, check, picture):
            for width in (1000, 800):
                page.set_viewport_size({"width": width, "height": 800})
                for part in ["clusters", "outlets", "flows", "run"]:
                    page.goto(f"{url}#/{part}")
                    page.wait_for_timeout(200)
                    over = page.locator(".tablebox").evaluate_all("all => Math.max(...all.map(x => x.scrollWidth - x.clientWidth))")
                    check(over <= 0 and fits(page), f"{width} pixels: the tables of {part} fit (over by {over})")
                    picture(f"{part}-{width}")
            page.set_viewport_size({"width": 1000, "height": 800})
            page.goto(f"{url}#/clusters")
            page.locator("tr[data-row] a", has_text="altar panels").first.click()
            page.wait_for_selector("#compared .row")
            over = page.locator(".tablebox").evaluate("x => x.scrollWidth - x.clientWidth")
            last = page.locator("table[aria-label=Copies] td[data-label=Credited]").first.bounding_box()
            heads = page.locator("table[aria-label=Copies] thead").bounding_box()
            check(over <= 0 and heads["height"] > 10 and fits(page), f"1000 pixels: the table of copies shows every column (over by {over})")
            check(last["width"] >= 120 and last["x"] + last["width"] <= 1000, f"1000 pixels: the words of a credit have room ({last['width']:.0f})")
            picture("cluster")

        look("wide", read, viewport={"width": 1280, "height": 900})
        look("narrow", narrow, viewport={"width": 400, "height": 800}, has_touch=True)
        look("tablet", tablet, viewport={"width": 1000, "height": 800})
        look("dark", dark, viewport={"width": 1280, "height": 900}, color_scheme="dark")
        look("print", printed, viewport={"width": 800, "height": 1100})
        browser.close()
    if check.failed:
        sys.exit(f"{check.failed} failed")


if __name__ == "__main__":
    main()

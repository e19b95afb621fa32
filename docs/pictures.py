"""Takes the pictures of the documentation: parts of the report on corpus-samples, in headless Chromium.

    python3 docs/pictures.py target/release/wirecopy

Needs Chromium (/usr/bin/chromium, or the path in the variable CHROMIUM) and the Python package playwright.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
WIDTH = 1000


def take(page, name, first, last):
    """Takes the page from the upper edge of one element to the lower edge of another."""
    page.wait_for_timeout(200)
    page.evaluate("scrollTo(0, 0)")
    top = page.locator(first).first.bounding_box()["y"] - 12
    below = page.locator(last).first.bounding_box()
    height = below["y"] + below["height"] + 12 - top
    clip = {"x": 0, "y": top, "width": WIDTH, "height": height}
    page.screenshot(path=PICTURES / f"{name}.png", clip=clip, full_page=True)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = Path(sys.argv[1]).resolve()
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as play:
        out = Path(scratch) / "result"
        subprocess.run([program, "scan", "-q", "corpus-samples", "--out", out], cwd=ROOT, check=True)
        url = (out / "report.html").as_uri()
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 800})

        page.goto(f"{url}#/outlets")
        page.wait_for_selector("table[aria-label=Outlets] tbody tr")
        take(page, "outlets", "h1", "table.wires tbody tr:last-child")

        page.goto(f"{url}#/flows")
        page.wait_for_selector("svg .band")
        page.locator("main select").first.select_option("wire")
        take(page, "flows", "h1", "main svg")

        page.goto(f"{url}#/clusters")
        page.locator("tr[data-row] a", has_text="altar panels").first.click()
        page.wait_for_selector("#compared .row")
        take(page, "cluster", "h1", "table[aria-label=Copies]")
        page.locator("#onlychanges").check()
        take(page, "texts", "#texts", "#compared .hidden")
        browser.close()


if __name__ == "__main__":
    main()

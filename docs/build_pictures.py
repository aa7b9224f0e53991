"""Makes the pictures of the README and the pages again: `python docs/build_pictures.py` (matplotlib, playwright, chromium).

Each is what a command leaves or shows, in no more than 256 colours so that it stays small: report.html in a browser,
`link --plot`, `viewshed --picture`, `map`, `recover` and the page of `explore`.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

DOCS = Path(__file__).resolve().parent
PICTURES = DOCS / "pictures"
MAIN = "flight-52-blackout"
COLOURS = 256
WIDTH = 1100  # of a page in the browser
WIDEST = 1400  # of a picture
RELAYSIM = [sys.executable, "-m", "relaysim"]
LINK = [
    "link",
    "--terrain",
    "jezero-survey",
    "--from",
    "18.482727,77.368632,1.2",
    "--to",
    "18.480451,77.360141,0.5",
]
ALONG = ["--antenna", "1.2", "--target-height", "0.5", "--radius", "1000"]


def relaysim(*arguments: str) -> None:
    """A command; its faults are not hidden."""
    subprocess.run([*RELAYSIM, *arguments], check=True, stdout=subprocess.DEVNULL)


def kept(source: Path, name: str) -> None:
    """A picture in few colours that keep the rare ones of a legend."""
    with Image.open(source) as picture:
        width = min(picture.width, WIDEST)
        size = width, round(picture.height * width / picture.width)
        small = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    few = small.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
    few.save(PICTURES / name, optimize=True)
    print(f"{name}: {(PICTURES / name).stat().st_size:,} bytes")


def shots_of_the_report(page: Page, work: Path) -> None:
    """The moving map as the page opens, and the profile as contact was lost."""
    relaysim("run", MAIN, "--out", str(work / "run"), "--quiet")
    page.goto((work / "run" / "report.html").as_uri())
    page.wait_for_timeout(2000)
    top, below = (
        page.locator(part).first.bounding_box() for part in ("#moment", "#moment input[type=range]")
    )
    assert top is not None and below is not None
    clip = {**top, "height": below["y"] + below["height"] + 8.0 - top["y"]}
    page.screenshot(path=work / "map.png", clip=clip, full_page=True)
    page.locator("#profiles figure").first.screenshot(path=work / "profile.png")
    for name in ("map.png", "profile.png"):
        kept(work / name, name)


def shot_of_explore(page: Page, work: Path) -> None:
    """The page of `relaysim explore`, with its first answers."""
    program = subprocess.Popen(
        [*RELAYSIM, "explore", MAIN, "--no-browser"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert program.stdout is not None
        address = next(match[0] for line in program.stdout if (match := re.search(r"http://\S+", line)))
        page.goto(address)
        page.wait_for_timeout(5000)
        page.screenshot(path=work / "explore.png", full_page=True)
    finally:
        program.send_signal(signal.SIGINT)
        program.wait()
    kept(work / "explore.png", "explore.png")


def drawn_by_commands(work: Path) -> None:
    """What commands draw themselves."""
    relaysim(*LINK, "--plot", str(work / "link.png"))
    text = (DOCS / "how-to" / "see-what-is-visible.md").read_text(encoding="utf-8")
    stands = re.search(r"^```csv stands.csv\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert stands is not None
    (work / "stands.csv").write_text(stands[1], encoding="utf-8")
    along = ["viewshed", "--terrain", "jezero-survey", "--along", str(work / "stands.csv"), *ALONG]
    relaysim(*along, "--out", str(work / "blackout.tif"), "--picture", str(work / "blackout.png"))
    relaysim("map", MAIN, "--hindcast", "--radius", "300", "--out", str(work / "map"))
    relaysim("recover", MAIN, "--at", "sol 777", "--out", str(work / "recover"))
    (work / "map" / "map.png").rename(work / "landing.png")
    (work / "recover" / "map.png").rename(work / "recover.png")
    for name in ("link.png", "blackout.png", "landing.png", "recover.png"):
        kept(work / name, name)


def main() -> None:
    """All of them."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        work = Path(folder)
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 900})
        shots_of_the_report(page, work)
        shot_of_explore(page, work)
        browser.close()
        drawn_by_commands(work)


if __name__ == "__main__":
    main()

"""What a run's page costs in a real browser: bytes, time to open, and the longest frame while its slider is dragged.

    python benchmarks/bench_report.py DIR [DIR ...]

Each DIR is a folder of `relaysim run`; its report.html is opened as it lies there. Prints, for each page, its bytes, the
time to the load event and to the first drawing of its map (the least of three goes), and, while the pointer drags the slider
through 200 positions and then the keyboard goes through 60 events: the longest gap between animation frames and the longest
answer to an event (Event Timing, to the next frame), each the least of three goes, for other work on the machine only adds;
and from a trace of one more drag the most processor time that one task of the page's thread took, which other work does not
lengthen. The state that the page tells is compared with blackouts.csv at every edge of a
blackout of the radio: the count of those that differ is printed, and must be 0. Needs playwright and /usr/bin/chromium.
"""

from __future__ import annotations

import csv
import json
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
POSITIONS, EVENTS = 200, 60
GOES = 3
FRAMES = """
window.seen = { frames: [], events: [] };
let last = performance.now();
requestAnimationFrame(function step(stamp) { seen.frames.push(stamp - last); last = stamp; requestAnimationFrame(step); });
new PerformanceObserver(list => list.getEntries().forEach(entry => seen.events.push(entry.duration)))
  .observe({ type: "event", durationThreshold: 16 });
"""
OPENED = """({
  load: performance.getEntriesByType("navigation")[0].loadEventEnd,
  drawn: (performance.getEntriesByName("moment drawn")[0] || {}).startTime,
  paint: (performance.getEntriesByName("first-contentful-paint")[0] || {}).startTime
})"""


def drag(page: Page) -> None:
    """The pointer takes the slider from one end to the other."""
    slider = page.locator(".moment-slider")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 9, y)
    page.mouse.down()
    for position in range(POSITIONS):
        page.mouse.move(box["x"] + 9 + (box["width"] - 18) * (position + 1) / POSITIONS, y)
        page.evaluate("new Promise(done => requestAnimationFrame(done))")
    page.mouse.up()


def step(page: Page) -> None:
    """The keyboard goes from event to event, and a while through the samples of a motion."""
    page.locator(".moment-slider").focus()
    page.keyboard.press("Home")
    for number in range(EVENTS):
        page.keyboard.press("PageUp" if number % 2 else "ArrowRight")
    page.wait_for_timeout(300)


def longest(page: Page, do: Callable[[Page], None]) -> tuple[float, float]:
    """(gap between frames, answer to an event), milliseconds: the longest of a go, the least of three goes."""
    goes = []
    for _ in range(GOES):
        page.evaluate("seen.frames.length = 0; seen.events.length = 0")
        do(page)
        page.wait_for_timeout(200)
        seen: dict[str, list[float]] = page.evaluate("seen")
        goes.append((max(seen["frames"]), max(seen["events"], default=0.0)))
    return min(frame for frame, _ in goes), min(event for _, event in goes)


def most_processor_ms(browser: Browser, page: Page) -> float:
    """The most processor time of one task of the page's thread while the slider is dragged."""
    browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline"])
    drag(page)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    own = {(e["pid"], e["tid"]) for e in events if e["name"] == "FireAnimationFrame"}
    tasks = [
        e["tdur"]
        for e in events
        if e["name"].endswith("RunTask") and "tdur" in e and (e["pid"], e["tid"]) in own
    ]
    return float(max(tasks)) / 1e3


def states_that_differ(page: Page, folder: Path) -> int:
    """At the edges of the radio's blackouts: does the page say what blackouts.csv says?"""
    with (folder / "blackouts.csv").open(newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["level"] == "radio"]
    wrong = 0
    for row in rows:
        for key, edge, expected in (("start_utc", "open_start", "closed"), ("end_utc", "open_end", "open")):
            if row[edge] == "true":
                continue
            said = page.evaluate(
                "utc => { const m = document.getElementById('moment'); m.moment.show(Date.parse(utc) / 1000);"
                " return m.querySelector('[data-part=state]').textContent; }",
                row[key],
            )
            wrong += said != f"link {expected}"
    return wrong


def opened(browser: Browser, url: str, faults: list[str]) -> tuple[Page, dict[str, float]]:
    """The page, and the least of three times to its load event, first paint and first map, milliseconds."""
    times = []
    for _ in range(GOES):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(url)
        page.wait_for_timeout(1500)
        times.append(page.evaluate(OPENED))
        if len(times) < GOES:
            page.close()
    return page, {what: min(one[what] for one in times) for what in times[0]}


def measure(browser: Browser, folder: Path) -> bool:
    """One page; True if it is as it should be."""
    faults: list[str] = []
    page, times = opened(browser, (folder / "report.html").as_uri(), faults)
    print(f"{folder.name}: {(folder / 'report.html').stat().st_size / 1e6:.2f} MB, opened: load event "
          f"{times['load'] / 1e3:.2f} s, first paint {times['paint'] / 1e3:.2f} s, map drawn {times['drawn'] / 1e3:.2f} s")  # fmt: skip
    page.evaluate(FRAMES)
    fine = max(times["load"], times["drawn"]) < 3000.0
    for view in ("follow", "whole"):
        page.locator(f"[data-do={view}]").click()
        page.wait_for_timeout(600)
        found = {"dragged": longest(page, drag), "stepped": longest(page, step)}
        processor_ms = most_processor_ms(browser, page)
        fine &= max(frame for frame, _ in found.values()) < 200.0
        words = "; ".join(
            f"{what}: frame {frame:.0f} ms, event {event:.0f} ms" for what, (frame, event) in found.items()
        )
        print(f"  {view}: {words}; most processor time of a task {processor_ms:.0f} ms")
    wrong = states_that_differ(page, folder)
    print(f"  states that differ from blackouts.csv: {wrong}; console messages: {len(faults)}")
    page.close()
    return fine and wrong == 0 and not faults


def main() -> None:
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    )
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=OPTIONS)
        fine = [measure(browser, Path(name).resolve()) for name in sys.argv[1:]]
        browser.close()
    print(
        "opens in under 3 s, no frame over 200 ms"
        if all(fine)
        else "beyond a goal (3 s to open, 200 ms a frame)"
    )


if __name__ == "__main__":
    main()

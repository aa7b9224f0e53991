"""What a drag on the explore page costs in the browser: python benchmarks/bench_explore.py [SCENARIO]

Starts the server, drags the helicopter over the map with Debian's chromium, and prints milliseconds from a movement of the
pointer to the frame in which its answer is painted: the link with its section (target 200 ms), the coarse margin map, the
map of 5 m cells within 500 m (target 1,000 ms), the silence along the route. Needs playwright and /usr/bin/chromium.
"""

from __future__ import annotations

import os
import platform
import sys
import threading
from collections.abc import Sequence

from playwright.sync_api import Page, sync_playwright

from relaysim.explore.answers import Answers
from relaysim.explore.server import ExploreServer
from relaysim.explore.stage import open_stage

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
DRAGS, MOVES = 8, 40
TARGETS_MS = {"link": 200, "map fine": 1000}


def drag(page: Page, east_px: float, north_px: float) -> None:
    """One drag as a hand makes it: a movement every 16 ms, then a rest until everything is there."""
    box = page.locator("#helicopter").bounding_box()
    assert box is not None
    x, y = box["x"] + 22, box["y"] + 22
    page.mouse.move(x, y)
    page.mouse.down()
    for n in range(1, MOVES + 1):
        page.mouse.move(x + east_px * n / MOVES, y - north_px * n / MOVES)
        page.wait_for_timeout(16)
    page.mouse.up()
    page.wait_for_timeout(1500)


def measured(address: str) -> list[tuple[str, float]]:
    """(what, ms) of everything that the page has measured over some drags to and fro."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=OPTIONS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address)
        page.wait_for_timeout(4000)
        page.evaluate("performance.clearMeasures()")
        for n in range(DRAGS):
            drag(page, 120 if n % 2 == 0 else -120, 20 if n % 4 < 2 else -20)
        found = page.evaluate("performance.getEntriesByType('measure').map(e => [e.name, e.duration])")
        browser.close()
    return [(str(name), float(ms)) for name, ms in found]


def told(what: str, values: Sequence[float]) -> str:
    """One line: how many, the median, the 95th percentile, the worst, the target."""
    ordered = sorted(values)
    middle, high = ordered[len(ordered) // 2], ordered[min(int(0.95 * len(ordered)), len(ordered) - 1)]
    target = f"  target {TARGETS_MS[what]} ms" if what in TARGETS_MS else ""
    return f"{what:12} {len(ordered):4}  median {middle:5.0f}  p95 {high:5.0f}  worst {ordered[-1]:5.0f} ms{target}"


def main() -> None:
    scenario = sys.argv[1] if len(sys.argv) > 1 else "flight-52-blackout"
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}: {scenario}"
    )
    server = ExploreServer(Answers(open_stage(scenario), "benchmark"), "benchmark")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        found = measured(server.address)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    for what in ("link", "map coarse", "map fine", "route"):
        values = [ms for name, ms in found if name == what]
        print(told(what, values) if values else f"{what}: no answer")
    assert all(any(name == what for name, _ in found) for what in TARGETS_MS)


if __name__ == "__main__":
    main()

"""The page's movable map in a real browser: slider, words, what is in sight, odd names, missing parts, a phone, print."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from relaysim.clock.utc import format_utc, parse_utc
from relaysim.records.packed_heights import unpack_steps
from relaysim.report import build_report
from relaysim.sightline import End
from relaysim.sightline.viewshed import viewshed
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Terrain

CHROMIUM = Path("/usr/bin/chromium")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
           "--disable-sync", "--no-first-run"]  # fmt: skip
MARS_M = 3_396_190.0
LOST, HEARD = "2023-04-27T04:12:14Z", "2023-06-27T15:40:10Z"  # the radio's blackout of the conftest's run
SIGHT = {"rover_antenna_m": 1.2, "helicopter_antenna_m": 0.5, "frequency_hz": 914e6, "body_radius_m": MARS_M}
EVIL = "</script><script>document.title='caught'</script>\"'\n\u202eright to left"
NOW = """() => {
  const m = document.getElementById("moment"), s = m.moment.state(), part = name => m.querySelector(`[data-part=${name}]`).textContent;
  return { utc: m.dataset.utc, rover: [s.rover.x, s.rover.y], state: part("state"), margin: part("margin"), line: part("line"),
           local: part("local"), where: part("where"), slider: Number(m.querySelector("input").value) };
}"""
SHOW = "utc => document.getElementById('moment').moment.show(Date.parse(utc) / 1000)"
QUIET = "() => !document.getElementById('moment').moment.busy()"


class Pages:
    """Pages of runs, opened one after another in one browser; what they complained about and asked for."""

    def __init__(self, browser: Any, folder: Path, make_run: Callable[..., Path]) -> None:
        self.browser, self.folder, self.make_run = browser, folder, make_run
        self.complaints: list[str] = []

    def write(self, **changed: Any) -> str:
        """Build the page of the conftest's run with parts of geometry.json changed; where it is."""
        name = f"run-{len(list(self.folder.iterdir()))}"
        run_dir = self.make_run(self.folder / name, **({"sight": SIGHT} | changed))
        build_report(run_dir)
        return (run_dir / "report.html").as_uri()

    def open(self, url: str, width: int = 1000, **context: Any) -> Any:
        """The page, drawn once."""
        page = self.browser.new_context(viewport={"width": width, "height": 800}, **context).new_page()
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "request",
            lambda r: None if r.url.startswith(("file:", "data:")) else self.complaints.append(r.url),
        )
        page.goto(url)
        return page


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, make_run: Callable[..., Path]) -> Iterator[Pages]:
    """One browser for all; at the end no page may have complained or asked the network for anything."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip("no /usr/bin/chromium here: apt-get install chromium")
    with api.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=str(CHROMIUM), args=OPTIONS)
        found = Pages(chromium, tmp_path_factory.mktemp("moments"), make_run)
        yield found
        chromium.close()
    assert found.complaints == []


@pytest.fixture(scope="module")
def page(pages: Pages) -> Any:
    """The page of a whole run."""
    return pages.open(pages.write())


def test_it_begins_as_contact_is_lost(page: Any) -> None:
    """The first moment is the start of the longest blackout of the radio, in words and on the slider."""
    now = page.evaluate(NOW)
    assert now["utc"] == LOST
    assert now["state"] == "link closed"
    assert now["local"].startswith("sol 776 15:2")
    assert re.fullmatch(
        r"Perseverance stands, Ingenuity flies \(flight 52, .* m up\), 667 m away\.", now["where"]
    )
    assert not page.locator("section#map-section > figure").is_visible()


def test_the_states_are_those_of_the_blackouts(page: Any) -> None:
    """At each edge of the radio's blackout, and a second to either side, the page says what blackouts.csv says."""
    states = []
    for edge in (LOST, HEARD):
        for after_s in (-1.0, 0.0, 1.0):
            page.evaluate(SHOW, format_utc(parse_utc(edge) + after_s))
            states.append(page.evaluate(NOW)["state"].removeprefix("link "))
    assert states == ["open", "closed", "closed", "closed", "open", "open"]


def test_the_keyboard_moves_rover_state_and_words(page: Any) -> None:
    """Page keys go to the next event, arrows to the next sample of a motion, shift a local day; all of it moves together."""
    page.evaluate(SHOW, LOST)
    page.locator(".moment-slider").focus()
    before = page.evaluate(NOW)
    page.keyboard.press("PageDown")
    assert page.evaluate(NOW)["utc"] < before["utc"]
    for _ in range(3):
        page.keyboard.press("PageUp")
    drive = page.evaluate(NOW)
    assert (drive["state"], drive["local"][:7]) == ("link closed", "sol 777")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    later = page.evaluate(NOW)
    assert later["rover"] != drive["rover"]
    assert later["margin"] != drive["margin"]
    assert "drives" in later["where"]
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate(NOW)["local"][:7] == "sol 778"
    page.wait_for_function("() => document.querySelector('.moment-live').textContent.includes('sol 778')")
    assert page.evaluate("location.hash") == f"#t={page.evaluate(NOW)['utc']}"


def test_the_mouse_moves_them_too(page: Any) -> None:
    """The slider dragged to its middle and to its end: another place, another state; events by their buttons."""
    box = page.locator(".moment-slider").bounding_box()
    found = []
    page.mouse.move(box["x"] + 12, box["y"] + box["height"] / 2)
    page.mouse.down()
    for part in (0.01, 0.5, 1.0):
        page.mouse.move(box["x"] + 8 + (box["width"] - 16) * part, box["y"] + box["height"] / 2, steps=3)
        found.append(page.evaluate(NOW))
    page.mouse.up()
    assert [now["state"] for now in found] == ["link open", "link closed", "link open"]
    assert len({tuple(now["rover"]) for now in found}) == 3
    page.locator("select").select_option(label="link opens or closes")
    page.locator("[data-do=before]").click()
    assert page.evaluate(NOW)["utc"] == HEARD
    page.locator(".moment-map").click(position={"x": 500, "y": 200})
    assert re.match(
        r"Height −2,4\d\d\.\d m, \d+ m from Perseverance", page.locator(".moment-point").inner_text()
    )


def test_what_is_in_sight_is_what_relaysim_sees(page: Any) -> None:
    """Over the page's own heights, two thirds hilly and some unknown: cell by cell relaysim's viewshed, but for a few that graze."""
    page.evaluate(SHOW, "2023-05-10T00:00:00Z")
    page.wait_for_function(QUIET)
    seen = page.evaluate(
        "() => { const s = document.getElementById('moment').moment.map.seen; return {...s, cells: Array.from(s.cells)}; }"
    )
    box = json.loads(page.locator("#moment-data").inner_text())["ground"]
    steps = unpack_steps(box["lengths"], box["differences"]).reshape(box["rows"], box["columns"])
    heights = np.where(steps < 0, np.nan, box["height_min_m"] + box["height_step_m"] * steps)
    assert (seen["rows"], seen["columns"]) == heights.shape
    cell = box["cell_m"]
    terrain = Terrain(
        "page", Body.sphere("test body", MARS_M), heights, None,
        Affine(cell, 0, -cell * box["columns"] / 2, 0, -cell, cell * box["rows"] / 2),
        CRS.from_proj4(f"+proj=eqc +R={MARS_M} +units=m +no_defs"), "", "the page",
    )  # fmt: skip
    lat, lon = terrain.geographic(
        (seen["x"] - box["x0_m"]) / cell - 0.5, (box["y0_m"] - seen["y"]) / cell - 0.5
    )
    truth = viewshed(
        terrain, End(float(lat), float(lon), SIGHT["rover_antenna_m"]), SIGHT["helicopter_antenna_m"]
    )
    expected = np.where(np.isnan(truth.height_m), 3, np.where(truth.height_m >= 0.0, 1, 2))
    cells = np.array(seen["cells"]).reshape(heights.shape)
    known = np.isfinite(heights)
    assert not cells[~known].any()
    assert min((expected[known] == kind).mean() for kind in (1, 2)) > 0.1
    assert (cells[known] != expected[known]).mean() < 0.01


def test_names_are_text_and_a_phone_shows_all(pages: Pages, files: Any) -> None:
    """Names that are HTML, quotes, lines, right-to-left or endless are shown as text, within 360 px, in the dark."""
    known = files["geometry.json"]
    names = {
        "rover": known["rover"] | {"name": EVIL},
        "helicopter": known["helicopter"] | {"name": "H" * 10_000},
    }
    names["helicopter"]["flights"][0]["flight"] = EVIL
    phone = pages.open(pages.write(**names), 360, color_scheme="dark")
    assert "caught" not in phone.title()
    where = phone.evaluate(NOW)["where"]
    assert where.startswith("</script><script>document.title='caught…")
    assert len(where) < 200
    assert phone.evaluate("document.querySelector('#moment').scrollWidth") <= 360
    phone.locator("[data-do=whole]").click()
    phone.context.close()


def test_an_address_no_motion_and_print(pages: Pages, page: Any) -> None:
    """#t=... opens the page at that moment; with reduced motion playing goes from event to event; print has the other map."""
    still = pages.open(page.url.partition("#")[0] + "#t=2023-05-10T01:02:03Z", reduced_motion="reduce")
    assert still.evaluate(NOW)["utc"] == "2023-05-10T01:02:03Z"
    still.evaluate("location.hash = '#t=%22<b>'")
    still.locator("[data-do=play]").click()
    still.wait_for_timeout(300)
    assert still.evaluate(NOW)["utc"] == "2023-05-10T01:02:03Z"
    still.wait_for_function(
        "() => document.querySelector('[data-part=where]').textContent.includes('drives')"
    )
    assert still.evaluate(NOW)["utc"] > "2023-05-10T01:02:03Z"
    still.emulate_media(media="print")
    assert still.locator("section#map-section > figure").is_visible()
    assert not still.locator("#moment").is_visible()
    still.context.close()


def test_what_a_run_lacks_is_left_out_and_the_rest_is_there(pages: Pages) -> None:
    """Without samples margins are unknown; without antennas nothing is in sight and there is no section; the rover moves still."""
    page = pages.open(pages.write(link=None, sight=None))
    page.locator(".moment-slider").focus()
    before = page.evaluate(NOW)
    page.keyboard.press("End")
    after = page.evaluate(NOW)
    assert (after["margin"], after["state"]) == ("margin unknown.", "link open")
    assert after["rover"] != before["rover"]
    assert not page.locator(".moment-profile").is_visible()
    assert "Heights of the antennas are not in this run’s files" in page.locator("#moment").inner_text()
    page.context.close()

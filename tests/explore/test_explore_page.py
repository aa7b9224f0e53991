"""The page in a real browser, from the command line to Ctrl-C."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from relaysim.scenario.loader import load_scenario

CHROMIUM = Path("/usr/bin/chromium")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
           "--disable-sync", "--no-first-run"]  # fmt: skip
# All that was asked for has come: maps, chance, silence.
SETTLED = ("document.getElementById('busy').hidden && !document.querySelector('.waiting')"
           " && !document.getElementById('facts').textContent.includes('…')")  # fmt: skip
HOSTILE = "<script>alert(1)</script>\"'&\u202e " + "x" * 200


@pytest.fixture(scope="module")
def explorer(tmp_path_factory):
    """(process, address) of `relaysim explore` on flight 52, its helicopter named by somebody hostile."""
    title, name = (text.replace("'", "''") for text in (HOSTILE[:190], HOSTILE[:79]))
    command = [sys.executable, "-m", "relaysim", "explore", "flight-52-blackout", "--no-browser",
               "--set", f"title='{title}'", "--set", f"helicopter.name='{name}'"]  # fmt: skip
    # A terminal's Ctrl-C is heard: nothing that started the tests may have it ignored.
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert process.stdout is not None
    yield process, process.stdout.readline().strip()
    if process.poll() is None:
        process.kill()
    process.communicate()


@pytest.fixture(scope="module")
def page(explorer):
    """The page in Debian's chromium, with all it has asked for and all it has complained of."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip("no /usr/bin/chromium here: apt-get install chromium")
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=OPTIONS)
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        tab.complaints, tab.asked = [], []
        tab.on("console", lambda message: tab.complaints.append(message.text))
        tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.on("request", lambda request: tab.asked.append(request.url))
        tab.goto(explorer[1])
        until(tab, "document.getElementById('silence').textContent.includes('silen')")
        yield tab
        browser.close()


def until(page, expression):
    """Waits until the expression is true. Asked from outside: the page's own rules let nobody evaluate texts inside it."""
    end = time.monotonic() + 60.0
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(20)


def margin_db(page):
    """The margin that the page shows."""
    text = page.locator("#facts dd").first.inner_text()
    return float(re.search(r"[+−]?[\d.]+", text)[0].replace("−", "-"))


def drag(page, east_px, north_px):
    """Drags the helicopter, and waits for the last answers to it."""
    box = page.locator("#helicopter").bounding_box()
    x, y = box["x"] + 22, box["y"] + 22
    page.evaluate("performance.clearMeasures()")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + east_px, y - north_px, steps=6)
    page.mouse.up()
    until(page, "performance.getEntriesByName('route').length && document.getElementById('busy').hidden")


def test_a_silence_is_found_by_dragging(page):
    """As flight 52 landed the page opens on sol 776, silent for 60 sols; on the crest they talk; behind the hill they do not."""
    assert "silent for 59.9 sols, first contact again on sol 836" in page.locator("#silence").inner_text()
    assert margin_db(page) < 0
    drag(page, 290, 30)  # onto the slope that the rover sees
    assert margin_db(page) > 0
    assert page.locator("#sentence").inner_text().startswith("Yes, at")
    assert "they can talk at once" in page.locator("#silence").inner_text()
    drag(page, -290, -30)  # and back, behind the hill
    assert margin_db(page) < 0
    assert re.match(
        r"No: .* dB too weak, .* Ground stands .* above the straight line",
        page.locator("#sentence").inner_text(),
    )
    times = page.evaluate(
        "performance.getEntriesByType('measure').map(e => [e.name, Math.round(e.duration)])"
    )
    print("ms from the movement to the picture:", times)


def test_sliders_keys_and_colours_answer(page):
    """More power, more margin by as much; an arrow key moves the helicopter by 5 m; the line of sight has its own colours.

    However fast it is asked, the last answers are those of the last place, and none is missing."""
    before = margin_db(page)
    page.locator("#power_dbm").fill("38.75")
    until(page, f"!document.querySelector('#facts dd').textContent.includes({str(abs(before))!r})")
    assert margin_db(page) == pytest.approx(before + 10.0, abs=0.11)
    place = page.locator("#helicopter").get_attribute("aria-label")
    page.locator("#helicopter").focus()
    page.keyboard.press("ArrowRight")
    until(page, f"document.getElementById('helicopter').getAttribute('aria-label') !== {place!r}")
    moved = page.locator("#helicopter").get_attribute("aria-label")
    east = [float(re.search(r"longitude ([\d.]+)", text)[1]) for text in (place, moved)]
    assert (east[1] - east[0]) * 3396190 * 3.14159 / 180 * 0.948 == pytest.approx(5.0, abs=0.7)
    until(page, SETTLED)
    near = margin_db(page), page.locator("#silence").inner_text()
    # There and back, faster than it is answered.
    for key in ("Shift+ArrowLeft",) * 5 + ("Shift+ArrowRight",) * 5:
        page.keyboard.press(key)
    until(page, SETTLED)
    assert (margin_db(page), page.locator("#silence").inner_text()) == near
    page.locator("#helicopter").click()  # puts it nowhere: nothing is asked
    assert page.evaluate(SETTLED)
    page.keyboard.press("ArrowUp")
    page.evaluate("document.querySelector('input[value=none]').click()")  # a map is on its way
    until(page, SETTLED)
    page.locator("input[value=sight]").check()
    assert "in sight" in page.locator("#legend").inner_text()


def test_what_is_saved_is_a_sound_scenario(page, tmp_path):
    """The file names what was changed, keeps the comments, loads from any folder, and its tables are found."""
    with page.expect_download() as download:
        page.locator("#save").click()
    file = tmp_path / "else" / download.value.suggested_filename
    download.value.save_as(file)
    text = file.read_text(encoding="utf-8")
    assert "# Every length, power, rate and time is written with its unit." in text
    assert re.search("value: 38.75 dBm +# tried in relaysim explore", text)
    saved, own = load_scenario(file), load_scenario("flight-52-blackout")
    assert saved.model.link.budget[0].value == 38.75
    assert saved.model.helicopter.longitude_deg != own.model.helicopter.longitude_deg
    assert saved.tables.drives == own.tables.drives
    assert saved.model.flights == ()
    assert own.clock.format(saved.model.start_utc_s) == "sol 776 15:22:46 LMST"


def test_a_phone_has_all_of_it_and_names_are_texts(page):
    """Nothing is wider than 360 px, hostile names are shown as they are written, in dark colours too."""
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("h1").inner_text().startswith("<script>alert(1)</script>")
    assert page.locator("#helicopter .name").inner_text().startswith("<script>")
    assert page.locator("script").count() == 1


def test_nothing_left_the_machine_and_ctrl_c_ends_it(page, explorer):
    """No console message, no request to anywhere but this server; SIGINT ends it at once with exit code 0 and no traceback."""
    assert page.complaints == []
    home = urlsplit(explorer[1]).netloc
    assert {urlsplit(url).netloc for url in page.asked if not url.startswith(("blob:", "data:"))} == {home}
    process = explorer[0]
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, "")
    assert output.endswith("ended\n")

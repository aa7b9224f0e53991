"""The page in a real browser: silent, self-contained, readable on a phone, by keyboard and by those who see little contrast."""

from pathlib import Path

import pytest

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.utc import parse_utc
from relaysim.report import build_report

CHROMIUM = Path("/usr/bin/chromium")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
           "--disable-sync", "--no-first-run"]  # fmt: skip
CLOCK = LocalClock(88775.244, parse_utc("2021-02-18T04:24:15.800Z"))
# Texts whose contrast with what lies behind them is under 4.5 to 1 (3 to 1 where they are large): what they say, and how much.
LOW_CONTRAST = """() => {
  const parse = c => { const n = c.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
  const over = (a, b) => [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3]));
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const behind = e => { const stack = []; for (; e; e = e.parentElement) stack.unshift(parse(getComputedStyle(e).backgroundColor)); return stack.reduce((c, s) => over(s, c), [255, 255, 255]); };
  const found = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement, style = getComputedStyle(e);
    if (!walk.currentNode.textContent.trim() || !e.checkVisibility() || e.closest('svg[id^=map-], script, style, .skip')) continue;
    const back = behind(e), color = parse(e.ownerSVGElement ? style.fill : style.color), front = over(color, back);
    const [a, b] = [light(front), light(back)].sort((x, y) => y - x), ratio = (a + .05) / (b + .05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) found.add(`${walk.currentNode.textContent.trim().slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return [...found];
}"""
# What the keyboard or a screen reader reaches and has no name, and landmarks that are not there.
NAMELESS = """() => [
  ...[...document.querySelectorAll('[tabindex="0"], svg.figure, [role=region], section, aside, nav, button, summary')].filter(e => !(
    e.getAttribute('aria-label') || document.getElementById(e.getAttribute('aria-labelledby')) || e.textContent.trim())).map(e => e.outerHTML.slice(0, 80)),
  ...['header', 'main', 'nav', 'footer', 'h1'].filter(name => document.querySelectorAll('body > ' + name + ', main > ' + name + ', header > ' + name).length !== 1)]"""


@pytest.fixture(scope="module")
def browser():
    """Debian's chromium, headless; started once."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip("no /usr/bin/chromium here: apt-get install chromium")
    with api.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=str(CHROMIUM), args=OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def opened(browser, tmp_path_factory):
    """Opens a run's page; at the end nothing may have been said on its console or asked of a network."""
    messages, requests = [], []

    def open_page(run_dir, width, scheme):
        build_report(run_dir)
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto((run_dir / "report.html").as_uri())
        return page

    yield open_page
    assert messages == []
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_page_fits_and_can_be_read_and_reached(opened, files, write_run, width, scheme):
    """No sideways scrolling, contrast enough, a name for all that can be reached; read-outs answer the keyboard."""
    page = opened(write_run(files), width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(LOW_CONTRAST) == []
    assert page.evaluate(NAMELESS) == []
    page.locator("svg[data-hover]:visible").first.focus()
    page.keyboard.press("ArrowRight")
    assert "ground" in page.locator("#profiles .readout").first.inner_text()
    page.close()


def test_a_moment_is_chosen_and_shown_on_the_timeline(opened, files, write_run):
    """A click tells the window the moment it stands for; a moment told by others is drawn and put in words."""
    page = opened(write_run(files), 1280, "light")
    page.evaluate("window.addEventListener('relaysim:moment', event => { window.told = event.detail; })")
    chart = page.locator("#timeline-wide")
    chart.scroll_into_view_if_needed()
    low, high, left, right, *_ = (float(value) for value in chart.get_attribute("data-moments").split())
    box = chart.bounding_box()
    chart.click(position={"x": box["width"] * (left + (right - left) / 4.0) / 900.0, "y": 60.0})
    assert abs(page.evaluate("window.told") - (low + (high - low) / 4.0)) < 0.01 * (high - low)
    # the middle of the blackout: both lines are down
    page.evaluate(
        "window.dispatchEvent(new CustomEvent('relaysim:at', {detail: Date.parse('2023-05-20T12:00:00Z') / 1000}))"
    )
    words = page.locator("#timeline .readout").first.inner_text()
    local = CLOCK.format(parse_utc("2023-05-20T12:00:00Z"))
    assert (
        words
        == f"{local} · 2023-05-20 12:00:00 UTC · sightline blocked · radio closed · session no contact · earth no data"
    )
    assert page.locator("#timeline-wide line.cursor, #waterfall-wide line.cursor").count() == 2
    # the map's slider and the timeline show one moment
    chart.focus()
    page.keyboard.press("Home")
    local = page.locator("#moment [data-part=local]")
    assert local.inner_text() == "sol 772 00:00:00 LMST"
    page.locator(".moment-slider").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "local => document.querySelector('#timeline .readout').textContent.startsWith(local)",
        arg=local.inner_text(),
    )
    assert local.inner_text() != "sol 772 00:00:00 LMST"
    page.close()


def test_a_table_sorts_by_its_headings(opened, files, write_run):
    """By keyboard, up and then down, by what the numbers mean and not by how they are written."""
    page = opened(write_run(files), 1280, "light")
    table = page.locator("#blackouts table").first
    assert table.locator("button").count() == 0  # four rows need no sorting
    rows = page.locator("#sweep table tbody tr th")
    page.locator("#sweep summary").click()
    button = page.locator("#sweep th button").first
    assert button.count() == 1
    button.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.locator("#sweep th[aria-sort=descending]").count() == 1
    assert [text.split()[0] for text in rows.all_inner_texts()] == ["0", "−2", "−5", "−9", "−13"]
    page.close()


def test_hostile_names_stay_text_and_within_the_page(opened, files, write_run):
    """Markup, quotes, new lines, text from right to left and 10,000 characters in every name: no element, no script, no width."""
    evil = "<script>alert(1)</script>\"'\n\u202eمروحية" + "x" * 10_000
    geometry = files["geometry.json"]
    files["summary.json"] |= {"title": evil, "scenario": evil, "terrain": evil}
    geometry["rover"]["name"] = geometry["helicopter"]["name"] = geometry["sweep"]["term"] = evil
    geometry["profiles"][0]["title"] = geometry["obstructions"][0]["note"] = evil
    files["flights.csv"][0] |= {"purpose": evil, "reason": evil, "flight": evil}
    files["products.csv"][0] |= {"kind": evil, "flight": evil}
    files["contacts.csv"].append(files["contacts.csv"][0] | {"source": "rover", "destination": evil})
    page = opened(write_run(files), 360, "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("h1").inner_text().startswith("<script>alert(1)</script>")
    page.evaluate(
        "window.dispatchEvent(new CustomEvent('relaysim:at', {detail: Date.parse('2023-05-20T12:00:00Z') / 1000}))"
    )
    assert page.locator("script:not([type])").evaluate_all(
        "all => all.every(one => !one.textContent.startsWith('alert'))"
    )
    page.close()


@pytest.mark.parametrize("content", ["files", "empty_tables"])
def test_page_is_complete_without_scripts(browser, write_run, request, content):
    """With JavaScript off every section is there, also for a run in which nothing is known."""
    run_dir = write_run(request.getfixturevalue(content))
    build_report(run_dir)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((run_dir / "report.html").as_uri())
    assert page.locator("main section").count() == (14 if content == "files" else 13)
    context.close()

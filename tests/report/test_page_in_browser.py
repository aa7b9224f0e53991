"""The page in a real browser: silent console, no request, nothing wider than a phone."""

from pathlib import Path

import pytest

from relaysim.report import build_report

CHROMIUM = Path("/usr/bin/chromium")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
           "--disable-sync", "--no-first-run"]  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    """Debian's chromium, headless."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip("no /usr/bin/chromium here: apt-get install chromium")
    with api.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=str(CHROMIUM), args=OPTIONS)
        yield chromium
        chromium.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_page_is_silent_self_contained_and_fits(browser, files, write_run, width, scheme):
    """No console message, no request but the file itself, no sideways scrolling; read-outs answer the keyboard."""
    run_dir = write_run(files)
    build_report(run_dir)
    messages, requests = [], []
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto((run_dir / "report.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shown = page.locator("svg[data-hover]:visible").first
    shown.focus()
    page.keyboard.press("ArrowRight")
    assert "ground" in page.locator(".readout").first.inner_text()
    page.close()
    assert messages == []
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("content", ["files", "empty_tables"])
def test_page_is_complete_without_scripts(browser, write_run, request, content):
    """With JavaScript off every section is there, also for a run in which nothing is known."""
    run_dir = write_run(request.getfixturevalue(content))
    build_report(run_dir)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((run_dir / "report.html").as_uri())
    assert page.locator("main section").count() == 14
    context.close()

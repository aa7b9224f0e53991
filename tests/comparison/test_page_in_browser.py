"""The page of a comparison in a real browser: nothing said, nothing asked of a network, nothing wider than a phone."""

from __future__ import annotations

from pathlib import Path

import pytest

import relaysim

CHROMIUM = Path("/usr/bin/chromium")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]  # fmt: skip


VIEWS = ((1200, "light"), (1200, "dark"), (360, "light"))


def test_the_page_is_quiet_and_fits(valley: Path, tmp_path: Path) -> None:
    """On a screen by day and by night, and on a phone: figures shown, no message, no request, no sideways scrolling."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip("no /usr/bin/chromium here: apt-get install chromium")
    relaysim.compare(valley / "low", valley / "high", tmp_path / "out")
    seen: list[str] = []
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=OPTIONS)
        for width, scheme in VIEWS:
            page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
            page.on("console", lambda message: seen.append(message.text))
            page.on("pageerror", lambda error: seen.append(str(error)))
            page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else seen.append(r.url))
            page.goto((tmp_path / "out" / "comparison.html").resolve().as_uri())
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert page.locator("svg.figure:visible").count() >= 5
            page.close()
        browser.close()
    assert seen == []

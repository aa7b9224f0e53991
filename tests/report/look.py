"""Opens a report in Debian's chromium: fails on any console message or any request that leaves the page.

    python tests/report/look.py runs/NAME/report.html [PICTURE.png [CSS-SELECTOR [WIDTH]]]

With a picture's name it also keeps a screenshot, of the whole page or of the first element that matches.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


def look(report: Path, picture: Path | None, selector: str | None, width: int) -> list[str]:
    """What the browser complained about, and what it asked the network for."""
    seen: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=OPTIONS)
        page = browser.new_page(viewport={"width": width, "height": 900}, device_scale_factor=1)
        page.on("console", lambda message: seen.append(f"console {message.type}: {message.text}"))
        page.on("pageerror", lambda error: seen.append(f"error: {error}"))
        page.on(
            "request",
            lambda r: None if r.url.startswith(("file:", "data:")) else seen.append(f"request: {r.url}"),
        )
        page.goto(report.resolve().as_uri())
        page.wait_for_load_state("networkidle")
        if picture is not None and selector is not None:
            page.locator(selector).first.screenshot(path=picture)
        elif picture is not None:
            page.screenshot(path=picture, full_page=True)
        browser.close()
    return seen


def main() -> None:
    report, *rest = sys.argv[1:]
    picture = Path(rest[0]) if rest else None
    seen = look(
        Path(report), picture, rest[1] if len(rest) > 1 else None, int(rest[2]) if len(rest) > 2 else 1280
    )
    print("\n".join(seen) or f"{Path(report).name}: no console message, no request left the page")
    raise SystemExit(1 if seen else 0)


if __name__ == "__main__":
    main()

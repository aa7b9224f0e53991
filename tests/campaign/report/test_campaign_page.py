"""report.html of a campaign: self-contained, the same bytes twice, whatever names and results are like."""

import dataclasses
import re
from pathlib import Path

import pytest

from relaysim.campaign.report.page import build_campaign_report
from relaysim.errors import InputError

CHROMIUM = Path("/usr/bin/chromium")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
           "--disable-sync", "--no-first-run"]  # fmt: skip
HOSTILE = [
    "<script>alert(1)</script>",
    "\"quoted\" & 'single' </svg></style>",
    "a line\nand another",
    "\u202eright to left\u202c עברית",
    "very long " + "x" * 400,
    "{{ 7 * 6 }} {% raw %}",
]


def _names(html: str) -> str:
    """The page's text between tags."""
    return re.sub(r"<[^>]*>", "", re.sub(r"(?s)<(style|script)>.*?</\1>", "", html))


def test_page_tells_the_answer_and_asks_nobody(two, build):
    """The answer stands first; nothing is loaded from anywhere; the same summary gives the same bytes."""
    html = build(two.told())
    assert not re.findall(r"""(?:src|href|action|srcset)\s*=\s*["'](?!#|data:|runs/)[^"']*""", html)
    assert not re.findall(r"(?:https?:)?//[a-z]|@import|url\(", re.sub(r"(?s)<script>.*</script>", "", html))
    assert html.count("<script>") == 1
    text = _names(html)
    assert text.index("50.0 sols in the median run") < text.index("How probable is it that it lasts longer?")
    for words in (
        "The observed 60.8 sols lie inside",
        "common random numbers",
        "assumed",
        "product-limit",
        "9.9.9",
    ):
        assert words.lower() in text.lower()
    assert build(two.told()) == html


def test_odd_campaigns_have_a_page(odd, build):
    """No runs, only failed ones, only cut ones, one run, 200 variants: a page without nan, None or empty figures."""
    text = _names(build(odd.told()))
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b", text)
    assert "How long?" in text


def test_hostile_names_are_text(two, build):
    """Names of variants, factors, outcomes and errors are shown as they are and never become markup."""
    evil = HOSTILE[0]
    two.study = dataclasses.replace(
        two.study,
        name=evil,
        title=evil,
        description=evil,
        variants=tuple(
            dataclasses.replace(one, name=name, levels={"choice": name})
            for one, name in zip(two.study.variants, (evil, HOSTILE[1]), strict=True)
        ),
        uncertain=tuple(
            dataclasses.replace(one, label=HOSTILE[1], source=evil) for one in two.study.uncertain
        ),
        outcomes=tuple(dataclasses.replace(one, label=evil) for one in two.study.outcomes),
    )
    two.failed = [3]
    told = two.told()
    told["failures"][0]["error"] = evil
    html = build(told)
    assert html.count("<script") == 1
    assert html.count("</svg>") == html.count("<svg ")
    assert "&lt;script&gt;alert(1)" in html


def test_pages_of_single_runs_are_linked_once_they_are_there(two, build, tmp_path):
    """Runs nearest the 5 %, the median and the 95 % are named; one with a folder of its own has a link."""
    assert 'href="runs/' not in build(two.told())
    (tmp_path / "runs" / "100").mkdir(parents=True)
    (tmp_path / "runs" / "100" / "report.html").write_text("a page")
    assert re.findall(r'href="(runs/[^"]*)"', build(two.told())) == ["runs/100/report.html"]


@pytest.mark.parametrize(
    ("summary", "words"),
    [(None, "missing"), ("{", "cannot be read"), ("[]", "named values"), ("{}", "of this version"),
     ('{"relaysim_campaign_summary": 1}', "not what a campaign writes")],
)  # fmt: skip
def test_a_folder_that_is_no_campaign_is_said_to_be_none(tmp_path, summary, words):
    """The message names the file and what to do; nothing is written."""
    (tmp_path / "manifest.json").write_text("{}")
    if summary is not None:
        (tmp_path / "summary.json").write_text(summary)
    with pytest.raises(InputError, match=words) as failed:
        build_campaign_report(tmp_path)
    assert "summary.json" in str(failed.value)
    assert "--resume" in str(failed.value)
    assert not (tmp_path / "report.html").exists()


def test_page_in_a_browser(two, build, tmp_path):
    """Silent console, no request, no sideways scrolling on a phone with hostile names; read-outs answer the keyboard."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip("no /usr/bin/chromium here: apt-get install chromium")
    told = two.told()
    for variant, name in zip(told["variants"], HOSTILE[3:5], strict=True):
        variant["name"] = name
    told["title"], told["description"] = HOSTILE[5], HOSTILE[4]
    html = build(told)
    assert "{{ 7 * 6 }}" in html
    seen = []
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=OPTIONS)
        for width in (390, 1280):
            page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme="dark")
            page.on("console", lambda message: seen.append(message.text))
            page.on("pageerror", lambda error: seen.append(str(error)))
            page.on("request", lambda request: seen.append(request.url))
            page.goto((tmp_path / "report.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.locator("svg[data-hover]:visible").first.focus()
            page.keyboard.press("ArrowRight")
            assert "longer than" in page.locator(".readout").first.inner_text()
            page.close()
        browser.close()
    assert [one for one in seen if not one.startswith(("file:", "data:"))] == []


def test_replications_of_samples_are_no_independent_runs(two, build):
    """Where each sample was run several times the page says that its intervals are too narrow; else it does not."""
    assert "too narrow" not in _names(build(two.told()))
    two.study = dataclasses.replace(two.study, replications=5)
    assert "Each sample was run 5 times" in _names(build(two.told()))

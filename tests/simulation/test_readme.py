"""The README shows what relaysim prints."""

from __future__ import annotations

from pathlib import Path

from relaysim.report.summary_text import terminal_summary

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_session_in_the_readme_is_what_the_main_job_prints(main_run):
    """Every line of the README's session, but the folder's name, stands in the summary of the main job."""
    block = README.read_text(encoding="utf-8").split("```console\n")[1].split("```")[0]
    shown, printed = block.splitlines(), terminal_summary(main_run.folder).splitlines()
    assert shown[:-1] == printed[:-1]
    assert shown[-1].startswith("Files: ") and printed[-1].startswith("Files: ")


def test_what_the_readme_quotes_of_compare_is_on_its_page():
    """The sentence that compare prints in the README stands, line by line, on the how-to page, which a test plays."""
    text = README.read_text(encoding="utf-8")
    block = text.split("beside one without:")[1].split("```console\n")[1].split("```")[0]
    page = (README.parent / "docs/how-to/compare-runs.md").read_text(encoding="utf-8")
    assert block.splitlines() and set(block.splitlines()) <= set(page.splitlines())

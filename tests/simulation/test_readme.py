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

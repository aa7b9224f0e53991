"""What people look at: report.html of a run, and the short summary on the terminal.

`build_report` writes the page from the files of a run directory; `terminal_summary` gives the few lines
that `relaysim run` prints when it is done. Both read files only: neither simulates.
"""

from __future__ import annotations

from relaysim.report.page import build_report
from relaysim.report.summary_text import terminal_summary

__all__ = ["build_report", "terminal_summary"]

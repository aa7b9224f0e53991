"""Writes the golden plans anew: `python tests/plans/regenerate.py`; the diff is for a reviewer."""

from __future__ import annotations

from pathlib import Path

from plan_cases import example

from relaysim.plans.formats import FORMATS, write_plan

for name in FORMATS:
    file = Path(__file__).parent / "golden" / f"relay.{name}"
    file.write_text(write_plan(example(), name).text, encoding="utf-8", newline="")

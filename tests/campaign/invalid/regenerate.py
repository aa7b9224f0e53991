"""Rewrites the messages of the faulty studies beside it: python tests/campaign/invalid/regenerate.py.

Look at the difference before keeping it: the messages are what users read.
"""

from __future__ import annotations

import os
from pathlib import Path

from relaysim.campaign.study.load_study import load_study
from relaysim.errors import ScenarioError

HERE = Path(__file__).resolve().parent


def message(path: Path) -> str:
    """All faults of a study as they are printed, with places relative to this folder; "" for none."""
    before = Path.cwd()
    os.chdir(HERE)
    try:
        load_study(Path(path.name))
    except ScenarioError as error:
        return f"{error}\n"
    finally:
        os.chdir(before)
    return ""


if __name__ == "__main__":
    for study in sorted(HERE.glob("*.yaml")):
        study.with_suffix(".txt").write_text(message(study), encoding="utf-8")

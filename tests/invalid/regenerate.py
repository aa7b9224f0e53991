"""Rewrites the messages of the faulty scenarios beside it: python tests/invalid/regenerate.py.

Look at the difference before keeping it: the messages are what users read.
"""

from __future__ import annotations

import os
from pathlib import Path

from relaysim.errors import ScenarioError
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario

HERE = Path(__file__).resolve().parent


def message(path: Path) -> str:
    """All faults of a scenario as they are printed, with places relative to this folder; "" for none."""
    before = Path.cwd()
    os.chdir(HERE)
    try:
        build_world(load_scenario(Path(path.name)))
    except ScenarioError as error:
        return f"{error}\n"
    finally:
        os.chdir(before)
    return ""


if __name__ == "__main__":
    for scenario in sorted(HERE.glob("*.yaml")):
        scenario.with_suffix(".txt").write_text(message(scenario), encoding="utf-8")

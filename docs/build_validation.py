"""Prints how the main job comes out on any number of surfaces: the rows of docs/validation.md.

    python docs/build_validation.py [NAME_OR_RASTER | "as of sol 776"] ...

Without arguments: the shipped terrain, as a hindcast and as it was known on sol 776. The same scenario and assumptions in
every row; nothing is fitted.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from pathlib import Path

import relaysim

SCENARIO = "flight-52-blackout"


def row(surface: str) -> str:
    """One row of the table."""
    as_of = surface.removeprefix("as of ") if surface.startswith("as of ") else None
    overrides = [f"terrain.as_of={as_of}"] if as_of else []
    with tempfile.TemporaryDirectory() as folder:
        run = relaysim.run(
            SCENARIO, Path(folder) / "run", overrides=overrides, terrain=None if as_of else surface
        )
        summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
        with (run / "blackouts.csv").open(encoding="utf-8", newline="") as file:
            blackouts = list(csv.DictReader(file))
    name = f"{summary['terrain']} {as_of or ''}".strip()
    radio = "; ".join(_span(b) for b in blackouts if b["level"] == "radio") or "none found"
    session = "; ".join(_span(b) for b in blackouts if b["level"] == "session") or "none found"
    return f"| {name} | {summary['kind']} | {radio} | {session} |"


def _span(blackout: dict[str, str]) -> str:
    days, sols = float(blackout["duration_days"]), float(blackout["duration_sols"])
    return f"{blackout['start_utc']} to {blackout['end_utc']} (sol {blackout['end_sol']}), {days:.2f} days, {sols:.2f} sols"


def main() -> None:
    """Print the table."""
    print("| terrain | kind | radio blackouts | session blackouts |\n|---|---|---|---|")
    for surface in sys.argv[1:] or ["jezero-survey", "as of sol 776"]:
        print(row(surface))


if __name__ == "__main__":
    main()

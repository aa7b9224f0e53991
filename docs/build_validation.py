"""Makes the figures of docs/validation.md: the main job on several surfaces, and every documented event.

    python docs/build_validation.py                            # the main job on the shipped terrain
    python docs/build_validation.py FUSED.tif ORBITAL.tif ...  # and on these; the events fitted on the first of them

With rasters the part of the page between its two marks, and docs/pictures/margin.png, are written anew: what
`relaysim validate --terrain FUSED.tif --also jezero-survey --also ORBITAL.tif ...` finds. The rows of the main job are
printed, for the table above it.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import relaysim

SCENARIO = "flight-52-blackout"
PAGE = Path(__file__).parent / "validation.md"
PICTURE = Path(__file__).parent / "pictures" / "margin.png"
BEGIN, END = "<!-- begin: relaysim validate -->\n", "<!-- end: relaysim validate -->\n"


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


def write_events(rasters: Sequence[str]) -> None:
    """The events, fitted on the first raster, into the page and its picture."""
    from relaysim.validation.figure import margin_picture
    from relaysim.validation.page import validation_page

    found = relaysim.validate(scenario=SCENARIO, terrain=rasters[0], also=["jezero-survey", *rasters[1:]])
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{validation_page(found)}{END}{after}", encoding="utf-8")
    PICTURE.write_bytes(margin_picture(found, "png"))


def main() -> None:
    """Print the table, and write the events where there is a terrain to fit them on."""
    rasters = sys.argv[1:]
    print("| terrain | kind | radio blackouts | session blackouts |\n|---|---|---|---|")
    for surface in ["jezero-survey", "as of sol 776", *rasters]:
        print(row(surface))
    if rasters:
        write_events(rasters)


if __name__ == "__main__":
    main()

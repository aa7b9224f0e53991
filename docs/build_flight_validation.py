"""Writes docs/validation-flights.md: the helicopter of the mission beside its record.

    python docs/build_flight_validation.py                # all of it; the mission is run twice on its own terrain
    python docs/build_flight_validation.py FUSED.tif ...  # and twice on each of these
    python docs/build_flight_validation.py --tables       # sections 1 to 6 only: no run, a few seconds
    python docs/build_flight_validation.py --check        # says what is stale: sections 1 to 6, and the form of 7

Run from the repository. Sections 2, 4 and 6 take what tests/validation checks, so that page and tests cannot differ.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from flight_record import early, energy, generated, mission, pictures, replayed, winter
from markdown_parts import page, wrapped

PAGE = Path(__file__).resolve().parent / "validation-flights.md"
MADE = "<!-- Made by docs/build_flight_validation.py. Do not edit: change the code, then run it. -->"
BEGIN, END = "<!-- begin: runs of the mission -->\n\n", "\n\n<!-- end: runs of the mission -->"

INTRODUCTION = """What the simulator makes of Ingenuity's 72 flights, beside what is recorded or documented of them; how the link compares is in
[Validation](validation.md). Records: places, times, greatest heights and speeds of the flights (`scenarios/jezero/`). Everything else
about the flights comes from NASA's texts and Balaram et al. 2018 (AIAA 2018-0023). No figure was tuned to agree; where one was chosen *from*
a documented figure, the section says so, and agreement with that figure shows nothing.

    python docs/build_flight_validation.py FUSED.tif    # makes this page; --check says what is stale"""

CANNOT_TELL = """## What this page cannot tell

- **Heights in flight.** The records have one height a flight, the greatest. Climb, descent and all between are assumed, and with them
  when in a flight the link closes.
- **Energy and charge of a single flight.** None is published; the comparison is with a mean power.
- **Whether the real conditions of LAND_NOW are these.** One is documented. No flight but 53 is known to this model to have been ended
  early; flight 71's record is that of what was flown.
- **How the helicopter was turned in flight.** Headings are recorded on the ground only.
- **The winter.** One winter, one first night, and a margin of a tenth: a hit is luck as much as skill.
- **The mission's schedule.** Uplinks, wake-ups and sessions are at assumed hours, so a flight can be late for want of commands that the
  real one had. A replay that holds a flight leaves charge and products other than they were: its later silences are the model's.
- **Two independent outages** in all: nothing here says how well it would do on another hill."""


def tables() -> list[str]:
    """Sections 1 to 6."""
    return [wrapped(part.section()) for part in (replayed, generated, energy, winter, early, pictures)]


def whole(runs: str) -> str:
    """The page with a given section 7."""
    return page(
        "Validation: the helicopter against the record",
        INTRODUCTION,
        *tables(),
        f"{BEGIN}{runs}{END}",
        CANNOT_TELL,
        made=MADE,
    )


def kept() -> str:
    """Section 7 of the page as it is; "" if there is none."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    return text.split(BEGIN)[1].split(END)[0] if BEGIN in text and END in text else ""


def stale() -> list[str]:
    """What is wrong with the page, in words."""
    runs = kept()
    if not runs:
        return ["there is no section 7: run it without options"]
    made, found = whole(runs), mission.faults(runs)
    before, after = made.split("\n"), PAGE.read_text(encoding="utf-8").split("\n")
    found += [f"stale: {old!r}, now {new!r}" for new, old in zip(before, after, strict=False) if new != old]
    if len(before) != len(after):
        found.append(f"it has {len(after)} lines, now {len(before)}")
    return found


def main(arguments: Sequence[str]) -> int:
    """Write the page, or say what is stale: 0 if all is well, 1 if something is, 2 for unknown options."""
    options = [argument for argument in arguments if argument.startswith("-")]
    if options and (len(arguments) > 1 or options[0] not in ("--check", "--tables")):
        sys.stderr.write("python docs/build_flight_validation.py [RASTER.tif ... | --tables | --check]\n")
        return 2
    if options == ["--check"]:
        found = stale()
        sys.stdout.write("".join(f"{PAGE.name}: {one}\n" for one in found))
        return 1 if found else 0
    runs = kept() if options else wrapped(mission.section(list(arguments)))
    PAGE.write_text(whole(runs), encoding="utf-8", newline="")
    sys.stdout.write(f"written: {PAGE.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

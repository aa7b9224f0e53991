"""What a landing map costs, and whether runs agree with it: python benchmarks/bench_landing_map.py [--quick]

The map of flight 52 within 1 km of the rover's real stops of sols 776 to 840, 5 m cells, over
../shared/data/dem/jezero_fused_5m.tif. Then 20 cells drawn at random, whose longest silence would be the same with 2 dB more
and with 2 dB less (so that no margin that matters lies within 2 dB of the threshold): for each a run with the helicopter
standing there from the start, without flights. The run's longest radio blackout must lie within the map's bounds.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from relaysim.links.state import LinkState
from relaysim.planning.landing.folder import write_landing_map
from relaysim.planning.landing.landing_map import LandingMap, map_landings
from relaysim.planning.landing.wish import LandingWish
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario
from relaysim.simulation.simulate import simulate

FUSED = Path(__file__).resolve().parents[2] / "shared" / "data" / "dem" / "jezero_fused_5m.tif"
SCENARIO, START, END = "flight-52-blackout", "sol 776 15:22:46 LMST", "sol 841"
POWER = "link.budget.transmit power.value={} dBm"
POWER_DBM, AROUND_DB = 28.75, 2.0
CELLS, SEED = 20, 776
REAL_DAYS = (59.0, 61.5)
ROUNDING_DAYS = 0.001


def made(cell_m: float | None = None, power_dbm: float = POWER_DBM) -> tuple[LandingMap, float, float]:
    """The map, and how many seconds it took: on the wall, and of the processor's time."""
    began, used = time.perf_counter(), time.process_time()
    wish = LandingWish(cell_m=cell_m, start=START, end=END)
    found = map_landings(SCENARIO, wish=wish, terrain=str(FUSED), overrides=[POWER.format(power_dbm)])
    return found, time.perf_counter() - began, time.process_time() - used


def run_days(lat: float, lon: float) -> tuple[float, float]:
    """(longest radio blackout, first contact as a number of the day, nan for none) of a run with the helicopter there."""
    overrides = [
        "flights=[]", f"start={START}", f"end={END}",
        f"helicopter.latitude={lat!r} deg", f"helicopter.longitude={lon!r} deg",
    ]  # fmt: skip
    world = build_world(load_scenario(SCENARIO, overrides, terrain=str(FUSED)))
    changes = simulate(world).recorder.radio_changes
    ends = [*(t for t, _ in changes[1:]), world.end_utc_s]
    closed = [
        until - at for (at, state), until in zip(changes, ends, strict=True) if state is LinkState.CLOSED
    ]
    opened = [at for at, state in changes if state is LinkState.OPEN]
    clock = world.clock
    first = (opened[0] - clock.day_zero_utc_s) / clock.day_length_s if opened else float("nan")
    return clock.days(max(closed, default=0.0)), first


def main() -> None:
    if not FUSED.exists():
        raise SystemExit(f"no terrain at {FUSED}")
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {load}, Python {platform.python_version()}")
    made(cell_m=40.0)  # kernels
    found, seconds, processor = made()
    used = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        write_landing_map(found, Path(folder) / "map")
    written = time.process_time() - used
    n = found.cells.cells
    print(f"map: {n:,} cells from {len(found.way.stands)} stops and {found.asked_on_drives} places on drives, {seconds:.1f} s"
          f" ({processor:.1f} s of the processor)"
          f"; its files {written:.1f} s more")  # fmt: skip
    real = next(k for k, one in enumerate(found.places) if one.name == "landing of flight 52") + n
    least, most = found.at_least_days[real], found.at_most_days[real]
    print(f"landing of flight 52: {least:.2f} to {most:.2f} sols")
    assert REAL_DAYS[0] <= least <= most <= REAL_DAYS[1]
    gap = found.at_most_days[:n] - found.at_least_days[:n]
    print(
        f"bounds apart by more than 0.1 sols in {np.mean(gap > 0.1):.1%} of the cells, by more than 10 in {np.mean(gap > 10):.1%}"
    )
    if "--quick" in sys.argv:
        return
    compare(found)


def compare(found: LandingMap) -> None:
    """Cells against runs."""
    n = found.cells.cells
    weaker, stronger = (made(power_dbm=POWER_DBM + by)[0] for by in (-AROUND_DB, AROUND_DB))
    drives = max(found.world.clock.days(leg.end_utc_s - leg.start_utc_s) for leg in found.way.legs)
    apart = weaker.at_most_days[:n] - stronger.at_least_days[:n]
    clear = np.flatnonzero(apart <= drives)
    drawn = np.sort(np.random.default_rng(SEED).choice(clear, CELLS, replace=False))
    print(
        f"{clear.size / n:.1%} of the cells have no margin that matters within {AROUND_DB:g} dB; {CELLS} of them against runs:"
    )
    print("   lat        lon          map, sols          run     first contact, map and run")
    agree = 0
    for k in drawn:
        lat, lon = float(found.cells.latitude_deg[k]), float(found.cells.longitude_deg[k])
        days, first = run_days(lat, lon)
        low, high = found.at_least_days[k], found.at_most_days[k]
        mapped = float(found.day_number(found.silence.first_utc_s[k : k + 1])[0])
        same = low - ROUNDING_DAYS <= days <= high + ROUNDING_DAYS and (np.isnan(first) == np.isnan(mapped))
        agree += same
        print(
            f"   {lat:.6f}  {lon:.6f}  {low:6.2f} to {high:6.2f}  {days:8.2f}     {mapped:8.2f} {first:8.2f}  {'' if same else 'DIFFERS'}"
        )
    print(f"{agree} of {CELLS} agree")
    assert agree == CELLS


if __name__ == "__main__":
    main()

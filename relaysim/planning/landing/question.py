"""The question of a landing map as it is put from Python and by `relaysim map`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from relaysim.planning.landing.folder import check_map_folder, write_landing_map
from relaysim.planning.landing.landing_map import LandingMap, map_landings
from relaysim.planning.landing.wish import DEFAULT_RADIUS_M, DEFAULT_STEP_M, LandingWish


def landing_map(
    scenario: str | Path,
    out: str | Path | None = None,
    *,
    radius_m: float = DEFAULT_RADIUS_M,
    cell_m: float | None = None,
    start: str | None = None,
    end: str | None = None,
    place_deg: tuple[float, float] | None = None,
    as_of: str | None = None,
    hindcast: bool = False,
    step_m: float = DEFAULT_STEP_M,
    overrides: Sequence[str] = (),
    terrain: str | Sequence[str] | None = None,
    force: bool = False,
    progress: Callable[[str], None] | None = None,
) -> LandingMap:
    """For how long a helicopter would be silent wherever it lands around the rover's planned way.

    For every cell: the longest time without radio contact, as lower and upper bound, the first and last contact, the margin as
    the time begins. The radio, antennas, bodies and attitudes are those of a run.

    Args:
        scenario, overrides, terrain: as for `run`.
        out: also write the map into this folder: GeoTIFF, polygons, summary, and a picture if matplotlib is installed.
        radius_m: cells within it of the rover's stops count, or of `place_deg` (latitude, longitude).
        cell_m: about how large a cell is; one of the terrain's if not given.
        start, end: UTC (2023-04-27T04:09:49Z) or local (sol 776 15:20 LMST). Without a start: the landing after which the
            helicopter is to stay longest. Without an end: the scenario's.
        as_of: the ground as it was known on that local day; on the day of the start if not given.
        hindcast: all ground that is known now.
        step_m: how close together the rover's drives are at most looked at.
        force: replace a landing map that is there.
        progress: called now and then with what is being done.

    Raises:
        InputError: as `run`; or a time, radius, place or folder that cannot be used, or too much for one map.
        NoResult: the rover's whole way lies on unknown ground.
    """
    wish = LandingWish(radius_m, cell_m, start, end, place_deg, as_of, hindcast, step_m)
    if out is not None:
        check_map_folder(Path(out), force=force)
    found = map_landings(scenario, wish=wish, overrides=overrides, terrain=terrain, progress=progress)
    if out is not None:
        if progress is not None:
            progress("writing")
        write_landing_map(found, Path(out), force=force)
    return found

"""Single questions about places, each answered without a run: one link, what is seen, heard, and for how long not."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from relaysim.errors import NoResult, OutsideTerrain

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from relaysim.links.coverage import Coverage
    from relaysim.links.single import LinkExplanation
    from relaysim.sightline import End
    from relaysim.sightline.blackout_map import BlackoutMap, Stands
    from relaysim.sightline.viewshed import Viewshed
    from relaysim.terrain.grid import Terrain


def link(
    first: End,
    second: End,
    *,
    scenario: str | Path | None = None,
    terrain: str | Sequence[str] | None = None,
    overrides: Sequence[str] = (),
    heading_deg: float | None = None,
    pitch_deg: float | None = None,
    roll_deg: float | None = None,
    plot: str | Path | None = None,
    force: bool = False,
) -> LinkExplanation:
    """One link between two antennas on the ground, with the radio of a scenario (the default one if not given).

    Args:
        first, second: the antennas.
        scenario, terrain, overrides: as for `run`.
        heading_deg: of the rover, which stands at the first end, clockwise from north. With it the antennas' patterns and
            the vehicles' bodies of the scenario count; nan: not known, the mean over all. Without it both antennas are
            isotropic. The helicopter stands at the second end, its heading never known.
        pitch_deg, roll_deg: forward above the horizon, right side below it; both or neither. Without them the rover
            leans with the ground where the scenario says so, else stands level.
        plot: also draw the profile and the loss along the way there, PNG or SVG by its ending; needs matplotlib.
        force: replace the picture that is there.

    Raises:
        InputError: as `run`; both ends are the same; an angle is none; or the picture cannot be drawn or written.
        NoResult: an end stands where the terrain has no height.
    """
    from relaysim.links.orientation import stated_orientation
    from relaysim.links.single import explain
    from relaysim.resources import default_scenario
    from relaysim.scenario.build_antennas import link_antennas
    from relaysim.scenario.build_link import link_uncertainty, radio_settings
    from relaysim.scenario.ground_plan import open_between
    from relaysim.scenario.loader import load_scenario
    from relaysim.terrain.describe import seam_words

    if plot is not None:
        from relaysim.report.link_picture import check_picture_place

        check_picture_place(Path(plot), replace=force)
    stands = stated_orientation(heading_deg, pitch_deg, roll_deg)
    loaded = load_scenario(scenario or default_scenario(), overrides, terrain=terrain)
    try:
        ground = open_between(loaded, first, second)
    except OutsideTerrain as error:
        raise NoResult(str(error)) from error
    radio = radio_settings(loaded)
    antennas = link_antennas(loaded, stands)
    found = explain(ground.terrain, first, second, radio, link_uncertainty(loaded), antennas)
    if plot is not None:
        from relaysim.links.way import way
        from relaysim.report.link_picture import write_link_picture
        from relaysim.report.link_scene import LinkScene

        along = way(ground.terrain, first, second, radio)
        scene = LinkScene(first, second, found, along, radio.frequency_hz, ground.terrain.name)
        write_link_picture(scene, Path(plot))
    return dataclasses.replace(found, seams=tuple(map(seam_words, ground.seams)))


def viewshed(
    terrain: str | Path | Terrain | Sequence[str | Path],
    observer: End,
    target_m: float,
    *,
    radius_m: float | None = None,
    out: str | Path | None = None,
    force: bool = False,
) -> Viewshed:
    """What an antenna sees: how far a target stands above the lowest point seen in each cell, metres.

    Args:
        terrain: a name, a file, several of them (the first that has a height wins), or an open terrain.
        observer: the antenna.
        target_m: height of the target above the ground of each cell.
        radius_m: look no farther; of a name or file only that part is read.
        out: also write the map there, a GeoTIFF with its colours for QGIS beside it.
        force: replace what is there.

    Returns:
        Heights over a window of the terrain's raster. To place them, open the terrain first: cell row r, column c of
        them lies at `terrain.geographic(found.column + c, found.row + r)`.

    Raises:
        InputError: the terrain, the observer, a height or the place to write to cannot be used.
    """
    from relaysim.sightline.ground_around import check_observer
    from relaysim.sightline.sight_maps import write_viewshed
    from relaysim.sightline.viewshed import viewshed as look_round
    from relaysim.terrain.map_file import check_map_place

    if out is not None:
        check_map_place(Path(out), replace=force)
    ground = _open_ground(terrain, observer.latitude_deg, observer.longitude_deg, radius_m)
    check_observer(ground, observer)
    found = look_round(ground, observer, target_m, radius_m=radius_m)
    if out is not None:
        write_viewshed(ground, found, Path(out), replace=force)
    return found


def coverage(
    observer: End,
    target_m: float,
    *,
    radius_m: float = 1000.0,
    scenario: str | Path | None = None,
    terrain: str | Sequence[str] | None = None,
    overrides: Sequence[str] = (),
    out: str | Path | None = None,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Coverage:
    """Where an antenna is heard: the margin at the lowest rate in each cell around it, decibels.

    With the radio of a scenario (the default one if not given), between isotropic antennas. Which of the two sends does not
    matter.

    Args:
        observer: the antenna.
        target_m: height of the other antenna above the ground of each cell.
        radius_m: look no farther.
        scenario, terrain, overrides: as for `run`.
        out: also write the map there, a GeoTIFF with its colours for QGIS beside it.
        force: replace what is there.
        progress: called with how much is done, of how much.

    Raises:
        InputError: as `run`; or the observer, a height, the radius or the place to write to cannot be used.
    """
    from relaysim.links.coverage import coverage as listen_round
    from relaysim.links.coverage_file import write_coverage
    from relaysim.resources import default_scenario
    from relaysim.scenario.build_link import radio_settings
    from relaysim.scenario.ground_around import open_around
    from relaysim.scenario.loader import load_scenario
    from relaysim.terrain.map_file import check_map_place

    if out is not None:
        check_map_place(Path(out), replace=force)
    loaded = load_scenario(scenario or default_scenario(), overrides, terrain=terrain)
    ground = open_around(loaded, observer, radius_m).terrain
    found = listen_round(
        ground, observer, target_m, radio_settings(loaded), radius_m=radius_m, progress=progress
    )
    if out is not None:
        write_coverage(ground, found, Path(out), replace=force)
    return found


def blackout_map(
    terrain: str | Path | Terrain | Sequence[str | Path],
    stands: Stands,
    target_m: float,
    *,
    radius_m: float | None = None,
    out: str | Path | None = None,
    unit: str = "sols",
    origin: str = "sol 0",
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> BlackoutMap:
    """When each place is first and last seen from an antenna that moves, and how long at most it is not.

    Args:
        terrain: as for `viewshed`; the arrays of the answer are those of an open terrain's raster.
        stands: where the antenna stands, and since when, in any unit of time.
        target_m: height of the target above the ground of each cell.
        radius_m: look no farther from any stand.
        out: also write the map there, a GeoTIFF of four bands with its colours for QGIS beside it.
        unit, origin: what that file calls the unit of the times, and what they count from.
        force: replace what is there.
        progress: called with how many stands are done, of how many.

    Raises:
        InputError: the terrain, the stands, a height or the place to write to cannot be used.
        NoResult: a stand is outside the terrain, or on unknown ground.
    """
    from relaysim.sightline.blackout_map import blackout_map as look_round
    from relaysim.sightline.sight_maps import write_blackout_map
    from relaysim.sightline.stands_file import StandsTable
    from relaysim.terrain.map_file import check_map_place

    if out is not None:
        check_map_place(Path(out), replace=force)
    stands.check()
    ground = _open_ground(terrain, stands.latitude_deg, stands.longitude_deg, radius_m)
    found = look_round(ground, stands, target_m, radius_m=radius_m, progress=progress)
    if out is not None:
        table = StandsTable(stands, unit, origin)
        write_blackout_map(
            ground, table, found, Path(out), target_m=target_m, radius_m=radius_m, replace=force
        )
    return found


def _open_ground(
    terrain: str | Path | Terrain | Sequence[str | Path],
    lat_deg: ArrayLike,
    lon_deg: ArrayLike,
    radius_m: float | None,
) -> Terrain:
    """The terrain itself, or what is named, opened around places."""
    from relaysim.sightline.ground_around import lay_around
    from relaysim.terrain.grid import Terrain

    if isinstance(terrain, Terrain):
        return terrain
    named = [terrain] if isinstance(terrain, str | Path) else terrain
    return lay_around(named, lat_deg, lon_deg, radius_m).terrain

"""Where a scenario takes place: its local frame, the box its vehicles stay in, the terrain below it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from relaysim.errors import InputError, TerrainError
from relaysim.path.route import Floats
from relaysim.scenario.airfields import waypoint_places
from relaysim.scenario.route_ground import check_route_ground
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.where import place_of
from relaysim.sightline import End
from relaysim.terrain.body import Body
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Box, Terrain
from relaysim.terrain.layers import Layered, lay
from relaysim.terrain.projection import SAME_BODY

# Ground beyond the outermost vehicle position that is still read: sightlines run between positions, so
# this is for maps only.
BORDER_M = 150.0
POLAR_DEG = 75.0


def site_frame(scenario: Scenario) -> LocalFrame:
    """The local frame, with its origin where the helicopter stands at the start."""
    helicopter = scenario.model.helicopter
    return LocalFrame(scenario.model.body.figure, helicopter.latitude_deg, helicopter.longitude_deg)


@dataclass(frozen=True)
class GroundWish:
    """Which ground a scenario asks for: terrains by priority, as of a local day, in a box."""

    names: tuple[str | Path, ...]
    body: Body
    as_of_sol: int | None
    around: Box


Opener = Callable[[GroundWish], Layered]


def open_wish(wish: GroundWish) -> Layered:
    """The ground, from its files.

    Raises:
        TerrainError: no such terrain, or it cannot be read there.
    """
    return lay(wish.names, body=wish.body, as_of_sol=wish.as_of_sol, around=wish.around)


def ground_wish(scenario: Scenario, frame: LocalFrame) -> GroundWish:
    """The ground around everything that moves in a scenario."""
    return _wish(scenario, _box(frame, *_places(scenario), BORDER_M + _astray_m(scenario, frame)))


def open_ground(scenario: Scenario, frame: LocalFrame, opener: Opener = open_wish) -> Layered:
    """The scenario's terrain around everything that moves in it, with its seams if it has several layers.

    Args:
        opener: what makes the terrain of a wish, where it is not to be read from its files.

    Raises:
        TerrainError: no such terrain, it cannot be read, or a vehicle starts where it has no height.
    """
    try:
        ground = for_links(scenario, opener(ground_wish(scenario, frame)))
    except TerrainError as error:
        raise TerrainError(f"{place_of(scenario, 'terrain', 'source')}{error}") from error
    check_route_ground(scenario, ground.terrain, _drives_within(scenario))
    _check_start(scenario, ground.terrain)
    return ground


def open_between(scenario: Scenario, first: End, second: End) -> Layered:
    """The scenario's terrain around two places, for one link between them.

    Raises:
        TerrainError: no such terrain, or it cannot be read there.
    """
    lat, lon = zip(*((end.latitude_deg, end.longitude_deg) for end in (first, second)), strict=True)
    frame = LocalFrame(scenario.model.body.figure, first.latitude_deg, first.longitude_deg)
    return for_links(
        scenario, open_wish(_wish(scenario, _box(frame, np.array(lat), np.array(lon), BORDER_M)))
    )


def _wish(scenario: Scenario, around: Box) -> GroundWish:
    as_of = scenario.model.terrain.as_of_utc_s
    as_of_day = None if as_of is None else scenario.clock.day(as_of)
    names = scenario.terrain if isinstance(scenario.terrain, tuple) else (scenario.terrain,)
    return GroundWish(names, scenario.model.body.figure, as_of_day, around)


def for_links(scenario: Scenario, ground: Layered) -> Layered:
    """The same in double precision for the kernels, under the scenario's air.

    Raises: InputError if the scenario's ellipsoid is not the one that the terrain lies on.
    """
    _check_figure(scenario, ground.terrain.body)
    heights_m = np.ascontiguousarray(ground.terrain.heights_m, dtype=np.float64)
    terrain = dataclasses.replace(ground.terrain, heights_m=heights_m, k_factor=scenario.model.link.k_factor)
    return dataclasses.replace(ground, terrain=terrain)


def _check_figure(scenario: Scenario, own: Body) -> None:
    """Both equators were compared as the raster was read; a sphere stands for whatever its terrain lies on."""
    polar_m = scenario.model.body.polar_radius_m
    if polar_m is not None and abs(own.polar_radius_m / polar_m - 1) > SAME_BODY:
        raise InputError(
            f"{place_of(scenario, 'body', 'polar_radius')}the terrain lies on a figure whose poles are "
            f"{own.polar_radius_m / 1000:.2f} km from the centre, not {polar_m / 1000:.2f} km: metres would be wrong; "
            "remove polar_radius, or give a raster of that ellipsoid"
        )


def _box(frame: LocalFrame, lat: Floats, lon: Floats, border_m: float) -> Box:
    x, y = frame.to_local(lat, lon)
    if np.abs(lat).max() > POLAR_DEG:  # corners are not where latitude and longitude are greatest
        away_m = float(np.hypot(x, y).max()) + border_m
        lat_0, lon_0 = frame.latitude_deg, frame.longitude_deg
        return Box(lat_0, lon_0, lat_0, lon_0).wider(away_m, frame.body)
    south_west = frame.to_geographic(x.min() - border_m, y.min() - border_m)
    north_east = frame.to_geographic(x.max() + border_m, y.max() + border_m)
    return Box(*(float(value) for value in (*south_west, *north_east)))


def _places(scenario: Scenario) -> tuple[Floats, Floats]:
    """Latitude and longitude of every place a vehicle may be within the scenario's time."""
    model, tables = scenario.model, scenario.tables
    lat, lon = [np.array([model.helicopter.latitude_deg])], [np.array([model.helicopter.longitude_deg])]
    if model.rover.latitude_deg is not None and model.rover.longitude_deg is not None:
        lat.append(np.array([model.rover.latitude_deg]))
        lon.append(np.array([model.rover.longitude_deg]))
    for drive in _drives_within(scenario):
        lat.append(tables.drive_paths[drive].latitude_deg)
        lon.append(tables.drive_paths[drive].longitude_deg)
    for flight in model.flights:
        if flight.waypoints:
            places = waypoint_places(model, flight)
            lat.append(places[0])
            lon.append(places[1])
        else:
            lat.append(tables.flight_tracks[flight.flight].latitude_deg)
            lon.append(tables.flight_tracks[flight.flight].longitude_deg)
    return np.concatenate(lat), np.concatenate(lon)


def _astray_m(scenario: Scenario, frame: LocalFrame) -> float:
    """How far from its record a recorded flight may at most take place: if earlier ones are held, or the
    helicopter starts elsewhere, its track is moved along to where the helicopter stands."""
    model, tables = scenario.model, scenario.tables
    x, y = frame.to_local(model.helicopter.latitude_deg, model.helicopter.longitude_deg)
    here, astray_m = np.array([x, y]), 0.0
    for flight in model.flights:
        if flight.waypoints:
            continue
        track = tables.flight_tracks[flight.flight]
        ends = np.array(frame.to_local(track.latitude_deg[[0, -1]], track.longitude_deg[[0, -1]]))
        # Where the helicopter was to stand, and where the record has it: a gap moves all that follows.
        astray_m += float(np.linalg.norm(ends[:, 0] - here)) + float(np.linalg.norm(ends[:, 1] - ends[:, 0]))
        here = ends[:, 1]
    return astray_m


def _drives_within(scenario: Scenario) -> list[int]:
    """Drives of the scenario's time, and the one before it: its end is where the rover stands."""
    drives = scenario.tables.drives
    start, end = scenario.model.start_utc_s, scenario.model.end_utc_s
    before = [drive.drive for drive in drives if drive.start_utc_s < start][-1:]
    return before + [drive.drive for drive in drives if start <= drive.start_utc_s < end] or [
        drive.drive for drive in drives[:1]
    ]


def _check_start(scenario: Scenario, terrain: Terrain) -> None:
    """The vehicles must start on known ground: over unknown ground nothing could be said at all."""
    places = [("helicopter", scenario.model.helicopter.latitude_deg, scenario.model.helicopter.longitude_deg)]
    rover = scenario.model.rover
    if rover.latitude_deg is not None and rover.longitude_deg is not None:
        places.append(("rover", rover.latitude_deg, rover.longitude_deg))
    elif drives := _drives_within(scenario):
        path = scenario.tables.drive_paths[drives[0]]
        begun = any(
            d.drive == drives[0] and d.start_utc_s < scenario.model.start_utc_s
            for d in scenario.tables.drives
        )
        end = -1 if begun else 0
        places.append(("rover", float(path.latitude_deg[end]), float(path.longitude_deg[end])))
    for name, lat, lon in places:
        if math.isnan(float(terrain.height_m(lat, lon))):
            box = terrain.extent
            keys = ("latitude", "drives", "route")  # the last where a layer gives the drives
            place = next(filter(None, (place_of(scenario, name, key) for key in keys)), "")
            raise TerrainError(
                f"{place}the {name} starts at latitude {lat:.5f}, longitude {lon:.5f}, where terrain {terrain.name} has no "
                f"height (it was read for {box.south_deg:.4f} to {box.north_deg:.4f}, {box.west_deg:.4f} to "
                f"{box.east_deg:.4f}): choose another start, or a terrain that covers it"
            )

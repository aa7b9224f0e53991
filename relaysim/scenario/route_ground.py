"""The rover's route from a file, held against the ground."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from relaysim.errors import Fault, ScenarioError
from relaysim.path.files.route_points import RoutePoints
from relaysim.path.route import Floats
from relaysim.scenario.route_file import FARTHER_M
from relaysim.scenario.scenario import Scenario
from relaysim.terrain.grid import Terrain


def check_route_ground(scenario: Scenario, terrain: Terrain, drives: Sequence[int]) -> None:
    """Raises the first point of the file, among those passed in the scenario's time, where the terrain has no height.

    Tables of drives are left alone: what they record has happened.

    Args:
        terrain: read around these drives.
        drives: their numbers.

    Raises:
        ScenarioError: with the point's line in its file.
    """
    route, points = scenario.model.rover.route, scenario.tables.route
    if route is None or points is None or not drives:
        return
    lost = _lost(scenario, terrain, drives, points)
    if not lost:
        return
    first, box = lost[0], terrain.extent
    lat, lon = float(points.latitude_deg[first]), float(points.longitude_deg[first])
    others = f", nor at {len(lost) - 1} of its points after that" if len(lost) > 1 else ""
    message = (
        f"the route leads off the terrain: {terrain.name} has no height at latitude {lat:.5f}, longitude {lon:.5f} (it was"
        f" read for {box.south_deg:.4f} to {box.north_deg:.4f}, {box.west_deg:.4f} to {box.east_deg:.4f}){others}:"
        f" {_advice(scenario, terrain, lat, lon)}"
    )
    file = str(Path(scenario.document.file).parent / route.file)
    raise ScenarioError([Fault(file, points.line(first), 1, "", message)])


def _advice(scenario: Scenario, terrain: Terrain, lat: float, lon: float) -> str:
    """What to look at, by how far from the terrain a place is."""
    box = terrain.extent
    middle = (box.south_deg + box.north_deg) / 2.0, (box.west_deg + box.east_deg) / 2.0
    away_m = float(scenario.model.body.figure.distance_m(*middle, lat, lon))
    if not away_m <= FARTHER_M:
        return "is a sign wrong (west and south are negative), or are latitude and longitude exchanged?"
    return "use a terrain that covers the route"


def _lost(scenario: Scenario, terrain: Terrain, drives: Sequence[int], points: RoutePoints) -> list[int]:
    """The points of the file that these drives pass and that have no height."""
    paths = [scenario.tables.drive_paths[drive] for drive in drives]
    passed = {place for path in paths for place in _places(path.latitude_deg, path.longitude_deg)}
    lat, lon = points.latitude_deg, points.longitude_deg
    there = np.array([place in passed for place in _places(lat, lon)])
    return np.flatnonzero(there & np.isnan(terrain.height_m(lat, lon))).tolist()


def _places(lat: Floats, lon: Floats) -> list[tuple[float, float]]:
    """Places to be compared: rounded to a millimetre, longitudes within one turn."""
    return list(zip(np.round(lat, 8).tolist(), (np.round(lon % 360.0, 8) % 360.0).tolist(), strict=True))

"""The map and the profiles of a page: samples of the terrain where something happened."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from relaysim.blackout.intervals import Interval
from relaysim.blackout.stands import Stand
from relaysim.blackout.table import Scene
from relaysim.path.route import Floats
from relaysim.radio.free_space import wavelength_m
from relaysim.records.csv_table import utc_text
from relaysim.scenario.world import World
from relaysim.sightline.fresnel import fresnel_radius_m
from relaysim.sightline.profile import profiles

MAP_CELLS = 260
MAP_BORDER_M = 60.0
HEIGHT_STEP_M = 0.05
PROFILE_STEP_M = 2.0


def rounded(values: Floats, decimals: int) -> list[float | None]:
    """Numbers for JSON: rounded, None for nan."""
    return [None if math.isnan(v) else round(v, decimals) for v in np.asarray(values).tolist()]


def map_view(world: World, everywhere: tuple[Floats, Floats]) -> dict[str, Any]:
    """Heights on a grid of the local frame around every place a vehicle was; -1 is unknown ground."""
    x, y = everywhere
    left, right = float(x.min()) - MAP_BORDER_M, float(x.max()) + MAP_BORDER_M
    bottom, top = float(y.min()) - MAP_BORDER_M, float(y.max()) + MAP_BORDER_M
    cell_m = max(math.ceil(max(right - left, top - bottom) / MAP_CELLS), 1)
    columns, rows = math.ceil((right - left) / cell_m), math.ceil((top - bottom) / cell_m)
    east, north = np.meshgrid(
        left + cell_m * (np.arange(columns) + 0.5), top - cell_m * (np.arange(rows) + 0.5)
    )
    lat, lon = world.link.frame.to_geographic(east, north)
    heights = world.link.terrain.height_m(lat, lon)
    least = float(np.nanmin(heights)) if np.isfinite(heights).any() else 0.0
    steps = np.where(np.isnan(heights), -1, np.round((heights - least) / HEIGHT_STEP_M)).astype(int)
    return {
        "x0_m": round(left, 1), "y0_m": round(top, 1), "cell_m": cell_m, "columns": columns, "rows": rows,
        "height_min_m": round(least, 2), "height_step_m": HEIGHT_STEP_M, "heights": steps.ravel().tolist(),
        "sigma": None,
    }  # fmt: skip


def profile_views(
    world: World, scene: Scene, main: Interval | None, stands: Sequence[Stand]
) -> list[dict[str, Any]]:
    """Profiles of the moments that tell the story of the main blackout, in time."""
    if main is None:
        instants = [("At the start", world.start_utc_s)]
    else:
        instants = [("As contact is lost", main.start_utc_s)]
        if len(stands) > 2:
            middle = stands[len(stands) // 2]
            instants.append(("During the blackout", middle.start_utc_s))
        if not main.open_end:
            last = stands[-1].start_utc_s if stands else main.start_utc_s
            if last > main.start_utc_s:
                instants.append(("The last stop in silence", last))
            instants.append(("As contact comes back", main.end_utc_s))
    views = [_profile_view(world, scene, title, utc_s) for title, utc_s in instants]
    return [view for view in views if view is not None]


def _profile_view(world: World, scene: Scene, title: str, utc_s: float) -> dict[str, Any] | None:
    """Ground, straight line and first Fresnel zone between the antennas; None over unknown ground."""
    worst = scene.obstruction(utc_s)
    rover, scout = scene.positions(utc_s)
    model, terrain = world.link, world.link.terrain
    lat, lon = model.frame.to_geographic(np.append(rover[0], scout[0]), np.append(rover[1], scout[1]))
    if worst is None:
        return None
    column, row = terrain.grid_coordinates(lat, lon)
    ground = profiles(
        terrain.heights_m,
        column[:1],
        row[:1],
        column[1:],
        row[1:],
        worst.distance_m,
        terrain.ray_radius_m,
        PROFILE_STEP_M,
    )[0]
    along = np.linspace(0.0, worst.distance_m, len(ground))
    samples = scene.samples_at(utc_s)
    loss, total = float(samples.loss_db[0]), float(samples.total_loss_db[0])
    return {
        "title": title,
        "utc": utc_text(utc_s),
        "rover_sol": world.clock.day(utc_s),
        "distance_m": np.round(along, 1).tolist(),
        "ground_m": rounded(ground, 2),
        "sigma_m": _sigma(world, lat, lon, len(ground)),
        "ray_m": [
            round(float(ground[0] + rover[2][0]) + model.rover_antenna_m, 2),
            round(float(ground[-1] + scout[2][0]) + model.helicopter_antenna_m, 2),
        ],
        "fresnel_m": _fresnel(world, along),
        "obstruction_distance_m": round(worst.along_m, 1),
        "above_sightline_m": round(worst.above_sightline_m, 2),
        "loss_db": None if math.isnan(loss) else round(loss, 2),
        "margin_db": None if math.isnan(total) else round(world.threshold_db - total, 2),
    }


def _sigma(world: World, lat: Floats, lon: Floats, count: int) -> list[float | None] | None:
    """One standard deviation of the ground along a profile; None when the terrain states none."""
    if world.link.terrain.sigma_m is None:
        return None
    part = np.linspace(0.0, 1.0, count)
    sigma = world.link.terrain.sigma_at_m(
        lat[0] + part * (lat[1] - lat[0]), lon[0] + part * (lon[1] - lon[0])
    )
    return rounded(sigma, 2)


def _fresnel(world: World, along_m: Floats) -> list[float | None]:
    """Radius of the first Fresnel zone along a profile."""
    wave_m = wavelength_m(world.link.radio.frequency_hz)
    return rounded(fresnel_radius_m(along_m, along_m[-1] - along_m, wave_m), 2)

"""Margin and line of sight all round one of the vehicles, cell by cell."""

from __future__ import annotations

import dataclasses
import json
import struct
from collections.abc import Callable

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from relaysim.explore.stage import Stage
from relaysim.explore.wish import Wish
from relaysim.links.coverage import Coverage, coverage
from relaysim.links.model import LinkModel
from relaysim.links.mount import Mount
from relaysim.path.route import Floats
from relaysim.sightline import Ends, clearances_between
from relaysim.sightline.ends import End
from relaysim.terrain.grid import Terrain

RADIUS_M = 500.0
# Cells of about these sides: the first to be seen at once, the second to be read. Coarser ones stay as the terrain has them.
CELL_M = {"coarse": 20.0, "fine": 5.0}
# Margins are sent in tenths of a decibel; this one is none.
NO_MARGIN = -32768
HIDDEN, SEEN, NOBODY_KNOWS, BEYOND = 0, 1, 2, 3
_ELEVATIONS_DEG = np.linspace(-90.0, 90.0, 73)


def margin_map(stage: Stage, wish: Wish, go_on: Callable[[], None]) -> bytes:
    """The map as the page reads it; empty where the vehicle in its middle stands on unknown ground.

    Four bytes with the length of what follows, JSON that says how many rows and columns there are and where they lie, then
    row by row the margins (16 bits, tenths of a decibel, little-endian), then what is in sight (8 bits).

    `go_on` is called now and then; what it raises ends the work.
    """
    model = stage.link_model(wish)
    rover, attitude = stage.rover(wish)
    middle = rover if wish.around == "rover" else stage.helicopter(wish)
    x_m, y_m = float(middle[0][0]), float(middle[1][0])
    lat, lon = (float(value) for value in model.frame.to_geographic(x_m, y_m))
    if not np.isfinite(model.terrain.height_m(lat, lon)):
        return _packed({"rows": 0, "columns": 0}, b"", b"")
    stride = max(round(CELL_M[wish.cells] / model.terrain.cell_size_m), 1)
    heights = model.rover_antenna_m, model.helicopter_antenna_m
    own, other = heights if wish.around == "rover" else heights[::-1]
    observer = End(lat, lon, own)
    ground = _every(model.terrain, stride, (lat, lon))
    found = coverage(
        ground,
        observer,
        other,
        model.radio,
        radius_m=RADIUS_M,
        threads=1 if wish.cells == "coarse" else model.threads,
        progress=lambda *_: go_on(),
    )
    go_on()
    cells = _Cells.of(model, ground, found, (x_m, y_m))
    heading = float(attitude.heading_deg[0]) if wish.around == "rover" else np.nan
    margin = found.margin_db + cells.antennas_db(model, wish.around == "rover", heading)
    go_on()
    sight = cells.sight(model, observer, other)
    head = {
        "rows": margin.shape[0],
        "columns": margin.shape[1],
        "corners_m": cells.corners_m,
        "cell_m": ground.cell_size_m,
    }
    return _packed(head, _tenths(margin).tobytes(), sight.tobytes())


@dataclasses.dataclass(frozen=True)
class _Cells:
    """The cells of a map: their places, and how they lie as seen from its middle; arrays (rows, columns).

    within: those within the radius whose ground is known.
    """

    latitude_deg: Floats
    longitude_deg: Floats
    azimuth_deg: Floats
    elevation_deg: Floats
    within: NDArray[np.bool_]
    corners_m: list[list[float]]

    @staticmethod
    def of(model: LinkModel, ground: Terrain, found: Coverage, middle: tuple[float, float]) -> _Cells:
        rows, columns = found.margin_db.shape
        column, row = np.meshgrid(np.arange(columns) + found.column, np.arange(rows) + found.row)
        lat, lon = ground.geographic(column, row)
        x, y = model.frame.to_local(lat, lon)
        east, north = x - middle[0], y - middle[1]
        away = np.hypot(east, north)
        height = ground.heights_m[found.row : found.row + rows, found.column : found.column + columns]
        own = float(ground.height_m(found.observer.latitude_deg, found.observer.longitude_deg))
        rise = height + found.target_m - own - found.observer.antenna_m
        corner = [(-0.5, -0.5), (columns - 0.5, -0.5), (-0.5, rows - 0.5)]
        at = np.array(corner) + np.array([found.column, found.row])
        outer = ground.geographic(at[:, 0], at[:, 1])
        corners = np.column_stack(model.frame.to_local(*outer)).tolist()
        up = np.degrees(np.arctan2(np.nan_to_num(rise), np.maximum(away, 0.5)))
        return _Cells(
            lat,
            lon,
            np.degrees(np.arctan2(east, north)),
            up,
            (away <= found.radius_m) & np.isfinite(height),
            corners,
        )

    def antennas_db(self, model: LinkModel, around_rover: bool, heading_deg: float) -> Floats:
        """What patterns and bodies add in each cell, both vehicles upright; the mean over all headings where one is not known."""
        away_up, back_up = self.elevation_deg, -self.elevation_deg
        rover_up, scout_up = (away_up, back_up) if around_rover else (back_up, away_up)
        gain = _mean_gain_db(model.helicopter_mount, scout_up)
        if not np.isfinite(heading_deg):
            return gain + _mean_gain_db(model.rover_mount, rover_up)
        azimuth = np.mod(self.azimuth_deg - heading_deg, 360.0)
        return gain + model.rover_mount.towards(azimuth.ravel(), rover_up.ravel())[0].reshape(gain.shape)

    def sight(self, model: LinkModel, observer: End, target_m: float) -> NDArray[np.uint8]:
        """Whether the straight line to each cell is clear, over the terrain as it is."""
        state = np.full(self.within.shape, BEYOND, dtype=np.uint8)
        lat, lon = self.latitude_deg[self.within], self.longitude_deg[self.within]
        ends = Ends.above_ground(
            model.terrain,
            observer.latitude_deg,
            observer.longitude_deg,
            observer.antenna_m,
            lat,
            lon,
            target_m,
        )
        found = clearances_between(model.terrain, ends)
        state[self.within] = np.where(found.blocked, HIDDEN, np.where(found.clear, SEEN, NOBODY_KNOWS))
        return state


def _mean_gain_db(mount: Mount, elevation_deg: Floats) -> Floats:
    """The mean over all headings, by elevation: asked at a few, for each of them looks all round the circle."""
    if mount.is_plain:
        return np.zeros(elevation_deg.shape)
    gain, _ = mount.towards(np.full(_ELEVATIONS_DEG.shape, np.nan), _ELEVATIONS_DEG)
    return np.interp(elevation_deg, _ELEVATIONS_DEG, gain)


def _every(terrain: Terrain, stride: int, middle: tuple[float, float]) -> Terrain:
    """The terrain with every stride-th cell, chosen so that one lies as near as may be to the middle."""
    if stride == 1:
        return terrain
    column, row = (round(float(value)) % stride for value in terrain.grid_coordinates(*middle))
    heights = np.array(terrain.heights_m[row::stride, column::stride], dtype=np.float64)
    # A cell's centre lies half a cell from its corner, whatever its size.
    first = (
        Affine.translation(column + 0.5, row + 0.5) * Affine.scale(stride) * Affine.translation(-0.5, -0.5)
    )
    return dataclasses.replace(terrain, heights_m=heights, sigma_m=None, transform=terrain.transform * first)


def _tenths(margin_db: Floats) -> NDArray[np.int16]:
    known = np.isfinite(margin_db)
    tenths = np.clip(np.floor(np.where(known, margin_db, 0.0) * 10.0), -32000, 32000)
    return np.where(known, tenths, NO_MARGIN).astype("<i2")


def _packed(head: object, *parts: bytes) -> bytes:
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 4)  # what follows begins where 16-bit numbers may
    return b"".join([struct.pack("<I", len(text)), text, *parts])

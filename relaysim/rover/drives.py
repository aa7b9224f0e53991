"""Drives: when the rover moved, and where along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relaysim.path.route import Floats, Route


@dataclass(frozen=True)
class Drive:
    """One drive.

    Attributes:
        drive: its number in the drive table.
        sol: the local day it belongs to in the records.
        route: positions in time; the speed is even along the path.
    """

    drive: int
    sol: int
    route: Route


def drive_route(start_utc_s: float, end_utc_s: float, x_m: Floats, y_m: Floats, fraction: Floats) -> Route:
    """A drive from its polyline and the fraction of its length reached at each vertex.

    The records give only the interval, so the rover is taken to move evenly through it; with its stops
    for imaging it may really have been up to an hour elsewhere along the same path.
    """
    return Route(start_utc_s + fraction * (end_utc_s - start_utc_s), x_m, y_m, np.zeros(len(x_m)))


def stand_before(drives: Sequence[Drive], utc_s: float) -> tuple[float, float]:
    """Where the rover stands at an instant (x_m, y_m); the start of the first drive before it.

    During a drive it is where the drive has brought it.
    """
    begun = [drive for drive in drives if drive.route.start_utc_s <= utc_s]
    route = begun[-1].route if begun else drives[0].route
    x, y, _ = route.position(np.array([utc_s]))
    return float(x[0]), float(y[0])

"""What stood in the way from each place where the rover stood during a blackout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from relaysim.blackout.intervals import Interval
from relaysim.blackout.table import Obstruction, Scene
from relaysim.rover.drives import Drive


@dataclass(frozen=True)
class Stand:
    """The rover standing still.

    Attributes:
        obstruction: the worst point of the straight line to the helicopter; None over unknown ground.
        nearest_later_drive_m, nearest_later_drive_sol: how near to that point the rover later drove, and when;
            None when it never drove again.
    """

    start_utc_s: float
    end_utc_s: float
    x_m: float
    y_m: float
    obstruction: Obstruction | None
    nearest_later_drive_m: float | None
    nearest_later_drive_sol: int | None


def stands_during(scene: Scene, drives: Sequence[Drive], interval: Interval) -> list[Stand]:
    """Each stand of the rover that began or went on within an interval, in time."""
    edges = [(drive.route.start_utc_s, drive.route.end_utc_s) for drive in drives]
    starts = sorted({interval.start_utc_s, *(end for _, end in edges)})
    found = []
    for start in starts:
        if not interval.start_utc_s <= start < interval.end_utc_s:
            continue
        if any(a <= start < b for a, b in edges):
            continue
        end = min([a for a, _ in edges if a >= start] + [interval.end_utc_s])
        found.append(_stand(scene, drives, start, min(end, interval.end_utc_s)))
    return found


def _stand(scene: Scene, drives: Sequence[Drive], start_utc_s: float, end_utc_s: float) -> Stand:
    # In the middle of the stand, not at its start: the helicopter may have been landing then.
    middle_utc_s = (start_utc_s + end_utc_s) / 2
    rover, _ = scene.positions(middle_utc_s)
    obstruction = scene.obstruction(middle_utc_s)
    later = [drive for drive in drives if drive.route.start_utc_s >= end_utc_s]
    nearest: tuple[float, int] | None = None
    if obstruction is not None and later:
        point = shapely.Point(obstruction.x_m, obstruction.y_m)
        nearest = min((float(drive.route.line.distance(point)), drive.sol) for drive in later)
    return Stand(
        start_utc_s=start_utc_s,
        end_utc_s=end_utc_s,
        x_m=float(rover[0][0]),
        y_m=float(rover[1][0]),
        obstruction=obstruction,
        nearest_later_drive_m=nearest[0] if nearest else None,
        nearest_later_drive_sol=nearest[1] if nearest else None,
    )

"""Drives of a traverse layer: what the record repeats is left out, times that cannot be are put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.spacecraft_clock import SpacecraftClock
from relaysim.path.files.mmgis import LayerDrive
from relaysim.path.files.route_points import NoRouteError
from relaysim.path.route import Floats
from relaysim.scenario.route_legs import MOVED_M, Leg
from relaysim.terrain.frame import LocalFrame

# No drive lasts so long: its record begins with something else than driving.
LONGEST_S = 86_400.0
SolLeg = tuple[int, Leg]  # a drive, and the local day that the record gives it


@dataclass(frozen=True, eq=False)
class SolPath:
    """The path of one drive in metres of a local frame, each (n,), and what the layer says of it."""

    drive: LayerDrive
    x_m: Floats
    y_m: Floats

    @property
    def along_m(self) -> Floats:
        """(n,) length up to each point."""
        return np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(self.x_m), np.diff(self.y_m)))])


def sol_paths(drives: Sequence[LayerDrive], frame: LocalFrame) -> list[SolPath]:
    """The paths of a traverse, each from where the one before ended.

    A drive between the same two stops as the one before is that drive again, and is left out. One that sets out from
    the same stop as the one before repeats its way: what is new begins at the point nearest to where the rover stood.
    One that begins elsewhere is joined by a straight line.
    """
    found: list[SolPath] = []
    for drive in drives:
        x_m, y_m = frame.to_local(drive.latitude_deg, drive.longitude_deg)
        before = found[-1] if found else None
        if before is not None:
            here = float(before.x_m[-1]), float(before.y_m[-1])
            away_m = np.hypot(x_m - here[0], y_m - here[1])
            if drive.begins and drive.begins == before.drive.begins:
                if drive.ends == before.drive.ends:
                    continue
                nearest = int(away_m.argmin()) + 1
                x_m, y_m = np.append(here[0], x_m[nearest:]), np.append(here[1], y_m[nearest:])
            elif away_m[0] > MOVED_M:
                x_m, y_m = np.append(here[0], x_m), np.append(here[1], y_m)
        found.append(SolPath(drive, x_m, y_m))
    return found


def legs_by_count(paths: Sequence[SolPath], clock: SpacecraftClock) -> list[SolLeg]:
    """Drives at their recorded times, evenly along their paths.

    Where the record of a drive lasts a day or more, or begins before the drive before has ended, the rover is taken
    to have driven at the mean pace of the others, up to the recorded end.

    Raises:
        NoRouteError: a drive for which that leaves no time.
    """
    starts, ends = (
        clock.utc([getattr(path.drive, key) for path in paths]) for key in ("start_count", "end_count")
    )
    lengths = np.array([path.along_m[-1] for path in paths])
    sound = (ends > starts) & (ends - starts < LONGEST_S)
    sound[1:] &= starts[1:] >= ends[:-1]
    pace_mps = float(lengths[sound].sum() / (ends - starts)[sound].sum()) if sound.any() else 0.0
    free = np.concatenate([[-np.inf], ends[:-1]])
    if pace_mps > 0.0:
        starts = np.where(sound, starts, np.maximum(ends - np.maximum(lengths / pace_mps, 1.0), free))
    for path, start, end in zip(paths, starts, ends, strict=True):
        if not end > start:
            raise NoRouteError(
                path.drive.line,
                f"the drive of sol {path.drive.sol} ends before it begins, or before the one before it",
            )
    return [
        _leg(path, float(start), float(end)) for path, start, end in zip(paths, starts, ends, strict=True)
    ]


def legs_by_sol(paths: Sequence[SolPath], clock: LocalClock, from_s: float, speed_mps: float) -> list[SolLeg]:
    """Drives at an even speed, each from a time of day of its sol on, or from the end of the one before."""
    found: list[SolLeg] = []
    for path in paths:
        start = max(clock.utc_s(path.drive.sol, from_s), found[-1][1].utc_s[-1] if found else -np.inf)
        found.append(_leg(path, start, start + max(float(path.along_m[-1]) / speed_mps, 1.0)))
    return found


def _leg(path: SolPath, start: float, end: float) -> SolLeg:
    along = path.along_m
    share = along / along[-1] if along[-1] > 0 else np.linspace(0.0, 1.0, len(along))
    return path.drive.sol, Leg(start + share * (end - start), path.x_m, path.y_m)

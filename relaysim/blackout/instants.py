"""The instants at which an ensemble is asked: fewer than a track has, as an error of the ground changes slowly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.links.model import Position
from relaysim.links.track import LinkTrack
from relaysim.path.route import Floats, Route

# Errors change over tens of metres: between samples so far apart margins are taken as straight lines.
APART_M, APART_UP_M = 10.0, 1.0

Routes = Sequence[tuple[float, Route, Route]]


@dataclass(frozen=True)
class Instants:
    """n instants of a scenario, rising.

    Attributes:
        antenna_db, antenna_sigma_db: (n,) gain of both antennas there, and its standard deviation.
        places: where rover and helicopter are, (n,) each.
    """

    utc_s: Floats
    antenna_db: Floats
    antenna_sigma_db: Floats
    places: tuple[Position, Position]


def spaced_instants(tracks: Sequence[LinkTrack], routes: Routes, threshold_db: float) -> Instants:
    """Instants of the tracks far enough apart, and both sides of every change that the known ground makes."""
    utc, antenna, sigma = _instants(tracks, routes, threshold_db)
    rover, scout = ([np.concatenate(axis) for axis in zip(*side, strict=True)] for side in zip(
        *((r.position(t), h.position(t)) for r, h, t in _by_route(routes, utc)), strict=True
    ))  # fmt: skip
    return Instants(utc, antenna, sigma, ((rover[0], rover[1], rover[2]), (scout[0], scout[1], scout[2])))


def _instants(
    tracks: Sequence[LinkTrack], routes: Routes, threshold_db: float
) -> tuple[Floats, Floats, Floats]:
    """Instants of the tracks far enough apart, with the antennas' gain and its standard deviation there."""
    times, gains, sigmas = [], [], []
    for track, following in zip(tracks, [*tracks[1:], None], strict=True):
        until = math.inf if following is None else float(following.utc_s[0])
        mine = np.flatnonzero(track.utc_s < until)
        if not mine.size:  # moved twice at one instant: only the last counts
            continue
        kept = np.union1d(_apart(routes, track.utc_s[mine]), _changes(track, mine, threshold_db))
        keep = mine[kept]
        times.append(track.utc_s[keep])
        gains.append(track.samples.antenna_db[keep])
        sigmas.append(track.samples.antenna_sigma_db[keep])
        if following is not None:  # what held last holds until the next motion
            times.append(np.array([max(until - 1e-3, float(track.utc_s[mine[-1]]))]))
            gains.append(track.samples.antenna_db[mine[-1:]])
            sigmas.append(track.samples.antenna_sigma_db[mine[-1:]])
    return np.concatenate(times), np.concatenate(gains), np.concatenate(sigmas)


def _changes(track: LinkTrack, mine: NDArray[np.intp], threshold_db: float) -> NDArray[np.intp]:
    """Both sides of every change that the known ground makes: found to 0.1 s, and worth keeping so."""
    samples = track.samples
    below = np.stack([samples.total_loss_db[mine] > threshold_db, samples.clearance_m[mine] < 0.0])
    at = np.flatnonzero((below[:, 1:] != below[:, :-1]).any(axis=0))
    return np.union1d(at, at + 1)


def _apart(routes: Routes, utc_s: Floats) -> NDArray[np.intp]:
    """Indices of instants between which something has moved far enough; the first and the last always."""
    places = [np.stack([*r.position(t), *h.position(t)]) for r, h, t in _by_route(routes, utc_s)]
    moved = np.concatenate(places, axis=1) / np.array([APART_M, APART_M, APART_UP_M] * 2)[:, None]
    kept, *rest = zip(*moved.tolist(), strict=True)
    found = [0]
    for n, place in enumerate(rest, start=1):  # in plain Python: numpy takes longer over six numbers
        if n == len(rest) or any(abs(a - b) >= 1.0 for a, b in zip(place, kept, strict=True)):
            found.append(n)
            kept = place
    return np.array(found)


def _by_route(routes: Routes, utc_s: Floats) -> list[tuple[Route, Route, Floats]]:
    """(rover's route, helicopter's route, those of the rising instants at which they are followed)."""
    begins = np.array([start for start, _, _ in routes])
    which = np.maximum(np.searchsorted(begins, utc_s, side="right") - 1, 0)
    return [(routes[n][1], routes[n][2], utc_s[which == n]) for n in np.unique(which).tolist()]

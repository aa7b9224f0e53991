"""When a blackout may have begun and ended: its edges over an ensemble of grounds and of budgets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.blackout.intervals import Interval
from relaysim.links.ensemble import LinkUncertainty, ensemble_links
from relaysim.links.model import LinkModel
from relaysim.links.track import LinkTrack
from relaysim.path.route import Floats, Route
from relaysim.radio.normal import normal_quantiles

# Errors change over tens of metres: between samples so far apart margins are taken as straight lines.
APART_M, APART_UP_M = 10.0, 1.0
BUDGETS = 9
QUANTILES = (0.05, 0.95)

Routes = Sequence[tuple[float, Route, Route]]


@dataclass(frozen=True)
class Edges:
    """5 and 95 % quantiles of the start and the end of a blackout, s since 1970.

    Over the members in which it happens at all. None where it is cut by the scenario's edge or by unknown ground.

    Attributes:
        happens: share of the members that have a blackout in that stretch.
    """

    start_p05_utc_s: float | None
    start_p95_utc_s: float | None
    end_p05_utc_s: float | None
    end_p95_utc_s: float | None
    happens: float


@dataclass(frozen=True)
class Members:
    """What every member of an ensemble says through a scenario.

    Attributes:
        utc_s: (n,) instants, rising.
        margin_db: (members, n) at the lowest rate; clearance_m likewise; nan over unknown ground.
    """

    utc_s: Floats
    margin_db: NDArray[np.float64]
    clearance_m: NDArray[np.float64]


def ensemble_members(
    model: LinkModel, tracks: Sequence[LinkTrack], routes: Routes, threshold_db: float, doubt: LinkUncertainty
) -> Members:
    """The link through all tracks over every ground, with every budget.

    A member is a ground and a budget: the budget's error, with that of the antennas, goes through BUDGETS equal shares
    of its normal distribution, and is the same throughout.
    """
    utc, antenna, sigma = _instants(tracks, routes, threshold_db)
    rover, scout = ([np.concatenate(axis) for axis in zip(*side, strict=True)] for side in zip(
        *((r.position(t), h.position(t)) for r, h, t in _by_route(routes, utc)), strict=True
    ))  # fmt: skip
    found = ensemble_links(model, (rover[0], rover[1], rover[2]), (scout[0], scout[1], scout[2]), doubt)
    rest = np.outer(normal_quantiles(BUDGETS), np.hypot(model.radio.budget.sigma_db, sigma))
    margin = (threshold_db + antenna - found.loss_db)[:, None, :] + rest[None, :, :]
    return Members(utc, margin.reshape(-1, utc.size), found.clearance_m)


def edges_of(interval: Interval, utc_s: Floats, margins: NDArray[np.float64]) -> Edges:
    """The edges of one blackout over all members: in each the stretch below 0 that goes on longest together with it."""
    starts, ends, happened = [], [], 0
    for margin in margins:
        run = _silence(interval, utc_s, margin)
        if run is None:
            continue
        happened += 1
        starts.append(run.start_utc_s)
        ends.append(run.end_utc_s)
    share = happened / len(margins)
    return Edges(*_quantiles(starts, interval.open_start), *_quantiles(ends, interval.open_end), share)


def _quantiles(instants: Sequence[float], cut: bool) -> tuple[float | None, float | None]:
    if cut or not instants:
        return None, None
    low, high = np.quantile(np.array(instants), QUANTILES)
    return float(low), float(high)


def _silence(interval: Interval, utc_s: Floats, margin: Floats) -> Interval | None:
    """The stretch with a margin below 0 that goes on longest together with an interval."""
    below = margin < 0.0
    first = np.flatnonzero(below & ~np.concatenate(([False], below[:-1])))
    last = np.flatnonzero(below & ~np.concatenate((below[1:], [False])))
    runs = [
        Interval(_crossing(utc_s, margin, a - 1, a), _crossing(utc_s, margin, b, b + 1))
        for a, b in zip(first.tolist(), last.tolist(), strict=True)
    ]
    best = max(runs, key=interval.overlap_s, default=None)
    return best if best is not None and interval.overlap_s(best) > 0.0 else None


def _crossing(utc_s: Floats, margin: Floats, before: int, after: int) -> float:
    """Where the margin is 0 between two samples; at the known one of them where there is only one."""
    if before < 0:
        return float(utc_s[after])
    if after >= utc_s.size:
        return float(utc_s[before])
    a, b = float(margin[before]), float(margin[after])
    if math.isnan(a) or math.isnan(b):
        return float(utc_s[after] if math.isnan(a) else utc_s[before])
    return float(utc_s[before] + (utc_s[after] - utc_s[before]) * a / (a - b))


def _instants(
    tracks: Sequence[LinkTrack], routes: Routes, threshold_db: float
) -> tuple[Floats, Floats, Floats]:
    """Instants of the tracks far enough apart, with the antennas' gain and its standard deviation there."""
    times, gains, sigmas = [], [], []
    for track, following in zip(tracks, [*tracks[1:], None], strict=True):
        until = math.inf if following is None else float(following.utc_s[0])
        mine = np.flatnonzero(track.utc_s < until)
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
    kept = [0]
    for n in range(1, utc_s.size):
        if np.abs(moved[:, n] - moved[:, kept[-1]]).max() >= 1.0 or n == utc_s.size - 1:
            kept.append(n)
    return np.array(kept)


def _by_route(routes: Routes, utc_s: Floats) -> list[tuple[Route, Route, Floats]]:
    """(rover's route, helicopter's route, those of the rising instants at which they are followed)."""
    begins = np.array([start for start, _, _ in routes])
    which = np.maximum(np.searchsorted(begins, utc_s, side="right") - 1, 0)
    return [(routes[n][1], routes[n][2], utc_s[which == n]) for n in np.unique(which).tolist()]

"""The link along a stretch of motion: sampled once, its crossings found by bisection.

Resolution: the positions are sampled at the model's steps, so a window shorter than the time to move one
step can be missed; the instant of each crossing found is refined until its two sides are 0.1 s or 2 cm of movement apart.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from relaysim.links.attitude import Attitude
from relaysim.links.kept_answers import kept_samples
from relaysim.links.model import LinkModel, Position
from relaysim.links.samples import LinkSamples
from relaysim.links.state import LinkState, SightState
from relaysim.path.route import Floats, Route

TIME_RESOLUTION_S = 0.1
MOVEMENT_RESOLUTION_M = 0.02
ASKED_AT_ONCE = 16  # links of a bisection: two groups of the solver's

State = TypeVar("State")


@dataclass(frozen=True)
class LinkTrack:
    """Samples of the link in time; the last one holds until something moves again.

    Attributes:
        utc_s: (n,) instants, rising.
        samples: the answers at those instants.
    """

    utc_s: Floats
    samples: LinkSamples

    def total_loss_db(self, utc_s: float) -> float:
        """Path loss less the antennas' gain, linear between samples; nan where either neighbour is unknown."""
        return _held(self.utc_s, self.samples.total_loss_db, utc_s)

    def clearance_m(self, utc_s: float) -> float:
        """Clearance at an instant, linear between samples; nan where either neighbour is unknown."""
        return _held(self.utc_s, self.samples.clearance_m, utc_s)

    def distance_m(self, utc_s: float) -> float:
        """Straight distance between the antennas at an instant."""
        return _held(self.utc_s, self.samples.distance_m, utc_s)


def track_in_force(tracks: Sequence[LinkTrack], utc_s: float) -> LinkTrack:
    """The track that describes an instant: the last one begun by then (each holds until the next begins)."""
    return tracks[_in_force(tracks, utc_s)]


def changes_at(tracks: Sequence[LinkTrack], threshold_db: float) -> list[tuple[float, LinkState]]:
    """(instant, radio state from then on) through all tracks, at any threshold."""
    return _through(tracks, [radio_states(track, threshold_db) for track in tracks])


def sight_changes(tracks: Sequence[LinkTrack]) -> list[tuple[float, SightState]]:
    """(instant, state of the straight line from then on) through all tracks."""
    return _through(tracks, [sight_states(track) for track in tracks])


def _through(
    tracks: Sequence[LinkTrack], states: Sequence[list[tuple[float, State]]]
) -> list[tuple[float, State]]:
    """The states of each track until the next one takes over."""
    ends = [*(float(track.utc_s[0]) for track in tracks[1:]), float("inf")]
    return [(t, state) for found, end in zip(states, ends, strict=True) for t, state in found if t < end]


def losses_between(
    tracks: Sequence[LinkTrack], start_utc_s: float, end_utc_s: float
) -> list[tuple[float, float]]:
    """(instant, total loss) at every sample within an interval and at its two ends, through all tracks."""
    found = [(start_utc_s, track_in_force(tracks, start_utc_s).total_loss_db(start_utc_s))]
    # A thousand days have thousands of tracks: only those that hold within the interval are looked at.
    within = tracks[_in_force(tracks, start_utc_s) : _in_force(tracks, end_utc_s) + 1]
    for track, following in zip(within, [*within[1:], None], strict=True):
        until = end_utc_s if following is None else min(end_utc_s, float(following.utc_s[0]))
        if start_utc_s >= track.utc_s[-1]:
            continue  # nothing moves any more: the last sample holds
        inside = slice(track.utc_s.searchsorted(start_utc_s, "right"), track.utc_s.searchsorted(until))
        found += zip(track.utc_s[inside].tolist(), track.samples.total_loss_db[inside].tolist(), strict=True)
    found.append((end_utc_s, track_in_force(tracks, end_utc_s).total_loss_db(end_utc_s)))
    return found


def _in_force(tracks: Sequence[LinkTrack], utc_s: float) -> int:
    if tracks and utc_s >= tracks[-1].utc_s[0]:
        return len(tracks) - 1  # a run most often asks about now
    return max(bisect_right(tracks, utc_s, key=lambda track: float(track.utc_s[0])) - 1, 0)


def _held(times: Floats, values: Floats, utc_s: float) -> float:
    if utc_s >= times[-1]:
        return float(values[-1])
    if utc_s <= times[0]:
        return float(values[0])
    after = int(times.searchsorted(utc_s, side="right"))
    if times[after - 1] == utc_s:
        return float(values[after - 1])
    return float(np.interp(utc_s, times[after - 1 : after + 1], values[after - 1 : after + 1]))


@dataclass(frozen=True)
class Motion:
    """Two vehicles from one instant to another, while either, or both, follow their routes."""

    rover: Route
    helicopter: Route
    start_utc_s: float
    end_utc_s: float

    @staticmethod
    def onward(rover: Route, helicopter: Route, now_utc_s: float, last_utc_s: float) -> Motion:
        """From now until both vehicles stand still, or until `last_utc_s`."""
        end = min(max(rover.end_utc_s, helicopter.end_utc_s, now_utc_s), last_utc_s)
        return Motion(rover, helicopter, now_utc_s, end)

    def is_fine(self, start_utc_s: float, end_utc_s: float) -> bool:
        """Whether two instants are as close as a crossing need be known: in time, or in movement."""
        if end_utc_s - start_utc_s <= TIME_RESOLUTION_S:
            return True
        routes = (self.rover, self.helicopter)
        return all(_moved_m(route, start_utc_s, end_utc_s) <= MOVEMENT_RESOLUTION_M for route in routes)


def _moved_m(route: Route, start_utc_s: float, end_utc_s: float) -> float:
    """How far apart the places of a vehicle at two instants are; most often it stands at one."""
    if route.end_utc_s <= start_utc_s:
        return 0.0
    places = route.position(np.array([start_utc_s, end_utc_s]))
    return float(np.linalg.norm([axis[1] - axis[0] for axis in places]))


def track_motions(model: LinkModel, motions: Sequence[Motion], levels_db: Sequence[float]) -> list[LinkTrack]:
    """The link along each of some motions; links of all are asked at once, which is quicker and changes no answer.

    Args:
        levels_db: total losses whose crossings matter (the thresholds of the modes); instants close to each
            crossing, and to each change of sight or of knowledge, are put among the samples.
    """
    for one in motions:
        if one.end_utc_s < one.start_utc_s:
            before_s = one.start_utc_s - one.end_utc_s
            raise ValueError(f"a stretch of motion cannot end {before_s:g} s before it starts")
    tracks = _evaluated(model, [(one, _sample_times(model, one)) for one in motions])
    ahead: dict[int, LinkTrack] = {}
    going = dict(enumerate(motions))
    while going:
        wide = {n: _wide(tracks[n], one, levels_db) for n, one in going.items()}
        going = {n: one for n, one in going.items() if wide[n]}
        middles = {n: np.array(sorted({(a + b) / 2 for a, b in wide[n]})) for n in going}
        lacking = [n for n in going if n not in ahead or not np.isin(middles[n], ahead[n].utc_s).all()]
        if lacking:
            most = ASKED_AT_ONCE // len(lacking)
            asked = [(going[n], _halvings(wide[n], going[n], most)) for n in lacking]
            ahead |= zip(lacking, _evaluated(model, asked), strict=True)
        for n in going:
            tracks[n] = _merged(tracks[n], _only(ahead[n], middles[n]))
    return tracks


def track_motion(
    model: LinkModel,
    rover: Route,
    helicopter: Route,
    start_utc_s: float,
    end_utc_s: float,
    levels_db: Sequence[float],
) -> LinkTrack:
    """The link from one instant to another while either vehicle, or both, follow their routes; as `track_motions`."""
    return track_motions(model, [Motion(rover, helicopter, start_utc_s, end_utc_s)], levels_db)[0]


def track_onward(
    model: LinkModel,
    rover: Route,
    helicopter: Route,
    now_utc_s: float,
    last_utc_s: float,
    levels_db: Sequence[float],
) -> LinkTrack:
    """The link from now until both vehicles stand still, or until `last_utc_s`."""
    return track_motions(model, [Motion.onward(rover, helicopter, now_utc_s, last_utc_s)], levels_db)[0]


def evaluate_at(model: LinkModel, rover: Route, helicopter: Route, utc_s: Floats) -> LinkSamples:
    """The link at given instants along two routes."""
    attitude = model.rover_attitudes.along(rover, utc_s)
    return kept_samples(model, rover.position(utc_s), helicopter.position(utc_s), attitude)


def _evaluated(model: LinkModel, asked: Sequence[tuple[Motion, Floats]]) -> list[LinkTrack]:
    """The link at instants of each of some motions, all in one question to the model."""
    rover = _joined([one.rover.position(utc_s) for one, utc_s in asked])
    helicopter = _joined([one.helicopter.position(utc_s) for one, utc_s in asked])
    stands = [model.rover_attitudes.along(one.rover, utc_s) for one, utc_s in asked]
    angles = (np.concatenate([getattr(one, f.name) for one in stands]) for f in dataclasses.fields(Attitude))
    found = kept_samples(model, rover, helicopter, Attitude(*angles))
    tracks, first = [], 0
    for _, utc_s in asked:
        part = slice(first, first + len(utc_s))
        columns = [getattr(found, f.name)[part] for f in dataclasses.fields(LinkSamples)]
        tracks.append(LinkTrack(utc_s, LinkSamples(*columns)))
        first = part.stop
    return tracks


def _joined(places: Sequence[Position]) -> Position:
    x_m, y_m, above_ground_m = (np.concatenate(axis) for axis in zip(*places, strict=True))
    return x_m, y_m, above_ground_m


def radio_states(track: LinkTrack, threshold_db: float) -> list[tuple[float, LinkState]]:
    """The states of the link at one threshold: (instant from which, state); neighbours differ."""
    names = {1: LinkState.OPEN, -1: LinkState.CLOSED, 0: LinkState.UNKNOWN}
    return _runs(track.utc_s, _sign(threshold_db - track.samples.total_loss_db), names)


def sight_states(track: LinkTrack) -> list[tuple[float, SightState]]:
    """The states of the straight line: (instant from which, state); neighbours differ."""
    names = {1: SightState.CLEAR, -1: SightState.BLOCKED, 0: SightState.UNKNOWN}
    return _runs(track.utc_s, _sign(track.samples.clearance_m), names)


def _sign(values: Floats) -> NDArray[np.int8]:
    """1 where a value is 0 or more, -1 where it is less, 0 where it is unknown (nan)."""
    return (values >= 0.0).astype(np.int8) - (values < 0.0).astype(np.int8)


def _runs(times: Floats, signs: NDArray[np.int8], names: Mapping[int, State]) -> list[tuple[float, State]]:
    first = np.concatenate([[True], signs[1:] != signs[:-1]])
    return [(float(times[i]), names[int(signs[i])]) for i in np.flatnonzero(first)]


def _changes(track: LinkTrack, levels_db: Sequence[float]) -> list[tuple[float, float]]:
    """The pairs of neighbouring instants between which some state changes."""
    loss = track.samples.total_loss_db
    signs = [_sign(level - loss) for level in levels_db] + [_sign(track.samples.clearance_m)]
    where = sorted({int(i) for sign in signs for i in np.flatnonzero(sign[1:] != sign[:-1])})
    return [(float(track.utc_s[i]), float(track.utc_s[i + 1])) for i in where]


def _wide(track: LinkTrack, motion: Motion, levels_db: Sequence[float]) -> list[tuple[float, float]]:
    """Neighbouring instants between which something changes, and that are not yet close enough together."""
    return [(a, b) for a, b in _changes(track, levels_db) if not motion.is_fine(a, b)]


def _halvings(brackets: Sequence[tuple[float, float]], motion: Motion, most: int) -> Floats:
    """The middles of the brackets, and of what their halves may become, as long as there are not more than `most`: a few
    links asked at once cost hardly more than one, though only one of two halves goes on."""
    middles: set[float] = set()
    halves = list(brackets)
    while halves and (not middles or len(middles) + len(halves) <= most):
        middles |= {(a + b) / 2 for a, b in halves}
        parts = [half for a, b in halves for half in ((a, (a + b) / 2), ((a + b) / 2, b))]
        halves = [(a, b) for a, b in parts if not motion.is_fine(a, b)]
    return np.array(sorted(middles))


def _only(track: LinkTrack, utc_s: Floats) -> LinkTrack:
    """The samples at some of its instants."""
    at = np.searchsorted(track.utc_s, utc_s)
    columns = [getattr(track.samples, f.name)[at] for f in dataclasses.fields(LinkSamples)]
    return LinkTrack(utc_s, LinkSamples(*columns))


def _sample_times(model: LinkModel, motion: Motion) -> Floats:
    """Instants close enough together for either vehicle's movement, the ends of the stretch among them."""
    start, end = motion.start_utc_s, motion.end_utc_s
    times = np.concatenate(
        [
            np.array([start, end]),
            motion.rover.sample_times(model.step_m, model.step_height_m),
            motion.helicopter.sample_times(model.step_m, model.step_height_m),
        ]
    )
    return np.unique(times[(times >= start) & (times <= end)])


def _merged(one: LinkTrack, other: LinkTrack) -> LinkTrack:
    times = np.concatenate([one.utc_s, other.utc_s])
    order = np.argsort(times, kind="stable")
    fields = dataclasses.fields(LinkSamples)
    columns = [
        np.concatenate([getattr(one.samples, f.name), getattr(other.samples, f.name)])[order] for f in fields
    ]
    return LinkTrack(times[order], LinkSamples(*columns))

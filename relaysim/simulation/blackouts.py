"""The blackouts of a run, at all four levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from relaysim.blackout.intervals import Interval, arrival_gaps, intervals_of, most_overlapping, session_gaps
from relaysim.blackout.table import Scene, blackout_row
from relaysim.links.state import LinkState, SightState
from relaysim.records.rows import BlackoutRow
from relaysim.scenario.world import World
from relaysim.simulation.recorder import Recorder


def radio_blackouts(recorder: Recorder, world: World) -> list[Interval]:
    """Stretches in which the lowest rate did not close."""
    return intervals_of(
        recorder.radio_changes, LinkState.CLOSED, LinkState.UNKNOWN, world.start_utc_s, world.end_utc_s
    )


def sightline_blackouts(recorder: Recorder, world: World) -> list[Interval]:
    """Stretches in which the straight line met ground."""
    return intervals_of(
        recorder.sight_changes, SightState.BLOCKED, SightState.UNKNOWN, world.start_utc_s, world.end_utc_s
    )


def session_blackouts(recorder: Recorder, world: World) -> list[Interval]:
    """Stretches between two successful sessions with a failed one in between."""
    sessions = sorted((s.start_utc_s, s.outcome, s.contact) for s in recorder.sessions)
    return session_gaps(sessions, world.start_utc_s, world.end_utc_s)


def earth_blackouts(recorder: Recorder, world: World) -> list[Interval]:
    """Stretches in which nothing of the helicopter's reached Earth, beyond the normal gap."""
    normal_s = world.earth.normal_gap_days * world.clock.day_length_s
    unknown = [session.start_utc_s for session in recorder.sessions if session.outcome == "unknown"]
    return arrival_gaps(recorder.earth_arrivals_utc_s, unknown, normal_s, world.start_utc_s, world.end_utc_s)


def blackout_rows(scene: Scene, recorder: Recorder, world: World) -> list[BlackoutRow]:
    """Every blackout, level by level, in time."""
    intervals = intervals_by_level(recorder, world)
    rows: list[BlackoutRow] = []
    for level, found in intervals.items():
        for interval in found:
            cause = _cause(scene, level, interval, intervals)
            rows.append(blackout_row(scene, len(rows) + 1, level, interval, cause))
    return rows


def intervals_by_level(recorder: Recorder, world: World) -> dict[str, Sequence[Interval]]:
    """The blackouts of each level, in time."""
    return {
        "sightline": sightline_blackouts(recorder, world),
        "radio": radio_blackouts(recorder, world),
        "session": session_blackouts(recorder, world),
        "earth": earth_blackouts(recorder, world),
    }


def _cause(scene: Scene, level: str, interval: Interval, intervals: Mapping[str, Sequence[Interval]]) -> str:
    """What would have sufficed, in order: a session or a pass, no terrain, less range.

    A silence is put down to the level below if that was silent for most of it, else to the schedule.
    """
    if level == "sightline":
        return "terrain"
    if level == "radio":
        return scene.cause(interval)
    below = {"session": "radio", "earth": "session"}[level]
    behind = most_overlapping(intervals[below], interval)
    if behind is None or interval.overlap_s(behind) <= interval.duration_s / 2:
        return "schedule"
    return _cause(scene, below, behind, intervals)

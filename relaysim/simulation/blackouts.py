"""The blackouts of a run, at all four levels."""

from __future__ import annotations

from collections.abc import Sequence

from relaysim.blackout.causes import Part, main_cause, parts_above, radio_parts
from relaysim.blackout.edges import Edges
from relaysim.blackout.intervals import Interval, arrival_gaps, intervals_of, session_gaps
from relaysim.blackout.table import Scene, blackout_row
from relaysim.links.state import LinkState, SightState
from relaysim.records.rows import BlackoutCauseRow, BlackoutRow
from relaysim.scenario.world import World
from relaysim.simulation.edges_above import EdgesAbove
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


def blackout_rows(
    scene: Scene, recorder: Recorder, world: World
) -> tuple[list[BlackoutRow], list[BlackoutCauseRow]]:
    """Every blackout, level by level, in time; and the parts of each by cause."""
    intervals = intervals_by_level(recorder, world)
    rows: list[BlackoutRow] = []
    causes: list[BlackoutCauseRow] = []
    above = EdgesAbove(world, recorder)
    below: list[Part] = []
    edges_below: list[tuple[Interval, Edges]] = []
    for level, found in intervals.items():
        parts_of_level: list[Part] = []
        edges = [(interval, _edges(scene, above, level, interval, edges_below)) for interval in found]
        for interval, edge in edges:
            parts = _parts(scene, level, interval, below, recorder, world)
            parts_of_level += parts
            number = len(rows) + 1
            rows.append(blackout_row(scene, number, level, interval, main_cause(parts), edge))
            causes += [BlackoutCauseRow(number, level, p.start_utc_s, p.end_utc_s, p.cause) for p in parts]
        below, edges_below = parts_of_level, edges
    return rows, causes


def intervals_by_level(recorder: Recorder, world: World) -> dict[str, Sequence[Interval]]:
    """The blackouts of each level, in time."""
    return {
        "sightline": sightline_blackouts(recorder, world),
        "radio": radio_blackouts(recorder, world),
        "session": session_blackouts(recorder, world),
        "earth": earth_blackouts(recorder, world),
    }


def _edges(
    scene: Scene, above: EdgesAbove, level: str, interval: Interval, below: list[tuple[Interval, Edges]]
) -> Edges:
    """When a silence may begin and end; above the radio by the level below."""
    if level == "session":
        return above.session(interval, below)
    return above.earth(interval, below) if level == "earth" else scene.edges(level, interval)


def _parts(
    scene: Scene, level: str, interval: Interval, below: list[Part], recorder: Recorder, world: World
) -> list[Part]:
    """A silence divided by cause; above the radio it is put down to the level below while that was silent."""
    if level == "sightline":
        return [Part(interval.start_utc_s, interval.end_utc_s, "terrain")]
    if level == "radio":
        return radio_parts(scene, interval)
    if level == "session":
        return parts_above(interval, below, [Part(*outage, "power") for outage in recorder.outages])
    silences = [Part(*silence) for silence in world.earth.silences]
    return parts_above(interval, below, silences)

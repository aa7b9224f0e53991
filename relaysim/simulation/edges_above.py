"""When a silence of sessions, or of Earth, may have begun and ended: from the edges of the radio's silence behind it.

What is scheduled follows from when the radio could be heard by functions that never fall, so quantiles go through them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from relaysim.blackout.edges import Edges
from relaysim.blackout.intervals import Interval, most_overlapping
from relaysim.blackout.table import NO_EDGES
from relaysim.plans.earliest import EarliestArrival
from relaysim.relay.topology import EARTH, ROVER
from relaysim.scenario.world import World
from relaysim.simulation.recorder import Recorder

Onward = Callable[[float], float | None]


class EdgesAbove:
    """The edges of one run's silences above the radio, level by level.

    A session ends with the radio, or as scheduled before; after a silence the helicopter's next alarm brings the next (flights,
    and a search, are not looked at). Earth hears of either by the next windows that lead there.
    """

    def __init__(self, world: World, recorder: Recorder) -> None:
        self._world = world
        self._contacts = sorted(s.contact for s in recorder.sessions if s.contact is not None)
        self._wakes = recorder.wakes
        latencies = {node.name: node.latency_s for node in world.earth.nodes}
        self._earliest = EarliestArrival(world.earth.contacts, latencies)

    def session(self, interval: Interval, radio: Sequence[tuple[Interval, Edges]]) -> Edges:
        """Edges of a silence of sessions; none where the radio was not silent for most of it."""
        return self._through(interval, radio, self._last_contact, self._next_alarm)

    def earth(self, interval: Interval, sessions: Sequence[tuple[Interval, Edges]]) -> Edges:
        """Edges of a silence of Earth; none where the sessions were not silent for most of it."""
        behind = most_overlapping([one for one, _ in sessions], interval)
        if behind is None:
            return NO_EDGES

        def moved(utc_s: float, from_utc_s: float, seen_utc_s: float) -> float | None:
            """What Earth saw, as much later as the way takes what is sent so much later."""
            shift = self._arrival(utc_s) - self._arrival(from_utc_s)
            return self._within(seen_utc_s + shift)

        start, end = behind.start_utc_s, behind.end_utc_s
        return self._through(
            interval,
            sessions,
            lambda utc_s: moved(utc_s, start, interval.start_utc_s),
            lambda utc_s: moved(utc_s, end, interval.end_utc_s),
        )

    def _through(
        self,
        interval: Interval,
        below: Sequence[tuple[Interval, Edges]],
        start: Onward,
        end: Onward,
    ) -> Edges:
        behind = most_overlapping([one for one, _ in below], interval)
        if behind is None or interval.overlap_s(behind) <= interval.duration_s / 2:
            return NO_EDGES
        edges = next(edges for one, edges in below if one is behind)
        start = _nothing if interval.open_start else start
        end = _nothing if interval.open_end else end
        return Edges(
            _if_known(start, edges.start_p05_utc_s),
            _if_known(start, edges.start_p95_utc_s),
            _if_known(end, edges.end_p05_utc_s),
            _if_known(end, edges.end_p95_utc_s),
            edges.happens,
        )

    def _last_contact(self, utc_s: float) -> float | None:
        """The end of the last contact if the radio is lost at an instant."""
        return max((min(last, utc_s) for first, last in self._contacts if first < utc_s), default=None)

    def _next_alarm(self, utc_s: float) -> float | None:
        return self._within(self._world.next_awake(utc_s, self._wakes))

    def _arrival(self, utc_s: float) -> float:
        return self._earliest.at(ROVER, EARTH, utc_s)

    def _within(self, utc_s: float) -> float | None:
        """An instant of the run; None after its end."""
        return utc_s if utc_s < self._world.end_utc_s else None


def _if_known(onward: Onward, utc_s: float | None) -> float | None:
    return None if utc_s is None else onward(utc_s)


def _nothing(_: float) -> None:
    """Of an edge that is cut nothing is said."""

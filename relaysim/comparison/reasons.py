"""The reasons of all edges that differ: worlds built again where they can be, else what the runs' files tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import MappingProxyType

from relaysim.comparison.edge import EDGES, EdgeDifference, edge_difference
from relaysim.comparison.link_reason import Rebuilt, link_from_files, link_reason
from relaysim.comparison.matching import Match
from relaysim.comparison.reason import Reason
from relaysim.comparison.schedule_reason import earth_reason, session_reason
from relaysim.comparison.side import RunSide
from relaysim.comparison.silence import Span
from relaysim.comparison.world_again import world_again
from relaysim.errors import InputError
from relaysim.links.loss_store import LossStore
from relaysim.report.faults import Faults
from relaysim.scenario.world import World

# Edges of one level whose links are asked again: those of the longest silences. A second or so for all of them.
MOST_ASKED = 12
LINK_LEVELS = ("sightline", "radio")
_TOLD_BY = MappingProxyType({"session": "geometry.json", "earth": "contacts.csv"})
ByMatch = dict[int, list[Reason]]


def reasons_of_runs(
    pairs: Sequence[Match],
    a: RunSide,
    b: RunSide,
    look_in: Sequence[Path],
    faults: Faults,
    say: Callable[[str], None],
) -> ByMatch:
    """The reasons by the number of the match; `faults` notes what could not be asked."""
    from relaysim.links.loss_cache import LossCache, default_place

    spans = [(side.times.start_utc_s, side.times.end_utc_s) for side in (a, b)]
    asked = _asked(pairs, (max(first for first, _ in spans), min(last for _, last in spans)), faults)
    if not asked:
        return {}
    with LossCache(default_place()) as cache:
        rebuilt = Rebuilt(a, None), Rebuilt(b, None)
        if any(pairs[n].level in LINK_LEVELS for n, _ in asked):
            say("building the worlds again")
            worlds = _worlds(a, b, look_in, cache, faults)
            if worlds is not None:
                rebuilt = Rebuilt(a, worlds[0]), Rebuilt(b, worlds[1])
        found: ByMatch = {}
        for number, difference in asked:
            say("asking links again")
            match = pairs[number]
            reason = faults.part(lambda m=match, d=difference: _reason(m, d, rebuilt, pairs), None)  # type: ignore[misc]
            if reason is not None:
                found.setdefault(number, []).append(reason)
    return found


def _asked(pairs: Sequence[Match], common: Span, faults: Faults) -> list[tuple[int, EdgeDifference]]:
    """The edges that differ, of the longest silences first, so many of each level; of a silence of the link that only one
    side has its start."""
    found: list[tuple[int, EdgeDifference]] = []
    counts: dict[str, int] = {}
    left = 0
    for number, match in sorted(enumerate(pairs), key=lambda row: -row[1].length_s):
        for difference in _open_questions(match, common):
            counts[match.level] = counts.get(match.level, 0) + 1
            if counts[match.level] <= MOST_ASKED:
                found.append((number, difference))
            else:
                left += 1
    if left:
        faults.note(f"{left} more edges differ, of shorter blackouts: their links were not asked again.")
    return found


def _open_questions(match: Match, common: Span) -> list[EdgeDifference]:
    """The edges of a silence whose difference can be explained, in the time that both runs have."""
    if match.is_matched:
        edges = [edge_difference(match, edge) for edge in EDGES]
        return [one for one in edges if one.is_decided and (not one.bound or match.level in LINK_LEVELS)]
    (alone,) = match.a or match.b
    asked_s = alone.start_utc_s
    if alone.open_start or match.level not in LINK_LEVELS or not common[0] <= asked_s < common[1]:
        return []
    return [EdgeDifference("start", asked_s, asked_s, 0.0, "")]


def _worlds(
    a: RunSide, b: RunSide, look_in: Sequence[Path], cache: LossStore, faults: Faults
) -> tuple[World, World] | None:
    found = []
    for side in (a, b):
        if "geometry.json" in side.lost:
            return None  # where the helicopter was is not known; that the file is gone is said already
        try:
            found.append(world_again(side, look_in, cache))
        except InputError as error:
            first = str(error).splitlines()[0]
            faults.note(f"The links are explained from the runs' own files alone, because {first}")
            return None
    return found[0], found[1]


def _reason(
    match: Match, difference: EdgeDifference, rebuilt: tuple[Rebuilt, Rebuilt], pairs: Sequence[Match]
) -> Reason | None:
    """Why an edge differs; None where the file that tells of sessions or passes is not whole."""
    a, b = rebuilt
    if match.level in LINK_LEVELS:
        return link_reason(match.level, difference, a, b)
    if _TOLD_BY.get(match.level) in a.side.lost | b.side.lost:
        return None
    at = min(difference.a_utc_s, difference.b_utc_s)
    links = link_from_files(a.side, at), link_from_files(b.side, at)
    if match.level == "session":
        return session_reason(difference, a.side, b.side, links)
    return earth_reason(difference, _below_s(match, difference, pairs), a.side, b.side, links)


def _below_s(match: Match, difference: EdgeDifference, pairs: Sequence[Match]) -> float | None:
    """The difference of the same edge of the session blackout that overlaps most; None without one."""
    sessions = [one for one in pairs if one.level == "session" and one.is_matched]
    near = [(one.a[0].overlap_s(match.a[0]), one) for one in sessions]
    shared = [pair for pair in near if pair[0] > 0.0]
    if not shared:
        return None
    best = max(shared, key=lambda pair: pair[0])[1]
    return edge_difference(best, difference.edge).difference_s


def reasons_of_record(pairs: Sequence[Match], run: RunSide, *, is_a_run: bool) -> ByMatch:
    """What the run says at each recorded edge that differs from its own: its margin there, and whether it lies within the
    run's own 90 % interval.

    Raises:
        InputError: a value of the run's files is not what it should be.
    """
    found: ByMatch = {}
    for number, match in enumerate(pairs):
        if not match.is_matched:
            continue
        for edge in EDGES:
            difference = edge_difference(match, edge)
            if not difference.is_same and not difference.bound:
                found.setdefault(number, []).append(_of_record(match, difference, run, is_a_run=is_a_run))
    return found


def _of_record(match: Match, difference: EdgeDifference, run: RunSide, *, is_a_run: bool) -> Reason:
    told_utc_s = difference.b_utc_s if is_a_run else difference.a_utc_s
    own = (match.a if is_a_run else match.b)[0 if difference.edge == "start" else -1]
    there = link_from_files(run, told_utc_s)
    words = []
    span = own.start_90 if difference.edge == "start" else own.end_90
    if span is not None:
        within = span[0] <= told_utc_s <= span[1]
        words.append(
            f"The recorded {difference.edge} lies {'within' if within else 'outside'} the run's own 90 % interval, "
            f"{run.times.utc(span[0])} to {run.times.utc(span[1])}."
        )
    a, b = (there, None) if is_a_run else (None, there)
    return Reason(match.level, difference.edge, told_utc_s, "record", "", a, b, (), tuple(words))

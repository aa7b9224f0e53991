"""Which blackout of one side is which of the other: by how long they overlap, level by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from relaysim.comparison.silence import Silence, in_order

Pair = tuple[tuple[Silence, ...], tuple[Silence, ...]]
_Pieces = tuple[list[Silence], list[Silence]]
_NEARER = 1e-6  # seconds of overlap that a second between edges is worth


@dataclass(frozen=True)
class Match:
    """What is one silence in time: its pieces in A and in B, each in time; one of the two is empty for an unmatched one.

    More than one piece on a side means that the silence was broken there, and whole (or broken elsewhere) on the other.
    """

    level: str
    a: tuple[Silence, ...]
    b: tuple[Silence, ...]

    @property
    def is_matched(self) -> bool:
        """Whether both sides have it."""
        return bool(self.a and self.b)

    @property
    def length_s(self) -> float:
        """The longer of the two silences."""
        return max(silent_s(self.a), silent_s(self.b))


def silent_s(pieces: Sequence[Silence]) -> float:
    """How long the pieces are together."""
    return sum(piece.duration_s for piece in pieces)


def matches(a: Sequence[Silence], b: Sequence[Silence]) -> tuple[Match, ...]:
    """Every silence of both sides once: matched one to one so that the sum of the overlaps is greatest; what is left
    over but lies within a matched one of the other side is a piece of that match; the rest stands alone.

    Swapping the sides swaps the pieces, and changes nothing else.
    """
    found: list[Match] = []
    levels = dict.fromkeys(one.level for one in in_order([*a, *b]))
    for level in levels:
        ours = [one for one in a if one.level == level]
        theirs = [one for one in b if one.level == level]
        for group_a, group_b in _groups(ours, theirs):
            found += [Match(level, *pieces) for pieces in _paired(group_a, group_b)]
    return tuple(found)


def _groups(a: Sequence[Silence], b: Sequence[Silence]) -> list[tuple[list[Silence], list[Silence]]]:
    """Those that overlap each other, directly or through others: small groups, in time."""
    groups: list[tuple[list[Silence], list[Silence]]] = []
    until = float("-inf")
    rows = [*((one, 0) for one in a), *((one, 1) for one in b)]
    for one, side in sorted(rows, key=lambda row: (row[0].start_utc_s, row[0].end_utc_s, row[1])):
        if one.start_utc_s > until:
            groups.append(([], []))
        groups[-1][side].append(one)
        until = max(until, one.end_utc_s)
    return groups


def _paired(a: Sequence[Silence], b: Sequence[Silence]) -> list[Pair]:
    """The matches of one group, in time."""
    mates = _one_to_one(a, b)
    pairs: list[_Pieces] = [([ours], [theirs]) for ours, theirs in mates]
    taken = {id(one) for mate in mates for one in mate}
    lone: list[_Pieces] = []
    for one in (one for one in a if id(one) not in taken):
        nearest = _nearest(one, [theirs for _, theirs in mates])
        pairs[nearest][0].append(one) if nearest >= 0 else lone.append(([one], []))
    for one in (one for one in b if id(one) not in taken):
        nearest = _nearest(one, [ours for ours, _ in mates])
        pairs[nearest][1].append(one) if nearest >= 0 else lone.append(([], [one]))
    ordered = sorted([*pairs, *lone], key=lambda pair: min(one.start_utc_s for one in (*pair[0], *pair[1])))
    return [(_in_time(ours), _in_time(theirs)) for ours, theirs in ordered]


def _one_to_one(a: Sequence[Silence], b: Sequence[Silence]) -> list[tuple[Silence, Silence]]:
    """The pairs whose overlaps add up to the most; of equal overlaps those whose edges are nearer to each other."""
    table = [[(_shared_s(one, other), _apart_s(one, other)) for other in b] for one in a]
    both = np.array(table, dtype=np.float64).reshape(len(a), len(b), 2)
    rows, columns = linear_sum_assignment(both[..., 0] - _NEARER * both[..., 1], maximize=True)
    found = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(a[i], b[j]) for i, j in found if both[i, j, 0] > 0.0]


def _nearest(one: Silence, others: Sequence[Silence]) -> int:
    """Which of the others it shares most time with; -1 for none."""
    best = max(range(len(others)), key=lambda n: _shared_s(one, others[n]), default=-1)
    return best if best >= 0 and _shared_s(one, others[best]) > 0.0 else -1


def _in_time(pieces: Sequence[Silence]) -> tuple[Silence, ...]:
    return tuple(sorted(pieces, key=lambda one: one.start_utc_s))


def _shared_s(one: Silence, other: Silence) -> float:
    """The overlap; of two that are the same instant a little, as they are the same."""
    overlap_s = one.overlap_s(other)
    return overlap_s if overlap_s > 0.0 else 1e-3 if _apart_s(one, other) == 0.0 else 0.0


def _apart_s(one: Silence, other: Silence) -> float:
    return abs(one.start_utc_s - other.start_utc_s) + abs(one.end_utc_s - other.end_utc_s)

"""ION's ranges: light times of a pair over stretches of time, and what one says of the other direction.

ionrc(5): a range whose first node has the smaller number holds in both directions, unless another one of the same pair
the other way round stands beside it; one whose first node has the larger number says nothing of the other direction.
ION takes such an override only if it begins with the range it overrides, so ours always do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from relaysim.plans.seconds import Slice


@dataclass(frozen=True, slots=True)
class Range:
    """From start to end, seconds from a reference, what `source` sends takes `delay_s` to `destination`."""

    start_s: int
    end_s: int
    source: int
    destination: int
    delay_s: int


def ranges(slices: Sequence[Slice], numbers: Mapping[str, int]) -> list[Range]:
    """As few ranges as tell the light time of every slice, none overlapping another of its direction, by start."""
    ways: dict[tuple[int, int], list[Slice]] = {}
    for one in slices:
        way = numbers[one.contact.source], numbers[one.contact.destination]
        ways.setdefault(way, []).append(one)
    found: list[Range] = []
    for low, high in sorted({(min(way), max(way)) for way in ways}):
        found += _of_pair(low, high, ways.get((low, high), []), ways.get((high, low), []))
    return sorted(found, key=lambda one: (one.start_s, min(one.source, one.destination), one.source))


def _of_pair(low: int, high: int, there: Sequence[Slice], back: Sequence[Slice]) -> Iterator[Range]:
    for start, end, out_s, in_s in _stretches(there, back):
        if out_s is not None:
            yield Range(start, end, low, high, out_s)
        if in_s is not None and in_s != out_s:
            yield Range(start, end, high, low, in_s)


def _stretches(
    there: Sequence[Slice], back: Sequence[Slice]
) -> list[tuple[int, int, int | None, int | None]]:
    """(start, end, delay one way, delay the other way) of each stretch in which both stay the same; None: no slice."""
    edges = sorted({edge for one in (*there, *back) for edge in (one.start_s, one.end_s)})
    found: list[tuple[int, int, int | None, int | None]] = []
    ahead = [sorted(side, key=lambda one: one.start_s, reverse=True) for side in (there, back)]
    for start, end in pairwise(edges):
        out_s, in_s = (_delay_at(side, start) for side in ahead)
        if out_s is None and in_s is None:
            continue
        in_s = out_s if in_s is None else in_s  # what the range there says of the way back anyway
        if found and found[-1][1:] == (start, out_s, in_s):
            found[-1] = (found[-1][0], end, out_s, in_s)
        else:
            found.append((start, end, out_s, in_s))
    return found


def _delay_at(ahead: list[Slice], start_s: int) -> int | None:
    """The delay of the slice that covers a second; slices that are over are taken off the end of the list."""
    while ahead and ahead[-1].end_s <= start_s:
        ahead.pop()
    return ahead[-1].delay_s if ahead and ahead[-1].start_s <= start_s else None

"""One radio, several partners: who has it when their windows overlap, and which passes a day are used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.windows import Window, subtract
from relaysim.earth.pass_rates import RatedWindow, volume_bits


@dataclass(frozen=True)
class RadioRule:
    """How a ground radio shares its time between orbiters.

    Attributes:
        priority: names, the most wanted first; they take the radio from those after them, and names not listed from
            nobody. Empty: whose pass began first keeps the radio to the pass's end.
        shortest_s: what is left of a pass after the others is not used when shorter.
        most_per_day: passes used on one local day, those of the greatest volume; None: all.
    """

    priority: tuple[str, ...] = ()
    shortest_s: float = 0.0
    most_per_day: int | None = None


def one_at_a_time(windows: Mapping[str, Sequence[Window]], rule: RadioRule) -> dict[str, list[Window]]:
    """The windows of each name, cut so that no two of any names overlap.

    Of two that begin together the name that stands first in `windows` keeps the radio.
    """
    turns = _by_priority(windows, rule.priority) if rule.priority else _first_come(windows)
    return {
        name: [(start, end) for start, end in turns[name] if end - start >= rule.shortest_s]
        for name in windows
    }


def _first_come(windows: Mapping[str, Sequence[Window]]) -> dict[str, list[Window]]:
    turns: dict[str, list[Window]] = {name: [] for name in windows}
    free_from = float("-inf")
    queue = [
        (start, order, end, name) for order, (name, own) in enumerate(windows.items()) for start, end in own
    ]
    for start, _, end, name in sorted(queue):
        if end > max(start, free_from):
            turns[name].append((max(start, free_from), end))
            free_from = end
    return turns


def _by_priority(windows: Mapping[str, Sequence[Window]], priority: Sequence[str]) -> dict[str, list[Window]]:
    turns: dict[str, list[Window]] = {}
    taken: list[Window] = []
    for name in (name for name in priority if name in windows):
        turns[name] = subtract(windows[name], taken)
        taken = [*taken, *turns[name]]
    rest = _first_come({name: subtract(own, taken) for name, own in windows.items() if name not in turns})
    return turns | rest


def in_turn(wanted: Sequence[Sequence[Window]]) -> list[list[Window]]:
    """For each of several partners the windows in which it has the radio, those of no two overlapping.

    Of windows that overlap the partner has its own to whom the radio was given last longest ago; at first, and of two who
    never had it, the one who stands first.
    """
    queue = sorted((start, end, who) for who, own in enumerate(wanted) for start, end in own)
    given: list[list[Window]] = [[] for _ in wanted]
    while queue:
        together, until = [queue[0]], queue[0][1]
        for start, end, who in queue[1:]:
            if start >= until:
                break
            together.append((start, end, who))
            until = max(until, end)
        queue = queue[len(together) :]
        who = min(
            {one[2] for one in together}, key=lambda who: (given[who][-1][1] if given[who] else -inf, who)
        )
        given[who] += [(start, end) for start, end, one in together if one == who]
    return given


def best_of_each_day(
    passes: Mapping[str, Sequence[Sequence[RatedWindow]]], clock: LocalClock, most: int
) -> dict[str, list[Sequence[RatedWindow]]]:
    """Of the passes of all names together the `most` of the greatest volume that begin on each local day.

    A pass is its rated stretches in time; one without any is left out. Of two of the same volume the earlier is
    used, then that of the name that stands first.
    """
    by_day: dict[int, list[tuple[float, float, int, str, Sequence[RatedWindow]]]] = {}
    for order, (name, own) in enumerate(passes.items()):
        for stretches in (stretches for stretches in own if stretches):
            start, volume = stretches[0][0], sum(volume_bits(stretch) for stretch in stretches)
            by_day.setdefault(clock.day(start), []).append((-volume, start, order, name, stretches))
    kept: dict[str, list[Sequence[RatedWindow]]] = {name: [] for name in passes}
    for day in sorted(by_day):
        for _, _, _, name, stretches in sorted(sorted(by_day[day])[:most], key=lambda entry: entry[1]):
            kept[name].append(stretches)
    return kept

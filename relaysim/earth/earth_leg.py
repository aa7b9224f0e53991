"""Contacts between an orbiter and the stations on Earth."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from relaysim.clock.windows import Window, intersect
from relaysim.earth.radio_turns import RadioRule, one_at_a_time
from relaysim.plans.contact import Contact

# A contact has one light time: it is cut where that would be off by more than half of this.
_LIGHT_TIME_STEP_S = 1.0
LightTimeAt = Callable[[float], float]


@dataclass(frozen=True)
class EarthRadio:
    """An orbiter's own way to Earth and back.

    Attributes:
        down_bps: rate to the stations; 0: it sends nothing. up_bps: rate from them; 0: nothing is sent to it.
        latency_s: what handling on the way to Earth adds to the light time.
        merge_gap_s: windows of one station with shorter gaps between them (occultations) become one contact, its
            rate lowered to the same volume; 0 keeps each.
    """

    down_bps: float
    up_bps: float = 0.0
    latency_s: float = 0.0
    merge_gap_s: float = 0.0


def station_contacts(
    orbiter: str,
    radio: EarthRadio,
    visible: Sequence[Window],
    stations: Mapping[str, Sequence[Window]],
    one_way_light_time_s: LightTimeAt,
) -> list[Contact]:
    """Contacts orbiter -> station and station -> orbiter, each from the time of its source.

    Args:
        visible: when Earth is not behind the body; `stations`: when each sees and serves the orbiter. All in the
            orbiter's time: light that leaves it then reaches the station, light that reaches it then left the
            station earlier.
        one_way_light_time_s: of an instant at the orbiter; as good as the same both ways.

    The orbiter has one antenna for Earth: of stations that overlap, the one whose window began first keeps it.
    """
    turns = one_at_a_time(stations, RadioRule())
    contacts = []
    for station, windows in turns.items():
        for start, end, used_s in _merged(intersect(visible, windows), radio.merge_gap_s):
            for a, b in _in_light_time_steps(start, end, one_way_light_time_s):
                light_s, share = one_way_light_time_s(0.5 * (a + b)), used_s / (end - start)
                if radio.down_bps > 0.0:
                    down = Contact.steady(orbiter, station, a, b, share * radio.down_bps, light_s)
                    contacts.append(replace(down, latency_s=radio.latency_s))
                if radio.up_bps > 0.0:
                    up = (a - light_s, b - light_s, share * radio.up_bps, light_s)
                    contacts.append(Contact.steady(station, orbiter, *up))
    return contacts


def _merged(windows: Sequence[Window], gap_s: float) -> list[tuple[float, float, float]]:
    """(start, end, time within that is open): windows joined over gaps shorter than `gap_s`."""
    merged: list[tuple[float, float, float]] = []
    for start, end in windows:
        if merged and start - merged[-1][1] < gap_s:
            first, _, used_s = merged.pop()
            merged.append((first, end, used_s + end - start))
        else:
            merged.append((start, end, end - start))
    return merged


def _in_light_time_steps(start: float, end: float, light_time: LightTimeAt) -> list[Window]:
    pieces = max(math.ceil(abs(light_time(end) - light_time(start)) / _LIGHT_TIME_STEP_S), 1)
    edges = [start + (end - start) * n / pieces for n in range(pieces)] + [end]
    return list(pairwise(edges))

"""Contacts between an orbiter and the stations on Earth."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from relaysim.clock.windows import Window, intersect
from relaysim.earth.light_steps import LightTime, light_time_pieces
from relaysim.earth.radio_turns import RadioRule, one_at_a_time
from relaysim.plans.contact import Contact


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
    one_way_light_time_s: LightTime,
) -> list[Contact]:
    """Contacts orbiter -> station and station -> orbiter, each from the time of its source.

    Args:
        visible: when Earth is not behind the body; `stations`: when each sees and serves the orbiter. All in the
            orbiter's time: light that leaves it then reaches the station, light that reaches it then left the
            station earlier.
        one_way_light_time_s: at (n,) UTC seconds at the orbiter, (n,) s; taken as the same both ways.

    The orbiter has one antenna for Earth: of stations that overlap, the one whose window began first keeps it.
    """
    contacts = []
    for station, windows in one_at_a_time(stations, RadioRule()).items():
        merged = _merged(intersect(visible, windows), radio.merge_gap_s)
        free_utc_s = -math.inf
        for start, end, share, light_s in _in_light_time_steps(merged, one_way_light_time_s):
            if radio.down_bps > 0.0:
                steps = ((start, share * radio.down_bps),)
                contacts.append(Contact(orbiter, station, start, end, steps, light_s, radio.latency_s))
            if radio.up_bps > 0.0:
                # A piece with a longer way leaves earlier: no more than one at a time does.
                sent, last = max(start - light_s, free_utc_s), end - light_s
                steps = ((sent, share * radio.up_bps),)
                contacts.append(Contact(station, orbiter, sent, last, steps, light_s))
                free_utc_s = last
    return contacts


def _merged(windows: Sequence[Window], gap_s: float) -> list[tuple[float, float, float]]:
    """(start, end, share of the time that is open): windows joined over gaps shorter than `gap_s`."""
    merged: list[tuple[float, float, float]] = []
    for start, end in windows:
        if merged and start - merged[-1][1] < gap_s:
            first, _, open_s = merged.pop()
            merged.append((first, end, open_s + end - start))
        else:
            merged.append((start, end, end - start))
    return [(start, end, open_s / (end - start)) for start, end, open_s in merged]


def _in_light_time_steps(
    windows: Sequence[tuple[float, float, float]], light_time: LightTime
) -> Iterator[tuple[float, float, float, float]]:
    """(start, end, share, light time of the middle), cut where the light time changes too much."""
    pieces = light_time_pieces([(start, end) for start, end, _ in windows], light_time)
    light_s = light_time(np.array([0.5 * (start + end) for _, (start, end) in pieces])).tolist()
    for (n, (start, end)), own_s in zip(pieces, light_s, strict=True):
        yield start, end, windows[n][2], own_s

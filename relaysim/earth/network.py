"""The nodes on the way between Earth and the ground, and the legs that need no geometry: daily windows, links always open."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from relaysim.clock.light_time import LightTime
from relaysim.clock.local_clock import LocalClock
from relaysim.clock.windows import Window, intersect, subtract
from relaysim.earth.light_steps import light_time_pieces
from relaysim.earth.schedule import DailyWindow, Draws, EarthWindow, unroll
from relaysim.plans.contact import Contact

EARTH, ROVER, HELICOPTER = "earth", "rover", "helicopter"
TAKEN = (EARTH, ROVER, HELICOPTER)
STATION, ORBITER, LANDER = "station", "orbiter", "lander"

# A station sends on what it gets while more comes: Earth's network gives it a minute's worth at a time, not whole products.
HANDED_ON_EVERY_S = 60.0
_MOST_STEPS = 1440  # of one contact: a line that is open for months hands on less often


@dataclass(frozen=True, slots=True)
class EarthNode:
    """A node of the network beside Earth, the rover and the helicopter, which are always there.

    Attributes:
        name: as contacts and files name it.
        kind: "station", "orbiter" or "lander".
        storage_bits: what it can keep; inf for no limit.
        latency_s: how long it keeps data before they may go on, in either direction.
        when_full: "refuse", "drop-oldest" or "drop-lowest-priority".
    """

    name: str
    kind: str
    storage_bits: float = math.inf
    latency_s: float = 0.0
    when_full: str = "refuse"


def daily_uplinks(
    daily: Sequence[DailyWindow],
    clock: LocalClock,
    start_utc_s: float,
    end_utc_s: float,
    light_time: LightTime,
) -> list[Contact]:
    """The contacts from Earth of daily windows at the rover, in time.

    Each starts a light time (that of its start at the rover, right to a second all through) before its window opens, but not before `start_utc_s`: a run
    that starts within the sender's time loses the beginning of the window at the rover.
    """
    contacts: list[Contact] = []
    free_utc_s = start_utc_s
    for window in _even(unroll(daily, clock, start_utc_s, end_utc_s), light_time):
        light_s = light_time.at(window.start_utc_s)
        begin, end = max(window.start_utc_s - light_s, free_utc_s), window.end_utc_s - light_s
        if end > begin:
            contacts.append(Contact.steady(EARTH, ROVER, begin, end, window.rate_bps, light_s))
            free_utc_s = end
    return contacts


def daily_passes(
    daily: Sequence[DailyWindow],
    clock: LocalClock,
    start_utc_s: float,
    end_utc_s: float,
    light_time: LightTime,
    sigma_s: float,
    draws: Draws,
) -> list[Contact]:
    """The contacts to Earth of the rover's daily passes, in time; each opens early or late as `unroll` has it.

    The orbiter is no node of its own: its latency is the contact's.
    """
    return [
        Contact(
            ROVER,
            EARTH,
            window.start_utc_s,
            window.end_utc_s,
            ((window.start_utc_s, window.rate_bps),),
            light_time.at(window.start_utc_s),
            window.latency_s,
        )
        for window in _even(unroll(daily, clock, start_utc_s, end_utc_s, sigma_s, draws), light_time)
    ]


def _even(windows: Sequence[EarthWindow], light_time: LightTime) -> list[EarthWindow]:
    """Windows cut so that the light time of their start is right to a second all through."""
    spans = [(window.start_utc_s, window.end_utc_s) for window in windows]
    pieces = light_time_pieces(spans, lambda utc_s: np.interp(utc_s, light_time.utc_s, light_time.one_way_s))
    return [
        windows[n] if piece == spans[n] else replace(windows[n], start_utc_s=piece[0], end_utc_s=piece[1])
        for n, piece in pieces
    ]


def always_open(
    source: str,
    destination: str,
    start_utc_s: float,
    end_utc_s: float,
    rate_bps: float,
    light_time: LightTime | None = None,
    latency_s: float = 0.0,
) -> list[Contact]:
    """A leg without gaps, cut wherever the light time has changed by a second; None for no light time.

    Each piece has the light time of its middle: it is half a second off at most.
    """
    edges = (
        [start_utc_s, end_utc_s] if light_time is None else _seconds_apart(light_time, start_utc_s, end_utc_s)
    )
    return [
        Contact(
            source,
            destination,
            start,
            end,
            ((start, rate_bps),),
            light_time.at(0.5 * (start + end)) if light_time is not None else 0.0,
            latency_s,
        )
        for start, end in pairwise(edges)
    ]


def _seconds_apart(light_time: LightTime, start_utc_s: float, end_utc_s: float) -> list[float]:
    """The ends of an interval, and instants within between which the light time changes by a second or less."""
    inside = light_time.utc_s[(light_time.utc_s > start_utc_s) & (light_time.utc_s < end_utc_s)]
    utc_s = np.concatenate([[start_utc_s], inside, [end_utc_s]])
    # It is linear between rows: the way it goes up and down grows so, too.
    way_s = np.concatenate(
        [[0.0], np.cumsum(np.abs(np.diff(np.interp(utc_s, light_time.utc_s, light_time.one_way_s))))]
    )
    if way_s[-1] <= 1.0:
        return [start_utc_s, end_utc_s]
    cuts = np.interp(np.arange(1.0, way_s[-1]), way_s, utc_s)
    return [start_utc_s, *(float(cut) for cut in cuts if start_utc_s < cut < end_utc_s), end_utc_s]


def in_order(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """Contacts by start, then source, then destination."""
    return tuple(sorted(contacts, key=lambda c: (c.start_utc_s, c.source, c.destination)))


def pieces(contact: Contact, windows: Sequence[Window]) -> list[Contact]:
    """What of a contact lies within windows (in order, apart, in the time of its source), each with its rates."""
    whole = [(contact.start_utc_s, contact.end_utc_s)]
    return [contact.cut(start, end) for start, end in intersect(whole, windows)]


def handed_on(contact: Contact, every_s: float) -> Contact:
    """The same contact with a step of its rate, to the same rate, every so often.

    What is sent at a step is cut: what is through so far arrives and goes on from there, as in a network that streams.
    A contact gets 1,440 such steps at most.
    """
    every_s = max(every_s, contact.duration_s / _MOST_STEPS)
    count = math.ceil(contact.duration_s / every_s)
    at = [contact.start_utc_s + n * every_s for n in range(1, count)]
    steps = dict(contact.rates_bps)
    rate, rates = contact.rates_bps[0][1], []
    for instant in sorted({*steps, *at}):
        rate = steps.get(instant, rate)
        rates.append((instant, rate))
    return replace(contact, rates_bps=tuple(rates))


def slower(contact: Contact, factor: float) -> Contact:
    """The same contact with all its rates less by a factor."""
    return replace(contact, rates_bps=tuple((since, factor * rate) for since, rate in contact.rates_bps))


def dimmed(
    contacts: Iterable[Contact], conjunctions: Sequence[Window], earth_nodes: frozenset[str], factor: float
) -> list[Contact]:
    """Contacts as a solar conjunction leaves them: nothing is sent from Earth, and little is heard there.

    Args:
        conjunctions: in Earth's time.
        earth_nodes: Earth and its stations; legs between two of them, or two others, stay as they are.
        factor: what is left of the rates to Earth; with 0 there is no contact.
    """
    found: list[Contact] = []
    for contact in contacts:
        from_earth, to_earth = contact.source in earth_nodes, contact.destination in earth_nodes
        if from_earth == to_earth or not conjunctions:
            found.append(contact)
            continue
        # What leaves then is on Earth a light time later, and what else its way takes.
        early_s = contact.one_way_light_time_s + contact.latency_s if to_earth else 0.0
        hidden = [(start - early_s, end - early_s) for start, end in conjunctions]
        found += pieces(contact, subtract([(contact.start_utc_s, contact.end_utc_s)], hidden))
        if to_earth and factor > 0.0:
            found += [slower(piece, factor) for piece in pieces(contact, hidden)]
    return found

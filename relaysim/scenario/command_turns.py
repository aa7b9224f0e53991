"""Which way commands take: always the one that reaches the rover next.

A product goes to whichever neighbour it can reach first, and stays on the way it has taken. A station without a window,
or an orbiter whose next pass is half a day off, would keep what another could have brought at once. So the legs from
Earth are open only where they lead to the next chance: an operations team chooses its ways like that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from relaysim.clock.windows import Window
from relaysim.earth.network import EARTH, HANDED_ON_EVERY_S, ROVER, pieces
from relaysim.plans.contact import Contact


def next_chance_only(
    contacts: Sequence[Contact], orbiters: frozenset[str], stations: frozenset[str]
) -> list[Contact]:
    """The contacts, those from Earth's side to an orbiter cut to the orbiter's turns.

    A turn begins as the last chance before it ends, and lasts until the orbiter's own pass over the rover begins: what
    is sent within it arrives before that.
    """
    chances = sorted((c.start_utc_s, c.end_utc_s, c.source) for c in contacts if c.destination == ROVER)
    turns: dict[str, list[Window]] = {}
    since = float("-inf")
    for start, end, name in chances:
        if name in orbiters and start > since:
            turns.setdefault(name, []).append((since, start))
        since = max(since, end)
    found: list[Contact] = []
    for contact in contacts:
        if contact.destination in orbiters and contact.source in {EARTH, *stations}:
            early_s = contact.one_way_light_time_s + contact.latency_s
            windows = [(a - early_s, b - early_s) for a, b in turns.get(contact.destination, [])]
            found += pieces(contact, windows)
        else:
            found.append(contact)
    return found


def through_the_network(
    station: str, contacts: Iterable[Contact], latency_s: float, most_bps: float, start_utc_s: float
) -> list[Contact]:
    """The contacts from Earth to a station: open when it can pass commands on, and as fast as it does.

    Args:
        contacts: those of the whole network; several of the station at once add up.
        latency_s: of the ground network; the windows begin by so much earlier, but not before `start_utc_s`, and by the
            time the network takes to hand on what it has: the station then has something to send as its own window
            opens, and nothing left as it closes, which might wait there for weeks while another station commands.
        most_bps: the ground network's own rate.
    """
    outgoing = [c for c in contacts if c.source == station and c.destination != EARTH]
    changes: dict[float, float] = {}
    for contact in outgoing:
        before = 0.0
        for since, rate in (*contact.rates_bps, (contact.end_utc_s, 0.0)):
            changes[since] = changes.get(since, 0.0) + rate - before
            before = rate
    total, steps, early_s = 0.0, [], latency_s + HANDED_ON_EVERY_S
    for instant in sorted(changes):
        total += changes[instant]
        steps.append((instant - early_s, min(total, most_bps) if total > 1e-6 else 0.0))
    return [
        piece
        for contact in _contacts(station, steps, latency_s)
        for piece in pieces(contact, [(start_utc_s, contact.end_utc_s)])
    ]


def _contacts(station: str, steps: Sequence[tuple[float, float]], latency_s: float) -> list[Contact]:
    """Contacts of a rate that changes at steps; where it is 0 there is none."""
    found: list[Contact] = []
    rates: list[tuple[float, float]] = []
    for (since, rate), (until, following) in pairwise(steps):
        if rate > 0.0:
            rates.append((since, rate))
            if following == 0.0:
                found.append(Contact(EARTH, station, rates[0][0], until, tuple(rates), 0.0, latency_s))
                rates = []
    return found

"""Opens and closes a channel by a list of contacts."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

import numpy as np
import simpy

from relaysim.plans.contact import Contact
from relaysim.relay.channel import Channel, Pace
from relaysim.relay.network import Network
from relaysim.relay.retries import packets_of, transmissions

# Told as a window closes (or the run ends): the contact, since when it was followed, what it has carried.
Closed = Callable[[Contact, float, int], None]


class Lossy:
    """A pace of steady rate where packets get lost: they are sent again until they are through."""

    def __init__(
        self,
        rate_bps: float,
        end_utc_s: float,
        success: float,
        packet_bits: float,
        draws: np.random.Generator,
    ) -> None:
        self._rate_bps, self._end_utc_s = rate_bps, end_utc_s
        self._success, self._packet_bits, self._draws = success, packet_bits, draws

    def attempt(self, bits: int, source: str, utc_s: float) -> tuple[float, float]:
        """One draw for all the packets of a piece (relay.channel.Pace)."""
        packets = packets_of(bits, self._packet_bits)
        sent = transmissions(packets, self._success, self._draws)
        return bits / self._rate_bps * sent / packets, self._end_utc_s

    def through(self, bits: int, share: float) -> int:
        """Whole packets alone get through."""
        packets = packets_of(bits, self._packet_bits)
        return min(int(int(share * packets) * self._packet_bits), bits)


def follow(
    network: Network,
    channel: Channel,
    contacts: Sequence[Contact],
    opened: Callable[[Contact], None] | None = None,
    closed: Closed | None = None,
    pace: Callable[[Contact, float], Pace] | None = None,
) -> Generator[simpy.Event, Any, None]:
    """Follow the contacts of one channel in time; one that has begun already is joined, one that is over is left out.

    Args:
        contacts: sorted, none overlapping another.
        opened, closed: told of each window.
        pace: the pace of a contact that loses packets, and its rate; without it losses only slow it down.
    """
    env = network.env
    for contact in contacts:
        if contact.end_utc_s <= env.now:
            continue
        if contact.start_utc_s > env.now:
            yield env.timeout(contact.start_utc_s - env.now)
        since, delay_s = float(env.now), contact.one_way_light_time_s + contact.latency_s
        if opened is not None:
            opened(contact)
        rates = contact.rates_bps
        if len(rates) > 1:
            rates = tuple(step for n, step in enumerate(rates) if _end_of(contact, n) > since)
        for n, (start, rate_bps) in enumerate(rates):
            if start > env.now:
                yield env.timeout(start - env.now)
            lossy = pace(contact, rate_bps) if pace is not None and contact.success < 1.0 else None
            usable_bps = rate_bps if lossy else rate_bps * contact.success
            if n == 0:
                channel.open(usable_bps, contact.end_utc_s, delay_s, lossy)
            else:
                channel.change(usable_bps, lossy)
        yield env.timeout(max(contact.end_utc_s - env.now, 0.0))
        channel.close()
        if closed is not None:
            closed(contact, since, channel.ways[0].carried_bits)


def _end_of(contact: Contact, step: int) -> float:
    """When a step of the rate gives way to the next, or the contact ends."""
    later = contact.rates_bps[step + 1 :]
    return later[0][0] if later else contact.end_utc_s

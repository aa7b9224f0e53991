"""The windows of a channel that are opened only while something waits for them.

A window in which nothing is sent leaves no trace but its line in the plan, and most windows of a long plan are such. So
none is opened before something waits: a channel asks for its windows when it is offered something, and sleeps again when
a window ends and nothing waits. What is carried, and when, is the same as if every window had been opened (a test
holds the two against each other).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import partial

from relaysim.plans.contact import Contact
from relaysim.relay.channel import Channel
from relaysim.relay.network import Network
from relaysim.relay.timer import Timer


class Windows:
    """The contacts of one channel, none overlapping another; those that are over when this is made are left out.

    Attributes:
        contacts: in time.
        carried_bits: what each has carried, as soon as it is over.
    """

    def __init__(self, network: Network, channel: Channel, contacts: Sequence[Contact]) -> None:
        self._env, self._channel = network.env, channel
        self._begin_utc_s = float(network.env.now)
        self.contacts = [contact for contact in contacts if contact.end_utc_s > self._begin_utc_s]
        self._ends = [contact.end_utc_s for contact in self.contacts]
        self.carried_bits = [0] * len(self.contacts)
        self._at = 0
        # A method looked up makes an object: once is enough.
        self._on_start, self._on_stop, self._on_wanted = self._starts, self._stops, self._wanted
        channel.on_wanted = self._on_wanted

    def close(self) -> None:
        """The end of the run cuts the window that is open."""
        if self._channel.is_open:
            self._channel.close()
            self.carried_bits[self._at] = self._channel.ways[0].carried_bits

    def _wanted(self) -> None:
        """Something will wait for the channel: it is opened now, or as soon as there is a window."""
        now = self._env.now
        self._channel.on_wanted = None
        self._at = bisect_right(self._ends, now, self._at)
        if self._at == len(self.contacts):
            return
        contact = self.contacts[self._at]
        if contact.start_utc_s <= now:
            self._join(contact, now)
        else:
            self._await()

    def _starts(self, _: Timer | None = None) -> None:
        """A window begins, and something waits."""
        contact = self.contacts[self._at]
        steps = contact.rates_bps
        self._channel.open(steps[0][1] * contact.success, contact.end_utc_s, _way_s(contact))
        if len(steps) == 1:
            Timer(self._env, contact.end_utc_s, self._on_stop)
        else:
            self._follow(contact, 1)

    def _join(self, contact: Contact, now: float) -> None:
        """Open a window that has begun already, while nothing waited."""
        since = max(contact.start_utc_s, self._begin_utc_s)
        begun = sum(start <= now for start, _ in contact.rates_bps)
        self._channel.open(
            contact.rates_bps[begun - 1][1] * contact.success,
            contact.end_utc_s,
            _way_s(contact),
            since_utc_s=since,
            unused_bits=contact.volume_between(since, now) * contact.success,
        )
        self._follow(contact, begun)

    def _follow(self, contact: Contact, step: int) -> None:
        """Until the next step of the rate, or the end."""
        if step < len(contact.rates_bps):
            Timer(self._env, contact.rates_bps[step][0], partial(self._steps, contact, step))
        else:
            Timer(self._env, contact.end_utc_s, self._on_stop)

    def _steps(self, contact: Contact, step: int, _: Timer) -> None:
        """The rate changes."""
        self._channel.change(contact.rates_bps[step][1] * contact.success)
        self._follow(contact, step + 1)

    def _stops(self, _: Timer) -> None:
        """A window is over; one that touches it goes on with what waits."""
        channel = self._channel
        channel.close()
        self.carried_bits[self._at] = channel.ways[0].carried_bits
        self._at += 1
        if not channel.has_waiting():
            channel.on_wanted = self._on_wanted
        elif self._at < len(self.contacts):
            self._await()

    def _await(self) -> None:
        """Something waits for the next window."""
        start = self.contacts[self._at].start_utc_s
        if start > self._env.now:
            Timer(self._env, start, self._on_start)
        else:
            self._starts()


def _way_s(contact: Contact) -> float:
    return contact.one_way_light_time_s + contact.latency_s

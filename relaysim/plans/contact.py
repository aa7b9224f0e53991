"""A contact: a window in which one node can send to another."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Contact:
    """One window, in one direction; the start belongs to it, the end does not.

    Attributes:
        source, destination: names of the nodes; nothing is carried the other way.
        start_utc_s, end_utc_s: when the source can send, s since 1970, in the time of the source.
        rates_bps: (instant from which, data per time) steps in time; the first begins with the window.
        one_way_light_time_s: from a bit's leaving to its arrival.
        latency_s: what the way adds to that, where it passes through something that is no node of its own (an orbiter
            that keeps the data for a while).
        success: chance that a packet sent once arrives; what fails is sent again.
    """

    source: str
    destination: str
    start_utc_s: float
    end_utc_s: float
    rates_bps: tuple[tuple[float, float], ...]
    one_way_light_time_s: float = 0.0
    latency_s: float = 0.0
    success: float = 1.0

    @staticmethod
    def steady(
        source: str,
        destination: str,
        start_utc_s: float,
        end_utc_s: float,
        rate_bps: float,
        owlt_s: float = 0.0,
    ) -> Contact:
        """A contact whose rate stays the same."""
        return Contact(source, destination, start_utc_s, end_utc_s, ((start_utc_s, rate_bps),), owlt_s)

    def cut(self, start_utc_s: float, end_utc_s: float) -> Contact:
        """The part of it between two instants within it."""
        begun = [rate for instant, rate in self.rates_bps if instant <= start_utc_s][-1]
        later = [(instant, rate) for instant, rate in self.rates_bps if start_utc_s < instant < end_utc_s]
        rates = ((start_utc_s, begun), *later)
        return replace(self, start_utc_s=start_utc_s, end_utc_s=end_utc_s, rates_bps=rates)

    @property
    def duration_s(self) -> float:
        """How long it lasts."""
        return self.end_utc_s - self.start_utc_s

    @property
    def volume_bits(self) -> float:
        """What it can carry at most, without losses."""
        return self.volume_between(self.start_utc_s, self.end_utc_s)

    def volume_between(self, start_utc_s: float, end_utc_s: float) -> float:
        """What it can carry between two instants at most, without losses."""
        if len(self.rates_bps) == 1:
            rate_bps = self.rates_bps[0][1]
            return rate_bps * max(min(end_utc_s, self.end_utc_s) - max(start_utc_s, self.start_utc_s), 0.0)
        starts = [start for start, _ in self.rates_bps] + [self.end_utc_s]
        spans = (
            (max(starts[n], start_utc_s), min(starts[n + 1], end_utc_s), rate)
            for n, (_, rate) in enumerate(self.rates_bps)
        )
        return sum(rate * max(end - start, 0.0) for start, end, rate in spans)

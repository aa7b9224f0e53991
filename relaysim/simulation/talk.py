"""A session under way."""

from __future__ import annotations

from dataclasses import dataclass, field

from relaysim.relay.channel import Channel

Carried = tuple[int, float]  # bits, and bits times their age
NOTHING: Carried = (0, 0.0)


@dataclass
class Talk:
    """What a session has seen so far.

    Attributes:
        opened: since when there is contact, None while there is none.
        first, last: first instant of two-way contact, and the last one of a contact that has ended.
        saw_unknown: for some of the time the link lay over unsurveyed ground.
        notes: (instant, bits and bits times age carried by then each way in the contact under way), whenever the rate may have changed.
    """

    kind: str
    start_utc_s: float
    end_utc_s: float
    opened: float | None = None
    first: float | None = None
    last: float | None = None
    saw_unknown: bool = False
    notes: list[tuple[float, Carried, Carried]] = field(default_factory=list)

    def note(self, utc_s: float, channel: Channel) -> None:
        """Write down what the channel has carried up to now."""
        up, down = ((way.carried_bits, way.carried_bit_s) for way in channel.ways)
        self.notes.append((utc_s, up, down))

    def carried(self, start_utc_s: float, end_utc_s: float) -> tuple[Carried, Carried]:
        """What was carried each way between two instants of the contact: by its notes nearest to them."""
        start, end = self._carried_by(start_utc_s), self._carried_by(end_utc_s)
        up, down = ((b[0] - a[0], b[1] - a[1]) for a, b in zip(start, end, strict=True))
        return up, down

    def _carried_by(self, utc_s: float) -> tuple[Carried, Carried]:
        nearest = min(self.notes, key=lambda note: abs(note[0] - utc_s), default=(utc_s, NOTHING, NOTHING))
        return (nearest[1], nearest[2]) if nearest[0] <= utc_s + 1e-3 else (NOTHING, NOTHING)

"""How fast the base station's radio carries a piece: by the link as it is, its losses in one draw."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from relaysim.relay.retries import packets_of, transmissions

if TYPE_CHECKING:
    from relaysim.simulation.mission import Mission


class RadioPace:
    """The pace of a two-way contact (relay.channel.Pace), up to the end of its session.

    All the retries of a piece are one draw, with the success of the signal in the middle of the transfer. While a vehicle
    moves, an answer holds until the next sample of the link; what is left then goes on with another draw. A sender
    whose retries run out begins anew: nothing is lost landed, it takes longer.
    """

    def __init__(self, mission: Mission, end_utc_s: float) -> None:
        self._mission, self._end_utc_s = mission, end_utc_s
        self._packet_bits = 1.0

    def attempt(self, bits: int, source: str, utc_s: float) -> tuple[float, float]:
        """How long so many bits take from now, at the fastest rate that closes, and until when that holds."""
        link = self._mission.link
        mode = link.mode
        if mode is None:  # it closes at this very instant: whoever opened the channel is about to
            return math.inf, self._end_utc_s
        lossless_s = bits / mode.goodput_bps
        latest = min(self._end_utc_s, link.steady_until())
        middle = (utc_s + min(utc_s + lossless_s, latest)) / 2
        radio = self._mission.world.packets[mode.name]
        packets = packets_of(bits, radio.data_bits)
        success = radio.acknowledged_at(link.above_sensitivity_db(mode, middle))
        sent = transmissions(packets, success, self._mission.streams.named(f"retries {source}"))
        self._packet_bits = radio.data_bits
        return lossless_s * sent / packets, latest

    def through(self, bits: int, share: float) -> int:
        """Whole packets alone get through."""
        packets = packets_of(bits, self._packet_bits)
        return min(int(int(share * packets) * self._packet_bits), bits)

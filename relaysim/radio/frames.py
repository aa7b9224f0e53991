"""Frames of IEEE 802.15.4 in time: what of a rate is left for data, and how long a packet takes.

Assumed throughout: a PSDU of 127 octets with 11 of overhead (frame control, sequence number, one PAN, two short
addresses, check: no security), preamble, delimiter and length 6 octets, one frame after another. With CSMA the mean
of the first backoff is counted and the channel always found free; the assessment itself (8 symbols) and the turnaround
after it are not counted. All durations as recalled from IEEE 802.15.4-2006, 6.3 and 7.4, not read: assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from relaysim.errors import InputError
from relaysim.radio.packets import ACKNOWLEDGEMENT_BITS, OVERHEAD_BITS, Floats, Modulation

LONGEST_PSDU_BITS = 127 * 8
PHY_HEADER_BITS = 6 * 8  # preamble 4, start of frame 1, length 1 octet
BITS_PER_SYMBOL: dict[Modulation, int] = {"bpsk": 1, "o-qpsk": 4}
TURNAROUND_SYMBOLS = 12  # aTurnaroundTime
LONG_SPACING_SYMBOLS = 40  # macMinLIFSPeriod, after every frame longer than 18 octets
BACKOFF_SYMBOLS = 20  # aUnitBackoffPeriod
MEAN_FIRST_BACKOFF = 3.5  # uniform over 0 to 2^3 - 1 periods, macMinBE 3
RETRIES = 3  # macMaxFrameRetries


@dataclass(frozen=True)
class FrameTiming:
    """How long frames take at one rate.

    Raises InputError unless the rate is positive and the PSDU longer than its overhead.
    """

    rate_bps: float
    modulation: Modulation
    psdu_bits: float = LONGEST_PSDU_BITS

    def __post_init__(self) -> None:
        if not 0.0 < self.rate_bps < float("inf"):
            raise InputError(f"rate {self.rate_bps} bit/s: must be a positive number")
        if not self.psdu_bits > OVERHEAD_BITS:
            raise InputError(
                f"packet of {self.psdu_bits} bit: must be more than its overhead, {OVERHEAD_BITS}"
            )

    @property
    def symbol_s(self) -> float:
        """Duration of a symbol: all the waits of the standard are counted in symbols."""
        return BITS_PER_SYMBOL[self.modulation] / self.rate_bps

    @property
    def frame_s(self) -> float:
        """From the first bit of a packet over the air to its last."""
        return (PHY_HEADER_BITS + self.psdu_bits) / self.rate_bps

    @property
    def acknowledgement_wait_s(self) -> float:
        """macAckWaitDuration: from the end of a frame until its sender gives the acknowledgement up.

        A backoff period, a turnaround, preamble and delimiter (5 octets), and 6 octets more.
        """
        octets = 11 * 8 / BITS_PER_SYMBOL[self.modulation]
        return (BACKOFF_SYMBOLS + TURNAROUND_SYMBOLS + octets) * self.symbol_s

    @property
    def one_way_s(self) -> float:
        """From one packet to the next without acknowledgement: the frame and the long spacing."""
        return self.frame_s + LONG_SPACING_SYMBOLS * self.symbol_s

    @property
    def acknowledged_s(self) -> float:
        """From one packet to the next: frame, turnaround, acknowledgement, long spacing."""
        answer_s = (PHY_HEADER_BITS + ACKNOWLEDGEMENT_BITS) / self.rate_bps
        return self.one_way_s + TURNAROUND_SYMBOLS * self.symbol_s + answer_s

    @property
    def csma_s(self) -> float:
        """The same with CSMA: a mean first backoff before every packet."""
        return self.acknowledged_s + MEAN_FIRST_BACKOFF * BACKOFF_SYMBOLS * self.symbol_s

    def goodput_bps(self, cycle_s: float, success: ArrayLike = 1.0) -> Floats:
        """Data per time, bit/s, by the success of one attempt; the shape is that of success.

        cycle_s: one of the three cycles above. success: of the packet alone for one_way_s, of packet and
            acknowledgement for the others. A failed attempt counts as long as one that was acknowledged; its wait is
            20 symbols shorter, 6 % of the cycle at 250 kbit/s, so under heavy loss this is a little too low.
        """
        chance = np.asarray(success, dtype=np.float64)
        return np.asarray((self.psdu_bits - OVERHEAD_BITS) / cycle_s * chance, dtype=np.float64)

    def latency_s(self, attempt: int) -> float:
        """From the first bit of the first attempt to the last bit of this one (1: no retry), without CSMA."""
        return (attempt - 1) * (self.frame_s + self.acknowledgement_wait_s) + self.frame_s

    def mean_latency_s(self, success: ArrayLike, retries: int = RETRIES) -> Floats:
        """Mean latency of the packets that arrive within their retries; the shape is that of success.

        success: of one attempt, the packet alone. nan where none ever arrives, or success is nan.
        """
        chance = np.asarray(success, dtype=np.float64)[..., np.newaxis]
        before = np.arange(retries + 1)
        shares = chance * (1.0 - chance) ** before
        total = shares.sum(axis=-1)
        times = np.array([self.latency_s(int(n) + 1) for n in before])
        return np.asarray(np.where(total > 0.0, shares @ times / np.where(total > 0.0, total, 1.0), np.nan))


def residual_loss(attempt_error: ArrayLike, retries: int = RETRIES) -> Floats:
    """Probability that a packet is still lost after a number of retries, each failing alike and independently."""
    return np.asarray(np.asarray(attempt_error, dtype=np.float64) ** (retries + 1), dtype=np.float64)


def mean_success(times_s: ArrayLike, success: ArrayLike) -> float:
    """Mean over a stretch of time of a success that changes, linear between its samples.

    times_s, success: (n,), times rising; a stretch without length has the mean of its samples. Times the goodput and
    the length of the stretch, this is the data that the stretch can carry.
    """
    times, chance = np.asarray(times_s, dtype=np.float64), np.asarray(success, dtype=np.float64)
    length = times[-1] - times[0]
    if length <= 0.0:
        return float(chance.mean())
    # The trapezoidal rule, written out: numpy's costs three times as much for the few samples of a contact.
    areas = (times[1:] - times[:-1]) * (chance[1:] + chance[:-1]) / 2.0
    return float(areas.sum() / length)

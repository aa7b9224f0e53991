"""Packet errors by signal above the sensitivity: bit error curves of IEEE 802.15.4, anchored at its sensitivity.

The standard defines sensitivity by packet errors, so the curve is tied to it there: noise figure, bandwidth and the
factor before the SINR in the standard's formulas drop out, and what is left of a formula is its shape.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.errors import InputError
from relaysim.radio.modulations import modulation_shape

Floats = NDArray[np.float64]
Modulation = Literal["o-qpsk", "bpsk"]

# IEEE 802.15.4-2006, 6.1.7: sensitivity is the least power with packet errors below 1 %, PSDU of 20 octets.
ANCHOR_BITS = 20 * 8
ANCHOR_SUCCESS = 0.99
# IEEE 802.15.4-2006, 7.2: frame control 2, sequence number 1, PAN and two short addresses 6, check 2 octets.
OVERHEAD_BITS = 11 * 8
ACKNOWLEDGEMENT_BITS = 5 * 8
# Above this rate the PHYs of IEEE 802.15.4-2006 (table 1) are O-QPSK (100 and 250 kbit/s), up to it BPSK (20, 40).
FASTEST_BPSK_BPS = 40e3

SEARCHED_DB = (-200.0, 60.0)
HALVINGS = 90
# Beyond these the curve is flat to the last bit, and powers of ten stay finite.
SPAN_DB = 500.0


def modulation_at(rate_bps: float) -> Modulation:
    """The modulation IEEE 802.15.4-2006 has at a rate: BPSK to 40 kbit/s, O-QPSK above (table 1, as recalled)."""
    return "bpsk" if rate_bps <= FASTEST_BPSK_BPS else "o-qpsk"


def bit_error(snr: ArrayLike, modulation: str) -> Floats:
    """Probability that a bit arrives wrong, 0 to 0.5; the shape is that of snr.

    snr: signal over noise and interference, a ratio of 0 or more; nan gives nan.

    Reference: IEEE 802.15.4-2006, annex E.4.1.8, for O-QPSK: it is given for 2.4 GHz and 32 chips, and assumed to
    hold for the 16 chips of 915 MHz. BPSK: Q(sqrt(2 x 11.25 SINR)), coherent detection; the factor is recalled, not
    read, so assumed. Anchored at the sensitivity (ErrorCurve) only the shapes count, not the factors 20 and 11.25.
    """
    return modulation_shape(modulation)(np.asarray(snr, dtype=np.float64))


@dataclass(frozen=True)
class ErrorCurve:
    """How errors grow as the signal comes near a mode's sensitivity, and falls below it.

    Attributes:
        snr_at_sensitivity: where on the curve of its modulation the sensitivity lies; inf for a radio that loses no
            packet.
    """

    modulation: str
    snr_at_sensitivity: float

    @classmethod
    def anchored(cls, modulation: str, success: float = ANCHOR_SUCCESS) -> ErrorCurve:
        """The curve with this success of a 20-octet PSDU at the sensitivity; 1 is a radio that loses no packet.

        Raises InputError unless success is above 0 and at most 1, or where the modulation's curve never gets there.
        """
        if not 0.0 < success <= 1.0:
            raise InputError(f"packet success {success}: must be above 0 and at most 1")
        if success == 1.0:
            return cls(modulation, math.inf)
        return cls(modulation, _snr_of(modulation, success))

    def packet_error(self, above_db: ArrayLike, psdu_bits: float) -> Floats:
        """Probability that a packet is lost, 0 to 1; the shape is that of above_db.

        above_db: signal above the mode's sensitivity, dB, of any size and sign; nan gives nan.
        psdu_bits: length of the PSDU. Any wrong bit loses it; bits fail independently. Preamble and length, 6 octets
            more, are not counted, as in the definition of sensitivity.
        """
        return _lost(self.bit_error(above_db), psdu_bits)

    def bit_error(self, above_db: ArrayLike) -> Floats:
        """Probability that a bit arrives wrong, by signal above the mode's sensitivity, dB, as `packet_error`."""
        above = np.minimum(np.maximum(np.asarray(above_db, dtype=np.float64), -SPAN_DB), SPAN_DB)
        return bit_error(self.snr_at_sensitivity * 10.0 ** (above / 10.0), self.modulation)


@lru_cache(maxsize=64)
def _snr_of(modulation: str, success: float) -> float:
    """Where on the curve a 20-octet PSDU has this success; the same for every run of a campaign."""
    wanted = -math.expm1(math.log(success) / ANCHOR_BITS)
    low, high = SEARCHED_DB
    # A curve of another package may stop short at either end.
    if not float(bit_error(10.0 ** (high / 10.0), modulation)) <= wanted < float(bit_error(0.0, modulation)):
        raise InputError(
            f"modulation {modulation}: no signal gives a packet of 20 octets the success {success:g} that "
            "the sensitivity is stated for; its bit error must fall from 0.5 to about nothing"
        )
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        above = float(bit_error(10.0 ** (middle / 10.0), modulation)) > wanted
        low, high = (middle, high) if above else (low, middle)
    return float(10.0 ** (high / 10.0))


@dataclass(frozen=True)
class Packets:
    """The packets of one mode: how much data each carries, and how often it gets through.

    Attributes:
        psdu_bits: length of a packet, header and check among it; above OVERHEAD_BITS.
    """

    curve: ErrorCurve
    psdu_bits: float

    @property
    def data_bits(self) -> float:
        """What of a packet is data."""
        return self.psdu_bits - OVERHEAD_BITS

    def arrival(self, above_db: ArrayLike) -> Floats:
        """Probability that a packet arrives, by signal above sensitivity (dB): that of one-way telemetry."""
        return np.asarray(1.0 - self.curve.packet_error(above_db, self.psdu_bits), dtype=np.float64)

    def acknowledged(self, above_db: ArrayLike) -> Floats:
        """Probability that a packet arrives and its acknowledgement comes back, over the same loss both ways."""
        wrong = self.curve.bit_error(above_db)
        there, back = 1.0 - _lost(wrong, self.psdu_bits), 1.0 - _lost(wrong, ACKNOWLEDGEMENT_BITS)
        return np.asarray(there * back, dtype=np.float64)

    def acknowledged_at(self, above_db: float) -> float:
        """`acknowledged` for one signal; while nothing moves the same one is asked of again and again."""
        return _acknowledged_at(self, above_db)


@lru_cache(maxsize=256)
def _acknowledged_at(packets: Packets, above_db: float) -> float:
    return float(packets.acknowledged(above_db))


def _lost(bit_error: Floats, psdu_bits: float) -> Floats:
    """Probability that a packet is lost: any wrong bit loses it, and bits fail independently."""
    return np.asarray(-np.expm1(psdu_bits * np.log1p(-bit_error)), dtype=np.float64)

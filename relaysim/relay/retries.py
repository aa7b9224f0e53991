"""Lost packets: how many transmissions a number of packets takes."""

from __future__ import annotations

import math

import numpy as np


def transmissions(packets: int, success: float, draws: np.random.Generator) -> int:
    """Transmissions until `packets` have each got through once, every attempt succeeding with `success`.

    One draw for all of them: the failures before the n-th success are negative binomial.
    """
    return packets if success >= 1.0 else packets + int(draws.negative_binomial(packets, success))


def packets_of(bits: float, packet_bits: float) -> int:
    """Packets needed for a number of bits, at least one."""
    return max(1, math.ceil(bits / packet_bits - 1e-9))

"""Lost packets: how many transmissions a number of packets takes, and how many of those sent once arrive."""

from __future__ import annotations

import math

import numpy as np

# So many packets nobody sends: the wait for them is longer than any run, and the draw would not fit an integer.
ENDLESS = 1e15


def transmissions(packets: int, success: float, draws: np.random.Generator) -> float:
    """Transmissions until `packets` have each got through once, every attempt succeeding with `success`.

    One draw for all of them: the failures before the n-th success are negative binomial. inf where next to nothing
    gets through; nothing is drawn then, nor without loss.
    """
    if success >= 1.0:
        return packets
    if success <= packets / ENDLESS:
        return math.inf
    return packets + int(draws.negative_binomial(packets, success))


def received(packets: int, success: float, draws: np.random.Generator) -> int:
    """How many of the packets arrive that are sent once, each with `success`: one draw for all of them."""
    return int(draws.binomial(packets, min(max(success, 0.0), 1.0)))


def packets_of(bits: float, packet_bits: float) -> int:
    """Packets needed for a number of bits, at least one."""
    return max(1, math.ceil(bits / packet_bits - 1e-9))

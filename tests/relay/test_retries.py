"""Lost packets: how many transmissions a number of packets takes."""

from __future__ import annotations

import numpy as np
import pytest

from relaysim.relay.retries import packets_of, transmissions


@pytest.mark.parametrize("success", [0.99, 0.7, 0.1])
@pytest.mark.parametrize("packets", [1, 40])
def test_the_mean_is_packets_over_success(packets: int, success: float) -> None:
    """Over 20,000 draws the mean of n/p and the variance of n(1-p)/p^2 lie within their own sampling errors."""
    draws, count = np.random.default_rng(4), 20_000
    found = np.array([transmissions(packets, success, draws) for _ in range(count)])
    variance = packets * (1 - success) / success**2
    assert abs(found.mean() - packets / success) < 4 * np.sqrt(variance / count)
    # The variance of a sample variance: (kurtosis - 1) / n; excess kurtosis of this law is 6/n + p^2 / ((1-p) n).
    kurtosis = 3 + 6 / packets + success**2 / ((1 - success) * packets)
    assert abs(found.var() / variance - 1) < 5 * np.sqrt((kurtosis - 1) / count)
    assert found.min() >= packets


def test_without_loss_each_packet_goes_once_and_nothing_is_drawn() -> None:
    """Success of 1 is exact, and leaves the stream where it was."""
    draws, untouched = np.random.default_rng(9), np.random.default_rng(9)
    assert [transmissions(n, 1.0, draws) for n in (1, 2, 1000)] == [1, 2, 1000]
    assert draws.random() == untouched.random()


@pytest.mark.parametrize(
    ("bits", "packet_bits", "packets"),
    [
        (0.0, 1016.0, 1),
        (1.0, 1016.0, 1),
        (1016.0, 1016.0, 1),
        (1016.1, 1016.0, 2),
        (1e6, 1016.0, 985),
        (0.3, 0.1, 3),
    ],
)
def test_packets_hold_the_bits_and_no_more_than_they_must(
    bits: float, packet_bits: float, packets: int
) -> None:
    """At least one packet; whole packets are not made one more by rounding."""
    assert packets_of(bits, packet_bits) == packets

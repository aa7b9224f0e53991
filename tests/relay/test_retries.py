"""Lost packets: how many transmissions a number of packets takes, and how many of those sent once arrive."""

from __future__ import annotations

import math

import numpy as np
import pytest

from relaysim.relay.retries import packets_of, received, transmissions
from relaysim.streams import Streams


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


@pytest.mark.parametrize("success", [0.0, 1e-300, 1e-15])
def test_where_next_to_nothing_gets_through_the_wait_has_no_end(success: float) -> None:
    """inf, and no draw: the stream is where it was; just above it is a number again."""
    draws, untouched = np.random.default_rng(9), np.random.default_rng(9)
    assert transmissions(1000, success, draws) == math.inf
    assert draws.random() == untouched.random()
    assert math.isfinite(transmissions(1000, 1e-11, draws))


@pytest.mark.parametrize("success", [0.938, 0.5, 0.02])
def test_one_draw_has_the_mean_and_the_spread_of_packets_sent_one_by_one(success: float) -> None:
    """Over 20,000 groups of 44 the mean is n p and the variance n p (1 - p), within their sampling errors."""
    draws, count, packets = Streams(52).named("one-way telemetry"), 20_000, 44
    found = np.array([received(packets, success, draws) for _ in range(count)])
    variance = packets * success * (1 - success)
    assert abs(found.mean() - packets * success) < 4 * np.sqrt(variance / count)
    kurtosis = 3 + (1 - 6 * success * (1 - success)) / variance
    assert abs(found.var() / variance - 1) < 5 * np.sqrt((kurtosis - 1) / count)
    assert found.min() >= 0 and found.max() <= packets


def test_certain_packets_all_arrive_and_hopeless_ones_never() -> None:
    """The two ends of the law are exact, rounding past them included."""
    draws = np.random.default_rng(3)
    assert [received(44, p, draws) for p in (1.0, 1.0 + 1e-12, 0.0, -1e-12)] == [44, 44, 0, 0]


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

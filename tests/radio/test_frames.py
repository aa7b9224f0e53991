"""Frames in time: what of a rate is left for data, what retries cost and leave."""

from __future__ import annotations

import numpy as np
import pytest

from relaysim.errors import InputError
from relaysim.radio.frames import FrameTiming, mean_success, residual_loss
from relaysim.radio.packets import ErrorCurve, Packets

FAST, SLOW = FrameTiming(250e3, "o-qpsk"), FrameTiming(20e3, "bpsk")


@pytest.mark.parametrize(
    ("timing", "one_way", "acknowledged", "csma"), [(FAST, 190.0, 171.0, 142.0), (SLOW, 16.8, 15.4, 14.6)]
)
def test_goodput_without_loss_is_that_of_the_timing(
    timing: FrameTiming, one_way: float, acknowledged: float, csma: float
) -> None:
    """kbit/s of 127-octet packets one-way, acknowledged, and with CSMA, as the scenarios have them."""
    cycles = (timing.one_way_s, timing.acknowledged_s, timing.csma_s)
    found = [float(timing.goodput_bps(cycle)) / 1e3 for cycle in cycles]
    assert found == pytest.approx([one_way, acknowledged, csma], abs=1.0 if timing is FAST else 0.05)


def test_a_fast_frame_by_hand() -> None:
    """133 octets at 32 us take 4.256 ms; 40 symbols of 16 us, 12, an acknowledgement of 11 octets: 5.44 ms in all."""
    assert pytest.approx(4.256e-3) == FAST.frame_s
    assert pytest.approx(5.44e-3) == FAST.acknowledged_s
    assert FAST.acknowledgement_wait_s / FAST.symbol_s == pytest.approx(54)  # macAckWaitDuration, 2006
    assert SLOW.acknowledgement_wait_s / SLOW.symbol_s == pytest.approx(120)


def test_goodput_falls_with_the_packets_that_are_lost() -> None:
    """Far above the sensitivity it is the timing's; at it 6.4 % less; 4 dB below next to nothing; never more."""
    packets = Packets(ErrorCurve.anchored("o-qpsk"), FAST.psdu_bits)
    above = np.linspace(-4.0, 10.0, 141)
    found = FAST.goodput_bps(FAST.acknowledged_s, packets.acknowledged(above))
    assert np.all(np.diff(found) >= 0)
    assert found[-1] == pytest.approx(float(FAST.goodput_bps(FAST.acknowledged_s)), rel=1e-12)
    assert found[40] / found[-1] == pytest.approx(0.99 ** (127 / 20) * 0.99 ** (5 / 20), rel=1e-9)
    assert found[0] < 0.001 * found[-1]


def test_what_retries_leave_is_the_power_of_one_attempt() -> None:
    """Three retries are four attempts; none is one; certain loss stays certain; nan stays."""
    assert residual_loss([0.0, 0.1, 0.5, 1.0]) == pytest.approx([0.0, 1e-4, 0.0625, 1.0])
    assert residual_loss([0.3], retries=0) == pytest.approx([0.3])
    assert np.isnan(residual_loss(np.nan))


def test_retries_leave_what_a_hundred_thousand_packets_leave() -> None:
    """Drawn attempt by attempt, the share still lost and the mean latency of the rest are those of the formulas."""
    error, count = 0.4, 100_000
    fails = np.random.default_rng(11).random((count, 4)) < error
    lost = fails.all(axis=1)
    residual = float(residual_loss(error))
    assert abs(lost.mean() - residual) < 4 * np.sqrt(residual * (1 - residual) / count)
    attempts = fails[~lost].argmin(axis=1) + 1
    times = np.array([FAST.latency_s(n) for n in range(1, 5)])[attempts - 1]
    assert abs(times.mean() - float(FAST.mean_latency_s(1 - error))) < 4 * times.std() / np.sqrt(len(times))


def test_latency_grows_by_a_frame_and_a_wait_with_each_retry() -> None:
    """The first attempt takes a frame; without loss that is the mean; where nothing arrives there is none."""
    assert FAST.latency_s(1) == FAST.frame_s
    assert FAST.latency_s(4) - FAST.latency_s(3) == pytest.approx(FAST.frame_s + FAST.acknowledgement_wait_s)
    found = FAST.mean_latency_s([1.0, 0.5, 1e-9, 0.0, np.nan])
    assert found[0] == FAST.frame_s and np.all(np.diff(found[:3]) > 0)
    assert found[2] == pytest.approx(np.mean([FAST.latency_s(n) for n in (1, 2, 3, 4)]))
    assert np.isnan(found[3:]).all()


def test_the_mean_success_of_a_stretch_is_weighted_by_time() -> None:
    """Linear between samples; a stretch without length has the mean of its samples."""
    assert mean_success([0.0, 1.0, 4.0], [0.0, 1.0, 1.0]) == pytest.approx(3.5 / 4)
    assert mean_success([7.0, 7.0], [0.2, 0.4]) == pytest.approx(0.3)
    assert mean_success([7.0], [0.2]) == pytest.approx(0.2)


def test_frames_without_rate_or_room_for_data_are_refused() -> None:
    """The rate is above 0, and the packet longer than its 11 octets of overhead."""
    with pytest.raises(InputError, match="rate"):
        FrameTiming(0.0, "bpsk")
    with pytest.raises(InputError, match="overhead"):
        FrameTiming(20e3, "bpsk", psdu_bits=88)

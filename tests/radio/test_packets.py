"""Packet errors by signal above the sensitivity: an anchor, and laws."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from relaysim.errors import InputError
from relaysim.radio.packets import (
    ANCHOR_BITS,
    ErrorCurve,
    Modulation,
    Packets,
    bit_error,
    modulation_at,
)

MODULATIONS: tuple[Modulation, ...] = ("o-qpsk", "bpsk")
LONGEST = 127 * 8
ABOVE_DB = np.concatenate([[-1e9], np.linspace(-60.0, 40.0, 20_001), [1e9]])


@pytest.mark.parametrize("modulation", MODULATIONS)
@pytest.mark.parametrize("success", [0.99, 0.5, 1e-6, 1 - 1e-9])
def test_at_the_sensitivity_a_packet_of_20_octets_has_the_success_of_its_definition(
    modulation: Modulation, success: float
) -> None:
    """The anchor is exact: IEEE 802.15.4 has 1 % packet errors there, a scenario may have another figure."""
    curve = ErrorCurve.anchored(modulation, success)
    assert float(curve.packet_error(0.0, ANCHOR_BITS)) == pytest.approx(1 - success, rel=1e-6, abs=1e-15)


@pytest.mark.parametrize("modulation", MODULATIONS)
def test_without_another_figure_the_anchor_is_one_per_cent(modulation: Modulation) -> None:
    """The default is that of the standard; 127 octets then fail 6.18 % of the time: 1 - 0.99^(127/20)."""
    curve = ErrorCurve.anchored(modulation)
    assert float(curve.packet_error(0.0, ANCHOR_BITS)) == pytest.approx(0.01, rel=1e-12)
    assert float(curve.packet_error(0.0, LONGEST)) == pytest.approx(1 - 0.99 ** (127 / 20), rel=1e-12)


@pytest.mark.parametrize("modulation", MODULATIONS)
@pytest.mark.parametrize("bits", [1, ANCHOR_BITS, LONGEST])
def test_errors_never_rise_with_the_signal(modulation: Modulation, bits: int) -> None:
    """From far below to far above the sensitivity they only fall, from all packets to none."""
    errors = ErrorCurve.anchored(modulation).packet_error(ABOVE_DB, bits)
    assert np.all(np.diff(errors) <= 0)
    assert errors[0] == pytest.approx(1 - 0.5**bits) and errors[-1] == 0.0


@pytest.mark.parametrize("modulation", MODULATIONS)
def test_a_longer_packet_is_lost_more_often(modulation: Modulation) -> None:
    """Strictly, wherever the shorter one is neither always nor never lost."""
    curve = ErrorCurve.anchored(modulation)
    short, long = (curve.packet_error(ABOVE_DB, bits) for bits in (ANCHOR_BITS, LONGEST))
    assert np.all(long >= short)
    between = (short > 1e-12) & (short < 1 - 1e-12)
    assert between.sum() > 500 and np.all(long[between] > short[between])


@pytest.mark.parametrize("modulation", MODULATIONS)
def test_bits_fail_independently(modulation: Modulation) -> None:
    """Two packets in a row get through as often as one of their joint length."""
    curve, above = ErrorCurve.anchored(modulation), np.linspace(-3.0, 3.0, 61)
    one, two = (1 - curve.packet_error(above, bits) for bits in (LONGEST, 2 * LONGEST))
    assert two == pytest.approx(one**2, rel=1e-9)


@pytest.mark.parametrize("modulation", MODULATIONS)
def test_the_edge_is_a_few_decibels_wide(modulation: Modulation) -> None:
    """4 dB below the sensitivity no packet of 127 octets in a hundred arrives, 3 dB above it all but one in 10,000."""
    curve = ErrorCurve.anchored(modulation)
    assert float(curve.packet_error(-4.0, LONGEST)) > 0.99
    assert float(curve.packet_error(3.0, LONGEST)) < 1e-4


@pytest.mark.parametrize("snr", [0.05, 0.5, 1.0, 2.0])
def test_the_o_qpsk_curve_is_the_sum_of_the_standard(snr: float) -> None:
    """IEEE 802.15.4-2006 E.4.1.8, its terms added one by one with exact coefficients."""
    terms = [
        float(Fraction(8, 15 * 16) * (-1) ** k * math.comb(16, k)) * math.exp(20 * snr * (1 / k - 1))
        for k in range(2, 17)
    ]
    assert float(bit_error(snr, "o-qpsk")) == pytest.approx(math.fsum(terms), rel=1e-9)


def test_without_any_signal_every_other_bit_is_wrong() -> None:
    """Both curves start at one half, and end at nothing."""
    for modulation in MODULATIONS:
        assert bit_error([0.0, 1e6], modulation) == pytest.approx([0.5, 0.0], abs=1e-12)


@pytest.mark.parametrize("modulation", MODULATIONS)
def test_shapes_are_kept_and_unknown_stays_unknown(modulation: Modulation) -> None:
    """An array gives an array of its shape; nan gives nan and harms no neighbour."""
    curve = ErrorCurve.anchored(modulation)
    found = curve.packet_error([[0.0, np.nan, 1.0], [-1.0, np.inf, -np.inf]], LONGEST)
    assert found.shape == (2, 3)
    assert np.isnan(found).tolist() == [[False, True, False], [False, False, False]]
    assert found[1, 1:] == pytest.approx([0.0, 1.0])
    assert np.shape(curve.packet_error(0.0, LONGEST)) == ()


def test_a_success_of_one_is_a_radio_that_loses_nothing() -> None:
    """No packet, however long and however weak the signal; an unknown signal is still unknown."""
    errors = ErrorCurve.anchored("bpsk", 1.0).packet_error([-50.0, 0.0, 50.0, np.nan], 1e6)
    assert errors[:3].tolist() == [0.0, 0.0, 0.0] and np.isnan(errors[3])


@pytest.mark.parametrize("success", [0.0, -0.1, 1.01, math.nan])
def test_a_success_that_is_no_probability_is_refused(success: float) -> None:
    """Above 0, at most 1."""
    with pytest.raises(InputError, match="packet success"):
        ErrorCurve.anchored("o-qpsk", success)


@pytest.mark.parametrize("modulation", MODULATIONS)
def test_a_packet_arrives_or_is_lost_and_its_acknowledgement_costs_a_little_more(
    modulation: Modulation,
) -> None:
    """Arrival + error = 1; with the acknowledgement, over the same loss, success is the product of both."""
    packets = Packets(ErrorCurve.anchored(modulation), LONGEST)
    above = np.linspace(-5.0, 5.0, 101)
    arrival, acknowledged = packets.arrival(above), packets.acknowledged(above)
    assert arrival + packets.curve.packet_error(above, LONGEST) == pytest.approx(1.0, abs=1e-15)
    assert acknowledged == pytest.approx(arrival * (1 - packets.curve.packet_error(above, 40)), rel=1e-12)
    assert np.all(acknowledged <= arrival)


def test_a_packet_of_127_octets_carries_116() -> None:
    """Header and check take 11."""
    assert Packets(ErrorCurve.anchored("o-qpsk"), LONGEST).data_bits == 116 * 8


def test_the_standard_has_bpsk_at_its_low_rates() -> None:
    """20 and 40 kbit/s against 100 and 250."""
    assert [modulation_at(rate) for rate in (20e3, 40e3, 100e3, 250e3)] == [
        "bpsk",
        "bpsk",
        "o-qpsk",
        "o-qpsk",
    ]

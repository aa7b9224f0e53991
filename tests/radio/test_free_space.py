import numpy as np
import pytest

from relaysim.errors import InputError
from relaysim.radio.free_space import free_space_loss_db


def test_twenty_decibels_a_decade_of_distance_and_of_frequency() -> None:
    """Ten times as far, or ten times the frequency, costs 20 dB."""
    losses = free_space_loss_db([10.0, 100.0, 1000.0], 914e6)
    np.testing.assert_allclose(np.diff(losses), 20.0)
    np.testing.assert_allclose(free_space_loss_db(100.0, 9.14e9) - losses[1], 20.0)


def test_the_familiar_figure() -> None:
    """P.525: 32.4 dB + 20 log f/MHz + 20 log d/km."""
    assert free_space_loss_db(1000.0, 1e6 * 1000) == pytest.approx(32.4 + 60, abs=0.06)


def test_never_a_gain_and_unknown_stays_unknown() -> None:
    """At no distance at all the loss is 0 dB, and nan gives nan."""
    losses = free_space_loss_db([0.0, 1e-3, np.nan], 914e6)
    np.testing.assert_array_equal(losses, [0.0, 0.0, np.nan])


@pytest.mark.parametrize(("distance_m", "frequency_hz"), [(-1.0, 914e6), (10.0, 0.0), (10.0, float("nan"))])
def test_impossible_inputs_are_refused(distance_m: float, frequency_hz: float) -> None:
    """A negative distance, or a frequency that is none, is the caller's mistake."""
    with pytest.raises(InputError):
        free_space_loss_db(distance_m, frequency_hz)

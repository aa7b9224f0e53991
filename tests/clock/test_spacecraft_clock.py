"""The clock of a spacecraft by its readings."""

from __future__ import annotations

import pytest

from relaysim.clock.spacecraft_clock import SpacecraftClock


def test_even_between_and_beyond_readings() -> None:
    """It runs evenly between two readings, and on beyond the outermost at the rate of the nearest two."""
    clock = SpacecraftClock((0.0, 100.0, 200.0), (1000.0, 1110.0, 1200.0))
    assert clock.utc([-10.0, 0.0, 50.0, 100.0, 150.0, 210.0]).tolist() == [
        989.0,
        1000.0,
        1055.0,
        1110.0,
        1155.0,
        1209.0,
    ]


def test_one_reading_keeps_exact_seconds() -> None:
    """Nothing is known of its rate: a count is a second."""
    assert SpacecraftClock((5.0,), (1000.0,)).utc([4.0, 7.5]).tolist() == [999.0, 1002.5]


@pytest.mark.parametrize(
    "readings", [((), ()), ((1.0,), (1.0, 2.0)), ((2.0, 1.0), (1.0, 2.0)), ((1.0, 2.0), (2.0, 2.0))]
)
def test_readings_rise(readings: tuple[tuple[float, ...], tuple[float, ...]]) -> None:
    """A clock that stands or goes back tells no time."""
    with pytest.raises(ValueError, match="reading"):
        SpacecraftClock(*readings)

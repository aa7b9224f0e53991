"""What makes a profile, and what does not."""

from __future__ import annotations

import numpy as np
import pytest

from relaysim.errors import InputError
from relaysim.radio.profile import Profile

DISTANCE_M, HEIGHT_M = np.array([0.0, 50.0, 100.0]), np.zeros(3)


@pytest.mark.parametrize("height_m", [float("nan"), float("inf"), -0.5])
@pytest.mark.parametrize("name", ["transmitter", "receiver"])
def test_an_antenna_s_height_is_a_number_from_0_on(name: str, height_m: float) -> None:
    """Unknown, endless or under the ground it is refused, and said of which end: no loss of nan comes of it."""
    heights = {"transmitter": 1.2, "receiver": 0.5} | {name: height_m}
    with pytest.raises(
        InputError, match=rf"the {name} stands {height_m:g} m above .* must be a number, 0 or more"
    ):
        Profile(DISTANCE_M, HEIGHT_M, heights["transmitter"], heights["receiver"])


def test_the_way_back_is_the_same_link() -> None:
    """Reversed twice it is itself; the length stays, the rise changes its sign."""
    profile = Profile(DISTANCE_M + 7.0, np.array([0.0, 3.0, 1.0]), 1.2, 0.5)
    back = profile.reversed()
    assert (back.length_m, back.rise_m) == (profile.length_m, -profile.rise_m)
    np.testing.assert_array_equal(back.reversed().height_m, profile.height_m)
    np.testing.assert_allclose(np.diff(back.reversed().distance_m), np.diff(profile.distance_m))


def test_distances_rise() -> None:
    """Two rows of one length, at least two points, each farther than the last."""
    for distance, height in (
        ([0.0], [0.0]),
        ([0.0, 1.0], [0.0]),
        ([0.0, 0.0], [0.0, 0.0]),
        ([0.0, np.nan], [0.0, 0.0]),
    ):
        with pytest.raises(InputError, match="distances"):
            Profile(np.array(distance), np.array(height), 1.0, 1.0)

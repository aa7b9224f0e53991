import numpy as np
import pytest

from relaysim.errors import InputError
from relaysim.radio.free_space import free_space_loss_db
from relaysim.radio.ground import Ground
from relaysim.radio.two_ray import two_ray_loss_db

REGOLITH = Ground(relative_permittivity=3.6, loss_tangent=0.017)
FREQUENCY_HZ = 914e6


def test_forty_decibels_a_decade_far_beyond_the_break_point() -> None:
    """Far away the two rays cancel: the loss grows with the fourth power of the distance."""
    near, far = two_ray_loss_db([10e3, 100e3], 10.0, 10.0, FREQUENCY_HZ, REGOLITH)
    assert far - near == pytest.approx(40.0, abs=0.2)


def test_plane_earth_limit() -> None:
    """High antennas far apart approach d^4 / (h1 h2)^2, whatever the ground and the polarisation."""
    plane_earth_db = 40 * np.log10(50e3) - 20 * np.log10(20.0 * 20.0)
    for polarisation in ("vertical", "horizontal"):
        loss = two_ray_loss_db(50e3, 20.0, 20.0, FREQUENCY_HZ, REGOLITH, polarisation)
        assert loss == pytest.approx(plane_earth_db, abs=0.3)


def test_swapping_the_antennas_changes_nothing() -> None:
    """A loss has no direction."""
    distance = np.array([3.0, 30.0, 300.0])
    there = two_ray_loss_db(distance, 1.2, 0.5, FREQUENCY_HZ, REGOLITH)
    np.testing.assert_allclose(there, two_ray_loss_db(distance, 0.5, 1.2, FREQUENCY_HZ, REGOLITH))


def test_no_ground_is_free_space() -> None:
    """Ground of permittivity 1 reflects nothing (the surface wave aside, which is small at these angles)."""
    loss = two_ray_loss_db(20.0, 10.0, 10.0, FREQUENCY_HZ, Ground(1.0, 0.0))
    assert loss == pytest.approx(float(free_space_loss_db(20.0, FREQUENCY_HZ)), abs=0.1)


def test_antennas_on_the_ground_hear_the_surface_wave() -> None:
    """With both antennas on the ground only the surface wave is left: finite, and 40 dB a decade far away."""
    near, far = two_ray_loss_db([1e3, 10e3], 0.0, 0.0, FREQUENCY_HZ, REGOLITH)
    assert np.isfinite(near)
    assert far - near == pytest.approx(40.0, abs=0.5)


def test_the_landed_helicopter_at_500_m() -> None:
    """Antennas at 1.0-1.3 m and 0.5 m lose 111-114 dB over 500 m of flat ground, 88 dB with one 10 m up."""
    landed = two_ray_loss_db(500.0, np.array([1.0, 1.3]), 0.5, FREQUENCY_HZ, REGOLITH)
    assert 110.5 < landed[1] < landed[0] < 114.5
    assert two_ray_loss_db(500.0, 1.2, 10.0, FREQUENCY_HZ, REGOLITH) == pytest.approx(88.0, abs=1.0)


def test_the_series_meets_the_closed_form() -> None:
    """The surface wave has no step where its far series takes over."""
    losses = two_ray_loss_db(np.linspace(300.0, 1500.0, 2000), 0.0, 0.0, FREQUENCY_HZ, REGOLITH)
    assert np.abs(np.diff(losses, 2)).max() < 1e-4


def test_shapes_broadcast_and_nan_passes_through() -> None:
    """The three lengths broadcast together; an unknown one gives an unknown loss."""
    losses = two_ray_loss_db(
        np.array([[10.0], [np.nan]]), 1.2, np.array([0.5, 1.0, 2.0]), FREQUENCY_HZ, REGOLITH
    )
    assert losses.shape == (2, 3)
    assert np.isfinite(losses[0]).all()
    assert np.isnan(losses[1]).all()
    assert two_ray_loss_db(0.0, 0.0, 0.0, FREQUENCY_HZ, REGOLITH) == 0.0


def test_impossible_inputs_are_refused() -> None:
    """Antennas under the ground, negative distances, and ground that gains energy are mistakes."""
    for distance_m, height_m in ((-1.0, 1.0), (10.0, -0.1)):
        with pytest.raises(InputError):
            two_ray_loss_db(distance_m, height_m, 1.0, FREQUENCY_HZ, REGOLITH)
    for permittivity, tangent in ((0.5, 0.0), (3.0, -0.1), (float("nan"), 0.0)):
        with pytest.raises(InputError):
            Ground(permittivity, tangent)

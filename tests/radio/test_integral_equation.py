"""The march against a method of another kind: an integral equation over ground that is a medium (boundary_integral.py)."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from relaysim.radio.free_space import free_space_loss_db
from relaysim.radio.ground import Ground, Polarisation
from relaysim.radio.parabolic_equation import parabolic_equation_losses_db
from relaysim.radio.profile import Profile
from relaysim.radio.two_ray import two_ray_loss_db

sys.path.insert(0, str(Path(__file__).parent))
from boundary_integral import SmoothGround, excess_losses_db

VECTORS = json.loads((Path(__file__).parent / "integral_vectors.json").read_text())
REGOLITH = Ground(VECTORS["relative_permittivity"], VECTORS["loss_tangent"])
TRANSMITTER_M = VECTORS["transmitter_height_m"]
RECEIVERS_M = np.array(VECTORS["receiver_heights_m"])


def errors_db(link: dict[str, Any]) -> np.ndarray:
    """The march's loss less that of the integral equation at every height where it is known, dB."""
    x = np.linspace(0.0, link["distance_m"][-1], 2000)
    ground = SmoothGround(np.array(link["distance_m"]), np.array(link["height_m"])).at(x)[0]
    known = np.array(link["loss_db"], dtype=float)  # null is nan
    found = parabolic_equation_losses_db(
        [Profile(x, ground, TRANSMITTER_M, float(height)) for height in RECEIVERS_M],
        frequency_hz=link["frequency_hz"],
        ground=REGOLITH,
        polarisation=link["polarisation"],
    )
    return np.asarray((found - known)[~np.isnan(known)])


def test_real_ground_is_that_of_the_integral_equation() -> None:
    """Pieces of Jezero, 300 MHz to 2.4 GHz, both polarisations: 0.3 dB (95 %), and 2 dB in the deepest fade."""
    errors = np.concatenate([errors_db(link) for link in VECTORS["links"]])
    assert errors.size > 120
    assert np.sqrt(np.mean(errors**2)) < 0.2
    assert np.percentile(np.abs(errors), 95) < 0.3
    assert np.abs(errors).max() < 2.0


@pytest.mark.parametrize("kind", ["blocked", "steep"])
def test_behind_crests_and_on_steep_ground_no_link_is_off(kind: str) -> None:
    """Where the ground decides, up to 60 dB over free space: 0.3 dB at every height of every link."""
    errors = np.concatenate([errors_db(link) for link in VECTORS["links"] if link["kind"] == kind])
    assert np.abs(errors).max() < 0.3


def test_the_vectors_are_converged_and_of_every_kind() -> None:
    """More points a wavelength move none of them by as much as the march is allowed to err; none is only free space."""
    links = VECTORS["links"]
    assert {link["kind"] for link in links} == {"any", "blocked", "steep"}
    assert {(link["frequency_hz"], link["polarisation"]) for link in links} == {
        (914e6, "vertical"),
        (914e6, "horizontal"),
        (300e6, "vertical"),
        (2.4e9, "vertical"),
    }
    assert max(link["moved_db"] for link in links) < 0.3
    deep = [min(link["loss_db"][0] or np.inf, 200.0) for link in links if link["kind"] == "blocked"]
    assert max(deep) > 120


@pytest.mark.parametrize("polarisation", ["vertical", "horizontal"])
def test_over_flat_ground_the_integral_equation_is_two_rays(polarisation: Polarisation) -> None:
    """Where the answer is known in another way it has it, surface wave included: within 0.05 dB."""
    flat = SmoothGround(np.linspace(0.0, 60.0, 5), np.zeros(5))
    found = excess_losses_db(flat, 1.2, np.array([0.5, 1.0, 3.0]), 200e6, REGOLITH, polarisation)
    known = two_ray_loss_db(60.0, 1.2, np.array([0.5, 1.0, 3.0]), 200e6, REGOLITH, polarisation)
    free = free_space_loss_db(np.hypot(60.0, np.array([0.7, 0.2, 1.8])), 200e6)
    np.testing.assert_allclose(found, known - free, atol=0.05)


def march_less_integral_db(
    surface: SmoothGround,
    transmitter_m: float,
    heights: np.ndarray,
    frequency_hz: float,
    polarisation: Polarisation,
) -> np.ndarray:
    """Both solved here and now: the march's loss less that of the integral equation at each height, dB."""
    known = excess_losses_db(surface, transmitter_m, heights, frequency_hz, REGOLITH, polarisation)
    fine = np.linspace(0.0, surface.distance_m[-1], 1001)
    ground = surface.at(fine)[0]
    found = parabolic_equation_losses_db(
        [Profile(fine, ground, transmitter_m, float(height)) for height in heights],
        frequency_hz=frequency_hz,
        ground=REGOLITH,
        polarisation=polarisation,
    )
    rise = ground[-1] - ground[0] + heights - transmitter_m
    return np.asarray(found - free_space_loss_db(np.hypot(fine[-1], rise), frequency_hz) - known)


@pytest.mark.parametrize(("slope_deg", "polarisation"), [(15.0, "horizontal"), (30.0, "vertical")])
def test_behind_a_steep_ridge_now(slope_deg: float, polarisation: Polarisation) -> None:
    """Over a round ridge of any slope: 0.5 dB."""
    x = np.linspace(0.0, 60.0, 41)
    ridge = np.tan(np.radians(slope_deg)) * 7 * np.exp(0.5) * np.exp(-(((x - 30) / 7) ** 2) / 2)
    surface = SmoothGround(x, ridge - ridge[0])
    errors = march_less_integral_db(surface, 1.2, np.array([0.5, 1.0, 3.0]), 200e6, polarisation)
    assert np.abs(errors).max() < 0.5


@pytest.mark.parametrize("polarisation", ["vertical", "horizontal"])
def test_low_antennas_on_uneven_ground_now(polarisation: Polarisation) -> None:
    """A tenth to a half of a wavelength above ground that rises and falls by 14 degrees: 0.3 dB."""
    x = np.linspace(0.0, 40.0, 41)
    surface = SmoothGround(x, 0.8 * np.sin(2 * np.pi * x / 20) * np.sin(np.pi * x / 40) ** 2)
    errors = march_less_integral_db(surface, 0.15, np.array([0.15, 0.3, 0.6]), 200e6, polarisation)
    assert np.abs(errors).max() < 0.3

"""The march against theory: edges, wedges and spheres of which the answer is known."""

import sys
from pathlib import Path

import numpy as np
import pytest

from relaysim.radio.free_space import free_space_loss_db, wavelength_m
from relaysim.radio.ground import Ground, Polarisation
from relaysim.radio.parabolic_equation import parabolic_equation_losses_db
from relaysim.radio.profile import Profile

sys.path.insert(0, str(Path(__file__).parent))
from diffraction_theory import knife_edge_excess_db, sphere_excess_db, wedge_excess_db

FREQUENCY_HZ = 914e6
WAVENUMBER = 2 * np.pi / wavelength_m(FREQUENCY_HZ)
REGOLITH = Ground(3.6, 0.017)
NOTHING = Ground(1.0, 0.0)  # reflects nothing
CONDUCTOR = Ground(1e7, 0.0)


def excess_db(profile: Profile, ground: Ground, polarisation: Polarisation = "vertical") -> float:
    loss = parabolic_equation_losses_db(
        [profile], frequency_hz=FREQUENCY_HZ, ground=ground, polarisation=polarisation
    )
    return float(loss[0]) - float(free_space_loss_db(profile.slant_m, FREQUENCY_HZ))


def test_the_references_themselves() -> None:
    """6.02 dB at grazing a knife edge; a wedge without a wedge's angle is the same half plane, twice as bright above
    a face; far over the horizon a sphere's loss grows as P.526's first term says."""
    assert knife_edge_excess_db(0.0) == pytest.approx(6.02, abs=0.01)
    assert knife_edge_excess_db(2.4) == pytest.approx(6.9 + 20 * np.log10(np.hypot(2.3, 1) + 2.3), abs=0.1)
    # A half plane as a wedge of no thickness, both antennas far from its faces: the mirrored ray's edge is weak.
    v = 20 * np.sqrt(2 * WAVENUMBER / (2 * np.pi) * 2 / 2000)
    half_plane = wedge_excess_db(WAVENUMBER, 2 * np.pi, 2000, np.pi / 2, 2000, 3 * np.pi / 2 + 0.02)
    assert half_plane == pytest.approx(knife_edge_excess_db(v), abs=0.3)
    # P.526-15, 3.1.1.2, far over the horizon of an electrically perfect body, antennas on it: two terms only.
    far = [sphere_excess_db(WAVENUMBER, 50e3, d, (0.0, 0.0), 0.0) for d in (4000.0, 5000.0)]
    x = (WAVENUMBER / 2 / 50e3**2) ** (1 / 3) * 1000
    assert far[1] - far[0] == pytest.approx(
        1.0188 * np.sin(np.pi / 3) * x * 8.686 - 10 * np.log10(1.25), abs=0.02
    )


@pytest.mark.parametrize("height_m", [0.0, 2.0, 5.0, 10.0, 20.0])
def test_a_screen_is_a_knife_edge(height_m: float) -> None:
    """Behind a black screen, high over ground that reflects nothing, the loss is that of Fresnel's integrals."""
    distance = np.array([0.0, 194.0, 198.0, 202.0, 206.0, 400.0])
    ground = np.array([-60.0, -60.0, height_m, height_m, -60.0, -60.0])
    v = height_m * np.sqrt(2 * WAVENUMBER / (2 * np.pi) * (2 / 200))
    assert excess_db(Profile(distance, ground, 60.0, 60.0), NOTHING) == pytest.approx(
        knife_edge_excess_db(v), abs=0.5
    )


@pytest.mark.parametrize(("face_m", "antenna_m"), [(150.0, 3.0), (80.0, 1.2), (300.0, 2.0)])
@pytest.mark.parametrize("slope_deg", [3.0, 6.0, 10.0, 15.0])
def test_a_ridge_is_a_wedge(slope_deg: float, face_m: float, antenna_m: float) -> None:
    """Over a ridge of two even, conducting faces, antennas near both, the loss is that of a wedge (both faces'
    mirrored rays are in it)."""
    slope = np.radians(slope_deg)
    top = face_m * np.tan(slope)
    profile = Profile(np.array([0.0, face_m, 2 * face_m]), np.array([0.0, top, 0.0]), antenna_m, antenna_m)
    reach = np.hypot(face_m, top - antenna_m)
    over_face = slope - np.arctan2(top - antenna_m, face_m)
    air = np.pi + 2 * slope
    known = wedge_excess_db(WAVENUMBER, air, reach, over_face, reach, air - over_face)
    assert excess_db(profile, CONDUCTOR) == pytest.approx(known, abs=1.0)


@pytest.mark.parametrize("polarisation", ["vertical", "horizontal"])
@pytest.mark.parametrize(
    ("radius_m", "distance_m", "heights_m"),
    [
        (20e3, 500.0, (1.2, 0.5)),
        (20e3, 1000.0, (1.2, 0.5)),
        (20e3, 1500.0, (3.0, 1.0)),
        (50e3, 1000.0, (1.2, 0.5)),
        (50e3, 1500.0, (3.0, 1.0)),
        (100e3, 1500.0, (3.0, 1.0)),
    ],
)
def test_over_the_horizon_of_a_small_sphere(
    radius_m: float, distance_m: float, heights_m: tuple[float, float], polarisation: Polarisation
) -> None:
    """The bulge in a profile's heights is a sphere: behind it the loss is Fock's residue series, of this ground."""
    distance = np.linspace(0.0, distance_m, 301)
    profile = Profile(distance, distance * (distance_m - distance) / (2 * radius_m), *heights_m)
    impedance = complex(REGOLITH.surface_impedance(polarisation))
    known = sphere_excess_db(WAVENUMBER, radius_m, distance_m, heights_m, impedance)
    assert excess_db(profile, REGOLITH, polarisation) == pytest.approx(known, abs=0.1)

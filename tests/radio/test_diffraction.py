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


@pytest.mark.parametrize("height_m", [0.0, 5.0, 20.0])
@pytest.mark.parametrize(
    ("thickness_m", "at_m"), [(0.01, 200.0), (0.01, 199.87), (0.2, 200.13), (1.0, 200.0)]
)
def test_a_thin_wall_keeps_its_height(height_m: float, thickness_m: float, at_m: float) -> None:
    """A wall thinner than a step, on a column of the grid or between two, is a knife edge as a thick one is."""
    ends = np.array([0.0, at_m - 0.001, at_m, at_m + thickness_m, at_m + thickness_m + 0.001, 400.0])
    ground = np.array([-60.0, -60.0, height_m, height_m, -60.0, -60.0])
    v = height_m * np.sqrt(2 * WAVENUMBER / (2 * np.pi) * (1 / at_m + 1 / (400 - at_m)))
    assert excess_db(Profile(ends, ground, 60.0, 60.0), NOTHING) == pytest.approx(
        knife_edge_excess_db(v), abs=0.8
    )


def wedge(
    faces_deg: tuple[float, float], faces_m: tuple[float, float], antennas_m: tuple[float, float]
) -> tuple[Profile, list[float]]:
    """A ridge of two even faces, and what wedge_excess_db asks of it."""
    slopes = np.radians(faces_deg)
    top = faces_m[0] * np.tan(slopes[0])
    foot = top - faces_m[1] * np.tan(slopes[1])
    profile = Profile(np.array([0.0, faces_m[0], sum(faces_m)]), np.array([0.0, top, foot]), *antennas_m)
    under = top - antennas_m[0], top - foot - antennas_m[1]
    over_face = slopes - np.arctan2(under, faces_m)
    air = np.pi + slopes.sum()
    reach = np.hypot(faces_m, under)
    return profile, [air, reach[0], over_face[0], reach[1], air - over_face[1]]


@pytest.mark.parametrize("polarisation", ["vertical", "horizontal"])
@pytest.mark.parametrize(("face_m", "antenna_m"), [(150.0, 3.0), (80.0, 1.2), (300.0, 2.0), (60.0, 0.6)])
@pytest.mark.parametrize("slope_deg", [3.0, 6.0, 8.0, 10.0, 15.0, 20.0, 25.0])
def test_a_ridge_is_a_wedge(
    slope_deg: float, face_m: float, antenna_m: float, polarisation: Polarisation
) -> None:
    """Over a ridge of two even, conducting faces, antennas near both, the loss is that of a wedge (both faces'
    mirrored rays are in it)."""
    profile, corner = wedge((slope_deg, slope_deg), (face_m, face_m), (antenna_m, antenna_m))
    known = wedge_excess_db(WAVENUMBER, *corner, mirror=1 if polarisation == "vertical" else -1)
    assert excess_db(profile, CONDUCTOR, polarisation) == pytest.approx(known, abs=1.0)


@pytest.mark.parametrize("polarisation", ["vertical", "horizontal"])
def test_a_ridge_of_two_different_faces_is_a_wedge(polarisation: Polarisation) -> None:
    """Steep on one side or on both, long or short, antennas low or high over them: any face up to 25 degrees off the
    line between the antennas."""
    draw = np.random.default_rng(5)
    off = []
    while len(off) < 20:
        profile, corner = wedge(
            tuple(draw.uniform(8, 25, 2)),
            tuple(np.exp(draw.uniform(np.log(30), np.log(300), 2))),
            tuple(np.exp(draw.uniform(np.log(0.5), np.log(5), 2))),
        )
        line = np.arctan2(profile.rise_m, profile.length_m)
        faces = np.arctan(np.diff(profile.height_m) / np.diff(profile.distance_m))
        known = wedge_excess_db(WAVENUMBER, *corner, mirror=1 if polarisation == "vertical" else -1)
        # The theory is asked in the shadow only.
        if np.abs(faces - line).max() < np.radians(25) and known > 3:
            off.append(excess_db(profile, CONDUCTOR, polarisation) - known)
    assert np.abs(off).max() < 1.0
    assert np.sqrt(np.mean(np.square(off))) < 0.4


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

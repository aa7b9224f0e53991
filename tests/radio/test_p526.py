import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.errors import InputError
from relaysim.radio.bullington import bullington_loss_db, knife_edge_loss_db
from relaysim.radio.free_space import free_space_loss_db, wavelength_m
from relaysim.radio.ground import Ground, Polarisation
from relaysim.radio.p526 import delta_bullington_loss_db, p526_losses_db
from relaysim.radio.profile import Profile
from relaysim.radio.smooth_sphere import smooth_sphere_loss_db

REGOLITH = Ground(relative_permittivity=3.6, loss_tangent=0.017)
LAND = Ground(relative_permittivity=22.0, loss_tangent=0.003)
FREQUENCY_HZ = 914e6
WAVELENGTH_M = wavelength_m(FREQUENCY_HZ)
MARS_M = 3_396_190.0
EARTH_M = 6_371_000.0
VECTORS = json.loads((Path(__file__).parent / "p526_vectors.json").read_text(encoding="utf-8"))
REFERENCE = Path(__file__).parents[3] / "shared" / "truth" / "reference_losses.json"


def diffraction_db(profile: Profile, **options: Any) -> float:
    known: dict[str, Any] = {"frequency_hz": FREQUENCY_HZ, "ground": REGOLITH}
    return delta_bullington_loss_db(profile, **(known | options))


def sphere_db(distance_m: float, height1_m: float, height2_m: float, **options: Any) -> float:
    known: dict[str, Any] = {"frequency_hz": FREQUENCY_HZ, "ground": REGOLITH}
    return smooth_sphere_loss_db(distance_m, height1_m, height2_m, **(known | options))


def profile_over(
    ground_m: np.ndarray, length_m: float, heights_m: tuple[float, float], radius_m: float = math.inf
) -> Profile:
    """A profile over evenly spaced ground heights, raised by the body's bulge."""
    distance = np.linspace(0.0, length_m, ground_m.size)
    return Profile(distance, ground_m + distance * (length_m - distance) / (2 * radius_m), *heights_m)


def vector_loss_db(path: dict[str, Any], polarisation: Polarisation) -> float:
    distance, radius = np.array(path["distance_km"]) * 1e3, path["effective_radius_km"] * 1e3
    bulge = distance * (distance[-1] - distance) / (2 * radius)
    heights = path["transmitter_height_m"], path["receiver_height_m"]
    conductivity = VECTORS["conductivity_s_m"]
    permittivity = VECTORS["relative_permittivity"]
    return delta_bullington_loss_db(
        Profile(distance, np.array(path["height_m"]) + bulge, *heights),
        frequency_hz=path["frequency_mhz"] * 1e6,
        ground=Ground(permittivity, 18e3 * conductivity / path["frequency_mhz"] / permittivity),
        polarisation=polarisation,
        body_radius_m=radius,
    )


def test_within_a_hundredth_of_a_decibel_of_another_implementation() -> None:
    """pycraf's median diffraction loss (make_p526_vectors.py) on 64 drawn paths of three body radii."""
    found = [vector_loss_db(path, path["polarisation"]) for path in VECTORS["paths"]]
    np.testing.assert_allclose(found, [path["diffraction_db"] for path in VECTORS["paths"]], atol=0.01)


def test_the_other_implementation_was_asked_about_everything() -> None:
    """The vectors span what the model serves, and many of them would notice the wrong polarisation."""
    paths = VECTORS["paths"]
    lengths = [path["distance_km"][-1] for path in paths]
    assert len(paths) >= 30 and min(lengths) <= 0.5 and max(lengths) >= 200.0
    assert {path["frequency_mhz"] for path in paths} >= {100.0, 914.0, 6000.0}
    assert sum(path["blocked"] for path in paths) >= 15 and sum(not path["blocked"] for path in paths) >= 10
    assert sum(abs(path["effective_radius_km"] - 6371.0) < 1e-6 for path in paths) >= 20
    turned: dict[str, Polarisation] = {"vertical": "horizontal", "horizontal": "vertical"}
    changes = [vector_loss_db(path, turned[path["polarisation"]]) - path["diffraction_db"] for path in paths]
    for polarisation in turned:
        seen = [c for c, path in zip(changes, paths, strict=True) if path["polarisation"] == polarisation]
        assert sum(abs(change) > 0.02 for change in seen) >= 5


@settings(max_examples=60, deadline=None)
@given(
    relief_m=st.lists(st.floats(-40.0, 40.0), min_size=4, max_size=40),
    heights_m=st.tuples(st.floats(0.1, 60.0), st.floats(0.1, 60.0)),
    length_m=st.floats(50.0, 50e3),
    radius_m=st.sampled_from([MARS_M, EARTH_M, math.inf]),
    polarisation=st.sampled_from(["vertical", "horizontal"]),
)
def test_reciprocity(
    relief_m: list[float], heights_m: tuple[float, float], length_m: float, radius_m: float, polarisation: Any
) -> None:
    """A loss has no direction, to a billionth of a decibel."""
    profile = profile_over(np.array(relief_m), length_m, heights_m, radius_m)
    options = {"body_radius_m": radius_m, "polarisation": polarisation}
    there, back = diffraction_db(profile, **options), diffraction_db(profile.reversed(), **options)
    assert there == pytest.approx(back, abs=1e-9)
    assert there >= 0.0


@pytest.mark.parametrize("radius_m", [MARS_M, math.inf])
def test_nothing_is_lost_high_above_flat_ground(radius_m: float) -> None:
    """With the first Fresnel zone free over smooth ground the basic loss is that of free space."""
    profile = profile_over(np.zeros(101), 1000.0, (20.0, 25.0), radius_m)
    assert diffraction_db(profile, body_radius_m=radius_m) == 0.0
    basic = p526_losses_db([profile], frequency_hz=FREQUENCY_HZ, ground=REGOLITH, body_radius_m=radius_m)
    assert basic[0] == free_space_loss_db(math.hypot(1000.0, 5.0), FREQUENCY_HZ)


@pytest.mark.parametrize("polarisation", ["vertical", "horizontal"])
@pytest.mark.parametrize("radius_m", [MARS_M, EARTH_M])
def test_beyond_the_horizon_of_bare_ground_it_is_the_smooth_sphere(
    radius_m: float, polarisation: Any
) -> None:
    """Smooth ground on a sphere costs what the smooth-sphere part says, and that grows by the kilometre."""
    options = {"polarisation": polarisation}
    losses = []
    for distance_m in (30e3, 60e3, 90e3):
        profile = profile_over(np.zeros(400), distance_m, (10.0, 20.0), radius_m)
        losses.append(diffraction_db(profile, body_radius_m=radius_m, **options))
        sphere = sphere_db(distance_m, 10.0, 20.0, radius_m=radius_m, **options)
        assert losses[-1] == pytest.approx(sphere, abs=1e-9)
    assert 20.0 < losses[0] < losses[1] < losses[2]


def test_the_profile_s_bulge_is_taken_off_again() -> None:
    """The smooth ground is fitted without the bulge: were it left in, a bare sphere would count as a hill."""
    profile = profile_over(np.zeros(400), 60e3, (10.0, 20.0), MARS_M)
    assert abs(diffraction_db(profile) - diffraction_db(profile, body_radius_m=MARS_M)) > 5.0


def test_one_knife_edge_is_j_of_v_with_bullington_s_supplement() -> None:
    """One edge high above low ground: the roundness costs nothing, and the edge's own v decides."""
    distance = np.linspace(0.0, 4000.0, 401)
    ground = np.zeros(401)
    ground[150] = 60.0
    near, far = float(distance[150]), float(4000.0 - distance[150])
    profile = Profile(distance, ground, 30.0, 30.0)
    j = knife_edge_loss_db(30.0 * math.sqrt(2 / WAVELENGTH_M * (1 / near + 1 / far)))
    expected = j + (1 - math.exp(-j / 6)) * (10 + 0.02 * 4.0)
    assert diffraction_db(profile) == pytest.approx(expected, abs=1e-9)
    assert j > 20.0


def test_the_smooth_ground_under_an_edge_is_lowered_by_the_slopes_to_it() -> None:
    """Antennas on the ground behind one edge: the sphere is asked with effective heights, formed here by hand."""
    height, ground = 8.0, np.zeros(101)
    ground[30] = height
    profile = profile_over(ground, 1000.0, (0.5, 0.5))
    obstruction = height - 0.5
    share = (1 / 300.0) / (1 / 300.0 + 1 / 700.0)
    smooth1, smooth2 = (
        2 * height * 10.0 * (2 * 1000.0 - 3 * x) / 1000.0**2 for x in (300.0, 700.0)
    )  # the least-squares line through a triangle of 20 m at x
    heights = (
        0.5 - min(smooth1 - obstruction * share, 0.0),
        0.5 - min(smooth2 - obstruction * (1 - share), 0.0),
    )
    along = np.linspace(0.0, 1000.0, 101)[1:-1]
    under = -(heights[0] * (1000.0 - along) + heights[1] * along) / 1000.0
    smooth_db = bullington_loss_db(under, along, 1000.0 - along, WAVELENGTH_M)
    j = knife_edge_loss_db(obstruction * math.sqrt(2 / WAVELENGTH_M * (1 / 300.0 + 1 / 700.0)))
    edge_db = j + (1 - math.exp(-j / 6)) * (10 + 0.02)
    extra_db = sphere_db(1000.0, *heights) - smooth_db
    assert extra_db > 1.0
    assert diffraction_db(profile) == pytest.approx(edge_db + extra_db, abs=1e-9)


def test_j_of_v_is_fresnel_s_integral() -> None:
    """The closed form lies within 0.15 dB of diffraction by a half plane, and is 6.0 dB at grazing."""
    t = np.linspace(0.0, 1.0, 200_001)
    for v in (-0.7, -0.3, 0.0, 0.5, 1.0, 2.4, 5.0):
        inner = np.exp(-0.5j * np.pi * (v * t) ** 2)
        c_minus_is = v * float(t[1]) * (inner.sum() - 0.5 * (inner[0] + inner[-1]))
        field = abs((0.5 - 0.5j) - c_minus_is) / math.sqrt(2)
        assert knife_edge_loss_db(v) == pytest.approx(-20 * math.log10(field), abs=0.15)
    assert knife_edge_loss_db(0.0) == pytest.approx(6.0, abs=0.05)
    assert knife_edge_loss_db(-0.78) == knife_edge_loss_db(-math.inf) == 0.0
    assert math.isnan(knife_edge_loss_db(math.nan))


def test_bullington_has_no_step_where_the_edge_crosses_the_line() -> None:
    """Just blocked and just free are the same loss: the two forms of v meet at 0."""
    near, far = np.array([300.0, 500.0]), np.array([700.0, 500.0])
    below, above = (bullington_loss_db(np.array([-5.0, e]), near, far, WAVELENGTH_M) for e in (-1e-9, 1e-9))
    assert below == pytest.approx(above, abs=1e-6)


def test_two_edges_act_as_the_one_where_their_rays_meet() -> None:
    """Bullington's edge of two equal ones stands between them, higher than either."""
    near, far = np.array([250.0, 750.0]), np.array([750.0, 250.0])
    two = bullington_loss_db(np.array([5.0, 5.0]), near, far, WAVELENGTH_M)
    one = bullington_loss_db(np.array([10.0]), np.array([500.0]), np.array([500.0]), WAVELENGTH_M)
    assert two == pytest.approx(one, abs=1e-9)


@pytest.mark.parametrize("heights_m", [(0.0, 0.0), (0.5, 0.0), (1.2, 0.5), (8.0, 2.0), (0.0, 9.0)])
def test_a_flat_world_is_the_limit_of_large_spheres(heights_m: tuple[float, float]) -> None:
    """An infinite radius is defined and continuous: the loss of ever larger spheres goes there."""
    flat = sphere_db(500.0, *heights_m)
    steps = [abs(sphere_db(500.0, *heights_m, radius_m=r) - flat) for r in (1e8, 1e11, 1e14)]
    assert math.isfinite(flat) and steps[0] < 0.01
    assert steps[1] < 1e-5 and steps[2] < 1e-6
    ground = profile_over(np.zeros(101), 500.0, heights_m)
    assert diffraction_db(ground) == pytest.approx(
        diffraction_db(profile_over(np.zeros(101), 500.0, heights_m, 1e14), body_radius_m=1e14), abs=1e-3
    )


@pytest.mark.parametrize("polarisation", ["vertical", "horizontal"])
def test_over_flat_ground_it_is_of_the_order_of_two_rays(polarisation: Any) -> None:
    """Where low antennas see each other over flat ground the sphere's part stands for the reflected ray."""
    from relaysim.radio.two_ray import two_ray_loss_db

    for distance_m in (200.0, 500.0, 1000.0):
        profile = profile_over(np.zeros(201), distance_m, (1.2, 0.5))
        found = p526_losses_db(
            [profile], frequency_hz=FREQUENCY_HZ, ground=REGOLITH, polarisation=polarisation
        )
        known = two_ray_loss_db(distance_m, 1.2, 0.5, FREQUENCY_HZ, REGOLITH, polarisation)
        assert found[0] == pytest.approx(float(known), abs=5.0)


def test_the_sphere_costs_nothing_with_the_zone_free_and_more_with_every_lower_antenna() -> None:
    """From a clearance of 0.552 Fresnel radii up the loss is 0; below, a lower antenna never hears better."""
    losses = [sphere_db(5e3, h, 10.0, radius_m=MARS_M, ground=LAND) for h in (60.0, 20.0, 6.0, 2.0, 0.5, 0.0)]
    assert losses[0] == 0.0
    assert sorted(losses) == losses and losses[-1] > 20.0


def test_unknown_ground_is_an_unknown_loss() -> None:
    """nan anywhere in a profile hides its own answer, and no other."""
    hole = np.where(np.arange(101) == 40, np.nan, 0.0)
    links = [profile_over(g, 500.0, (1.2, 0.5)) for g in (hole, np.zeros(101))]
    found = p526_losses_db(links, frequency_hz=FREQUENCY_HZ, ground=REGOLITH, body_radius_m=MARS_M)
    assert np.isnan(found[0]) and np.isfinite(found[1])


def test_the_shortest_profile_has_no_ground_between_its_ends() -> None:
    """Two points are an answer, too: the smooth ground alone."""
    assert diffraction_db(profile_over(np.zeros(2), 500.0, (1.2, 0.5))) == pytest.approx(
        sphere_db(500.0, 1.2, 0.5), abs=1e-9
    )


def test_impossible_inputs_are_refused() -> None:
    """A body of no size and a wave of no frequency are mistakes."""
    profile = profile_over(np.zeros(11), 100.0, (1.0, 1.0))
    for options in ({"body_radius_m": 0.0}, {"body_radius_m": math.nan}, {"frequency_hz": 0.0}):
        with pytest.raises(InputError):
            diffraction_db(profile, **options)
    assert math.isfinite(diffraction_db(profile, ground=Ground(1.0, 0.0)))


@pytest.mark.skipif(
    not REFERENCE.exists(), reason="no shared/truth/reference_losses.json beside the repository"
)
def test_its_distance_from_the_full_wave_is_what_the_documentation_says() -> None:
    """Over eight real profiles, six heights each, it lies from 10.4 dB below the integral equation to 9.9 dB above."""
    reference = json.loads(REFERENCE.read_text())
    errors = []
    for link in reference["links"].values():
        ground = np.array(link["distance_m"]), np.array(link["height_m"])
        profiles = [Profile(*ground, 1.2, float(h)) for h in reference["receiver_heights_m"]]
        found = p526_losses_db(profiles, frequency_hz=FREQUENCY_HZ, ground=REGOLITH, body_radius_m=MARS_M)
        errors.append(found - np.array(link["loss_db"]))
    error = np.array(errors)
    assert (error.min(), error.max()) == pytest.approx((-10.4, 9.9), abs=0.1)
    assert (error.mean(), error[:, 0].mean()) == pytest.approx((-1.1, -3.2), abs=0.1)

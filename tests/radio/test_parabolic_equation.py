import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from relaysim.errors import InputError
from relaysim.radio.free_space import free_space_loss_db
from relaysim.radio.ground import Ground
from relaysim.radio.parabolic_equation import (
    choose_grid,
    grid_taken,
    losses_along_db,
    parabolic_equation_loss_db,
    parabolic_equation_losses_db,
)
from relaysim.radio.profile import Profile
from relaysim.radio.two_ray import two_ray_loss_db

REGOLITH = Ground(relative_permittivity=3.6, loss_tangent=0.017)
FREQUENCY_HZ = 914e6
REFERENCE = Path(__file__).parents[3] / "shared" / "truth" / "reference_losses.json"


def flat(length_m: float, transmitter_m: float, receiver_m: float) -> Profile:
    return Profile(np.array([0.0, length_m]), np.zeros(2), transmitter_m, receiver_m)


def rough(seed: int, length_m: float = 300.0) -> Profile:
    """Hills of a few metres over some tens of metres, as the mission's ground is."""
    draw = np.random.default_rng(seed)
    distance = np.arange(0.0, length_m + 1.0)
    height = sum(
        a * np.sin(2 * np.pi * distance / w + p)
        for a, w, p in zip((3.0, 0.8, 0.15), (180.0, 60.0, 15.0), draw.uniform(0, 6.3, 3), strict=True)
    )
    return Profile(distance, np.asarray(height), 1.2, 0.5)


def march_as_given(profile: Profile) -> float:
    """The loss by a march that starts at the profile's own transmitter, whichever antenna is the higher one."""
    end = np.array([profile.length_m]), np.array([profile.receiver_height_m])
    return float(losses_along_db(profile, *end, frequency_hz=FREQUENCY_HZ, ground=REGOLITH)[0])


def losses(*profiles: Profile, frequency_hz: float = FREQUENCY_HZ, **options: Any) -> np.ndarray:
    return parabolic_equation_losses_db(profiles, frequency_hz=frequency_hz, ground=REGOLITH, **options)


@pytest.mark.skipif(
    not REFERENCE.exists(), reason="no shared/truth/reference_losses.json beside the repository"
)
def test_within_half_a_decibel_of_the_integral_equation_at_every_height_of_every_link() -> None:
    """An independent full-wave method over real Jezero profiles, whether heights share a march or not, and whichever
    antenna the march starts from."""
    reference = json.loads(REFERENCE.read_text())
    heights = np.array(reference["receiver_heights_m"], dtype=float)
    assert len(reference["links"]) == 8
    for name, link in reference["links"].items():
        ground = np.array(link["distance_m"]), np.array(link["height_m"])
        profiles = [Profile(*ground, 1.2, float(h)) for h in heights]
        shared = parabolic_equation_loss_db(*ground, 1.2, heights, frequency_hz=FREQUENCY_HZ, ground=REGOLITH)
        np.testing.assert_allclose(losses(*profiles), link["loss_db"], atol=0.5, err_msg=name)
        np.testing.assert_allclose(shared, link["loss_db"], atol=0.5, err_msg=name)
        there = np.array([march_as_given(profile) for profile in profiles])
        back = np.array([march_as_given(profile.reversed()) for profile in profiles])
        np.testing.assert_allclose(there, back, atol=0.5, err_msg=name)


@pytest.mark.parametrize("polarisation", ["vertical", "horizontal"])
@pytest.mark.parametrize("frequency_hz", [100e6, 200e6, 914e6, 2.4e9, 6e9])
def test_flat_ground_is_two_rays_and_a_surface_wave(frequency_hz: float, polarisation: Any) -> None:
    """Over flat ground the wave equation has a known answer at any distance from 60 m to 1 km."""
    cases = [(d, h) for d in (60.0, 100.0, 200.0, 1000.0) for h in (0.5, 1.0, 3.0)]
    found = losses(*(flat(d, 1.2, h) for d, h in cases), frequency_hz=frequency_hz, polarisation=polarisation)
    known = [two_ray_loss_db(d, 1.2, h, frequency_hz, REGOLITH, polarisation) for d, h in cases]
    np.testing.assert_allclose(found, known, atol=0.2)


@pytest.mark.parametrize("polarisation", ["vertical", "horizontal"])
@pytest.mark.parametrize("frequency_hz", [914e6, 2.4e9])
def test_antennas_on_flat_ground_have_the_surface_wave(frequency_hz: float, polarisation: Any) -> None:
    """Lying on the ground or a hand above it, one antenna or both: what the two rays leave is Norton's surface wave."""
    lows = (0.0, 0.05, 0.1, 0.2)
    cases = [(d, t, h) for d in (60.0, 200.0, 1000.0) for t in lows for h in lows]
    found = losses(
        *(flat(d, t, h) for d, t, h in cases), frequency_hz=frequency_hz, polarisation=polarisation
    )
    known = [two_ray_loss_db(d, t, h, frequency_hz, REGOLITH, polarisation) for d, t, h in cases]
    np.testing.assert_allclose(found, known, atol=0.25)


@pytest.mark.parametrize("polarisation", ["vertical", "horizontal"])
def test_steeply_up_to_a_helicopter_it_is_still_two_rays(polarisation: Any) -> None:
    """25 m up and 100 m away, and other steep ways: the march follows waves far off its axis."""
    cases = [(100.0, 25.0), (60.0, 10.0), (200.0, 25.0), (100.0, 10.0)]
    found = losses(*(flat(d, 1.2, h) for d, h in cases), polarisation=polarisation)
    known = [two_ray_loss_db(d, 1.2, h, FREQUENCY_HZ, REGOLITH, polarisation) for d, h in cases]
    np.testing.assert_allclose(found, known, atol=0.3)


def test_near_and_nearly_overhead_it_is_still_two_rays() -> None:
    """From 3 m on, and up to steep angles, the flat-ground answer holds within 1.5 dB, fades included."""
    cases = [(d, h) for d in (3.0, 5.0, 8.0, 12.0, 30.0, 60.0, 100.0) for h in (0.5, 3.0, 12.0, 25.0)]
    found = losses(*(flat(d, 1.2, h) for d, h in cases))
    known = [two_ray_loss_db(d, 1.2, h, FREQUENCY_HZ, REGOLITH) for d, h in cases]
    np.testing.assert_allclose(found, known, atol=1.5)


def test_a_tilted_plane_is_a_flat_one() -> None:
    """Only the frame turns on an even slope: heights across it are shorter by its cosine, lengths longer."""
    slope = np.tan(np.radians(20))
    tilted = Profile(np.array([0.0, 200.0]), np.array([0.0, 200.0 * slope]), 1.2, 1.0)
    cosine = np.cos(np.radians(20))
    along = 200.0 / cosine - 0.2 * np.sin(np.radians(20))
    known = two_ray_loss_db(along, 1.2 * cosine, 1.0 * cosine, FREQUENCY_HZ, REGOLITH)
    np.testing.assert_allclose(losses(tilted, tilted.reversed()), known, atol=0.3)


def test_high_above_a_valley_it_is_free_space() -> None:
    """With the ground far below, and made of nothing, nothing is left but the distance (real ground would make a
    mirror of such a bowl)."""
    distance = np.linspace(0.0, 400.0, 401)
    valley = Profile(distance, -60 * np.sin(np.pi * distance / 400) ** 0.5, 5.0, 5.0)
    found = parabolic_equation_losses_db([valley], frequency_hz=FREQUENCY_HZ, ground=Ground(1.0, 0.0))
    assert found[0] == pytest.approx(float(free_space_loss_db(400.0, FREQUENCY_HZ)), abs=0.2)


@pytest.mark.parametrize("seed", range(6))
def test_reciprocity_over_rough_ground(seed: int) -> None:
    """A loss has no direction, though the march has one: it is made from either end here."""
    profile = rough(seed)
    there, back = march_as_given(profile), march_as_given(profile.reversed())
    assert there == pytest.approx(back, abs=0.5)
    np.testing.assert_array_equal(losses(profile), losses(profile.reversed()))


def test_a_shadow_is_left_upwards() -> None:
    """Behind a hill height helps, until the receiver sees the transmitter (steps wider than the fringes that
    the crest and its reflection make)."""
    distance = np.linspace(0.0, 300.0, 301)
    hill = 8 * np.exp(-(((distance - 200) / 25) ** 2))
    found = parabolic_equation_loss_db(
        distance, hill, 1.2, np.array([0.5, 5.0, 10.0, 15.0]), frequency_hz=FREQUENCY_HZ, ground=REGOLITH
    )
    assert (np.diff(found) < 0).all()


@settings(max_examples=25, deadline=None)
@given(
    heights=st.lists(st.floats(-30, 30), min_size=2, max_size=40),
    spacing_m=st.floats(0.2, 8.0),
    transmitter_m=st.floats(0.0, 25.0),
    receiver_m=st.floats(0.0, 25.0),
    uneven=st.booleans(),
)
@example([-16.0, 8.0, 3.0], 4.0, 23.0, 7.0, False)
def test_any_ground_has_a_finite_loss(
    heights: list[float], spacing_m: float, transmitter_m: float, receiver_m: float, uneven: bool
) -> None:
    """Cliffs, walls and antennas on the ground: never nan, never far below free space (four rays in step: 12 dB)."""
    distance = spacing_m * np.arange(len(heights)) ** (1.3 if uneven else 1.0)
    profile = Profile(distance, np.array(heights), transmitter_m, receiver_m)
    loss = losses(profile)[0]
    assert np.isfinite(loss)
    assert loss >= max(0.0, float(free_space_loss_db(profile.slant_m, FREQUENCY_HZ)) - 12.05)


def test_two_near_antennas_at_a_wall_are_not_a_gain() -> None:
    """Over a wall of 80 degrees, seeing each other just above its edge, they lose what free space takes, or more."""
    profile = Profile(np.array([0.0, 4.0, 8.0]), np.array([-16.0, 8.0, 3.0]), 23.0, 7.0)
    assert losses(profile)[0] >= float(free_space_loss_db(profile.slant_m, FREQUENCY_HZ)) - 6.1


def test_threads_and_company_change_no_bit() -> None:
    """A link's loss is the same number alone or among others of any length, relief and frequency of steps, on one
    thread or seven."""
    draw = np.random.default_rng(1)
    profiles = [rough(seed, length_m=float(draw.integers(12, 400))) for seed in range(30)]
    profiles = [
        replace(p, height_m=p.height_m * draw.uniform(0, 6), receiver_height_m=float(draw.uniform(0, 25)))
        for p in profiles
    ]
    one = losses(*profiles, threads=1)
    np.testing.assert_array_equal(one, losses(*profiles, threads=2))
    np.testing.assert_array_equal(one, losses(*profiles, threads=3))
    np.testing.assert_array_equal(one, losses(*profiles, threads=7))
    np.testing.assert_array_equal(one, [losses(profile)[0] for profile in profiles])
    np.testing.assert_array_equal(one[::-1], losses(*profiles[::-1], threads=2))
    np.testing.assert_array_equal(one[5:17], losses(*profiles[5:17]))


def test_unknown_ground_gives_an_unknown_loss_and_spoils_no_other() -> None:
    """nan anywhere in one profile makes that link unknown, and only that."""
    profile = rough(1)
    for place in (0, 100, -1):
        height = profile.height_m.copy()
        height[place] = np.nan
        found = losses(profile, replace(profile, height_m=height), profile)
        np.testing.assert_array_equal(np.isnan(found), [False, True, False])


def test_the_distance_of_the_first_point_and_the_level_of_heights_do_not_matter() -> None:
    """Only differences count, and more points along the same straight ground change nothing."""
    profile = rough(2)
    moved = replace(profile, distance_m=profile.distance_m + 1024.0, height_m=profile.height_m - 2048.0)
    np.testing.assert_allclose(losses(profile), losses(moved), atol=1e-6)
    dense = Profile(np.linspace(0, 200, 401), np.zeros(401), 1.2, 0.5)
    np.testing.assert_allclose(losses(flat(200.0, 1.2, 0.5)), losses(dense), atol=1e-9)


def test_the_grid_goes_with_the_wavelength_and_ends_at_the_receiver() -> None:
    """About three wavelengths by a third, the last column on the receiver; steeper ground has a shorter step."""
    profile = Profile(np.arange(301.0), np.sin(np.arange(301.0) / 20), 1.2, 0.5)
    grid = choose_grid(profile, FREQUENCY_HZ)
    assert grid.step_m == pytest.approx(1.0, abs=0.05)
    assert grid.spacing_m == pytest.approx(0.1, abs=0.01)
    assert (grid.columns - 1) * grid.step_m == pytest.approx(profile.slant_m)
    assert grid.steepest_sine == 0
    plane = choose_grid(replace(profile, height_m=0.3 * profile.distance_m), FREQUENCY_HZ)
    assert plane.step_m == pytest.approx(2 / 3 * 0.15 / 0.3, abs=0.03)
    assert (plane.spacing_m, plane.steepest_sine) == (grid.spacing_m, 0)
    assert choose_grid(profile, 2 * FREQUENCY_HZ).spacing_m == pytest.approx(grid.spacing_m / 2)


def test_steep_faces_have_a_finer_grid_and_cliffs_do_not() -> None:
    """The step goes with the faces' mean eighth power and is shorter for low antennas, rows lie seven to two usual ones, and
    waves are followed to a tenth over the steepest face; a wall has the grid of the ground around it."""
    distance = np.arange(301.0)
    waves = Profile(distance, 8 * np.sin(distance / 20), 3.0, 0.5)
    uneven = np.mean(np.abs(np.diff(waves.height_m)) ** 8) ** (1 / 8)
    grid = choose_grid(waves, FREQUENCY_HZ)
    wavelength = 299792458 / FREQUENCY_HZ
    assert grid.step_m == pytest.approx(0.14 * wavelength / uneven**1.5, rel=0.05)
    assert grid.spacing_m == pytest.approx(0.305 * wavelength / 3.5)
    assert grid.steepest_sine == pytest.approx(1.1 * np.sin(np.arctan(0.4)), rel=0.05)
    low = choose_grid(replace(waves, transmitter_height_m=0.6), FREQUENCY_HZ)
    assert low.step_m == pytest.approx(0.6 / 12 / uneven, rel=0.05)
    wall = Profile(distance, np.where(np.abs(distance - 150) < 3, 10.0, 0.0), 3.0, 0.5)
    assert choose_grid(wall, FREQUENCY_HZ).steepest_sine == 0
    assert choose_grid(wall, FREQUENCY_HZ).spacing_m == pytest.approx(0.305 * wavelength)


def test_steep_ground_beyond_its_own_grid_has_the_usual_one() -> None:
    """Where steep ground would take more points than there may be, it is answered as it was before there were grids for
    it, and not refused."""
    distance = np.arange(1001.0)
    hills = Profile(distance, 40 * np.sin(distance / 80), 3.0, 1.0)
    assert choose_grid(hills, FREQUENCY_HZ).steepest_sine > 0
    grid = choose_grid(hills, 6e9)
    assert grid.steepest_sine == 0
    assert grid.spacing_m == pytest.approx(0.305 * 299792458 / 6e9)


def test_the_grid_that_was_taken_is_the_one_chosen_or_a_finer_one_or_none() -> None:
    """As chosen on usual ground, from whichever end; finer where walls mislead the march; none where nothing marches."""
    profile, wanted = rough(1), {"frequency_hz": FREQUENCY_HZ, "ground": REGOLITH}
    assert grid_taken(profile, **wanted) == choose_grid(profile, FREQUENCY_HZ)
    assert grid_taken(profile.reversed(), **wanted) == choose_grid(profile, FREQUENCY_HZ)
    wall = Profile(4.0 * np.arange(4), np.array([13.0, 24.0, 16.0, -5.0]), 6.0, 21.0)
    finer = grid_taken(wall, **wanted)
    assert finer is not None
    assert choose_grid(wall, FREQUENCY_HZ).spacing_m / finer.spacing_m == pytest.approx(4.0)
    holed = replace(profile, height_m=np.where(np.arange(301) == 100, np.nan, profile.height_m))
    for unmarched in (holed, flat(1.0, 1.2, 0.5), flat(10.0, 30.0, 0.5)):
        assert grid_taken(unmarched, **wanted) is None


def test_the_grid_goes_up_to_its_top() -> None:
    """From the line to the top there are whole rows of the spacing, and above them the absorbing layer."""
    grid = choose_grid(rough(1), FREQUENCY_HZ)
    assert grid.top_m == pytest.approx((grid.rows_above - grid.layer_rows) * grid.spacing_m)
    high = choose_grid(replace(rough(1), height_m=rough(1).height_m * 4.0), FREQUENCY_HZ)
    assert high.top_m > grid.top_m > 3.5


def test_a_request_beyond_the_method_is_refused_with_the_grid_it_takes() -> None:
    """Frequencies outside 100 MHz - 6 GHz, and grids too large, are named before any work is done."""
    for frequency_hz in (50e6, 12e9):
        with pytest.raises(InputError, match="100 MHz to 6000 MHz"):
            losses(flat(100.0, 1.2, 0.5), frequency_hz=frequency_hz)
    with pytest.raises(InputError, match="frequency nan"):
        losses(flat(100.0, 1.2, 0.5), frequency_hz=float("nan"))
    with pytest.raises(InputError, match=r"columns of .* rows"):
        choose_grid(flat(500e3, 1.2, 0.5), 6e9)


@pytest.mark.parametrize("seed", range(3))
def test_one_march_answers_every_distance_on_the_way(seed: int) -> None:
    """The loss along the way is that of shorter profiles of their own, and at its end that of the profile."""
    profile = rough(seed)
    places = np.array([100.0, 150.0, 200.0, 250.0, 300.0])
    up = np.full(places.shape, profile.receiver_height_m)
    found = losses_along_db(profile, places, up, frequency_hz=FREQUENCY_HZ, ground=REGOLITH)
    shorter = [
        Profile(profile.distance_m[: n + 1], profile.height_m[: n + 1], 1.2, 0.5)
        for n in (100, 150, 200, 250, 300)
    ]
    np.testing.assert_allclose(found, losses(*shorter), atol=2.0)
    assert found[-1] == pytest.approx(losses(profile)[0], abs=1e-9)


def test_places_that_are_not_on_the_profile_are_refused() -> None:
    """Behind the transmitter, beyond the end, or under the ground there is nothing to answer."""
    for place, up in ((0.0, 1.0), (-5.0, 1.0), (301.0, 1.0), (100.0, -0.1), (np.nan, 1.0)):
        with pytest.raises(InputError):
            losses_along_db(
                rough(0), np.array([place]), np.array([up]), frequency_hz=FREQUENCY_HZ, ground=REGOLITH
            )


def test_a_polarisation_that_is_none_is_refused() -> None:
    """Vertical or horizontal: nothing else is taken for one of them."""
    with pytest.raises(InputError, match="polarisation 'circular': it is vertical or horizontal"):
        losses(flat(100.0, 1.2, 1.0), polarisation="circular")

"""Profiles as rows: what is asked of all at once is what each of them answers."""

import numpy as np

from relaysim.radio.ground import Ground
from relaysim.radio.parabolic_equation import parabolic_equation_losses_db
from relaysim.radio.profile import Profile
from relaysim.radio.profile_rows import ProfileRows


def some_profiles() -> list[Profile]:
    draw = np.random.default_rng(5)
    return [
        Profile(40.0 + np.cumsum(draw.uniform(0.1, 3.0, n)), draw.uniform(-9.0, 9.0, n), 1.2, float(up))
        for n, up in ((2, 0.5), (7, 11.0), (100, 3.0), (33, 1.2))
    ]


def test_rows_answer_as_their_profiles_do_from_either_end() -> None:
    """Lengths, rises and antennas, bit for bit; a profile looked at backwards is the reversed one."""
    profiles = some_profiles()
    turned = np.array([True, False, True, True])
    rows = ProfileRows.of(profiles).turned(turned)
    wanted = [p.reversed() if t else p for p, t in zip(profiles, turned, strict=True)]
    np.testing.assert_array_equal(rows.length_m, [p.length_m for p in wanted])
    np.testing.assert_array_equal(rows.rise_m, [p.rise_m for p in wanted])
    np.testing.assert_array_equal(rows.transmitter_m, [p.transmitter_height_m for p in wanted])
    np.testing.assert_array_equal(rows.receiver_m, [p.receiver_height_m for p in wanted])
    some = rows.at(np.array([3, 1]))
    np.testing.assert_array_equal(some.rise_m, [wanted[3].rise_m, wanted[1].rise_m])


def test_one_unknown_height_makes_its_own_profile_unknown_and_no_other() -> None:
    """Anywhere on the way, at either end, or a height beyond all numbers."""
    profiles = some_profiles()
    for point in (0, 50, 99):
        profiles[2].height_m[:] = 0.0
        profiles[2].height_m[point] = np.nan
        np.testing.assert_array_equal(ProfileRows.of(profiles).is_known, [True, True, False, True])
    profiles[0].height_m[:] = -1.7e308, 1.7e308
    np.testing.assert_array_equal(ProfileRows.of(profiles).is_known, [False, True, False, True])


def test_a_point_that_falls_onto_its_neighbour_from_the_other_end_changes_nothing() -> None:
    """Two points nearer than numbers can tell at the far end: the march from there takes them for one."""
    distance, height = np.array([0.0, 30.0, 100.0]), np.array([0.0, 2.0, 1.0])
    twice = np.insert(distance, 1, 1e-17), np.insert(height, 1, 0.0)
    plain, doubled = Profile(distance, height, 1.2, 5.0), Profile(*twice, 1.2, 5.0)
    losses = parabolic_equation_losses_db([plain, doubled], frequency_hz=914e6, ground=Ground(3.6, 0.017))
    assert losses[0] == losses[1]

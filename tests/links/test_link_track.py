"""The link along motion: its crossings against dense evaluation, what may be missed, and tracks one after another."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.links.model import LinkModel
from relaysim.links.samples import LinkSamples
from relaysim.links.state import LinkState, SightState
from relaysim.links.track import (
    LinkTrack,
    Motion,
    changes_at,
    evaluate_at,
    losses_between,
    radio_states,
    sight_changes,
    sight_states,
    track_in_force,
    track_motion,
    track_motions,
    track_onward,
)
from relaysim.path.route import Route
from relaysim.radio.free_space import free_space_loss_db

MakeModel = Callable[..., LinkModel]
OPEN, CLOSED, UNKNOWN = LinkState.OPEN, LinkState.CLOSED, LinkState.UNKNOWN
START = 1.6e9
NAN = math.nan


def route(*vertices: tuple[float, float, float, float]) -> Route:
    """A route of (seconds from START, x, y, height above ground)."""
    t, x, y, up = np.array(vertices, dtype=float).T
    return Route(START + t, x, y, up)


def standing(x: float, y: float) -> Route:
    return Route.standing(x, y, START)


def from_start(changes: Sequence[tuple[float, object]]) -> list[tuple[float, object]]:
    """Changes with their instants counted from START."""
    return [(t - START, state) for t, state in changes]


def dense_states(
    model: LinkModel, rover: Route, scout: Route, threshold_db: float, step_s: float
) -> list[tuple[float, object]]:
    """The radio states by brute force: evaluated every `step_s`, the instant of a change half way."""
    end_utc_s = max(rover.end_utc_s, scout.end_utc_s)
    instants = np.append(np.arange(rover.start_utc_s, end_utc_s, step_s), end_utc_s)
    loss = evaluate_at(model, rover, scout, instants).loss_db
    states = [
        UNKNOWN if math.isnan(one) else OPEN if one <= threshold_db else CLOSED for one in loss.tolist()
    ]
    found: list[tuple[float, object]] = [(0.0, states[0])]
    for n in range(1, len(states)):
        if states[n] is not states[n - 1]:
            found.append((float(instants[n]) - step_s / 2 - START, states[n]))
    return found


def test_free_space_is_lost_at_its_own_distance(make_model: MakeModel) -> None:
    """Flying straight away at 5 m/s the link closes 200 m from the rover, within 0.1 s or 2 cm."""
    model = make_model()
    threshold_db = float(free_space_loss_db(np.hypot(200.0, 9.3), 914e6))
    scout = route((0, 50, 0, 10), (60, 350, 0, 10))
    track = track_motion(model, standing(0, 0), scout, START, START + 60, [threshold_db])
    ((_, first), (lost, last)) = from_start(radio_states(track, threshold_db))
    assert (first, last) == (OPEN, CLOSED)
    assert lost == pytest.approx(30.0, abs=0.1)
    # The level's neighbours in the track lie either side of the crossing, and close.
    after = int(np.searchsorted(track.utc_s, START + lost))
    assert track.utc_s[after] - track.utc_s[after - 1] <= 0.1
    assert track.samples.loss_db[after - 1] <= threshold_db < track.samples.loss_db[after]


def test_every_lobe_of_two_rays_is_found(make_model: MakeModel) -> None:
    """Over flat ground the two rays interfere: each opening and closing agrees with brute force to 0.1 s."""
    model = make_model(propagation="two-ray", rover_antenna_m=3.0)
    rover, scout = standing(-350, 0), route((0, -270, 0, 24), (150, 380, 0, 24))
    threshold_db = 78.0
    dense = dense_states(model, rover, scout, threshold_db, 0.02)
    track = track_motion(model, rover, scout, START, START + 150, [threshold_db])
    found = from_start(radio_states(track, threshold_db))
    assert len(found) >= 4
    assert [state for _, state in found] == [state for _, state in dense]
    assert [t for t, _ in found] == pytest.approx([t for t, _ in dense], abs=0.12)


@settings(max_examples=25, deadline=None)
@given(
    turns=st.lists(
        st.tuples(st.floats(-390, 390), st.floats(-390, 390), st.floats(0, 20)), min_size=2, max_size=4
    ),
    threshold_db=st.floats(70.0, 84.0),
    speed=st.floats(2.0, 8.0),
)
def test_crossings_are_those_of_brute_force(
    make_model: MakeModel, turns: list[tuple[float, float, float]], threshold_db: float, speed: float
) -> None:
    """Along any flight: no crossing is invented, and none is missed that has no other within a step of it."""
    legs = np.maximum(np.linalg.norm(np.diff(np.array(turns), axis=0), axis=1) / speed, 1.0)
    scout = route(*((t, *turn) for t, turn in zip([0.0, *np.cumsum(legs)], turns, strict=True)))
    model, rover = make_model(propagation="two-ray"), standing(0, 0)
    dense = dense_states(model, rover, scout, threshold_db, 0.05)
    track = track_motion(model, rover, scout, START, scout.end_utc_s, [threshold_db])
    found = from_start(radio_states(track, threshold_db))
    for t, state in found[1:]:
        assert any(abs(t - instant) <= 0.16 and state is other for instant, other in dense)
    # A step along the ground or in height takes at most this long on any leg.
    step_s = max(model.step_m / speed, 1.0) * 1.05 + 0.1
    instants = [-math.inf, *(t for t, _ in dense[1:]), math.inf]
    for n, (t, state) in enumerate(dense[1:], start=1):
        if (
            instants[n + 1] - t > step_s
            and t - instants[n - 1] > step_s
            and t < scout.end_utc_s - START - step_s
        ):
            assert any(abs(t - instant) <= 0.16 and state is other for instant, other in found)


@pytest.mark.parametrize(("window_m", "seen"), [(2.2, False), (2.6, True)])
def test_only_a_window_shorter_than_a_step_can_be_missed(
    make_model: MakeModel, window_m: float, seen: bool
) -> None:
    """Passing the rover half way between two samples 2.5 m apart: 2.2 m of contact go unseen, 2.6 m do not."""
    model = make_model()
    assert model.step_m == 2.5
    # 101 steps of 2.5 m, with the nearest point in the middle of one of them.
    scout = route((0, -126.25, 100, 10), (101, 126.25, 100, 10))
    speed = 2.5
    nearest_m = np.hypot(100.0, 9.3)
    threshold_db = float(free_space_loss_db(np.hypot(nearest_m, window_m / 2), 914e6))
    track = track_motion(model, standing(0, 0), scout, START, START + 101, [threshold_db])
    found = from_start(radio_states(track, threshold_db))
    if seen:
        half_s = window_m / 2 / speed
        assert [state for _, state in found] == [CLOSED, OPEN, CLOSED]
        assert [t for t, _ in found] == pytest.approx([0.0, 50.5 - half_s, 50.5 + half_s], abs=0.1)
    else:
        assert found == [(0.0, CLOSED)]


def test_climbing_over_the_ridge_brings_the_rover_into_sight(make_model: MakeModel) -> None:
    """The line clears the crest at the height at which brute force says so, within 0.1 s or 2 cm."""
    model = make_model("ridge")
    rover, scout = standing(-150, 0), route((0, 150, 0, 0), (30, 150, 0, 24))
    track = track_motion(model, rover, scout, START, START + 30, [])
    found = from_start(sight_changes([track]))
    instants = START + np.arange(0.0, 30.0, 0.01)
    clear = evaluate_at(model, rover, scout, instants).clearance_m >= 0.0
    assert [state for _, state in found] == [SightState.BLOCKED, SightState.CLEAR]
    assert found[1][0] == pytest.approx(float(instants[np.argmax(clear)]) - START, abs=0.1)


def test_both_vehicles_may_move_at_once(make_model: MakeModel) -> None:
    """Driving apart at 0.04 and flying at 4 m/s: the crossing is where their distance says."""
    model = make_model()
    rover, scout = route((0, 0, 0, 0), (100, -4, 0, 0)), route((20, 50, 0, 10), (80, 290, 0, 10))
    threshold_db = float(free_space_loss_db(np.hypot(150.0, 9.3), 914e6))
    track = track_motion(model, rover, scout, START, START + 100, [threshold_db])
    # 150 m = 50 + 4 (t - 20) + 0.04 t
    assert from_start(radio_states(track, threshold_db)) == [
        (0.0, OPEN),
        (pytest.approx(180 / 4.04, abs=0.1), CLOSED),
    ]


def test_over_unknown_ground_the_link_is_unknown(make_model: MakeModel) -> None:
    """The line sweeps over a hole: open, unknown, open, as the sightline is; two-ray never notices."""
    rover, scout = standing(-50, 0), route((0, 50, 80, 0), (40, 50, -80, 0))
    model = make_model("hole", "parabolic-equation")
    track = track_motion(model, rover, scout, START, START + 40, [120.0])
    states = from_start(radio_states(track, 120.0))
    assert [state for _, state in states] == [OPEN, UNKNOWN, OPEN]
    sights = from_start(sight_states(track))
    assert [state for _, state in sights] == [SightState.CLEAR, SightState.UNKNOWN, SightState.CLEAR]
    # The hole reaches a cell beyond its 20 m: it hides at most 5 m more on either side, 40 m the middle.
    assert 4.0 < states[1][0] < 20.0 < states[2][0] < 36.0
    blind = track_motion(make_model("hole", "two-ray"), rover, scout, START, START + 40, [120.0])
    assert from_start(radio_states(blind, 120.0)) == [(0.0, OPEN)]


def test_a_stand_is_one_sample(make_model: MakeModel) -> None:
    """Where nothing moves the link is asked for once, whatever the time."""
    track = track_onward(make_model(), standing(0, 0), standing(100, 0), START + 50, START + 1e6, [80.0])
    assert track.utc_s.tolist() == [START + 50]


@pytest.mark.parametrize(("last", "end"), [(1e6, 40.0), (30.0, 30.0)])
def test_onward_ends_when_all_stand_still_or_at_the_last_instant(
    make_model: MakeModel, last: float, end: float
) -> None:
    """The later of the two motions is followed to its end, but never beyond the scenario's."""
    rover, scout = route((0, 0, 0, 0), (40, 1, 0, 0)), route((5, 50, 0, 0), (25, 60, 0, 0))
    track = track_onward(make_model(), rover, scout, START + 10, START + last, [80.0])
    assert (track.utc_s[0] - START, track.utc_s[-1] - START) == (10.0, end)


def made(*rows: tuple[float, float, float]) -> LinkTrack:
    """A track of (instant, loss, clearance)."""
    t, loss, clearance = np.array(rows, dtype=float).T
    filler = np.zeros(len(rows))
    return LinkTrack(t, LinkSamples(distance_m=t + 1.0, clearance_m=clearance, obstruction_fraction=filler,
                                    loss_db=loss, antenna_db=np.zeros(len(t)), antenna_sigma_db=np.zeros(len(t))))  # fmt: skip


# A stand, a drive that is cut short by the next one at 30, and the last one, which ends over unknown ground.
TRACKS = (
    made((0.0, 70.0, 1.0)),
    made((10.0, 70.0, 1.0), (20.0, 90.0, -1.0), (40.0, 60.0, 5.0)),
    made((30.0, 80.0, -2.0), (35.0, 85.0, NAN), (45.0, NAN, NAN), (50.0, 80.0, 0.0)),
)


def test_radio_changes_through_several_tracks() -> None:
    """Each track counts until the next takes over; loss at the threshold is open; nan is unknown."""
    assert changes_at(TRACKS, 80.0) == [
        (0.0, OPEN), (10.0, OPEN), (20.0, CLOSED), (30.0, OPEN), (35.0, CLOSED), (45.0, UNKNOWN), (50.0, OPEN),
    ]  # fmt: skip
    assert changes_at(TRACKS, 65.0) == [
        (0.0, CLOSED),
        (10.0, CLOSED),
        (30.0, CLOSED),
        (45.0, UNKNOWN),
        (50.0, CLOSED),
    ]


def test_sight_changes_through_several_tracks() -> None:
    """A line that just touches the ground is clear."""
    clear, blocked, unknown = SightState
    assert sight_changes(TRACKS) == [
        (0.0, clear), (10.0, clear), (20.0, blocked), (30.0, blocked), (35.0, unknown), (50.0, clear),
    ]  # fmt: skip


def test_a_higher_threshold_closes_less() -> None:
    """What is open at a loss of 75 dB is open at 85 dB: open stretches only grow with the threshold."""

    def open_s(threshold_db: float) -> float:
        changes = [*changes_at(TRACKS[:2], threshold_db), (40.0, CLOSED)]
        return sum(b - a for (a, state), (b, _) in pairwise(changes) if state is OPEN)

    lengths = [open_s(threshold) for threshold in np.arange(55.0, 95.0, 2.5)]
    assert lengths == sorted(lengths)
    assert lengths[0] == 0.0 and lengths[-1] == 40.0


def test_the_track_in_force_is_the_last_one_begun() -> None:
    """Before the first it is the first."""
    instants = (-5.0, 0.0, 9.9, 10.0, 29.9, 30.0, 1e9)
    number = {id(track): n for n, track in enumerate(TRACKS)}
    assert [(t, number[id(track_in_force(TRACKS, t))]) for t in instants] == [
        (-5.0, 0), (0.0, 0), (9.9, 0), (10.0, 1), (29.9, 1), (30.0, 2), (1e9, 2),
    ]  # fmt: skip


def test_values_of_a_track_are_held_outside_and_linear_inside() -> None:
    """Beside an unknown sample the value is unknown, at a known one it is known."""
    last = TRACKS[2]
    assert [(t, last.total_loss_db(t)) for t in (0.0, 30.0, 32.5, 35.0, 50.0, 99.0)] == [
        (0.0, 80.0), (30.0, 80.0), (32.5, 82.5), (35.0, 85.0), (50.0, 80.0), (99.0, 80.0),
    ]  # fmt: skip
    assert [math.isnan(last.total_loss_db(t)) for t in (36.0, 45.0, 49.0)] == [True, True, True]
    assert (last.clearance_m(30.0), last.distance_m(40.0)) == (-2.0, 41.0)
    assert math.isnan(last.clearance_m(31.0))


def test_losses_between_two_instants() -> None:
    """The samples inside, through all tracks, and the values at the two ends; a superseded sample does not count."""
    assert losses_between(TRACKS, 5.0, 33.0) == [
        (5.0, 70.0),
        (10.0, 70.0),
        (20.0, 90.0),
        (30.0, 80.0),
        (33.0, 83.0),
    ]
    assert losses_between(TRACKS, 20.0, 20.0) == [(20.0, 90.0), (20.0, 90.0)]
    unknown = losses_between(TRACKS, 40.0, 60.0)
    assert [t for t, _ in unknown] == [40.0, 45.0, 50.0, 60.0]
    assert [math.isnan(loss) for _, loss in unknown] == [True, True, False, False]


def test_motions_asked_at_once_are_those_asked_alone(make_model: MakeModel) -> None:
    """Tracks of several motions are the same to the bit as each by itself, and as bisected one middle at a time."""
    model = make_model("ridge", "two-ray")
    still = standing(60, 0)
    drives = [
        route((0, -90, 30, 0), (300, -8, 5, 0)),
        route((0, -40, 5, 0), (200, 20, -9, 0)),
        standing(-40, 5),
    ]
    motions = [Motion(one, still, START, max(one.end_utc_s, START + 10)) for one in drives]
    losses = evaluate_at(model, drives[0], still, np.linspace(START, START + 300, 30)).total_loss_db
    levels = [float(np.quantile(losses, share)) for share in (0.4, 0.6)]
    together = track_motions(model, motions, levels)
    assert len(together[0].utc_s) > len(drives[0].sample_times(model.step_m, model.step_height_m)) + 5
    for track, one in zip(together, motions, strict=True):
        alone = track_motion(model, one.rover, one.helicopter, one.start_utc_s, one.end_utc_s, levels)
        for name, values in vars(track.samples).items():
            np.testing.assert_array_equal(values, getattr(alone.samples, name), err_msg=name)
        assert track.utc_s.tolist() == alone.utc_s.tolist() == _stepwise(model, one, levels)


def _stepwise(model: LinkModel, motion: Motion, levels_db: Sequence[float]) -> list[float]:
    """The instants of plain bisection: one middle of every bracket at a time."""
    start, end = motion.start_utc_s, motion.end_utc_s
    times = motion.rover.sample_times(model.step_m, model.step_height_m)
    instants = sorted({start, end, *(t for t in times.tolist() if start <= t <= end)})
    while True:
        found = evaluate_at(model, motion.rover, motion.helicopter, np.array(instants))
        signs = [np.sign(level - found.total_loss_db) >= 0 for level in levels_db]
        signs.append(found.clearance_m >= 0.0)
        middles = {
            (a + b) / 2
            for n, (a, b) in enumerate(pairwise(instants))
            if any(sign[n] != sign[n + 1] for sign in signs) and not motion.is_fine(a, b)
        }
        if not middles:
            return instants
        instants = sorted({*instants, *middles})

"""Antennas and bodies in the link: where they change it, by how much, and where nothing may change."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from affine import Affine

from relaysim.links.attitude import Attitude, AttitudeLog
from relaysim.links.model import LinkModel, Position
from relaysim.links.mount import Mount
from relaysim.links.state import LinkState
from relaysim.links.track import evaluate_at, losses_between, radio_states, track_motion
from relaysim.path.route import Route
from relaysim.radio.antenna import BUILT_IN_PATTERNS
from relaysim.radio.body_loss import BodyLoss, BodySector

MakeModel = Callable[..., LinkModel]
NAN = math.nan
MONOPOLE = Mount(BUILT_IN_PATTERNS["short-monopole"])
BEHIND = Mount(body=BodyLoss((BodySector(180.0, 260.0, 8.0, 4.0),)))


def at(*points: tuple[float, float, float]) -> Position:
    x, y, up = np.array(points, dtype=float).T
    return x, y, up


def facing(*headings: float) -> Attitude:
    nothing = np.full(len(headings), NAN)
    return Attitude(np.array(headings), nothing, nothing)


def equipped(model: LinkModel, rover: Mount = Mount(), scout: Mount = Mount(), **more: Any) -> LinkModel:  # noqa: B008
    return dataclasses.replace(model, rover_mount=rover, helicopter_mount=scout, **more)


def test_plain_antennas_change_nothing(make_model: MakeModel) -> None:
    """Isotropic antennas without a body: the total loss is the path loss to the last bit, whatever the heading."""
    ends = at((-150, 0, 0), (-60, 30, 0), (0, 0, 0)), at((150, 0, 3), (80, -20, 0), (50, 50, 0))
    model = make_model("ridge and hole", "two-ray")
    plain = equipped(model, Mount(tilts_with_ground=True)).evaluate(*ends, facing(10.0, NAN, 200.0))
    assert plain.antenna_db.tolist() == plain.antenna_sigma_db.tolist() == [0.0, 0.0, 0.0]
    assert plain.total_loss_db.tobytes() == model.evaluate(*ends).loss_db.tobytes()


def test_a_body_takes_its_loss_where_it_stands(make_model: MakeModel) -> None:
    """The helicopter east of the rover: abeam, behind and to the left, as the rover turns."""
    model = equipped(make_model(), BEHIND)
    rover, scout = at(*[(-100, 0, 0)] * 4), at(*[(100, 0, 0)] * 4)
    # Bearings from the heading: 90, 180, 214 (146 to the left), 270.
    found = model.evaluate(rover, scout, facing(0.0, 270.0, 236.0, 180.0))
    assert found.antenna_db.tolist() == [0.0, -8.0, -8.0, 0.0]
    assert found.antenna_sigma_db.tolist() == [0.0, 4.0, 4.0, 0.0]
    assert found.total_loss_db == pytest.approx(found.loss_db + np.array([0.0, 8.0, 8.0, 0.0]))
    assert found.loss_db == pytest.approx(model.evaluate(rover, scout).loss_db)


def test_without_a_heading_the_mean_over_all_stands(make_model: MakeModel) -> None:
    """80 of 360 degrees at 8 dB (sigma 4): 1.78 dB, sigma from the spread over the circle and the sector's own."""
    ends = at((-100, 0, 0)), at((100, 0, 0))
    found = equipped(make_model(), BEHIND).evaluate(*ends)
    share = 80.0 / 360.0
    assert found.antenna_db == pytest.approx([-8.0 * share])
    variance = 64.0 * share * (1.0 - share) + 16.0 * share
    assert found.antenna_sigma_db == pytest.approx([math.sqrt(variance)])


def test_both_ends_add_up(make_model: MakeModel) -> None:
    """Gains add, independent sigmas by the root of their squares; each end sees its own direction."""
    climb = 40.0
    ends = at((-100, 0, 0)), at((100, 0, climb))
    model = equipped(make_model(), Mount(MONOPOLE.pattern, BEHIND.body), Mount(MONOPOLE.pattern, BEHIND.body))
    found = model.evaluate(*ends, facing(236.0))
    elevation = math.atan2(climb + 0.5 - 1.2, 200.0)
    gain = float(MONOPOLE.pattern.gain_at(0.0, math.degrees(elevation)))
    unknown = math.sqrt(64.0 * 80 * 280 / 360**2 + 16.0 * 80 / 360)
    assert found.antenna_db == pytest.approx([2 * gain - 8.0 - 8.0 * 80 / 360], abs=1e-3)
    assert found.antenna_sigma_db == pytest.approx([math.hypot(4.0, unknown)])


def test_over_unknown_ground_the_direction_is_that_over_flat_ground(make_model: MakeModel) -> None:
    """Two-ray asks for no heights of the ground, so its links do not become unknown by an antenna."""
    model = equipped(make_model("hole", "two-ray"), BEHIND, MONOPOLE)
    found = model.evaluate(at((0, 0, 0)), at((100, 0, 0)), facing(236.0))
    assert found.antenna_db == pytest.approx([1.76 - 8.0], abs=1e-3)
    assert np.isfinite(found.total_loss_db).all()


def sloping(model: LinkModel, east: float, north: float) -> LinkModel:
    """The same model on a plane that rises so much per metre."""
    terrain = model.terrain
    rows, columns = terrain.heights_m.shape
    step = Affine(terrain.transform.a, 0, 0, 0, terrain.transform.e, 0)
    x, y = step * np.meshgrid(np.arange(float(columns)), np.arange(float(rows)))
    heights = np.ascontiguousarray(east * x + north * y)
    return dataclasses.replace(model, terrain=dataclasses.replace(terrain, heights_m=heights))


@pytest.mark.parametrize(("east", "north"), [(0.3, 0.0), (0.0, 0.3), (-0.2, 0.25)])
def test_on_a_slope_a_landed_antenna_leans_with_it(make_model: MakeModel, east: float, north: float) -> None:
    """Along a plane the link lies in it: leaning, both antennas are broadside however steep; upright ones are not."""
    model = sloping(make_model(), east, north)
    ends = at((-100, -20, 0)), at((100, 50, 0))
    leaning = dataclasses.replace(MONOPOLE, tilts_with_ground=True)
    # The antennas' heights differ by 0.7 m over 200 m and more: 0.2 degrees.
    both = equipped(model, leaning, leaning).evaluate(*ends)
    assert both.antenna_db == pytest.approx([2 * 1.76], abs=0.01)
    rise = (200 * east + 70 * north - 0.7) / math.hypot(200.0, 70.0)
    upright = 1.76 + 20 * math.log10(math.cos(math.atan(rise)))
    assert equipped(model, MONOPOLE, MONOPOLE).evaluate(*ends).antenna_db == pytest.approx(
        [2 * upright], abs=0.02
    )


def test_in_flight_it_hangs_upright(make_model: MakeModel) -> None:
    """The slope counts under the legs only: 5 m up the same antenna is as one that never leans."""
    model = sloping(make_model(), 0.3, 0.0)
    leaning = dataclasses.replace(MONOPOLE, tilts_with_ground=True)
    ends = at((-100, 0, 0), (-100, 0, 0)), at((100, 0, 0), (100, 0, 5))
    moved = equipped(model, scout=leaning).evaluate(*ends).antenna_db
    still = equipped(model, scout=MONOPOLE).evaluate(*ends).antenna_db
    assert moved[1] == still[1]
    assert moved[0] - still[0] > 0.3


def test_a_drive_turns_the_body_into_the_way(make_model: MakeModel) -> None:
    """Driving east the helicopter is ahead, then north: it is to the right; parked, as the log has it.

    The body stands to the right (45 to 135). At that vertex the link closes, at the end of the drive it opens again,
    both within 0.1 s although samples are seconds apart.
    """
    body = Mount(body=BodyLoss((BodySector(45.0, 135.0, 20.0),)))
    log = AttitudeLog(np.array([100.0]), Attitude(np.array([90.0]), np.array([NAN]), np.array([NAN])))
    model = equipped(make_model(), body, rover_attitudes=log)
    drive = Route(np.array([0.0, 50.0, 100.0]), np.array([-50.0, 0, 0]), np.array([0.0, 0, 50]), np.zeros(3))
    scout = Route.standing(300.0, 0.0, 0.0)
    threshold_db = float(np.max(evaluate_at(model, drive, scout, np.array([0.0, 50.0, 99.0])).loss_db)) + 3.0
    track = track_motion(model, drive, scout, 0.0, 120.0, [threshold_db])
    states = radio_states(track, threshold_db)
    assert [state for _, state in states] == [LinkState.OPEN, LinkState.CLOSED, LinkState.OPEN]
    assert [t for t, _ in states] == pytest.approx([0.0, 50.0, 100.0], abs=0.1)
    losses = dict(losses_between([track], 60.0, 120.0))
    assert losses[60.0] - losses[120.0] > 19.0
    assert track.total_loss_db(120.0) == pytest.approx(float(track.samples.loss_db[-1]))


def test_flying_into_the_body_s_shadow_is_found_to_a_tenth_of_a_second(make_model: MakeModel) -> None:
    """The rover faces north, its body hides 45 to 135: a helicopter flying south 200 m east of it is lost from 200 m
    north to 200 m south of it, between samples that are half a second apart."""
    log = AttitudeLog(np.array([0.0]), Attitude(np.zeros(1), np.array([NAN]), np.array([NAN])))
    body = Mount(body=BodyLoss((BodySector(45.0, 135.0, 20.0),)))
    model = equipped(make_model(), body, rover_attitudes=log)
    scout = Route(
        np.array([0.0, 151.6]), np.array([200.0, 200.0]), np.array([379.0, -379.0]), np.full(2, 10.0)
    )
    rover = Route.standing(0.0, 0.0, 0.0)
    threshold_db = float(np.max(evaluate_at(model, rover, scout, scout.utc_s).loss_db)) + 1.0
    track = track_motion(model, rover, scout, 0.0, 151.6, [threshold_db])
    states = radio_states(track, threshold_db)
    assert [state for _, state in states] == [LinkState.OPEN, LinkState.CLOSED, LinkState.OPEN]
    assert [t for t, _ in states] == pytest.approx([0.0, 35.8, 115.8], abs=0.11)
    between = losses_between([track], 1.0, 151.0)
    assert max(loss for _, loss in between) > threshold_db > max(between[0][1], between[-1][1])


def test_flight_17_took_the_hill_and_the_body(make_model: MakeModel) -> None:
    """A hill of 4 m leaves a landed helicopter in contact, and so does the rover's body; together they do not.

    As flight 17 was lost: the helicopter 146 degrees to the left of the heading, where the body takes 8 dB.
    """
    hill = make_model("ridge", "parabolic-equation")
    low = dataclasses.replace(hill.terrain, heights_m=hill.terrain.heights_m / 2.0)
    hill, flat = dataclasses.replace(hill, terrain=low), make_model("plane", "parabolic-equation")
    ends = at((-200, 0, 0)), at((20, 0, 0))
    heading = facing((90.0 + 146.0) % 360.0)
    basic_db = float(hill.evaluate(*ends).loss_db[0])
    threshold_db = basic_db + 4.0
    cases = {
        "hill": (hill, Mount()), "body": (flat, BEHIND), "both": (hill, BEHIND),
    }  # fmt: skip
    margins = {
        name: threshold_db - float(equipped(model, mount).evaluate(*ends, heading).total_loss_db[0])
        for name, (model, mount) in cases.items()
    }
    assert basic_db > float(flat.evaluate(*ends).loss_db[0]) + 8.0
    assert margins["hill"] == pytest.approx(4.0) and margins["both"] == pytest.approx(-4.0)
    assert margins["body"] > 0.0
    ahead = equipped(hill, BEHIND).evaluate(*ends, facing(90.0)).total_loss_db[0]
    assert ahead == pytest.approx(basic_db)


def test_losses_of_other_ground_are_asked_by_its_profiles(make_model: MakeModel) -> None:
    """Profiles and losses apart: the profiles as they are give the link's loss, raised ground another."""
    model = make_model("ridge", "two-ray")
    ends = at((-150, 0, 0), (-100, 20, 0)), at((150, 0, 5), (90, 0, 0))
    profiles = model.profiles(*ends)
    assert model.losses_db(profiles).tolist() == model.evaluate(*ends).loss_db.tolist()
    flat = model.losses_db(profiles, "two-ray").tolist()
    assert flat == model.loss_without_terrain_db(*ends).tolist()
    raised = [dataclasses.replace(one, receiver_height_m=one.receiver_height_m + 2.0) for one in profiles]
    assert (model.losses_db(raised) < model.losses_db(profiles)).all()

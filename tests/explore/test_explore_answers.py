"""What the page is told, held against the link model and against a forecast of the scenario that is saved."""

import dataclasses
import json
import struct

import numpy as np
import pytest

from relaysim.errors import InputError
from relaysim.explore.link_answer import chance_answer, link_answer
from relaysim.explore.margin_map import BEYOND, HIDDEN, NO_MARGIN, NOBODY_KNOWS, SEEN, margin_map
from relaysim.explore.newest import Stale
from relaysim.explore.route_answer import RouteAnswers
from relaysim.explore.saved_scenario import saved_scenario
from relaysim.explore.stage import open_stage
from relaysim.explore.wish import Place, Wish
from relaysim.sightline import Ends, clearances_between

BEHIND_THE_HILL, IN_SIGHT = Place(-480.0, 30.0), Place(-120.0, 100.0)


@pytest.fixture(scope="module")
def stage():
    """Flight 52, with what the page adds to it."""
    return open_stage("flight-52-blackout")


@pytest.fixture
def wish(stage):
    """As the page opens."""
    model = stage.model
    return Wish(
        "p",
        1,
        stage.opening,
        None,
        None,
        model.rover_antenna_m,
        model.helicopter_antenna_m,
        stage.power.value,
    )


def go_on():
    """Nobody asks for anything newer."""


def whole_route(stage, wish):
    """The answer once all rows are known."""
    answers = RouteAnswers(stage)
    while not (found := answers.answer(wish, go_on))["done"]:
        pass
    return found


def unpacked(data):
    """Head, margins in dB with nan for none, and what is in sight."""
    (length,) = struct.unpack_from("<I", data)
    head = json.loads(data[4 : 4 + length])
    cells = head["rows"] * head["columns"]
    tenths = np.frombuffer(data, "<i2", cells, 4 + length)
    margin = np.where(tenths == NO_MARGIN, np.nan, tenths / 10.0)
    return head, margin, np.frombuffer(data, np.uint8, cells, 4 + length + 2 * cells)


def test_link_route_and_chance_are_of_one_model(stage, wish):
    """The first row of the route is the link shown, the margin is that of a run, and a weak link has little chance."""
    link, route = link_answer(stage, wish), whole_route(stage, wish)
    (rover, attitude), helicopter = stage.rover(wish), stage.helicopter(wish)
    loss = stage.model.evaluate(rover, helicopter, attitude).total_loss_db
    assert link["margin_db"] == pytest.approx(stage.world.threshold_db - loss[0])
    assert route["rows"][0][2] == round(link["margin_db"], 1)
    assert chance_answer(stage, wish)["chance"] < 0.01
    assert (link["sight"], route["now"]) == ("blocked", "closed")
    assert link["block"]["above_m"] == pytest.approx(7.3, abs=0.1)
    stronger = dataclasses.replace(wish, power_dbm=wish.power_dbm + 10.0, rover_antenna_m=2.2)
    assert link_answer(stage, stronger)["margin_db"] > link["margin_db"] + 10.0


def test_the_map_agrees_with_links_of_its_cells(stage, wish):
    """Around the rover, which faces as recorded: margins within 1.5 dB of the links' own in 19 of 20 cells, sight as sightlines say,
    and no answer where the ground, there or on the way, is unknown."""
    around = dataclasses.replace(wish, around="rover", cells="fine")
    head, margin, sight = unpacked(margin_map(stage, around, go_on))
    (rover, attitude), model = stage.rover(around), stage.model
    row, column = np.divmod(np.arange(margin.size), head["columns"])
    (west, north), east_corner, south_corner = head["corners_m"]
    x = west + (column + 0.5) * (east_corner[0] - west) / head["columns"]
    y = north + (row + 0.5) * (south_corner[1] - north) / head["rows"]
    lat, lon = model.frame.to_geographic(x, y)
    at_column, at_row = (np.rint(values).astype(int) for values in model.terrain.grid_coordinates(lat, lon))
    known = np.isfinite(model.terrain.heights_m[at_row, at_column])
    assert set(sight[~known]) <= {BEYOND}
    assert {HIDDEN, SEEN, NOBODY_KNOWS, BEYOND} == set(sight)
    ask = np.random.default_rng(1).choice(np.flatnonzero(np.isfinite(margin)), 60, replace=False)
    rovers = tuple(np.repeat(axis, ask.size) for axis in rover)
    stands = dataclasses.replace(
        attitude,
        **{f.name: np.repeat(getattr(attitude, f.name), ask.size) for f in dataclasses.fields(attitude)},
    )
    own = (
        stage.world.threshold_db
        - model.evaluate(rovers, (x[ask], y[ask], np.zeros(ask.size)), stands).total_loss_db
    )
    assert np.quantile(np.abs(own - margin[ask]), 0.95) < 1.5
    feet = model.frame.to_geographic(rover[0], rover[1])
    ends = Ends.above_ground(
        model.terrain, *feet, model.rover_antenna_m, lat[ask], lon[ask], model.helicopter_antenna_m
    )
    clear = clearances_between(model.terrain, ends)
    sure = np.abs(clear.clearance_m) > 0.3  # the frame of the test is a flat one
    assert ((sight[ask] == SEEN) == clear.clear)[sure].all()


def test_unknown_ground_is_neither_heard_nor_silent(stage, wish):
    """A helicopter where nobody has surveyed: no margin, no chance, no map, and a route of which nothing is known."""
    west, _, _, north = stage.box_m
    nowhere = dataclasses.replace(wish, helicopter=Place(west + 1.0, north - 1.0))
    link, route = link_answer(stage, nowhere), whole_route(stage, nowhere)
    assert (link["margin_db"], link["rate_bps"], link["sight"], link["helicopter"]["ground_m"]) == (
        None,
        None,
        "unknown",
        None,
    )
    assert chance_answer(stage, nowhere) == {"chance": None}
    assert unpacked(margin_map(stage, nowhere, go_on))[0] == {"rows": 0, "columns": 0}
    assert (route["now"], route["longest"], route["first_contact"]) == ("unknown", None, None)
    assert route["unknown_days"] == pytest.approx(route["days"])
    with pytest.raises(InputError, match="outside the terrain"):
        link_answer(stage, dataclasses.replace(wish, rover=Place(1e6, 0.0)))
    with pytest.raises(InputError, match="sol 9999"):
        link_answer(stage, dataclasses.replace(wish, day=9999))


def test_an_answer_that_nobody_wants_is_given_up(stage, wish):
    """A map and a route look now and then whether they are still wanted."""

    def stale():
        raise Stale

    with pytest.raises(Stale):
        margin_map(stage, wish, stale)
    with pytest.raises(Stale):
        RouteAnswers(stage).answer(wish, stale)


def test_a_saved_place_gives_the_same_silence(stage, wish, tmp_path):
    """What is saved opens on its own, and is silent as long as the page has said; a rover that was moved stays."""
    tried = dataclasses.replace(wish, helicopter=BEHIND_THE_HILL, power_dbm=30.0)
    told = whole_route(stage, tried)["longest"]
    name, text = saved_scenario(stage, tried)
    (tmp_path / name).write_text(text, encoding="utf-8")
    again = open_stage(tmp_path / name)
    assert again.opening == again.days[0].number == wish.day
    own = dataclasses.replace(wish, power_dbm=30.0)
    assert whole_route(again, own)["longest"]["days"] == pytest.approx(told["days"], abs=0.01)
    (tmp_path / name).write_text(
        saved_scenario(stage, dataclasses.replace(wish, rover=IN_SIGHT))[1], encoding="utf-8"
    )
    stays = whole_route(open_stage(tmp_path / name), wish)
    assert len(stays["rows"]) == 1
    assert stays["rows"][0][3:5] == [
        pytest.approx(IN_SIGHT.x_m + 489.9, abs=0.2),
        pytest.approx(IN_SIGHT.y_m - 33.2, abs=0.2),
    ]

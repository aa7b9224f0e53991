"""Landing maps: laws, the same answers as runs have, and what cannot be mapped."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from relaysim.errors import InputError, NoResult
from relaysim.links.state import LinkState
from relaysim.planning.landing.landing_map import LandingMap, map_landings
from relaysim.planning.landing.losses import StandLosses
from relaysim.planning.landing.summary import place_answers
from relaysim.planning.landing.wish import LandingWish
from relaysim.planning.landing.words import place_words
from relaysim.planning.route_stands import route_stands
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario
from relaysim.simulation.simulate import simulate

MISSION = "flight-52-blackout"
SMALL = LandingWish(radius_m=120.0, cell_m=30.0, end="sol 841", hindcast=True)
QUICK = "link.propagation=p526"
RUNS = 3


@pytest.fixture(scope="module")
def real() -> LandingMap:
    """Sols 776 to 840 over the shipped ground, by the full wave."""
    return map_landings(MISSION, wish=SMALL)


def p526(wish: LandingWish = SMALL, *overrides: str) -> LandingMap:
    """The same with the quick propagation model."""
    return map_landings(MISSION, wish=wish, overrides=[QUICK, *overrides])


@pytest.fixture(scope="module")
def quick() -> LandingMap:
    return p526()


def at_place(found: LandingMap, name: str) -> int:
    return found.cells.cells + [one.name for one in found.places].index(name)


def test_the_real_landing_place_was_silent_for_sixty_sols(real: LandingMap) -> None:
    """From the landing, the default begin, to the drive of sol 836 on which it was heard again."""
    k = at_place(real, "landing of flight 52")
    assert real.time.flight == 52
    assert 59.5 < real.at_least_days[k] <= real.at_most_days[k] < 60.2
    assert real.world.clock.day(float(real.silence.first_utc_s[k])) == 836
    assert "first heard on sol 836" in place_words(real, place_answers(real)[k - real.cells.cells])


def test_runs_with_the_helicopter_there_agree(real: LandingMap) -> None:
    """The longest radio blackout of a run lies within the bounds: of cells whose bounds say something."""
    n = real.cells.cells
    width = real.at_most_days[:n] - real.at_least_days[:n]
    telling = np.flatnonzero((width < 0.2) & ~real.unknown[:n] & (real.at_most_days[:n] > 1.0))
    for k in np.random.default_rng(7).choice(telling, RUNS, replace=False):
        days = _run_days(real, float(real.cells.latitude_deg[k]), float(real.cells.longitude_deg[k]))
        assert real.at_least_days[k] - 0.001 <= days <= real.at_most_days[k] + 0.001


def _run_days(found: LandingMap, lat: float, lon: float) -> float:
    """Longest radio blackout of a run in which the helicopter stands there from the start."""
    clock, begins = found.world.clock, found.time.start_utc_s
    start = f"start={clock.format(begins)}"
    overrides = [
        "flights=[]",
        start,
        "end=sol 841",
        f"helicopter.latitude={lat!r} deg",
        f"helicopter.longitude={lon!r} deg",
    ]
    world = build_world(load_scenario(MISSION, overrides))
    changes = simulate(world).recorder.radio_changes
    ends = [*(t for t, _ in changes[1:]), world.end_utc_s]
    closed = [b - a for (a, state), b in zip(changes, ends, strict=True) if state is LinkState.CLOSED]
    return clock.days(max(closed, default=0.0))


def test_unknown_ground_is_never_counted(quick: LandingMap) -> None:
    """No value where the ground is unknown; as silence only in the upper bound, as contact only in the lower one."""
    cells = quick.cells
    assert np.isfinite(cells.ground_m[: cells.cells]).all()
    assert np.isnan(cells.spread_out(quick.at_most_days)[~cells.inside]).all()
    assert (quick.at_least_days[: cells.cells] <= quick.at_most_days[: cells.cells]).all()


def test_beside_the_rover_it_is_heard() -> None:
    """A helicopter at any of the rover's stops is heard while the rover stands there, and at the first one from the begin."""
    world = build_world(load_scenario(MISSION, [QUICK]))
    rows = route_stands(world, world.clock.utc_s(777), world.clock.utc_s(841), step_m=1e9)
    first = float(rows.latitude_deg[0]), float(rows.longitude_deg[0])
    wish = dataclasses.replace(SMALL, start="sol 777", place_deg=first, radius_m=40.0, cell_m=10.0)
    found = p526(wish)
    k = at_place(found, "the place given")
    assert found.margin_now_db[k] > 30.0
    assert found.silence.first_utc_s[k] == world.clock.utc_s(777)
    stays = world.clock.days(float(rows.end_utc_s[0] - rows.start_utc_s[0]))
    assert found.at_most_days[k] <= found.whole_days - stays


def test_more_power_never_lengthens_a_silence(quick: LandingMap) -> None:
    """By more than the drive beside it, which is not looked along where the stop before it is heard."""
    louder = p526(SMALL, "link.budget.transmit power.value=34.75 dBm")
    longest_drive = (
        max(leg.end_utc_s - leg.start_utc_s for leg in quick.way.legs) / quick.world.clock.day_length_s
    )
    assert (louder.margin_now_db - quick.margin_now_db)[~np.isnan(quick.margin_now_db)] == pytest.approx(
        6.0, abs=1e-4
    )
    known = np.isfinite(quick.at_most_days)
    assert (louder.at_most_days <= quick.at_most_days + longest_drive)[known].all()


def test_a_larger_radius_only_adds_cells(quick: LandingMap) -> None:
    """What a cell is told does not hang on which others are looked at."""
    inner = p526(dataclasses.replace(SMALL, radius_m=60.0))
    outer = {
        (a, b): n
        for n, (a, b) in enumerate(zip(quick.cells.latitude_deg, quick.cells.longitude_deg, strict=True))
    }
    shared = [
        (n, outer[key])
        for n, key in enumerate(zip(inner.cells.latitude_deg, inner.cells.longitude_deg, strict=True))
        if key in outer
    ]
    ours, theirs = np.array(shared).T
    assert inner.at_most_days[ours] == pytest.approx(quick.at_most_days[theirs], abs=1e-9, nan_ok=True)


def test_a_link_has_no_direction(quick: LandingMap) -> None:
    """The loss from a stop to a cell is that from the cell to the stop with the antennas exchanged."""
    cells, stop = quick.cells, quick.way.stops[-1]
    link = quick.world.link
    antennas = link.rover_antenna_m, link.helicopter_antenna_m
    there = StandLosses(link.terrain, cells, link.radio, antennas, 120.0, True)
    k = np.array([int(np.flatnonzero(~quick.unknown[: cells.cells])[0])])
    at_stop = dataclasses.replace(
        cells, column=cells.column.copy(), row=cells.row.copy(), latitude_deg=np.array([stop.latitude_deg]),
        longitude_deg=np.array([stop.longitude_deg]), ground_m=link.terrain.height_m([stop.latitude_deg], [stop.longitude_deg]),
    )  # fmt: skip
    column, row = link.terrain.grid_coordinates([stop.latitude_deg], [stop.longitude_deg])
    back = dataclasses.replace(
        there, cells=dataclasses.replace(at_stop, column=column, row=row), antennas_m=antennas[::-1]
    )
    one = there.losses_db(stop.latitude_deg, stop.longitude_deg, k)
    other = back.losses_db(float(cells.latitude_deg[k[0]]), float(cells.longitude_deg[k[0]]), np.array([0]))
    assert one == pytest.approx(other, abs=0.01)


def test_the_margin_now_is_that_of_the_link_model(quick: LandingMap) -> None:
    """Path loss, antennas and the body's loss by bearing as `LinkModel.evaluate` has them, at every stop."""
    cells, link = quick.cells, quick.world.link
    stand = quick.way.stands[0]
    count = cells.count
    rover = (np.full(count, stand.x_m), np.full(count, stand.y_m), np.zeros(count))
    attitude = type(stand.attitude)(*(np.repeat(v, count) for v in (
        stand.attitude.heading_deg, stand.attitude.pitch_deg, stand.attitude.roll_deg)))  # fmt: skip
    samples = link.evaluate(rover, (cells.x_m, cells.y_m, np.zeros(count)), attitude)
    assert quick.margin_now_db == pytest.approx(
        quick.world.threshold_db - samples.total_loss_db, abs=0.05, nan_ok=True
    )


def test_a_forecast_takes_what_was_known_on_the_day() -> None:
    """As of the landing nobody had surveyed the ground of the later way: its links are unknown, and it is said."""
    found = p526(dataclasses.replace(SMALL, hindcast=False))
    assert found.ground.terrain.as_of == "sol 776"
    assert found.blind_stands
    n = found.cells.cells
    assert found.unknown[:n].any()
    assert (found.at_least_days[:n] + 1.0 < found.at_most_days[:n]).any()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"radius_m": 0.0}, "--radius 0: a radius is more than 0"),
        ({"radius_m": float("nan")}, "--radius nan"),
        ({"cell_m": -1.0}, "--cell -1"),
        ({"step_m": 0.0}, "--step 0"),
        ({"start": "sol 5"}, "--from sol 5: the scenario goes from sol 772"),
        ({"end": "sol 900"}, "--to sol 900: the scenario goes"),
        ({"start": "sol 800", "end": "sol 800"}, "--to sol 800: is not later than sol 800"),
        ({"start": "yesterday"}, "--from: 'yesterday' is not a time"),
        ({"as_of": "sol 776", "hindcast": True}, "give one of them"),
        (
            {"start": "sol 838 12:50 LMST", "end": "sol 838 13:00 LMST"},
            "the rover makes no stop from sol 838",
        ),
        ({"place_deg": (18.6, 77.9)}, "knows no ground within"),
        ({"place_deg": (77.36, 18.48)}, "write the latitude first"),
    ],
)
def test_a_wish_that_makes_no_map_is_refused(change: dict[str, Any], said: str) -> None:
    """With what was wrong and what to do; nothing is guessed."""
    with pytest.raises(InputError) as caught:
        p526(dataclasses.replace(SMALL, **change))
    assert said in str(caught.value)


def test_too_much_for_one_map_is_refused_before_it_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells times stands count."""
    monkeypatch.setattr("relaysim.planning.landing.landing_map.MOST_LINKS", 100)
    with pytest.raises(InputError, match=r"million links.*--radius"):
        p526()


def test_a_way_on_unknown_ground_alone_has_no_map() -> None:
    """As of sol 776 the ground on which the rover stood on sol 837 was not known."""
    place = (18.4799, 77.3689)
    wish = dataclasses.replace(
        SMALL, hindcast=False, start="sol 837", end="sol 838", as_of="sol 776", place_deg=place
    )
    with pytest.raises(NoResult, match=r"as of sol 776 \(--hindcast"):
        p526(wish)

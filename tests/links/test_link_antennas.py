"""One link with the antennas and bodies of both ends: the terms in its budget, and that a run counts the same."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import pytest

import relaysim
from relaysim.errors import InputError
from relaysim.links.attitude import Attitude
from relaysim.links.carrier import Carrier, LinkAntennas, Origin
from relaysim.links.ensemble import LinkUncertainty
from relaysim.links.model import LinkModel, RadioSettings
from relaysim.links.mount import Mount
from relaysim.links.orientation import Orientation, stated_orientation
from relaysim.links.single import LinkExplanation, explain
from relaysim.radio.antenna import BUILT_IN_PATTERNS, AntennaPattern
from relaysim.radio.body_loss import BodyLoss, BodySector
from relaysim.radio.budget import BudgetTerm
from relaysim.radio.free_space import free_space_loss_db
from relaysim.sightline import End
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain

MakeTerrain = Callable[[str], Terrain]
MakeRadio = Callable[..., RadioSettings]
METRES_A_DEGREE = math.radians(3_396_190.0)
NAN = math.nan

MONOPOLE = BUILT_IN_PATTERNS["short-monopole"]
# 0 dBi ahead, -6 dBi abeam, -12 dBi behind.
SIDED = AntennaPattern(
    "sided.csv", np.arange(0.0, 360.0, 90.0), np.array([-90.0, 90.0]),
    np.repeat([[0.0], [-6.0], [-12.0], [-6.0]], 2, axis=1),
)  # fmt: skip
BEHIND = BodyLoss((BodySector(180.0, 260.0, 8.0, 4.0),))
FITTED, ASSUMED = Origin("from a fit", "fitted"), Origin("a guess", "assumed")
PLAIN = Carrier("helicopter", Mount(), 0.5)
WEST, EAST = End(0.0, -100.0 / METRES_A_DEGREE, 1.2), End(0.0, 100.0 / METRES_A_DEGREE, 1.2)


def rover(
    pattern: AntennaPattern | None = None, body: BodyLoss | None = None, tilts: bool = False
) -> Carrier:
    """What the first end carries: an assumed pattern, a fitted body."""
    mount = Mount(**({"pattern": pattern} if pattern else {}), **({"body": body} if body else {}))  # type: ignore[arg-type]
    return Carrier(
        "rover",
        dataclasses.replace(mount, tilts_with_ground=tilts),
        1.2,
        ASSUMED if pattern else None,
        (FITTED,) * len(mount.body.sectors),
    )


def terms(found: LinkExplanation) -> dict[str, tuple[float, float, str]]:
    return {term.name: (term.value, term.sigma_db, term.kind) for term in found.antenna_terms}


def test_a_body_is_a_term_of_the_budget(make_terrain: MakeTerrain, make_radio: MakeRadio) -> None:
    """East of a rover that faces 236 deg lies 214 deg from its heading: 8 dB (sigma 4) less margin, and a slower mode."""
    radio = make_radio(threshold_db=float(free_space_loss_db(200.0, 914e6)) + 12.0)
    plain = explain(make_terrain("plane"), WEST, EAST, radio)
    carried = LinkAntennas(rover(body=BEHIND), PLAIN, Orientation(236.0))
    found = explain(make_terrain("plane"), WEST, EAST, radio, antennas=carried)
    assert terms(found) == {"rover body": (-8.0, 4.0, "fitted")}
    assert found.terms == (*radio.budget.terms, *found.antenna_terms)
    source = "214.0 deg clockwise of the heading, within 180 to 260 deg; from a fit"
    assert found.antenna_terms[0].source == source
    assert found.path_loss_db == plain.path_loss_db
    assert found.margin_db == pytest.approx(plain.margin_db - 8.0)
    assert found.total_loss_db == pytest.approx(found.path_loss_db + 8.0)
    assert (plain.mode, found.mode) == (radio.budget.modes[1], radio.budget.modes[0])
    assert found.pointing is not None
    assert (found.pointing.azimuth_deg, found.pointing.elevation_deg) == pytest.approx((214.0, 0.0), abs=2e-3)
    assert found.table is not None
    assert [row.name for row in found.table.rows] == ["transmit power", "rover body", "path loss"]
    assert found.table.received.design == pytest.approx(-110.0 + found.margin_db)


def test_a_rate_s_probability_counts_the_body(make_terrain: MakeTerrain, make_radio: MakeRadio) -> None:
    """A margin of 4 dB that the body's sigma of 4 dB alone makes uncertain: one sigma, 84.1 %."""
    radio = make_radio(threshold_db=float(free_space_loss_db(200.0, 914e6)) + 12.0)
    carried = LinkAntennas(rover(body=BEHIND), PLAIN, Orientation(236.0))
    doubt = LinkUncertainty(None, 0.0, 1, 0)
    chances = [
        explain(make_terrain("plane"), WEST, EAST, radio, doubt, antennas).probability
        for antennas in (None, carried)
    ]
    assert chances == [1.0, pytest.approx(0.8413, abs=1e-3)]


def test_without_a_heading_nothing_changes(make_terrain: MakeTerrain, make_radio: MakeRadio) -> None:
    """The same answer to the last bit; only that there would be something to count is known."""
    radio = make_radio("parabolic-equation")
    plain = explain(make_terrain("ridge"), WEST, EAST, radio)
    found = explain(
        make_terrain("ridge"), WEST, EAST, radio, antennas=LinkAntennas(rover(SIDED, BEHIND), PLAIN)
    )
    assert (plain.is_directional, found.is_directional, found.pointing) == (False, True, None)
    assert found.total_loss_db == found.path_loss_db
    assert dataclasses.replace(found, is_directional=False) == plain


def test_plain_antennas_add_no_terms(make_terrain: MakeTerrain, make_radio: MakeRadio) -> None:
    """A heading of a scenario without pattern and body: no terms of 0 dB in the table."""
    found = explain(
        make_terrain("plane"),
        WEST,
        EAST,
        make_radio(),
        antennas=LinkAntennas(rover(), PLAIN, Orientation(9.0)),
    )
    assert (found.antenna_terms, found.is_directional) == ((), False)


def test_outside_the_body_its_term_says_so(make_terrain: MakeTerrain, make_radio: MakeRadio) -> None:
    """Facing the helicopter the body takes exactly nothing: a term of 0 dB without spread, that is its own range."""
    carried = LinkAntennas(rover(SIDED, BEHIND), PLAIN, Orientation(90.0))
    found = explain(make_terrain("plane"), WEST, EAST, make_radio(), antennas=carried)
    assert terms(found) == {
        "rover antenna pattern": (pytest.approx(0.0, abs=1e-3), 0.0, "assumed"),
        "rover body": (0.0, 0.0, "fitted"),
    }
    pattern, body = found.antenna_terms
    assert (body.low, body.high) == (0.0, 0.0)
    assert body.source == "0.0 deg clockwise of the heading, outside 180 to 260 deg: nothing is lost"
    assert pattern.source == "sided.csv at 0.0 deg clockwise of the heading, 0.0 deg down; a guess"


def test_an_unknown_heading_is_the_mean_of_all(make_terrain: MakeTerrain, make_radio: MakeRadio) -> None:
    """80 of 360 degrees at 8 dB: 1.78 dB, between nothing and the sector at its worst; pattern and body are one term."""
    terrain, radio = make_terrain("plane"), make_radio()
    (body,) = explain(
        terrain, WEST, EAST, radio, antennas=LinkAntennas(rover(body=BEHIND), PLAIN, Orientation(NAN))
    ).antenna_terms
    assert body.value == pytest.approx(-8.0 * 80 / 360)
    assert (body.low, body.high) == (-16.0, 0.0)
    found = explain(
        terrain, WEST, EAST, radio, antennas=LinkAntennas(rover(SIDED, BEHIND), PLAIN, Orientation(NAN))
    )
    (both,) = found.antenna_terms
    assert (both.name, both.kind) == ("rover pattern and body", "assumed")
    assert both.value == pytest.approx(-6.0 - 8.0 * 80 / 360)
    assert found.pointing is not None and math.isnan(found.pointing.azimuth_deg)


@pytest.mark.parametrize("heading_deg", [0.0, 77.0, 200.0, NAN])
@pytest.mark.parametrize("scout_up_m", [0.5, 40.5])
def test_the_terms_are_what_a_run_counts(
    make_terrain: MakeTerrain, make_radio: MakeRadio, heading_deg: float, scout_up_m: float
) -> None:
    """With patterns, bodies and leans at both ends: sum and sigma of the terms are those of the link model."""
    scout = Carrier(
        "helicopter",
        Mount(SIDED, BodyLoss((BodySector(0.0, 90.0, 5.0, 1.0),)), True),
        0.5,
        ASSUMED,
        (FITTED,),
    )
    terrain, radio = make_terrain("ridge"), make_radio("two-ray")
    carried = LinkAntennas(rover(MONOPOLE, BEHIND, tilts=True), scout, Orientation(heading_deg))
    first = End(20.0 / METRES_A_DEGREE, -20.0 / METRES_A_DEGREE, 1.2)
    second = End(50.0 / METRES_A_DEGREE, 12.0 / METRES_A_DEGREE, scout_up_m)
    found = explain(terrain, first, second, radio, antennas=carried)

    frame = LocalFrame(terrain.body, 0.0, 0.0)
    model = LinkModel(
        terrain, frame, radio, 1.2, 0.5, rover_mount=carried.rover.mount, helicopter_mount=scout.mount
    )
    x, y = frame.to_local([first.latitude_deg, second.latitude_deg], [first.longitude_deg, second.longitude_deg])  # fmt: skip
    nothing = np.array([NAN])
    samples = model.evaluate(
        (x[:1], y[:1], np.zeros(1)),
        (x[1:], y[1:], np.array([scout_up_m - 0.5])),
        Attitude(np.array([heading_deg]), nothing, nothing),
    )
    assert found.total_loss_db == pytest.approx(float(samples.total_loss_db[0]), abs=1e-6)
    sigma = math.hypot(*(term.sigma_db for term in found.antenna_terms))
    assert sigma == pytest.approx(float(samples.antenna_sigma_db[0]), abs=1e-9)
    assert abs(float(samples.antenna_db[0])) > 1.0


def test_a_name_that_the_budget_has_is_told_apart(make_terrain: MakeTerrain, make_radio: MakeRadio) -> None:
    """A budget that already has a 'rover body' keeps it, and gets the other under a name of its own."""
    radio = make_radio()
    own = BudgetTerm("rover body", -1.0, "dB", 0.0, "mine", "assumed")
    budget = dataclasses.replace(radio.budget, terms=(*radio.budget.terms, own))
    carried = LinkAntennas(rover(body=BEHIND), PLAIN, Orientation(236.0))
    found = explain(
        make_terrain("plane"), WEST, EAST, dataclasses.replace(radio, budget=budget), antennas=carried
    )
    assert [term.name for term in found.terms] == ["transmit power", "rover body", "rover body (radios)"]
    assert list(terms(found)) == ["rover body (radios)"]


@pytest.mark.parametrize(
    ("angles", "says"),
    [
        ((361.0, None, None), "heading 361 deg: it must be -360 to 360"),
        ((math.inf, None, None), "heading inf deg"),
        ((10.0, 91.0, 0.0), "pitch 91 deg"),
        ((10.0, 0.0, -181.0), "roll -181 deg"),
        ((10.0, 5.0, None), "pitch and roll go together"),
        ((None, 5.0, 5.0), "give one with them"),
        ((NAN, 5.0, 5.0), "give one with them"),
    ],
)
def test_angles_that_are_none(angles: tuple[float | None, ...], says: str) -> None:
    """Off the circle, a lean that is half known, a lean without a heading."""
    with pytest.raises(InputError, match=says):
        stated_orientation(*angles)


def test_a_link_of_the_main_job_is_that_of_its_run() -> None:
    """Place, attitude and height of three instants (parked, in flight, on a drive): the run's loss within 0.01 dB."""
    from relaysim.scenario.build_world import build_world
    from relaysim.scenario.loader import load_scenario
    from relaysim.simulation.simulate import simulate

    overrides = [
        "radios.helicopter.tilts_with_ground=true",
        "radios.helicopter.antenna={pattern: short-monopole, kind: assumed, source: a test}",
    ]
    whole = build_world(load_scenario("flight-52-blackout", overrides))
    world = dataclasses.replace(whole, end_utc_s=whole.clock.utc_s(778), flights=whole.flights[:2])
    outcome, link, gains = simulate(world), world.link, []
    for track, (_, drives, flies) in list(zip(outcome.tracks, outcome.routes, strict=True))[1:4]:
        instant = track.utc_s[[len(track.utc_s) // 2]]
        (x, y, _), (scout_x, scout_y, up) = drives.position(instant), flies.position(instant)
        stands = link.rover_attitudes.along(drives, instant)
        ends = [
            relaysim.End(*(float(axis[0]) for axis in link.frame.to_geographic(*place)), antenna_m)
            for place, antenna_m in (((x, y), 1.2), ((scout_x, scout_y), float(up[0]) + 0.5))
        ]
        heading, pitch, roll = (
            float(angle[0]) for angle in (stands.heading_deg, stands.pitch_deg, stands.roll_deg)
        )
        found = relaysim.link(
            *ends, scenario="flight-52-blackout", overrides=overrides,
            heading_deg=heading, pitch_deg=pitch, roll_deg=roll,
        )  # fmt: skip
        assert found.total_loss_db == pytest.approx(track.total_loss_db(float(instant[0])), abs=0.01)
        gains.append((float(up[0]) > 1.0, math.isfinite(roll), terms(found)["rover body"][0]))
    assert {gain[:2] for gain in gains} == {(True, True), (False, False)}
    assert {gain[2] for gain in gains} == {-9.1}

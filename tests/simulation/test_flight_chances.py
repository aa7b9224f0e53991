"""flights.csv: how probable the link was at take-off and at touchdown."""

from __future__ import annotations

import dataclasses

import pytest

from relaysim.links.ensemble import LinkUncertainty
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario
from relaysim.simulation.flight_chances import with_chances
from relaysim.simulation.run_files import scene_of
from relaysim.simulation.simulate import Outcome, simulate


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    """Flights 51 and 52, the second of which lands where it is not heard."""
    world = build_world(load_scenario("flight-52-blackout"))
    return simulate(dataclasses.replace(world, end_utc_s=world.clock.utc_s(778), flights=world.flights[:2]))


def chances(outcome: Outcome, doubt: LinkUncertainty | None) -> list[float | None]:
    rows = with_chances(outcome.recorder.flights, dataclasses.replace(scene_of(outcome), doubt=doubt))
    return [chance for row in rows for chance in (row.probability_at_takeoff, row.probability_at_landing)]


def test_it_is_the_probability_of_many_other_grounds(outcome: Outcome) -> None:
    """The scenario's 48 grounds give at each take-off and touchdown what 600 of another seed do, within 0.1."""
    doubt = scene_of(outcome).doubt
    assert doubt is not None and doubt.members == 48
    few, many = chances(outcome, doubt), chances(outcome, dataclasses.replace(doubt, members=600, seed=77))
    assert few == pytest.approx(many, abs=0.1)
    assert few[0] == pytest.approx(1.0, abs=0.01)
    assert few[1] is not None and 0.7 < few[1] < 0.999
    assert few[3] is not None and few[3] < 0.05


def test_with_the_ground_known_only_the_budget_is_left(outcome: Outcome) -> None:
    """Without errors of the ground it is the normal probability of the margin, body's loss and its sigma among it."""
    exact = LinkUncertainty(None, 0.0, 48, 1)
    scene = scene_of(outcome)
    rows = outcome.recorder.flights
    margins = [margin for row in rows for margin in (row.margin_at_takeoff_db, row.margin_at_landing_db)]
    for margin, chance in zip(margins, chances(outcome, exact), strict=True):
        assert margin is not None and chance is not None
        if abs(margin) > 3.0 * (scene.model.radio.budget.sigma_db + 4.7):
            assert chance == pytest.approx(float(margin > 0), abs=0.01)
        else:
            assert (chance > 0.5) == (margin > 0)


def test_nothing_uncertain_is_no_probability(outcome: Outcome) -> None:
    """A scenario that says nothing of what it doubts has empty cells."""
    assert chances(outcome, None) == [None] * 4


def test_what_never_flew_has_none(outcome: Outcome) -> None:
    """A held flight has neither instant."""
    held = dataclasses.replace(outcome.recorder.flights[0], takeoff_utc=None, landing_utc=None)
    (row,) = with_chances([held], scene_of(outcome))
    assert (row.probability_at_takeoff, row.probability_at_landing) == (None, None)

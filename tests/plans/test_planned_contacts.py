"""The plan of a scenario: when the two can talk if all goes as planned, and that a run in which it does agrees."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any

import pytest

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.windows import Window
from relaysim.forecasting.planned_contacts import ONE_RADIO, plan_nodes, planned_plan
from relaysim.forecasting.planned_sessions import planned_contacts_windows
from relaysim.plans.contact import Contact
from relaysim.plans.flown import flown_contacts
from relaysim.scenario.build_world import build_world
from relaysim.scenario.loader import load_scenario
from relaysim.scenario.world import SearchPlan, SessionPlan, Wake, World
from relaysim.simulation.simulate import simulate

DAY = 1000.0  # a short day makes round numbers; dial seconds are 86,400 to it
ALWAYS = [(0.0, 9.0 * DAY)]


def world(**changed: Any) -> Any:
    """What the schedule of sessions asks of a world: 5 days, awake 100 s from 400 s of each on, a further session at 700 s."""
    sessions = SessionPlan((0.7 * 86400.0,), 50.0, 5.0, 30.0, 20.0, changed.get("search"))
    flights = [
        SimpleNamespace(takeoff_utc_s=at, route=SimpleNamespace(end_utc_s=10.0), land_now=None)
        for at in changed.get("takeoffs", ())
    ]
    return SimpleNamespace(
        start_utc_s=0.0,
        end_utc_s=changed.get("end", 5.0 * DAY),
        clock=LocalClock(DAY, 0.0),
        helicopter=SimpleNamespace(wake=Wake(0.4 * 86400.0, 100.0)),
        sessions=sessions,
        flights=flights,
    )


def talks(radio_open: list[Window], **changed: Any) -> list[Window]:
    return planned_contacts_windows(world(**changed), radio_open)


def test_a_morning_with_contact_has_further_sessions() -> None:
    """The alarm's session every day; the later ones only where the link was open long enough in the morning."""
    assert talks(ALWAYS, end=2 * DAY) == [(400, 500), (700, 750), (1400, 1500), (1700, 1750)]
    assert talks([(495.1, 800.0), (1495.0, 1800.0)], end=2 * DAY) == [(1495.0, 1500.0), (1700.0, 1750.0)]
    assert talks([(600.0, 800.0)], end=2 * DAY) == []


def test_a_stretch_too_short_for_the_handshake_is_none() -> None:
    """An opening of 4.9 s in a session is no contact; one of 5 s is."""
    assert talks([(410.0, 414.9), (420.0, 425.0)], end=600.0) == [(420.0, 425.0)]


def test_flights_have_sessions_around_them_and_none_in_the_air() -> None:
    """From the stated time before take-off, and after landing; while it flies the radio sends one way."""
    assert talks(ALWAYS, takeoffs=(600.0,), end=690.0) == [(400, 500), (570, 600), (610, 630)]
    assert talks(ALWAYS, takeoffs=(450.0,), end=690.0) == [(400, 450), (460, 500)]


def test_sessions_that_meet_are_one_window() -> None:
    """The session before a flight runs on from the alarm's without a gap."""
    assert talks(ALWAYS, takeoffs=(520.0,), end=690.0) == [(400, 520), (530, 550)]


def test_windows_stay_within_the_scenario() -> None:
    """What the scenario's edges cut is cut."""
    assert talks(ALWAYS, end=450.0) == [(400.0, 450.0)]


def test_in_a_search_the_base_station_listens_only_by_its_schedule() -> None:
    """After two silent days the alarm counts only where it meets the search's windows, one that runs on from the day before
    among them; a contact ends the search."""
    search = SearchPlan(2.0, ((0.45 * 86400.0, 200.0), (0.95 * 86400.0, 480.0)))
    found = talks([(2000.0, 9000.0)], search=search, end=3800.0)
    assert found == [(2400.0, 2430.0), (2450.0, 2500.0), (2700.0, 2750.0), (3400.0, 3500.0), (3700.0, 3750.0)]
    assert talks([(2000.0, 9000.0)], search=None)[0] == (2400.0, 2500.0)


def test_a_contact_before_a_flight_ends_the_search() -> None:
    """The silence counts from the last contact, of whichever session."""
    search = SearchPlan(2.0, ((0.45 * 86400.0, 10.0),))
    assert talks([(1900.0, 9000.0)], search=search, takeoffs=(1990.0,), end=3000.0)[2:] == [
        (2400.0, 2500.0),
        (2700.0, 2750.0),
    ]


@pytest.fixture(scope="module")
def six_sols() -> World:
    """The built-in scenario's first six sols: flight 51, flight 52, and the start of the silence."""
    whole = build_world(load_scenario("flight-52-blackout"))
    return dataclasses.replace(whole, end_utc_s=whole.clock.utc_s(778), flights=whole.flights[:2])


def surface(contacts: Any) -> list[Contact]:
    found = [c for c in contacts if {c.source, c.destination} == {"rover", "helicopter"}]
    return sorted(found, key=lambda c: (c.source, c.start_utc_s))


def test_the_plan_is_the_run_when_all_goes_as_planned(six_sols: World) -> None:
    """Between rover and helicopter, sessions and flights: the same windows, to half a second, with the same volume."""
    planned = surface(planned_plan(six_sols).contacts)
    flown = surface(flown_contacts(simulate(six_sols).recorder.contacts, ()))
    assert [c.source for c in planned] == [c.source for c in flown] and len(planned) > 10
    for name in ("start_utc_s", "end_utc_s", "one_way_light_time_s"):
        assert [getattr(c, name) for c in planned] == pytest.approx(
            [getattr(c, name) for c in flown], abs=0.5
        )
    assert [c.volume_bits for c in planned] == pytest.approx([c.volume_bits for c in flown], rel=1e-3)


def test_both_directions_of_a_session_and_one_of_a_flight(six_sols: World) -> None:
    """A session's windows come in pairs; in the air there is the way to the rover alone. That a radio is shared is told."""
    plan = planned_plan(six_sols)
    down = [(c.start_utc_s, c.end_utc_s) for c in surface(plan.contacts) if c.source == "helicopter"]
    up = [(c.start_utc_s, c.end_utc_s) for c in surface(plan.contacts) if c.source == "rover"]
    aloft = [(f.takeoff_utc_s, f.takeoff_utc_s + f.route.end_utc_s) for f in six_sols.flights]
    assert [w for w in down if w not in up] == [
        w for w in down if any(a <= w[0] and w[1] <= b for a, b in aloft)
    ]
    assert set(up) < set(down)
    assert ONE_RADIO in plan.remarks


def test_earths_legs_are_those_of_the_schedule(six_sols: World) -> None:
    """Whatever the world lists between the others is in the plan as it stands, and every node of it is known."""
    extra = Contact("rover", "earth", six_sols.start_utc_s - 50.0, six_sols.start_utc_s - 10.0,
                    ((six_sols.start_utc_s - 50.0, 1e5),), 800.0, 60.0, 0.9)  # fmt: skip
    earth = dataclasses.replace(six_sols.earth, contacts=(extra,))
    plan = planned_plan(dataclasses.replace(six_sols, earth=earth, flights=()))
    assert [c for c in plan.contacts if c not in surface(plan.contacts)] == [extra]
    assert plan_nodes(six_sols)[0] == "earth" and plan_nodes(six_sols)[-2:] == ("rover", "helicopter")


def test_rates_are_what_lost_packets_leave(six_sols: World) -> None:
    """In a session a packet and its answer must come through, in flight the packet alone: the rate is that share."""
    half = SimpleNamespace(
        acknowledged=lambda above: above * 0.0 + 0.25, arrival=lambda above: above * 0.0 + 0.5
    )
    packets: Any = {mode.name: half for mode in six_sols.modes}
    plan = planned_plan(dataclasses.replace(six_sols, packets=packets))
    up = {
        rate
        for c in plan.contacts
        if c.source == "rover" and c.destination == "helicopter"
        for _, rate in c.rates_bps
    }
    down = {rate for c in plan.contacts if c.source == "helicopter" for _, rate in c.rates_bps}
    assert up <= {mode.goodput_bps / 4 for mode in six_sols.modes}
    assert down - up == {flight.mode.goodput_bps / 2 for flight in six_sols.flights}

"""The way to Earth as a scenario gives it, unrolled into contacts."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from relaysim.clock.light_time import LightTime
from relaysim.clock.local_clock import LocalClock
from relaysim.clock.utc import format_utc, parse_utc
from relaysim.earth.network import (
    EarthNode,
)
from relaysim.plans.contact import Contact
from relaysim.plans.formats import write_plan
from relaysim.plans.plan import ContactPlan
from relaysim.scenario.build_earth import earth_contacts, earth_nodes, earth_plan
from relaysim.scenario.build_orbiters import mean_orbit
from relaysim.scenario.command_turns import next_chance_only, through_the_network
from relaysim.scenario.ground_plan import open_ground, site_frame
from relaysim.scenario.loader import load_scenario
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.world import EarthPlan

MINIMAL = Path(__file__).with_name("minimal.yaml")
CLOCK = LocalClock(86_400.0, 0.0, "day", "local")
HOUR, DAY = 3600.0, 86_400.0
FAR = LightTime.constant(600.0)


def steady(source: str, destination: str, start: float, end: float, rate: float = 8.0) -> Contact:
    return Contact.steady(source, destination, start, end, rate)


def plan_of(scenario: Scenario) -> EarthPlan:
    """The way to Earth of a scenario, over its terrain."""
    return earth_plan(scenario, open_ground(scenario, site_frame(scenario)).terrain, ())


@pytest.fixture(scope="module")
def first_flight() -> EarthPlan:
    """The way to Earth of the built-in scenario of the first flight."""
    return plan_of(load_scenario("first-flight"))


def test_commands_wait_on_earth_until_their_way_is_the_next_one() -> None:
    """Between chances an orbiter is sent commands only while its own pass is the next of all; none during a chance."""
    passes = [
        steady("mro", "rover", 100.0, 110.0),
        steady("dish", "rover", 200.0, 250.0),
        steady("tgo", "rover", 300.0, 310.0),
    ]
    legs = [steady("earth", "mro", 0.0, 400.0), steady("earth", "tgo", 0.0, 400.0)]
    found = next_chance_only([*passes, *legs], frozenset({"mro", "tgo"}), frozenset({"dish"}))
    to_orbit = [(c.destination, c.start_utc_s, c.end_utc_s) for c in found if c.source == "earth"]
    assert to_orbit == [("mro", 0.0, 100.0), ("tgo", 250.0, 300.0)]
    assert [c for c in found if c.source != "earth"] == passes


def test_what_goes_up_is_not_cut_with_the_commands() -> None:
    """Turns are for commands: the ground may send to any orbiter that hears it."""
    heard = [
        steady("rover", "tgo", 20.0, 30.0),
        steady("camp", "tgo", 40.0, 50.0),
        steady("mro", "rover", 100.0, 110.0),
    ]
    assert next_chance_only(heard, frozenset({"mro", "tgo"}), frozenset({"dish"})) == heard


def test_a_station_is_sent_what_it_can_pass_on() -> None:
    """The ground network's leg is open with the station's own, a latency and a minute earlier (it hands on what it has
    every minute), at their sum, at most its own rate."""
    legs = [
        Contact.steady("dish", "rover", 100.0, 200.0, 500.0),
        Contact.steady("dish", "mro", 150.0, 300.0, 2000.0),
        Contact.steady("dish", "mro", 500.0, 600.0, 2000.0),
        Contact.steady("dish", "earth", 0.0, 900.0, 1e9),
        Contact.steady("other", "rover", 0.0, 900.0, 500.0),
    ]
    assert through_the_network("dish", legs, 10.0, 2200.0, 60.0) == [
        Contact("earth", "dish", 60.0, 230.0, ((60.0, 500.0), (80.0, 2200.0), (130.0, 2000.0)), 0.0, 10.0),
        Contact("earth", "dish", 430.0, 530.0, ((430.0, 2000.0),), 0.0, 10.0),
    ]


def test_the_first_flights_network(first_flight: EarthPlan) -> None:
    """Three stations without limits and four orbiters with one, in the order of the file."""
    assert [(node.name, node.kind) for node in first_flight.nodes] == [
        *((name, "station") for name in ("goldstone", "madrid", "canberra")),
        *((name, "orbiter") for name in ("mro", "tgo", "odyssey", "maven")),
    ]
    assert first_flight.nodes[0] == EarthNode("goldstone", "station", math.inf)
    assert first_flight.nodes[3].storage_bits == 5e9


def test_contacts_are_sorted_and_lie_within_the_run(first_flight: EarthPlan) -> None:
    """In order of their starts, within the run, never two of a pair and direction at once; no leg to the helicopter."""
    scenario = load_scenario("first-flight").model
    contacts = first_flight.contacts
    assert [c.start_utc_s for c in contacts] == sorted(c.start_utc_s for c in contacts)
    names = {"earth", "rover", *(node.name for node in first_flight.nodes)}
    free: dict[tuple[str, str], float] = defaultdict(lambda: -math.inf)
    for c in contacts:
        assert {c.source, c.destination} <= names
        assert scenario.start_utc_s <= c.start_utc_s < c.end_utc_s
        assert c.start_utc_s >= free[c.source, c.destination] - 0.02, c
        free[c.source, c.destination] = c.end_utc_s
        assert c.rates_bps[0][0] == c.start_utc_s and all(rate > 0.0 for _, rate in c.rates_bps)


def test_passes_are_such_as_nasa_tells_of(first_flight: EarthPlan) -> None:
    """At most six passes a sol, of 1 to 30 minutes, 100 to 250 Mbit each in the mean; MRO near 3 am and 3 pm."""
    clock = load_scenario("first-flight").clock
    heard = [
        c
        for c in first_flight.contacts
        if c.source == "rover" and c.destination in ("mro", "tgo", "odyssey", "maven")
    ]
    for day in range(55, 63):
        assert sum(clock.day(c.start_utc_s) == day for c in heard) <= 6
    assert all(60.0 <= c.duration_s <= 1800.0 for c in heard)
    assert 100e6 <= np.mean([c.volume_bits for c in heard if c.destination in ("mro", "tgo")]) <= 250e6
    for c in heard:
        if c.destination == "mro":
            hour = clock.seconds_of_day(c.start_utc_s) / 3600.0
            assert min(abs(hour - 3.0), abs(hour - 15.0)) < 1.5


ORBITERS = ("mro", "tgo", "odyssey", "maven")


def test_an_orbiter_hears_one_of_several_at_a_time(first_flight: EarthPlan) -> None:
    """Who is near the rover is heard in turn with it, about as often; who is far from it takes next to nothing from it."""
    landers = "landers=[{name: near, latitude: 18.6 deg, longitude: 77.6 deg, storage: 1 GB}, {name: far, latitude: -30 deg, longitude: -100 deg, storage: 1 GB}]"
    plan = plan_of(load_scenario("first-flight", [landers]))
    heard: dict[str, list[Contact]] = {name: [] for name in ("rover", "near", "far")}
    for contact in plan.contacts:
        if contact.source in heard and contact.destination in ORBITERS:
            heard[contact.source].append(contact)
    alone = [c for c in first_flight.contacts if c.source == "rover" and c.destination in ORBITERS]
    passes = {name: len(own) for name, own in heard.items()}
    assert 0.6 * passes["rover"] < passes["near"] < 1.4 * passes["rover"]
    assert passes["rover"] > 0.6 * len(alone) and passes["far"] > 0.6 * len(alone)
    everybody = sorted((c.destination, c.start_utc_s, c.end_utc_s) for own in heard.values() for c in own)
    assert all(b[0] != a[0] or b[1] >= a[2] for a, b in pairwise(everybody))


def test_light_time_by_the_ephemeris(first_flight: EarthPlan) -> None:
    """The legs carry it: on 19 April 2021 Mars was 16 light minutes away."""
    instant = parse_utc("2021-04-19T07:34:00Z")
    assert first_flight.light_time.at(instant) == pytest.approx(16 * 60, abs=30)
    legs = [c for c in first_flight.contacts if c.source == "mro" and abs(c.start_utc_s - instant) < DAY]
    assert legs and all(
        abs(c.one_way_light_time_s - first_flight.light_time.at(c.start_utc_s)) < 1.0 for c in legs
    )


def test_drawn_phases_belong_to_the_seed_and_the_name() -> None:
    """The same seed gives the same orbit; another name or seed another; what the scenario gives is never drawn."""
    scenario, other = load_scenario("first-flight"), load_scenario("first-flight", seed=3)
    tgo = scenario.model.earth.orbiters[1].orbit
    assert tgo is not None
    orbit = mean_orbit(scenario, "tgo", tgo)
    assert orbit == mean_orbit(load_scenario("first-flight"), "tgo", tgo)
    assert orbit.mean_anomaly_deg != mean_orbit(scenario, "ngo", tgo).mean_anomaly_deg
    assert orbit.mean_anomaly_deg != mean_orbit(other, "tgo", tgo).mean_anomaly_deg
    fixed = (
        load_scenario("first-flight", ["earth.orbiters.tgo.orbit.anomaly=12 deg"])
        .model.earth.orbiters[1]
        .orbit
    )
    assert fixed is not None
    assert mean_orbit(scenario, "tgo", fixed).mean_anomaly_deg == 12.0
    assert mean_orbit(scenario, "tgo", fixed).node_lon_deg == orbit.node_lon_deg


def test_conjunction_of_2021() -> None:
    """From sol 200 to 250 nothing is commanded while the Sun is within 2.2 deg: 2 to 14 October 2021 to half a day."""
    plan = plan_of(
        load_scenario("first-flight", ["start=sol 215", "end=sol 240", "flights=[]", "earth.orbiters=[]"])
    )
    [(start, end, cause)] = plan.silences
    assert cause == "conjunction"
    assert format_utc(start)[:10] in ("2021-10-01", "2021-10-02") and format_utc(end)[:10] == "2021-10-14"
    sent = [c for c in plan.contacts if c.destination == "rover"]
    assert sent and not [c for c in sent if c.end_utc_s > start and c.start_utc_s < end]


def test_a_plan_takes_the_place_of_all_windows(tmp_path: Path) -> None:
    """Contacts written for another simulator come back: cut to the run, the helicopter's own link left to the model."""
    scenario = load_scenario(MINIMAL).model
    start = scenario.start_utc_s
    wanted = [
        Contact.steady("rover", "earth", start + 600.0, start + 1200.0, 1e5, 1.0),
        Contact.steady("earth", "rover", start - 60.0, start + 60.0, 2e3, 1.0),
        Contact.steady("rover", "helicopter", start, start + 60.0, 1e4),
    ]
    plan = ContactPlan(("earth", "rover", "helicopter"), tuple(wanted), start - 60.0)
    (tmp_path / "plan.json").write_text(write_plan(plan, "hdtn").text, encoding="utf-8")
    text = MINIMAL.read_text(encoding="utf-8").replace(
        "light_time: 0 s", "light_time: 0 s, contacts: {file: plan.json}"
    )
    (tmp_path / "drone.yaml").write_text(text, encoding="utf-8")
    loaded = load_scenario(tmp_path / "drone.yaml")
    found = earth_contacts(loaded, None, [])  # type: ignore[arg-type]
    assert sorted((c.source, c.start_utc_s, c.end_utc_s, c.rates_bps[0][1]) for c in found) == [
        ("earth", start, start + 60.0, 2e3),
        ("rover", start + 600.0, start + 1200.0, 1e5),
    ]
    assert earth_nodes(loaded) == ()
    assert "plan.json" in loaded.table_digests


def test_a_table_of_passes(tmp_path: Path) -> None:
    """An orbiter heard by a table passes on at any time without stations; a lander's table is none, so it is not heard."""
    (tmp_path / "passes.csv").write_text(
        "orbiter,start_utc,end_utc,rate_bps\n"
        "relay,2026-05-01T05:50:00Z,2026-05-01T06:10:00Z,100000\n"
        "other,2026-05-01T08:00:00Z,2026-05-01T08:10:00Z,100000\n",
        encoding="utf-8",
    )
    earth = (
        "light_time: 2 s, orbiters: [{name: relay, passes: passes.csv, storage: 1 GB, kind: given, source: log,"
        " to_earth: {rate: 1 Mbit/s, latency: 5 min}, forward: {rate: 8 kbit/s, from_earth: 2 kbit/s}}]"
    )
    text = MINIMAL.read_text(encoding="utf-8").replace("light_time: 0 s", earth)
    (tmp_path / "drone.yaml").write_text(text, encoding="utf-8")
    loaded = load_scenario(tmp_path / "drone.yaml")
    start, end = loaded.model.start_utc_s, loaded.model.end_utc_s
    found = {(c.source, c.destination): c for c in earth_contacts(loaded, None, [])}  # type: ignore[arg-type]
    assert found == {
        ("rover", "relay"): Contact.steady("rover", "relay", start, start + 600.0, 1e5),
        ("relay", "rover"): Contact.steady("relay", "rover", start, start + 600.0, 8e3),
        ("relay", "earth"): Contact("relay", "earth", start, end, ((start, 1e6),), 2.0, 300.0),
    }


def test_nothing_is_sent_before_the_run_begins(tmp_path: Path) -> None:
    """A command that an orbiter could hear as the run begins would have left Earth a light time before that."""
    table = "orbiter,start_utc,end_utc,rate_bps\nmro,2021-04-17T10:00:00Z,2021-04-17T10:10:00Z,1000000\n"
    (tmp_path / "passes.csv").write_text(table, encoding="utf-8")
    mro = (
        f"{{name: mro, passes: {tmp_path / 'passes.csv'}, storage: 5 Gbit, to_earth: {{rate: 1 Mbit/s}},"
        " forward: {rate: 2 kbit/s, from_earth: 2 kbit/s}, kind: assumed, source: a test}"
    )
    loaded = load_scenario(
        "first-flight", ["start=2021-04-17T08:00:00Z", "flights=[]", f"earth.orbiters=[{mro}]"]
    )
    plan = plan_of(loaded)
    up = [c for c in plan.contacts if c.destination == "mro" and c.source == "canberra"]
    assert up[0].start_utc_s == loaded.model.start_utc_s
    assert all(contact.start_utc_s >= loaded.model.start_utc_s for contact in plan.contacts)


def test_names_of_a_plan_are_the_scenarios(tmp_path: Path) -> None:
    """The names of a plan are kept as written, numbers and all."""
    text = MINIMAL.read_text(encoding="utf-8").replace(
        "light_time: 0 s", "light_time: 0 s, contacts: {file: plan.json, names: {1: earth, 2: rover}}"
    )
    contacts = [
        {
            "contact": 0,
            "source": 2,
            "dest": 1,
            "startTime": 0,
            "endTime": 60,
            "rateBitsPerSec": 1000,
            "owlt": 0,
        }
    ]
    (tmp_path / "plan.json").write_text(json.dumps({"contacts": contacts}), encoding="utf-8")
    (tmp_path / "drone.yaml").write_text(
        text.replace("names:", "epoch: 2026-05-01T07:00:00Z, names:"), encoding="utf-8"
    )
    [contact] = earth_contacts(load_scenario(tmp_path / "drone.yaml"), None, [])  # type: ignore[arg-type]
    assert (contact.source, contact.destination) == ("rover", "earth")
    assert contact.start_utc_s == parse_utc("2026-05-01T07:00:00Z")

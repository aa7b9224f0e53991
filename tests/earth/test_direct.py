"""The direct link: each contact's geometry holds at both ends, and what limits it cuts it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from relaysim.clock.daily import daily_windows
from relaysim.clock.ephemeris import Ephemeris
from relaysim.clock.local_clock import LocalClock
from relaysim.clock.sky import Sky
from relaysim.clock.utc import parse_utc
from relaysim.clock.windows import intersect
from relaysim.earth.conjunction import conjunctions
from relaysim.earth.direct import Direct, DirectRate, earth_windows
from relaysim.earth.stations import Station
from relaysim.plans.contact import Contact

SITE = (18.4447, 77.4508)
CLOCK = LocalClock(88_775.244, parse_utc("2021-02-18T04:24:15Z"))
START, END = parse_utc("2021-09-20T00:00:00Z"), parse_utc("2021-10-25T00:00:00Z")
STATIONS = (
    Station("goldstone", 35.426, -116.890, 10.0),
    Station("madrid", 40.429, -4.249, 10.0),
    Station("canberra", -35.402, 148.981, 10.0),
)
AU_M = 149_597_870_700.0


@pytest.fixture(scope="module")
def sky() -> Sky:
    return Sky(Ephemeris.open(), "Mars")


@pytest.fixture(scope="module")
def direct(sky: Sky) -> Direct:
    """Three stations; the rover points at Earth from 8:00 to 16:00 where Earth stands 10 deg high."""
    margin = 3600.0
    up = earth_windows(sky, *SITE, 10.0, START - margin, END + margin)
    working = daily_windows(CLOCK, [(8 * 3600.0, 30_000.0)], START - margin, END + margin)
    rates = tuple(DirectRate(station, 500.0, 1000.0) for station in STATIONS)
    near_sun = conjunctions(sky, 2.2, START - margin, END + margin)
    return Direct(sky, "rover", rates, intersect(up, working), near_sun, returns_factor=0.25)


def sampled(contact: Contact) -> np.ndarray:
    """Instants within a contact, its ends nearly included."""
    return np.linspace(contact.start_utc_s + 0.01, contact.end_utc_s - 0.01, 9)


def inside(times: np.ndarray, windows: object) -> bool:
    """Whether all instants lie within some windows."""
    return all(any(start <= time < end for start, end in windows) for time in times)


def test_a_command_is_sent_when_the_station_sees_and_comes_when_the_rover_listens(
    direct: Direct, sky: Sky
) -> None:
    """Sent: Mars above the mask, no conjunction, in the station's time. Received, a light time later: the rover points at Earth, which is up."""
    contacts = direct.commands(START, END)
    assert len(contacts) > 20
    for contact in contacts:
        [station] = [own for own in STATIONS if own.name == contact.source]
        sent = sampled(contact)
        received = sent + sky.uplink_sent_s(sent)
        assert contact.destination == "rover"
        assert np.all(sky.probe_from(station.latitude_deg, station.longitude_deg, sent) >= 10.0)
        assert np.all(sky.sun_earth_probe_deg(sent) > 2.2)
        assert inside(received, direct.at_rover)
        assert np.all(sky.earth_from(*SITE, received)[1] >= 10.0)
        assert np.max(np.abs(received - sent - contact.one_way_light_time_s)) < 0.8


def test_a_return_is_sent_when_the_rover_points_and_comes_when_the_station_sees(
    direct: Direct, sky: Sky
) -> None:
    """Sent in the rover's time while it points at Earth; a light time later the station it names sees Mars."""
    contacts = direct.returns(START, END)
    assert len(contacts) > 30
    for contact in contacts:
        [station] = [own for own in STATIONS if own.name == contact.destination]
        sent = sampled(contact)
        received = sent + sky.downlink_s(sent)
        assert contact.source == "rover"
        assert inside(sent, direct.at_rover)
        assert np.all(sky.probe_from(station.latitude_deg, station.longitude_deg, received) >= 10.0)
        assert np.max(np.abs(received - sent - contact.one_way_light_time_s)) < 0.8


@pytest.mark.parametrize("way", ["commands", "returns"])
def test_contacts_are_in_order_apart_and_within_the_interval(direct: Direct, way: str) -> None:
    """One station at a time serves a direction, in the time in which its contacts are given; none begins outside."""
    contacts = getattr(direct, way)(START, END)
    edges = [edge for contact in contacts for edge in (contact.start_utc_s, contact.end_utc_s)]
    assert edges == sorted(edges)
    assert edges[0] >= START and edges[-1] <= END
    assert all(contact.duration_s > 0.0 for contact in contacts)


def test_no_time_is_given_away(direct: Direct, sky: Sky) -> None:
    """Whenever the rover points at Earth and any station will see the signal, some contact is open."""
    contacts = direct.returns(START, END)
    windows = [(contact.start_utc_s, contact.end_utc_s) for contact in contacts]
    times = np.arange(START, END, 977.0)
    seen = np.zeros(times.shape, dtype=bool)
    for station in STATIONS:
        seen |= (
            sky.probe_from(station.latitude_deg, station.longitude_deg, times + sky.downlink_s(times)) >= 10.0
        )
    for time, any_sees in zip(times, seen, strict=True):
        assert inside([time], windows) == (inside([time], direct.at_rover) and any_sees)


def test_the_light_time_of_a_long_contact_is_right_at_its_ends(direct: Direct, sky: Sky) -> None:
    """Within half a second, both ways, in windows of eight hours: some of them are cut for it."""
    for contacts, travel_s in (
        (direct.commands(START, END), sky.uplink_sent_s),
        (direct.returns(START, END), sky.downlink_s),
    ):
        for contact in contacts:
            ends = travel_s(np.array([contact.start_utc_s, contact.end_utc_s]))
            assert np.abs(ends - contact.one_way_light_time_s).max() < 0.5 + 1e-6


def test_conjunction_silences_commands_and_dims_returns(direct: Direct, sky: Sky) -> None:
    """From 2 to 14 October no command is sent, and what reaches Earth comes at a quarter of the rate; else at all of it."""
    [(first, last)] = direct.conjunctions
    assert all(c.end_utc_s <= first or c.start_utc_s >= last for c in direct.commands(START, END))
    during = 0
    for contact in direct.returns(START, END):
        assert contact.rates_bps[0][0] == contact.start_utc_s
        for time in sampled(contact):
            rate = [bps for since, bps in contact.rates_bps if since <= time][-1]
            dim = first <= time + float(sky.downlink_s(time)) < last
            assert rate == (250.0 if dim else 1000.0)
            during += dim
    assert during > 50


def test_with_a_factor_of_zero_nothing_returns_in_conjunction(direct: Direct) -> None:
    """Then there is no contact, and those at its edges are cut there; with 1 nothing changes."""
    [(first, last)] = direct.conjunctions
    silent = replace(direct, returns_factor=0.0).returns(START, END)
    light_s = silent[0].one_way_light_time_s
    assert all(
        c.end_utc_s <= first - light_s + 60.0 or c.start_utc_s >= last - light_s - 60.0 for c in silent
    )
    assert all(len(c.rates_bps) == 1 for c in silent)
    full = replace(direct, conjunctions=()).returns(START, END)
    dimmed = replace(direct, returns_factor=1.0).returns(START, END)
    assert [c.volume_bits for c in dimmed] == pytest.approx([c.volume_bits for c in full])


def test_a_conjunction_that_begins_within_a_pass_is_a_step_of_its_rate(direct: Direct) -> None:
    """The pass goes on: full rate to the instant, a quarter after it."""
    whole = replace(direct, conjunctions=()).returns(START, END)[3]
    middle = 0.5 * (whole.start_utc_s + whole.end_utc_s)
    cut = replace(direct, conjunctions=[(middle + whole.one_way_light_time_s, END)]).returns(START, END)[3]
    assert (cut.start_utc_s, cut.end_utc_s) == (whole.start_utc_s, whole.end_utc_s)
    assert [bps for _, bps in cut.rates_bps] == [1000.0, 250.0]
    assert cut.rates_bps[1][0] == pytest.approx(middle, abs=0.5)


def test_rates_fall_as_the_square_of_the_distance(direct: Direct, sky: Sky) -> None:
    """With a reference of 1 au the rate times the distance squared is what the station does there; without one it is constant."""
    scaled = replace(direct, reference_distance_m=AU_M)
    for contact in scaled.commands(START, END):
        distance_m = 1000.0 * float(sky.distance_km(contact.start_utc_s))
        assert contact.rates_bps[0][1] * (distance_m / AU_M) ** 2 == pytest.approx(500.0, rel=5e-3)
    assert {bps for c in direct.commands(START, END) for _, bps in c.rates_bps} == {500.0}


def test_a_station_without_a_rate_serves_the_other_direction_only(direct: Direct) -> None:
    """Commands from Goldstone alone, returns to Madrid alone; no station, no contact."""
    rates = (DirectRate(STATIONS[0], commands_bps=500.0), DirectRate(STATIONS[1], returns_bps=1000.0))
    split = replace(direct, rates=rates)
    assert {c.source for c in split.commands(START, END)} == {"goldstone"}
    assert {c.destination for c in split.returns(START, END)} == {"madrid"}
    assert replace(direct, rates=()).commands(START, END) == []
    assert replace(direct, at_rover=()).returns(START, END) == []


def test_earth_over_terrain(sky: Sky) -> None:
    """A horizon by azimuth cuts each window where Earth passes it; nan hides Earth there."""
    flat = earth_windows(sky, *SITE, 0.0, START, END)

    def eastern_wall(azimuth_deg: np.ndarray) -> np.ndarray:
        return np.where(azimuth_deg < 180.0, 20.0, 0.0)

    walled = earth_windows(sky, *SITE, eastern_wall, START, END)
    assert len(walled) in (len(flat), len(flat) + 1)
    assert walled[3][0] > flat[3][0] + 3600.0
    assert walled[3][1] == pytest.approx(flat[3][1], abs=0.01)
    assert sky.earth_from(*SITE, walled[3][0])[1] == pytest.approx(20.0, abs=1e-4)
    unknown = earth_windows(sky, *SITE, lambda azimuth: np.where(azimuth < 180.0, np.nan, 0.0), START, END)
    # Earth crosses the meridian, in the north that autumn.
    assert np.sin(np.radians(sky.earth_from(*SITE, unknown[3][0])[0])) == pytest.approx(0.0, abs=1e-3)

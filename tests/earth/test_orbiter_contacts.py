"""Orbiters as contacts: occultation, stations, one radio at a time, both directions."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.rotation import body_axes
from relaysim.clock.windows import Window
from relaysim.earth.earth_leg import EarthRadio, station_contacts
from relaysim.earth.gravity import CentralBody
from relaysim.earth.mean_orbit import MeanOrbit
from relaysim.earth.occultation import FarDirection, earth_windows, limb_clearance_km
from relaysim.earth.orbiter import EarthSide, GroundRadio, Orbiter, orbiter_contacts
from relaysim.earth.pass_rates import RateStep, RateTable
from relaysim.earth.radio_turns import RadioRule, best_of_each_day, in_turn, one_at_a_time
from relaysim.earth.site import Site
from relaysim.plans.contact import Contact
from relaysim.terrain.body import Body

sys.path.insert(0, str(Path(__file__).parent))
from relay_orbits import CLOCK, EPOCH, JEZERO, MAVEN, MRO, ODYSSEY, ORBITS, SOL, TGO

Floats = np.ndarray
RADIUS_KM = 3396.0
RETURN = RateTable.inverse_square([8e3 * 2**n for n in range(9)], 2.048e6, 300.0)
FORWARD = RateTable((RateStep(8e3, 2000.0), RateStep(32e3, 1000.0)))


def steady(*vector: float) -> Callable[[Floats], Floats]:
    """A direction that stays, body-fixed."""
    return lambda utc_s: np.broadcast_to(np.array(vector), (len(utc_s), 3))


def steady_light(seconds: float) -> Callable[[Floats], Floats]:
    return lambda utc_s: np.full(len(utc_s), seconds)


def overlap(windows: list[Window]) -> bool:
    ordered = sorted(windows)
    return any(b[0] < a[1] - 1e-9 for a, b in pairwise(ordered))


def test_how_far_a_ray_passes_the_limb() -> None:
    """In front it counts from the orbiter, behind from the limb, negative within the shadow; both agree at the side."""
    positions = np.array(
        [[5000.0, 0, 0], [-5000.0, 0, 0], [-5000.0, 3500.0, 0], [0, 5000.0, 0], [-1e-9, 5000.0, 0]]
    )
    clearance = limb_clearance_km(positions, np.tile([1.0, 0, 0], (5, 1)), RADIUS_KM)
    assert clearance == pytest.approx([1604.0, -3396.0, 104.0, 1604.0, 1604.0])


def test_earth_is_hidden_as_long_as_the_triangle_says() -> None:
    """A circular orbit in whose plane Earth lies: hidden for 2 asin(R / r) of each turn; from above the pole, never."""
    quiet = CentralBody("Mars", 42828.4, 0.0, RADIUS_KM, 0.0, "a sphere that stands still")
    orbit = MeanOrbit(quiet, 3800.0, 0.0, 30.0, 0.0, 0.0, 90.0, EPOCH)
    turns = 12
    seen = earth_windows(orbit, steady(1.0, 0.0, 0.0), RADIUS_KM, EPOCH, EPOCH + turns * orbit.period_s)
    hidden_s = turns * orbit.period_s - sum(b - a for a, b in seen)
    assert hidden_s == pytest.approx(
        turns * 2 * math.asin(RADIUS_KM / 3800.0) / orbit.kepler_rad_s, abs=0.02 * 2 * turns
    )
    equatorial = replace(orbit, inclination_deg=0.0)
    whole = [(EPOCH, EPOCH + 86400.0)]
    assert earth_windows(equatorial, steady(0.0, 0.0, 1.0), RADIUS_KM, *whole[0]) == whole


def test_short_occultations_are_found() -> None:
    """Earth 27 deg off the plane of an orbit whose shadow cone is 26.6 to 27.4 wide: hidden for less than a step, or not."""
    quiet = CentralBody("Mars", 42828.4, 0.0, RADIUS_KM, 0.0, "a sphere that stands still")
    orbit = MeanOrbit(quiet, 3500.0, 0.0, 0.0, 0.0, 0.0, 0.0, EPOCH)
    cone_deg = math.degrees(math.asin(RADIUS_KM / 3500.0))
    for lift_deg, turns in ((cone_deg - 0.002, 5), (cone_deg + 0.002, 0)):
        lift = math.radians(lift_deg)
        seen = earth_windows(
            orbit, steady(math.cos(lift), 0.0, math.sin(lift)), RADIUS_KM, EPOCH, EPOCH + 5 * orbit.period_s
        )
        assert len(seen) == turns + 1
        assert all(5.0 < b[0] - a[1] < 60.0 for a, b in pairwise(seen))


def test_a_far_direction_turns_with_the_body() -> None:
    """A star that stays in the ICRF goes round in body-fixed axes as the axes say; one that moves is drawn along its arc."""

    def star(utc_s: Floats) -> Floats:
        angle = (utc_s - EPOCH) / 86400.0 * math.radians(13.0)  # as fast as Earth moves in the Moon's sky
        return np.stack([np.cos(angle), np.sin(angle), np.zeros_like(angle)], axis=-1)

    far = FarDirection.sampled(star, partial(body_axes, "Mars"), EPOCH, EPOCH + SOL)
    times = EPOCH + np.linspace(0.0, SOL, 777)
    truth = np.einsum("nij,nj->ni", body_axes("Mars", times), star(times))
    off = np.degrees(np.arccos(np.clip(np.einsum("ij,ij->i", far.at(times), truth), -1.0, 1.0)))
    assert off.max() < 1e-3
    assert np.linalg.norm(far.at(times), axis=1) == pytest.approx(1.0)


def test_who_began_first_keeps_the_radio() -> None:
    """The later one gets what is left after the first, nothing if nothing is left; together: who stands first."""
    windows = {
        "A": [(0.0, 10.0), (50.0, 60.0)],
        "B": [(5.0, 12.0), (30.0, 40.0), (50.0, 70.0)],
        "C": [(6.0, 9.0)],
    }
    assert one_at_a_time(windows, RadioRule()) == {
        "A": [(0.0, 10.0), (50.0, 60.0)],
        "B": [(10.0, 12.0), (30.0, 40.0), (60.0, 70.0)],
        "C": [],
    }
    long = one_at_a_time(windows, RadioRule(shortest_s=5.0))
    assert long["B"] == [(30.0, 40.0), (60.0, 70.0)]


def test_who_is_wanted_most_takes_the_radio() -> None:
    """With priorities the first name keeps all, the next what it leaves, those not listed share what is
    left then: there C and D begin together, and C stands first."""
    windows = {"A": [(0.0, 10.0)], "B": [(5.0, 12.0)], "C": [(2.0, 20.0)], "D": [(1.0, 30.0)]}
    assert one_at_a_time(windows, RadioRule(("B", "A", "not there"))) == {
        "A": [(0.0, 5.0)],
        "B": [(5.0, 12.0)],
        "C": [(12.0, 20.0)],
        "D": [(20.0, 30.0)],
    }


times = st.tuples(st.integers(0, 200), st.integers(1, 50)).map(lambda t: (float(t[0]), float(t[0] + t[1])))


@given(
    st.dictionaries(st.sampled_from("ABCD"), st.lists(times, max_size=6), max_size=4),
    st.lists(st.sampled_from("ABCD"), max_size=4, unique=True),
)
def test_turns_never_overlap_and_waste_nothing(windows: dict[str, list[Window]], priority: list[str]) -> None:
    """Whatever the windows: no two turns overlap, each lies in a window of its name, and the radio rests only when none is open."""
    turns = one_at_a_time(windows, RadioRule(tuple(priority)))
    assert list(turns) == list(windows)
    assert not overlap([w for own in turns.values() for w in own])
    for half in np.arange(0.5, 260.0):
        wanted = [name for name, own in windows.items() if any(a <= half < b for a, b in own)]
        holders = [name for name, own in turns.items() if any(a <= half < b for a, b in own)]
        assert len(holders) == bool(wanted) and set(holders) <= set(wanted)
        ranked = [name for name in priority if name in wanted]
        assert not ranked or holders == ranked[:1]


def test_the_best_passes_of_each_day() -> None:
    """Of a day's passes those of the greatest volume, in time; a pass in two stretches counts once; an empty one never."""
    clock = LocalClock(100.0, 0.0)

    def stretch(start: float, seconds: float) -> tuple[float, float, tuple[tuple[float, float], ...]]:
        return (start, start + seconds, ((start, 1.0),))

    a = [[stretch(1.0, 5.0)], [stretch(110.0, 9.0)], []]
    b = [[stretch(20.0, 4.0), stretch(26.0, 4.0)], [stretch(40.0, 6.0)]]
    assert best_of_each_day({"A": a, "B": b}, clock, 2) == {"A": a[1:2], "B": b}
    assert best_of_each_day({"A": a, "B": b}, clock, 9) == {"A": a[:2], "B": b}
    assert best_of_each_day({"A": a}, clock, 0) == {"A": []}


def test_station_contacts_in_the_time_of_their_source() -> None:
    """Down from the orbiter's time, up a light time earlier; only where Earth is seen and the station is there."""
    radio = EarthRadio(1e6, up_bps=2e3, latency_s=30.0)
    found = station_contacts(
        "MRO", radio, [(0.0, 50.0), (80.0, 120.0)], {"G": [(20.0, 100.0)]}, steady_light(600.0)
    )
    down = Contact.steady("MRO", "G", 20.0, 50.0, 1e6, 600.0)
    assert found == [
        replace(down, latency_s=30.0),
        Contact.steady("G", "MRO", -580.0, -550.0, 2e3, 600.0),
        replace(Contact.steady("MRO", "G", 80.0, 100.0, 1e6, 600.0), latency_s=30.0),
        Contact.steady("G", "MRO", -520.0, -500.0, 2e3, 600.0),
    ]
    assert (
        station_contacts("MRO", EarthRadio(0.0), [(0.0, 50.0)], {"G": [(0.0, 50.0)]}, steady_light(1.0)) == []
    )


def test_the_light_time_of_a_long_contact_is_cut_into_steps() -> None:
    """Where the light time grows by 10 s in a contact, ten contacts follow each other, each good to half a second."""
    found = station_contacts(
        "O", EarthRadio(1.0), [(0.0, 1e5)], {"G": [(0.0, 1e5)]}, lambda t: 700.0 + t * 1e-4
    )
    assert len(found) == 10
    assert [c.start_utc_s for c in found[1:]] == [c.end_utc_s for c in found[:-1]]
    for contact in found:
        for at in (contact.start_utc_s, contact.end_utc_s):
            assert abs(700.0 + at * 1e-4 - contact.one_way_light_time_s) < 0.5 + 1e-9


@pytest.mark.parametrize("grows", [1e-4, -1e-4])
def test_what_is_sent_to_an_orbiter_leaves_one_piece_after_the_other(grows: float) -> None:
    """A light time that grows within a contact lets its later pieces leave earlier: they wait for those before them."""
    found = station_contacts(
        "O", EarthRadio(0.0, up_bps=1.0), [(0.0, 1e5)], {"G": [(0.0, 1e5)]}, lambda t: 700.0 + t * grows
    )
    assert len(found) == 10
    assert all(a.end_utc_s <= b.start_utc_s < a.end_utc_s + 1.01 for a, b in pairwise(found))
    assert all(contact.rates_bps == ((contact.start_utc_s, 1.0),) for contact in found)


def test_merged_contacts_carry_what_the_parts_carried() -> None:
    """Short gaps vanish, long ones stay, the volume is the same; two stations never serve at once."""
    visible = [(0.0, 60.0), (90.0, 150.0), (400.0, 500.0)]
    stations = {"G": [(0.0, 450.0)], "M": [(430.0, 1000.0)]}
    parts = station_contacts("O", EarthRadio(100.0), visible, stations, steady_light(1.0))
    [first, later, handed] = station_contacts(
        "O", EarthRadio(100.0, merge_gap_s=31.0), visible, stations, steady_light(1.0)
    )
    assert (first.start_utc_s, first.end_utc_s, later.start_utc_s) == (0.0, 150.0, 400.0)
    assert first.volume_bits + later.volume_bits + handed.volume_bits == pytest.approx(
        sum(c.volume_bits for c in parts)
    )
    assert (handed.destination, handed.start_utc_s, handed.end_utc_s) == ("M", 450.0, 500.0)


def orbiters() -> list[Orbiter]:
    return [
        Orbiter(name, orbit, 10.0, RETURN, FORWARD, EarthRadio(2e6, 1e3)) for name, orbit in ORBITS.items()
    ]


def earth_side() -> EarthSide:
    stations = {"Goldstone": [(EPOCH + n * SOL, EPOCH + (n + 0.4) * SOL) for n in range(-1, 21)]}
    return EarthSide(steady(0.6, 0.0, 0.8), steady_light(600.0), RADIUS_KM, {"": stations})


def test_a_run_of_four_orbiters() -> None:
    """Twenty sols: sorted, within the interval, one orbiter at a time on the rover's radio, forward beside return, and
    nothing that goes round the orbiters."""
    start, end = EPOCH + 100.0, EPOCH + 20 * SOL
    found = orbiter_contacts(orbiters(), GroundRadio("rover", JEZERO, CLOCK), start, end, earth_side())
    assert found == sorted(found, key=lambda c: (c.start_utc_s, c.source, c.destination))
    assert all(start <= c.start_utc_s < c.end_utc_s <= end for c in found)
    assert {(c.source, c.destination) for c in found} == {
        *(("rover", name) for name in ORBITS),
        *((name, "rover") for name in ORBITS),
        *((name, "Goldstone") for name in ORBITS),
        *(("Goldstone", name) for name in ORBITS),
    }
    up = [(c.start_utc_s, c.end_utc_s) for c in found if c.source == "rover"]
    assert len(up) > 100 and not overlap(up)
    forward = [(c.source, c.start_utc_s, c.end_utc_s) for c in found if c.destination == "rover"]
    returns = [(c.destination, c.start_utc_s, c.end_utc_s) for c in found if c.source == "rover"]
    for name, a, b in forward:
        assert any(n == name and s <= a and b <= e for n, s, e in returns)
    assert all(0.0 < c.one_way_light_time_s < 0.03 for c in found if "rover" in (c.source, c.destination))


def test_a_rule_leaves_fewer_passes() -> None:
    """At most four passes a sol, none shorter than three minutes; the same question twice gives the same answer."""
    ground = GroundRadio("rover", JEZERO, CLOCK, RadioRule(("MRO", "TGO"), shortest_s=180.0, most_per_day=4))
    found = orbiter_contacts(orbiters(), ground, EPOCH, EPOCH + 10 * SOL)
    days = [CLOCK.day(c.start_utc_s) for c in found if c.source == "rover"]
    assert max(days.count(day) for day in set(days)) == 4 and len(set(days)) == 10
    assert {c.source for c in found} <= {"rover", *ORBITS} and not any(
        c.destination == "Goldstone" for c in found
    )
    assert found == orbiter_contacts(orbiters(), ground, EPOCH, EPOCH + 10 * SOL)


def test_windows_that_overlap_go_to_partners_in_turn() -> None:
    """The first has the first of them, then who has waited longest; windows that meet nobody else's are everybody's own."""
    first = [(0.0, 10.0), (20.0, 30.0), (40.0, 50.0), (60.0, 70.0)]
    second = [(5.0, 15.0), (21.0, 31.0), (42.0, 48.0), (80.0, 90.0)]
    assert in_turn([first, second]) == [
        [(0.0, 10.0), (40.0, 50.0), (60.0, 70.0)],
        [(21.0, 31.0), (80.0, 90.0)],
    ]
    assert in_turn([[], first, []]) == [[], first, []]


def test_an_orbiter_that_is_engaged_hears_nobody_else() -> None:
    """Its passes over a second site are those that it would have, less the time it gives to the first."""
    first = orbiter_contacts(orbiters(), GroundRadio("a", JEZERO, CLOCK), EPOCH, EPOCH + 5 * SOL)
    engaged = {
        name: [(c.start_utc_s, c.end_utc_s) for c in first if c.destination == name] for name in ORBITS
    }
    near = Site.at(Body.sphere("Mars", 3_396_190.0), 20.0, 74.0, -2500.0)
    ground = GroundRadio("b", near, CLOCK)
    alone = orbiter_contacts(orbiters(), ground, EPOCH, EPOCH + 5 * SOL)
    second = orbiter_contacts(orbiters(), ground, EPOCH, EPOCH + 5 * SOL, engaged=engaged)
    for name in ORBITS:
        own = [(c.start_utc_s, c.end_utc_s) for c in second if c.source == "b" and c.destination == name]
        assert not overlap([*engaged[name], *own])
    assert any(c.source == "b" for c in second)
    assert sum(c.volume_bits for c in second) < sum(c.volume_bits for c in alone)


@pytest.mark.parametrize(("left_s", "passes"), [(0.006, 0), (0.9, 0), (1.1, 1)])
def test_a_sliver_of_a_pass_is_none(left_s: float, passes: int) -> None:
    """What others leave of a pass is no contact unless it lasts a second: its very edges are good to 10 ms."""
    ground, one = GroundRadio("a", JEZERO, CLOCK), orbiters()[:1]
    whole = orbiter_contacts(one, ground, EPOCH, EPOCH + SOL)[0]
    name, end = one[0].name, whole.end_utc_s
    found = orbiter_contacts(one, ground, EPOCH, end + 1.0, engaged={name: [(EPOCH, end - left_s)]})
    assert len([c for c in found if c.source == "a"]) == passes


def test_commands_leave_earth_no_earlier_than_the_run() -> None:
    """A contact from a station that would have begun before the interval begins with it."""
    one = [Orbiter("MRO", MRO, 10.0, RETURN, None, EarthRadio(0.0, 1e3))]
    always = EarthSide(
        steady(0.0, 0.0, 1.0), steady_light(600.0), 1.0, {"MRO": {"G": [(EPOCH - 1e5, EPOCH + 1e6)]}}
    )
    found = orbiter_contacts(one, GroundRadio("rover", JEZERO, CLOCK), EPOCH, EPOCH + 3600.0, always)
    [up] = [c for c in found if c.source == "G"]
    assert (up.start_utc_s, up.end_utc_s) == (EPOCH, EPOCH + 3000.0) and up.rates_bps == ((EPOCH, 1e3),)
    short = orbiter_contacts(one, GroundRadio("rover", JEZERO, CLOCK), EPOCH, EPOCH + 500.0, always)
    assert not [c for c in short if c.source == "G"]


def test_another_orbiter_does_not_change_the_sky_of_the_first() -> None:
    """Without conflicts the passes of one are those it has alone: together they are at most shorter."""

    def alone(orbit: MeanOrbit, name: str) -> list[Contact]:
        return orbiter_contacts(
            [Orbiter(name, orbit, 10.0, RETURN)], GroundRadio("r", JEZERO, CLOCK), EPOCH, EPOCH + 5 * SOL
        )

    pair = [
        Orbiter("ODY", ODYSSEY, 10.0, RETURN),
        Orbiter("MAVEN", MAVEN, 10.0, RETURN),
        Orbiter("TGO", TGO, 10.0, RETURN),
    ]
    together = orbiter_contacts(pair, GroundRadio("r", JEZERO, CLOCK), EPOCH, EPOCH + 5 * SOL)
    for orbiter in pair:
        own = alone(orbiter.orbit, orbiter.name)
        kept = [c for c in together if c.destination == orbiter.name]
        assert kept and sum(c.volume_bits for c in kept) <= sum(c.volume_bits for c in own) + 1.0
        for c in kept:
            assert any(
                o.start_utc_s - 0.02 <= c.start_utc_s and c.end_utc_s <= o.end_utc_s + 0.02 for o in own
            )

"""Contacts of daily windows, always open legs and conjunctions, unrolled in time."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from relaysim.clock.light_time import LightTime
from relaysim.clock.local_clock import LocalClock
from relaysim.earth.network import (
    always_open,
    daily_passes,
    daily_uplinks,
    dimmed,
    handed_on,
    pieces,
)
from relaysim.earth.schedule import DailyWindow, unroll
from relaysim.plans.contact import Contact
from relaysim.streams import Streams

MINIMAL = Path(__file__).with_name("minimal.yaml")
CLOCK = LocalClock(86_400.0, 0.0, "day", "local")
HOUR, DAY = 3600.0, 86_400.0
FAR = LightTime.constant(600.0)


def test_an_uplink_leaves_earth_a_light_time_before_its_window() -> None:
    """What leaves at the contact's start arrives as the window at the rover opens."""
    window = DailyWindow(8 * HOUR, 1800.0, 2e3)
    assert daily_uplinks([window], CLOCK, 0.0, DAY, FAR) == [
        Contact("earth", "rover", 8 * HOUR - 600.0, 8 * HOUR + 1200.0, ((8 * HOUR - 600.0, 2e3),), 600.0)
    ]


@pytest.mark.parametrize(
    ("start", "first"),
    [
        (
            8 * HOUR - 300.0,
            (8 * HOUR - 300.0, 8 * HOUR + 1200.0),
        ),  # within the sender's time: what is sent before is lost
        (8 * HOUR + 300.0, (8 * HOUR + 300.0, 8 * HOUR + 1200.0)),  # within the window at the rover
        (
            8 * HOUR + 1300.0,
            (32 * HOUR - 600.0, 32 * HOUR + 1200.0),
        ),  # nothing sent from now on arrives in it
    ],
)
def test_a_run_that_starts_within_an_uplink(start: float, first: tuple[float, float]) -> None:
    """No contact begins before the run; a window that only earlier senders could reach is none."""
    contact = daily_uplinks([DailyWindow(8 * HOUR, 1800.0, 2e3)], CLOCK, start, start + 2 * DAY, FAR)[0]
    assert (contact.start_utc_s, contact.end_utc_s) == first


def test_daily_passes_keep_their_draws() -> None:
    """The passes of a seed are those that `unroll` draws, in the time of the rover."""
    windows = [DailyWindow(3 * HOUR, 720.0, 3e5, 7200.0), DailyWindow(15 * HOUR, 720.0, 3e5, 7200.0)]
    streams = Streams(52)

    def draws(at_s: float, day: int) -> np.random.Generator:
        return streams.named(f"{at_s} {day}")

    found = daily_passes(windows, CLOCK, 0.0, 9 * DAY, FAR, 900.0, draws)
    streams = Streams(52)
    drawn = unroll(windows, CLOCK, 0.0, 9 * DAY, 900.0, draws)
    assert [(c.start_utc_s, c.end_utc_s) for c in found] == [(w.start_utc_s, w.end_utc_s) for w in drawn]
    assert {(c.source, c.destination, c.one_way_light_time_s, c.latency_s) for c in found} == {
        ("rover", "earth", 600.0, 7200.0)
    }


def test_daily_windows_follow_the_light_time() -> None:
    """Windows of half a day in which it grows by 2.5 s are several contacts, that follow each other and carry as much (the run
    begins within the first)."""
    light = LightTime(np.array([0.0, 10 * DAY]), np.array([800.0, 850.0]))
    daily = [DailyWindow(0.0, 43_200.0, 1e3)]
    span = CLOCK, 0.0, 2 * DAY, light
    for found in (daily_uplinks(daily, *span), daily_passes(daily, *span, 0.0, None)):
        assert len(found) == 6
        assert sum(c.volume_bits for c in found) == pytest.approx(2 * 43_200.0 * 1e3, rel=1e-2)
        assert all(b.start_utc_s - a.end_utc_s >= 0.0 for a, b in pairwise(found))
        for contact in found:
            back_s = contact.one_way_light_time_s if contact.source == "earth" else 0.0
            for at in (contact.start_utc_s + back_s, contact.end_utc_s + back_s):
                assert abs(light.at(at) - contact.one_way_light_time_s) < 1.0


def test_a_leg_that_is_always_open_follows_the_light_time() -> None:
    """Pieces join without gaps; the light time of each is that of every instant in it to half a second."""
    light = LightTime(np.array([0.0, 10 * DAY, 20 * DAY]), np.array([300.0, 330.5, 322.0]))
    legs = always_open("mro", "earth", 1 * DAY, 19 * DAY, 1e6, light)
    assert (legs[0].start_utc_s, legs[-1].end_utc_s) == (1 * DAY, 19 * DAY)
    for before, after in pairwise(legs):
        assert before.end_utc_s == after.start_utc_s
    for leg in legs:
        for instant in np.linspace(leg.start_utc_s, leg.end_utc_s, 9):
            assert abs(light.at(float(instant)) - leg.one_way_light_time_s) <= 0.5 + 1e-9
    assert len(legs) < 60
    assert len(always_open("mro", "earth", 0.0, 900 * DAY, 1e6, FAR)) == 1


def test_a_piece_of_a_contact_keeps_the_rates_that_hold_in_it() -> None:
    """A cut contact begins with the rate of that instant and knows no step beyond its end."""
    contact = Contact("rover", "mro", 0.0, 100.0, ((0.0, 1.0), (40.0, 2.0), (80.0, 3.0)), 0.5)
    assert pieces(contact, [(10.0, 60.0), (80.0, 300.0)]) == [
        Contact("rover", "mro", 10.0, 60.0, ((10.0, 1.0), (40.0, 2.0)), 0.5),
        Contact("rover", "mro", 80.0, 100.0, ((80.0, 3.0),), 0.5),
    ]
    assert (
        sum(piece.volume_bits for piece in pieces(contact, [(0.0, 50.0), (50.0, 100.0)]))
        == contact.volume_bits
    )


def test_conjunction_silences_commands_and_slows_returns() -> None:
    """In Earth's time nothing is sent; what would come to Earth then is slower, or nothing at all."""
    up = Contact.steady("dish", "mro", 0.0, 100.0, 10.0, 20.0)
    down = Contact.steady("mro", "dish", 0.0, 100.0, 10.0, 20.0)
    here = Contact.steady("rover", "mro", 0.0, 100.0, 10.0)
    network = Contact.steady("dish", "earth", 0.0, 100.0, 10.0)
    ends, sun = frozenset({"earth", "dish"}), [(50.0, 70.0)]
    assert dimmed([up], sun, ends, 0.5) == [
        Contact.steady("dish", "mro", 0.0, 50.0, 10.0, 20.0),
        Contact.steady("dish", "mro", 70.0, 100.0, 10.0, 20.0),
    ]
    # What leaves at 30 s is on Earth at 50 s.
    slow = sorted(dimmed([down], sun, ends, 0.5), key=lambda contact: contact.start_utc_s)
    assert [(c.start_utc_s, c.end_utc_s, c.rates_bps[0][1]) for c in slow] == [
        (0.0, 30.0, 10.0),
        (30.0, 50.0, 5.0),
        (50.0, 100.0, 10.0),
    ]
    assert sum(c.duration_s for c in dimmed([down], sun, ends, 0.0)) == 80.0
    assert dimmed([here, network], sun, ends, 0.0) == [here, network]


def test_the_network_hands_on_every_so_often() -> None:
    """A step to the same rate at each interval; the contact's own steps stay, and its volume."""
    contact = Contact("earth", "dish", 100.0, 250.0, ((100.0, 500.0), (190.0, 2000.0)), 0.0, 10.0)
    often = handed_on(contact, 60.0)
    assert often.rates_bps == ((100.0, 500.0), (160.0, 500.0), (190.0, 2000.0), (220.0, 2000.0))
    assert often.volume_bits == contact.volume_bits
    assert handed_on(contact, 150.0) == contact
    months = Contact.steady("earth", "dish", 0.0, 1e7, 500.0)
    assert len(handed_on(months, 60.0).rates_bps) == 1440

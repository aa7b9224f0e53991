"""The longest silence: laws of time alone, over stands and drives made up by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.links.attitude import Attitude, AttitudeLog
from relaysim.path.route import Route
from relaysim.planning.landing.itinerary import Leg, Stand
from relaysim.planning.landing.silence import Contacts, LegContacts, deciding, silence
from relaysim.terrain.body import Body
from relaysim.terrain.frame import LocalFrame

FRAME = LocalFrame(Body.sphere("Mars", 3_396_190.0), 0.0, 0.0)
NAN = float("nan")


def contacts(states: list[str]) -> Contacts:
    """Stands of 10 s with drives of 1 s between them; a letter a place: o open, c closed, u unknown."""
    count = len(states[0])
    stands = [
        Stand(11.0 * n, 11.0 * n + 10, 0, 0, 0, 0, Attitude.unknown(1), True) for n in range(len(states))
    ]
    legs = [
        Leg(n, Route.standing(0, 0, 0), 11.0 * n + 10, 11.0 * n + 11, 5.0, FRAME, AttitudeLog())
        for n in range(len(states) - 1)
    ]
    letters = np.array([list(row) for row in states])
    found = [LegContacts.none(count) for _ in legs]
    return Contacts(stands, legs, letters == "o", letters == "u", found)


def test_a_silence_goes_from_the_last_contact_to_the_next() -> None:
    """Between two known closed stands it is the whole stretch; where contact ends within a drive, a drive longer or shorter."""
    found = silence(contacts(["oc", "cc", "co", "oo"]))
    assert found.at_most_s.tolist() == [33.0 - 10.0, 22.0]
    assert found.at_least_s.tolist() == [32.0 - 11.0, 21.0]
    assert found.first_utc_s.tolist() == [0.0, 22.0]
    assert not found.cut.any()


def test_a_silence_that_lasts_to_the_end_is_said_to_go_on() -> None:
    """It is a lower bound, and a place that is never heard has no first contact."""
    found = silence(contacts(["oc", "cc"]))
    assert found.cut.tolist() == [True, True]
    assert found.at_most_s.tolist() == [11.0, 21.0]
    assert np.isnan(found.first_utc_s[1])


def test_unknown_ground_counts_as_neither() -> None:
    """The lower bound takes it as contact, the upper one as silence."""
    found = silence(contacts(["c", "u", "c"]))
    assert (found.at_least_s.tolist(), found.at_most_s.tolist()) == ([10.0], [32.0])


def test_contact_on_the_way_splits_a_silence_and_possible_contact_only_its_lower_bound() -> None:
    """Both kinds, on the middle one of three drives between closed stands."""
    seen, perhaps = contacts(["c"] * 4), contacts(["c"] * 4)
    seen.legs[1].add(21.5, np.array([0]))
    perhaps.legs[1].may[0] = True
    assert silence(seen).at_most_s.tolist() == [43.0 - 21.5]
    assert silence(perhaps).at_most_s.tolist() == [43.0]
    assert silence(perhaps).at_least_s.tolist() == [21.0]


def test_between_two_open_stands_only_a_sure_drive_is_no_silence() -> None:
    """Elsewhere it may be silent as long as the drive takes."""
    found = contacts(["oo", "oo"])
    found.legs[0].sure[1] = True
    assert silence(found).at_most_s.tolist() == [1.0, 0.0]
    assert silence(found).at_least_s.tolist() == [0.0, 0.0]


def test_a_drive_decides_where_it_could_split_the_longest_or_hold_the_first_or_the_last_contact() -> None:
    """Not one in a shorter silence between contacts, nor one beside an open or unknown stand."""
    asked = contacts(["o", "c", "c", "o", "c", "c", "c", "o"])
    assert [bool(flags[0]) for flags in deciding(asked)] == [False, False, False, False, True, True, False]
    assert [bool(flags[0]) for flags in deciding(contacts(["c", "c", "o", "c", "c"]))] == [
        True,
        False,
        False,
        True,
    ]
    assert not any(flags.any() for flags in deciding(contacts(["u", "c", "u"])))


@given(st.lists(st.text("ocu", min_size=5, max_size=5), min_size=1, max_size=8))
def test_bounds_keep_their_order(states: list[str]) -> None:
    """0 <= at least <= at most <= the whole time; both are 0 only where nothing is closed."""
    asked = contacts(states)
    found, whole = silence(asked), 11.0 * len(states) - 1.0
    assert (found.at_least_s >= 0).all() and (found.at_least_s <= found.at_most_s).all()
    assert (found.at_most_s <= whole).all()
    closed = ~(asked.open | asked.unknown)
    assert ((found.at_least_s > 0) == closed.any(axis=0)).all()


@given(st.lists(st.text("oc", min_size=6, max_size=6), min_size=2, max_size=7), st.integers(0, 5))
def test_more_contact_never_lengthens_a_silence(states: list[str], place: int) -> None:
    """Opening one more stand shortens both bounds, or leaves them, by up to the drive beside it that nobody has looked along."""
    before = silence(contacts(states))
    more = [
        row[:place] + "o" + row[place + 1 :] if n == len(states) // 2 else row for n, row in enumerate(states)
    ]
    after = silence(contacts(more))
    assert (after.at_least_s <= before.at_least_s).all()
    assert (after.at_most_s <= np.maximum(before.at_most_s, 1.0)).all()


@pytest.mark.parametrize(("share", "utc_s"), [(0.0, 100.0), (0.25, 105.0), (0.75, 155.0)])
def test_a_place_on_the_way_is_counted_along_the_way(share: float, utc_s: float) -> None:
    """A drive of 20 m in 10 s, a halt of 40 s, 20 m in 10 s more: shares are of its length, not of its time."""
    route = Route(np.array([100.0, 110, 150, 160]), np.array([0.0, 20, 20, 40]), np.zeros(4), np.zeros(4))
    stand = Leg(1, route, 100.0, 160.0, 40.0, FRAME, AttitudeLog()).stand(share)
    assert stand.start_utc_s == pytest.approx(utc_s)
    assert stand.x_m == pytest.approx(40 * share)
    assert stand.attitude.heading_deg[0] == pytest.approx(90.0)

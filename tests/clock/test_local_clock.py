"""The local clock: against Allison & McEwen 2000, the mission's clock kernel, NASA's own tables, and itself."""

from __future__ import annotations

import csv
import math
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.utc import parse_utc
from relaysim.scenario.loader import load_scenario

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
# The prime meridian of the mission's clock, and the sol number of MSD 0 (shared/design/physics.md).
MISSION_EAST_DEG, LANDING_MSD = 77.4298, 52304
TAKEOFF_52, TOUCHDOWN_52 = "2023-04-27T04:09:49Z", "2023-04-27T04:12:14Z"

days = st.integers(0, 20_000)
dial_seconds = st.floats(0.0, 86_399.9)


@pytest.fixture(scope="module")
def jezero() -> LocalClock:
    """The clock as the built-in scenario writes it: two numbers."""
    return load_scenario("flight-52-blackout").clock


@pytest.fixture(scope="module")
def hour_clock() -> LocalClock:
    """A body that turns in ten hours, with names of its own."""
    return LocalClock(36_000.0, 1e6, "day", "local")


def mars_sol_date(utc_s: float, leap_seconds: float = 37.0) -> float:
    """MSD of Allison & McEwen 2000, equation 32, in the form of NASA's Mars24: (JD_TT - 2405522.0028779) / 1.0274912517."""
    julian_tt = 2440587.5 + (utc_s + leap_seconds + 32.184) / 86400.0
    return (julian_tt - 2405522.0028779) / 1.0274912517


def dial(hours: int, minutes: int, seconds: float) -> float:
    """Seconds on the 24 hour dial."""
    return hours * 3600.0 + minutes * 60.0 + seconds


def test_the_yardstick_reads_airy_mean_time_of_the_millennium() -> None:
    """The formula the clock is held against gives MTC 23:59:39 at 2000-01-06T00:00 UTC, as published."""
    sol_date = mars_sol_date(parse_utc("2000-01-06T00:00:00Z"), leap_seconds=32.0)
    assert math.floor(sol_date % 1.0 * 86400.0) == dial(23, 59, 39)


def test_the_sol_number_is_that_of_the_mars_sol_date(jezero: LocalClock) -> None:
    """Sol = floor(MSD + 77.4298 / 360) - 52304 at every hour of the mission, save within a second of midnight."""
    start, end = parse_utc("2021-02-18T20:43:49Z"), parse_utc("2026-01-01T00:00:00Z")
    compared = 0
    for utc_s in (start + 3_599.0 * n for n in range(int((end - start) / 3_599.0))):
        sols = mars_sol_date(utc_s) + MISSION_EAST_DEG / 360.0
        if min(sols % 1.0, 1.0 - sols % 1.0) > 1.0 / 86400.0:
            compared += 1
            assert jezero.day(utc_s) == math.floor(sols) - LANDING_MSD
    assert compared > 40_000


def test_the_time_of_day_is_that_of_the_mars_sol_date(jezero: LocalClock) -> None:
    """The linear clock keeps within half a second of Allison & McEwen's mean time for the whole mission."""
    for sol in range(0, 1800, 7):
        utc_s = jezero.utc_s(sol, 43_210.0)
        mean_time_s = (mars_sol_date(utc_s) + MISSION_EAST_DEG / 360.0) % 1.0 * 86400.0
        assert mean_time_s == pytest.approx(43_210.0, abs=0.5)


@pytest.mark.parametrize(
    ("text", "sol", "time_s"),
    [
        ("2021-02-18T04:24:15.8Z", 0, 0.0),
        ("2021-02-18T20:43:49Z", 0, dial(15, 53, 20.7)),
        ("2021-04-19T07:34:10Z", 58, dial(12, 33, 7.5)),
        (TAKEOFF_52, 776, dial(15, 20, 25.5)),
        (TOUCHDOWN_52, 776, dial(15, 22, 46.5)),
    ],
    ids=["sol 0", "landing", "flight 1", "take-off 52", "touchdown 52"],
)
def test_documented_instants(jezero: LocalClock, text: str, sol: int, time_s: float) -> None:
    """The instants of shared/design/physics.md: within half a second of the middle of the LMST second begun."""
    utc_s = parse_utc(text)
    assert jezero.day(utc_s) == sol
    assert jezero.seconds_of_day(utc_s) == pytest.approx(time_s, abs=0.5)


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("ingenuity_flights.csv", [("utc_takeoff", "lmst_takeoff")]),
        ("rover_drives.csv", [("utc_start", "lmst_start"), ("utc_end", "lmst_end")]),
    ],
)
def test_every_flight_and_drive_has_the_lmst_of_the_tables(
    jezero: LocalClock, file: str, columns: list[tuple[str, str]]
) -> None:
    """LMST is written in whole seconds begun and UTC in whole seconds rounded: -0.5 to 1.5 s between them."""
    path = SHARED / "data" / "tables" / file
    if not path.is_file():
        pytest.skip("needs the flight and drive tables of shared/data/tables beside the checkout")
    apart = []
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        for utc_column, lmst_column in columns:
            utc_s, (sol, clock) = parse_utc(row[utc_column]), row[lmst_column].split("M")
            hours, minutes, seconds = map(int, clock.split(":"))
            sols_apart = jezero.day(utc_s) - int(sol)
            apart.append(86400 * sols_apart + jezero.seconds_of_day(utc_s) - dial(hours, minutes, seconds))
    assert len(apart) in (72, 2 * 522)
    assert min(apart) >= -0.5
    assert max(apart) <= 1.5


def test_the_clock_is_the_missions_own_kernel(jezero: LocalClock) -> None:
    """On every sol from 0 to 1100, and in 2026, it differs from the mission's LMST kernel, through SPICE, by under 20 ms."""
    spice = pytest.importorskip("spiceypy", reason="spiceypy is not installed")
    kernels = [SHARED / "data" / "spice" / name for name in ("naif0012.tls", "m2020_lmst_ops210303_v1.tsc")]
    if not all(kernel.is_file() for kernel in kernels):
        pytest.skip("needs the kernels of shared/data/spice beside the checkout")
    # At another time of day each sol: 37 steps round the dial.
    instants = [jezero.utc_s(sol, 100.0 + sol * 86_400.0 / 37.0 % 86_000.0) for sol in range(1101)]
    instants += [parse_utc(text) for text in (TAKEOFF_52, TOUCHDOWN_52, "2026-01-01T00:00:00Z")]
    with spice.KernelPool([str(kernel) for kernel in kernels]):
        for utc_s in instants:
            et = spice.unitim(utc_s - parse_utc("2000-01-01T12:00:00Z") + 37.0, "TAI", "ET")
            lmst = spice.sce2s(-168900, et)  # "1/00776:15:20:25:62896", the last in 10 us
            sol, hours, minutes, seconds, parts = map(int, lmst.split("/")[1].split(":"))
            assert jezero.day(utc_s) == sol
            expected = dial(hours, minutes, seconds + parts / 1e5)
            assert jezero.seconds_of_day(utc_s) == pytest.approx(expected, abs=0.02)


@given(day=days, seconds=dial_seconds)
def test_from_local_time_to_utc_and_back(day: int, seconds: float) -> None:
    """A dial time of a local day is that time of that day again, whatever the length of the day."""
    for clock in (
        LocalClock(88_775.244, 1_613_622_255.8),
        LocalClock(36_000.0, 1e6),
        LocalClock(86_400.0, 0.0),
    ):
        utc_s = clock.utc_s(day, seconds)
        assert clock.day(utc_s) == day
        assert clock.seconds_of_day(utc_s) == pytest.approx(seconds, abs=1e-4)


def test_a_day_begins_at_its_first_instant(jezero: LocalClock) -> None:
    """The start of each sol belongs to it and reads 00:00:00; half a second before is the sol before."""
    for sol in range(-5, 3000):
        start = jezero.utc_s(sol)
        assert (jezero.day(start), jezero.seconds_of_day(start), jezero.format_time(start)) == (
            sol,
            0.0,
            "00:00:00",
        )
        assert (jezero.day(start - 0.5), jezero.day(start + 0.5)) == (sol - 1, sol)


@given(day=st.integers(0, 5000), seconds=st.floats(0.0, 86_400.0, exclude_max=True))
def test_the_dial_never_shows_24_hours(day: int, seconds: float) -> None:
    """The last second of a day reads 23:59:59: the hour is 00 to 23, and what is shown is the instant to a second."""
    clock = LocalClock(88_775.244, 1_613_622_255.8)
    utc_s = clock.utc_s(day, seconds)
    text = clock.format_time(utc_s)
    hours, minutes, whole = map(int, text.split(":"))
    assert 0 <= hours <= 23 and 0 <= minutes <= 59 and 0 <= whole <= 59
    assert dial(hours, minutes, whole) == pytest.approx(clock.seconds_of_day(utc_s), abs=1.0)


@pytest.mark.parametrize("before_s", [0.4, 0.05, 0.03, 0.001])
def test_just_before_midnight_it_is_still_the_old_day(jezero: LocalClock, before_s: float) -> None:
    """Day and time of day are of one instant: sol 776 does not read 00:00:00 as it ends."""
    assert jezero.format(jezero.utc_s(777) - before_s) == "sol 776 23:59:59 LMST"
    assert jezero.format(jezero.utc_s(777)) == "sol 777 00:00:00 LMST"


def test_flight_52_as_it_is_printed(jezero: LocalClock) -> None:
    """Take-off and touchdown in the seconds begun, as the mission's own tables have them."""
    printed = [jezero.format(parse_utc(text)) for text in (TAKEOFF_52, TOUCHDOWN_52)]
    assert printed == ["sol 776 15:20:25 LMST", "sol 776 15:22:46 LMST"]


def test_a_time_kept_to_a_tenth_of_a_second_reads_as_it_was_meant(jezero: LocalClock) -> None:
    """Files hold UTC to 0.1 s: a full second written there and read back still shows that second."""
    for sol in range(0, 1000, 7):
        utc_s = jezero.utc_s(sol, dial(9, 44, 0))
        assert jezero.format_time(round(utc_s, 1)) == "09:44:00"


@given(day=days, seconds=st.integers(0, 86_399))
def test_what_is_printed_can_be_read_again(day: int, seconds: int) -> None:
    """A local time written out to the second is parsed to the same instant."""
    clock = LocalClock(88_775.244, 1_613_622_255.8)
    utc_s = clock.utc_s(day, seconds)
    assert clock.parse(clock.format(utc_s)) == pytest.approx(utc_s, abs=1e-3)


def test_forms_of_a_local_time(jezero: LocalClock) -> None:
    """A day alone is its start; seconds may be left out; blanks around do not matter."""
    assert jezero.parse("sol 776") == jezero.utc_s(776)
    assert jezero.parse("sol 776 15:20 LMST") == jezero.utc_s(776, dial(15, 20, 0))
    assert jezero.parse("  sol  776  15:20:25  LMST ") == jezero.utc_s(776, dial(15, 20, 25))
    assert jezero.parse_time_of_day("9:44 LMST") == dial(9, 44, 0)


def test_the_names_are_the_scenarios_own(hour_clock: LocalClock) -> None:
    """Another body's day and time carry its names, in what is printed and in what is read."""
    assert hour_clock.format(1e6 + 36_000.0 * 2.5) == "day 2 12:00:00 local"
    assert hour_clock.parse("day 2 12:00 local") == 1e6 + 36_000.0 * 2.5
    assert hour_clock.days(54_000.0) == 1.5
    with pytest.raises(ValueError, match=r"is not a local time \(day 776 15:20 local\)"):
        hour_clock.parse("sol 2 12:00 LMST")


@pytest.mark.parametrize(
    "text",
    [
        "", "776", "sol", "sol 776 15:20", "sol 776 LMST", "Sol 776", "sols 776", "sol -1", "sol 7.5",
        "sol 776 15:20 UTC", "sol 776 15 LMST", "sol 776 24:00 LMST", "sol 776 23:60 LMST",
        "sol 776 12:00:60 LMST", "sol 776 1:2 LMST", "2023-04-27T04:09:49Z",
    ],
)  # fmt: skip
def test_what_is_no_local_time_is_refused(jezero: LocalClock, text: str) -> None:
    """The message quotes the text or its time and shows the form, with this clock's own names."""
    with pytest.raises(ValueError, match=r"776 15:20 LMST|09:44 LMST|hours 0-23"):
        jezero.parse(text)


@pytest.mark.parametrize(
    "text", ["", "09:44", "09:44 UTC", "0944 LMST", "24:00 LMST", "noon LMST", "-1:00 LMST"]
)
def test_what_is_no_time_of_day_is_refused(jezero: LocalClock, text: str) -> None:
    """A time of day names its clock and stays on the dial."""
    with pytest.raises(ValueError, match="is not a time of day"):
        jezero.parse_time_of_day(text)


def test_an_unknown_instant_prints_as_nothing(jezero: LocalClock) -> None:
    """nan is an empty text, not a time."""
    assert jezero.format(math.nan) == ""


def test_the_module_agrees_with_the_calendar() -> None:
    """On Earth, with a day of 86,400 s from 1970, the day number is that of the calendar."""
    earth = LocalClock(86_400.0, 0.0, "day", "local")
    utc_s = parse_utc("2023-04-27T04:09:49Z")
    moment = datetime(2023, 4, 27, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    assert earth.format(utc_s) == f"day {moment.days} 04:09:49 local"

"""The short summary on the terminal."""

import pytest

from relaysim.clock.utc import format_utc, parse_utc
from relaysim.errors import InputError
from relaysim.report import terminal_summary
from relaysim.report.node import Node
from relaysim.report.product_tables import dropped_table, relay_sentence
from relaysim.report.undelivered import nothing_sentence, stuck_sentence


def test_summary_is_short_and_says_it_all(files, write_run):
    """At most 25 lines of 100 columns: answer, answers, what blocked, flights, products, where the files are."""
    run_dir = write_run(files)
    lines = terminal_summary(run_dir).splitlines()
    assert len(lines) <= 25
    assert max(len(line) for line in lines if not line.startswith("Files:")) <= 100
    assert lines[1].startswith("Perseverance could not hear Ingenuity from 2023-04-27 04:12:14 UTC")
    text = "\n".join(lines)
    for words in ("ground 7.5 m above", "  Sightline ", "  Radio ", "  Session ", "  What happened ", "Flight 53: land now",
                  "60 created = 50 delivered + 3 queued + 3 expired + 4 dropped", str(run_dir)):  # fmt: skip
        assert words in text


def test_summary_of_an_empty_run_is_still_a_summary(empty_tables, write_run):
    """Nothing known and nothing flown: said in words."""
    text = terminal_summary(write_run(empty_tables))
    assert "is not known" in text
    assert "No flights." in text


def test_summary_of_half_a_run_is_refused(files, write_run):
    """The missing file is named."""
    run_dir = write_run(files)
    (run_dir / "flights.csv").unlink()
    with pytest.raises(InputError, match=r"flights\.csv: missing"):
        terminal_summary(run_dir)


def test_lengths_are_told_once_where_a_local_day_has_24_hours(files, write_run):
    """A silence in days and in sols on Mars; in days alone where both are the same, in hours where it is shorter than one."""
    on_mars = " ".join(terminal_summary(write_run(files)).split())
    assert "days elapsed (59.8 sols, 62 calendar days" in on_mars
    files["summary.json"]["clock"]["day_length_s"] = 86400.0
    on_earth = " ".join(terminal_summary(write_run(files)).split())
    assert "days elapsed (62 calendar days" in on_earth
    assert "days, " not in on_earth.split("Sightline")[1].split("Flight")[0]
    for row in files["blackouts.csv"]:
        start = parse_utc(row["start_utc"])
        row |= {"end_utc": format_utc(start + 9.0 * 3600.0), "duration_days": "0.375", "calendar_days": "0"}
    assert ": 9 h elapsed." in " ".join(terminal_summary(write_run(files)).split())


def test_summary_says_how_sure_the_silence_is(files, write_run):
    """Its quantiles as local days, or as times of the one day they lie on; an edge without them is left out."""
    radio = next(row for row in files["blackouts.csv"] if row["level"] == "radio")
    start = parse_utc(radio["start_utc"])
    for row in files["blackouts.csv"]:
        row |= dict.fromkeys(("start_utc_p05", "start_utc_p95", "end_utc_p05", "end_utc_p95"), "")
    assert "With 90 %" not in terminal_summary(write_run(files))
    radio |= {"start_utc_p05": format_utc(start - 4.0), "start_utc_p95": format_utc(start + 4.0)}
    text = " ".join(terminal_summary(write_run(files)).split())
    assert (
        "With 90 % it begins between 15:22:42 and 15:22:50 LMST, ground and budget being so uncertain."
        in text
    )
    late = {"start_utc_p05": format_utc(start + 90e3), "start_utc_p95": format_utc(start + 90e3)}
    before = dict(radio)
    radio |= late
    assert "between sol 777 " in " ".join(terminal_summary(write_run(files)).split())
    radio |= before
    radio |= {"end_utc_p05": "2023-05-18T15:32:23.6Z", "end_utc_p95": "2023-06-29T18:29:36.1Z"}
    text = " ".join(terminal_summary(write_run(files)).split())
    assert "15:22:50 LMST and ends between sol 797 and 838, ground and budget being so uncertain." in text


def product(source, destination, status, **more):
    """A row of products.csv."""
    row = {
        "source": source,
        "destination": destination,
        "status": status,
        "flight": "",
        "reason": "",
        "at_rover_utc": "",
    }
    return Node(row | more, "products.csv")


def leg(source, destination):
    """A row of contacts.csv."""
    return Node({"source": source, "destination": destination}, "contacts.csv")


def test_zero_windows_are_said_in_words():
    """Nothing arrived, and whether there was a window; where something did, or nothing was made, nothing is said."""
    waits = [product("rover", "earth", "queued"), product("earth", "helicopter", "queued")]
    local = [leg("rover", "helicopter"), leg("helicopter", "rover")]
    assert nothing_sentence(waits, local) == (
        "Nothing reached Earth: the rover had no window towards it. "
        "No command reached the helicopter: Earth had no window to send one."
    )
    half = [*local, leg("rover", "mro"), leg("earth", "dish")]
    assert nothing_sentence(waits, half) == (
        "Nothing reached Earth: no window led there. No command reached the helicopter: no window led to the rover."
    )
    whole = [*half, leg("mro", "earth"), leg("dish", "rover")]
    assert nothing_sentence(waits, whole) == "Nothing reached Earth. No command reached the helicopter."
    arrived = [product("rover", "earth", "delivered"), product("earth", "helicopter", "delivered")]
    assert nothing_sentence(waits + arrived, local) == nothing_sentence([], local) == ""


def test_whatever_is_stuck_is_named_with_its_place():
    """Flights' data, everybody's daily data, and commands; those that gave way to others count as one reason."""
    full = "storage of rover full: made room for P0000"
    made = [
        product("helicopter", "earth", "queued", flight="3"),
        product("helicopter", "earth", "queued", at_rover_utc="2021-04-19T00:00:00Z"),
        product("rover", "earth", "dropped", reason=full + "1"),
        product("rover", "earth", "dropped", reason=full + "2"),
        product("camp", "earth", "queued"),
        product("camp", "earth", "delivered"),
        product("earth", "helicopter", "queued"),
    ]
    assert stuck_sentence(made) == (
        "Not on Earth at the end: flight 3: 1 still on the helicopter; the helicopter's daily data: 1 at the rover or on "
        "the way; the rover's daily data: 2 dropped (storage of rover full); camp's daily data: 1 still on camp or on the "
        "way. Commands not on the helicopter: 1 on Earth or on the way."
    )
    assert stuck_sentence(made, most=1).startswith(
        "Not on Earth at the end: flight 3: 1 still on the helicopter; 3 more in products.csv."
    )
    assert stuck_sentence([product("rover", "earth", "delivered")]) == ""
    reasons = [[cell.text for cell in row] for row in dropped_table(made).rows]
    assert ["dropped", "storage of rover full", "2"] in reasons


def test_what_is_on_its_way_is_told_how_far_it_got():
    """The farthest node that has any of it; and why, if it never could have gone on."""
    at = "2021-04-19T00:00:00Z"
    too_large = "larger than the storage of mro, tgo"
    made = [
        product("helicopter", "earth", "queued", at_rover_utc=at, hops="helicopter>rover>mro"),
        product("rover", "earth", "queued", at_rover_utc=at, hops="rover>mro+tgo"),
        product("rover", "earth", "queued", at_rover_utc=at, hops="rover", reason=too_large),
        product("camp", "earth", "queued", hops="camp>mro>madrid"),
        product("camp", "earth", "queued", hops="camp"),
    ]
    assert stuck_sentence(made) == (
        "Not on Earth at the end: the helicopter's daily data: 1 got as far as mro; the rover's daily data: 1 got as far "
        f"as mro, tgo, 1 at the rover or on the way ({too_large}); camp's daily data: 1 got as far as madrid, 1 still on "
        "camp or on the way."
    )


def test_landers_data_need_no_rover():
    """What passes the rover is what it or the helicopter sends or gets; landers' data are counted apart."""
    through = product("helicopter", "earth", "delivered", at_rover_utc="2021-04-19T00:00:00Z")
    assert relay_sentence([through]) == "All 1 delivered products passed through the rover."
    both = relay_sentence([through, product("camp", "earth", "delivered")])
    assert both == "Of the delivered products 1 passed through the rover, 1 came from landers."
    assert "1 of 2 delivered products have no time" in relay_sentence(
        [through, product("helicopter", "earth", "delivered")]
    )

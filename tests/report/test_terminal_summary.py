"""The short summary on the terminal."""

import pytest

from relaysim.clock.utc import format_utc, parse_utc
from relaysim.errors import InputError
from relaysim.report import terminal_summary


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

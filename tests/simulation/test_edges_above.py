"""Earliest and latest start and end of silences above the radio, in the main job."""

from __future__ import annotations

from relaysim.clock.utc import parse_utc

COLUMNS = ("start_utc_p05", "start_utc_p95", "end_utc_p05", "end_utc_p95")


def the_silence(run, level):
    return max(run.blackouts(level), key=lambda row: float(row["duration_s"]))


def test_a_session_ends_at_the_alarm_after_the_radio_does(main_run):
    """Its edges are the next wake-ups after those of the radio's silence, within a sol, and in the same order."""
    radio, session = the_silence(main_run, "radio"), the_silence(main_run, "session")
    for column in ("end_utc_p05", "end_utc_p95"):
        wait_s = parse_utc(session[column]) - parse_utc(radio[column])
        assert 0.0 <= wait_s <= 88775.3
    assert session["end_utc_p05"] < session["end_utc"] < session["end_utc_p95"]


def test_a_session_cannot_end_later_than_its_contact(main_run):
    """The last contact before flight 52 ended at take-off, whenever the radio was lost after that."""
    session = the_silence(main_run, "session")
    assert session["start_utc_p05"] == session["start_utc_p95"] == session["start_utc"]


def test_earth_hears_after_the_sessions(main_run):
    """Each edge of Earth's silence is hours after that of the sessions, by the pass that follows."""
    session, earth = the_silence(main_run, "session"), the_silence(main_run, "earth")
    for column in COLUMNS:
        assert 0.0 < parse_utc(earth[column]) - parse_utc(session[column]) < 88775.3
    assert earth["start_utc_p05"] == earth["start_utc"]

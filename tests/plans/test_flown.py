"""The contacts of a run as a plan."""

from __future__ import annotations

from relaysim.plans.contact import Contact
from relaysim.plans.flown import flown_contacts
from relaysim.records.rows import ContactRow

STEPS = Contact(
    "rover", "earth", 100.0, 200.0, ((100.0, 10.0), (140.0, 20.0), (180.0, 5.0)), 600.0, 60.0, 0.9
)


def row(source: str, destination: str, start: float, end: float, goodput_bps: float = 7.0) -> ContactRow:
    return ContactRow(
        contact_id=1, source=source, destination=destination, start_utc=start, end_utc=end, start_sol=0,
        duration_s=end - start, min_margin_db=None, max_margin_db=None, rate_bps=9.0, goodput_bps=goodput_bps,
        capacity_bits=0, one_way_light_time_s=600.0, open_start=False, open_end=False,
    )  # fmt: skip


def test_a_row_within_a_scheduled_window_is_that_window_cut() -> None:
    """Steps of the rate, light time, latency and losses are those of the schedule; the times those of the run."""
    (found,) = flown_contacts([row("rover", "earth", 150.0, 190.0)], [STEPS])
    assert found == STEPS.cut(150.0, 190.0)
    assert found.rates_bps == ((150.0, 20.0), (180.0, 5.0)) and (found.latency_s, found.success) == (
        60.0,
        0.9,
    )
    assert STEPS.cut(100.0, 200.0) == STEPS


def test_a_row_that_nothing_scheduled_is_steady_at_its_goodput() -> None:
    """Between rover and helicopter the run alone knows: goodput, the row's light time, nothing on the way."""
    (found,) = flown_contacts([row("helicopter", "rover", 150.0, 190.0)], [STEPS])
    assert found == Contact.steady("helicopter", "rover", 150.0, 190.0, 7.0, 600.0)


def test_a_row_that_outlasts_the_schedule_is_not_of_it() -> None:
    """What goes on after a scheduled window, or began before it, is taken as the run has it."""
    for start, end in ((150.0, 200.5), (99.5, 150.0)):
        (found,) = flown_contacts([row("rover", "earth", start, end)], [STEPS])
        assert found == Contact.steady("rover", "earth", start, end, 7.0, 600.0)


def test_rows_that_carried_nothing_are_left_out() -> None:
    """Without length or without goodput there is no window."""
    rows = [row("a", "b", 1.0, 1.0), row("a", "b", 1.0, 2.0, 0.0)]
    assert list(flown_contacts(rows, [])) == []

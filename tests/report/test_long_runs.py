"""A page about a long mission: what would be too many rows, words or attempts is folded, left out or made one."""

from __future__ import annotations

from relaysim.clock.local_clock import LocalClock
from relaysim.report.flight_tables import gate_tables
from relaysim.report.map_labels import Label, place_labels
from relaysim.report.node import Node
from relaysim.report.svg import WIDE, Drawing, Scale
from relaysim.report.time_axis import draw_time_axis
from relaysim.report.times import Times

DAY_S = 88775.244


def check(attempt: int, name: str, passed: bool) -> Node:
    """A row of gate.csv."""
    return Node({"flight": "18", "attempt": str(attempt), "utc": "2021-12-15T17:26:14Z", "check": name,
                 "value": f"{attempt} dB", "limit": "0 dB", "passed": "true" if passed else "false"}, "gate.csv")  # fmt: skip


def times(days: float) -> Times:
    """A run of so many local days."""
    return Times(LocalClock(DAY_S, 0.0), 0.0, days * DAY_S, "UTC")


def test_attempts_in_a_row_with_equal_verdicts_are_one():
    """Of 30 attempts the first of each run of verdicts is shown, named for all of them; the heading counts them all."""
    gate = [check(n, "link", n == 30) for n in range(1, 31)]
    [(heading, table)] = gate_tables(gate, times(10.0))
    assert heading == "Flight 18: 30 attempts, 30 checks, 29 failed"
    assert [(row[0].text, row[3].text) for row in table.rows] == [("1 to 29", "1 dB"), ("30", "30 dB")]


def test_a_few_attempts_have_a_row_each():
    """Up to eight attempts nothing is put together."""
    gate = [check(n, "link", False) for n in range(1, 9)]
    [(_, table)] = gate_tables(gate, times(10.0))
    assert [row[0].text for row in table.rows] == [str(n) for n in range(1, 9)]


def test_points_far_from_a_label_do_not_move_it():
    """A label takes the same place among thousands of points as among the few that it might cover."""
    near = [(100.0 + 3.0 * n, 60.0) for n in range(8)]
    far = [(900.0 + n % 50, 500.0 + n // 50) for n in range(3000)]
    frame = (0.0, 0.0, 1000.0, 600.0)
    (alone,), (among,) = (
        place_labels([Label(100.0, 60.0, "flight 52")], busy, [], frame) for busy in (near, near + far)
    )
    assert among == alone
    assert alone.box != place_labels([Label(100.0, 60.0, "flight 52")], [], [], frame)[0].box


def test_dates_that_come_twice_have_their_year():
    """An axis of more than a year writes 1971 beside the date, a shorter one does not."""
    for days, expected in ((979.0, True), (100.0, False)):
        drawing = Drawing(WIDE, 100.0, "axis")
        draw_time_axis(drawing, Scale(0.0, days * DAY_S, 100.0, 890.0), times(days), 0.0, 60.0)
        assert ("1971" in str(drawing.render("an axis of local days"))) is expected

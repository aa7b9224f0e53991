"""What the next plan waited for: counted at its deadline, told where each picture was then."""

from __future__ import annotations

import pytest

from relaysim.clock.local_clock import LocalClock
from relaysim.relay.product import Product, Status, Template
from relaysim.scenario.world import Decision
from relaysim.simulation.decisional import Decisional

CLOCK = LocalClock(86400.0, 0.0, "day", "local")


def picture(
    at_rover: float | None = None,
    on_earth: float | None = None,
    gone: float | None = None,
    orbiter: float | None = None,
    number: int = 1,
) -> Product:
    """One made at 10, for a plan due at 100."""
    made = Product(number, Template("image", "color", 1000, 2), 1000, "helicopter", "earth", 10.0, 7)
    for name, instant in (("rover", at_rover), ("mro", orbiter), ("earth", on_earth)):
        if instant is not None:
            made.whole_utc_s[name] = instant
    if on_earth is not None:
        made.status = Status.DELIVERED
    if gone is not None:
        made.status, made.gone_utc_s, made.reason = Status.EXPIRED, gone, "deadline passed"
    return made


@pytest.mark.parametrize(
    ("product", "counts", "why"),
    [
        (picture(50.0, 100.0), (1, 0, 0), ""),
        (picture(50.0, 100.1), (0, 1, 0), "1 at the rover or on the way to Earth"),
        (picture(100.1, 200.0), (0, 1, 0), "1 still on the helicopter"),
        (picture(50.0), (0, 0, 1), "1 at the rover or on the way to Earth"),
        (picture(50.0, orbiter=99.0), (0, 0, 1), "1 got as far as mro"),
        (picture(50.0, orbiter=101.0), (0, 0, 1), "1 at the rover or on the way to Earth"),
        (picture(50.0, gone=90.0), (0, 0, 1), "1 deadline passed"),
        (picture(50.0, gone=150.0), (0, 0, 1), "1 at the rover or on the way to Earth"),
    ],
)
def test_a_picture_is_told_where_it_was_at_the_deadline(
    product: Product, counts: tuple[int, int, int], why: str
) -> None:
    """What became of it later does not count: one that expired after the deadline was still somewhere then."""
    decisional = Decisional([Decision(7, 100.0, 300, ("image",))])
    decisional.ended(product)
    [row] = decisional.rows(CLOCK, 1000.0)
    assert row.needed_kinds == "image" and row.not_on_time == ("P000001" if why else "")
    assert (row.on_time_products, row.late_products, row.missing_products) == counts
    assert row.why == why


def test_what_was_not_there_is_named() -> None:
    """By the names of the files, those in a row as a span, in whatever order their fates are known."""
    decisional = Decisional([Decision(7, 100.0, 300, ("image", "log"))])
    for number in (9, 3, 4, 5, 12):
        decisional.ended(picture(50.0, 200.0, number=number))
    decisional.ended(picture(50.0, 80.0, number=6))
    [row] = decisional.rows(CLOCK, 1000.0)
    assert row.not_on_time == "P000003-P000005 P000009 P000012"
    assert row.needed_kinds == "image, log" and (row.needed_products, row.on_time_products) == (6, 1)


def test_a_decision_is_due_within_the_run_alone() -> None:
    """Nobody could tell whether a deadline after the end was met."""
    decisional = Decisional([Decision(7, 100.0, 300, ("image",))])
    assert decisional.rows(CLOCK, 100.0) == []
    [row] = decisional.rows(CLOCK, 100.1)
    assert row.needed_products == 0 and row.why == "the flight had made none"

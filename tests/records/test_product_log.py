"""The log of products: told in the order of their fates, written in the order of their numbers."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.clock.local_clock import LocalClock
from relaysim.records import product_log
from relaysim.records.csv_table import table_text
from relaysim.records.product_log import ProductLog
from relaysim.records.rows import DataPerSolRow, ProductRow

DAY_S = 86400.0
CLOCK = LocalClock(DAY_S, 0.0, "day", "local")
END_UTC_S = 10 * DAY_S


def product(
    number: int,
    created: float = 0.0,
    delivered: float | None = None,
    *,
    at_rover: float | None = None,
    status: str | None = None,
    bits: int = 8,
    ends: tuple[str, str] = ("helicopter", "earth"),
    deadline: float | None = None,
    reason: str = "",
) -> ProductRow:
    """A product of the helicopter's for Earth, unless said otherwise; queued until it is delivered."""
    status = status or ("queued" if delivered is None else "delivered")
    latency = None if delivered is None else delivered - created
    return ProductRow(
        f"P{number:06d}", "image", 52, *ends, bits, 1, created, at_rover, delivered, latency, deadline,
        ">".join(ends), status, reason, None,
    )  # fmt: skip


def told(folder: Path | None, rows: list[ProductRow]) -> ProductLog:
    log = ProductLog(folder, CLOCK)
    for row in rows:
        log.ended(row)
    return log


@settings(max_examples=40)
@given(
    order=st.permutations(range(1, 25)),
    reasons=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), min_size=24, max_size=24),
    at_once=st.integers(1, 30),
)
def test_products_stand_by_number_whatever_the_order_of_their_fates(
    order: list[int], reasons: list[str], at_once: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """From the folder and from memory the file is the table of the rows by number; commas, quotes and line feeds
    in a cell are no matter."""
    rows = [product(n, float(n), reason=reasons[n - 1]) for n in range(1, 25)]
    folder = tmp_path_factory.mktemp("run")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(product_log, "ROWS_AT_ONCE", at_once)
        for log in (told(folder, [rows[n - 1] for n in order]), told(None, [rows[n - 1] for n in order])):
            log.write(folder / "products.csv")
            assert (folder / "products.csv").read_bytes().decode() == table_text(ProductRow, rows)
            assert len(log) == 24
    assert [path.name for path in folder.iterdir()] == ["products.csv"]


def test_past_a_million_the_number_counts(tmp_path: Path) -> None:
    """P1000000 comes after P999999, though its name would not."""
    told(tmp_path, [product(n) for n in (1_000_000, 2, 999_999)]).write(tmp_path / "products.csv")
    lines = (tmp_path / "products.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["P000002", "P999999", "P1000000"]


def test_no_products_is_a_table_without_rows(tmp_path: Path) -> None:
    """Its columns are there all the same, and its totals are 0."""
    log = ProductLog(tmp_path, CLOCK)
    log.write(tmp_path / "products.csv")
    assert (tmp_path / "products.csv").read_text() == table_text(ProductRow, [])
    assert (len(log), log.waiting_bits, log.to_earth_bits) == (0, 0, 0)


def test_a_product_told_twice_is_a_mistake(tmp_path: Path) -> None:
    """Each has one fate: a second line of the same product is not written."""
    rows = [product(7), product(8), product(7)]
    with closing(told(tmp_path, rows)) as log, pytest.raises(RuntimeError, match="product 7 was told twice"):
        log.write(tmp_path / "products.csv")


def test_rows_of_a_log_in_memory(tmp_path: Path) -> None:
    """What a Python user gets, by number; a log in a folder is read from its file."""
    rows = [product(n) for n in (1, 2, 3)]
    assert told(None, rows[::-1]).rows() == rows
    with closing(told(tmp_path, rows)) as log, pytest.raises(RuntimeError, match=r"products\.csv"):
        log.rows()


def test_nothing_has_a_name_before_it_is_whole(tmp_path: Path) -> None:
    """What waits in the folder is a file without a name: whatever ends the run, nothing of it is left."""
    log = told(tmp_path, [product(n) for n in range(20_000)])
    assert list(tmp_path.iterdir()) == []
    log.close()
    assert list(tmp_path.iterdir()) == []


def test_totals() -> None:
    """By status all products count; to Earth only the helicopter's data do; commands wait too."""
    log = told(
        None,
        [
            product(1, 0.0, 5.0, bits=1),
            product(2, 0.0, bits=10),
            product(3, 0.0, 5.0, bits=100, ends=("earth", "helicopter")),
            product(4, 0.0, bits=1000, ends=("earth", "helicopter")),
            product(5, 0.0, 5.0, bits=10_000, ends=("rover", "earth")),
            product(6, 0.0, status="expired", bits=100_000, deadline=3.0),
            product(7, 0.0, status="dropped", bits=1_000_000),
        ],
    )
    assert log.statuses == {"delivered": 3, "queued": 2, "expired": 1, "dropped": 1}
    assert (log.to_earth_bits, log.waiting_bits) == (1, 1010)
    assert log.days.to_earth_bits == {0: 1}


def test_the_data_of_each_day() -> None:
    """A story of three days: what was made, came to the rover, came to Earth, how late, and what still waited."""
    h = 3600.0
    log = told(
        None,
        [
            product(1, 1 * h, 5 * h, at_rover=2 * h, bits=100),
            product(2, 2 * h, 4 * h, at_rover=3 * h, bits=10),
            product(3, 20 * h, DAY_S + 6 * h, at_rover=DAY_S + 1 * h, bits=1000),
            product(4, 23 * h, status="expired", deadline=DAY_S + 23 * h, bits=7),
            product(5, DAY_S + 3 * h, at_rover=DAY_S + 5 * h, bits=5),
            product(6, DAY_S + 3 * h, 3 * DAY_S - 1.0, ends=("earth", "helicopter"), bits=999),
        ],
    )
    end = 2 * DAY_S + 12 * h
    assert log.days.rows(0.0, end) == [
        DataPerSolRow(0, 1117, 110, 110, 2, 2 * h, 4 * h, 4 * h),
        DataPerSolRow(1, 5, 1005, 1000, 1, 10 * h, 10 * h, 21 * h),
        DataPerSolRow(2, 0, 0, 0, 0, None, None, 33 * h),
    ]


lives = st.tuples(
    st.floats(0.0, END_UTC_S - 1.0), st.floats(0.0, END_UTC_S - 1.0), st.sampled_from(["delivered", "queued", "expired"])
)  # fmt: skip


@given(st.lists(lives, max_size=25), st.integers(1, 30))
def test_days_against_counting_product_by_product(
    drawn: list[tuple[float, float, str]], at_once: int
) -> None:
    """The oldest that waits, medians and sums of each day, from the definitions, product by product."""
    rows = []
    for n, (one, other, status) in enumerate(drawn):
        created, over = sorted((one, other))
        delivered = over if status == "delivered" else None
        rows.append(
            product(n, created, delivered, status=status, deadline=over if status == "expired" else None)
        )
    random.Random(len(rows)).shuffle(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(product_log, "ROWS_AT_ONCE", at_once)
        found = told(None, rows).days.rows(0.0, END_UTC_S)
    assert [row.sol for row in found] == list(range(10))
    for row in found:
        end = (row.sol + 1) * DAY_S
        waits = [r for r in rows if r.created_utc < end and over_utc(r) >= end]
        assert row.oldest_waiting_s == (end - min(r.created_utc for r in waits) if waits else None)
        late = sorted(
            r.latency_s for r in rows if r.delivered_utc is not None and CLOCK.day(r.delivered_utc) == row.sol
        )  # type: ignore[type-var]
        assert (row.to_earth_products, row.to_earth_bits) == (len(late), 8 * len(late))
        assert row.created_bits == 8 * sum(CLOCK.day(r.created_utc) == row.sol for r in rows)
        for found_s, share in ((row.latency_median_s, 0.5), (row.latency_p95_s, 0.95)):
            enough = [value for value in late if sum(other <= value for other in late) >= share * len(late)]
            assert found_s == (enough[0] if enough else None)


def over_utc(row: ProductRow) -> float:
    """When a product stops to wait."""
    if row.status == "queued":
        return float("inf")
    over = row.delivered_utc if row.delivered_utc is not None else row.deadline_utc
    assert over is not None
    return over


@pytest.mark.parametrize(
    ("row", "told_utc_s", "waited"),
    [
        (product(1, 0.0, status="dropped"), None, [None, None, None]),
        (product(1, 0.0, status="dropped", at_rover=DAY_S + 1), None, [DAY_S, None, None]),
        (product(1, 0.0, status="dropped", at_rover=1.0), 2 * DAY_S + 1, [DAY_S, 2 * DAY_S, None]),
        (product(1, 0.0, status="expired", deadline=DAY_S + 1), None, [DAY_S, None, None]),
        (product(1, 0.0, status="queued"), None, [DAY_S, 2 * DAY_S, 3 * DAY_S]),
    ],
    ids=["dropped where it was made", "dropped at the rover", "dropped later", "expired", "queued"],
)
def test_until_when_a_product_waits(
    row: ProductRow, told_utc_s: float | None, waited: list[float | None]
) -> None:
    """Until it is delivered, expires or is dropped; of one dropped the instant is told, or the last that is known."""
    log = ProductLog(None, CLOCK)
    log.ended(row, told_utc_s)
    assert [day.oldest_waiting_s for day in log.days.rows(0.0, 3 * DAY_S)] == waited

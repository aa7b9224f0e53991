"""The recorder of a run: in memory and into a folder it leaves the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from relaysim.clock.local_clock import LocalClock
from relaysim.records.rows import ProductRow
from relaysim.relay.product import Product, Template
from relaysim.simulation.recorder import Recorder

CLOCK = LocalClock(88775.244, 1613622255.8)
IMAGE = Template("image", "picture", 800, 3)


def tell(recorder: Recorder) -> None:
    """Three products: two delivered, the second first; one still waits."""
    for number, delivered in ((2, 1613700000.0), (1, 1613800000.5), (3, None)):
        product = Product(number, IMAGE, 800, "helicopter", "earth", 1613650000.0)
        recorder.product(1613650000.0, "helicopter", "created", product, "picture")
        if delivered is not None:
            recorder.product(delivered, "earth", "delivered", product, "picture")
        recorder.ended(
            ProductRow(
                product.product_id,
                "image",
                None,
                "helicopter",
                "earth",
                800,
                3,
                1613650000.0,
                None,
                delivered,
                None,
                None,
                "helicopter",
                "queued" if delivered is None else "delivered",
                "",
                None,
            )
        )


def test_a_recorder_with_a_folder_leaves_what_one_in_memory_does(tmp_path: Path) -> None:
    """The same files byte for byte, the same totals, the same arrivals at Earth."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "streamed").mkdir()
    kept = Recorder(CLOCK)
    with Recorder(CLOCK, tmp_path / "streamed") as streamed:
        for recorder in (kept, streamed):
            tell(recorder)
        kept.write_logs(tmp_path / "kept")
        streamed.write_logs(tmp_path / "streamed")
    files = [
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("kept", "streamed")
    ]
    assert files[0] == files[1]
    assert sorted(files[0]) == ["events.parquet", "products.csv"]
    for recorder in (kept, streamed):
        assert list(recorder.earth_arrivals_utc_s) == [1613700000.0, 1613800000.5]
        assert (recorder.products.to_earth_bits, recorder.products.waiting_bits, len(recorder.events)) == (
            1600,
            800,
            5,
        )
    assert [row.product_id for row in kept.products.rows()] == ["P000001", "P000002", "P000003"]


def test_after_an_error_nothing_is_held_open(tmp_path: Path) -> None:
    """The block's error comes through, files are let go of, and what waited to be sorted is gone."""
    recorder = Recorder(CLOCK, tmp_path)
    tell(recorder)
    assert recorder.products.statuses["queued"] == 1  # what was told is in the folder now, without a name
    with pytest.raises(ZeroDivisionError), recorder:
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ValueError, match="closed file"):
        recorder.products.write(tmp_path / "products.csv")


def test_logs_of_a_folder_are_written_there_alone(tmp_path: Path) -> None:
    """The events have begun where the recorder's folder is: another place is a mistake."""
    with Recorder(CLOCK, tmp_path) as recorder, pytest.raises(RuntimeError, match=r"events\.parquet, not to"):
        recorder.write_logs(tmp_path / "elsewhere")

"""The log of events as Parquet, read back."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from relaysim.records.event_table import write_events
from relaysim.records.rows import SCHEMA_VERSION, EventRow

EVENTS = [
    EventRow(1682568589.0, 776, "15:20:26", "helicopter", "take-off", "flight 52", ""),
    EventRow(1682568731.2346, 776, "15:22:43", "link", "radio closed", "rover-helicopter", "margin -0.01 dB"),
]


def test_every_event_is_read_back_as_it_happened(tmp_path: Path) -> None:
    """Columns in the order of the contract, times to the millisecond as text, sols as numbers."""
    write_events(tmp_path / "events.parquet", EVENTS)
    table = pq.read_table(tmp_path / "events.parquet")
    assert table.column_names == ["t_utc", "sol", "lmst", "node", "event", "subject", "detail"]
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        ("2023-04-27T04:09:49.000Z", 776, "15:20:26", "helicopter", "take-off", "flight 52", ""),
        (
            "2023-04-27T04:12:11.235Z",
            776,
            "15:22:43",
            "link",
            "radio closed",
            "rover-helicopter",
            "margin -0.01 dB",
        ),
    ]
    assert table.schema.metadata[b"relaysim_schema"] == str(SCHEMA_VERSION).encode()


def test_the_same_events_are_the_same_bytes(tmp_path: Path) -> None:
    """Two runs leave equal files; an empty log has the columns of a full one."""
    for name, events in (("a", EVENTS), ("b", EVENTS), ("empty", [])):
        write_events(tmp_path / name, events)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert pq.read_schema(tmp_path / "empty") == pq.read_schema(tmp_path / "a")
    assert pq.read_table(tmp_path / "empty").num_rows == 0

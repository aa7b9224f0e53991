"""The log of events: in memory and in the file, and the file read back."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaysim.clock.local_clock import LocalClock
from relaysim.clock.utc import format_utc, parse_utc
from relaysim.records import event_log
from relaysim.records.event_log import EventLog
from relaysim.records.rows import SCHEMA_VERSION, EventRow

CLOCK = LocalClock(88775.244, parse_utc("2021-02-18T04:24:15.800Z"))
EVENTS = [
    (1682568589.0, "helicopter", "take-off", "flight 52", ""),
    (1682568731.2346, "link", "radio closed", "rover-helicopter", "margin -0.01 dB"),
]
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
events = st.lists(st.tuples(st.floats(0.0, 4e9), words, words, words, words), max_size=30)


@pytest.fixture
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """A group every seven rows."""
    monkeypatch.setattr(event_log, "_VALUES_A_GROUP", 7 * 5)


def told(path: Path | None, rows: list[tuple[float, str, str, str, str]]) -> EventLog:
    log = EventLog(path, CLOCK)
    for row in rows:
        log.add(*row)
    return log


def read(path: Path) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in pq.read_table(path).to_pylist()]


def test_every_event_is_read_back_as_it_happened(tmp_path: Path) -> None:
    """Columns in the order of the contract, times to the millisecond as text, sols as numbers."""
    path = tmp_path / "events.parquet"
    told(path, EVENTS).write(path)
    table = pq.read_table(path)
    assert [(field.name, str(field.type)) for field in table.schema] == [
        ("t_utc", "string"), ("sol", "int32"), ("lmst", "string"), ("node", "string"), ("event", "string"),
        ("subject", "string"), ("detail", "string"),
    ]  # fmt: skip
    assert read(path) == [
        ("2023-04-27T04:09:49.000Z", 776, "15:20:25", "helicopter", "take-off", "flight 52", ""),
        (
            "2023-04-27T04:12:11.235Z",
            776,
            "15:22:44",
            "link",
            "radio closed",
            "rover-helicopter",
            "margin -0.01 dB",
        ),
    ]
    assert table.schema.metadata[b"relaysim_schema"] == str(SCHEMA_VERSION).encode()


@settings(max_examples=40)
@given(rows=events)
@pytest.mark.usefixtures("small_groups")
def test_the_file_holds_what_the_clocks_say(
    rows: list[tuple[float, str, str, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever the texts and times, in as many groups as there are: each row as formatted alone."""
    path = tmp_path_factory.mktemp("log") / "events.parquet"
    told(path, rows).write(path)
    assert read(path) == [
        (format_utc(t, 3), CLOCK.day(t), CLOCK.format_time(t), *texts) for t, *texts in rows
    ]


@pytest.mark.parametrize("count", [0, 1, 6, 7, 8, 13, 14, 15, 50])
@pytest.mark.usefixtures("small_groups")
def test_a_log_in_memory_and_one_in_a_file_are_the_same_bytes(tmp_path: Path, count: int) -> None:
    """Whether events were written as they came or all at the end; an empty log has the columns of a full one."""
    rows = [(1.6e9 + 0.37 * n, "rover", f"event {n % 3}", f"P{n:06d}", "é") for n in range(count)]
    streamed, kept = told(tmp_path / "streamed", rows), told(None, rows)
    assert len(streamed) == len(kept) == count
    assert streamed.counts == kept.counts == Counter(row[2] for row in rows)
    streamed.write(tmp_path / "streamed")
    kept.write(tmp_path / "kept")
    assert (tmp_path / "streamed").read_bytes() == (tmp_path / "kept").read_bytes()
    assert pq.ParquetFile(tmp_path / "kept").num_row_groups == -(-count // 7)
    assert len(streamed) == count and streamed.counts == kept.counts


def test_rows_of_a_log_in_memory(tmp_path: Path) -> None:
    """What a Python user gets has the local day and time; a log in a file is read from the file."""
    assert told(None, EVENTS).rows() == [
        EventRow(1682568589.0, 776, "15:20:25", "helicopter", "take-off", "flight 52", ""),
        EventRow(
            1682568731.2346, 776, "15:22:44", "link", "radio closed", "rover-helicopter", "margin -0.01 dB"
        ),
    ]
    with pytest.raises(RuntimeError, match=r"events\.parquet"):
        told(tmp_path / "events.parquet", EVENTS).rows()


@pytest.mark.usefixtures("small_groups")
def test_only_some_events_wait_in_memory(tmp_path: Path) -> None:
    """A log with a file holds less than one group, however many events there were."""
    log = EventLog(tmp_path / "events.parquet", CLOCK)
    held = []
    for n in range(100):
        log.add(1.6e9 + n, "rover", "event", "")
        held.append(len(log._values) // 5)
    assert max(held) == 6
    log.close()


@pytest.mark.usefixtures("small_groups")
def test_a_log_that_nobody_wants_any_more_writes_nothing(tmp_path: Path) -> None:
    """After an error in a run the file is let go of as it is: not even its end is written."""
    path = tmp_path / "events.parquet"
    log = told(path, EVENTS * 10)
    log.close()
    before = path.read_bytes()
    del log
    assert path.read_bytes() == before
    assert not before.endswith(b"PAR1")


def test_an_event_without_a_time_is_a_mistake(tmp_path: Path) -> None:
    """nan is no instant: it is refused, not written as some other."""
    log = told(tmp_path / "events.parquet", [(float("nan"), "rover", "event", "", "")])
    with pytest.raises(ValueError, match="no time"):
        log.write(tmp_path / "events.parquet")
    log.close()


def test_a_disk_that_refuses_says_so_in_its_own_words(tmp_path: Path) -> None:
    """The system's error comes through as it is: its number and its text make the message for the user."""
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no device that is always full")
    log = told(full, EVENTS * 5000)
    with pytest.raises(OSError, match="No space left on device") as raised:
        log.write(full)
    assert raised.value.strerror == "No space left on device"
    log.close()

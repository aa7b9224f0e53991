"""Shards: what is in them counts once, what is damaged or foreign is named and left alone."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from relaysim.engine.columns import done_rows, failed_rows
from relaysim.engine.index import Index
from relaysim.engine.job import Job
from relaysim.engine.shards import Shards
from relaysim.engine.troubles import Failure
from relaysim.errors import InputError, OutputError

SCHEMA = pa.schema([("x", pa.float64())])


def job(number: int) -> Job:
    return Job(number, f"{number:08x}", None)


def done(shards: Shards, *numbers: int) -> pa.Table:
    rows = pa.RecordBatch.from_pydict({"x": [n / 2 for n in numbers]}, schema=SCHEMA)
    return done_rows([job(n) for n in numbers], [1] * len(numbers), rows, shards.schema)


def failed(shards: Shards, number: int, error: str) -> pa.Table:
    return failed_rows([Failure(job(number), error, 2)], shards.schema)


@pytest.fixture
def shards(tmp_path: Path) -> Shards:
    return Shards(tmp_path / "shards", SCHEMA, "study")


def test_one_row_a_job(shards: Shards) -> None:
    """Rows come by number whatever their order in the shards; done counts before failed, the last failure before
    earlier ones; a row that is there twice counts once."""
    with shards:
        for rows in (
            failed(shards, 5, "first"),
            done(shards, 7, 2),
            done(shards, 2, 5),
            failed(shards, 5, "late"),
            failed(shards, 0, "old"),
            failed(shards, 0, "new"),
        ):
            shards.write(rows)
    rows = shards.table().to_pylist()
    assert [(row["number"], row["status"], row["error"], row["x"]) for row in rows] == [
        (0, "failed", "new", None), (2, "done", None, 1.0), (5, "done", None, 2.5), (7, "done", None, 3.5),
    ]  # fmt: skip
    finished = shards.finished()
    assert len(finished) == shards.count == 3
    assert [one.number for one in finished.missing(job(n) for n in range(9))] == [0, 1, 3, 4, 6, 8]
    with pytest.raises(InputError, match="run 7 was made from other inputs"):
        list(finished.missing([Job(7, "other", None)]))
    with shards:
        shards.write(
            done_rows(
                [Job(2, "other", None)], [1], done(shards, 2).select(["x"]).to_batches()[0], shards.schema
            )
        )
    with pytest.raises(InputError, match="rows of one run that were made from different inputs"):
        shards.table()


def test_rows_written_again_at_once_are_one_shard(shards: Shards) -> None:
    """An interruption between a shard's name and the note of it has the same rows written again: no second file."""
    with shards:
        names = [shards.write(done(shards, 1)) for _ in range(2)]
        shards.write(failed(shards, 2, "late"))
        names.append(shards.write(done(shards, 1)))
    assert names[0] == names[1] != names[2]
    assert len(shards.names()) == 3


@pytest.mark.parametrize("place", [3, 0.1, 0.5, 0.9, -6, -1])
def test_a_damaged_shard_is_named_and_left(shards: Shards, place: float) -> None:
    """One wrong bit anywhere, data or directory: the file is named, what to do is said, nothing is changed."""
    with shards:
        path = shards.folder / shards.write(done(shards, *range(100)))
    content = bytearray(path.read_bytes())
    content[int(place * len(content)) if 0 < place < 1 else int(place)] ^= 4
    path.write_bytes(content)
    for ask in (shards.table, shards.finished):
        with pytest.raises(
            InputError, match=rf"{path.name}: damaged: .* go on with --resume: its runs are done again"
        ):
            ask()
    assert path.read_bytes() == content


def test_pages_carry_checksums(shards: Shards) -> None:
    """Whoever else reads a shard can find a wrong bit in it, too."""
    with shards:
        path = shards.folder / shards.write(done(shards, *range(1000)))
    content = bytearray(path.read_bytes())
    content[content.find(b"PAR1", 1) // 8] ^= 4
    path.write_bytes(content)
    with pytest.raises(OSError, match="CRC checksum"):
        pq.read_table(path, page_checksum_verification=True)


def test_foreign_shards_are_refused(shards: Shards, tmp_path: Path) -> None:
    """Rows of another study, of other columns, a file of somebody else's: each is named, none is read or removed."""
    others = {
        "belongs to another study": Shards(shards.folder, SCHEMA, "other study"),
        "has other columns": Shards(shards.folder, pa.schema([("x", pa.float32())]), "study"),
    }
    for words, other in others.items():
        with other:
            rows = other.schema.empty_table()
            name = other.write(rows)
        with pytest.raises(InputError, match=f"{name}: {words}.*--out"):
            shards.table()
        (shards.folder / name).unlink()
    (shards.folder / "mine.parquet").write_bytes(b"mine")
    with pytest.raises(InputError, match=r"mine\.parquet: no shard of relaysim's; move it"):
        shards.finished()
    with pytest.raises(ValueError, match="the engine's own: number"):
        Shards(tmp_path, pa.schema([("number", pa.int64())]), "study")


def test_a_folder_that_cannot_be_written(shards: Shards) -> None:
    """It is named with the reason; and nobody writes without the lock."""
    with pytest.raises(RuntimeError, match="with shards"):
        shards.write(done(shards, 1))
    shards.folder.write_text("a file")
    with pytest.raises(OutputError, match=r"shards: cannot be written \(File exists\)"), shards:
        pass


def rows_of(path: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as index:
        found = index.execute(
            "SELECT number, jobs.key, status, error, attempts, name FROM jobs JOIN shards USING (shard) ORDER BY number"
        ).fetchall()
    index.close()
    return found


def test_the_index_is_rebuilt_from_the_shards(shards: Shards, tmp_path: Path) -> None:
    """Deleted, garbage, of a shard that is gone, a shard behind or held by someone: it ends up the same."""
    path = tmp_path / "index.sqlite"
    index = Index(path)
    with shards:
        for rows in (
            failed(shards, 5, "first"),
            done(shards, *range(2000, 0, -1)),
            failed(shards, 5, "late"),
        ):
            assert index.add(shards.write(rows), rows)
    wanted = rows_of(path)
    assert len(wanted) == 2000 and wanted[4][:5] == (5, "00000005", "done", None, 1)

    def garbage() -> None:
        content = bytearray(path.read_bytes())
        middle = len(content) // 2
        content[middle : middle + 4000] = bytes(range(250)) * 16
        path.write_bytes(content)

    for harm in (
        path.unlink,
        lambda: path.write_bytes(b"garbage" * 999),
        garbage,
        lambda: path.write_bytes(b""),
    ):
        harm()
        assert index.follow(shards) and rows_of(path) == wanted

    with shards:
        behind = shards.write(done(shards, 3000))
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN EXCLUSIVE")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("relaysim.engine.index._WAIT_S", 0.01)
        assert not index.follow(shards) and not index.add(behind, done(shards, 3000))
    reader.close()
    assert index.follow(shards) and len(rows_of(path)) == 2001
    (shards.folder / behind).unlink()
    assert index.follow(shards) and rows_of(path) == wanted

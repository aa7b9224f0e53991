"""One shard: a Parquet file whose name tells its place in time and what is in it to the last bit."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from relaysim.aside_names import drop, name_aside
from relaysim.engine.columns import digest_of
from relaysim.errors import InputError, OutputError
from relaysim.records.write_aside import keep_names

_NAME = re.compile(r"(\d{6,})-([0-9a-f]{16})\.parquet")
_AGAIN = "remove it (or put back a copy of it) and go on with --resume: its runs are done again. Nothing was overwritten"


def write_shard(folder: Path, last: str, table: pa.Table) -> str:
    """Write a shard aside, put it in its place in one step, and give its name. Once it has that name, it is safe.

    `last`: the youngest of the folder's files, "" if there is none. If that holds these very rows, it is the one: an
    interruption came between its name and the note of it.

    Raises: OutputError if it cannot be written; then nothing of it is left.
    """
    content = _bytes(table)
    checksum, sequence = _checksum(content), max(sequence_of(last), 0)
    known = _NAME.fullmatch(last)
    if known is not None and known[2] == checksum:
        keep_names(folder)
        return last
    name = f"{sequence + 1:06d}-{checksum}.parquet"
    aside = name_aside(folder / name)
    try:
        _write(aside, content)
        aside.rename(folder / name)
        keep_names(folder)
    except OSError as error:
        raise OutputError(f"{folder / name}: cannot be written ({error.strerror or error})") from error
    finally:
        drop(aside)
    return name


def read_shard(path: Path, schema: pa.Schema, columns: list[str] | None = None) -> pa.Table:
    """A shard's rows, every bit of the file checked.

    Raises: InputError if it is damaged, or belongs to other jobs or another version.
    """
    named = _NAME.fullmatch(path.name)
    if named is None:
        raise InputError(
            f"{path}: no shard of relaysim's; move it to another folder, then go on with --resume"
        )
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); {_AGAIN}") from error
    if _checksum(content) != named[2]:
        raise InputError(f"{path}: damaged: its content is not what was written; {_AGAIN}")
    try:
        with pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True) as file:
            _refuse_foreign(path, file.schema_arrow, schema)
            return file.read(columns, use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path}: damaged ({error}); {_AGAIN}") from error


def sequence_of(name: str) -> int:
    """Its place in time; -1 if that is no shard's name."""
    named = _NAME.fullmatch(name)
    return int(named[1]) if named else -1


def _refuse_foreign(path: Path, found: pa.Schema, wanted: pa.Schema) -> None:
    if digest_of(found) != digest_of(wanted):
        raise InputError(
            f"{path}: belongs to another study, or to this one before it was changed; give this one a folder of its own "
            "with --out. Nothing was overwritten"
        )
    if not found.equals(wanted):
        raise InputError(
            f"{path}: has other columns: written by another version of relaysim; give this one a folder of its own "
            "with --out. Nothing was overwritten"
        )


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return bytes(sink.getvalue())


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _write(path: Path, content: bytes) -> None:
    """All of it, on the disk itself when this returns."""
    with path.open("xb", buffering=0) as file:
        view = memoryview(content)
        while view:
            view = view[file.write(view) or 0 :]
        os.fsync(file.fileno())

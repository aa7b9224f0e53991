"""An SQLite index of the jobs, for people to query while they run and after. The shards are the truth."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from relaysim.engine.columns import DONE
from relaysim.engine.shards import Shards

_COLUMNS = ["number", "key", "status", "error", "attempts"]
_VERSION = 1
_WAIT_S = 2.0  # for a reader to end
_TABLES = """
CREATE TABLE shards (shard INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, rows INTEGER NOT NULL);
CREATE TABLE jobs (
  number INTEGER PRIMARY KEY, key TEXT NOT NULL, status TEXT NOT NULL, error TEXT, attempts INTEGER NOT NULL,
  shard INTEGER NOT NULL REFERENCES shards
);
"""
# What is done stays; what failed gives way to whatever comes later.
_ADD = f"""
INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET
  key = excluded.key, status = excluded.status, error = excluded.error, attempts = excluded.attempts,
  shard = excluded.shard
WHERE jobs.status <> '{DONE}'
"""


class Index:
    """index.sqlite: one row a job in `jobs`, one a file in `shards`.

        jobs    number, key, status ("done" or "failed"), error (null if done), attempts, shard: in which its row is
        shards  shard (a number), name (of the file), rows

    `SELECT number, error FROM jobs WHERE status = 'failed'` lists what failed. Whatever goes wrong with it (no room,
    someone holds it, a disk that SQLite does not get on with) stops no job: what is missing is put in later.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def follow(self, shards: Shards) -> bool:
        """Bring it up to these shards; made anew if it is not there, damaged, or holds what is not in them.

        True if it is up to date now. Raises: InputError if a shard is damaged or foreign.
        """
        there = shards.names()
        for _ in range(2):  # the second time from nothing
            try:
                with self._opened() as index:
                    if index.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                        raise sqlite3.DatabaseError("damaged")
                    known = [name for (name,) in index.execute("SELECT name FROM shards ORDER BY shard")]
                    if known == there[: len(known)]:
                        _add(index, ((name, shards.read(name, _COLUMNS)) for name in there[len(known) :]))
                        return True
            except sqlite3.OperationalError as error:
                if "no such" not in str(error):  # someone holds it, or there is no room: not its own fault
                    return False
            except sqlite3.Error:
                pass
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
        return False

    def add(self, name: str, rows: pa.Table) -> bool:
        """Add a shard just written; False if that was not possible: `follow` then puts it in later."""
        try:
            with self._opened() as index:
                _add(index, [(name, rows.select(_COLUMNS))])
        except sqlite3.Error:
            return False
        return True

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """One transaction. Not waiting for the disk: after a power cut it may have to be made anew."""
        with contextlib.closing(sqlite3.connect(self._path, timeout=_WAIT_S)) as index, index:
            index.execute("PRAGMA synchronous = OFF")
            if index.execute("PRAGMA user_version").fetchone() != (_VERSION,):
                index.executescript(f"DROP TABLE IF EXISTS jobs; DROP TABLE IF EXISTS shards; {_TABLES}")
                index.execute(f"PRAGMA user_version = {_VERSION}")
            yield index


def _add(index: sqlite3.Connection, shards: Iterable[tuple[str, pa.Table]]) -> None:
    for name, rows in shards:
        number = index.execute(
            "INSERT INTO shards (name, rows) VALUES (?, ?)", (name, rows.num_rows)
        ).lastrowid
        columns = [rows[column].to_pylist() for column in _COLUMNS]
        index.executemany(_ADD, zip(*columns, [number] * rows.num_rows, strict=True))

"""Path losses kept on disk: what a run has computed once, no later run computes again."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.links.loss_key import KEY_BYTES

if TYPE_CHECKING:
    import sqlite3

VARIABLE = "RELAYSIM_CACHE_DIR"
# The number is that of the layout below: another layout is another file, and neither spoils the other.
FILE_NAME = "losses-1.sqlite"
MOST_ROWS = 1_000_000
KEPT_SHARE = 0.9  # of most_rows, once it is reached: putting the oldest out is a pass over the whole file
PATIENCE_S = 5.0

_LAYOUT = (
    "CREATE TABLE IF NOT EXISTS losses (key INTEGER PRIMARY KEY, age INTEGER NOT NULL, value BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS state (one INTEGER PRIMARY KEY CHECK (one = 1), rows INTEGER, puts INTEGER)",
)
_LOSS_BYTES, _OVERHEAD_BYTES = 45, 25  # of a row with one loss in the file; of any row, besides its value
_ROOM = f"((length(value) + {_OVERHEAD_BYTES + _LOSS_BYTES - 1}) / {_LOSS_BYTES})"  # `_room`, in SQL
_PER_QUERY = 500  # older SQLites take no more than 999 parameters
_BUSY, _BROKEN = (5, 6), (1, 11, 26)  # SQLITE_BUSY, _LOCKED; _ERROR (other tables), _CORRUPT, _NOTADB
_Answer = TypeVar("_Answer")


def default_place(environment: Mapping[str, str] | None = None) -> Path | None:
    """The cache's file, which need not exist yet; None where there shall be or can be none.

    In $RELAYSIM_CACHE_DIR if set, and nowhere if that is set to nothing; else in relaysim in $XDG_CACHE_HOME, else
    in the user's cache folder of the platform (~/.cache; on macOS ~/Library/Caches).
    """
    given = os.environ if environment is None else environment
    chosen = given.get(VARIABLE)
    if chosen is not None:
        return Path(chosen).absolute() / FILE_NAME if chosen else None
    base = Path(given.get("XDG_CACHE_HOME") or "~")
    if not base.is_absolute():  # the standard has relative ones ignored
        usual = {"darwin": "~/Library/Caches", "win32": "~/AppData/Local"}
        try:
            base = Path(usual.get(sys.platform, "~/.cache")).expanduser()
        except RuntimeError:  # a user without a home
            return None
    return base / "relaysim" / FILE_NAME


class LossCache:
    """Losses by key, in one SQLite file that any number of processes and threads may use at once.

    Under a key stands one loss, or a row of numbers of one length: what an ensemble of grounds makes of one link.

    It is a convenience and never an obstacle: where the file cannot be made, read or written, where the disk
    is full or another process keeps it for longer than 5 s, nothing is raised: nothing is found any more, or
    nothing more is put. A file that is no sound cache is set aside (beside it, name and `.corrupt`; the last one
    only) and begun anew. It may be deleted at any time, in use or not. Every row has a check sum.

    It holds at most most_rows losses, about 45 bytes each: 1,000,000 by default, some 45 MB; a longer row counts as
    many as take its room. What was put first goes first, a tenth at a time. While it is written a log of a few MB lies beside it (`-wal`, `-shm`).
    """

    keeps_answers = True

    def __init__(self, path: Path | None, *, most_rows: int = MOST_ROWS) -> None:
        """path: the file; None for a cache that is not there."""
        self.path, self.most_rows = path, most_rows
        self._readable = self._writable = path is not None
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._process = os.getpid()
        self._file: tuple[int, int] | None = None
        self._inherited: list[sqlite3.Connection] = []

    def get(self, keys: Sequence[bytes]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Losses of the keys, (n,), and which of them are known, (n,): a known loss may itself be nan.

        The bits are those that were put; nan where nothing is known.
        """
        losses, known = self.get_rows(keys, 1)
        return losses[:, 0], known

    def get_rows(self, keys: Sequence[bytes], length: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Rows of so many numbers of the keys, (n, length), and which of them are known, (n,), as `get`."""
        losses = np.full((len(keys), length), np.nan)
        rows, numbers = None, slice(8, 8 + 8 * length)
        if self._readable and keys:
            heads = _heads(keys)
            rows = self._attempt(lambda connection: _rows_of(connection, heads))
            self._readable = rows is not None
        if not rows:
            return losses, np.zeros(len(keys), dtype=np.bool_)
        values = [rows.get(head, b"") for head in heads]
        sound = [value == _value(key, value[numbers]) for key, value in zip(keys, values, strict=True)]
        known = np.array(sound, dtype=np.bool_)
        raw = b"".join([value[numbers] for value, good in zip(values, sound, strict=True) if good])
        losses[known] = np.frombuffer(raw, dtype="<f8").reshape(-1, length)
        return losses, known

    def put(self, keys: Sequence[bytes], losses: ArrayLike) -> None:
        """Keeps losses, dB, shape (n,), or rows of numbers, (n, length), under their keys; what is known already is
        replaced.

        Raises ValueError if there are not as many losses or rows as keys.
        """
        rows_of = np.ascontiguousarray(losses, dtype="<f8")
        if rows_of.shape[:1] != (len(keys),):
            raise ValueError(f"{rows_of.size} losses for {len(keys)} keys")
        if not (self._writable and keys):
            return
        values = [_value(key, numbers.tobytes()) for key, numbers in zip(keys, rows_of, strict=True)]
        rows = list(zip(_heads(keys), values, strict=True))
        done = self._attempt(lambda connection: _write(connection, rows, self.most_rows))
        self._writable = done is not None

    def close(self) -> None:
        """Lets go of the file; the next question takes it up again."""
        with self._lock:
            self._let_go()

    def __enter__(self) -> LossCache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        with contextlib.suppress(Exception):  # at the end of a process anything may be gone already
            self._let_go()

    def __reduce__(self) -> tuple[Callable[..., LossCache], tuple[Path | None], dict[str, int]]:
        """As another process gets it: the same file, taken up anew."""
        return LossCache, (self.path,), {"most_rows": self.most_rows}

    def _attempt(self, work: Callable[[sqlite3.Connection], _Answer]) -> _Answer | None:
        """What the work answers; None where the file cannot serve: twice in a row, or for longer than 5 s."""
        try:
            import sqlite3  # here: many commands need no cache, and some Pythons have no SQLite
        except ImportError:
            return None
        until = time.monotonic() + PATIENCE_S
        if not self._lock.acquire(timeout=PATIENCE_S):
            return None
        try:
            faults = 0
            while faults < 2 and time.monotonic() < until:
                try:
                    return work(self._taken_up(until))
                except (OSError, ValueError, sqlite3.Error) as error:
                    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
                    self._let_go()
                    if code in _BUSY:
                        time.sleep(0.01)
                        continue
                    faults += 1
                    # Damage may stand in SQLite's own message, which then is no text.
                    if code in _BROKEN or isinstance(error, UnicodeError):
                        self._set_aside()
                except BaseException:  # an interrupt: half a transaction must not lock others out
                    self._let_go()
                    raise
            return None
        finally:
            self._lock.release()

    def _taken_up(self, until: float) -> sqlite3.Connection:
        """The connection, a new one where the file has been deleted or replaced, or the process forked."""
        import sqlite3

        assert self.path is not None
        if self._process != os.getpid():
            self._let_go()
            self._process = os.getpid()
        if self._connection is not None and self._file == _identity(self.path):
            return self._connection
        self._let_go()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = _identity(self.path)
        self._connection = connection = sqlite3.connect(
            self.path,
            timeout=max(until - time.monotonic(), 0.0),
            isolation_level=None,
            check_same_thread=False,
        )
        for setting in ("journal_mode = WAL", "synchronous = NORMAL", "cache_size = -16000"):
            connection.execute(f"PRAGMA {setting}").close()
        for statement in _LAYOUT:
            connection.execute(statement)
        self._file = _identity(self.path)
        return connection

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if self._process != os.getpid():  # the parent's: closing it here could harm the parent
            self._inherited.append(connection)
            return
        with contextlib.suppress(Exception):
            connection.close()

    def _set_aside(self) -> None:
        """Moves a broken file out of the way, unless another process has done so by now."""
        assert self.path is not None
        with contextlib.suppress(OSError):
            if self._file is not None and self._file == _identity(self.path):
                self.path.replace(self.path.with_name(self.path.name + ".corrupt"))
                for suffix in ("-wal", "-shm"):
                    self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)


def _rows_of(connection: sqlite3.Connection, heads: Sequence[int]) -> dict[int, bytes]:
    rows: dict[int, bytes] = {}
    wanted = sorted(set(heads))  # neighbours lie on one page
    for at in range(0, len(wanted), _PER_QUERY):
        part = wanted[at : at + _PER_QUERY]
        marks = ",".join("?" * len(part))
        query = f"SELECT key, value FROM losses WHERE key IN ({marks}) AND typeof(value) = 'blob'"
        rows.update(connection.execute(query, part))
    return rows


def _write(connection: sqlite3.Connection, rows: Iterable[tuple[int, bytes]], most_rows: int) -> bool:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT OR IGNORE INTO state VALUES (1, 0, 0)")
    connection.execute("UPDATE state SET puts = puts + 1")
    ordered = sorted(dict(rows).items())  # of one key put twice at once, the last counts
    insert = "INSERT OR IGNORE INTO losses VALUES (?, (SELECT puts FROM state), ?)"
    added = connection.executemany(insert, ordered).rowcount
    if added < len(ordered):
        update = "UPDATE losses SET value = ? WHERE key = ? AND value IS NOT ?"
        connection.executemany(update, [(value, head, value) for head, value in ordered])
    room = _room(len(ordered[0][1]))  # of one put all values are of one length
    connection.execute("UPDATE state SET rows = rows + ?", (added * room,))
    if connection.execute("SELECT 1 FROM state WHERE rows > ?", (most_rows,)).fetchone():
        _put_out_the_oldest(connection, most_rows)
    connection.execute("COMMIT")
    return True


def _put_out_the_oldest(connection: sqlite3.Connection, most_rows: int) -> None:
    (held,) = connection.execute(f"SELECT total({_ROOM}) FROM losses").fetchone()
    surplus = max(held - int(KEPT_SHARE * most_rows), 0)
    rooms = f"SELECT key, {_ROOM} AS room, sum({_ROOM}) OVER (ORDER BY age, key) AS upto FROM losses"
    connection.execute(
        f"DELETE FROM losses WHERE key IN (SELECT key FROM ({rooms}) WHERE upto - room < ?)", (surplus,)
    )
    connection.execute(f"UPDATE state SET rows = (SELECT CAST(total({_ROOM}) AS INTEGER) FROM losses)")


def _room(value_bytes: int) -> int:
    """How many single losses take as much room in the file as a value of that length."""
    return (value_bytes + _OVERHEAD_BYTES + _LOSS_BYTES - 1) // _LOSS_BYTES


def _heads(keys: Sequence[bytes]) -> list[int]:
    """The first half of each key as the whole number it is filed under."""
    heads: list[int] = np.frombuffer(b"".join(keys), dtype="<i8").reshape(-1, KEY_BYTES // 8)[:, 0].tolist()
    return heads


def _value(key: bytes, loss: bytes) -> bytes:
    """A row's content: the other half of the key, the loss, and a check sum of the key and the loss."""
    return key[8:] + loss + zlib.crc32(key + loss).to_bytes(4, "little")


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file that is, whatever its name; None if there is none."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_dev, stat.st_ino

"""The shards of a folder: all that is finished, and the only truth about it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from relaysim.engine.columns import DONE, with_own
from relaysim.engine.finished import Finished
from relaysim.engine.one_row_a_job import one_row_a_job
from relaysim.engine.shard_file import read_shard, sequence_of, write_shard
from relaysim.errors import OutputError
from relaysim.terrain.lock import Held, locked


class Shards:
    """Rows of jobs in Parquet files, NUMBER-CHECKSUM.parquet, each written once and never changed.

    Columns: number (int64), key, status ("done" or "failed"), error (null if done) (strings), attempts (int8),
    then those of the work (null if failed). A row counts from the moment its file has its name.

    `with shards:` is needed to write: within it no other process writes there, and what a killed one left half-written is
    gone. Blocks may lie within one another. Entering raises OutputError if another writes there now, or nobody can.

    Attributes:
        folder: where they are; made when it is first needed.
        schema: all columns, with the digest.
    """

    def __init__(self, folder: Path, schema: pa.Schema, digest: str) -> None:
        """`schema`: the work's columns. `digest`: of what the jobs belong to (a study): other shards are refused."""
        self.folder = folder
        self.schema = with_own(schema, digest)
        self._inside = self._count = 0
        self._held = contextlib.ExitStack()

    def __enter__(self) -> Shards:
        if not self._inside:
            self._held = _alone_in(self.folder)
        self._inside += 1
        return self

    def __exit__(self, *_: object) -> None:
        self._inside -= 1
        if not self._inside:
            self._held.close()

    @property
    def count(self) -> int:
        """Jobs that are done, as far as they have been looked for or written by this object."""
        return self._count

    def names(self) -> list[str]:
        """The files, oldest first; a file that is no shard comes first."""
        if not self.folder.is_dir():
            return []
        names = (path.name for path in self.folder.glob("*.parquet") if not path.name.startswith("."))
        return sorted(names, key=lambda name: (sequence_of(name), name))

    def write(self, rows: pa.Table) -> str:
        """Add a shard, within the block; its name. Raises: OutputError; then nothing of it is left."""
        if not self._inside:
            raise RuntimeError("write within `with shards:`: another process might write the same shard")
        name = write_shard(self.folder, next(reversed(self.names()), ""), rows)
        self._count += pc.sum(pc.equal(rows["status"], DONE)).as_py() or 0
        return name

    def read(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """Rows of one. Raises: InputError if it is damaged or foreign."""
        return read_shard(self.folder / name, self.schema, columns)

    def finished(self) -> Finished:
        """Jobs that are done. Raises: InputError if a shard is damaged or foreign."""
        finished = Finished(self.table(["number", "key", "status"]))
        self._count = len(finished)
        return finished

    def table(self, columns: Sequence[str] | None = None) -> pa.Table:
        """One row a job by ascending number, of all columns or of these.

        The same jobs give the same table, however they came into shards: neither the order nor the number of workers,
        nor how often it was stopped, is in it.

        Raises: InputError if a shard is damaged or foreign.
        """
        names = self.schema.names if columns is None else list(columns)
        read = [name for name in self.schema.names if name in {"number", "key", "status", *names}]
        parts = [self.read(name, read) for name in self.names()]
        empty = self.schema.empty_table().select(read)
        rows = one_row_a_job(pa.concat_tables([empty, *parts]))
        return rows.select(names)


def _alone_in(folder: Path) -> contextlib.ExitStack:
    """Holds the folder's lock until it is closed; leftovers of a killed process are removed."""
    held = contextlib.ExitStack()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held.enter_context(locked(folder / ".lock", wait=False))
        for left in folder.glob(".*.part"):
            left.unlink(missing_ok=True)
    except Held:
        raise OutputError(
            f"{folder}: another relaysim is writing there now; wait for it, or name another folder with --out"
        ) from None
    except (OSError, OutputError) as error:
        held.close()
        cause = error.__cause__ if isinstance(error, OutputError) else error
        raise OutputError(f"{folder}: cannot be written ({getattr(cause, 'strerror', cause)})") from error
    return held

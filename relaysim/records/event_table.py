"""The file of every change of state: Parquet, written a group of rows at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relaysim.clock.local_clock import LocalClock
from relaysim.records.rows import SCHEMA_VERSION
from relaysim.records.time_texts import Texts, dial_texts, local_days, utc_texts

_TEXTS = ("node", "event", "subject", "detail")


class EventTable:
    """events.parquet while it is written: t_utc, sol, lmst, node, event, subject, detail; text but for sol.

    The same rows in the same groups are the same bytes.
    """

    def __init__(self, path: Path, clock: LocalClock) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._clock = clock
        names = [("t_utc", pa.string()), ("sol", pa.int32()), ("lmst", pa.string())]
        names += [(name, pa.string()) for name in _TEXTS]
        self._schema: Any = pa.schema(names, {"relaysim_schema": str(SCHEMA_VERSION)})
        # A file of Python's: its errors are the system's own, with their number and words.
        self._file = path.open("wb")
        # Without dictionaries: zstd finds what repeats as well, in less time. Who looks for a time or a day reads
        # the groups that may hold it.
        self._writer: Any = pq.ParquetWriter(
            self._file,
            self._schema,
            compression="zstd",
            use_dictionary=False,
            write_statistics=["t_utc", "sol"],
        )

    def write(self, t_utc: Sequence[float], texts: Sequence[Sequence[str]]) -> None:
        """One group of rows: instants (s since 1970), and the columns node, event, subject, detail.

        Raises:
            ValueError: an instant is no finite number.
            OSError: the disk refuses.
        """
        import pyarrow as pa

        instants = np.fromiter(t_utc, float, len(t_utc))
        if not np.isfinite(instants).all():
            raise ValueError("an event has no time")
        columns = [
            _fixed_width(utc_texts(instants, 3)),
            pa.array(local_days(self._clock, instants), pa.int32()),
            _fixed_width(dial_texts(self._clock, instants)),
            *(pa.array(column, pa.string()) for column in texts),
        ]
        self._writer.write_table(pa.table(columns, self._schema), row_group_size=len(instants))

    def close(self) -> None:
        """The file is whole now."""
        self._writer.close()
        self._file.close()

    def abandon(self) -> None:
        """Nobody will want the file: its handle goes, and nothing more is written."""
        with contextlib.suppress(OSError):
            self._file.close()
        self._writer.is_open = False  # or it would try to finish the file when it is collected


def _fixed_width(texts: Texts) -> Any:
    """ASCII texts of one width as an Arrow column, without a copy."""
    import pyarrow as pa

    starts: NDArray[np.int32] = np.arange(len(texts) + 1, dtype=np.int32) * np.int32(texts.dtype.itemsize)
    return pa.StringArray.from_buffers(len(texts), pa.py_buffer(starts), pa.py_buffer(texts.view(np.uint8)))

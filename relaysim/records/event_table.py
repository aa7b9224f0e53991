"""The log of every state change, as Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from relaysim.clock.utc import format_utc
from relaysim.records.rows import SCHEMA_VERSION, EventRow


def write_events(path: Path, rows: Sequence[EventRow]) -> None:
    """Write events.parquet: t_utc (ISO 8601 text), sol, lmst, node, event, subject, detail."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {
        "t_utc": pa.array([format_utc(row.t_utc, 3) for row in rows], pa.string()),
        "sol": pa.array([row.sol for row in rows], pa.int32()),
        **{
            name: pa.array([getattr(row, name) for row in rows], pa.string())
            for name in ("lmst", "node", "event", "subject", "detail")
        },
    }
    table = pa.table(columns).replace_schema_metadata({"relaysim_schema": str(SCHEMA_VERSION)})
    pq.write_table(table, path, compression="zstd")

"""The columns of a results table: the engine's own, then those of the work."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from relaysim.engine.job import Job
from relaysim.engine.troubles import Failure

DONE, FAILED = "done", "failed"
_DIGEST = b"relaysim_digest"

# attempts: how often the job was tried, at most 127. error: null where it is done.
OWN = pa.schema(
    [
        ("number", pa.int64()),
        ("key", pa.string()),
        ("status", pa.string()),
        ("error", pa.string()),
        ("attempts", pa.int8()),
    ]
)
MOST_ATTEMPTS = 100


def with_own(schema: pa.Schema, digest: str) -> pa.Schema:
    """All columns, with the digest of what they belong to.

    Raises: ValueError if the work has a column of the engine's name.
    """
    both = set(OWN.names) & set(schema.names)
    if both:
        raise ValueError(f"columns of these names are the engine's own: {', '.join(sorted(both))}")
    return pa.schema([*OWN, *schema], metadata={_DIGEST: digest.encode()})


def digest_of(schema: pa.Schema) -> str:
    """The digest that a table carries; "" if none."""
    metadata: dict[bytes, bytes] = schema.metadata or {}
    return metadata.get(_DIGEST, b"").decode("utf-8", "replace")


def done_rows(jobs: Sequence[Job], tries: Sequence[int], rows: pa.RecordBatch, schema: pa.Schema) -> pa.Table:
    """Rows of jobs that are done; `schema` from `with_own`."""
    own = [
        pa.array([job.number for job in jobs], pa.int64()),
        pa.array([job.key for job in jobs], pa.string()),
        pa.repeat(pa.scalar(DONE), len(jobs)),
        pa.nulls(len(jobs), pa.string()),
        pa.array(tries, pa.int8()),
    ]
    return pa.Table.from_arrays([*own, *rows.columns], schema=schema)


def failed_rows(failures: Sequence[Failure], schema: pa.Schema) -> pa.Table:
    """Rows of jobs that are given up: the work's columns are null."""
    own = [
        pa.array([one.job.number for one in failures], pa.int64()),
        pa.array([one.job.key for one in failures], pa.string()),
        pa.repeat(pa.scalar(FAILED), len(failures)),
        pa.array([one.error for one in failures], pa.string()),
        pa.array([min(one.attempts, 127) for one in failures], pa.int8()),
    ]
    nulls = [pa.nulls(len(failures), field.type) for field in list(schema)[len(own) :]]
    return pa.Table.from_arrays([*own, *nulls], schema=schema)

"""Which jobs are finished, from what the shards say."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from relaysim.engine.columns import FAILED
from relaysim.engine.job import Job
from relaysim.errors import InputError

_BLOCK = 1000  # jobs looked up at once


class Finished:
    """Jobs that have a row that says done; those that failed are not finished.

    A million take some 80 MB: columns, not Python's objects.
    """

    def __init__(self, rows: pa.Table) -> None:
        """`rows`: number, key and status of one row a job, by ascending number."""
        done = rows.filter(pc.not_equal(rows["status"], FAILED)).combine_chunks()
        self._numbers = done["number"].to_numpy()
        self._keys = done["key"]

    def __len__(self) -> int:
        return len(self._numbers)

    def missing(self, jobs: Iterable[Job]) -> Iterator[Job]:
        """Those of the jobs that are not finished, in their order, taken a thousand at a time.

        Raises: InputError if the row of a job's number was made from something else.
        """
        if not len(self):
            yield from jobs
            return
        source = iter(jobs)
        while block := list(itertools.islice(source, _BLOCK)):
            numbers = np.array([job.number for job in block], dtype=np.int64)
            places = np.searchsorted(self._numbers, numbers)
            places = np.minimum(places, len(self._numbers) - 1)
            found = self._numbers[places] == numbers
            kept = self._keys.take(pa.array(places)).to_pylist()
            for job, is_there, key in zip(block, found.tolist(), kept, strict=True):
                if not is_there:
                    yield job
                elif key != job.key:
                    raise InputError(
                        f"run {job.number} was made from other inputs, or by another version of relaysim, than it would "
                        "be now; give this study a folder of its own with --out. Nothing was overwritten"
                    )

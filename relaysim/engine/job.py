"""What the engine is given: jobs, and the work that is done to each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Row = dict[str, Any]
Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True)
class Job:
    """One job.

    Attributes:
        number: its place in the results, from 0.
        key: hexadecimal digest of all that defines its answer; two jobs of one key have the same answer.
        payload: what the work is done to; small, and can be pickled.
    """

    number: int
    key: str
    payload: Any


@dataclass(frozen=True)
class Work:
    """What is done to every job.

    Attributes:
        prepare: an importable function of (context, arrays); called once in each worker, its answer is kept there.
        do: an importable function of (that answer, payload): the job's row. What it raises makes the job fail.
        context: small, can be pickled; goes to each worker once.
        arrays: large and read only: reach each worker once (a memory map, or scattered once), never with a job.
        schema: the columns of a row. The engine adds its own before them (`relaysim.engine.shards`).
        version: of the code: workers that run another are refused.
    """

    prepare: Callable[[Any, Arrays], Any]
    do: Callable[[Any, Any], Row]
    context: Any
    schema: pa.Schema
    version: str
    arrays: Arrays = field(default_factory=dict)

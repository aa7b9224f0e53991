"""Work for the engine that does what a payload says: (what, number)."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from relaysim.engine.job import Job, Work
from relaysim.errors import InputError, NoResult

SCHEMA = pa.schema([("value", pa.float64()), ("words", pa.string()), ("many", pa.list_(pa.int32()))])


def jobs(whats: list[str]) -> Iterator[Job]:
    """One job a word."""
    for number, what in enumerate(whats):
        key = hashlib.sha256(f"{number} {what}".encode()).hexdigest()
        yield Job(number, key, (what, number))


def work(log: Path | None = None, prepare: Any = None, **arrays: Any) -> Work:
    """The work; `log`: a folder in which every try of a job leaves a line in the file of its number."""
    return Work(prepare or prepared, do, str(log) if log else None, SCHEMA, "1", arrays)


def prepared(context: str | None, arrays: Any) -> Any:
    return context, arrays


def prepared_never(context: str | None, arrays: Any) -> Any:
    raise InputError("mars.tif: no such terrain")


def prepared_by_dying(context: str | None, arrays: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def tries(log: Path, number: int) -> int:
    """How often a job was begun."""
    file = log / str(number)
    return len(file.read_text().splitlines()) if file.exists() else 0


def do(state: Any, payload: tuple[str, int]) -> dict[str, Any]:
    context, arrays = state
    what, number = payload
    if context is not None:
        with (Path(context) / str(number)).open("a") as file:
            file.write(f"{os.getpid()}\n")
    if what.startswith("sleep"):
        time.sleep(float(what.split()[1]))
    if what in ACTS:
        ACTS[what](arrays, number)
    if what == "extra":
        return {"value": 1.0, "height": 2.0}
    if what == "misfit":
        return {"value": "high"}
    return {"value": number**0.5, "words": f"job {number}", "many": list(range(number % 4))}


def _raise(arrays: Any, number: int) -> None:
    raise ValueError(f"no good \udcff {number}")


def _no_result(arrays: Any, number: int) -> None:
    raise NoResult("the rover never moves")


def _once(arrays: Any, number: int) -> None:
    if not os.environ.get("ENGINE_JOBS_MENDED"):
        raise OSError("not yet")


def _check_arrays(arrays: Any, number: int) -> None:
    heights = arrays["heights"]
    assert heights.dtype == np.float32 and heights.shape == (30, 20) and not heights.flags.writeable
    assert not heights.flags.owndata and float(heights.sum()) == 179700.0
    assert arrays["none"].shape == (0, 3) and arrays["one"][()] == 7
    assert os.environ["OMP_NUM_THREADS"] == "1"
    print("what a job prints")


ACTS = {
    "raise": _raise,
    "no result": _no_result,
    "once": _once,
    "arrays": _check_arrays,
    "exit": lambda arrays, number: sys.exit(3),
    "kill": lambda arrays, number: os.kill(os.getpid(), signal.SIGKILL),
}

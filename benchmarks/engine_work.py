"""Jobs that need nothing but a processor, and what they cost without the engine: python engine_work.py NAME FROM TO STEP."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from relaysim.engine.job import Job, Work

SCHEMA = pa.schema([("value", pa.float64())])


def nothing(number: int) -> float:
    return float(number)


def hashes(number: int) -> float:
    """About 25 ms of the interpreter alone: no memory to speak of."""
    digest = number.to_bytes(8, "big")
    for _ in range(30_000):
        digest = hashlib.sha256(digest).digest()
    return float(digest[0])


def arrays(number: int) -> float:
    """About 25 ms in numpy, over 400 kB."""
    values = np.random.default_rng(number).normal(size=50_000)
    for _ in range(8):
        values = np.sort(np.abs(np.fft.irfft(np.fft.rfft(values), n=values.size)) - 0.5)[::-1]
    return float(values[0])


KINDS = {"nothing": nothing, "hashes": hashes, "arrays": arrays}


def prepare(context: str, _: Any) -> Any:
    return KINDS[context]


def do(work: Any, number: int) -> dict[str, float]:
    return {"value": work(number)}


def work_of(kind: str) -> Work:
    return Work(prepare, do, kind, SCHEMA, "1")


def jobs(count: int) -> Iterator[Job]:
    for number in range(count):
        yield Job(number, hashlib.sha256(number.to_bytes(8, "big")).hexdigest(), number)


if __name__ == "__main__":
    for n in range(*(int(word) for word in sys.argv[2:])):
        KINDS[sys.argv[1]](n)

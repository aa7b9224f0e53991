"""The work in a Dask worker: made ready once a process, one run at a time, nothing kept when it is let go."""

from __future__ import annotations

import gc
import pickle
import threading
import time
import weakref
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
import pytest

from relaysim.engine.batch import do_batch
from relaysim.engine.dask_shipment import Shipment, plain
from relaysim.engine.dask_versions import versions_here
from relaysim.engine.job import Work
from relaysim.errors import InputError


class Ready:
    """What `prepare` makes: counts those who are at work with it."""

    made: ClassVar[weakref.WeakSet[Ready]] = weakref.WeakSet()

    def __init__(self, arrays: Any) -> None:
        self.arrays = arrays
        self.inside = self.most = 0
        Ready.made.add(self)


def prepare(context: list[str], arrays: Any) -> Ready:
    time.sleep(0.05)
    context.append("made ready")
    return Ready(arrays)


def do(ready: Ready, payload: int) -> dict[str, Any]:
    ready.inside += 1
    ready.most = max(ready.most, ready.inside)
    time.sleep(0.01)
    ready.inside -= 1
    return {"most": ready.most, "sum": float(ready.arrays["heights"].sum())}


@pytest.fixture
def work(tmp_path: Any) -> Work:
    """Work whose heights are a map of a file, in Fortran's order."""
    heights = np.memmap(tmp_path / "heights", dtype=np.float32, mode="w+", shape=(3, 4), order="F")
    heights[:] = 2.0
    schema = pa.schema([("most", pa.int64()), ("sum", pa.float64())])
    return Work(prepare, do, [], schema, "1", {"heights": heights})


def test_threads_of_a_worker_share_one_state_and_take_turns(work: Work) -> None:
    """Three threads at once: made ready once, and never two runs at a time."""
    ticket = Shipment(work, versions_here())
    found: list[Any] = []
    threads = [
        threading.Thread(target=lambda: found.append(do_batch(ticket, range(5)).rows)) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [rows.to_pylist() for rows in found] == [[{"most": 1, "sum": 24.0}] * 5] * 3
    assert work.context == ["made ready"]


def test_what_travels_is_the_work_and_not_its_state(work: Work) -> None:
    """Sent on, it is made ready anew, on plain read-only arrays in C order; what is let go is gone."""
    gc.collect()
    before = len(Ready.made)
    first = Shipment(plain(work), versions_here())
    first.state()
    sent = pickle.loads(pickle.dumps(first, protocol=5))
    heights = sent.state().prepared.arrays["heights"]
    assert type(heights) is np.ndarray and heights.flags.c_contiguous and not heights.flags.writeable
    assert len(Ready.made) == before + 2 and sent.__sizeof__() > heights.nbytes
    del first, sent, heights
    gc.collect()
    assert len(Ready.made) == before


def test_a_worker_that_joins_later_is_asked_for_its_versions(work: Work) -> None:
    """One that has others does nothing, and says which."""
    answers = do_batch(Shipment(work, versions_here() | {"numpy": "1.0"}), [1])
    assert isinstance(answers.unready, InputError) and answers.rows is None
    assert f"numpy {np.__version__} instead of 1.0" in str(answers.unready)

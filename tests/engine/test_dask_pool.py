"""The engine on a Dask cluster of separate processes over TCP: the same table, whatever happens to its workers."""

from __future__ import annotations

import hashlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from dask_cluster import DEADLINE_S, Cluster, kill
from engine_jobs import SCHEMA, jobs, prepared_never, tries, work

from relaysim.code_version import CODE_VERSION
from relaysim.engine import dask_connection, dask_pool
from relaysim.engine.dask_pool import DaskPool
from relaysim.engine.dask_versions import MISSING, refuse_others, versions_here
from relaysim.engine.job import Work
from relaysim.engine.local_pool import LocalPool
from relaysim.engine.pool import Pool
from relaysim.engine.run_jobs import Progress, Tally, run_jobs
from relaysim.engine.shards import Shards
from relaysim.errors import InputError, NoResult

distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
WHATS = ["", "raise", "no result", "extra", "misfit", "exit", "arrays"] + ["sleep 0.001"] * 100
ARRAYS = {
    "heights": np.arange(600, dtype=np.float32).reshape(30, 20),
    "none": np.zeros((0, 3)),
    "one": np.array(7),
}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler; each test starts the workers it needs. The tests stand in the order in which they need it."""
    cluster = Cluster(tmp_path_factory.mktemp("dask"))
    yield cluster
    cluster.end()


def the_work(**changes: Any) -> Work:
    return replace(work(**ARRAYS), version=CODE_VERSION, **changes)


def done_on(pool: Pool, folder: Path, whats: list[str], the_work: Work, **more: Any) -> tuple[Tally, Shards]:
    shards = Shards(folder / "shards", SCHEMA, "study")
    return run_jobs(jobs(whats), the_work, shards, pool, attempts=1, total=len(whats), **more), shards


def digest(shards: Shards, file: Path) -> str:
    """Of the bytes of the results' table."""
    pq.write_table(shards.table(), file)
    return hashlib.sha256(file.read_bytes()).hexdigest()


def left_there(address: str, workers: int) -> list[str]:
    """Tasks and data that a scheduler has of anyone, once it has so many workers."""
    with distributed.Client(address, set_as_default=False, timeout=DEADLINE_S) as client:
        if workers:
            client.wait_for_workers(workers, timeout=DEADLINE_S)
        return list(
            client.run_on_scheduler(lambda dask_scheduler: [str(key) for key in dask_scheduler.tasks])
        )


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "tcp://here", "tcp://here:0", "tcp://here:70000", ""])
def test_an_address_is_checked_before_it_is_used(address: str) -> None:
    """What is no address of a scheduler is refused, and the message shows one."""
    with pytest.raises(InputError, match=r"it is written tcp://HOST:PORT"):
        DaskPool(address)


def test_without_the_extra_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where distributed is not installed, the message says what to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'relaysim\[cluster\]'"):
        DaskPool("tcp://127.0.0.1:1").start(the_work())


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed port and one where something else listens are told at once, or after the stated seconds."""
    monkeypatch.setattr(dask_connection, "CONNECT_S", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(InputError, match=r"no Dask scheduler answers there within 0 s"):
            DaskPool(f"tcp://127.0.0.1:{port}").start(the_work())
    with pytest.raises(InputError, match=r"no Dask scheduler answers there \(Connection refused\)"):
        DaskPool(f"tcp://127.0.0.1:{port}").start(the_work())


def test_a_scheduler_without_workers(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said that there are none, and how to start some."""
    monkeypatch.setattr(dask_connection, "WORKERS_S", 0.3)
    with pytest.raises(InputError, match=rf"had no worker .*dask worker {cluster.address} --nthreads 1"):
        DaskPool(cluster.address).start(the_work())


def test_the_same_bytes_as_local_workers(cluster: Cluster, tmp_path: Path) -> None:
    """One Dask worker, two, and two local ones leave tables of the same bytes; then the scheduler has nothing of ours."""
    found = []
    for name, workers in (("local", 0), ("one", 1), ("two", 1)):
        for _ in range(workers):
            cluster.worker()
        pool: Pool = DaskPool(cluster.address) if workers else LocalPool(2)
        tally, shards = done_on(pool, tmp_path / name, WHATS, the_work())
        assert tally == Tally(done=102, failed=5, before=0, total=107)
        found.append(digest(shards, tmp_path / "table.parquet"))
    assert found[0] == found[1] == found[2]
    assert left_there(cluster.address, 2) == []


def test_other_versions_are_refused(cluster: Cluster, tmp_path: Path) -> None:
    """Another relaysim on the cluster is refused: which worker has which, and nothing is left there."""
    with pytest.raises(InputError) as refused:
        done_on(DaskPool(cluster.address), tmp_path, WHATS, replace(the_work(), version="9.9"))
    lines = str(refused.value).splitlines()
    told = f"relaysim {CODE_VERSION} instead of 9.9"
    assert lines[1] == f"  scheduler: {told}" and lines[2].startswith("  worker tcp://127.0.0.1:")
    assert lines[2].endswith(told) and "pip install 'relaysim[cluster]==9.9'" in lines[-1]
    assert left_there(cluster.address, 2) == []


def test_each_difference_of_versions_is_told() -> None:
    """A worker without relaysim, and one with other packages, are listed with what they have; the same pass."""
    here = versions_here()
    refuse_others(here, {"worker a": dict(here)})
    others = {"worker a": here | {"relaysim": MISSING}, "worker b": here | {"numpy": "1.0", "Python": "3.9"}}
    with pytest.raises(InputError) as refused:
        refuse_others(here, others)
    assert str(refused.value).splitlines()[1:3] == [
        "  worker a: has no relaysim that can be imported",
        f"  worker b: Python 3.9 instead of {here['Python']}, numpy 1.0 instead of {here['numpy']}",
    ]


def test_what_prepare_raises_is_told(cluster: Cluster, tmp_path: Path) -> None:
    """A mistake that only a worker can find comes back in its own words."""
    with pytest.raises(InputError, match=r"^mars\.tif: no such terrain$"):
        done_on(DaskPool(cluster.address), tmp_path, WHATS, the_work(prepare=prepared_never))


def test_an_interruption_leaves_nothing_there(cluster: Cluster, tmp_path: Path) -> None:
    """Ctrl-C: tasks that wait are cancelled, workers stay, what is finished is kept and not done again."""

    def interrupted(where: Progress) -> None:
        if where.done >= 5:
            raise KeyboardInterrupt

    log = tmp_path / "log"
    log.mkdir()
    whats = ["sleep 0.03"] * 150
    logged = replace(work(log), version=CODE_VERSION)
    with pytest.raises(KeyboardInterrupt):
        done_on(DaskPool(cluster.address), tmp_path, whats, logged, progress=interrupted)
    assert left_there(cluster.address, 2) == []
    time.sleep(0.5)  # a batch that was begun is done to its end, for nobody
    begun = sum(tries(log, n) for n in range(150))
    assert begun < 100
    tally, shards = done_on(DaskPool(cluster.address), tmp_path, whats, logged)
    assert tally.before >= 5 and tally.done == shards.table().num_rows == 150


def test_a_cluster_that_someone_empties(cluster: Cluster, tmp_path: Path) -> None:
    """All that is there of ours is cancelled by someone else: the work is sent anew, nothing is lost."""
    pool, emptied = DaskPool(cluster.address), list[int]()

    def empty(where: Progress) -> None:
        if where.done >= 10 and not emptied:
            emptied.append(where.done)
            pool.ticket.cancel()  # type: ignore[attr-defined]

    tally, _ = done_on(pool, tmp_path, ["sleep 0.02"] * 60, the_work(), progress=empty)
    assert emptied and tally == Tally(done=60, failed=0, before=0, total=60)


def test_a_killed_worker_loses_nothing(cluster: Cluster, tmp_path: Path) -> None:
    """kill -9 of a worker, then of all: Dask gives their tasks to others, also to one that joins only then."""
    log = tmp_path / "log"
    log.mkdir()
    third = cluster.worker()
    killed: list[subprocess.Popen[bytes]] = []

    def kill_some(where: Progress) -> None:
        if where.done >= 20 and not killed:
            killed.append(third)
            kill(third)
        if where.done >= 50 and len(killed) == 1:
            killed.extend(cluster.workers())
            for worker in cluster.workers():
                kill(worker)
            cluster.worker()

    left_there(cluster.address, 3)
    whats = ["sleep 0.02"] * 120
    logged = replace(work(log), version=CODE_VERSION)
    tally, shards = done_on(DaskPool(cluster.address), tmp_path, whats, logged, progress=kill_some)
    assert len(killed) == 3 and tally == Tally(done=120, failed=0, before=0, total=120)
    assert shards.table(["number"])["number"].to_pylist() == list(range(120))
    again = [n for n in range(120) if tries(log, n) > 1]
    assert again and len(again) < 90  # what the killed ones were doing


def test_workers_that_do_not_come_back(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any worker for a stated time it is given up, not waited for without end; what is finished is kept."""
    monkeypatch.setattr(dask_pool, "GONE_S", 0.5)
    monkeypatch.setattr(dask_pool, "_LOOK_S", 0.1)

    def kill_all(where: Progress) -> None:
        if where.done >= 10:
            for worker in cluster.workers():
                kill(worker)

    with pytest.raises(
        NoResult, match=r"has had no worker for 0 s; finished runs are kept, --resume goes on"
    ):
        done_on(DaskPool(cluster.address), tmp_path, ["sleep 0.02"] * 300, the_work(), progress=kill_all)
    assert 10 <= Shards(tmp_path / "shards", SCHEMA, "study").table().num_rows < 300
    assert left_there(cluster.address, 0) == []


def test_a_scheduler_that_is_killed(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """After a stated time it is given up, what is finished is kept, and Dask's own words are not shown."""
    monkeypatch.setattr(dask_pool, "GONE_S", 1.0)
    cluster.worker()

    def kill_it(where: Progress) -> None:
        if where.done >= 10 and cluster.scheduler.poll() is None:
            cluster.scheduler.send_signal(signal.SIGKILL)
            cluster.scheduler.wait()

    with pytest.raises(NoResult, match=r"finished runs are kept, --resume goes on"):
        done_on(DaskPool(cluster.address), tmp_path, ["sleep 0.02"] * 300, the_work(), progress=kill_it)
    kept = Shards(tmp_path / "shards", SCHEMA, "study").table().num_rows
    assert 10 <= kept < 300
    assert capfd.readouterr() == ("", "")

"""Jobs on real worker processes: the same table whoever does them, and every job that fails accounted for."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from engine_jobs import SCHEMA, jobs, prepared_by_dying, prepared_never, tries, work

from relaysim.engine.local_pool import LocalPool
from relaysim.engine.run_jobs import Progress, Tally, run_jobs
from relaysim.engine.shards import Shards
from relaysim.errors import InputError, NoResult


def test_any_number_of_workers_gives_the_same_bytes(tmp_path: Path) -> None:
    """One, two and four workers leave tables of the same bytes, failed jobs included."""
    whats = ["", "raise", "no result", "extra", "misfit", "exit", "sleep 0.2"] + ["sleep 0.001"] * 400
    found = []
    for workers in (1, 2, 4):
        shards = Shards(tmp_path / str(workers) / "shards", SCHEMA, "study")
        tally = run_jobs(jobs(whats), work(), shards, LocalPool(workers), attempts=1, total=len(whats))
        assert tally == Tally(done=402, failed=5, before=0, total=407)
        pq.write_table(shards.table(), tmp_path / "table.parquet")
        found.append((tmp_path / "table.parquet").read_bytes())
    assert found[0] == found[1] == found[2]
    assert shards.table().num_rows == 407 and shards.table(["number"])["number"].to_pylist() == list(
        range(407)
    )
    assert shards.table().slice(402, 1).to_pylist()[0]["many"] == [0, 1]


def test_failing_jobs_are_tried_and_listed(tmp_path: Path) -> None:
    """A job that raises is tried so often, listed with its error, tried again when resumed, and counted once."""
    log = tmp_path / "log"
    log.mkdir()
    whats = ["", "raise", "no result", "extra", "misfit", "exit", "once", ""]
    seen: list[Progress] = []

    def session() -> Tally:
        pool = LocalPool(1)
        return run_jobs(jobs(whats), work(log), shards, pool, attempts=3, total=8, progress=seen.append)

    shards = Shards(tmp_path / "shards", SCHEMA, "study")
    assert session() == Tally(done=2, failed=6, before=0, total=8)
    assert [tries(log, n) for n in range(8)] == [1, 3, 3, 3, 3, 3, 3, 1]
    rows = shards.table().to_pylist()
    assert [row["attempts"] for row in rows] == [1, 3, 3, 3, 3, 3, 3, 1]
    errors = [row["error"] for row in rows]
    assert errors[0] is None and errors[2] == "the rover never moves" and rows[2]["value"] is None
    assert errors[1].startswith("ValueError: no good ? 1 (engine_jobs.py:")
    assert "columns that the work's schema lacks: height" in errors[3]
    assert errors[4].startswith("its row does not fit the table: ") and errors[5].startswith("SystemExit: 3")
    assert (seen[-1].done, seen[-1].failed, seen[-1].total, seen[-1].left_s) == (2, 6, 8, 0.0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENGINE_JOBS_MENDED", "1")
        assert session() == Tally(done=3, failed=5, before=2, total=8)
    assert [tries(log, n) for n in range(8)] == [1, 6, 6, 6, 6, 6, 4, 1]
    statuses = shards.table(["status"])["status"].to_pylist()
    assert statuses == ["done", "failed", "failed", "failed", "failed", "failed", "done", "done"]
    assert seen[-1].done == 3


def test_arrays_reach_a_worker_as_one_file_without_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Workers read the caller's arrays, read-only, on one thread; no name for them is left to be forgotten on a disk.
    What jobs print stays out of the standard output."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    heights = np.arange(600, dtype=np.float32).reshape(20, 30).T
    arrays = {"heights": heights, "none": np.empty((0, 3)), "one": np.array(7)}
    names: list[Path] = []
    tally = run_jobs(
        jobs(["arrays"]), work(**arrays), Shards(tmp_path / "shards", SCHEMA, "study"), LocalPool(1), attempts=1, total=1,
        progress=lambda _: names.extend((tmp_path / "temporary").iterdir()),
    )  # fmt: skip
    assert tally.done == 1 and not names
    printed = capfd.readouterr()
    assert "what a job prints" in printed.err and not printed.out


def test_workers_that_cannot_be_made_ready_are_no_job_s_fault(tmp_path: Path) -> None:
    """What `prepare` raises is told as it is, a death in it in words; no job is tried or recorded."""
    shards = Shards(tmp_path / "shards", SCHEMA, "study")
    with pytest.raises(InputError, match=r"^mars\.tif: no such terrain$"):
        run_jobs(jobs([""] * 9), work(prepare=prepared_never), shards, LocalPool(1), attempts=1, total=9)
    pool = LocalPool(1)
    with pytest.raises(
        NoResult, match=r"end before they are ready: killed by SIGKILL; is there enough memory"
    ):
        run_jobs(jobs([""] * 9), work(prepare=prepared_by_dying), shards, pool, attempts=1, total=9)
    assert not shards.names() and not pool.executor.pids()


def test_a_killed_worker_costs_nobody_anything(tmp_path: Path) -> None:
    """A worker killed from outside, in the midst, and one sent Ctrl-C: every job has its row, once, as if nothing had
    been."""
    pool = LocalPool(2)
    killed: list[int] = []

    def progress(where: Progress) -> None:
        if where.done >= 20 and not killed:
            killed.extend(pool.executor.pids())
            os.kill(killed[0], signal.SIGINT)
            os.kill(killed[1], signal.SIGKILL)

    shards = Shards(tmp_path / "shards", SCHEMA, "study")
    whats = ["sleep 0.005"] * 250
    tally = run_jobs(jobs(whats), work(), shards, pool, attempts=1, total=250, progress=progress)
    assert killed and tally == Tally(done=250, failed=0, before=0, total=250)
    rows = shards.table(["number", "attempts"]).to_pylist()
    assert rows == [{"number": n, "attempts": 1} for n in range(250)]


def test_a_job_that_kills_its_worker_fails_alone(tmp_path: Path) -> None:
    """Whatever a job does to its worker, only that job fails; it is found out among hundreds of one task."""
    log = tmp_path / "log"
    log.mkdir()
    whats = [""] * 400
    whats[300] = "kill"
    shards = Shards(tmp_path / "shards", SCHEMA, "study")
    tally = run_jobs(jobs(whats), work(log), shards, LocalPool(1), attempts=1, total=400)
    assert tally == Tally(done=399, failed=1, before=0, total=400)
    row = shards.table().to_pylist()[300]
    assert (row["status"], row["error"]) == ("failed", "its worker process ended: killed by SIGKILL")
    # Once among others, twice alone: a single end could have been somebody else's doing.
    assert tries(log, 300) == 3 and row["attempts"] == 2


def test_an_interruption_ends_the_workers_at_once(tmp_path: Path) -> None:
    """Whatever is raised in the parent: workers are gone when it comes out, and the rows that were there are written."""
    pool = LocalPool(2)

    def progress(where: Progress) -> None:
        if where.done:
            raise KeyboardInterrupt

    shards = Shards(tmp_path / "shards", SCHEMA, "study")
    whats = ["", "sleep 60", "sleep 60"]
    with pytest.raises(KeyboardInterrupt):
        run_jobs(jobs(whats), work(), shards, pool, attempts=1, total=3, progress=progress)
    assert not pool.executor.pids() and shards.count == 1
    assert shards.table(["number", "status"]).to_pylist() == [{"number": 0, "status": "done"}]

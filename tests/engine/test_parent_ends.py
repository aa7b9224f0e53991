"""The process that keeps the results is killed, interrupted, or has no room: what is finished stays."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from engine_jobs import SCHEMA, jobs, tries, work
from engine_parent import JOBS, SHORT

from relaysim.engine.local_pool import LocalPool
from relaysim.engine.run_jobs import Tally, run_jobs
from relaysim.engine.shards import Shards

HERE = Path(__file__).parent


@contextlib.contextmanager
def parent(folder: Path, suffers: str) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """The process, some jobs done, and the numbers of its workers."""
    (folder / "log").mkdir()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, str(HERE / "engine_parent.py"), str(folder), suffers],
        env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            workers = [int(word) for word in process.stdout.readline().split()]
            assert len(workers) == 2
            yield process, workers
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def wait_until_gone(workers: list[int]) -> None:
    """Fails if one is there after ten seconds. One that nobody has buried yet is gone, too."""
    until = time.monotonic() + 10.0
    while any(_lives(pid) for pid in workers):
        assert time.monotonic() < until
        time.sleep(0.01)


def _lives(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return bool(state.strip()) and not state.startswith("Z")


def wait_until_both_are_at_it(folder: Path, workers: list[int]) -> None:
    """Both workers are in the midst of a long job."""
    until, busy = time.monotonic() + 20.0, set[int]()
    while busy != set(workers):
        assert time.monotonic() < until
        time.sleep(0.01)
        begun = (file.read_text() for file in (folder / "log").iterdir() if int(file.name) >= SHORT)
        busy = {int(text) for text in begun if text}


def resumed(folder: Path, whats: list[str]) -> None:
    """What is in shards is not done again, all else is, nothing is there twice."""
    total = len(whats)
    shards = Shards(folder / "shards", SCHEMA, "study")
    kept = set(shards.table(["number"])["number"].to_pylist())
    before = [tries(folder / "log", n) for n in range(total)]
    assert 0 < len(kept) < total
    todo = jobs([what if n in kept else "" for n, what in enumerate(whats)])
    tally = run_jobs(todo, work(folder / "log"), shards, LocalPool(1), attempts=1, total=total)
    assert tally == Tally(done=total, failed=0, before=len(kept), total=total)
    again = [tries(folder / "log", n) - was for n, was in enumerate(before)]
    assert again == [0 if n in kept else 1 for n in range(total)]
    assert shards.table(["number"])["number"].to_pylist() == list(range(total))
    assert not [path for path in (folder / "shards").iterdir() if path.suffix != ".parquet"]


def test_kill_9_of_the_parent(tmp_path: Path) -> None:
    """No worker outlives it, not even in the midst of a job; what was written is done; the rest is done on resuming."""
    with parent(tmp_path, "kill -9") as (process, workers):
        wait_until_both_are_at_it(tmp_path, workers)
        process.kill()
        process.wait()
        wait_until_gone(workers)
    (tmp_path / "shards" / ".000009-0123456789abcdef.parquet.1a2b3c4d.part").write_bytes(b"half a shard")
    resumed(tmp_path, JOBS[False])


def test_ctrl_c(tmp_path: Path) -> None:
    """Ctrl-C, which a terminal sends to workers, too: they are ended, every row that came back is written first."""
    with parent(tmp_path, "interruption") as (process, workers):
        assert not list((tmp_path / "shards").glob("*.parquet"))
        wait_until_both_are_at_it(tmp_path, workers)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=20)
        wait_until_gone(workers)
    assert process.returncode == -signal.SIGINT and said.rstrip().endswith("KeyboardInterrupt")
    assert said.count("Traceback") == 1
    assert Shards(tmp_path / "shards", SCHEMA, "study").table().num_rows >= 10
    resumed(tmp_path, JOBS[False])


def test_no_room_for_a_shard(tmp_path: Path) -> None:
    """A shard that ends in the midst, for want of room, leaves no half; how many runs are kept is said."""
    with parent(tmp_path, "no room") as (process, workers):
        _, said = process.communicate(timeout=20)
        wait_until_gone(workers)
    kept = Shards(tmp_path / "shards", SCHEMA, "study").table().num_rows
    assert process.returncode == 1
    assert f"; {kept} of {len(JOBS[True])} runs are kept: make room, then go on with --resume" in said
    assert "cannot be written (File too large)" in said and not list((tmp_path / "shards").glob(".*"))
    resumed(tmp_path, JOBS[True])


@pytest.mark.parametrize("again", [1, 2])
def test_two_parents_never_write_one_folder(tmp_path: Path, again: int) -> None:
    """The second is refused while the first writes, and only so long."""
    one, other = (Shards(tmp_path, SCHEMA, "study") for _ in range(2))
    with contextlib.ExitStack() as held:
        for _ in range(again):
            held.enter_context(one)
        with pytest.raises(Exception, match="another relaysim is writing there now; wait for it"), other:
            pass
    with other:
        pass

"""A Dask cluster of separate processes on this machine, over TCP, on ports that the system chooses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

DEADLINE_S = 60.0


class Cluster:
    """A scheduler, and as many workers as are asked for. What they print goes to files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self._file = folder / "scheduler.json"
        self._started = 0
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0")
        self.address = str(self._when_written()["address"])

    def workers(self) -> list[subprocess.Popen[bytes]]:
        """Those that run."""
        return [one for one in self._processes[1:] if one.poll() is None]

    def worker(self) -> subprocess.Popen[bytes]:
        """One worker process more, of one thread, without a nanny that would start it again."""
        return self._start("worker", "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1")

    def end(self) -> None:
        """All processes."""
        for process in self._processes:
            process.kill()
            process.wait()

    def _start(self, what: str, *arguments: str) -> subprocess.Popen[bytes]:
        self._started += 1
        path = [str(Path(__file__).parent), *sys.path]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(path), "OMP_NUM_THREADS": "1"}
        with (self._folder / f"{self._started}-{what}.log").open("wb") as log:
            process = subprocess.Popen(
                [
                    sys.executable, "-m", f"distributed.cli.dask_{what}", "--scheduler-file", str(self._file),
                    "--no-dashboard", *arguments,
                ],
                cwd=self._folder, env=environment, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        self._processes.append(process)
        return process

    def _when_written(self) -> dict[str, str]:
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline and self.scheduler.poll() is None:
            try:
                found: dict[str, str] = json.loads(self._file.read_text(encoding="utf-8"))
            except (FileNotFoundError, json.JSONDecodeError):
                time.sleep(0.05)
            else:
                return found
        self.end()
        raise AssertionError("the scheduler did not start")


def kill(process: subprocess.Popen[bytes]) -> None:
    """As `kill -9` does."""
    process.send_signal(signal.SIGKILL)
    process.wait()

"""A command killed: at a step of its own on the disk, or at an instant of its time; each in a fork that has all loaded."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import pkgutil
import random
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# What the system is asked for when something on the disk changes; the audit hook hears of each before it is done.
STEPS = frozenset({
    "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.truncate", "shutil.rmtree",
})  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
LONGEST_S = 120.0


@dataclass(frozen=True)
class Ended:
    """How a command ended.

    signal   what killed it, 0 if nothing did
    code     its exit code; of a killed one 0
    steps    it took on the disk
    """

    signal: int
    code: int
    steps: int
    seconds: float
    errors: str


def load_everything() -> None:
    """Every module of relaysim, so that a fork has only to work. No kernel runs before a fork: threads do not pass it."""
    import matplotlib.backends.backend_agg
    import matplotlib.backends.backend_svg
    import matplotlib.figure  # noqa: F401

    import relaysim

    for module in pkgutil.walk_packages(relaysim.__path__, "relaysim."):
        if "dask" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def run_in_a_fork(
    arguments: Sequence[str], folder: Path, *, number: int = 0, at_step: int = 0, after_s: float = 0.0
) -> Ended:
    """`relaysim ARGUMENTS` in `folder`, sent the signal before that step on the disk, or after that time."""
    told = folder.with_name(f"{folder.name}.told")
    read, write = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if not child:
        os.close(read)
        _be_the_command(arguments, folder, told, write, number, at_step)
    os.close(write)
    if after_s:
        time.sleep(after_s)
        os.kill(child, number)
    _, status = os.waitpid(child, 0)
    seconds = time.monotonic() - began
    _wait_for_the_rest(child)
    with os.fdopen(read, "rb") as steps:
        taken = len(steps.read())
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    code = 0 if ended_by else os.WEXITSTATUS(status)
    return Ended(ended_by, code, taken, seconds, told.read_text(encoding="utf-8", errors="replace"))


def _wait_for_the_rest(group: int) -> None:
    """Workers of a command that was killed end by themselves, a moment later."""
    until = time.monotonic() + 30.0
    with contextlib.suppress(ProcessLookupError):
        while time.monotonic() < until:
            os.killpg(group, 0)
            time.sleep(0.02)
        raise RuntimeError("a worker has outlived its command")


def _be_the_command(
    arguments: Sequence[str], folder: Path, told: Path, steps: int, number: int, at_step: int
) -> None:
    """Never comes back: this process is the command now."""
    code = 70
    try:
        os.setsid()
        os.chdir(folder)
        for stream, place in ((0, "/dev/null"), (1, "/dev/null"), (2, str(told))):
            os.dup2(os.open(place, os.O_RDWR | os.O_CREAT | (os.O_TRUNC if stream else 0), 0o600), stream)
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
        sys.argv = ["relaysim", *arguments]
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
            signal.signal(one, signal.default_int_handler if one == signal.SIGINT else signal.SIG_DFL)
        signal.alarm(int(LONGEST_S))
        _count_steps(str(folder), steps, number, at_step)
        from relaysim.cli.app import main

        main()
    except SystemExit as stopped:
        code = stopped.code if isinstance(stopped.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _count_steps(folder: str, steps: int, number: int, at_step: int) -> None:
    taken = 0

    def hear(event: str, details: Any) -> None:
        nonlocal taken
        if event == "open":
            path, _, flags = details
            changes = (
                isinstance(flags, int)
                and flags & _WRITES
                and not str(path).startswith(("/dev", "/proc", "/sys"))
            )
        else:
            changes = event in STEPS
        # The exchange of two folders is no call of Python's own: what is heard of is the search for it.
        if not (changes and _is_in(details, folder)) and (event, details[-1:]) != (
            "ctypes.dlsym",
            ("renameat2",),
        ):
            return
        taken += 1
        os.write(steps, b".")
        if taken == at_step:
            os.kill(os.getpid(), number)

    sys.addaudithook(hear)


def _is_in(details: Any, folder: str) -> bool:
    """Whether what is changed lies in the folder of the case: caches elsewhere are not what is killed here."""
    path = details[0] if details else ""
    text = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
    return not text.startswith("/") or text.startswith(folder)


def serve() -> None:
    """Answers requests on standard input, one JSON object a line, on the standard output it was started with."""
    answers = os.fdopen(os.dup(1), "w")
    load_everything()
    for line in sys.stdin:
        asked = json.loads(line)
        ended = run_in_a_fork(asked.pop("arguments"), Path(asked.pop("folder")), **asked)
        answers.write(json.dumps(ended.__dict__) + "\n")
        answers.flush()


def instant(steps: int, seconds: float, turn: int, draw: random.Random) -> dict[str, float]:
    """When to kill: mostly at a step on the disk, every second one among the last, where the new takes the old's place."""
    if turn % 4 == 3:
        return {"after_s": draw.uniform(0.01, 1.0) * seconds}
    first = max(1, steps - 4) if turn % 2 else 1
    return {"at_step": draw.randint(first, max(steps, 1))}


if __name__ == "__main__":
    serve()

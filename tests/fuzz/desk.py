"""One command, asked by a stranger: in a folder of its own, within a time, by the rule that all commands keep."""

from __future__ import annotations

import contextlib
import faulthandler
import functools
import io
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from unittest import mock

import typer

import relaysim
from relaysim.cli.app import main

LONGEST_S = 10.0  # of the processor: a busy machine is no flaw
TOO_SLOW = "no end within"
MOST_NEW_BYTES = 3 << 30  # of address space for one command: what takes more must say so, not end the machine
MOST_LINES = 60  # of a message: a table's 20 faults, and some
# Reading all options anew for every case takes as long as most cases do.
_COMMANDS = functools.cache(typer.main.get_command)
# What only a programmer reads.
_INTERNAL = re.compile(r"Traceback|<class '|object at 0x|errors\.pydantic|Warning: |numpy\.|np\.float")


@dataclass(frozen=True)
class Told:
    """What a command answered."""

    code: int
    output: str
    errors: str


class Flaw(Exception):
    """The rule was broken. `sort` tells two flaws of the same cause to be one."""

    def __init__(self, sort: str, words: str) -> None:
        self.sort = sort
        super().__init__(f"{sort}\n{words}")


class TooSlow(BaseException):
    """The time is up; no exception that anything on the way would handle."""


class Desk:
    """A folder with the files of one case, and the commands asked there."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="relaysim-fuzz-"))
        self.asked: list[Sequence[str]] = []
        self.given: dict[str, bytes] = {}
        for name, content in (files or {}).items():
            self.put(name, content)

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def put(self, name: str, content: bytes) -> None:
        """Lay a file down; it is part of what is kept if the case finds a flaw."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.given[name] = content

    def ask(self, *arguments: str, replaced: Sequence[str] = (), in_a_process: bool = False) -> Told:
        """Run `relaysim ARGUMENTS` here, by the rule.

        The rule: it ends within LONGEST_S with 0, 1 or 2; a refusal has a message of plain words, and leaves
        everything as it was; a success changes no file but those in `replaced`, and leaves nothing hidden.

        Raises: Flaw.
        """
        self.asked.append(arguments)
        before = _tree(self.folder)
        told = (_in_a_process if in_a_process else _here)(arguments, self.folder)
        after = _tree(self.folder)
        _judge_words(told)
        if told.code != 0 and after != before:
            changed = sorted(
                set(after) ^ set(before) or {name for name in after if after[name] != before[name]}
            )
            raise Flaw(f"{arguments[:1]} was refused and left traces", f"{changed}\n{told.errors}")
        _judge_tree(before, after, replaced, told)
        return told


def _judge_words(told: Told) -> None:
    if told.code not in (0, 1, 2):
        raise Flaw(f"exit code {told.code}", told.errors)
    if told.code and not told.errors.strip():
        raise Flaw("no message", told.output)
    if found := _INTERNAL.search(told.errors):
        raise Flaw(f"a message for programmers: {found[0]}", told.errors)
    if told.code and told.errors.count("\n") > MOST_LINES:
        raise Flaw("a message without end", told.errors)


def _judge_tree(
    before: Mapping[str, bytes], after: Mapping[str, bytes], replaced: Sequence[str], told: Told
) -> None:
    hidden = [name for name in after if name not in before and "/." in f"/{name}"]
    if hidden:
        raise Flaw("something hidden was left", f"{hidden}\n{told.errors}")
    for name, content in before.items():
        if name.split("/")[0] not in replaced and after.get(name) != content:
            raise Flaw("a file was changed that nobody named", f"{name}\n{told.output}")


def _tree(folder: Path) -> dict[str, bytes]:
    """Path and content of everything below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"/"
        for path in folder.rglob("*")
    }


def _here(arguments: Sequence[str], folder: Path) -> Told:
    """In this process, which saves its start."""
    output, errors, former = io.StringIO(), io.StringIO(), Path.cwd()
    argv, sys.argv = sys.argv, ["relaysim", *arguments]
    os.chdir(folder)
    try:
        with (
            contextlib.redirect_stdout(output),
            contextlib.redirect_stderr(errors),
            mock.patch.object(typer.main, "get_command", _COMMANDS),
            _bounded(),
        ):
            main()
        raise Flaw("main() came back", " ".join(arguments))
    except SystemExit as stopped:
        code = stopped.code if isinstance(stopped.code, int) else int(stopped.code is not None)
    except TooSlow as error:
        raise Flaw(
            f"{TOO_SLOW} {LONGEST_S:g} s", "".join(traceback.format_tb(error.__traceback__)[-6:])
        ) from None
    except Exception as error:
        raise Flaw(_sort(error), "".join(traceback.format_exception(error)[-8:])) from error
    finally:
        sys.argv = argv
        os.chdir(former)
    return Told(code, output.getvalue(), errors.getvalue())


def _in_a_process(arguments: Sequence[str], folder: Path) -> Told:
    """As it really is; the start of Python comes on top of the time."""
    home = str(Path(relaysim.__file__).resolve().parents[1])
    try:
        done = subprocess.run(
            [sys.executable, "-m", "relaysim", *arguments], cwd=folder, capture_output=True, timeout=12 * LONGEST_S,
            env=os.environ | {"PYTHONPATH": home}, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Flaw("a process without end", " ".join(arguments)) from error
    return Told(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def _sort(error: BaseException) -> str:
    """The kind of an error, and where in relaysim it came from."""
    home = str(Path(relaysim.__file__).parent)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(home)]
    where = f"{Path(frames[-1].filename).relative_to(home)}:{frames[-1].name}" if frames else "outside"
    return f"{type(error).__name__} in {where}"


@contextlib.contextmanager
def _bounded() -> Iterator[None]:
    """Time and memory of the block have an end: TooSlow, MemoryError."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TooSlow

    former = signal.signal(signal.SIGPROF, stop)
    limits = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MOST_NEW_BYTES, limits[1]))
    # The last resort, where it sleeps, or a loop in C looks at no signal.
    faulthandler.dump_traceback_later(12 * LONGEST_S, exit=True, file=sys.__stderr__)
    signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        faulthandler.cancel_dump_traceback_later()
        resource.setrlimit(resource.RLIMIT_AS, limits)
        signal.signal(signal.SIGPROF, former)

"""A file from a server, gone on with after every break."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from relaysim.errors import NoResult
from relaysim.terrain.part_file import PartFile
from relaysim.terrain.transfer import Broken, Remote, Say, receive


@dataclass(frozen=True)
class Patience:
    """How long a silence is borne, and how often and after what pauses a broken connection is tried again.

    The count begins anew with every try that brought the file further than it had been.
    """

    timeout_s: float = 30.0
    pauses_s: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 15.0)
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Download:
    """How a file came: bytes that were here before, and whether it is put together from several answers."""

    kept_bytes: int
    pieced: bool


def silent(what: str, done: int, total: int) -> None:
    """Says nothing."""


def download(
    remote: Remote, part: PartFile, *, patience: Patience | None = None, say: Say = silent
) -> Download:
    """Fills the part with the file, from where it stands, until it has the size expected. No checksum yet.

    It goes on from bytes that are there only if they are of the same address and the server still has the
    same version (If-Range with its entity tag or date), or if a checksum will tell; else from the start.

    Raises: NoResult if the server has another file or none, or the tries are used up (what came stays in
    the part); OutputError if the disk does not take it.
    """
    patience = patience or Patience()
    ours = remote.checked or part.version(remote.url) is not None
    whole = ours and part.have == remote.size_bytes
    first, had = part.token, part.have
    best, failures, pieced = had, 0, True
    while not whole:
        token, before = part.token, part.have
        broken = None
        try:
            receive(remote, part, timeout_s=patience.timeout_s, say=say)
        except Broken as failure:
            broken = failure
        pieced = before > 0 and part.token == token
        whole = broken is None
        if broken is not None:
            failures = 1 if part.have > best else failures + 1
            best = max(best, part.have)
            _pause(broken, failures, remote, part, patience, say)
    return Download(had if part.token == first else 0, pieced)


def _pause(
    broken: Broken, failures: int, remote: Remote, part: PartFile, patience: Patience, say: Say
) -> None:
    """Waits before the next try, if there is one."""
    tries = len(patience.pauses_s)
    if failures > tries:
        here = (
            f"{part.have / 1e6:,.1f} of {remote.size_bytes / 1e6:,.1f} MB are here and stay: "
            if part.have
            else ""
        )
        raise NoResult(
            f"{remote.url}: {broken}, {failures} times in a row; {here}"
            f"the same command {'goes on from there' if here else 'tries again'}, --from takes another address"
        )
    pause_s = max(patience.pauses_s[failures - 1], broken.pause_s)
    say(f"{broken}; try {failures + 1} of {tries + 1} in {pause_s:.0f} s", part.have, remote.size_bytes)
    patience.sleep(pause_s)

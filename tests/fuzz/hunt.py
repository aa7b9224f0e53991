"""Looking for flaws on one surface: so many cases, each flaw made small and kept, and a line of the log at the end."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz.desk import TOO_SLOW, Desk, Flaw

CASES, SEED, KEPT, LOG = (f"RELAYSIM_FUZZ_{name}" for name in ("CASES", "SEED", "KEPT", "LOG"))
IN_CI = 500
# A case draws what it wants, lays files on the desk and asks.
Case = Callable[[st.DataObject, Desk], None]


@dataclass
class Hunt:
    """What was looked for and found on a surface.

    found   by its sort: the flaw, as small as it could be made
    """

    surface: str
    cases: int = 0
    seconds: float = 0.0
    found: dict[str, str] = field(default_factory=dict)


def hunt(surface: str, share: float, case: Case) -> Hunt:
    """Ask a share of all cases; a flaw that was found is made small, kept, and passed over from then on.

    The seed is fixed (the tests), or that of the environment (the nightly hunt): the same seed asks the same cases.
    """
    wanted = max(1, round(share * int(os.environ.get(CASES, IN_CI))))
    base = int(os.environ.get(SEED, 9))
    log, began = Hunt(surface), time.perf_counter()
    while log.cases < wanted:
        before = len(log.found)
        _look(log, wanted - log.cases, seed_of(base, surface, before), case)
        if len(log.found) == before:
            break
    log.seconds = round(time.perf_counter() - began, 1)
    if place := os.environ.get(LOG):
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(log)) + "\n")
    return log


def seed_of(base: int, surface: str, turn: int) -> int:
    """A seed for each surface and turn, the same in every process."""
    return base * 1_000_003 + sum(map(ord, surface)) * 101 + turn


def _look(log: Hunt, cases: int, seed: int, case: Case) -> None:
    """Ask so many cases, or until a new sort of flaw has been found and made small."""
    shrinking = ""

    @hypothesis.seed(seed)
    @settings(
        max_examples=cases, database=None, deadline=None, derandomize=False, report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink), print_blob=False,
    )  # fmt: skip
    @given(st.data())
    def look(data: st.DataObject) -> None:
        nonlocal shrinking
        with Desk() as desk:
            try:
                case(data, desk)
                log.cases += (
                    not shrinking
                )  # here: what hypothesis breaks off while it is drawn was never asked
            except Flaw as flaw:
                log.cases += not shrinking
                if flaw.sort.startswith(TOO_SLOW) and not _is_slow_again(desk):
                    return  # it was the compiler: kernels are compiled once
                if flaw.sort in log.found or (shrinking and flaw.sort != shrinking):
                    return
                _keep(log.surface, desk, flaw)
                if flaw.sort.startswith(TOO_SLOW):  # too slow to be made small
                    log.found[flaw.sort] = str(flaw)
                    return
                shrinking = flaw.sort
                raise

    try:
        look()
    except Flaw as flaw:
        log.found[flaw.sort] = str(flaw)


def _is_slow_again(desk: Desk) -> bool:
    """Whether the same takes too long a second time."""
    with Desk(desk.given) as another:
        try:
            another.ask(*desk.asked[-1])
        except Flaw as flaw:
            return flaw.sort.startswith(TOO_SLOW)
    return False


def _keep(surface: str, desk: Desk, flaw: Flaw) -> None:
    """The case as files, in the form of tests/fuzz/kept; the last one of a sort is the smallest."""
    place = os.environ.get(KEPT)
    if not place:
        return
    folder = Path(place) / f"{surface}-{re.sub('[^A-Za-z0-9]+', '-', flaw.sort)[:80].strip('-')}"
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in desk.given.items():
        (folder / "files" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "files" / name).write_bytes(content)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "asked.json").write_text(json.dumps(desk.asked, indent=1) + "\n", encoding="utf-8")
    (folder / "flaw.txt").write_text(f"{flaw}\n", encoding="utf-8", errors="backslashreplace")

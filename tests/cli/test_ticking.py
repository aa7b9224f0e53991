"""What is said while a long call runs: what it does, and that it compiles where it does."""

from __future__ import annotations

import time
from typing import Any

import pytest
from numba import njit

from relaysim.cli import ticking as ticking_file
from relaysim.cli.ticking import ticking
from relaysim.compiled import watched


def test_compiling_is_watched_and_loading_is_not() -> None:
    """A kernel that another one calls is within its time; what is compiled already takes none."""

    @njit  # type: ignore[untyped-decorator]
    def inner(x: float) -> float:
        return x + 1.0

    @njit  # type: ignore[untyped-decorator]
    def outer(x: float) -> float:
        total = 0.0
        for n in range(3):
            total += inner(x + n)
        return total

    began = time.monotonic()
    with watched() as compiling:
        assert not compiling.now
        outer(1.0)
        assert not compiling.now
    assert 0.0 < compiling.total_s <= time.monotonic() - began
    with watched() as compiling:
        outer(2.0)
    assert compiling.total_s == 0.0


def test_a_line_says_what_is_done_and_that_it_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of the moment; while a kernel is compiled, those of the first time; the time tells both apart."""
    monkeypatch.setattr(ticking_file, "TICK_S", 0.01)
    said: list[str] = []
    say: Any = said.append
    with ticking(say, "looking round") as work:
        time.sleep(0.1)
        work.what = "half way"
        time.sleep(0.1)

        @njit  # type: ignore[untyped-decorator]
        def long(x: float) -> float:
            return x * x + 3.0

        long(1.0)
    words = [line.rpartition(",")[0] for line in said]
    first, then = words.index("looking round"), words.index("half way")
    assert first < then < words.index("compiling for this machine, the first time only")
    assert 0.0 < work.compiled_s < 60.0
    work.compiled_s = 0.4
    assert work.time_words(2.04) == "2.0 s"
    work.compiled_s = 9.93
    assert work.time_words(10.31) == "10.3 s, 9.9 s of it to compile for this machine, the first time only"

"""Compiled kernels on disk: several processes at once, a damaged file, a callee that has changed, a full disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import relaysim
from relaysim.kernel_files import KernelFiles

CALLEE = """
from relaysim.compiled import compiled
FACTOR = {factor}

@compiled(counted=False)
def times(x):
    return FACTOR * x
"""
CALLER = """
from relaysim.compiled import compiled
from callee import times

@compiled()
def total(values):
    found = 0.0
    for n in range(values.size):
        found += times(values[n])
    return found
"""
# Two kinds of arrays, so that two files belong to one index; then how many of the two had to be compiled.
ASK = """
import numpy as np
from caller import total
print([float(total(np.arange(4, dtype=kind))) for kind in {kinds}], sum(total.stats.cache_misses.values()))
"""
SINGLE, DOUBLE = "np.float32", "np.float64"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A kernel that calls one of another file."""
    (tmp_path / "callee.py").write_text(CALLEE.format(factor=2.0), encoding="utf-8")
    (tmp_path / "caller.py").write_text(CALLER, encoding="utf-8")
    return tmp_path


def asked(folder: Path, *kinds: str) -> subprocess.Popen[str]:
    """A process that calls the kernel for these kinds of arrays, with nothing but the cache of `folder`."""
    return started(folder, ASK.format(kinds=f"({', '.join(kinds)},)"))


def started(folder: Path, program: str) -> subprocess.Popen[str]:
    """A process that runs a program, likewise."""
    environment = os.environ | {
        "NUMBA_CACHE_DIR": str(folder / "cache"),
        "PYTHONPATH": os.pathsep.join([str(folder), str(Path(relaysim.__file__).resolve().parents[1])]),
        # Python tells a changed module from its compiled file by its length and second alone, and a test is quicker.
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.Popen(
        [sys.executable, "-c", program],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def answer(process: subprocess.Popen[str]) -> tuple[str, int]:
    """(what the kernel gave, how often it had to be compiled)."""
    output, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")
    values, _, missed = output.strip().rpartition(" ")
    return values, int(missed)


def files(folder: Path, ending: str) -> list[Path]:
    """What is kept of the calling kernel."""
    return sorted((folder / "cache").rglob(f"caller.total*.{ending}"))


def test_of_processes_that_start_together_one_compiles_and_all_are_right(folder: Path) -> None:
    """Three on an empty cache, one of which asks for other arrays first: each kind is compiled by one of them."""
    processes = [
        asked(folder, SINGLE, DOUBLE), asked(folder, SINGLE, DOUBLE), asked(folder, DOUBLE, SINGLE)
    ]  # fmt: skip
    answers = [answer(process) for process in processes]
    assert [values for values, _ in answers] == ["[12.0, 12.0]"] * 3
    assert sum(missed for _, missed in answers) == 2
    assert len(files(folder, "nbc")) == 2 and not list((folder / "cache").rglob("*.lock"))


def test_a_kernel_is_as_old_as_what_it_calls_and_damage_is_mended(folder: Path) -> None:
    """Compiled anew, and the former code gone, when a constant of a callee is another, or when a file was cut short;
    else kept from start to start."""
    assert answer(asked(folder, DOUBLE)) == ("[12.0]", 1)
    (folder / "callee.py").write_text(CALLEE.format(factor=3.0), encoding="utf-8")
    assert answer(asked(folder, DOUBLE)) == ("[18.0]", 1)
    [code] = files(folder, "nbc")
    code.write_bytes(code.read_bytes()[:1000])
    for index in (folder / "cache").rglob("callee.times*.nbi"):
        index.write_bytes(b"")
    assert answer(asked(folder, DOUBLE)) == ("[18.0]", 1)
    assert answer(asked(folder, DOUBLE)) == ("[18.0]", 0)


def test_who_cannot_have_the_lock_or_write_compiles_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock that is a folder, a disk that is full: the same number, and no error."""
    from relaysim.compiled import compiled

    monkeypatch.setattr("numba.core.config.CACHE_DIR", str(tmp_path))

    def full(self: KernelFiles, *what: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("relaysim.kernel_files._Files._save_data", full)
    thrice = compiled()(lambda x: 3.0 * x)
    thrice._cache._lock.mkdir()
    assert thrice(1.5) == 4.5
    assert not list(tmp_path.rglob("*.nb?"))


# A kernel that may be kept, what is there for compiling by then, and a kernel that is not kept and calls it.
LATER = """
import sys
import numpy as np
from caller import total
assert total(np.arange(4.0)) == 12.0
ready = "numba.np.arraymath" in sys.modules
from relaysim.compiled import compiled

def later(values):
    return total(values) + np.searchsorted(values, 1.5) + values.sum()

print([compiled()(later)(np.arange(4.0)), ready], sum(total.stats.cache_misses.values()))
"""


def test_a_kept_kernel_is_loaded_without_what_compiling_needs(folder: Path) -> None:
    """Whoever finds a kernel imports nothing that only compiling needs, and can compile another one all the same."""
    assert answer(started(folder, LATER)) == ("[20.0, True]", 1)
    assert answer(started(folder, LATER)) == ("[20.0, False]", 0)

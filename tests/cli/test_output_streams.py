"""Readers that go away, disks that are full, terminals that know only ASCII."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import relaysim
from relaysim import compiled as compilation

COMMAND = [sys.executable, "-m", "relaysim"]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(relaysim.__file__).resolve().parents[1])}
SMALL_FILES_ONLY = "import os, resource, sys\nresource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\nos.execv(sys.argv[1], sys.argv[1:])"
FULL = Path("/dev/full")
SHOW = ["scenarios", "show", "flight-52-blackout"]


@pytest.mark.parametrize("lines", [0, 1])
@pytest.mark.parametrize("args", [SHOW, ["scenarios", "schema"], ["--help"]], ids=["show", "schema", "help"])
def test_a_reader_that_goes_away(args: list[str], lines: int) -> None:
    """`relaysim ... | head -1` and `| true` end in silence."""
    process = subprocess.Popen(
        [*COMMAND, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    )
    assert process.stdout is not None
    assert process.stderr is not None
    for _ in range(lines):
        assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() in (0, 1)


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_the_output() -> None:
    """What cannot be written is said in one line; where even that cannot be written, the exit code is all."""
    for args in (SHOW, ["--version"]):
        with FULL.open("w") as full:
            done = subprocess.run(
                [*COMMAND, *args], stdout=full, stderr=subprocess.PIPE, env=ENVIRONMENT, check=False
            )
        assert done.returncode == 1
        assert done.stderr == b"relaysim: the output cannot be written: No space left on device\n"
    with FULL.open("w") as full:
        done = subprocess.run([*COMMAND, "run", "nofile"], stderr=full, env=ENVIRONMENT, check=False)
    assert done.returncode == 2


def test_any_terminal_can_show_it() -> None:
    """Scenario texts hold characters that ASCII lacks; they are printed all the same."""
    environment = ENVIRONMENT | {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "ascii",
        "PYTHONCOERCECLOCALE": "0",
    }
    for args in (SHOW, ["scenarios", "list"], ["scenarios", "schema"]):
        done = subprocess.run([*COMMAND, *args], capture_output=True, env=environment, check=False)
        assert (done.returncode, done.stderr) == (0, b"")


def test_a_terrain_that_the_disk_does_not_take(tmp_path: Path) -> None:
    """A disk that fills up while a terrain is written leaves the older file, and no other."""
    rows = "".join(f"1,46.5,{8 + 1e-3 * i:.4f},{500 + i % 7}\n" for i in range(60))
    (tmp_path / "points.csv").write_text(f"sol,latitude_deg,longitude_deg,height_m\n{rows}")
    (tmp_path / "new.tif").write_text("older")
    args = [
        "terrain",
        "build",
        "--survey",
        "points.csv",
        "--radius",
        "6371 km",
        "--out",
        "new.tif",
        "--force",
    ]
    limited = [sys.executable, "-c", SMALL_FILES_ONLY, *COMMAND, *args]
    done = subprocess.run(limited, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "new.tif: cannot be written (File too large)" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.tif", "points.csv"]
    assert (tmp_path / "new.tif").read_text() == "older"


def test_kernels_compile_where_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A read-only installation and a user without a home: compiled anew at every start, the same result."""
    monkeypatch.setattr(compilation, "KernelFiles", _refuse)
    twice = compilation.compiled("f8(f8)")(lambda x: 2 * x)
    assert twice(2.5) == 5.0


def _refuse(function: object, _options: str) -> object:
    raise RuntimeError(f"cannot cache function {function}: no locator available")

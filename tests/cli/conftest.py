"""The command as a stranger meets it: a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine

import relaysim
from relaysim.cli.app import main

Done = subprocess.CompletedProcess[str]
Command = Callable[..., Done]
# Wherever relaysim was imported from, the child processes take it from there too.
HOME_OF_PACKAGE = str(Path(relaysim.__file__).resolve().parents[1])
VALLEY = Path(__file__).resolve().parents[1] / "scenario" / "minimal.yaml"


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Runs `relaysim ARGS` in tmp_path; whatever happens, there is no traceback."""

    def call(*args: str, cwd: Path = tmp_path, **environment: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "relaysim", *args], cwd=cwd, capture_output=True, encoding="utf-8", timeout=120,
            env=os.environ | {"PYTHONPATH": HOME_OF_PACKAGE} | environment, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        return done

    return call


@pytest.fixture
def here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Runs `relaysim ARGS` in tmp_path, within this process, which saves its start: exit code, output, errors.

    What is not meant for the user (a traceback, a warning) fails the test.
    """

    def call(*args: str) -> tuple[int, str, str]:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["relaysim", *args])
        with pytest.raises(SystemExit) as stopped:
            main()
        return int(stopped.value.code or 0), *capsys.readouterr()

    return call


@pytest.fixture
def refused(here: Callable[..., tuple[int, str, str]]) -> Callable[..., str]:
    """What a command that must be refused says: exit code 2, on standard error, nothing on standard output."""

    def call(*args: str) -> str:
        code, output, errors = here(*args)
        assert (code, output) == (2, ""), errors
        assert errors.endswith("\n")
        return errors.strip()

    return call


@pytest.fixture
def raster(tmp_path: Path) -> Callable[..., Path]:
    """Writes a raster of ground round the valley's drone (46.5 N, 8.1 E), flawless unless told otherwise."""

    def write(name: str, heights: np.ndarray | None = None, **profile: object) -> Path:
        rows, columns = 260, 340
        waves = 10 * np.sin(np.arange(columns) / 30) + 5 * np.cos(np.arange(rows)[:, None] / 25)
        data = np.asarray(waves if heights is None else heights)
        flawless: dict[str, object] = {
            "driver": "GTiff", "height": rows, "width": columns, "count": 1, "dtype": "float32", "nodata": np.nan,
            "crs": "+proj=longlat +R=6371000 +no_defs", "blockxsize": 64, "blockysize": 64, "tiled": True,
            "transform": Affine(1e-4, 0, 8.09, 0, -1e-4, 46.514),
        }  # fmt: skip
        with rasterio.open(tmp_path / name, "w", **(flawless | profile)) as file:
            file.write(data.astype(str((flawless | profile)["dtype"])), 1)
        return tmp_path / name

    return write


@pytest.fixture
def valley(tmp_path: Path) -> Callable[..., Path]:
    """Writes a small scenario on Earth, valley.yaml over valley.tif, with texts replaced."""

    def write(*replacements: tuple[str, str]) -> Path:
        text = VALLEY.read_text(encoding="utf-8").replace("source: valley", "source: valley.tif")
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "valley.yaml").write_text(text, encoding="utf-8")
        return tmp_path / "valley.yaml"

    return write

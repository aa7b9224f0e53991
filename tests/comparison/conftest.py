"""The runs of the valley, made once for all workers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.comparison.valley import run_valley


@pytest.fixture(scope="session")
def valley(once: Callable[[str, Callable[[Path], Any]], Any]) -> Path:
    """A folder with the runs of `run_valley`. Tests leave them as they are."""
    folder: Path = once("valley-runs", run_valley)
    return folder

"""The brute-force rays of tests/sightline, and how benchmarks time rivals: in turns, in one process."""

from __future__ import annotations

import os
import platform
import statistics
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from relaysim.sightline import End
from relaysim.terrain.grid import Terrain

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "sightline"))
from exact_rays import Rays, cast, rays_between, rays_to_cells

__all__ = ["Rays", "Sample", "cast", "in_turns", "line", "machine", "rays_between", "rays_to_cells", "sample"]


class Sample:
    """Cells drawn at random, and what their rays say from one observer."""

    def __init__(self, terrain: Terrain, observer: End, target_m: float, count: int, seed: int = 3) -> None:
        rng = np.random.default_rng(seed)
        rows, columns = terrain.heights_m.shape
        self.row, self.column = rng.integers(0, rows, count), rng.integers(0, columns, count)
        self.rays = rays_to_cells(terrain, observer, target_m, self.column, self.row, threads=2)

    def wrong_percent(self, visible: np.ndarray) -> float:
        """Share of the cells drawn that a map of visibility has wrong."""
        return 100.0 * float(np.mean(visible[self.row, self.column] != self.rays.visible))


def sample(terrain: Terrain, observer: End, target_m: float, count: int) -> Sample:
    """`count` cells drawn at random, the same for all tools."""
    return Sample(terrain, observer, target_m, count)


def in_turns(rivals: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Seconds that each rival says it took, one after another in every round, so that drift hits all alike."""
    took: dict[str, list[float]] = {name: [] for name in rivals}
    for _ in range(rounds):
        for name, run in rivals.items():
            took[name].append(run())
    return took


def line(name: str, values: list[float], scale: float, unit: str, against: list[float] | None = None) -> str:
    """Least and median of the rounds, and the median and range of the ratio round by round."""
    text = (
        f"  {name:<34}{min(values) * scale:9.3f} min {statistics.median(values) * scale:9.3f} median {unit}"
    )
    if against is not None:
        ratios = sorted(a / b for a, b in zip(values, against, strict=True))
        text += f"   ratio {statistics.median(ratios):6.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"
    return text


def machine() -> str:
    """What this ran on."""
    model = platform.processor() or platform.machine()
    facts = Path("/proc/cpuinfo")
    if facts.is_file():
        named = [
            words
            for words in facts.read_text(encoding="utf-8").splitlines()
            if words.startswith("model name")
        ]
        model = named[0].split(":", 1)[1].strip() if named else model
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"

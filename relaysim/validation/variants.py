"""A bench with one thing changed at a time: to see what the answer hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from relaysim.links.model import LinkModel
from relaysim.validation.calibration import Bench

# Antenna heights: half the range that sources give for such vehicles, rover 1.0-1.3 m and helicopter 0.4-0.6 m, rounded up.
ROVER_BY_M, HELICOPTER_BY_M = 0.2, 0.1
# Relative permittivity: the error that Tianwen-1's radar states for its 3.6 (GRL 2022GL102207).
PERMITTIVITY_BY = (-2.0, 3.1)
OTHER_MODELS = ("p526", "two-ray", "free-space")


def changed_benches(bench: Bench) -> list[tuple[str, Bench]]:
    """(what is changed, the bench so changed): antenna heights, the ground, the propagation model."""
    return [(name, replace(bench, model=model)) for name, model in _changed_models(bench.model)]


def _changed_models(model: LinkModel) -> Iterator[tuple[str, LinkModel]]:
    for by_m in (-ROVER_BY_M, ROVER_BY_M):
        height_m = model.rover_antenna_m + by_m
        yield f"rover antenna {height_m:.1f} m", replace(model, rover_antenna_m=height_m)
    for by_m in (-HELICOPTER_BY_M, HELICOPTER_BY_M):
        height_m = model.helicopter_antenna_m + by_m
        yield f"helicopter antenna {height_m:.1f} m", replace(model, helicopter_antenna_m=height_m)
    radio = model.radio
    for by in PERMITTIVITY_BY:
        value = max(radio.ground.relative_permittivity + by, 1.0)
        ground = replace(radio.ground, relative_permittivity=value)
        yield f"ground permittivity {value:.1f}", replace(model, radio=replace(radio, ground=ground))
    for name in OTHER_MODELS:
        if name != radio.propagation:
            yield f"propagation {name}", replace(model, radio=replace(radio, propagation=name))

"""A bench with one thing changed at a time: to see what the answer hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from statistics import NormalDist

from relaysim.links.model import LinkModel
from relaysim.radio.propagation import PROPAGATION_MODELS
from relaysim.validation.calibration import Bench

# Antenna heights: half the range that sources give for such vehicles, rover 1.0-1.3 m and helicopter 0.4-0.6 m, rounded up.
ROVER_BY_M, HELICOPTER_BY_M = 0.2, 0.1
# Relative permittivity: 5 and 95 % of what the scenario says it may be, as for the edges of a blackout.
PERMITTIVITY_QUANTILES = (0.05, 0.95)


def changed_benches(bench: Bench, permittivity_sigma: float) -> list[tuple[str, Bench]]:
    """(what is changed, the bench so changed): antenna heights, the ground, the propagation model.

    permittivity_sigma: standard deviation of the ground's relative permittivity; 0, and it is not changed.
    """
    models = [
        *_other_antennas(bench.model),
        *_other_ground(bench.model, permittivity_sigma),
        *_other_models(bench.model),
    ]
    return [(name, replace(bench, model=model)) for name, model in models]


def _other_antennas(model: LinkModel) -> Iterator[tuple[str, LinkModel]]:
    for by_m in (-ROVER_BY_M, ROVER_BY_M):
        height_m = model.rover_antenna_m + by_m
        yield f"rover antenna {height_m:.1f} m", replace(model, rover_antenna_m=height_m)
    for by_m in (-HELICOPTER_BY_M, HELICOPTER_BY_M):
        height_m = model.helicopter_antenna_m + by_m
        yield f"helicopter antenna {height_m:.1f} m", replace(model, helicopter_antenna_m=height_m)


def _other_ground(model: LinkModel, sigma: float) -> Iterator[tuple[str, LinkModel]]:
    if sigma <= 0.0:
        return
    radio = model.radio
    likely = NormalDist(radio.ground.relative_permittivity, sigma)
    for share in PERMITTIVITY_QUANTILES:
        value = max(likely.inv_cdf(share), 1.0)
        ground = replace(radio.ground, relative_permittivity=value)
        yield f"ground permittivity {value:.1f}", replace(model, radio=replace(radio, ground=ground))


def _other_models(model: LinkModel) -> Iterator[tuple[str, LinkModel]]:
    radio = model.radio
    for name in PROPAGATION_MODELS:
        if name != radio.propagation:
            yield f"propagation {name}", replace(model, radio=replace(radio, propagation=name))

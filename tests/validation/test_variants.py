"""What a validation varies: antenna heights, the ground as far as the scenario doubts it, the propagation model."""

from __future__ import annotations

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from relaysim.clock.local_clock import LocalClock
from relaysim.links.model import LinkModel, RadioSettings
from relaysim.radio.budget import Budget, BudgetTerm, Mode
from relaysim.radio.ground import Ground
from relaysim.terrain.body import Body
from relaysim.terrain.frame import LocalFrame
from relaysim.terrain.grid import Terrain
from relaysim.validation.calibration import Bench
from relaysim.validation.variants import changed_benches

SIGMA = 1.3


@pytest.fixture(scope="module")
def bench() -> Bench:
    """Antennas at 1.2 and 0.5 m over a plain of permittivity 3.6."""
    body = Body.sphere("ball", 1e6)
    plain = Terrain(
        name="plain", body=body, heights_m=np.zeros((3, 3)), sigma_m=None, transform=Affine.scale(10, -10),
        crs=CRS.from_proj4("+proj=eqc +R=1000000 +units=m +no_defs"), sha256="", source="made up",
    )  # fmt: skip
    power = BudgetTerm("transmit power", 20.0, "dBm", 0.0, "made up", "assumed")
    mode = Mode("slow", 20e3, 15e3, -110.0, "made up", "assumed")
    radio = RadioSettings(
        "parabolic-equation", 914e6, Ground(3.6, 0.017), "vertical", Budget((power,), (mode,))
    )
    model = LinkModel(plain, LocalFrame(body, 0.0, 0.0), radio, 1.2, 0.5)
    return Bench(model, LocalClock(1000.0, 0.0), (), {20e3: 130.0}, (), {})


def permittivities(bench: Bench, sigma: float) -> list[float]:
    """Of the ground, where it is not the bench's own."""
    found = [other.model.radio.ground.relative_permittivity for _, other in changed_benches(bench, sigma)]
    return [value for value in found if value != bench.model.radio.ground.relative_permittivity]


def test_the_ground_is_varied_as_far_as_the_scenario_doubts_it(bench: Bench) -> None:
    """5 and 95 % of the stated distribution, 1.645 sigma either way; without a doubt the ground is not varied."""
    assert permittivities(bench, SIGMA) == pytest.approx([3.6 - 1.645 * SIGMA, 3.6 + 1.645 * SIGMA], abs=1e-3)
    assert permittivities(bench, 0.0) == []


def test_no_ground_is_thinner_than_nothing(bench: Bench) -> None:
    """A wide doubt stops at the permittivity of empty space."""
    assert permittivities(bench, 3.0) == pytest.approx([1.0, 3.6 + 1.645 * 3.0], abs=1e-3)


def test_one_thing_is_changed_at_a_time_and_named(bench: Bench) -> None:
    """Every bench differs from the first in its name's quantity; the model that is used already is not a variant."""
    names = [name for name, _ in changed_benches(bench, SIGMA)]
    assert names == [
        "rover antenna 1.0 m", "rover antenna 1.4 m", "helicopter antenna 0.4 m", "helicopter antenna 0.6 m",
        "ground permittivity 1.5", "ground permittivity 5.7",
        "propagation p526", "propagation two-ray", "propagation free-space",
    ]  # fmt: skip
    before = bench.model
    for _, other in changed_benches(bench, SIGMA):
        after = other.model
        changed = [
            after.rover_antenna_m != before.rover_antenna_m,
            after.helicopter_antenna_m != before.helicopter_antenna_m,
            after.radio.ground != before.radio.ground,
            after.radio.propagation != before.radio.propagation,
        ]
        assert sum(changed) == 1

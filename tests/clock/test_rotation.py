"""How bodies stand in space: against the SPICE toolkit, SOFA's own example, and the laws of rotations."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from relaysim.clock.rotation import body_axes
from relaysim.clock.utc import parse_utc

SPICE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "spice"
EPOCHS = [parse_utc(f"{year}-03-17T05:00:00Z") for year in range(2020, 2035)]


def degrees_between(a: np.ndarray, b: np.ndarray) -> float:
    """The turn that leads from one set of axes to another."""
    return float(np.degrees(2.0 * np.arcsin(np.linalg.norm(a - b) / np.sqrt(8.0))))


@pytest.mark.parametrize("body", ["Mars", "Moon", "Earth"])
def test_axes_are_a_rotation(body: str) -> None:
    """Axes are of length 1, at right angles and right-handed, whatever the shape of the times."""
    for times in (EPOCHS[3], np.array(EPOCHS), np.array(EPOCHS).reshape(3, 5)):
        axes = body_axes(body, times)
        assert axes.shape == (*np.shape(times), 3, 3)
        assert np.allclose(axes @ np.swapaxes(axes, -1, -2), np.identity(3), atol=1e-12)
        assert np.allclose(np.linalg.det(axes), 1.0)


@pytest.mark.parametrize(
    ("body", "turn_s"), [("Mars", 88_642.663), ("Moon", 2_360_591.5), ("Earth", 86_164.0989)]
)
def test_a_body_turns_eastward_once_a_sidereal_day(body: str, turn_s: float) -> None:
    """A quarter of a turn brings the prime meridian to where 90 deg east was, to a hundredth of a degree (the Moon: 2)."""
    now, then = body_axes(body, EPOCHS[0]), body_axes(body, EPOCHS[0] + turn_s / 4.0)
    apart = np.degrees(np.arccos(np.clip(np.dot(then[0], now[1]), -1.0, 1.0)))
    assert apart < (2.0 if body == "Moon" else 0.01)


@pytest.mark.parametrize(("body", "frame"), [("Mars", "IAU_MARS"), ("Moon", "IAU_MOON")])
def test_mars_and_moon_stand_as_in_the_spice_toolkit(body: str, frame: str) -> None:
    """With NASA's pck00010 kernel the axes agree to 0.0001 deg from 2020 to 2034."""
    spice = pytest.importorskip("spiceypy", reason="spiceypy is not installed")
    kernels = [SPICE / "naif0012.tls", SPICE / "pck00010.tpc"]
    if not all(kernel.is_file() for kernel in kernels):
        pytest.skip("needs the kernels of shared/data/spice beside the checkout")
    with spice.KernelPool([str(kernel) for kernel in kernels]):
        for utc_s in EPOCHS:
            et = spice.unitim(utc_s - 946_728_000.0 + 37.0, "TAI", "ET")
            assert degrees_between(body_axes(body, utc_s), spice.pxform("J2000", frame, et)) < 1e-4


def test_the_earth_stands_as_in_sofas_example() -> None:
    """2007-04-05T12:00 UTC: within 0.01 deg of the matrix with nutation, UT1 and polar motion.

    The example of "SOFA Tools for Earth Attitude" (IAU SOFA Board), as ERFA's c2t06a (IAU 2006/2000A, the measured UT1
    and polar motion) gives it, to six digits. The leap seconds since then move the Earth's pole by nothing.
    """
    sofa = np.array(
        [
            [0.973104, 0.230364, -0.000703],
            [-0.230364, 0.973105, 0.000119],
            [0.000712, 0.000047, 1.0],
        ]
    )
    assert degrees_between(body_axes("Earth", parse_utc("2007-04-05T12:00:00Z")), sofa) < 0.01

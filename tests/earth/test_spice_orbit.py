"""Orbits from SPICE kernels: one made here from mean elements, and what can be wrong with kernels."""

from __future__ import annotations

import importlib
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from relaysim.clock.rotation import body_axes
from relaysim.clock.tdb import tdb_s
from relaysim.earth.passes import passes
from relaysim.earth.spice_orbit import SpiceOrbit
from relaysim.errors import InputError

sys.path.insert(0, str(Path(__file__).parent))
from relay_orbits import EPOCH, JEZERO, MARS, MAVEN, SOL

TARGET, CENTER = -999123, 499
SOLS = 3.0
# The IAU's 2009 report, as NASA's pck00010 has it.
PCK = r"""KPL/PCK
\begindata
BODY499_POLE_RA  = ( 317.68143 -0.1061 0. )
BODY499_POLE_DEC = ( 52.88650 -0.0609 0. )
BODY499_PM       = ( 176.630 350.89198226 0. )
BODY499_RADII    = ( 3396.19 3396.19 3376.20 )
\begintext
"""


@pytest.fixture(scope="module")
def spice() -> Any:
    pytest.importorskip("spiceypy.cyice", reason="spiceypy (the optional extra 'spice') is not installed")
    return importlib.import_module("spiceypy")


@pytest.fixture(scope="module")
def kernels(spice: Any, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """An SPK of MAVEN's mean orbit for three sols, states a minute apart, and the turn of Mars."""
    folder = tmp_path_factory.mktemp("kernels")
    spk, pck = folder / "orbiter.bsp", folder / "mars.tpc"
    pck.write_text(PCK, encoding="ascii")
    utc_s = EPOCH + np.arange(0.0, SOLS * SOL, 60.0)

    def still(at: np.ndarray) -> np.ndarray:
        fixed: np.ndarray = np.einsum("nji,nj->ni", body_axes("Mars", at), MAVEN.position_km(at))
        return fixed

    states = np.hstack([still(utc_s), (still(utc_s + 1.0) - still(utc_s - 1.0)) / 2.0])
    ets = tdb_s(utc_s)
    handle = spice.spkopn(str(spk), "made from mean elements", 0)
    spice.spkw09(handle, TARGET, CENTER, "J2000", ets[0], ets[-1], "orbiter", 7, len(ets), states, ets)
    spice.spkcls(handle)
    return [spk, pck]


def test_passes_by_spice_are_those_of_the_mean_orbit(kernels: list[Path]) -> None:
    """The same states by way of a kernel: positions to 100 m, every edge of every pass within a second."""
    orbit = SpiceOrbit.open(kernels, str(TARGET), MARS)
    start, end = EPOCH, EPOCH + (SOLS - 0.01) * SOL
    times = np.linspace(start, end, 500)
    assert orbit.position_km(times) == pytest.approx(MAVEN.position_km(times), abs=0.1)
    alone = SpiceOrbit.open(kernels[:1], str(TARGET), MARS)  # no kernel of constants is needed
    assert np.array_equal(alone.position_km(times), orbit.position_km(times))
    assert orbit.period_s == pytest.approx(MAVEN.period_s, rel=0.01)
    mine, plain = passes(orbit, JEZERO, 10.0, start, end), passes(MAVEN, JEZERO, 10.0, start, end)
    assert len(mine) == len(plain) > 3
    assert np.array(mine) == pytest.approx(np.array(plain), abs=1.0)


def test_the_pool_is_left_as_it_was(spice: Any, kernels: list[Path]) -> None:
    """What was loaded before stays loaded, and the orbiter's kernels do not."""
    spice.kclear()
    spice.furnsh(str(kernels[1]))
    try:
        SpiceOrbit.open(kernels, str(TARGET), MARS).position_km(np.array([EPOCH]))
        assert spice.ktotal("ALL") == 1
    finally:
        spice.kclear()


def test_outside_the_kernels_it_says_what_they_cover(kernels: list[Path]) -> None:
    """A question after the last state names the instant, the cover, and what to do."""
    orbit = SpiceOrbit.open(kernels, str(TARGET), MARS)
    with pytest.raises(
        InputError, match=r"hold nothing for 2021-03-.*cover 2021-02-18T04:24:16Z to 2021-02-21.*add a kernel"
    ):
        orbit.position_km(np.array([EPOCH, EPOCH + 20 * SOL]))
    assert orbit.position_km(np.array([])).shape == (0, 3)


def test_kernels_that_do_not_serve(spice: Any, kernels: list[Path], tmp_path: Path) -> None:
    """A missing file, a file that is none, a target that is not in them, a name nobody knows, no turn of the body."""
    with pytest.raises(InputError, match=r"orbiter MRO: there is no SPICE kernel nowhere\.bsp"):
        SpiceOrbit.open(["nowhere.bsp"], "MRO", MARS)
    (tmp_path / "bad.bsp").write_text("not a kernel\n", encoding="ascii")
    with pytest.raises(
        InputError, match=r"orbiter -74: (none of the SPICE kernels holds it|SPICE cannot use)"
    ):
        SpiceOrbit.open([tmp_path / "bad.bsp"], "-74", MARS)
    with pytest.raises(InputError, match="none of the SPICE kernels holds it"):
        SpiceOrbit.open(kernels, "-74", MARS)
    with pytest.raises(InputError, match="no body of this name"):
        SpiceOrbit.open(kernels, "NOBODY KNOWS", MARS)
    (tmp_path / "meta.tm").write_text(
        "KPL/MK\n\\begindata\nKERNELS_TO_LOAD = ( 'elsewhere.bsp' )\n", encoding="ascii"
    )
    with pytest.raises(InputError, match=r"SPICE cannot use the kernels.*name the kernels as a list instead"):
        SpiceOrbit.open([tmp_path / "meta.tm"], str(TARGET), MARS)
    assert spice.ktotal("ALL") == 0


def test_without_spiceypy_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The optional extra is named with the command that installs it."""
    kernel = tmp_path / "k.bsp"
    kernel.touch()
    monkeypatch.setitem(sys.modules, "spiceypy", None)
    with pytest.raises(InputError, match=r'pip install "relaysim\[spice\]"'):
        SpiceOrbit.open([kernel], "-74", MARS)


def test_what_flies_past_is_no_orbiter(spice: Any, kernels: list[Path], tmp_path: Path) -> None:
    """A target faster than the speed of escape is refused: searches take their step from a period."""
    fast = tmp_path / "flyby.bsp"
    ets = tdb_s(EPOCH + np.arange(0.0, 6000.0, 60.0))
    line = np.stack([4000.0 + 20.0 * (ets - ets[0]), np.full_like(ets, 3000.0), np.zeros_like(ets)], axis=1)
    states = np.hstack([line, np.tile([20.0, 0.0, 0.0], (len(ets), 1))])
    handle = spice.spkopn(str(fast), "flyby", 0)
    spice.spkw09(handle, -999124, CENTER, "J2000", ets[0], ets[-1], "flyby", 3, len(ets), states, ets)
    spice.spkcls(handle)
    with pytest.raises(InputError, match="does not go round Mars"):
        SpiceOrbit.open([fast, kernels[1]], "-999124", MARS)
    assert math.isfinite(SpiceOrbit.open(kernels, str(TARGET), MARS).period_s)

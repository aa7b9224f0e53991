"""The season on Mars, against published instants and the SPICE toolkit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from relaysim.clock.ephemeris import EXCERPT
from relaysim.clock.season import mars_solar_longitude_deg
from relaysim.clock.utc import parse_utc
from relaysim.resources import data_folder

SPICE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "spice"


def test_the_published_example() -> None:
    """2000-01-06T00:00 UTC: Ls 277.1876, as NASA's Mars24 has it after Allison and McEwen 2000."""
    assert mars_solar_longitude_deg(parse_utc("2000-01-06T00:00:00Z")) == pytest.approx(277.1876, abs=1e-4)


@pytest.mark.parametrize(
    ("date", "longitude_deg"),
    [
        ("2021-02-07", 0.0),
        ("2021-08-25", 90.0),
        ("2022-02-24", 180.0),
        ("2022-07-21", 270.0),
        ("2022-12-26", 0.0),
    ],
)
def test_the_seasons_begin_on_their_days(date: str, longitude_deg: float) -> None:
    """Equinoxes and solstices of Mars years 36 and 37 fall on the days that calendars of Mars print."""
    day = mars_solar_longitude_deg([parse_utc(f"{date}T{hour}Z") for hour in ("00:00:00", "23:59:59")])
    before, after = (day - longitude_deg + 180.0) % 360.0 - 180.0
    assert before <= 0.0 <= after


def test_ls_is_that_of_the_spice_toolkit() -> None:
    """Within 0.02 deg from 2020 to 2034 of the angle that SPICE takes from the ephemeris and the pole."""
    spice = pytest.importorskip("spiceypy", reason="spiceypy is not installed")
    kernels = [SPICE / "naif0012.tls", SPICE / "pck00010.tpc", data_folder("scenarios") / EXCERPT]
    if not all(kernel.is_file() for kernel in kernels):
        pytest.skip("needs the kernels of shared/data/spice beside the checkout")
    times = np.arange(parse_utc("2020-02-01T00:00:00Z"), parse_utc("2034-12-01T00:00:00Z"), 20.0 * 86_400.0)
    with spice.KernelPool([str(kernel) for kernel in kernels]):
        expected = [
            _ls_from_states(spice, spice.unitim(utc_s - 946_728_000.0 + 37.0, "TAI", "ET")) for utc_s in times
        ]
    apart = (mars_solar_longitude_deg(times) - np.degrees(expected) + 180.0) % 360.0 - 180.0
    assert np.max(np.abs(apart)) < 0.02


def _ls_from_states(spice: object, et: float) -> float:
    """The Sun's longitude in Mars's own orbit from its equinox, as SPICE's lspcn takes it (that needs Mars's centre)."""
    state = spice.spkezr("4", et, "J2000", "NONE", "SUN")[0]
    orbit, pole = np.cross(state[:3], state[3:]), spice.pxform("IAU_MARS", "J2000", et)[:, 2]
    sun = -spice.spkpos("4", et, "J2000", "LT", "SUN")[0]
    equinox = np.cross(pole, orbit)
    equinox /= np.linalg.norm(equinox)
    ahead = np.cross(orbit / np.linalg.norm(orbit), equinox)
    return float(np.arctan2(sun @ ahead, sun @ equinox))

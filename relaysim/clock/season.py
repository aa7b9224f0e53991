"""The season on Mars: the areocentric longitude of the Sun, Ls."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.clock.tdb import DAY_S, tdb_s

# Pulls of the planets: amplitude (deg), period (Julian years), phase (deg).
_PULLS = (
    (0.0071, 2.2353, 49.409),
    (0.0057, 2.7543, 168.173),
    (0.0039, 1.1177, 191.837),
    (0.0037, 15.7866, 21.736),
    (0.0021, 2.1354, 15.704),
    (0.0020, 2.4694, 95.528),
    (0.0018, 32.8493, 49.095),
)


def mars_solar_longitude_deg(utc_s: ArrayLike) -> NDArray[np.float64]:
    """Ls, 0 to 360 degrees: 0 at the northern spring equinox; of any shape, without an ephemeris.

    utc_s: UTC seconds since 1970. Good to 0.01 deg from 1874 to 2127.

    Reference: Allison and McEwen 2000, Planetary and Space Science 48:215, eq. 16-19, in the figures of NASA's Mars24.
    """
    days = tdb_s(utc_s) / DAY_S
    anomaly = np.radians(19.3871 + 0.52402073 * days)
    fictitious = 270.3871 + 0.524038496 * days
    pulls = sum(a * np.cos(np.radians(0.985626 * days / period + phase)) for a, period, phase in _PULLS)
    centre = (10.691 + 3.0e-7 * days) * np.sin(anomaly) + 0.623 * np.sin(2.0 * anomaly)
    centre += 0.050 * np.sin(3.0 * anomaly) + 0.005 * np.sin(4.0 * anomaly) + 0.0005 * np.sin(5.0 * anomaly)
    return np.asarray((fictitious + centre + pulls) % 360.0)

"""From UTC to the time of ephemerides: seconds of barycentric dynamical time (TDB) since J2000."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

# 37 leap seconds since 2017, none announced since; TDB and TT differ by 1.7 ms at most, in which Mars moves 45 m.
UTC_TO_TDB_S = 37.0 + 32.184
# 2000-01-01T12:00:00 as seconds since 1970.
J2000_S = 946_728_000.0
DAY_S = 86_400.0


def tdb_s(utc_s: ArrayLike) -> NDArray[np.float64]:
    """Seconds of TDB since J2000 of UTC seconds since 1970, of any shape; good to 2 ms from 2017 on.

    Reference: IERS Bulletin C (leap seconds); Explanatory Supplement to the Astronomical Almanac 2013, section 3.2.
    """
    return np.asarray(utc_s, dtype=np.float64) - J2000_S + UTC_TO_TDB_S


def utc_s_of(tdb_s: float) -> float:
    """UTC seconds since 1970 of seconds of TDB since J2000: `tdb_s` the other way round."""
    return tdb_s + J2000_S - UTC_TO_TDB_S

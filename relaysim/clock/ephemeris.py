"""Positions of the Sun, the Earth, the Moon and Mars, from JPL's ephemeris."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relaysim.clock.tdb import DAY_S, utc_s_of
from relaysim.clock.utc import format_utc
from relaysim.errors import InputError
from relaysim.resources import data_folder

Floats = NDArray[np.float64]

EXCERPT = "ephemeris/de440-2020-2034.bsp"
_J2000_JD = 2_451_545.0
_EARTH_MOON, _MARS_SYSTEM, _SUN, _MOON, _EARTH = 3, 4, 10, 301, 399  # NAIF's numbers; 0 is the origin
# Segments (centre, target) that lead to a body.
_CHAINS: Mapping[str, tuple[tuple[int, int], ...]] = {
    "Sun": ((0, _SUN),),
    "Earth": ((0, _EARTH_MOON), (_EARTH_MOON, _EARTH)),
    "Moon": ((0, _EARTH_MOON), (_EARTH_MOON, _MOON)),
    "Mars": ((0, _MARS_SYSTEM),),
}


@dataclass(frozen=True, eq=False)
class Ephemeris:
    """Positions of bodies within a span of time.

    Attributes:
        name: of the file, for people.
        start_tdb_s, end_tdb_s: the span, seconds of TDB since J2000.
        segments: jplephem's, by (centre, target).
    """

    name: str
    start_tdb_s: float
    end_tdb_s: float
    segments: Mapping[tuple[int, int], Any]

    @classmethod
    def open(cls, path: str | Path | None = None) -> Ephemeris:
        """The ephemeris of an SPK file, read whole; None is the excerpt of DE440 that ships with relaysim.

        Raises: InputError if there is no such file, it is no SPK file, or it lacks one of the bodies.
        """
        from jplephem.daf import DAF
        from jplephem.spk import SPK

        file = data_folder("scenarios") / EXCERPT if path is None else Path(path)
        try:
            return cls._of(file, SPK(DAF(BytesIO(file.read_bytes()))).pairs)
        except OSError as error:
            raise InputError(
                f"{file}: cannot be read ({error.strerror}); give an ephemeris in SPK format"
            ) from None
        # What jplephem and numpy make of other files and of damaged ones.
        except (ValueError, TypeError, AttributeError, struct.error) as error:
            raise InputError(
                f"{file}: not a whole ephemeris in SPK format ({error}); give de440s.bsp, say"
            ) from None

    @classmethod
    def _of(cls, file: Path, segments: Mapping[tuple[int, int], Any]) -> Ephemeris:
        needed = {pair for chain in _CHAINS.values() for pair in chain}
        missing = sorted(needed - set(segments))
        if missing:
            pairs = ", ".join(f"{target} about {centre}" for centre, target in missing)
            raise InputError(f"{file}: lacks NAIF's bodies {pairs}; give de440s.bsp, say")
        used = {pair: segments[pair] for pair in sorted(needed)}
        for segment in used.values():
            segment.load_array()
        start, end = max(s.start_second for s in used.values()), min(s.end_second for s in used.values())
        return cls(file.name, float(start), float(end), used)

    @property
    def span_utc_s(self) -> tuple[float, float]:
        """First and last instant it knows, UTC seconds since 1970."""
        return utc_s_of(self.start_tdb_s), utc_s_of(self.end_tdb_s)

    def check(self, tdb_s: ArrayLike) -> None:
        """Refuses instants (seconds of TDB since J2000) outside the span, naming it. Raises: InputError."""
        asked = np.asarray(tdb_s)
        if not asked.size:
            return
        first, last = float(asked.min()), float(asked.max())
        if not (first >= self.start_tdb_s and last <= self.end_tdb_s):
            wrong = first if not first >= self.start_tdb_s else last
            start, end = (format_utc(instant) for instant in self.span_utc_s)
            raise InputError(
                f"{self.name} knows where the planets are from {start} to {end}, not at {format_utc(utc_s_of(wrong))} "
                "(a signal's way included); choose times within"
            )

    def position_km(self, body: str, tdb_s: ArrayLike) -> Floats:
        """Where a body is, from the barycentre of the solar system, axes of the ICRF, km; shape (..., 3).

        body: "Sun", "Earth", "Moon", "Mars" (the barycentre of Mars and its moons, less than a metre from its centre).
        tdb_s: seconds of TDB since J2000, of any shape.

        Raises: InputError for an instant outside the span, or another body.

        Reference: Park et al. 2021, Astronomical Journal 161:105 (DE440).
        """
        if body not in _CHAINS:
            raise InputError(f"no positions of {body!r}; there are {', '.join(_CHAINS)}")
        times = np.asarray(tdb_s, dtype=np.float64)
        self.check(times)
        whole_days, seconds = np.divmod(times.reshape(-1), DAY_S)
        parts = [
            self.segments[pair].compute(_J2000_JD + whole_days, seconds / DAY_S) for pair in _CHAINS[body]
        ]
        return np.asarray(reduce(np.add, parts)).T.reshape(*times.shape, 3)

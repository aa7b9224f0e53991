"""An orbiter's way from SPICE kernels that the user has."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from relaysim.clock.rotation import to_body_axes
from relaysim.clock.tdb import tdb_s, utc_s_of
from relaysim.clock.utc import format_utc
from relaysim.earth.orbit import Floats
from relaysim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relaysim.earth.gravity import CentralBody


@dataclass(frozen=True)
class SpiceOrbit:
    """The way of one target round a body; `SpiceOrbit.open` checks that the kernels hold it.

    The kernels are loaded for each question and unloaded after it: SPICE keeps one pool for the whole process, which
    then is as it was found. Positions are geometric, in the body's axes as `relaysim.clock.rotation` has them; UTC
    becomes TDB as in `relaysim.clock.tdb`: an SPK of the orbiter is enough, no constants or leap seconds are asked for.

    Attributes:
        kernels: paths, as SPICE is to load them (a meta-kernel will do).
        target: name or number of the orbiter ("MRO", "-74").
        body: what it goes round.
        period_s: of the osculating ellipse in the middle of the target's first stretch of data.
        spans_utc_s: when the kernels hold the target: (start, end) in order.
    """

    kernels: tuple[str, ...]
    target: str
    body: CentralBody
    period_s: float
    spans_utc_s: tuple[tuple[float, float], ...]

    @staticmethod
    def open(kernels: Sequence[Path | str], target: str, body: CentralBody) -> SpiceOrbit:
        """Looks into the kernels.

        Raises: InputError when spiceypy is missing, a kernel is missing or is none, no kernel holds the target, or it
            does not go round the body.
        """
        paths = tuple(str(kernel) for kernel in kernels)
        for path in paths:
            if not Path(path).is_file():
                raise InputError(f"orbiter {target}: there is no SPICE kernel {path}")
        with _pool(paths, target) as spice:
            spans = _spans(spice, target)
            if not spans:
                raise InputError(
                    f"orbiter {target}: none of the SPICE kernels holds it ({', '.join(paths)}); name an SPK of this orbiter"
                )
            middle = 0.5 * (spans[0][0] + spans[0][1])
            center = body.name.upper()
            state, _ = spice.spkezr(target, middle, "J2000", "NONE", center)
        in_utc = tuple((utc_s_of(start), utc_s_of(end)) for start, end in spans)
        return SpiceOrbit(paths, target, body, _period_s(np.asarray(state), target, body), in_utc)

    def position_km(self, utc_s: Floats) -> Floats:
        """(n, 3) body-fixed position at (n,) UTC seconds.

        Raises: InputError outside the kernels' data; the message says what they cover.
        """
        times = np.ascontiguousarray(tdb_s(utc_s))
        if not times.size:
            return np.empty((0, 3))
        self._check(np.asarray(utc_s, dtype=np.float64))
        with _pool(self.kernels, self.target) as spice:
            inertial, _ = spice.cyice.spkpos_v(self.target, times, "J2000", "NONE", self.body.name.upper())
        ahead = np.asarray(inertial, dtype=np.float64).T
        return to_body_axes(self.body.name, np.asarray(utc_s, dtype=np.float64), ahead).T

    def _check(self, utc_s: Floats) -> None:
        held = np.zeros(utc_s.shape, dtype=bool)
        for start, end in self.spans_utc_s:
            held |= (utc_s >= start) & (utc_s <= end)
        if not np.all(held):
            spans = ", ".join(f"{format_utc(a)} to {format_utc(b)}" for a, b in self.spans_utc_s[:5])
            raise InputError(
                f"orbiter {self.target}: the SPICE kernels hold nothing for {format_utc(float(utc_s[~held][0]))}; they "
                f"cover {spans}: add a kernel, or shorten the scenario"
            )


@contextmanager
def _pool(kernels: Sequence[str], target: str) -> Iterator[Any]:
    """SPICE with these kernels and no others; its errors become InputError."""
    try:
        spice: Any = importlib.import_module("spiceypy")
        importlib.import_module("spiceypy.cyice")
    except ImportError:
        raise InputError(
            f'orbiter {target}: SPICE kernels need spiceypy 8 or later: pip install "relaysim[spice]"'
        ) from None
    try:
        with spice.KernelPool(list(kernels)):
            yield spice
    except spice.exceptions.SpiceyError as error:
        said = f"orbiter {target}: SPICE cannot use the kernels: {_first_lines(error)}"
        raise InputError(f"{said}{_advice(error)}") from None


def _advice(error: Exception) -> str:
    """What to do about the errors that SPICE's own words do not help with."""
    if "SPKINSUFFDATA" in str(error):
        return " Name a list of kernels: the one that joins it to the body (such as de440s.bsp) is missing."
    if "KERNELS_TO_LOAD" in str(error):
        return " Paths in a meta-kernel count from the folder you are in: name the kernels as a list instead."
    return ""


def _first_lines(error: Exception) -> str:
    """What a SPICE error says, without its frame and its call tree."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip(" =")]
    said = [line for line in lines if not line.lower().startswith(("toolkit version", "spkpos", "furnsh"))]
    return " ".join(said[:4])


def _spans(spice: Any, target: str) -> list[tuple[float, float]]:
    """When the loaded SPKs hold the target, (start, end) in TDB."""
    try:
        number = spice.bods2c(target)
    except spice.exceptions.SpiceyError:
        raise InputError(
            f"orbiter {target}: SPICE knows no body of this name; write its NAIF number, such as -74"
        ) from None
    cover = spice.cell_double(20_000)
    for n in range(spice.ktotal("SPK")):
        file = spice.kdata(n, "SPK")[0]
        if number in spice.spkobj(file):
            spice.spkcov(file, number, cover)
    return [spice.wnfetd(cover, n) for n in range(spice.wncard(cover))]


def _period_s(state: Floats, target: str, body: CentralBody) -> float:
    """Of the ellipse through a state (km, km/s), axes that do not turn.

    Reference: Vallado, Fundamentals of Astrodynamics and Applications, 4th ed., section 2.5 (vis-viva).
    """
    gm = body.gm_km3_s2
    inverse_a = 2.0 / float(np.linalg.norm(state[:3])) - float(state[3:] @ state[3:]) / gm
    if inverse_a <= 0.0:
        raise InputError(f"orbiter {target}: by the SPICE kernels it does not go round {body.name}")
    return float(2.0 * np.pi / np.sqrt(gm * inverse_a**3))

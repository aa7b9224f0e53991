"""Quantities as people write them: "914 MHz", "1.2 m", "-110 dBm", "20 kbit/s".

One small table of units per dimension; everything inside relaysim is SI, degrees, decibels and bits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType

_DIMENSIONS: dict[str, dict[str, float]] = {
    "length": {"m": 1.0, "km": 1e3, "cm": 1e-2, "mm": 1e-3},
    "duration": {"s": 1.0, "min": 60.0, "h": 3600.0, "ms": 1e-3, "day": 86400.0, "days": 86400.0},
    "speed": {"m/s": 1.0, "m/h": 1.0 / 3600.0, "km/h": 1.0 / 3.6},
    "frequency": {"Hz": 1.0, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9},
    "power level": {"dBm": 1.0},
    "gain or loss": {"dB": 1.0, "dBi": 1.0},
    "data rate": {"bit/s": 1.0, "kbit/s": 1e3, "Mbit/s": 1e6},
    "data volume": {
        "bit": 1.0,
        "kbit": 1e3,
        "Mbit": 1e6,
        "Gbit": 1e9,
        "byte": 8.0,
        "kB": 8e3,
        "MB": 8e6,
        "GB": 8e9,
    },
    "angle": {"deg": 1.0},
    "angular rate": {"deg/s": 1.0, "rpm": 6.0},
    "acceleration": {"m/s2": 1.0},
    "area": {"m2": 1.0, "cm2": 1e-4},
    "mass": {"kg": 1.0, "g": 1e-3},
    "density": {"kg/m3": 1.0},
    "energy": {"Wh": 1.0},
    "power": {"W": 1.0},
    "temperature": {"C": 1.0},
    "voltage": {"V": 1.0},
    "current": {"A": 1.0},
    "share": {"%": 1e-2},
    "heat capacity": {"J/K": 1.0},
    "thermal conductance": {"W/K": 1.0},
}

DIMENSIONS: Mapping[str, Mapping[str, float]] = MappingProxyType(_DIMENSIONS)

_QUANTITY = re.compile(
    r"^\s*(?P<number>[-+]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(?P<unit>\S.*?)?\s*$"
)


def allowed_units(dimension: str) -> str:
    """The units of a dimension, as they are listed in messages: "m, km, cm, mm"."""
    return ", ".join(DIMENSIONS[dimension])


def parse_quantity(text: object, dimension: str) -> float:
    """The value of a quantity such as "914 MHz" in the base unit of its dimension.

    A bare number is refused, because a length without a unit is how landers are lost.

    Raises:
        ValueError: the text is no number with a unit of this dimension; the message says what is allowed.
    """
    match = _QUANTITY.match(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(
            f"{text!r} is not {_article(dimension)} {dimension} (a number and a unit: {allowed_units(dimension)})"
        )
    unit = match["unit"]
    if unit is None:
        raise ValueError(
            f"{text!r} has no unit ({_article(dimension)} {dimension} takes {allowed_units(dimension)})"
        )
    if unit not in DIMENSIONS[dimension]:
        raise ValueError(
            f"unit {unit!r} is not {_article(dimension)} {dimension} ({allowed_units(dimension)})"
        )
    value = float(match["number"].replace("_", "")) * DIMENSIONS[dimension][unit]
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not a finite {dimension}")
    return value


def _article(dimension: str) -> str:
    return "an" if dimension[0] in "aeiou" else "a"


def format_duration(duration_s: float) -> str:
    """A duration for people: "74 s", "12.5 min", "3.9 h", "61.46 days"."""
    for limit_s, divisor, unit in ((120.0, 1.0, "s"), (7200.0, 60.0, "min"), (172800.0, 3600.0, "h")):
        if abs(duration_s) < limit_s:
            return f"{duration_s / divisor:.3g} {unit}"
    return f"{duration_s / 86400.0:.2f} days"


def format_volume(volume_bits: float) -> str:
    """A data volume for people: "640 bit", "2.4 Mbit"."""
    scales = ((999.5, 1.0, "bit"), (999.5e3, 1e3, "kbit"), (999.5e6, 1e6, "Mbit"), (999.5e9, 1e9, "Gbit"))
    for limit, divisor, unit in scales:
        if abs(volume_bits) < limit:
            return f"{volume_bits / divisor:.3g} {unit}"
    return f"{float(f'{volume_bits / 1e12:.3g}'):g} Tbit"

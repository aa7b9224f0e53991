"""Single values of a study file: measures, names of columns, durations in local days."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Annotated, Any

from relaysim.scenario.scalars import Scalar, Text, nearest, show
from relaysim.scenario.times import Reading
from relaysim.units import DIMENSIONS, parse_quantity

_NUMBER = r"[-+]?(?:[0-9]+(?:_[0-9]+)*\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_MEASURE = re.compile(rf"\s*({_NUMBER})\s*(\S.*?)?\s*")
_AFTER = re.compile(r"\s*flight\s+([0-9]{1,6})\s*")
_UNITS = {unit: dimension for dimension, units in DIMENSIONS.items() for unit in units}
_DAY_S = 86400.0
LEAST, MOST = 1e-30, 1e30


@dataclass(frozen=True)
class Measure:
    """A number as written, with its unit; "" for none."""

    value: float
    unit: str

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}".rstrip()


@dataclass(frozen=True)
class MeasureForm(Scalar):
    """A number, with a unit of relaysim's where the scenario's key has one."""

    def read(self, value: object, context: Any) -> Measure:
        """The number in the unit it was written in."""
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValueError(f"{show(value)} is not a number, with its unit if it has one (1.2 m)")
        if not isinstance(value, str):
            return Measure(_bounded(float(value), value), "")
        match = _MEASURE.fullmatch(value)
        if match is None:
            raise ValueError(f"{show(value)} is not a number, with its unit if it has one (1.2 m)")
        if match[2] is None:
            raise ValueError(f"{show(value)} is text: write the number without quotes")
        if match[2] not in _UNITS:
            raise ValueError(f"unit {match[2]!r} is not known{nearest(match[2], list(_UNITS))}")
        parse_quantity(value, _UNITS[match[2]])
        return Measure(_bounded(float(match[1].replace("_", "")), value), match[2])

    def json_schema(self) -> dict[str, Any]:
        """A number, or a string with a pattern."""
        pattern = rf"^\s*{_NUMBER}\s*({'|'.join(re.escape(unit) for unit in _UNITS)})\s*$"
        return {"type": ["number", "string"], "pattern": pattern, "examples": ["1.2 m", 3.6]}


def _bounded(number: float, value: object) -> float:
    """A number whose squares and quotients are numbers, too."""
    if number == 0.0 or LEAST <= abs(number) <= MOST:
        return number
    raise ValueError(f"{show(value)} is neither 0 nor from {LEAST:g} to {MOST:g} in size")


@dataclass(frozen=True)
class LocalDays(Scalar):
    """A duration in local days: "30 sols" with the scenario's word for its day, or "h", "d" (24 hours)."""

    def read(self, value: object, context: Any) -> float:
        """Local days; nan while there is no clock to tell how long they are."""
        clock = context.clock if isinstance(context, Reading) else None
        name = clock.day_name if clock is not None else "sol"
        match = _MEASURE.fullmatch(value) if isinstance(value, str) else None
        if match is None or match[2] is None:
            raise ValueError(f"{show(value)} is not a duration (a number and a unit: {name}s, h, d)")
        if clock is None:
            return math.nan
        number = float(match[1].replace("_", ""))
        if match[2] in (name, f"{name}s"):
            days = number
        elif match[2] in ("d", *DIMENSIONS["duration"]):
            days = clock.days(number * {"d": _DAY_S, **DIMENSIONS["duration"]}[match[2]])
        else:
            raise ValueError(f"unit {match[2]!r} is not a duration ({name}s, h, d)")
        if not 0.0 < days <= 1e6:
            raise ValueError(f"{show(value)} is not above 0 and at most 1,000,000 {name}s")
        return days

    def json_schema(self) -> dict[str, Any]:
        """A string with a pattern and examples."""
        return {"type": "string", "pattern": rf"^\s*{_NUMBER}\s*[A-Za-z]+\s*$", "examples": ["30 sols"]}


@dataclass(frozen=True)
class AfterFlight(Scalar):
    """ "flight 52"."""

    def read(self, value: object, context: Any) -> int:
        """The flight's number."""
        match = _AFTER.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise ValueError(f"{show(value)} is not a flight ('flight' and its number: flight 52)")
        return int(match[1])

    def json_schema(self) -> dict[str, Any]:
        """A string with a pattern and an example."""
        return {"type": "string", "pattern": r"^\s*flight\s+[0-9]{1,6}\s*$", "examples": ["flight 52"]}


@dataclass(frozen=True)
class HeightSigmaForm(Scalar):
    """A standard deviation of heights, or "band" for the terrain's own."""

    def read(self, value: object, context: Any) -> float | None:
        """Metres; None for the band."""
        if value == "band":
            return None
        if not isinstance(value, str):
            raise ValueError(f"{show(value)} is neither 'band' nor a length (m, km, cm, mm)")
        sigma_m = parse_quantity(value, "length")
        if not 0.0 < sigma_m <= 1000.0:
            raise ValueError(f"{show(value)} is not above 0 m and at most 1000 m")
        return sigma_m

    def json_schema(self) -> dict[str, Any]:
        """A string with examples."""
        return {"type": "string", "minLength": 1, "examples": ["band", "1 m"]}


COLUMN = Text(
    pattern="[A-Za-z][A-Za-z0-9_]*",
    form="a name of letters, digits and underscores that begins with a letter (fixed_loss)",
    most=60,
)
ColumnName = Annotated[str, COLUMN]
MeasureValue = Annotated[Measure, MeasureForm()]
DaysValue = Annotated[float, LocalDays()]
FlightNumber = Annotated[int, AfterFlight()]
HeightSigma = Annotated[float | None, HeightSigmaForm()]
ScenarioPath = Annotated[
    str, Text(pattern="[^=]+", form="a path without '=' (radios.rover.antenna_height)", most=400)
]
Label = Annotated[str, Text(most=120)]

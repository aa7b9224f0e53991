"""Quantities with units ("1.2 m", "914 MHz") as types that carry their dimension and bounds.

A model writes `antenna_height_m: Annotated[float, Quantity("length", "1.2 m", low="0 m", high="100 m")]`;
the value is kept in the base unit, which the attribute's name ends with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from relaysim.scenario.scalars import Scalar, show
from relaysim.units import DIMENSIONS, parse_quantity

_NUMBER = r"[-+]?([0-9][0-9_,]*\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?"


def _read(value: object, dimension: str) -> float:
    # A bare number in YAML has lost its text; as text it gets the message about the missing unit.
    bare = isinstance(value, int | float) and not isinstance(value, bool)
    if not bare and not isinstance(value, str):
        raise ValueError(
            f"{show(value)} is not a {dimension} (a number and a unit: {', '.join(DIMENSIONS[dimension])})"
        )
    return parse_quantity(str(value) if bare else value, dimension)


def quantity_pattern(*dimensions: str) -> str:
    """A regular expression (ECMA 262) for texts of these dimensions; bounds are left to relaysim."""
    units = dict.fromkeys(unit for dimension in dimensions for unit in DIMENSIONS[dimension])
    return rf"^\s*{_NUMBER}\s*({'|'.join(re.escape(unit) for unit in units)})\s*$"


@dataclass(frozen=True)
class Quantity(Scalar):
    """A quantity of one dimension within bounds.

    Attributes:
        dimension: a key of relaysim.units.DIMENSIONS.
        example: as a person would write it.
        low, high: inclusive bounds, written as quantities; None for no bound.
        above: exclusive lower bound.
    """

    dimension: str
    example: str
    low: str | None = None
    high: str | None = None
    above: str | None = None

    def read(self, value: object, context: Any) -> float:
        """The value in the base unit of the dimension."""
        number = _read(value, self.dimension)
        if self.above is not None and number <= parse_quantity(self.above, self.dimension):
            limit = f" and at most {self.high}" if self.high else ""
            raise ValueError(f"{show(value)} is too small: it must be above {self.above}{limit}")
        if self.low is not None and number < parse_quantity(self.low, self.dimension):
            limit = f"between {self.low} and {self.high}" if self.high else f"{self.low} or more"
            raise ValueError(f"{show(value)} is too small: it must be {limit}")
        if self.high is not None and number > parse_quantity(self.high, self.dimension):
            raise ValueError(f"{show(value)} is too large: it must be {self._below()}")
        return number

    @property
    def bounds(self) -> str:
        """Its bounds in words: "above 0 m to 10 km"; "" without any."""
        low = f"above {self.above}" if self.above else f"from {self.low}" if self.low else ""
        return " ".join(part for part in (low, f"to {self.high}" if self.high else "") if part)

    def _below(self) -> str:
        if self.low is not None:
            return f"between {self.low} and {self.high}"
        return f"above {self.above} and at most {self.high}" if self.above else f"at most {self.high}"

    def json_schema(self) -> dict[str, Any]:
        """A string with a pattern and an example."""
        return {"type": "string", "pattern": quantity_pattern(self.dimension), "examples": [self.example]}


@dataclass(frozen=True)
class Level:
    """A value of the link budget in decibels, with the unit it was written in."""

    value: float
    unit: Literal["dBm", "dB", "dBi"]


@dataclass(frozen=True)
class LevelForm(Scalar):
    """Reads "28.75 dBm", "0 dBi" or "-5 dB", up to 500 in either direction."""

    def read(self, value: object, context: Any) -> Level:
        """The level; a loss is negative."""
        if isinstance(value, str) and value.strip().endswith("dBm"):
            number, unit = _read(value, "power level"), "dBm"
        else:
            try:
                number = _read(value, "gain or loss")
            except ValueError:
                raise ValueError(
                    f"{show(value)} is not a level (a number and a unit: dBm, dB, dBi)"
                ) from None
            unit = "dBi" if str(value).strip().endswith("dBi") else "dB"
        if abs(number) > 500.0:
            raise ValueError(f"{show(value)} is not between -500 and 500 {unit}")
        return Level(number, unit)  # type: ignore[arg-type]

    def json_schema(self) -> dict[str, Any]:
        """A string with a pattern and examples."""
        pattern = quantity_pattern("power level", "gain or loss")
        return {"type": "string", "pattern": pattern, "examples": ["28.75 dBm", "-5 dB", "2 dBi"]}


Frequency = Annotated[float, Quantity("frequency", "914 MHz", low="1 MHz", high="100 GHz")]
DataRate = Annotated[float, Quantity("data rate", "20 kbit/s", above="0 bit/s", high="1000000 Mbit/s")]
Volume = Annotated[float, Quantity("data volume", "120 kbit", above="0 bit", high="1000000 GB")]
Duration = Annotated[float, Quantity("duration", "30 min", low="0 s", high="36525 days")]
PositiveDuration = Annotated[float, Quantity("duration", "30 min", above="0 s", high="36525 days")]
DayLength = Annotated[float, Quantity("duration", "88775.244 s", low="1 h", high="1000 days")]
Power = Annotated[float, Quantity("power", "350 W", above="0 W", high="1000000 W")]
Speed = Annotated[float, Quantity("speed", "1 m/s", above="0 m/s", high="1000 m/s")]
Sensitivity = Annotated[float, Quantity("power level", "-110 dBm", low="-250 dBm", high="100 dBm")]
Sigma = Annotated[float, Quantity("gain or loss", "1 dB", low="0 dB", high="100 dB")]
LevelValue = Annotated[Level, LevelForm()]
AntennaHeight = Annotated[float, Quantity("length", "1.2 m", low="0 m", high="100 m")]
FlightHeight = Annotated[float, Quantity("length", "10 m", above="0 m", high="100 km")]
Distance = Annotated[float, Quantity("length", "203 m", low="0 m", high="100000 km")]
BodyRadius = Annotated[float, Quantity("length", "3396190 m", low="1 km", high="1000000 km")]
Latitude = Annotated[float, Quantity("angle", "18.4799 deg", low="-90 deg", high="90 deg")]
Longitude = Annotated[float, Quantity("angle", "77.3689 deg", low="-180 deg", high="360 deg")]
Angle = Annotated[float, Quantity("angle", "270 deg", low="-360 deg", high="360 deg")]
Elevation = Annotated[float, Quantity("angle", "10 deg", low="0 deg", high="89 deg")]
Separation = Annotated[float, Quantity("angle", "2.2 deg", above="0 deg", high="90 deg")]
OrbitHeight = Annotated[float, Quantity("length", "400 km", low="-1000000 km", high="1000000 km")]
Range = Annotated[float, Quantity("length", "800 km", above="0 m", high="1000000 km")]
EarthDistance = Annotated[float, Quantity("length", "225000000 km", above="0 m", high="10000000000 km")]
Acceleration = Annotated[float, Quantity("acceleration", "1 m/s2", above="0 m/s2", high="1000 m/s2")]
Slope = Annotated[float, Quantity("angle", "10 deg", above="0 deg", high="90 deg")]
Energy = Annotated[float, Quantity("energy", "35.75 Wh", above="0 Wh", high="1000000 Wh")]
Share = Annotated[float, Quantity("share", "30 %", low="0 %", high="100 %")]
Temperature = Annotated[float, Quantity("temperature", "-20 C", low="-273 C", high="1000 C")]
Area = Annotated[float, Quantity("area", "544 cm2", above="0 cm2", high="1000000 m2")]
Mass = Annotated[float, Quantity("mass", "1.8 kg", above="0 kg", high="1000000 kg")]
Density = Annotated[float, Quantity("density", "0.017 kg/m3", above="0 kg/m3", high="100 kg/m3")]

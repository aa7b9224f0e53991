"""Where an orbit crosses the equator: an angle ("120 deg") or the local time there ("15:00 LMST")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from relaysim.scenario.quantities import Quantity, quantity_pattern
from relaysim.scenario.scalars import Scalar, show
from relaysim.scenario.times import TIME_OF_DAY_PATTERN, TimeOfDayForm

_ANGLE = Quantity("angle", "120 deg", low="-360 deg", high="360 deg")
_TIME = TimeOfDayForm()


@dataclass(frozen=True)
class Crossing:
    """An ascending node: its right ascension, or the dial seconds of the local time there; the other is None."""

    right_ascension_deg: float | None = None
    seconds_of_day: float | None = None


@dataclass(frozen=True)
class NodeAngleForm(Scalar):
    """Text with a colon is a time of day, any other an angle."""

    def read(self, value: object, context: Any) -> Crossing:
        """The node."""
        if isinstance(value, str) and ":" in value:
            return Crossing(seconds_of_day=_TIME.read(value, context))
        if not isinstance(value, str) or value.strip()[:1].isalpha():
            raise ValueError(f"{show(value)} is neither an angle (120 deg) nor a local time (15:00 LMST)")
        return Crossing(right_ascension_deg=_ANGLE.read(value, context))

    def json_schema(self) -> dict[str, Any]:
        """A string with a pattern and examples."""
        pattern = rf"({quantity_pattern('angle')})|(^\s*{TIME_OF_DAY_PATTERN}\s*$)"
        return {"type": "string", "pattern": pattern, "examples": ["15:00 LMST", "120 deg"]}


NodeAngle = Annotated[Crossing, NodeAngleForm()]

"""The light time of a scenario: a duration ("840 s"), the path of a table, or from the ephemeris."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from relaysim.scenario.quantities import Quantity, quantity_pattern
from relaysim.scenario.scalars import Scalar, Text

EPHEMERIS = "ephemeris"
_CONSTANT = Quantity("duration", "840 s", low="0 s", high="365 days")


@dataclass(frozen=True)
class LightTimeForm(Scalar):
    """The word ephemeris; text that begins like a number is a duration, any other the path of a table."""

    def read(self, value: object, context: Any) -> float | str:
        """Seconds, or the path or the word as written."""
        if not isinstance(value, str) or (
            value.strip()[:1] in "+-.0123456789" and not value.strip().endswith(".csv")
        ):
            return _CONSTANT.read(value, context)
        return Text(most=4096).read(value, context)

    def json_schema(self) -> dict[str, Any]:
        """A duration, a path that ends in .csv, or the word."""
        pattern = f"({quantity_pattern('duration')})|(\\.csv\\s*$)|(^\\s*{EPHEMERIS}\\s*$)"
        return {
            "type": "string",
            "pattern": pattern,
            "examples": ["840 s", "tables/light_time.csv", EPHEMERIS],
        }


LightTimeSource = Annotated[float | str, LightTimeForm()]

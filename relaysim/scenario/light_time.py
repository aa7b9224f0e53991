"""The light time of a scenario: a constant duration ("840 s") or the path of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from relaysim.scenario.quantities import Quantity, quantity_pattern
from relaysim.scenario.scalars import Scalar, Text

_CONSTANT = Quantity("duration", "840 s", low="0 s", high="365 days")


@dataclass(frozen=True)
class LightTimeForm(Scalar):
    """Text that begins like a number is a duration, any other the path of a table."""

    def read(self, value: object, context: Any) -> float | str:
        """Seconds, or the path as written."""
        if not isinstance(value, str) or (
            value.strip()[:1] in "+-.0123456789" and not value.strip().endswith(".csv")
        ):
            return _CONSTANT.read(value, context)
        return Text(most=4096).read(value, context)

    def json_schema(self) -> dict[str, Any]:
        """A duration, or a path that ends in .csv."""
        pattern = f"({quantity_pattern('duration')})|(\\.csv\\s*$)"
        return {"type": "string", "pattern": pattern, "examples": ["840 s", "tables/light_time.csv"]}


LightTimeSource = Annotated[float | str, LightTimeForm()]

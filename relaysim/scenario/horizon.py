"""How high Earth must stand at the rover: an angle ("10 deg"), or above the horizon that the terrain shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from relaysim.scenario.quantities import Quantity, quantity_pattern
from relaysim.scenario.scalars import Scalar, show

TERRAIN = "terrain"
_ANGLE = Quantity("angle", "10 deg", low="0 deg", high="89 deg")


@dataclass(frozen=True)
class HorizonForm(Scalar):
    """The word terrain, or an angle."""

    def read(self, value: object, context: Any) -> float | str:
        """Degrees, or the word."""
        if isinstance(value, str) and value.strip() == TERRAIN:
            return TERRAIN
        if isinstance(value, str) and value.strip()[:1].isalpha():
            raise ValueError(f"{show(value)} is neither an angle (10 deg) nor '{TERRAIN}'")
        return _ANGLE.read(value, context)

    def json_schema(self) -> dict[str, Any]:
        """A string with a pattern and examples."""
        pattern = f"({quantity_pattern('angle')})|(^\\s*{TERRAIN}\\s*$)"
        return {"type": "string", "pattern": pattern, "examples": ["10 deg", TERRAIN]}


HorizonSource = Annotated[float | str, HorizonForm()]

"""The tilt of an orbit: an angle ("92.6 deg"), or the one at which its local time stays (sun-synchronous)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from relaysim.scenario.quantities import Quantity, quantity_pattern
from relaysim.scenario.scalars import Scalar, show

SUN_SYNCHRONOUS = "sun-synchronous"
_ANGLE = Quantity("angle", "92.6 deg", low="0 deg", high="180 deg")


@dataclass(frozen=True)
class InclinationForm(Scalar):
    """The word sun-synchronous, or an angle."""

    def read(self, value: object, context: Any) -> float | str:
        """Degrees, or the word."""
        if isinstance(value, str) and value.strip() == SUN_SYNCHRONOUS:
            return SUN_SYNCHRONOUS
        if isinstance(value, str) and value.strip()[:1].isalpha():
            raise ValueError(f"{show(value)} is neither an angle (92.6 deg) nor '{SUN_SYNCHRONOUS}'")
        return _ANGLE.read(value, context)

    def json_schema(self) -> dict[str, Any]:
        """A string with a pattern and examples."""
        pattern = f"({quantity_pattern('angle')})|(^\\s*{SUN_SYNCHRONOUS}\\s*$)"
        return {"type": "string", "pattern": pattern, "examples": ["92.6 deg", SUN_SYNCHRONOUS]}


Inclination = Annotated[float | str, InclinationForm()]

"""Names or paths of what belongs together (rasters by priority, SPICE kernels): one, or a list of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from relaysim.scenario.scalars import Scalar, Text

MOST = 20
ONE = Text(most=4096)


@dataclass(frozen=True)
class Sources(Scalar):
    """Reads a text, or a list of texts; keeps a tuple."""

    def read(self, value: object, context: Any) -> tuple[str, ...]:
        """The names or paths."""
        if not isinstance(value, list):
            return (ONE.read(value, context),)
        if not 1 <= len(value) <= MOST:
            raise ValueError(f"items in the list: {len(value)}; 1 to {MOST} needed")
        found = []
        for number, item in enumerate(value, 1):
            try:
                found.append(ONE.read(item, context))
            except ValueError as error:
                raise ValueError(f"item {number}: {error}") from None
        twice = [item for item in found if found.count(item) > 1]
        if twice:
            raise ValueError(f"'{twice[0]}' stands twice in the list; once is enough")
        return tuple(found)

    def json_schema(self) -> dict[str, Any]:
        """A string, or an array of strings."""
        one = ONE.json_schema()
        return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1, "maxItems": MOST}]}

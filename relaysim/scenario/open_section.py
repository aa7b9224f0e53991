"""A section whose keys only somebody else knows: a kind of vehicle, of a plug-in perhaps, reads its own settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from relaysim.scenario.scalars import Scalar, show

MOST_KEYS = 100


@dataclass(frozen=True)
class OpenSectionForm(Scalar):
    """A mapping from words to single values."""

    def read(self, value: object, context: Any) -> dict[str, Any]:
        """The mapping; what its keys and values mean is for others to check."""
        if not isinstance(value, dict):
            raise ValueError(f"{show(value)} stands where a section is needed (keys and values)")
        if len(value) > MOST_KEYS:
            raise ValueError(f"keys: {len(value)}; at most {MOST_KEYS} are read")
        return {str(key): one for key, one in value.items()}

    def json_schema(self) -> dict[str, Any]:
        """An object of single values."""
        single = {"type": ["string", "number"]}
        return {"type": "object", "additionalProperties": single, "maxProperties": MOST_KEYS}


OpenSection = Annotated[dict[str, Any], OpenSectionForm()]
"""Read and checked by whoever knows the keys."""

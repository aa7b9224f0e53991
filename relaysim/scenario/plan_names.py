"""What the nodes of a contact plan are called in the scenario: {1: earth, 2: rover}."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from relaysim.scenario.scalars import Scalar, show
from relaysim.scenario.section import NODE_NAME

MOST = 10_000


@dataclass(frozen=True)
class PlanNamesForm(Scalar):
    """A mapping from the plan's names or numbers to the scenario's names."""

    def read(self, value: object, context: Any) -> dict[str, str]:
        """The scenario's name by that of the plan."""
        if not isinstance(value, dict):
            raise ValueError(
                f"{show(value)} stands where a section of names is needed ({{1: earth, 2: rover}})"
            )
        if len(value) > MOST:
            raise ValueError(f"names: {len(value)}; at most {MOST} are read")
        found: dict[str, str] = {}
        for key, name in value.items():
            try:
                found[str(key)] = NODE_NAME.read(name, context)
            except ValueError as error:
                raise ValueError(f"the name of '{key}': {error}") from None
        for name in found.values():
            twice = [key for key, other in found.items() if other == name]
            if len(twice) > 1:
                raise ValueError(f"'{name}' is given to {' and '.join(twice)}; every node has its own")
        return found

    def json_schema(self) -> dict[str, Any]:
        """An object whose values are names."""
        return {"type": "object", "additionalProperties": NODE_NAME.json_schema(), "maxProperties": MOST}


PlanNames = Annotated[dict[str, str], PlanNamesForm()]

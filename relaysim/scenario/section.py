"""The base of every part of the scenario's schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from relaysim.scenario.scalars import Choice, Text, Whole

Kind = Annotated[Literal["given", "assumed", "fitted"], Choice("kind", ("given", "assumed", "fitted"))]
Name = Annotated[str, Text(most=80)]
NODE_NAME = Text(
    pattern="[A-Za-z][A-Za-z0-9_-]*",
    form="a name of letters, digits and hyphens that begins with a letter (mro)",
    most=40,
)
NodeName = Annotated[str, NODE_NAME]
WhenFull = Annotated[
    Literal["refuse", "drop-oldest", "drop-lowest-priority"],
    Choice("rule of a full store", ("refuse", "drop-oldest", "drop-lowest-priority")),
]
FilePath = Annotated[str, Text(most=4096)]
Sentence = Annotated[str, Text()]
Priority = Annotated[int, Whole(1, 99)]


def written(value: str | dict[str, str]) -> Any:
    """A default as a person would write it; it is read like any other value."""
    return value


class Section(BaseModel):
    """A mapping of the scenario file: frozen, no unknown keys, keys read by their alias only.

    Nothing is converted silently although pydantic's strict flag is off: that flag would only refuse the
    lists of YAML where the models keep tuples; single values are read by the classes of `scalars`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    @classmethod
    def hint_of_missing(cls, key: str, given: Mapping[str, object]) -> str:
        """What to say behind "missing key", where the other keys tell what it may be; empty for nothing."""
        return ""


class Sourced(Section):
    """A section that says where its figures come from."""

    kind: Kind = Field(description="given (documented), assumed, or fitted to observed contacts")
    source: Sentence = Field(description="where the figures come from")

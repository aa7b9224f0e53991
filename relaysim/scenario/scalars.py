"""Single values of a scenario file: text, choices and numbers, each with its own plain words when wrong.

Pydantic is told how to read each of them by an annotation (`Annotated[str, Text()]`), so that no wording
of its own reaches the user and no value is turned silently into another type.
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Scalar(ABC):
    """How one value is read from YAML; subclasses annotate the Python type that `read` returns."""

    @abstractmethod
    def read(self, value: object, context: Any) -> object:
        """The value as relaysim keeps it.

        Raises:
            ValueError: not such a value; the message says what is allowed.
        """

    @abstractmethod
    def json_schema(self) -> dict[str, Any]:
        """What an editor may check of it."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(value: object, info: core_schema.ValidationInfo[Any]) -> object:
            if value is None:
                raise ValueError("there is no value")
            return self.read(value, info.context)

        return core_schema.with_info_plain_validator_function(read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return self.json_schema()


def show(value: object) -> str:
    """A YAML value as messages name it: 'text' in quotes, numbers as they are, "a list", "a section"."""
    if isinstance(value, dict):
        return "a section"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "no value"
    if isinstance(value, bool):
        return str(value).lower()
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def nearest(word: str, allowed: list[str]) -> str:
    """ "; did you mean X?" for the closest allowed word, "" when none is close."""
    close = nearest_word(word, allowed)
    return f"; did you mean {close}?" if close else ""


def nearest_word(word: str, allowed: list[str]) -> str | None:
    """The allowed word closest to a word, None when none is close."""
    close = get_close_matches(word, allowed, n=1, cutoff=0.6)
    return close[0] if close else None


@dataclass(frozen=True)
class Text(Scalar):
    """Text of at least `least` characters; `pattern` and its description `form` narrow it."""

    least: int = 1
    pattern: str = ""
    form: str = ""
    most: int = 10_000

    def read(self, value: object, context: Any) -> str:
        """The text, without white space at its ends."""
        if isinstance(value, bool | int | float):
            raise ValueError(f"{show(value)} is not text; write it in quotes if it is meant as text")
        if not isinstance(value, str):
            raise ValueError(f"{show(value)} is not text")
        text = value.strip()
        if len(text) < self.least:
            raise ValueError("the text is empty")
        if len(text) > self.most:
            raise ValueError(f"the text is too long ({len(text)} characters; at most {self.most})")
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise ValueError(f"{show(text)} is not {self.form}")
        return text

    def json_schema(self) -> dict[str, Any]:
        """A string, with its pattern."""
        schema: dict[str, Any] = {"type": "string", "minLength": self.least, "maxLength": self.most}
        return {**schema, "pattern": f"^{self.pattern}$"} if self.pattern else schema


@dataclass(frozen=True)
class Choice(Scalar):
    """One of a few words."""

    what: str
    words: tuple[str, ...]

    def read(self, value: object, context: Any) -> str:
        """The word."""
        if isinstance(value, str) and value in self.words:
            return value
        hint = nearest(value, list(self.words)) if isinstance(value, str) else ""
        raise ValueError(f"{show(value)} is not a {self.what}{hint or ';'} allowed: {', '.join(self.words)}")

    def json_schema(self) -> dict[str, Any]:
        """An enumeration."""
        return {"type": "string", "enum": list(self.words)}


@dataclass(frozen=True)
class Whole(Scalar):
    """A whole number between two bounds, both allowed."""

    low: int = 0
    high: int = 10**9

    def read(self, value: object, context: Any) -> int:
        """The number."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"{show(value)} is not a whole number ({self.low} to {self.high})")
        if not self.low <= value <= self.high:
            raise ValueError(f"{show(value)} is not between {self.low} and {self.high}")
        return value

    def json_schema(self) -> dict[str, Any]:
        """An integer with bounds."""
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Version(Scalar):
    """The version of the file's format, of which relaysim reads one."""

    version: int

    def read(self, value: object, context: Any) -> int:
        """The version."""
        if isinstance(value, bool) or value != self.version or not isinstance(value, int):
            raise ValueError(f"{show(value)} is not a version that this relaysim reads; write {self.version}")
        return value

    def json_schema(self) -> dict[str, Any]:
        """A constant."""
        return {"type": "integer", "const": self.version}


@dataclass(frozen=True)
class Number(Scalar):
    """A number without a unit between two bounds, both allowed unless `above` excludes the lower."""

    low: float = 0.0
    high: float = 1e9
    above: bool = False

    def read(self, value: object, context: Any) -> float:
        """The number as a float."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError(f"{show(value)} is not a number without unit ({self._range()})")
        if not self.low <= value <= self.high or (self.above and value == self.low):
            raise ValueError(f"{show(value)} is not allowed ({self._range()})")
        return float(value)

    def _range(self) -> str:
        return f"{'above ' if self.above else ''}{self.low:g} {'up ' if self.above else ''}to {self.high:g}"

    def json_schema(self) -> dict[str, Any]:
        """A number with bounds."""
        lower = "exclusiveMinimum" if self.above else "minimum"
        return {"type": "number", lower: self.low, "maximum": self.high}

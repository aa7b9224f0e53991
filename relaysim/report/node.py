"""Reading what a run wrote, one checked value at a time, so that a fault names its file and its place."""

from __future__ import annotations

import math
from typing import Any

from relaysim.clock.utc import parse_utc
from relaysim.errors import InputError

MEND = "remove the folder and write the run again with `relaysim run SCENARIO --out DIR`"
_YES = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}


class Node:
    """An object of a JSON file or a row of a CSV file, with its place for messages.

    Absent and null values are None (numbers, times) or empty (texts, lists); a value of the wrong type is an
    InputError. In a CSV row every value is text and an empty cell is an absent value.
    """

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise InputError(f"{place}: should be an object with named values, not {_show(value)}; {MEND}")
        self.values: dict[str, Any] = value
        self.place = place

    def fault(self, key: str, wanted: str) -> InputError:
        """The error for a value that is not what it should be."""
        return InputError(
            f"{self.place}: {key} should be {wanted}, not {_show(self.values.get(key))}; {MEND}"
        )

    def number(self, key: str) -> float | None:
        """The finite number of that name; None where absent, null, empty or not finite."""
        value = self.values.get(key)
        if value is None or value == "":
            return None
        try:
            if isinstance(value, (bool, list, dict)):
                raise ValueError
            number = float(value)
        except (ValueError, OverflowError):
            raise self.fault(key, "a number") from None
        return number if math.isfinite(number) else None

    def need(self, key: str) -> float:
        """The number of that name, which must be there."""
        number = self.number(key)
        if number is None:
            raise self.fault(key, "a number")
        return number

    def integer(self, key: str) -> int | None:
        """The number of that name as a whole number."""
        number = self.number(key)
        return None if number is None else round(number)

    def text(self, key: str, otherwise: str = "") -> str:
        """The text of that name; numbers and flags are written out."""
        value = self.values.get(key)
        if type(value) is str:  # the cells of every table: pages ask for hundreds of thousands
            return value or otherwise
        if value is None:
            return otherwise
        if isinstance(value, (list, dict)):
            raise self.fault(key, "a text")
        return f"{value:g}" if isinstance(value, float) else str(value)

    def flag(self, key: str) -> bool:
        """True for true, 1, yes; False for false, 0, no or nothing."""
        text = str(self.values.get(key) if self.values.get(key) is not None else "").strip().lower()
        if text not in _YES:
            raise self.fault(key, "true or false")
        return _YES[text]

    def when(self, key: str) -> float | None:
        """Seconds since 1970 of an ISO 8601 time (or of a number of seconds)."""
        value = self.values.get(key)
        if not isinstance(value, str) or not value:
            return self.number(key)
        try:
            return parse_utc(value)
        except ValueError:
            raise self.fault(key, "a UTC time such as 2023-04-27T04:09:49Z") from None

    def items(self, key: str) -> list[Any]:
        """The list of that name; empty where absent."""
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.fault(key, "a list")
        return value

    def numbers(self, key: str) -> list[float]:
        """The list of numbers of that name, with nan for null."""
        return [value if type(value) is float else self._listed(key, value) for value in self.items(key)]

    def rows(self, key: str, width: int) -> list[list[float]]:
        """The list of rows of numbers of that name, each `width` long."""
        rows = self.items(key)
        if not all(isinstance(row, list) and len(row) == width for row in rows):
            raise self.fault(key, f"a list of rows of {width} numbers")
        return [
            [value if type(value) is float else self._listed(key, value) for value in row] for row in rows
        ]

    def child(self, key: str) -> Node | None:
        """The object of that name; None where absent or null."""
        value = self.values.get(key)
        return None if value is None else Node(value, f"{self.place}: {key}")

    def children(self, key: str) -> list[Node]:
        """The list of objects of that name; empty where absent."""
        return [Node(value, f"{self.place}: {key}[{index}]") for index, value in enumerate(self.items(key))]

    def _listed(self, key: str, value: object) -> float:
        if value is None:
            return math.nan
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.fault(key, "a list of numbers")
        return float(value)


def _show(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."

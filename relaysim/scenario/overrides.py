"""Overrides from the command line: `--set path.to.field=value`, applied to the data before they are checked.

A path names keys with dots between; items of a list by their `name` or `flight` number where they have
one (`link.budget.fixed loss.value`, `flights.53.takeoff`), else by their index from 0; `[3]` is always an
index. The value is YAML; an empty one or `null` removes the key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from relaysim.errors import Fault
from relaysim.scenario.document import Path_, parse_value
from relaysim.scenario.places import Origins
from relaysim.scenario.scalars import nearest, show

_INDEX = re.compile(r"\[?(\d{1,6})\]?")


@dataclass(frozen=True)
class Override:
    """One value to be put in place.

    Attributes:
        option: how messages name it ("--set link.sweep=x").
        path: the path as written.
        value: plain data; None removes the key.
    """

    option: str
    path: str
    value: Any


def parse_override(text: str) -> Override:
    """The override written as path=value.

    Raises:
        ValueError: no equals sign, no path, or a value that is not YAML.
    """
    path, equals, value = text.partition("=")
    if not equals or not path.strip():
        raise ValueError("an override is written path.to.field=value, for example link.sweep=fixed loss")
    return Override(f"--set {text}", path.strip(), parse_value(value))


class Overrides:
    """Applies overrides to a document's data in place; keeps where each went, and their faults."""

    def __init__(self, data: dict[str, Any], paths_in: str = "") -> None:
        """Args: paths_in: a section at the top whose keys are themselves paths, dots and all."""
        self._data = data
        self._paths_in = paths_in
        self._options: dict[Path_, str] = {}
        self._exact: dict[str, Path_] = {}
        self.faults: list[Fault] = []

    @property
    def origins(self) -> Origins:
        """Which override put which path there."""
        return Origins(self._options, self._exact)

    def apply_text(self, text: str) -> None:
        """Parses and applies one override; a fault is kept."""
        try:
            override = parse_override(text)
        except ValueError as error:
            self.faults.append(Fault(f"--set {text}", 0, 0, "", str(error)))
            return
        self.apply(override)

    def apply(self, override: Override) -> None:
        """Applies one override; a fault is kept."""
        try:
            path = self._put(self._data, (), override.path.replace("[", ".["), override)
        except ValueError as error:
            self.faults.append(Fault(override.option, 0, 0, "", str(error)))
            return
        # A later override replaces what an earlier one put at or below its path.
        for known in [known for known in self._options if known[: len(path)] == path]:
            del self._options[known]
        self._options[path] = override.option
        self._exact[override.option] = path

    def _put(self, container: Any, path: Path_, rest: str, override: Override) -> Path_:
        if self._paths_in and path == (self._paths_in,):
            part, rest = override.path.partition(".")[2], ""
        else:
            part, rest = next_part(container, rest, override.path)
        here = (*path, part)
        if rest:
            if isinstance(container, dict) and part not in container:
                container[part] = {}
                self._options[here] = override.option
                try:
                    return self._put(container[part], here, rest, override)
                except ValueError:  # nothing of a path that ends nowhere may stay: it would be a second fault
                    del container[part], self._options[here]
                    raise
            return self._put(container[part], here, rest, override)
        if override.value is not None:
            container[part] = override.value
        elif isinstance(container, dict):
            container.pop(part, None)
        else:
            raise ValueError("an item of a list cannot be removed; set the whole list instead")
        return here


def next_part(container: Any, rest: str, whole: str) -> tuple[Any, str]:
    """The first part of a path within a container, and what remains of the path.

    Raises:
        ValueError: a part is empty, a list has no such item, or the container is neither section nor list.
    """
    if isinstance(container, dict):
        part, _, remaining = rest.partition(".")
        if not part.strip():
            raise ValueError(f"the path '{whole}' has an empty part")
        return part, remaining
    if isinstance(container, list):
        return _item(container, rest)
    raise ValueError(f"'{rest}' cannot be set within {show(container)}, which has no keys")


def _item(items: list[Any], rest: str) -> tuple[int, str]:
    names = [item_name(item) for item in items]
    # The longest name first, so that "low gain" is not taken for "low".
    for index in sorted(range(len(items)), key=lambda one: -len(names[one])):
        name = names[index]
        if name and (rest == name or rest.startswith(f"{name}.")):
            return index, rest[len(name) + 1 :]
    part, _, remaining = rest.partition(".")
    numbered = any(isinstance(item, dict) and "flight" in item for item in items)
    match = _INDEX.fullmatch(part)
    if match and (part.startswith("[") or not numbered) and int(match[1]) < len(items):
        return int(match[1]), remaining
    there = ", ".join(name or str(index) for index, name in enumerate(names)) or "none"
    raise ValueError(f"the list has no item '{part}'{nearest(part, names) or ';'} there are: {there}")


def item_name(item: Any) -> str:
    """What a path may call an item of a list: its name or flight number, "" where it has neither."""
    value = item.get("name", item.get("flight", "")) if isinstance(item, dict) else ""
    return str(value) if isinstance(value, str | int) else ""

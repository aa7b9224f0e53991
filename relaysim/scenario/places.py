"""Where a fault of the data is shown: a line of the file, or the override that brought the value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from relaysim.errors import Fault
from relaysim.scenario.document import Document, Path_, path_text


@dataclass(frozen=True)
class Origins:
    """Which override put which path there.

    Attributes:
        options: the command-line option ("--set link.sweep=x") by the path it set or created.
        exact: the path that the option names, by option; faults there need no path of their own.
    """

    options: Mapping[Path_, str] = field(default_factory=dict)
    exact: Mapping[str, Path_] = field(default_factory=dict)

    def option(self, path: Path_) -> str | None:
        """The override that a path came from, None for the file itself."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.options:
                return self.options[path[:length]]
        return None


@dataclass
class FaultList:
    """Collects the faults of a document, in the order of the file."""

    document: Document
    origins: Origins
    faults: list[Fault] = field(default_factory=list)

    def add(self, path: Sequence[str | int], message: str, at_key: bool = False) -> None:
        """A fault at the value of a path, at its key if so wished; at the nearest parent that has a place."""
        full = tuple(path)
        option = self.origins.option(full)
        if option is not None:
            inner = "" if full == self.origins.exact.get(option) else path_text(full)
            self.faults.append(Fault(option, 0, 0, inner, message))
            return
        line, column = self._place(full, at_key)
        self.faults.append(Fault(self.document.file, line, column, path_text(full), message))

    def given(self, *path: str | int) -> bool:
        """Whether the data hold anything at a path, right or wrong."""
        current: Any = self.document.data
        for part in path:
            in_list = isinstance(part, int) and isinstance(current, list) and part < len(current)
            if not in_list and not (isinstance(current, dict) and part in current):
                return False
            current = current[part]
        return True

    def _place(self, path: Path_, at_key: bool) -> tuple[int, int]:
        for length in range(len(path), 0, -1):
            place = self.document.places.get(path[:length])
            if place is not None:
                return place.key if at_key or length < len(path) else place.value
        return 1, 1

    def extend(self, faults: Sequence[Fault]) -> None:
        """Faults that know their place already."""
        self.faults.extend(faults)

    def in_order(self) -> list[Fault]:
        """Without repetitions: first the options, then the scenario file, then the tables, each by line."""

        def key(fault: Fault) -> tuple[int, str, int, int, str, str]:
            group = 0 if fault.file.startswith("--") else 1 if fault.file == self.document.file else 2
            return (group, fault.file, fault.line, fault.column, fault.path, fault.message)

        return sorted(set(self.faults), key=key)

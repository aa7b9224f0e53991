"""Files that scenarios name, read once for any number of scenarios that differ by their settings alone."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import TypeVar, cast

T = TypeVar("T")


class Shelf:
    """Where files are found, and what has been made of them.

    What is kept is shared by all scenarios that are read with this shelf: nobody may change it. The files must not change
    while the shelf is in use.
    """

    def __init__(self, places: Mapping[str, Path] | None = None) -> None:
        """`places`: where a file lies, by its name as scenarios write it; others lie below the scenario's folder."""
        self.places: Mapping[str, Path] = places or {}
        self._kept: dict[Hashable, object] = {}
        self._last: dict[str, tuple[Hashable, object]] = {}

    def place(self, folder: Path, name: str) -> Path:
        """Where the file of a name lies, for a scenario of this folder."""
        return self.places.get(name, folder / name)

    def keep(self, key: Hashable, make: Callable[[], T | None]) -> T | None:
        """What was made under this key, or is made now; None is not kept, so that what went wrong is said again."""
        found = cast("T | None", self._kept.get(key))
        if found is None:
            found = make()
            if found is not None:
                self._kept[key] = found
        return found

    def keep_last(self, kind: str, key: Hashable, make: Callable[[], T]) -> T:
        """What was made last of a kind, if it was under this key; else it is made now and takes its place."""
        last = self._last.get(kind)
        if last is None or last[0] != key:
            last = self._last[kind] = key, make()
        return cast("T", last[1])

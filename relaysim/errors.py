"""Every error relaysim raises on purpose, as one tree.

    RelaysimError
    ├── InputError            a mistake in what the user gave: one plain message, exit code 2
    │   ├── ScenarioError     faults of a scenario file or of a table it names, each with its place
    │   ├── TerrainError      a raster or survey table that cannot serve as terrain
    │   │   └── OutsideTerrain    a sound raster that does not reach the place asked for
    │   └── OutputError       a folder or file that cannot be written, or must not be replaced
    └── NoResult              the question was sound, but has no answer here: exit code 1

Anything else that escapes is our mistake and keeps its traceback. Only `relaysim.cli` turns these
into words on a terminal and exit codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class RelaysimError(Exception):
    """Base of all errors that relaysim raises on purpose."""


class InputError(RelaysimError):
    """The user's input cannot be used; the message says where, why and what to do next."""


class TerrainError(InputError):
    """A raster or survey table cannot serve as terrain."""


class OutsideTerrain(TerrainError):
    """A sound raster does not reach the place asked for."""


class OutputError(InputError):
    """The output cannot be written where it was asked for; nothing was left half-written."""


class NoResult(RelaysimError):
    """The question is sound but has no answer with this terrain or scenario."""


@dataclass(frozen=True, order=True)
class Fault:
    """One fault in a text file, at the place where a person would mend it.

    `line` and `column` count from 1; 0 means the file as a whole.
    """

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}"


class ScenarioError(InputError):
    """A scenario, study or table has faults: all of them at once, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

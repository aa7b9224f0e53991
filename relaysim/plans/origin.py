"""Where a contact of a plan came from, so that a fault can name the place."""

from __future__ import annotations

from dataclasses import dataclass

from relaysim.errors import Fault


@dataclass(frozen=True, slots=True)
class Origin:
    """A place in a contact plan's file: its line (from 1; 0 for none) and what stands there, in words."""

    file: str
    line: int
    path: str = ""

    def fault(self, message: str) -> Fault:
        """A fault at this place."""
        return Fault(self.file, self.line, 1 if self.line else 0, self.path, message)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else f"{self.file}: {self.path}"


def made_here(number: int) -> Origin:
    """The place of a contact that no file gave: its number in the plan, from 1."""
    return Origin("contact plan", 0, f"contact {number}")

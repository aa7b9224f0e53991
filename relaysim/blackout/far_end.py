"""What people call the far end of the relay: Earth, or whatever a scenario has there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FarEnd:
    """The words for the node `earth` of the network, whose name in files stays that.

    Attributes:
        name: within a sentence: "Earth", "the command post".
        there: of what has arrived: "on Earth", "at the command post".
        node: among the names of nodes: "earth", "the command post".
    """

    name: str = "Earth"
    there: str = "on Earth"
    node: str = "earth"

    @classmethod
    def called(cls, name: str | None) -> FarEnd:
        """The far end as a scenario calls it; None is Earth."""
        return cls() if name is None else cls(name, f"at {name}", name)

    @property
    def title(self) -> str:
        """The name at the beginning of a line."""
        return self.name[:1].upper() + self.name[1:]

    def level(self, name: str) -> str:
        """What people call a level of blackouts: the one of the node `earth` has this name, the others keep theirs."""
        return self.node if name == FAR_END.node else name


FAR_END = FarEnd()

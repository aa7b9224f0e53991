"""A study while it is checked: its model, the scenario it varies, the faults found so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from relaysim.campaign.study.names import name_all
from relaysim.campaign.study.scenario_paths import ScenarioPlace, find_place
from relaysim.campaign.study.schema_study import StudyModel
from relaysim.scenario.document import Path_
from relaysim.scenario.loader import OpenScenario
from relaysim.scenario.places import FaultList
from relaysim.scenario.scenario import Scenario


@dataclass
class StudyDraft:
    """What the checks of a study share.

    Attributes:
        model: the file; values that are faulty or missing are None.
        faults: each at its place.
        opened, base: the scenario and what it says with the study's `set`; None where it cannot be had.
        names: of factors and uncertain values, given or made, by their place in the file.
        used: who sets a place of the scenario, by its path.
    """

    model: StudyModel
    faults: FaultList
    opened: OpenScenario | None
    base: Scenario | None
    names: dict[Path_, str] = field(init=False)
    used: dict[Path_, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = name_all(self.model)

    def has(self, *path: str | int) -> bool:
        """Whether the file says anything at a path, right or wrong; null says nothing."""
        current: Any = self.faults.document.data
        for part in path:
            in_list = isinstance(part, int) and isinstance(current, list) and part < len(current)
            if not in_list and not (isinstance(current, dict) and part in current):
                return False
            current = current[part]
        return current is not None

    def place(self, path: str | None, at: Path_, *, at_key: bool = False) -> ScenarioPlace | None:
        """The place of a path in the scenario; None, and a fault where the study names it, if there is none."""
        if path is None or self.base is None:
            return None
        if "=" in path or "\n" in path:
            self.faults.add(at, "a path has no '=' and no line break in it", at_key=at_key)
            return None
        try:
            found = find_place(self.base, path)
        except ValueError as error:
            self.faults.add(at, str(error), at_key=at_key)
            return None
        if found.path == ("seed",):
            message = "each run draws its own seed from the study's: for runs that differ by chance use 'replications'"
            self.faults.add(at, message, at_key=at_key)
        return found

    def claim(self, place: ScenarioPlace | None, who: str, at: Path_, *, at_key: bool = False) -> None:
        """Notes who sets a place; a fault if another does."""
        if place is None:
            return
        other = self.used.setdefault(place.path, who)
        if other != who:
            message = f"{other} sets this value too: one of the two would have no effect"
            self.faults.add(at, message, at_key=at_key)

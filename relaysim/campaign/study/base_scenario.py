"""The scenario that a study varies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from relaysim.errors import ScenarioError
from relaysim.scenario.builtin import builtin_path, builtin_scenarios
from relaysim.scenario.loader import OpenScenario, open_scenario
from relaysim.scenario.places import FaultList
from relaysim.scenario.scalars import nearest
from relaysim.scenario.scenario import Scenario


@dataclass(frozen=True)
class BaseScenario:
    """The scenario as its file says.

    Attributes:
        source: built-in name, or absolute path.
        opened: to load it with other values.
        scenario: loaded with none.
    """

    source: str | Path
    opened: OpenScenario
    scenario: Scenario


def open_base(folder: Path, faults: FaultList) -> BaseScenario | None:
    """The scenario that a study's data name; None, and its faults, if it cannot be had.

    Args:
        folder: of the study file, as messages name it.
    """
    name = faults.document.data.get("scenario")
    if not isinstance(name, str) or not name.strip():
        return None  # the schema says so
    name = name.strip()
    source: str | Path = name if builtin_path(name) is not None else folder / name
    if isinstance(source, Path) and not _is_file(source):
        names = [known for known, _ in builtin_scenarios()]
        hint = nearest(name, names) or ";"
        message = f"there is no scenario '{name}' (built in, or a file relative to the study's folder)"
        faults.add(("scenario",), f"{message}{hint} built in: {', '.join(names)}")
        return None
    try:
        opened = open_scenario(source)
        scenario = opened.load()
    except ScenarioError as error:
        faults.add(("scenario",), f"the scenario '{name}' has faults of its own")
        faults.extend(error.faults)
        return None
    return BaseScenario(source if isinstance(source, str) else source.resolve(), opened, scenario)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False

"""The studies that ship with relaysim, and where a study's name or path leads."""

from __future__ import annotations

from pathlib import Path

from relaysim.errors import Fault, ScenarioError
from relaysim.resources import data_folder
from relaysim.scenario.builtin import builtin_path, title_of
from relaysim.scenario.scalars import nearest

FOLDER = "studies"


def builtin_studies() -> list[tuple[str, str]]:
    """Name and title of every built-in study, by name; the title is "" where a file has none."""
    return [(path.stem, title_of(path)) for path in _files()]


def study_text(name: str) -> str:
    """The YAML text of a built-in study.

    Raises:
        ScenarioError: no built-in study has this name; the message lists them.
    """
    for path in _files():
        if path.stem == name:
            return path.read_text(encoding="utf-8")
    raise ScenarioError([Fault(name, 0, 0, "", f"there is no built-in study '{name}'{_suggestion(name)}")])


def find_study(source: str | Path) -> Path:
    """The YAML file of a built-in name or a path; a text that names both is the built-in.

    Raises:
        ScenarioError: neither a built-in name nor a file.
    """
    for path in _files() if isinstance(source, str) else ():
        if path.stem == source:
            return path
    try:
        if str(source) and Path(source).exists():
            return Path(source)
    except (OSError, ValueError):
        pass  # a text that no path can be: too long, or with a NUL character
    named = str(source) or "study"
    if isinstance(source, str) and builtin_path(source) is not None:
        message = f"this is a scenario, not a study: relaysim run {source}; {_built_in()}"
        raise ScenarioError([Fault(named, 0, 0, "", message)])
    message = f"there is no such file, and no built-in study of this name{_suggestion(str(source))}"
    raise ScenarioError([Fault(named, 0, 0, "", message)])


def is_study(source: str) -> bool:
    """Whether a name or a file is a study: a file that says `relaysim_study` at the beginning of a line."""
    if source in {path.stem for path in _files()}:
        return True
    try:
        lines = Path(source).read_text(encoding="utf-8", errors="replace").splitlines()
    except (OSError, ValueError):
        return False
    return any(line.startswith("relaysim_study") for line in lines)


def shown_study(path: Path, source: str | Path) -> str:
    """How messages name a study's file: as the user did, or its path where the user gave a built-in name."""
    if path == Path(source):
        return str(source)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _files() -> list[Path]:
    return sorted((data_folder("scenarios") / FOLDER).glob("*.yaml"))


def _suggestion(name: str) -> str:
    names = [path.stem for path in _files()]
    return f"{nearest(name, names) or ';'} {_built_in()}"


def _built_in() -> str:
    return f"built in: {', '.join(path.stem for path in _files())}"

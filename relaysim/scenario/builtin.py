"""The scenarios that ship with relaysim."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import MappingStartEvent, ScalarEvent, SequenceStartEvent

from relaysim.errors import Fault, OutputError, ScenarioError
from relaysim.resources import data_folder
from relaysim.scenario.scalars import nearest


def builtin_scenarios() -> list[tuple[str, str]]:
    """Name and title of every built-in scenario, by name; the title is "" where a file has none."""
    return [(path.stem, title_of(path)) for path in sorted(data_folder("scenarios").glob("*.yaml"))]


def scenario_text(name: str) -> str:
    """The YAML text of a built-in scenario.

    Raises:
        ScenarioError: no built-in scenario has this name; the message lists them.
    """
    path = builtin_path(name)
    if path is None:
        raise ScenarioError(
            [Fault(name, 0, 0, "", f"there is no built-in scenario '{name}'{_suggestion(name)}")]
        )
    return path.read_text(encoding="utf-8")


def copy_scenario(name: str, folder: Path) -> list[Path]:
    """Copy a built-in scenario and the tables it names into a folder: a start for one's own. The files written.

    Raises:
        ScenarioError: no built-in scenario has this name.
        OutputError: one of the files exists, or cannot be written; then none of them is written.
    """
    from relaysim.records.run_folder import check_output_file, replacing, write_file
    from relaysim.scenario.loader import load_scenario

    text = scenario_text(name)
    home = data_folder("scenarios")
    texts = {folder / f"{name}.yaml": text}
    for table in load_scenario(name).table_digests:
        texts[folder / table] = (home / table).read_text(encoding="utf-8")
    for path in texts:
        check_output_file(path, force=True)
        if path.exists():
            raise OutputError(f"{path} exists: choose another folder with --out")
    if folder.exists():
        _add(texts)
    else:
        with replacing(folder) as aside:
            for path, content in texts.items():
                write_file(aside / path.relative_to(folder), content, force=False)
    return list(texts)


def _add(texts: dict[Path, str]) -> None:
    """Write files into a folder that holds others, the scenario after its tables; all of them, or none."""
    from relaysim.records.run_folder import write_file

    written: list[Path] = []
    try:
        for path, content in reversed(texts.items()):
            write_file(path, content, force=False)
            written.append(path)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def builtin_path(name: str) -> Path | None:
    """The file of a built-in scenario, None if no scenario has this name."""
    names = {path.stem: path for path in data_folder("scenarios").glob("*.yaml")}
    return names.get(name)


def find_scenario(source: str | Path) -> Path:
    """The YAML file of a built-in name or a path; a text that names both is the built-in.

    Raises:
        ScenarioError: neither a built-in name nor a file.
    """
    path = builtin_path(source) if isinstance(source, str) else None
    if path is not None:
        return path
    try:
        if str(source) and Path(source).exists():
            return Path(source)
    except (OSError, ValueError):
        pass  # a text that no path can be: too long, or with a NUL character
    if not str(source):
        raise ScenarioError(
            [Fault("scenario", 0, 0, "", f"there is no such file: its name is empty{_suggestion('')}")]
        )
    if isinstance(source, str) and source in {
        path.stem for path in data_folder("scenarios").glob("studies/*.yaml")
    }:
        message = f"this is a study, not a scenario: relaysim campaign {source}"
        raise ScenarioError([Fault(source, 0, 0, "", message)])
    message = f"there is no such file, and no built-in scenario of this name{_suggestion(str(source))}"
    raise ScenarioError([Fault(str(source), 0, 0, "", message)])


def _suggestion(name: str) -> str:
    names = sorted(path.stem for path in data_folder("scenarios").glob("*.yaml"))
    return f"{nearest(name, names) or ';'} built in: {', '.join(names)}"


def title_of(path: Path) -> str:
    """The title of a scenario or study file, read no further than that; "" where it has none."""
    # Events are read only as far as the title, which stands near the top of the file.
    depth, key = 0, None
    try:
        for event in YAML(typ="safe", pure=True).parse(path.read_text(encoding="utf-8")):
            if isinstance(event, MappingStartEvent | SequenceStartEvent):
                depth, key = depth + 1, None
            elif isinstance(event, ScalarEvent) and depth == 1:
                if key == "title":
                    return str(event.value)
                key = event.value if key is None else None
            elif type(event).__name__ in ("MappingEndEvent", "SequenceEndEvent"):
                depth -= 1
    except (YAMLError, OSError, UnicodeDecodeError):
        pass
    return ""

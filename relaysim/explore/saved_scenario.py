"""A place that was tried, as a scenario of its own: the file it came from with what was changed, comments kept."""

from __future__ import annotations

import io
from collections.abc import Mapping, MutableMapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from relaysim.clock.utc import format_utc
from relaysim.errors import Fault, NoResult, ScenarioError
from relaysim.explore.stage import Stage
from relaysim.explore.wish import Wish
from relaysim.scenario.document import read_document
from relaysim.scenario.loader import MOST_BYTES, OpenScenario
from relaysim.scenario.overrides import Overrides
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.text_file import read_text

Data = MutableMapping[str, Any]
_TRIED = "tried in relaysim explore"
_MOST_NAME = 80


def saved_scenario(stage: Stage, wish: Wish) -> tuple[str, str]:
    """(name of the file, its text) of the scenario in which the helicopter stands, and stays, where it was put.

    It begins at the day's instant; flights are left out. The rover drives as before unless it was put elsewhere: then it stays
    there. Tables and rasters are named by their whole path, so that the file can lie anywhere on this machine.

    Raises NoResult if the file has changed since, so that no sound scenario comes of it.
    """
    scenario = stage.scenario
    yaml = _yaml()
    data = _changeable(scenario, yaml)
    _put_overrides(scenario, data)
    _put_whole_paths(scenario, data)
    name = _rename(data)
    _put_time(stage, wish, data)
    _put_vehicles(stage, wish, data)
    _put_radio(stage, wish, data)
    stream = io.StringIO()
    yaml.dump(data, stream)
    text = _heading(scenario, name) + stream.getvalue()
    _check(scenario, text, f"{name}.yaml")
    return f"{name}.yaml", text


def _yaml() -> YAML:
    yaml = YAML()  # round trip: comments, quotes and order stay
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _changeable(scenario: Scenario, yaml: YAML) -> Data:
    text = read_text(scenario.source, str(scenario.source), MOST_BYTES, "scenario")
    if isinstance(text, Fault):
        raise NoResult(f"the scenario cannot be saved: {text}")
    data = yaml.load(text)
    if not isinstance(data, MutableMapping):
        raise NoResult(f"the scenario cannot be saved: {scenario.source} is no mapping any more")
    return data


def _heading(scenario: Scenario, name: str) -> str:
    return (
        f"# Saved by relaysim explore from {scenario.model.name}: the helicopter stays where it was put; flights are left out,\n"
        "# and commands sent before it begins.\n"
        f"# Tables are named by their whole path: keep this file anywhere on this machine.\n"
        f"#   relaysim scenarios check {name}.yaml\n"
        f"#   relaysim run {name}.yaml\n"
    )


def _put_overrides(scenario: Scenario, data: Data) -> None:
    """What the command line has set; it was checked when the scenario was loaded."""
    applied = Overrides(data)  # type: ignore[arg-type]
    for text in scenario.overrides:
        applied.apply_text(text)


def _put_whole_paths(scenario: Scenario, data: Data) -> None:
    """Every table by its whole path, the terrain as it was found."""
    paths = {name: (scenario.folder / name).resolve() for name in scenario.table_digests}
    whole = {name: str(path) for name, path in paths.items() if path.is_file()}
    _replace_texts(data, whole)
    sources = scenario.terrain if isinstance(scenario.terrain, tuple) else (scenario.terrain,)
    texts = [str(source) for source in sources]
    _section(data, "terrain")["source"] = texts[0] if len(texts) == 1 else texts


def _replace_texts(container: Any, whole: Mapping[str, str]) -> None:
    """Puts whole paths in the place of the texts that are names of tables."""
    items = container.items() if isinstance(container, MutableMapping) else enumerate(container)
    for key, value in list(items):
        if isinstance(value, str):
            if value in whole:
                container[key] = whole[value]
        elif isinstance(value, MutableMapping | list):
            _replace_texts(value, whole)


def _rename(data: Data) -> str:
    name = f"{str(data['name'])[: _MOST_NAME - 6]}-tried"
    data["name"] = name
    data["title"] = f"{str(data['title'])[:180]} (a place tried)"
    return name


def _put_time(stage: Stage, wish: Wish, data: Data) -> None:
    start = stage.day(wish).utc_s
    data["start"] = format_utc(start)
    for key in (
        "flights",
        "faults",
        "link_events",
        "decisions",
    ):  # all about flights, or what was recorded of them
        data.pop(key, None)
    sent = [at is not None and at < start for at in _ready_at(stage.scenario)]
    for number in reversed([n for n, is_sent in enumerate(sent) if is_sent]):
        del data["commands"][number]
    if "commands" in data and not data["commands"]:
        del data["commands"]


def _ready_at(scenario: Scenario) -> list[float | None]:
    """When each command is ready on Earth; None for daily ones."""
    return [command.send.utc_s for command in scenario.model.commands]


def _put_vehicles(stage: Stage, wish: Wish, data: Data) -> None:
    helicopter = _section(data, "helicopter")
    for key, text in zip(("latitude", "longitude"), _place(stage, stage.helicopter(wish)), strict=True):
        _put(helicopter, key, text)
    rover, day = stage.rover(wish)[0], stage.day(wish)
    if (float(rover[0][0]), float(rover[1][0])) == day.rover:
        return
    section = _section(data, "rover")
    for key in ("drives", "drive_paths", "route", "attitudes", "heading"):
        section.pop(key, None)
    for key, text in zip(("latitude", "longitude"), _place(stage, rover), strict=True):
        _put(section, key, text)


def _put_radio(stage: Stage, wish: Wish, data: Data) -> None:
    model = stage.model
    for end, tried, own in (
        ("rover", wish.rover_antenna_m, model.rover_antenna_m),
        ("helicopter", wish.helicopter_antenna_m, model.helicopter_antenna_m),
    ):
        if tried != own:
            _put(_section(_section(data, "radios"), end), "antenna_height", f"{tried:g} m")
    power = stage.power
    if wish.power_dbm == power.value:
        return
    for term in _section(data, "link")["budget"]:
        if term["name"] == power.name:
            _put(term, "value", f"{wish.power_dbm:g} dBm")
            term["kind"], term["source"] = "assumed", f"{_TRIED}; {power.value:g} dBm before"
            for key in ("range", "distribution"):
                term.pop(key, None)


def _put(section: Data, key: str, text: str) -> None:
    """Another value. What the line says of the old one would be wrong; the comments in the lines below stay."""
    section[key] = text
    tokens = section.ca.items.get(key) if isinstance(section, CommentedMap) else None
    if tokens and tokens[2] is not None:
        below = tokens[2].value.partition("\n")[2]
        tokens[2].value = f"# {_TRIED}\n{below}"
    elif isinstance(section, CommentedMap):
        section.yaml_add_eol_comment(_TRIED, key)


def _section(data: Data, key: str) -> Data:
    section = data[key]
    assert isinstance(section, MutableMapping)  # the scenario was loaded
    return section


def _place(stage: Stage, at: Any) -> tuple[str, str]:
    """To a tenth of a millimetre."""
    lat, lon = stage.model.frame.to_geographic(at[0], at[1])
    return f"{float(lat[0]):.9f} deg", f"{float(lon[0]):.9f} deg"


def _check(scenario: Scenario, text: str, file: str) -> None:
    """Raises NoResult if what was written would not load."""
    try:
        OpenScenario(scenario.source, read_document(text, file)).load()
    except ScenarioError as error:
        raise NoResult(f"the scenario cannot be saved so: {error}") from error

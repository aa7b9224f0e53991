"""Paths of a scenario: whether they exist, what may stand there, and which are near to one that does not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from relaysim.scenario.document import Path_, path_text
from relaysim.scenario.model_fields import fields_by_key, item_type, section_type
from relaysim.scenario.overrides import item_name, next_part
from relaysim.scenario.scalars import nearest_word
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.schema import ScenarioModel
from relaysim.scenario.times import Reading
from relaysim.scenario.wording import message_of

NEAREST = 3


@dataclass(frozen=True)
class ScenarioPlace:
    """A place in a scenario.

    Attributes:
        path: keys and indices from the top, the same however the path was written.
        field: what the schema allows there; None for an item of a list, or below what the schema knows.
    """

    path: Path_
    field: FieldInfo | None


def find_place(scenario: Scenario, path: str) -> ScenarioPlace:
    """The place that an override's path names; a key that the scenario may have, and has not, is a place too.

    Raises:
        ValueError: there is none; the message names the nearest paths that exist.
    """
    data: Any = dict(scenario.data)
    annotation: Any = ScenarioModel
    field: FieldInfo | None = None
    here: Path_ = ()
    rest = path.strip().replace("[", ".[")
    while rest:
        try:
            part, rest = next_part({} if data is None else data, rest, path)
        except ValueError as error:
            raise ValueError(_no_place(scenario, path, f"{_text(here)}: {error}")) from None
        section = section_type(annotation)
        if isinstance(part, int):
            field, annotation = None, item_type(annotation)
        elif section is not None:
            allowed = fields_by_key(section)
            if part not in allowed:
                what = f"{_text(here)} has no key '{part}'"
                raise ValueError(_no_place(scenario, path, what, here, list(allowed)))
            field = allowed[part][1]
            annotation = field.annotation
        else:
            field = annotation = None
        here = (*here, part)
        data = _inside(data, part)
    if not here:
        raise ValueError("the path is empty (radios.rover.antenna_height)")
    return ScenarioPlace(here, field)


def value_checker(place: ScenarioPlace | None, scenario: Scenario | None) -> Callable[[Any], str]:
    """What the scenario's schema has against a value at a place; "" for nothing, or where only a load can tell."""
    field = place.field if place is not None else None
    if field is None or scenario is None:
        return lambda value: ""
    annotation: Any = field.annotation
    is_section = section_type(annotation) is not None
    required, reading = field.is_required(), Reading(scenario.clock)
    whole: Any = Annotated[(annotation, *field.metadata)] if field.metadata else annotation
    adapter: TypeAdapter[Any] = TypeAdapter(whole)

    def check(value: Any) -> str:
        if value is None:
            return "the scenario needs this key: it cannot be removed" if required else ""
        if is_section or isinstance(value, list | dict):
            return ""
        try:
            adapter.validate_python(value, context=reading)
        except ValidationError as error:
            detail = error.errors(include_url=False)[0]
            return message_of(detail["type"], detail.get("ctx", {}), detail["input"])
        return ""

    return check


def all_paths(scenario: Scenario) -> list[str]:
    """Every path of a scenario as people write it, keys that it may have and has not among them."""
    return list(_paths(dict(scenario.data), ScenarioModel, ""))


def _paths(data: Any, annotation: Any, prefix: str) -> Iterator[str]:
    if isinstance(data, list):
        yield prefix
        for index, item in enumerate(data):
            yield from _paths(item, item_type(annotation), f"{prefix}.{item_name(item) or index}")
        return
    if prefix:
        yield prefix
    fields = fields_by_key(section_type(annotation)) if data is None or isinstance(data, dict) else {}
    for key in dict.fromkeys([*fields, *(data or {})] if fields or isinstance(data, dict) else ()):
        inner = fields[key][1].annotation if key in fields else None
        yield from _paths(_inside(data, key), inner, f"{prefix}.{key}" if prefix else key)


def _inside(data: Any, part: str | int) -> Any:
    if isinstance(part, int):
        return data[part]
    return data.get(part) if isinstance(data, dict) else None


def _no_place(scenario: Scenario, path: str, why: str, here: Path_ = (), allowed: Sequence[str] = ()) -> str:
    close = nearest_word(why.rpartition("'")[0].rpartition("'")[2], list(allowed))
    near = [path_text((*here, close))] if close else []
    near += get_close_matches(path.strip(), all_paths(scenario), n=NEAREST, cutoff=0.6)
    if near:
        return (
            f"the scenario has no such path: {why}; nearest: {', '.join(list(dict.fromkeys(near))[:NEAREST])}"
        )
    return f"the scenario has no such path: {why}" + (f"; there are: {', '.join(allowed)}" if allowed else "")


def _text(path: Path_) -> str:
    return path_text(path) or "the file's top level"

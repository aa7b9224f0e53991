"""docs/reference/scenario.md: every key of a scenario file, from its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from markdown_parts import code, link_to, page, table

EXAMPLE = "flight-52-blackout"
MORE_EXAMPLES = "first-flight"  # for keys that the former does not have
LONGEST_EXAMPLE = 60


def scenario_page() -> str:
    """Every key of a scenario file, section by section, from its JSON Schema."""
    from relaysim.scenario.builtin import scenario_text
    from relaysim.scenario.document import read_document
    from relaysim.scenario.json_schema import json_schema

    schema = json_schema()
    data = [read_document(scenario_text(name), name).data for name in (EXAMPLE, MORE_EXAMPLES)]
    found = list(_sections(schema, schema, ()))
    index = table(
        ("section", "what"),
        (
            (link_to(_dotted(p)) if p else "[The file itself](#the-file-itself)", s["description"])
            for p, s in found
        ),
    )
    intro = (
        "A scenario is one YAML file. Keys marked *yes* must be given. Unknown keys are faults, and all faults are "
        "shown at once, each with file, line and column: `relaysim scenarios check FILE`. "
        f"The examples are those of the built-in scenarios `{EXAMPLE}` and `{MORE_EXAMPLES}`."
    )
    parts = [_section(schema, path, section, data) for path, section in found]
    return page(
        "Scenario files",
        intro,
        _WRITING,
        "## Sections",
        index,
        *parts,
        "## Vehicles",
        *_vehicles(),
        "## Tables",
        *_tables(),
    )


_WRITING = """## How values are written

- **Quantities** are a number and a unit: `914 MHz`, `1.2 m`, `-110 dBm`. A bare number is refused.
- **Instants** are UTC (`2023-04-27T04:09:49Z`) or local (`sol 776 15:20 LMST`; `sol 776` is its first instant). The
  words for the day and its time come from the section `clock`.
- **Times of day** are local: `09:44 LMST`. A local day has 24 local hours, whatever its length.
- **Places** are latitude and longitude in degrees, longitude counted eastward.
- **Paths** start at the folder of the scenario file.
- **`kind` and `source`** say for each figure whether it is `given`, `assumed` or `fitted`, and by whom. The report
  repeats them.
- **Overrides**: `--set path.to.field=value` changes one value for one command. Items of a list go by their name or
  flight number (`link.budget.fixed loss.value`, `flights.53.land_now.after`), or by their index from 0. An empty value
  removes the key."""


def _vehicles() -> Iterator[str]:
    """The settings of each kind of vehicle that ships."""
    from relaysim.helicopter.vehicles.shipped import SHIPPED
    from relaysim.scenario.vehicle_settings import quantity
    from relaysim.units import DIMENSIONS

    yield (
        "What `helicopter.vehicle_settings` may hold, beside `kind` and `source`, by the kind of `helicopter.vehicle`. "
        "[Add a vehicle](../how-to/add-a-vehicle.md) says how a package brings another kind."
    )
    for name, kind in SHIPPED.items():
        rows = [
            (
                code(one.key),
                one.what,
                f"{one.dimension} ({', '.join(DIMENSIONS[one.dimension])}), {quantity(one).bounds}",
                code(one.default) if one.default is not None else "must be given",
                code(one.example),
            )
            for one in kind.settings
        ]
        yield f"### `{name}`"
        yield table(("key", "what", "allowed", "default", "example"), rows) if rows else "No settings."


def _sections(
    root: dict[str, Any], section: dict[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[Any, Any]]:
    """(path, section) of every section, outer ones first; a list's path ends with []."""
    yield path, section
    for key, value in section["properties"].items():
        inner, is_list = _inner(root, value)
        if inner is not None:
            yield from _sections(root, inner, (*path, key + ("[]" if is_list else "")))


def _inner(root: dict[str, Any], value: dict[str, Any]) -> tuple[dict[str, Any] | None, bool]:
    """The section that a key holds, if it holds one, and whether it holds a list of them."""
    value = _without_null(value)
    is_list = value.get("type") == "array"
    reference = (value["items"] if is_list else value).get("$ref", "")
    return (root["$defs"][reference.rpartition("/")[2]] if reference else None), is_list


def _without_null(value: dict[str, Any]) -> dict[str, Any]:
    others = [option for option in value.get("anyOf", [value]) if option.get("type") != "null"]
    return others[0] if others else value


def _dotted(path: tuple[str, ...]) -> str:
    return ".".join(path)


def _section(root: dict[str, Any], path: tuple[str, ...], section: dict[str, Any], data: Any) -> str:
    rows = []
    for key, value in section["properties"].items():
        inner, is_list = _inner(root, value)
        if inner is not None:
            allowed = ("list of " if is_list else "") + link_to(
                _dotted((*path, key + ("[]" if is_list else "")))
            )
        else:
            allowed = _allowed(path, key, _without_null(value))
        needed = "yes" if key in section.get("required", []) else _default(value)
        rows.append(
            (code(key), value.get("description", ""), allowed, needed, _example(path, key, value, data))
        )
    heading = code(_dotted(path)) if path else "The file itself"
    head = ("key", "what", "unit or allowed values", "needed, or default", "example")
    return f"## {heading}\n\n{section['description']}\n\n{table(head, rows)}"


def _default(value: dict[str, Any]) -> str:
    given = value.get("default")
    return "none" if given in (None, [], "") else code(str(given))


def _allowed(path: tuple[str, ...], key: str, value: dict[str, Any]) -> str:
    """What a key may hold: units and bounds from the model's own types, the rest from the schema."""
    from relaysim.scenario.quantities import LevelForm, Quantity
    from relaysim.units import DIMENSIONS

    scalar = _scalar(path, key)
    if isinstance(scalar, Quantity):
        bounds = scalar.bounds
        units = f"{scalar.dimension} ({', '.join(DIMENSIONS[scalar.dimension])})"
        head = "list: " if value.get("type") == "array" else ""
        return f"{head}{units}{', ' + bounds if bounds else ''}"
    if isinstance(scalar, LevelForm):
        text = "level (dBm, dB, dBi), from -500 to 500"
        return f"[lowest, highest]: {text}" if value.get("type") == "array" else text
    named = {
        "InstantForm": "instant, UTC or local" if getattr(scalar, "local", True) else "instant, UTC",
        "TimeOfDayForm": "local time of day",
        "TimeZoneForm": "name of a time zone (IANA)",
        "LightTimeForm": "duration, path of a table, or `ephemeris`",
        "NodeAngleForm": "angle (deg), or local time of day",
        "InclinationForm": "angle (deg), from 0 deg to 180 deg, or `sun-synchronous`",
        "HorizonForm": "angle (deg), from 0 deg to 89 deg, or `terrain`",
        "SendForm": "instant, or `daily` and a local time of day",
        "PlanNamesForm": "mapping of the plan's names or numbers to this scenario's: `{1: earth, 2: rover}`",
        "OpenSectionForm": "keys and values of the [kind of vehicle](#vehicles)",
        "ReadingText": "number with the unit of the signal",
        "Sources": "name or path, or a list of 1 to 20 of them",
    }.get(type(scalar).__name__)
    if named is not None:
        return f"list: {named}" if value.get("type") == "array" else named
    return _allowed_by_schema(value, getattr(scalar, "form", ""))


def _allowed_by_schema(value: dict[str, Any], form: str) -> str:
    if value.get("type") == "array":
        return f"list of {_allowed_by_schema(value['items'], form)}"
    if "enum" in value:
        return ", ".join(code(word) for word in value["enum"])
    if "const" in value:
        return code(str(value["const"]))
    if value["type"] == "boolean":
        return "true or false"
    if value["type"] in ("integer", "number"):
        low = value.get("minimum", value.get("exclusiveMinimum"))
        kind = "whole number" if value["type"] == "integer" else "number"
        shown = ("above " if "exclusiveMinimum" in value else "") + f"{low:,} to {value['maximum']:,}"
        return f"{kind}, {shown.replace('.0 ', ' ').removesuffix('.0')}"
    return form or f"text, at most {value['maxLength']} characters"


def _scalar(path: tuple[str, ...], key: str) -> object:
    """The object that reads a key's value, from the annotations of its model."""
    from relaysim.scenario.model_fields import fields_by_key, model_at
    from relaysim.scenario.schema import ScenarioModel

    place: list[str | int] = []
    for part in path:
        place += [part.removesuffix("[]"), 0] if part.endswith("[]") else [part]
    info = fields_by_key(model_at(ScenarioModel, place))[key][1]
    return next(_scalars([*info.metadata, info.annotation]), None)


def _scalars(things: Iterable[object]) -> Iterator[object]:
    from relaysim.scenario.scalars import Scalar

    for thing in things:
        if isinstance(thing, Scalar):
            yield thing
        else:
            yield from _scalars([*getattr(thing, "__metadata__", ()), *get_args(thing)])


def _example(path: tuple[str, ...], key: str, value: dict[str, Any], data: Any) -> str:
    """The built-in scenario's value of a key; the schema's own example where it has none."""
    found = list(data)
    for part in path:
        inside = [place.get(part.removesuffix("[]")) for place in found if isinstance(place, dict)]
        found = [item for place in inside for item in (place if isinstance(place, list) else [place])]
    values = [place[key] for place in found if isinstance(place, dict) and key in place]
    if any(isinstance(v, dict) or (isinstance(v, list) and v and isinstance(v[0], dict)) for v in values):
        return ""
    examples = values or _without_null(value).get("examples", [])
    if not examples:
        return ""
    first = examples[0]
    text = " ".join(str(first).split()) if not isinstance(first, list) else f"[{', '.join(map(str, first))}]"
    return code(text if len(text) <= LONGEST_EXAMPLE else f"{text[:LONGEST_EXAMPLE].rstrip()} ...")


def _tables() -> list[str]:
    from relaysim.earth.pass_table import PASS_COLUMNS
    from relaysim.scenario import tables

    rows = [
        ("rover.drives", tables.DRIVE_COLUMNS),
        ("rover.drive_paths", tables.DRIVE_PATH_COLUMNS),
        ("helicopter.flights", tables.FLIGHT_COLUMNS),
        ("helicopter.flight_tracks", tables.FLIGHT_TRACK_COLUMNS),
        ("earth.light_time", tables.LIGHT_TIME_COLUMNS),
        ("earth.orbiters[].passes", PASS_COLUMNS),
    ]
    intro = (
        "CSV in UTF-8, the names of the columns in the first row. The order of columns is free, and more columns are "
        "welcome. [Use your own routes](../how-to/use-your-own-routes.md) explains them."
    )
    columns = ((code(key), ", ".join(code(name) for name in names)) for key, names in rows)
    return [intro, table(("key", "columns"), columns)]

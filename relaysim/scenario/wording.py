"""What pydantic found, in plain words: none of its own messages reaches the user."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from relaysim.scenario.model_fields import fields_by_key, model_at
from relaysim.scenario.places import FaultList
from relaysim.scenario.scalars import nearest, nearest_word, show
from relaysim.scenario.section import Section


def add_validation_faults(error: ValidationError, model: type[BaseModel], faults: FaultList) -> None:
    """Adds every fault of a failed validation, each at its place and with what is allowed."""
    details = error.errors(include_url=False)
    misspelt = {_meant(detail["loc"], model) for detail in details if detail["type"] == "extra_forbidden"}
    for detail in details:
        location: tuple[str | int, ...] = detail["loc"]
        kind = detail["type"]
        if kind == "missing" and location in misspelt:
            continue  # said at the misspelt key
        if kind == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]:
            continue  # long enough, but for items that are faulty, which is said at each of them
        if kind == "missing":
            # A key that an override has removed is the override's fault.
            path = location if location in faults.origins.options else location[:-1]
            faults.add(path, f"missing key '{location[-1]}'{_hint(detail, model)}", at_key=True)
        elif kind == "extra_forbidden":
            allowed = list(fields_by_key(model_at(model, location[:-1])))
            message = f"unknown key '{location[-1]}'{nearest(str(location[-1]), allowed) or ';'}"
            faults.add(location, f"{message} allowed: {', '.join(allowed)}", at_key=True)
        else:
            faults.add(location, message_of(kind, detail.get("ctx", {}), detail["input"]))


def _hint(detail: ErrorDetails, model: type[BaseModel]) -> str:
    """What the section that lacks a key has to say of it."""
    section = model_at(model, detail["loc"][:-1]) or model
    given = detail["input"]
    return section.hint_of_missing(str(detail["loc"][-1]), given) if issubclass(section, Section) else ""


def _meant(location: tuple[str | int, ...], model: type[BaseModel]) -> tuple[str | int, ...]:
    close = nearest_word(str(location[-1]), list(fields_by_key(model_at(model, location[:-1]))))
    return (*location[:-1], close or location[-1])


def message_of(kind: str, context: dict[str, Any], value: object) -> str:
    """One fault that pydantic found, by its type and context, as people read it."""
    if kind == "value_error":
        return str(context["error"])
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return f"{show(value)} stands where a section of keys is needed"
    if kind in ("tuple_type", "list_type", "iterable_type"):
        return f"{show(value)} stands where a list is needed"
    if kind in ("too_short", "too_long"):
        least, most = context.get("min_length"), context.get("max_length")
        wanted = f"at least {least}" if kind == "too_short" else f"at most {most}"
        return f"items in the list: {context.get('actual_length')}; {wanted} needed"
    return f"{show(value)} is not allowed here"

"""The scenario as plain data that say everything: defaults filled in, keys in the schema's order."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from relaysim.scenario.model_fields import fields_by_key, item_type, section_type


def resolve(model: type[BaseModel], data: dict[str, Any]) -> dict[str, Any]:
    """Data that the model has accepted, normalised; keys with neither value nor default are left out."""
    resolved: dict[str, Any] = {}
    for key, (_, info) in fields_by_key(model).items():
        value = data.get(key)
        if value is None:
            value = None if info.is_required() else info.get_default()
        if value is not None:
            resolved[key] = _value(info.annotation, value)
    return resolved


def _value(annotation: Any, value: Any) -> Any:
    section = section_type(annotation)
    if section is not None:
        return resolve(section, value)
    if isinstance(value, list | tuple):
        return [_value(item_type(annotation), item) for item in value]
    return " ".join(value.split()) if isinstance(value, str) else value

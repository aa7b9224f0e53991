"""Looking into the models: which keys a section has, which model stands at a path."""

from __future__ import annotations

import types
from collections.abc import Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo


def fields_by_key(model: type[BaseModel] | None) -> dict[str, tuple[str, FieldInfo]]:
    """Attribute name and field of each YAML key of a model; {} for None."""
    if model is None:
        return {}
    return {info.alias or name: (name, info) for name, info in model.model_fields.items()}


def model_at(model: type[BaseModel], path: Sequence[str | int]) -> type[BaseModel] | None:
    """The model of the section at a path of keys and indices, None where no section belongs."""
    current: Any = model
    for part in path:
        if isinstance(part, int):
            current = item_type(current)
        else:
            entry = fields_by_key(section_type(current)).get(part)
            current = entry[1].annotation if entry else None
    return section_type(current)


def section_type(annotation: Any) -> type[BaseModel] | None:
    """The model in an annotation such as `Ground | None`, None if there is none."""
    plain = _plain(annotation)
    return plain if isinstance(plain, type) and issubclass(plain, BaseModel) else None


def item_type(annotation: Any) -> Any:
    """The type of the items of `tuple[X, ...]`, also within `| None`; None for anything else."""
    plain = _plain(annotation)
    return get_args(plain)[0] if get_origin(plain) is tuple else None


def _plain(annotation: Any) -> Any:
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            others = [part for part in get_args(annotation) if part is not type(None)]
            if len(others) != 1:
                return annotation
            annotation = others[0]
        else:
            return annotation

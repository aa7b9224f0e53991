"""A model built from what is right in faulty data, so that checks between sections still run."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from relaysim.scenario.model_fields import fields_by_key, item_type, section_type
from relaysim.scenario.times import Reading

M = TypeVar("M", bound=BaseModel)


def build_partial(model: type[M], data: object, reading: Reading) -> M | None:
    """The model with None wherever a value is missing or faulty; None if the data are no mapping.

    The result breaks the promises of its type: only checks that expect None may look at it.
    """
    if not isinstance(data, dict):
        return None
    values = {
        key: _field(info, data.get(key), reading, key in data)
        for key, (_, info) in fields_by_key(model).items()
    }
    return model.model_construct(**values)


def _field(info: FieldInfo, value: object, reading: Reading, given: bool) -> Any:
    section, item = section_type(info.annotation), section_type(item_type(info.annotation))
    if given and section is not None:
        return build_partial(section, value, reading)
    if given and item is not None:
        return tuple(build_partial(item, one, reading) for one in value) if isinstance(value, list) else None
    if not given and info.is_required():
        return None
    annotation: Any = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
    adapter: TypeAdapter[Any] = TypeAdapter(annotation)
    try:
        return adapter.validate_python(value if given else info.get_default(), context=reading)
    except ValidationError:
        return None

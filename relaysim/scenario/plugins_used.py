"""Which of a scenario's words name something that another package brings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from relaysim.plugins import TERRAIN_SOURCES, InstalledCode, PluginKind, installed_code
from relaysim.scenario.model_fields import fields_by_key, item_type, section_type
from relaysim.scenario.plugin_name import PluginName
from relaysim.scenario.schema import ScenarioModel


def plugins_used(data: Mapping[str, Any]) -> tuple[InstalledCode, ...]:
    """What other packages do for a scenario, each once, by kind and name.

    data: the resolved scenario. A terrain source that is not installed here is left out: its ground may have been
    brought from elsewhere.
    """
    named = dict.fromkeys([*_named(ScenarioModel, data), *_terrain_sources(data)])
    code = (installed_code(kind, name) for kind, name in named)
    return tuple(sorted((one for one in code if one is not None), key=lambda one: (one.what, one.name)))


def _named(annotation: Any, value: Any) -> Iterator[tuple[PluginKind, str]]:
    """Every word below a value that a schema takes from installed packages, too, and that is not relaysim's own."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from _named(item_type(annotation), item)
    elif isinstance(value, Mapping):
        for key, (_, info) in fields_by_key(section_type(annotation)).items():
            if isinstance(value.get(key), str):
                for scalar in _scalars(info.metadata, info.annotation):
                    if value[key] not in scalar.own:
                        yield scalar.kind, value[key]
            else:
                yield from _named(info.annotation, value.get(key))


def _scalars(metadata: list[Any], annotation: Any) -> Iterator[PluginName]:
    """How a field's word is read, also within `| None`."""
    yield from (one for one in metadata if isinstance(one, PluginName))
    for part in get_args(annotation):
        yield from _scalars([part], part)


def _terrain_sources(data: Mapping[str, Any]) -> Iterator[tuple[PluginKind, str]]:
    """Terrains that are neither built in nor files."""
    from relaysim.terrain.registry import list_terrains

    source = data["terrain"]["source"]
    ours = {entry.name for entry in list_terrains()}
    for name in [source] if isinstance(source, str) else source:
        is_path = "/" in name or "\\" in name or bool(Path(name).suffix)  # as the loader has it
        if name not in ours and not is_path:
            yield TERRAIN_SOURCES, name

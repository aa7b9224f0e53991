"""What other packages add to relaysim: classes found by their entry points, loaded when a name asks for them.

A package announces what it brings in its pyproject.toml, under the group of its kind:

    [project.entry-points."relaysim.vehicles"]
    crawler = "my_package.crawler:Crawler"

What ships with relaysim is in tables of its own: no metadata are searched for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from relaysim.errors import InputError


@dataclass(frozen=True)
class PluginKind:
    """A kind of thing that can be added: the group of its entry points, and what messages call one."""

    group: str
    what: str


VEHICLES = PluginKind("relaysim.vehicles", "vehicle")
PROPAGATION = PluginKind("relaysim.propagation", "propagation model")
MODULATIONS = PluginKind("relaysim.modulations", "modulation")
ROUTERS = PluginKind("relaysim.routers", "router")
TERRAIN_SOURCES = PluginKind("relaysim.terrain_sources", "terrain source")


@dataclass(frozen=True)
class Plugin:
    """One that is installed: its name, and the package that brings it with its version ("crawlers 1.2")."""

    name: str
    package: str


def installed_plugins(kind: PluginKind) -> tuple[Plugin, ...]:
    """All that are installed of a kind, by name; nothing of them is loaded."""
    return tuple(Plugin(one.name, _package(one)) for one in _found(kind).values())


def load_plugin(kind: PluginKind, name: str) -> Any:
    """The object that an entry point names.

    Raises: InputError for a name that nobody announces, or a package that cannot be imported.
    """
    found = _found(kind)
    if name not in found:
        there = ", ".join(found) or "none"
        raise InputError(f"no {kind.what} '{name}' is installed (from other packages: {there})")
    try:
        return found[name].load()
    # Whatever a stranger's module raises while it is imported is its own mistake, told with its name.
    except Exception as error:
        raise InputError(
            f"the {kind.what} '{name}' of {_package(found[name])} cannot be loaded "
            f"({type(error).__name__}: {error}): mend or remove that package"
        ) from error


def plugin_package(kind: PluginKind, name: str) -> str | None:
    """The package and version that brings it, for records; None if nobody does."""
    found = _found(kind).get(name)
    return None if found is None else _package(found)


def _found(kind: PluginKind) -> dict[str, EntryPoint]:
    """By name, in order; of two packages that bring the same name the first in the alphabet, always."""
    found: dict[str, EntryPoint] = {}
    for point in sorted(entry_points(group=kind.group), key=lambda one: (one.name, _package(one))):
        found.setdefault(point.name, point)
    return found


def _package(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist is not None else "an unknown package"

"""What other packages add to relaysim: classes found by their entry points, loaded when a name asks for them.

A package announces what it brings in its pyproject.toml, under the group of its kind:

    [project.entry-points."relaysim.vehicles"]
    crawler = "my_package.crawler:Crawler"

What ships with relaysim is in tables of its own: no metadata are searched for it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relaysim.errors import InputError, RelaysimError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


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
KINDS = (VEHICLES, PROPAGATION, MODULATIONS, ROUTERS, TERRAIN_SOURCES)
# For who writes a plug-in: with it in the environment, messages about its code say where in it something was raised.
TRACEBACK = "RELAYSIM_TRACEBACK"


class BadAnswer(Exception):
    """What another package gave is not what was asked for; `blamed_on` tells whose it is."""


@dataclass(frozen=True)
class Plugin:
    """One that is installed: its name, and the package that brings it with its version ("crawlers 1.2")."""

    name: str
    package: str


def installed_plugins(kind: PluginKind) -> tuple[Plugin, ...]:
    """All that are installed of a kind, by name; nothing of them is loaded."""
    return tuple(Plugin(one.name, _package(one)) for one in _found(kind).values())


def hidden_plugins(kind: PluginKind) -> tuple[Plugin, ...]:
    """Those that are installed and never asked, by name: a package before theirs in the alphabet has the name, too."""
    points = [Plugin(one.name, _package(one)) for one in _found_in(kind.group, _folders())]
    asked = installed_plugins(kind)
    return tuple(one for one in points if one not in asked)


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
    # Whatever a stranger's module raises while it is imported is its own mistake, told with its name; a script without a
    # guard that leaves the process (SystemExit), too: it would end ours without a word.
    except (Exception, SystemExit) as error:
        raise InputError(
            f"the {kind.what} '{name}' of {_package(found[name])} cannot be loaded "
            f"({type(error).__name__}: {error}): mend or remove that package; {_where(error)}"
        ) from error


def plugin_package(kind: PluginKind, name: str) -> str | None:
    """The package and version that brings it, for records; None if nobody does."""
    found = _found(kind).get(name)
    return None if found is None else _package(found)


def plugin_object(kind: PluginKind, name: str, needs: Sequence[str]) -> Any:
    """The object that answers for a name: what its class makes without arguments; anything else stands for itself.

    needs: the attributes it must have.

    Raises: InputError as `load_plugin`, or where it cannot be made or lacks one of them.
    """
    loaded = load_plugin(kind, name)
    with blamed_on(kind, name):
        made = loaded() if isinstance(loaded, type) else loaded
        if lacking := [need for need in needs if not hasattr(made, need)]:
            raise BadAnswer(f"it has no {', '.join(lacking)}")
    return made


@contextlib.contextmanager
def blamed_on(kind: PluginKind, name: str) -> Iterator[None]:
    """Within the block another package's code runs: whatever it raises is told as that package's mistake.

    Raises: InputError, from what was raised. relaysim's own errors pass: a package may raise them on purpose.
    """
    try:
        yield
    except (RelaysimError, MemoryError):
        raise
    except BadAnswer as error:
        raise InputError(
            f"the {kind.what} '{name}' of {plugin_package(kind, name)} cannot be used ({error}): "
            "mend that package or take another"
        ) from error
    except (Exception, SystemExit) as error:
        raise InputError(
            f"the {kind.what} '{name}' of {plugin_package(kind, name)} failed ({type(error).__name__}: {error}): "
            f"mend that package or take another; {_where(error)}"
        ) from error


def _where(error: BaseException) -> str:
    """How to see where a stranger's code raised; with TRACEBACK set, where that was: also from a worker, or in a fault."""
    if not os.environ.get(TRACEBACK):
        return f"{TRACEBACK}=1 in the environment shows where"
    import traceback

    return f"where:\n{''.join(traceback.format_exception(error)).rstrip()}"


@dataclass(frozen=True)
class InstalledCode:
    """What decides what a plug-in answers, for records and keys.

    Attributes:
        what: its kind, in words.
        package: the package that brings it, with its version.
        sources: a digest of that package's modules: whoever writes a package changes it more often than its version.
    """

    what: str
    name: str
    package: str
    sources: str

    @property
    def identity(self) -> str:
        """All of it but its kind, in a line."""
        return f"{self.name} of {self.package} ({self.sources})"


def installed_code(kind: PluginKind, name: str) -> InstalledCode | None:
    """The code behind a name; None if nobody announces it.

    Raises: InputError if its package cannot be imported.
    """
    point = _found(kind).get(name)
    if point is None:
        return None
    load_plugin(kind, name)
    digest = hashlib.blake2b(digest_size=8)
    for place, source in _sources(point.module.partition(".")[0]):
        digest.update(f"{place}\n".encode())
        digest.update(source.read_bytes())
    return InstalledCode(kind.what, name, _package(point), digest.hexdigest())


def refuse_other_code(expected: Sequence[InstalledCode]) -> None:
    """What a campaign's runs use must be here as it is where the campaign began, source for source.

    Terrain sources may be missing: their ground is brought along.

    Raises: InputError, naming the first that differs.
    """
    kinds = {kind.what: kind for kind in KINDS if kind is not TERRAIN_SOURCES}
    for one in expected:
        here = installed_code(kinds[one.what], one.name) if one.what in kinds else one
        if here != one:
            raise InputError(
                f"the {one.what} '{one.name}' is of {one.package} ({one.sources}) where the campaign began, here of "
                f"{'no package' if here is None else f'{here.package} ({here.sources})'}: install the same there"
            )


def _sources(module: str) -> list[tuple[str, Path]]:
    """All files of a package's top module in Python, by their place in it, once it has been imported."""
    loaded = sys.modules.get(module)
    folders = [Path(folder) for folder in getattr(loaded, "__path__", [])]
    file = getattr(loaded, "__file__", None)
    if not folders:
        return [] if file is None else [(Path(file).name, Path(file))]
    return sorted((one.relative_to(top).as_posix(), one) for top in folders for one in top.rglob("*.py"))


def _found(kind: PluginKind) -> Mapping[str, EntryPoint]:
    """By name, in order; of two packages that bring the same name the first in the alphabet, always."""
    found: dict[str, EntryPoint] = {}
    for point in _found_in(kind.group, _folders()):
        found.setdefault(point.name, point)
    return found


@lru_cache(maxsize=64)
def _found_in(group: str, _: tuple[tuple[str, int], ...]) -> tuple[EntryPoint, ...]:
    """What the folders that Python searches announce: 4 ms for a hundred packages, too much for every run of a study."""
    from importlib.metadata import entry_points  # 30 ms, for those who use a name that is not ours

    return tuple(sorted(entry_points(group=group), key=lambda one: (one.name, _package(one))))


def _folders() -> tuple[tuple[str, int], ...]:
    """The folders that Python searches, and when something was last installed there."""
    found = []
    for folder in sys.path:
        try:
            found.append((folder, Path(folder).stat().st_mtime_ns))
        except OSError:  # an archive that is not there, say
            found.append((folder, 0))
    return tuple(found)


def _package(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist is not None else "an unknown package"

"""What must be the same on all machines for the results to be the same bytes."""

from __future__ import annotations

import importlib.metadata
import pkgutil
import sys
from collections.abc import Mapping
from typing import Any

from relaysim.code_version import CODE_VERSION
from relaysim.errors import InputError

Versions = dict[str, str]
MISSING = "none"
# Those whose code makes the numbers of a row.
_PACKAGES = ("numpy", "numba", "scipy")
_SHOWN = 10  # workers listed in a message
# A function of the standard library, which any worker can be sent, and what to ask it.
_ASK = (pkgutil.resolve_name, "relaysim.code_version:CODE_VERSION")


def versions_here() -> Versions:
    """Of this process, by name; Python's without its last part. Imports nothing."""
    found = {"relaysim": CODE_VERSION, "Python": "{}.{}".format(*sys.version_info)}
    for name in _PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = MISSING
    return found


def versions_there(client: Any, expected: Versions) -> dict[str, Versions]:
    """Of a cluster's scheduler and workers, by what people call them. Asked in ways that need no relaysim there.

    A scheduler reads the tasks that it hands on, but computes nothing: only its relaysim counts, the rest is as expected.
    """
    told = client.get_versions(packages=list(_PACKAGES))["workers"]
    relaysim = client.run(*_ASK, on_error="return")
    found = {"scheduler": {**expected, "relaysim": _on_scheduler(client)}}
    for worker in told.keys() & relaysim.keys():
        if isinstance(relaysim[worker], OSError):
            continue  # it has ended meanwhile
        packages = told[worker]["packages"]
        found[f"worker {worker}"] = {
            "relaysim": relaysim[worker] if isinstance(relaysim[worker], str) else MISSING,
            "Python": ".".join(packages["python"].split(".")[:2]),
            **{name: packages.get(name) or MISSING for name in _PACKAGES},
        }
    return found


def _on_scheduler(client: Any) -> str:
    try:
        return str(client.run_on_scheduler(*_ASK))
    except ImportError:
        return MISSING


def refuse_others(expected: Versions, found: Mapping[str, Versions]) -> None:
    """Raises InputError, with a line for each place that has other versions than expected."""
    lines = []
    for place, versions in sorted(found.items()):
        other = [
            f"{name} {versions[name]} instead of {wanted}"
            for name, wanted in expected.items()
            if versions[name] != wanted
        ]
        if versions["relaysim"] == MISSING:
            other = ["has no relaysim that can be imported"]
        if other:
            lines.append(f"  {place}: {', '.join(other)}")
    if not lines:
        return
    if len(lines) > _SHOWN:
        lines[_SHOWN:] = [f"  and {len(lines) - _SHOWN} more"]
    wanted = " ".join(f"{name}=={expected[name]}" for name in _PACKAGES)
    raise InputError(
        "\n".join(["parts of the cluster would not give the results that this machine gives:", *lines])
        + f"\ninstall there what is here, with Python {expected['Python']}: "
        f"pip install 'relaysim[cluster]=={expected['relaysim'].partition('+')[0]}' {wanted}; then start them again"
    )

"""`relaysim plugins`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from relaysim.plugins import PluginKind


def plugins() -> None:
    """What installed packages add to relaysim: kind, name, package. Nothing of them is loaded."""
    from relaysim.plugins import KINDS, installed_plugins

    found = [(kind, one.name, one.package) for kind in KINDS for one in installed_plugins(kind)]
    if not found:
        typer.echo("No installed package adds anything to relaysim.")
        return
    ours = _our_names()
    kinds, names = max(len(kind.what) for kind, *_ in found), max(len(name) for _, name, _ in found)
    for kind, name, package in found:
        # Who gives theirs a name of ours would else look for the mistake in their own code.
        unused = "  never used: relaysim has one of that name" if name in ours[kind] else ""
        typer.echo(f"{kind.what:<{kinds}}  {name:<{names}}  {package}{unused}")


def _our_names() -> Mapping[PluginKind, Collection[str]]:
    """The names that relaysim never asks of another package."""
    from relaysim.helicopter.vehicles.shipped import SHIPPED
    from relaysim.plugins import MODULATIONS, PROPAGATION, ROUTERS, TERRAIN_SOURCES, VEHICLES
    from relaysim.radio import modulations, propagation
    from relaysim.relay import routers
    from relaysim.terrain.registry import list_terrains

    return {
        VEHICLES: SHIPPED,
        PROPAGATION: propagation.PROPAGATION_MODELS,
        MODULATIONS: modulations.MODULATIONS,
        ROUTERS: routers.ROUTERS,
        TERRAIN_SOURCES: [terrain.name for terrain in list_terrains()],
    }

"""`relaysim plugins`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from relaysim.plugins import PluginKind


def plugins() -> None:
    """What installed packages add to relaysim: kind, name, package. Nothing of them is loaded."""
    from relaysim.plugins import KINDS, hidden_plugins, installed_plugins

    rows = []
    ours = _our_names()
    for kind in KINDS:
        first = {one.name: one.package for one in installed_plugins(kind)}
        for one in sorted([*installed_plugins(kind), *hidden_plugins(kind)], key=lambda one: one.name):
            # Who takes a name that is taken would else look for the mistake in their own code.
            owner = "relaysim" if one.name in ours[kind] else first[one.name]
            unused = "" if owner == one.package else f"  never used: {owner} has one of that name"
            rows.append((kind.what, one.name, one.package + unused))
    if not rows:
        typer.echo("No installed package adds anything to relaysim.")
        return
    kinds, names = (max(len(row[column]) for row in rows) for column in (0, 1))
    typer.echo("\n".join(f"{what:<{kinds}}  {name:<{names}}  {package}" for what, name, package in rows))


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

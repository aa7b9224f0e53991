"""`relaysim plugins`."""

from __future__ import annotations

import typer


def plugins() -> None:
    """What installed packages add to relaysim: kind, name, package. Nothing of them is loaded."""
    from relaysim.plugins import KINDS, installed_plugins

    found = [(kind.what, one.name, one.package) for kind in KINDS for one in installed_plugins(kind)]
    if not found:
        typer.echo("No installed package adds anything to relaysim.")
        return
    what, name = (max(len(row[column]) for row in found) for column in (0, 1))
    typer.echo("\n".join(f"{row[0]:<{what}}  {row[1]:<{name}}  {row[2]}" for row in found))

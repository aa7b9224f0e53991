"""All commands put together."""

from __future__ import annotations

from typing import Annotated

import typer

from relaysim.cli.blackouts_command import blackouts
from relaysim.cli.calibrate_command import calibrate
from relaysim.cli.campaign_command import campaign
from relaysim.cli.compare_command import compare
from relaysim.cli.contacts_command import contacts
from relaysim.cli.explore_command import explore
from relaysim.cli.export_command import export
from relaysim.cli.link_command import link
from relaysim.cli.map_command import landing_map
from relaysim.cli.plugins_command import plugins
from relaysim.cli.recover_command import recover
from relaysim.cli.report_command import report
from relaysim.cli.run_command import run
from relaysim.cli.scenarios_commands import scenarios
from relaysim.cli.sites_command import sites
from relaysim.cli.terrain_commands import terrain
from relaysim.cli.terrain_fetch_command import fetch
from relaysim.cli.validate_command import validate
from relaysim.cli.viewshed_command import viewshed
from relaysim.version import VERSION

app = typer.Typer(
    name="relaysim",
    help="Rover-helicopter relay communications: when can they talk, and what stands in the way?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
# The short helps are those of the list of commands: lines of 80 columns that are not cut.
app.command(short_help="Simulate one scenario, into a folder.")(run)
app.command(short_help="Run a study: a scenario many times over.")(campaign)
app.command(short_help="Rebuild report.html of a run or a campaign.")(report)
app.command(short_help="Compare two runs, or a run with what happened.")(compare)
app.command(short_help="Forecast along the planned routes only.")(blackouts)
app.command(short_help="Write the contact plan for other simulators.")(contacts)
app.command(short_help="Write a run for maps and globes: QGIS, Cesium.")(export)
app.command(short_help="Explain one link between two places.")(link)
app.command(short_help="Fit what may be fitted to documented events.")(calibrate)
app.command(short_help="Hold the model against what really happened.")(validate)
app.command(short_help="Map what is visible, or for how long nothing is.")(viewshed)
app.command("map", short_help="Map how long a helicopter that lands is silent.")(landing_map)
app.command(short_help="Find where the rover hears the helicopter again.")(recover)
app.command(short_help="Rank places where a flight may land.")(sites)
app.command(short_help="Try places on a page of this machine.")(explore)
app.add_typer(scenarios, name="scenarios")
app.command(short_help="List what other packages add.")(plugins)
terrain.command("fetch", short_help="Bring a terrain to this machine.")(fetch)
app.add_typer(terrain, name="terrain")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"relaysim {VERSION}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Rover-helicopter relay communications: when can they talk, and what stands in the way?"""

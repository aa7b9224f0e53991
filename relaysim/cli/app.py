"""The command `relaysim`: its parts put together, errors turned into messages and exit codes."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from relaysim.cli.blackouts_command import blackouts
from relaysim.cli.link_command import link
from relaysim.cli.report_command import report
from relaysim.cli.run_command import run
from relaysim.cli.scenarios_commands import scenarios
from relaysim.cli.terrain_commands import terrain
from relaysim.errors import InputError, NoResult
from relaysim.version import VERSION

app = typer.Typer(
    name="relaysim",
    help="Rover-helicopter relay communications: when can they talk, and what stands in the way?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(run)
app.command()(report)
app.command()(blackouts)
app.command()(link)
app.add_typer(scenarios, name="scenarios")
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


def main() -> None:
    """Run the command line: exit 2 for the user's mistake, 1 for a result that cannot be had."""
    try:
        app(standalone_mode=True)
    except InputError as error:
        _stop(str(error), 2)
    except NoResult as error:
        _stop(str(error), 1)
    except KeyboardInterrupt:
        _stop("interrupted: nothing was written", 130)
    except BrokenPipeError:
        # The reader of our output has gone (head, less): nothing is left to say, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None


def _stop(message: str, code: int) -> None:
    typer.echo(f"relaysim: {message}", err=True)
    raise SystemExit(code)

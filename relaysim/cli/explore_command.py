"""`relaysim explore`."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from relaysim.cli.progress import Progress
from relaysim.cli.run_command import Overrides, Scenario, TerrainOption
from relaysim.errors import InputError

if TYPE_CHECKING:
    from relaysim.explore.server import ExploreServer


def explore(
    scenario: Scenario,
    overrides: Overrides = None,
    terrain: TerrainOption = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="DAY", help='Use only ground surveyed by then ("sol 776"): a forecast.'
        ),
    ] = None,
    hindcast: Annotated[
        bool, typer.Option("--hindcast", help="Use all ground known now, whatever the scenario says.")
    ] = False,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page, or only print its address.")
    ] = True,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but the address and errors.")] = False,
) -> None:
    """Try places on a page of this machine: drag the helicopter or the rover, see link, sight and silence at once.

    The page is served to this machine only (127.0.0.1, a free port) until Ctrl-C. Nothing is sent anywhere else.
    """
    if as_of is not None and hindcast:
        raise InputError("--as-of and --hindcast: give one of the two")
    said = [*(overrides or ()), *_terrain_date(as_of, hindcast)]
    progress = Progress(quiet=quiet)
    try:
        server = _server(scenario, said, terrain, progress)
    finally:
        progress.clear()
    with server:
        threading.Thread(target=server.answers.prepare, daemon=True).start()
        typer.echo(server.address)
        if not quiet:
            typer.echo("Open it in a browser of this machine. Ctrl-C ends it.")
        if browser:
            _open_browser(server.address)
        _serve(server)
    if not quiet:
        typer.echo("ended")


def _terrain_date(as_of: str | None, hindcast: bool) -> Sequence[str]:
    """The override that stands for the options."""
    if hindcast:
        return ["terrain.as_of="]
    return [] if as_of is None else [f"terrain.as_of={as_of}"]


def _server(
    scenario: str, overrides: Sequence[str], terrain: Sequence[str] | None, progress: Progress
) -> ExploreServer:
    from relaysim.explore.answers import Answers
    from relaysim.explore.server import ExploreServer
    from relaysim.explore.stage import open_stage

    token = secrets.token_urlsafe(24)
    return ExploreServer(Answers(open_stage(scenario, overrides, terrain, progress), token), token)


def _open_browser(address: str) -> None:
    """In a thread of its own: a browser in the terminal would hold the server up."""
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _serve(server: ExploreServer) -> None:
    """Until Ctrl-C, which is the way to end it and no failure."""
    import signal

    from relaysim.cli.app import StoppedBySignal

    try:
        server.serve_forever(poll_interval=0.25)
    except KeyboardInterrupt:
        pass
    except StoppedBySignal as stopped:
        if stopped.args[0] != signal.SIGINT:
            raise

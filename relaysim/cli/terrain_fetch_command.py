"""`relaysim terrain fetch`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from relaysim.terrain.fetch import Fetched


def fetch(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A terrain of `relaysim terrain list`.")],
    address: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="URL", help="A mirror: the URL of the file, or of the folder it lies in."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Fetch it again though it is here.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Bring a terrain to this machine, checked. If it breaks off, the same command goes on from there."""
    import time

    from relaysim.cli.progress import ByteProgress, Progress
    from relaysim.terrain.fetch import fetch as bring
    from relaysim.terrain.registry import known_terrain

    entry = known_terrain(name)
    if entry.ships:
        if not quiet:
            typer.echo(f"{name}: comes with relaysim, there is nothing to fetch")
        return
    line, began = Progress(quiet=quiet), time.monotonic()
    try:
        done = bring(entry, address=address, force=force, say=ByteProgress(line, name))
    except BaseException as stopped:
        line.clear()
        _stop(stopped, name)
        raise
    line.clear()
    if not quiet:
        typer.echo("\n".join(fetched_lines(name, done, time.monotonic() - began)))


def fetched_lines(name: str, done: Fetched, took_s: float) -> list[str]:
    """What was done, and who vouches for the file."""
    from relaysim.cli.progress import duration

    size = f"{done.size_bytes / 1e6:,.1f} MB"
    if done.here:
        lines = [f"{name}: already here, {size}, {done.path}"]
    else:
        kept = f", {done.kept_bytes / 1e6:,.1f} MB of them by an earlier try" if done.kept_bytes else ""
        lines = [f"{name}: {size} fetched in {duration(took_s)}{kept}, to {done.path}"]
    if done.vouched == "first":
        lines.append(
            f"no checksum of it is published: its sha256 {done.sha256} is recorded in "
            f"{done.path.with_name('pins.json')}, and the file is held to it from now on"
        )
    elif done.vouched == "pin":
        lines.append(f"checksum right: sha256 {done.sha256}, as recorded on {str(done.since_utc)[:10]}")
    else:
        lines.append(f"checksum right: sha256 {done.sha256}, as published")
    return lines


def _stop(stopped: BaseException, name: str) -> None:
    """Turns a signal's end into words of its own: what is half-written here is left on purpose."""
    from relaysim.cli.app import StoppedBySignal
    from relaysim.terrain.fetched import fetched_folder
    from relaysim.terrain.part_file import PartFile
    from relaysim.terrain.registry import known_terrain

    if not isinstance(stopped, StoppedBySignal):
        return
    part = PartFile(fetched_folder() / f"{known_terrain(name).file_name}.part")
    if part.have:
        typer.echo(
            f"relaysim: interrupted; {part.have / 1e6:,.1f} MB are here and stay: the same command goes on from there",
            err=True,
        )
        raise SystemExit(128 + int(stopped.args[0])) from None

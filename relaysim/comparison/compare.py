"""The question `relaysim compare` asks: two runs, or a run and what happened, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from relaysim.comparison.beside_record import compare_with_record
from relaysim.comparison.comparison import Comparison
from relaysim.comparison.side import RunSide, Side, read_sides
from relaysim.comparison.two_runs import compare_runs


def compare(
    a: str | Path,
    b: str | Path,
    out: str | Path | None = None,
    *,
    look_in: Sequence[str | Path] = (),
    force: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Comparison:
    """Two runs, or a run and a CSV table of what really happened: what differs, by how much, and why.

    Args:
        a, b: folders of runs; one of the two may be a table (see `relaysim.comparison.record`).
        out: also write comparison.html, comparison.csv and comparison.json into this folder.
        look_in: folders in which tables and rasters of the runs are looked for, beside the current one and the runs' own.
        force: replace a comparison that is there already.
        progress: called now and then with what is being done.

    Raises:
        InputError: a side is no run and no table, both are the same, a table has faults, or the folder cannot be used.
        NoResult: the two have nothing in common that could be compared.
    """
    from relaysim.comparison.folder import check_comparison_folder, write_comparison

    say = progress or _silent
    if out is not None:
        check_comparison_folder(Path(out), force=force)
    say("reading")
    sides = read_sides(Path(a), Path(b))
    found = compare_sides(sides, [Path(folder) for folder in look_in], say)
    if out is not None:
        say("writing")
        write_comparison(found, Path(out))
    return found


def compare_sides(
    sides: tuple[Side, Side], look_in: Sequence[Path], say: Callable[[str], None]
) -> Comparison:
    """The comparison of two sides that have been read, as `compare`."""
    a, b = sides
    if isinstance(a, RunSide):
        return (
            compare_runs(a, b, look_in, say)
            if isinstance(b, RunSide)
            else compare_with_record(a, b, is_a_run=True)
        )
    if isinstance(b, RunSide):
        return compare_with_record(b, a, is_a_run=False)
    raise ValueError("two records are no question that read_sides lets through")


def _silent(_: str) -> None:
    """Progress that nobody watches."""

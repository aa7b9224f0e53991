"""A run's folder to one file that another program opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from relaysim.aside_names import drop, name_aside
from relaysim.errors import InputError, OutputError
from relaysim.records.run_folder import ELSEWHERE, check_output_file
from relaysim.records.write_aside import missing_parents, remove_empty

if TYPE_CHECKING:
    from relaysim.exports.run_layers import RunLayers

# Each with the endings that its readers know it by, the usual one first.
FORMATS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "geojson": (".geojson", ".json"), "gpkg": (".gpkg",), "kml": (".kml",), "czml": (".czml", ".json"),
})  # fmt: skip


@dataclass(frozen=True)
class Exported:
    """What was written.

    counts      features of each layer
    titles      of each layer, in words
    frame       of its longitudes and latitudes, in words
    left_out    sentences about what the run does not hold, or has no place
    """

    file: Path
    format: str
    scenario: str
    counts: Mapping[str, int]
    titles: Mapping[str, str]
    frame: str
    left_out: tuple[str, ...]


def export(
    run_dir: str | Path, out: str | Path | None = None, *, format: str | None = None, force: bool = False
) -> Exported:
    """Write a finished run for other programs: ways, sites, contacts, blackouts and ridges, with their times.

    Args:
        run_dir: the folder of a run.
        out: the file; the folder's name with the format's ending, here, when not given.
        format: "geojson", "gpkg" (GeoPackage), "kml" or "czml"; by the ending of `out` when not given.
        force: replace a file that is there.

    Raises:
        InputError: the folder is no run, there is no such format, or the file cannot be written.
        NoResult: nothing in the run has a place.
    """
    format = _format(format, out)
    folder = Path(run_dir)
    if folder.is_file():
        raise InputError(f"{folder}: is a file: name the folder of a run, which `relaysim run` leaves")
    place = Path(out) if out is not None else Path(f"{folder.resolve().name or 'run'}{FORMATS[format][0]}")
    if place.suffix.lower() not in FORMATS[format]:
        raise InputError(
            f"{place}: programs know {format} by its ending; give it a name that ends in {FORMATS[format][0]}"
        )
    check_output_file(place, force=force)

    from relaysim.exports.positions_layer import positions_layer
    from relaysim.exports.run_layers import read_layers

    run = read_layers(folder)
    if format == "gpkg":
        run = replace(run, layers=(*run.layers, *positions_layer(run)))
    _write(place, _writer(format)(run))
    counts = {layer.name: len(layer.features) for layer in run.layers}
    titles = {layer.name: layer.title for layer in run.layers}
    return Exported(place, format, run.scenario, counts, titles, run.globe.words, run.left_out)


def _format(asked: str | None, out: str | Path | None) -> str:
    if asked is None and out is not None:
        ending = Path(out).suffix.lower()
        fitting = [name for name, endings in FORMATS.items() if endings[0] == ending]
        if fitting:
            return fitting[0]
    if asked is None:
        what = "export" if out is None else f"{out}: no format has this ending"
        raise InputError(f"{what}: name a format with --format: {', '.join(FORMATS)}")
    if asked not in FORMATS:
        raise InputError(f"export: there is no format {asked!r}; allowed: {', '.join(FORMATS)}")
    return asked


def _writer(format: str) -> Callable[[RunLayers], bytes]:
    if format == "geojson":
        from relaysim.exports.geojson_file import geojson

        return geojson
    if format == "gpkg":
        from relaysim.exports.geopackage_file import geopackage

        return geopackage
    if format == "kml":
        from relaysim.exports.kml_file import kml

        return kml
    from relaysim.exports.czml_file import czml

    return czml


def _write(path: Path, content: bytes) -> None:
    """Written aside and renamed: whole or not there at all."""
    aside, made = name_aside(path), missing_parents(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}; {ELSEWHERE}") from error
    finally:
        try:
            drop(aside)
        finally:
            remove_empty(made)

"""`relaysim export`: what it says, and its mistakes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Here = Callable[..., tuple[int, str, str]]
Refused = Callable[..., str]


def test_a_run_is_exported(
    here: Here, refused: Refused, valley: Callable[..., Path], raster: Callable[..., Path], tmp_path: Path
) -> None:
    """Lines for people, one object for programs, nothing with --quiet; a file that is there stays without --force."""
    raster("valley.tif")
    valley()
    assert here("run", "valley.yaml", "--out", "flown", "--quiet")[0] == 0
    code, output, errors = here("export", "flown", "--format", "gpkg")
    assert (code, errors) == (0, "")
    assert "rover_stops" in output and output.endswith("file: flown.gpkg\n")
    assert all(len(line) < 150 for line in output.splitlines())
    assert (
        refused("export", "flown", "--format", "gpkg") == "relaysim: flown.gpkg exists: --force replaces it"
    )
    assert here("export", "flown", "--out", "a/b/there.kml", "--quiet") == (0, "", "")
    code, output, _ = here("export", "flown", "--out", "flown.gpkg", "--force", "--json")
    said = json.loads(output)
    assert code == 0 and (said["file"], said["format"]) == ("flown.gpkg", "gpkg")
    assert said["features"]["contacts"] > 0 and "WGS 84" in said["frame"]
    assert (tmp_path / "a" / "b" / "there.kml").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nowhere", "--format", "kml"), "nowhere: no such run folder; make one with"),
        ((".", "--format", "kml"), "is no relaysim run"),
        ((".",), "export: name a format with --format: geojson, gpkg, kml, czml"),
        ((".", "--format", "dxf"), "there is no format 'dxf'"),
        (("there.csv", "--format", "kml"), "there.csv: is a file: name the folder of a run"),
    ],
)
def test_mistakes(refused: Refused, tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    """Each is told in one line."""
    (tmp_path / "there.csv").write_text("a\n")
    assert says in refused("export", *arguments)

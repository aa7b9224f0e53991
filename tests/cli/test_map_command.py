"""`relaysim map`: its files and answer, names that would do harm, and what is refused."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely

from relaysim.records.run_folder import RUN_FILES, is_complete_run

Here = Callable[..., tuple[int, str, str]]
Refused = Callable[..., str]
Writer = Callable[..., Path]

SMALL = (
    "map",
    "valley.yaml",
    "--radius",
    "300",
    "--cell",
    "20",
    "--hindcast",
    "--set",
    "link.propagation=p526",
)
GROUND = ("--set", "link.ground={relative_permittivity: 5, loss_tangent: 0.02, kind: given, source: soil}")
HOSTILE = '"<script>alert(1)</script> $x^2$ \\u202eback\\n' + "w" * 120 + '"'
FILES = ["blackout.qml", "blackout.tif", "map.png", "shadow.geojson", "summary.json"]


@pytest.fixture
def hill(raster: Writer, valley: Writer) -> Path:
    """A truck that stands beside a hill, unknown ground in a corner; its title would do harm."""
    rows, columns = np.mgrid[0:260, 0:340]
    heights = 40 * np.exp(-((columns - 115.0) ** 2 + (rows - 130.0) ** 2) / 90)
    heights[:125, 60:90] = np.nan
    raster("valley.tif", heights)
    return valley(('"A rescue drone behind a hill"', HOSTILE))


def longest(path: Path) -> np.ndarray:
    with rasterio.open(path / "blackout.tif") as file:
        return np.asarray(file.read(1))


@pytest.mark.usefixtures("hill")
def test_the_map_is_files_that_agree_and_an_answer_in_words(tmp_path: Path, here: Here) -> None:
    """Bands, polygons and summary count the same silence; the same map has the same bytes; hostile names are text."""
    code, output, errors = here(*SMALL, *GROUND, "--out", "out")
    assert (code, errors) == (0, "")
    out = tmp_path / "out"
    assert sorted(path.name for path in out.iterdir()) == FILES
    with rasterio.open(out / "blackout.tif") as file:
        bands = dict(zip(file.descriptions, file.read(), strict=True))
        assert np.isnan(file.nodata)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    known = np.isfinite(bands["longest_blackout_at_most"])
    silent = known & (bands["longest_blackout_at_least"] > 1.0)
    row = summary["ground"]["silent_longer_than"][0]
    assert (row["local_days"], row["surely"]) == (1.0, pytest.approx(silent.sum() / known.sum(), abs=1e-6))
    assert 0.02 < row["surely"] < 0.9
    assert (bands["longest_blackout_at_least"][silent] == bands["longest_blackout_at_most"][silent]).all()
    assert (bands["blackout_goes_on"][silent] == 1).all() and np.isnan(bands["first_contact"][silent]).all()
    assert summary["ground"]["unknown_area_km2"] > 0
    assert "never heard" in output and "unknown ground in the circle" in output
    assert max(map(len, output.splitlines())) <= 130 and "\u202e" not in output
    shadow = json.loads((out / "shadow.geojson").read_text(encoding="utf-8"))
    one = next(
        f
        for f in shadow["features"]
        if f["properties"].get("sure") and f["properties"]["longer_than_days"] == 1.0
    )
    shape = shapely.geometry.shape(one["geometry"])
    assert shape.is_valid and one["properties"]["changed_share"] <= 0.02
    metres = 6_371_000.0 * np.pi / 180
    area_km2 = shape.area * metres**2 * np.cos(np.radians(46.5)) / 1e6
    assert area_km2 == pytest.approx(one["properties"]["area_km2"], rel=0.03)
    assert "not WGS 84" in shadow["coordinate_system"]
    before = {name: (out / name).read_bytes() for name in FILES}
    code, printed, _ = here(*SMALL, *GROUND, "--out", "out", "--force", "--json")
    assert code == 0 and json.loads(printed) == summary
    assert {name: (out / name).read_bytes() for name in FILES} == before


@pytest.mark.usefixtures("hill")
def test_without_matplotlib_everything_else_is_written(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And it says what is missing."""
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    code, output, _ = here(*SMALL, *GROUND)
    assert code == 0 and "map.png was not drawn: that needs matplotlib" in output
    assert sorted(path.name for path in (tmp_path / "maps" / "rescue-drone").iterdir()) == [
        f for f in FILES if f != "map.png"
    ]


@pytest.mark.usefixtures("hill")
def test_a_folder_that_holds_anything_else_is_left_alone(tmp_path: Path, refused: Refused) -> None:
    """Nothing is written, nothing is lost."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years", encoding="utf-8")
    assert "it is left alone" in refused(*SMALL, *GROUND, "--out", "out", "--force")
    (tmp_path / "out" / "summary.json").write_text(
        '{"made_by": "relaysim", "kind": "landing map"}', encoding="utf-8"
    )
    assert "thesis.txt" in refused(*SMALL, *GROUND, "--out", "out", "--force")
    (tmp_path / "out" / "thesis.txt").unlink()
    assert "--force replaces it" in refused(*SMALL, *GROUND, "--out", "out")
    run = tmp_path / "run"
    run.mkdir()
    for name in RUN_FILES:
        (run / name).write_text("{}", encoding="utf-8")
    (run / "manifest.json").write_text('{"made_by": "relaysim"}', encoding="utf-8")
    assert is_complete_run(run)
    assert "it is left alone" in refused(*SMALL, *GROUND, "--out", "run", "--force") and is_complete_run(run)


@pytest.mark.usefixtures("hill")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--at", "here"), "--at here: not a place; write LAT,LON"),
        (("--at", "97,8"), "latitude -90 to 90"),
        (("--radius", "0"), "--radius 0"),
        (("--to", "2026-05-09T00:00:00Z"), "--to 2026-05-09T00:00:00Z: the scenario goes from"),
        (("--from", "soon"), "--from: 'soon' is not a time"),
        (("--as-of", "day 1"), "give one of them"),
    ],
)
def test_mistakes_are_told_by_the_option(refused: Refused, options: tuple[str, ...], said: str) -> None:
    """One message, and no folder."""
    assert said in refused(*SMALL, *GROUND, *options)
    assert not Path("maps").exists()

"""Terrain sources of other packages: opened like files, laid beside them, and held to what files are held to."""

from __future__ import annotations

import numpy as np
import pytest

from relaysim.cli.app import main
from relaysim.errors import OutsideTerrain, TerrainError
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Box
from relaysim.terrain.layers import lay
from relaysim.terrain.look import Circle, look
from relaysim.terrain.registry import open_terrain

SOURCE = """
import numpy as np
from affine import Affine
from rasterio.crs import CRS
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Terrain

MARS = Body.sphere("Mars", 3396190.0)
CELL = 10.0

class Dunes:
    body = MARS

    def open(self, *, body, as_of_sol, around):
        east = np.arange(200) * CELL
        heights = np.tile(3.0 * np.sin(east / 50.0), (200, 1))
        crs = CRS.from_proj4("+proj=eqc +R=3396190 +units=m")
        terrain = Terrain("dunes", MARS, heights, None, Affine(CELL, 0, 0, 0, -CELL, 2000.0), crs, "", "invented dunes"{})
        return {}
"""
HERE = Box(0.005, 0.005, 0.02, 0.02)


def _install(install, name: str, rest: str = "", answer: str = "terrain") -> None:
    module = f"ground_{name.replace('-', '_')}"
    install(module, "terrain_sources", f"{name} = {module}:Dunes", SOURCE.format(rest, answer))


def test_an_added_source_is_a_terrain_like_any(install):
    """Its name, its package, a checksum of what is there; only the ground asked for, whatever else it gives."""
    _install(install, "dunes-a")
    whole, part = open_terrain("dunes-a"), open_terrain("dunes-a", around=HERE)
    assert (part.name, part.source) == ("dunes-a", "invented dunes (ground_dunes_a 1.0)")
    assert part.heights_m.size < whole.heights_m.size
    assert part.sha256 != whole.sha256
    assert part.sha256 == open_terrain("dunes-a", around=HERE).sha256
    np.testing.assert_allclose(part.height_m(0.01, 0.013), whole.height_m(0.01, 0.013), rtol=1e-12)
    assert open_terrain("dunes-a", body=Body.sphere("Ares", 3396190.0), around=HERE).body.name == "Ares"


def test_it_may_be_a_layer_and_be_looked_at(install):
    """Over or under other terrain, and in `relaysim terrain info`, whole or round a place."""
    _install(install, "dunes-b")
    _install(install, "dunes-c")
    found = lay(["dunes-b", "dunes-c"], around=HERE)
    assert [layer.name for layer in found.layers] == ["dunes-b", "dunes-c"]
    assert look(["dunes-b"]).seen.frame.name == "dunes-b"
    assert look(["dunes-b"], around=Circle(0.01, 0.01, 100.0)).seen.known < 1000


@pytest.mark.parametrize(
    ("rest", "answer", "told"),
    [
        ("", "None", r"cannot be used \(open gave NoneType, not a relaysim\.Terrain"),
        ("", "1 / 0", "failed .ZeroDivisionError"),
        ("", "__import__('dataclasses').replace(terrain, heights_m=heights / 0.0)", "a height is infinite"),
        ("", "__import__('dataclasses').replace(terrain, heights_m=heights[0])", r"shape \(200,\)"),
        ("", "__import__('dataclasses').replace(terrain, crs='+proj=eqc')", r"are a rasterio\.crs\.CRS"),
        (
            "",
            "__import__('dataclasses').replace(terrain, transform=(10, 0, 0))",
            r"rasterio\.transform\.Affine",
        ),
        ("", "__import__('dataclasses').replace(terrain, as_of=8)", "source and as_of are words"),
        ("", "__import__('dataclasses').replace(terrain, crs=CRS.from_epsg(4326))", "raster of another body"),
        ("", "__import__('dataclasses').replace(terrain, heights_m=heights * np.nan)", "has no height at"),
    ],
)
def test_what_is_no_ground_is_refused(install, rest, answer, told):
    """One message that names terrain and package, as a TerrainError: the scenario's line comes before it."""
    _install(install, "dunes-d", rest, answer)
    with (
        pytest.raises(TerrainError, match=rf"dunes-d'? of ground_dunes_d 1\.0.*{told}"),
        np.errstate(all="ignore"),
    ):
        open_terrain("dunes-d", body=Body.sphere("Mars", 3396190.0), around=HERE)


def test_what_a_mask_hides_is_unknown(install):
    """Rasters are read as masked arrays: what lies under the mask is no height. Nor is the air a source's to bend."""
    hidden = "np.ma.masked_less(heights, 0.0), k_factor=4 / 3"
    _install(install, "dunes-m", answer=f"__import__('dataclasses').replace(terrain, heights_m={hidden})")
    found = open_terrain("dunes-m", around=HERE)
    assert type(found.heights_m) is np.ndarray
    assert np.isnan(found.heights_m).any()
    assert np.nanmin(found.heights_m) >= 0.0
    assert found.k_factor == 1.0


def test_what_it_does_not_reach(install):
    """Elsewhere there is no ground: another layer may have it."""
    _install(install, "dunes-e")
    with pytest.raises(OutsideTerrain, match="does not reach the place asked for"):
        open_terrain("dunes-e", around=Box(50.0, 50.0, 50.1, 50.1))


def test_ground_without_a_date_cannot_be_had_as_of_a_day(install):
    """A forecast takes only ground that says what was known by then, of that day or before."""
    _install(install, "dunes-f")
    with pytest.raises(TerrainError, match="does not say what was known when"):
        open_terrain("dunes-f", as_of_sol=7, around=HERE)
    _install(install, "dunes-g", ", 'sol 8'")
    with pytest.raises(TerrainError, match="was built as of sol 8"):
        open_terrain("dunes-g", as_of_sol=7, around=HERE)
    assert open_terrain("dunes-g", as_of_sol=8, around=HERE).as_of == "sol 8"


def test_a_name_that_nobody_has(install):
    """All names there are stand in the message, the installed ones among them."""
    _install(install, "dunes-h")
    with pytest.raises(TerrainError, match=r"no terrain is called 'dunes-x'; did you mean dunes-h\?"):
        open_terrain("dunes-x")


def test_a_missing_source_is_told_where_it_is_named(monkeypatch, capsys):
    """`relaysim scenarios check` opens no ground, and still knows that there is none of that name."""
    arguments = ["scenarios", "check", "first-flight", "--set", "terrain.source=dunes-of-nobody"]
    monkeypatch.setattr("sys.argv", ["relaysim", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    told = "--set terrain.source=dunes-of-nobody: no terrain is called 'dunes-of-nobody'"
    assert told in capsys.readouterr().err

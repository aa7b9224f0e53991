"""Rasters that cannot be terrain: each is refused in words before anything is simulated."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from affine import Affine

Refused = Callable[..., str]
Writer = Callable[..., Path]

TURNED = Affine(1e-4, 0, 8.09, 0, -1e-4, 46.514) * Affine.rotation(10)
BAD = {
    "no-crs.tif": ({"crs": None}, "no coordinate system"),
    "moon.tif": (
        {"crs": "+proj=longlat +R=1737400 +no_defs"},
        "another body: its equatorial radius is 1737.40 km",
    ),
    "rotated.tif": ({"transform": TURNED}, "rotated"),
    "empty.tif": ({"heights": np.full((260, 340), np.nan)}, "no-data"),
    "complex.tif": ({"dtype": "complex64", "nodata": None}, "complex64 values"),
    "infinite.tif": ({"heights": np.full((260, 340), np.inf)}, "infinite values that are not declared"),
    "pit.tif": ({"heights": np.where(np.eye(260, 340) > 0, -32768, 5)}, "no-data that is not declared"),
    "palette.tif": ({"dtype": "uint8", "nodata": None, "photometric": "palette"}, "holds colours"),
    "enormous.tif": ({"heights": np.full((260, 340), 1e20)}, "no heights in metres"),
    "elsewhere.tif": ({"transform": Affine(1e-4, 0, 18.09, 0, -1e-4, 46.514)}, "does not reach the place"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_raster_that_cannot_serve(refused: Refused, valley: Writer, raster: Writer, name: str) -> None:
    """Without a frame, of another body, turned, empty, absurd, elsewhere: the file, the cause, the way out."""
    options, says = BAD[name]
    raster(name, **options)
    valley()
    message = refused("run", "valley.yaml", "--terrain", name)
    assert name in message
    assert says in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nosuch", "no terrain is called 'nosuch' (there are jezero-survey"),
        ("jezero-surve", "did you mean jezero-survey?"),
        ("jezero-ctx-20m", "is not on this machine"),
        ("nosuch.tif", "there is no raster 'nosuch.tif'"),
        ("folder", "folder: is a folder"),
        ("", "the text is empty"),
        ("text.tif", "cannot be opened as a raster"),
        ("nothing.tif", "cannot be opened as a raster"),
    ],
)
def test_a_name_that_is_no_terrain(
    tmp_path: Path, refused: Refused, valley: Writer, name: str, says: str
) -> None:
    """Misspelt, not fetched, missing, a folder, a text with the wrong name: told apart."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.tif").write_text("not a raster\n")
    (tmp_path / "nothing.tif").write_text("")
    valley()
    assert says in refused("run", "valley.yaml", "--terrain", name)


@pytest.mark.parametrize("share", [0.01, 0.5, 0.98])
def test_a_raster_cut_short(refused: Refused, valley: Writer, raster: Writer, share: float) -> None:
    """A download that stopped is noticed wherever it stopped, even if the part that is needed is there."""
    path = raster("short.tif", compress="deflate")
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    valley()
    assert "cut short" in refused("run", "valley.yaml", "--terrain", "short.tif")


def test_heights_without_dates_cannot_be_had_as_of_a_day(
    refused: Refused, valley: Writer, raster: Writer
) -> None:
    """`as_of` needs terrain that knows when its points were measured; the message says how to make one."""
    raster("valley.tif")
    valley(("{source: valley.tif}", "{source: valley.tif, as_of: day 1}"))
    message = refused("run", "valley.yaml")
    assert message.startswith("relaysim: valley.yaml:9:19: terrain.source: ")
    assert "does not say what was known when" in message
    assert "relaysim terrain build" in message

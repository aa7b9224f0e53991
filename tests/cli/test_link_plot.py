"""`relaysim link --plot`: a picture beside the words, and the places it will not take."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("matplotlib", reason="drawing needs matplotlib, an optional extra")

Here = Callable[..., tuple[int, str, str]]
Refused = Callable[..., str]
LINK = ("link", "--from", "18.4799,77.3688,0.5", "--to", "18.4805,77.3601,1.2")
PNG = b"\x89PNG\r\n\x1a\n"


def test_a_picture_beside_the_words(here: Here, tmp_path: Path) -> None:
    """PNG or SVG by the ending; the words are those without a picture, and name it; nothing else is left."""
    words = here(*LINK)[1]
    for name, begins in (("link.png", PNG), ("link.svg", b"<?xml"), ("LINK.PNG", PNG)):
        code, output, errors = here(*LINK, "--plot", name)
        assert (code, errors) == (0, "")
        assert output == f"{words}picture       {name}\n"
        assert (tmp_path / name).read_bytes().startswith(begins)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_picture_is_replaced_only_with_force(here: Here, refused: Refused, tmp_path: Path) -> None:
    """What is there stays, to the byte, unless it is said that it may go."""
    there = tmp_path / "link.png"
    there.write_bytes(b"mine")
    assert "exists; choose another name, or replace it with --force" in refused(*LINK, "--plot", "link.png")
    assert there.read_bytes() == b"mine"
    assert here(*LINK, "--plot", "link.png", "--force")[0] == 0
    assert there.read_bytes().startswith(PNG)


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("nowhere/link.png", "there is no folder nowhere"),
        ("link.pdf", "is written as PNG or SVG; give it a name that ends in .png"),
        ("link", "is written as PNG or SVG"),
        (".", "is a folder"),
    ],
)
def test_a_place_that_cannot_take_it(refused: Refused, tmp_path: Path, place: str, says: str) -> None:
    """Named before any work is done, nothing printed, nothing written."""
    assert says in refused(*LINK, "--plot", place)
    assert list(tmp_path.iterdir()) == []


def test_force_goes_with_a_picture(refused: Refused) -> None:
    """There is nothing else it could replace."""
    assert "name it with --plot" in refused(*LINK, "--force")


def test_a_terrain_is_not_overwritten(refused: Refused, raster: Callable[..., Path], tmp_path: Path) -> None:
    """Not even with --force, and not under a second name."""
    ground = raster("ground.tif")
    before = ground.read_bytes()
    (tmp_path / "ground.png").symlink_to(ground)
    message = refused(*LINK, "--terrain", "ground.tif", "--plot", "ground.png", "--force")
    assert "is the terrain itself" in message
    assert ground.read_bytes() == before


def test_over_unknown_ground_what_is_known_is_drawn(
    here: Here, raster: Callable[..., Path], valley: Callable[..., Path], tmp_path: Path
) -> None:
    """The link has no answer, exit code 1, but the picture shows the ground as far as it goes."""
    heights = np.zeros((260, 340))
    heights[:, 110:113] = np.nan
    raster("valley.tif", heights)
    wave = "  propagation: parabolic-equation\n  ground: {relative_permittivity: 3.6, loss_tangent: 0.01, kind: assumed, source: guess}\n"
    scenario = valley(("  propagation: free-space\n", wave))
    ends = ("--from", "46.5,8.1,3", "--to", "46.501,8.102,1")
    code, output, errors = here("link", *ends, "--scenario", str(scenario), "--plot", "gap.png")
    assert (code, errors) == (1, "")
    assert "unknown" in output
    assert (tmp_path / "gap.png").read_bytes().startswith(PNG)


def test_without_matplotlib_it_says_what_to_install(
    refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The optional extra is named; a link without a picture needs it not."""
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert "pip install 'relaysim[plot]'" in refused(*LINK, "--plot", "link.png")

"""The picture of a link: what stands in it, and that it is the same each time."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("matplotlib", reason="drawing needs matplotlib, an optional extra")

from affine import Affine
from rasterio.crs import CRS

from relaysim.errors import OutputError
from relaysim.links.model import RadioSettings
from relaysim.links.single import explain
from relaysim.links.way import way
from relaysim.radio.budget import Budget, BudgetTerm, Mode
from relaysim.radio.ground import Ground
from relaysim.report.link_picture import link_figure, write_link_picture
from relaysim.report.link_scene import LinkScene
from relaysim.sightline import End
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Terrain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RADIUS_M, CELL_M, CELLS = 3_396_190.0, 5.0, 101
HALF_M = CELL_M * (CELLS // 2)
METRES_A_DEGREE = math.radians(RADIUS_M)
MODES = (
    Mode("slow", 20e3, 15e3, -110.0, "made up", "assumed"),
    Mode("fast", 250e3, 170e3, -101.0, "made up", "assumed"),
)


def scene(
    *, wall_m: float = 0.0, gap: bool = False, sigma: bool = True, required_db: float = 0.0
) -> LinkScene:
    """200 m from west to east over a plain with a wall in the middle, or a gap in the ground."""
    east = np.broadcast_to(CELL_M * np.arange(CELLS) - HALF_M, (CELLS, CELLS))
    heights = wall_m * np.exp(-((east / 15.0) ** 2))
    heights = np.where(np.abs(east) < 10.0, np.nan, heights) if gap else heights
    terrain = Terrain(
        name="a plain", body=Body.sphere("test body", RADIUS_M), heights_m=np.ascontiguousarray(heights),
        sigma_m=np.full_like(heights, 0.3) if sigma else None,
        transform=Affine(CELL_M, 0, -HALF_M - CELL_M / 2, 0, -CELL_M, HALF_M + CELL_M / 2),
        crs=CRS.from_proj4(f"+proj=eqc +R={RADIUS_M} +units=m +no_defs"), sha256="", source="made up",
    )  # fmt: skip
    power = BudgetTerm("transmit power", 20.0, "dBm", 1.5, "made up", "assumed")
    budget = Budget((power,), MODES, required_db)
    radio = RadioSettings("parabolic-equation", 914e6, Ground(3.6, 0.017), "vertical", budget)
    ends = End(0.0, -100.0 / METRES_A_DEGREE, 2.0), End(0.0, 100.0 / METRES_A_DEGREE, 1.5)
    return LinkScene(*ends, explain(terrain, *ends, radio), way(terrain, *ends, radio), 914e6, terrain.name)


def words(panel: Axes) -> list[str]:
    """The legend and the words in a panel."""
    legend = panel.get_legend()
    assert legend is not None
    return [text.get_text() for text in (*legend.get_texts(), *panel.texts)]


def test_both_panels_share_the_distance_and_name_their_units() -> None:
    """Profile above, loss below, loss downwards, received power beside it."""
    figure = link_figure(scene())
    upper, lower = figure.axes
    assert upper.get_xlim() == lower.get_xlim()
    assert upper.get_ylabel().startswith("height (m)")
    assert lower.get_ylabel() == "basic path loss (dB)"
    assert "(m)" in lower.get_xlabel()
    bottom, top = lower.get_ylim()
    assert bottom > top
    assert "received power (dBm)" in [child.get_ylabel() for child in lower.child_axes]


def test_each_mode_has_its_threshold() -> None:
    """130 and 121 dB, less the margin to keep, as lines across the lower panel, with the budget's sigma."""
    for required_db in (0.0, 3.0):
        lower = link_figure(scene(required_db=required_db)).axes[1]
        across = {
            line.get_ydata()[0]
            for line in lower.lines
            if line.get_linestyle() == "--" and len(line.get_ydata()) == 2
        }
        assert across == {130.0 - required_db, 121.0 - required_db}
        assert any("slow, 20 kbit/s" in text for text in words(lower))
        assert "±1 sigma of the budget" in words(lower)


def test_what_blocks_is_marked_and_what_is_not_there_has_no_legend() -> None:
    """A wall of 8 m stands 6.25 m above the line; over a plain, or without a second band, nothing is said of them."""
    blocked = words(link_figure(scene(wall_m=8.0)).axes[0])
    assert any(
        text.startswith("6.2 m above the line") or text.startswith("6.3 m above the line") for text in blocked
    )
    assert {"ground above the line", "its height, ±1 sigma", "first Fresnel zone"} <= set(blocked)
    clear = words(link_figure(scene(sigma=False)).axes[0])
    assert not {"ground above the line", "its height, ±1 sigma", "ground not surveyed"} & set(clear)


def test_unknown_ground_is_hatched_and_the_title_says_so() -> None:
    """Neither open nor closed; the loss is drawn only before the gap, and no point stands for the link."""
    figure = link_figure(scene(gap=True))
    assert "ground not surveyed" in words(figure.axes[0])
    assert figure.axes[0].get_title().startswith("link unknown")
    assert not any(text.startswith("this link") for text in words(figure.axes[1]))


@pytest.mark.parametrize("name", ["link.png", "link.svg"])
def test_the_same_link_gives_the_same_bytes(tmp_path: Path, name: str) -> None:
    """No date and no random name is in the file; the user's own style does not matter."""
    import matplotlib as mpl

    drawn = []
    for size in (10.0, 30.0):
        with mpl.rc_context({"font.size": size, "axes.grid": True, "svg.fonttype": "none"}):
            write_link_picture(scene(wall_m=8.0), tmp_path / name)
            assert mpl.rcParams["font.size"] == size
        drawn.append((tmp_path / name).read_bytes())
    assert drawn[0] == drawn[1]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    """Told in words, with nothing left behind."""
    with pytest.raises(OutputError, match="cannot be written"):
        write_link_picture(scene(), tmp_path / "gone" / "link.png")
    assert list(tmp_path.iterdir()) == []


def test_pyplot_is_not_touched(tmp_path: Path) -> None:
    """matplotlib is loaded only for a picture, and pyplot, with its list of open figures, not even then."""
    program = f"""
import sys
from relaysim.cli.app import main
import relaysim.report.link_picture
assert "matplotlib" not in sys.modules
sys.argv = ["relaysim", "link", "--from", "18.4799,77.3688,0.5", "--to", "18.4805,77.3601,1.2",
            "--plot", {str(tmp_path / "link.png")!r}]
try:
    main()
except SystemExit as stopped:
    assert not stopped.code
assert "matplotlib.figure" in sys.modules and "matplotlib.pyplot" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr

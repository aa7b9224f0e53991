"""A map as a picture: its colours over the shaded relief of the ground, with a legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from relaysim.terrain.colours import ColourClass
from relaysim.terrain.grid import Terrain
from relaysim.terrain.lettering import lettering
from relaysim.terrain.overview import overview
from relaysim.terrain.picture import BOTTOM, LETTER, RIGHT, TOP, drawn, png
from relaysim.terrain.shade import Rgb, relief
from relaysim.terrain.write import write_aside

BOX_PX, LINE_PX = 18, 24
DARKEST = 0.45  # of a colour, on slopes away from the light
PALEST = 235  # of the ground without a value


def write_map_picture(
    terrain: Terrain,
    values: NDArray[np.float32],
    classes: Sequence[ColourClass],
    path: Path,
    *,
    column: int = 0,
    row: int = 0,
) -> None:
    """Draws values over a window of the terrain to a PNG; ground without a value is grey, unknown ground striped.

    Large maps are drawn at about a thousand pixels: the value of a pixel is that of the cell in its middle.

    Raises: OutputError if it cannot be written.
    """
    window = _window(terrain, values.shape, column, row)
    image = relief(overview(window))
    h, w = image.rgb.shape[:2]
    down, across = (
        ((np.arange(m) + 0.5) * n / m).astype(np.intp)
        for m, n in ((h, values.shape[0]), (w, values.shape[1]))
    )
    shown = values[down[:, None], across[None, :]]
    colours = np.array([_rgb(one.colour) for one in classes], dtype=np.float64)
    index = np.searchsorted([one.most for one in classes], np.nan_to_num(shown, nan=0.0), side="left")
    light = image.rgb.max(axis=-1, keepdims=True) / 255.0
    striped = np.isnan(window.heights_m[down[:, None], across[None, :]])
    over = np.where(np.isnan(shown)[..., None], PALEST, colours[index]) * (DARKEST + (1 - DARKEST) * light)
    rgb = np.where(striped[..., None], image.rgb, over.astype(np.uint8))
    page = drawn(window, replace(image, rgb=rgb))
    write_aside(path, png(_with_legend(page, classes)))


def _window(terrain: Terrain, shape: tuple[int, ...], column: int, row: int) -> Terrain:
    """The ground below the values alone."""
    if shape == terrain.heights_m.shape:
        return terrain
    heights = terrain.heights_m[row : row + shape[0], column : column + shape[1]]
    return replace(
        terrain,
        heights_m=heights,
        sigma_m=None,
        transform=terrain.transform * Affine.translation(column, row),
    )


def _with_legend(page: Rgb, classes: Sequence[ColourClass]) -> Rgb:
    """The page with the classes on the right, the highest on top, and the values between them."""
    left = page.shape[1] - RIGHT + 14
    high = max(page.shape[0], TOP + LINE_PX * (len(classes) + 1))
    out: Rgb = np.full((high, page.shape[1], 3), 255, dtype=np.uint8)
    out[: page.shape[0]] = page
    out[: page.shape[0] - BOTTOM, left:] = 255
    for n, one in enumerate(reversed(classes)):
        top = TOP + n * LINE_PX
        out[top : top + LINE_PX, left : left + BOX_PX] = _rgb(one.colour)
        if n > 0:  # where this class ends and the one above begins
            ink = lettering(_words(one.most), LETTER)
            at = top - ink.shape[0] // 2, left + BOX_PX + 8
            out[at[0] : at[0] + ink.shape[0], at[1] : at[1] + ink.shape[1]][ink] = 0
    return out


def _words(most: float) -> str:
    rounded = round(most, 4) + 0.0  # no -0
    return f"{rounded:.4g}" if abs(rounded) < 1e4 else f"{rounded:.0f}"


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)

"""Ground as a picture: shaded relief, coloured by height.

Reference: Horn 1981, Proc. IEEE 69(1), 14-47 (gradient and shading).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.terrain.body import Floats
from relaysim.terrain.overview import Overview

Rgb = NDArray[np.uint8]

# The lighter part of viridis, readable with every colour vision and in grey; from low to high
HEIGHT_COLOURS = np.array(
    [(104, 113, 168), (82, 134, 168), (73, 158, 165), (88, 181, 152), (128, 205, 133), (190, 224, 100), (253, 231, 80)],
    dtype=np.float64,
)  # fmt: skip
UNKNOWN_COLOURS = np.array([(255, 255, 255), (200, 200, 200)], dtype=np.uint8)  # stripes
STRIPE_PX = 4
MOST_PX = 1100
STEEPNESS = 0.4  # slopes of nine cells in ten are drawn below this, however flat the ground
DARKEST = 0.35


@dataclass(frozen=True)
class Relief:
    """A picture of ground.

    rgb             (h, w, 3), the top row is the raster's first
    low_m, high_m   heights of the first and the last colour: 1 % of the ground is lower, 1 % higher
    exaggeration    how many times too steep slopes are drawn
    pixel_m         size of a pixel on the body, in the middle
    """

    rgb: Rgb
    low_m: float
    high_m: float
    exaggeration: float
    pixel_m: float


def relief(seen: Overview, least_px: int = 500) -> Relief:
    """The relief of an overview, lit from the upper left; pixels are square on the body.

    Small rasters are magnified to `least_px` at least, by whole numbers.
    """
    east, north = pixel_sizes_m(seen)
    across, down = gradients(seen.mean_m, east, north)
    slopes = np.hypot(across, down)
    typical = float(np.nanquantile(slopes, 0.9)) if np.isfinite(slopes).any() else 0.0
    exaggeration = _round(min(max(STEEPNESS / typical, 1.0), 20.0)) if typical > 0 else 1.0
    shade = hillshade(across * exaggeration, down * exaggeration)
    low, high = (float(v) for v in np.nanquantile(seen.mean_m, (0.01, 0.99)))
    middle = seen.mean_m.shape[0] // 2
    known = np.isfinite(seen.mean_m)
    at, pixel_m = _square(known.shape, (float(east[middle]), float(north[middle])), least_px)
    rgb, known = _lit(seen.mean_m, shade, low, high)[at], known[at]
    rows, cols = np.indices(known.shape)
    stripes = UNKNOWN_COLOURS[((rows + cols) // STRIPE_PX) % 2]
    return Relief(
        np.where(known[..., None], rgb, stripes), low, high, exaggeration, pixel_m
    )  # fmt: skip


def _lit(heights_m: Floats, shade: Floats, low_m: float, high_m: float) -> Rgb:
    """Heights in their colours, darker where they lie in the shade; row by row, for decimals take eight times the room."""
    light = DARKEST + (1 - DARKEST) * np.where(np.isnan(shade), math.cos(math.pi / 4), shade)
    lit: Rgb = np.empty((*shade.shape, 3), dtype=np.uint8)
    for n, (row, bright) in enumerate(zip(heights_m, light, strict=True)):
        lit[n] = np.clip(height_colours(row, low_m, high_m) * np.minimum(bright * 1.15, 1.0)[:, None], 0, 255)
    return lit


def _square(
    shape: tuple[int, int], cell_m: tuple[float, float], least_px: int
) -> tuple[tuple[NDArray[np.intp], NDArray[np.intp]], float]:
    """The cell below each pixel of a picture with square pixels, and the pixels' size."""
    pixel = min(cell_m)
    high, wide = (max(n * size / pixel, 1.0) for n, size in zip(shape, cell_m[::-1], strict=True))
    if max(high, wide) > MOST_PX:  # cells far from square
        pixel, high, wide = (
            pixel * max(high, wide) / MOST_PX,
            high * (k := MOST_PX / max(high, wide)),
            wide * k,
        )
    times = max(1, least_px // round(max(high, wide)))
    h, w = max(round(high * times), 1), max(round(wide * times), 1)
    rows, cols = (((np.arange(m) + 0.5) * n / m).astype(np.intp) for m, n in ((h, shape[0]), (w, shape[1])))
    return (rows[:, None], cols[None, :]), pixel / times


def pixel_sizes_m(seen: Overview) -> tuple[Floats, Floats]:
    """(east-west, north-south) size on the body of the small grid's cells, for each of its rows."""
    frame, (h, w) = seen.frame, seen.mean_m.shape
    rows, cols = frame.heights_m.shape
    wide, high = cols / w, rows / h
    col, row = np.full(h, (cols - 1) / 2), (np.arange(h) + 0.5) * high - 0.5
    sizes = []
    for dc, dr in ((wide / 2, 0.0), (0.0, high / 2)):
        a, b = frame.geographic(col - dc, row - dr), frame.geographic(col + dc, row + dr)
        size = frame.body.distance_m(*a, *b)
        sizes.append(np.where(size > 0, size, np.nan))
    return sizes[0], sizes[1]


def gradients(heights_m: Floats, east_m: Floats, north_m: Floats) -> tuple[Floats, Floats]:
    """(to the right, downwards) slope of heights by Horn's eight neighbours; nan beside unknown ground.

    east_m and north_m are the cells' sizes, one for each row.
    """
    z = np.pad(heights_m, 1, mode="edge")
    columns = z[:-2] + 2 * z[1:-1] + z[2:]
    rows = z[:, :-2] + 2 * z[:, 1:-1] + z[:, 2:]
    across = (columns[:, 2:] - columns[:, :-2]) / (8 * east_m[:, None])
    down = (rows[2:] - rows[:-2]) / (8 * north_m[:, None])
    return across, down


def hillshade(across: Floats, down: Floats) -> Floats:
    """Brightness, 0 to 1, of slopes under a light from the upper left, 45 degrees up."""
    half = 0.5  # cos 45 times sin 45
    light = math.sqrt(0.5) + half * (across + down)
    return np.clip(light / np.sqrt(1 + across**2 + down**2), 0.0, 1.0)


def height_colours(heights_m: Floats, low_m: float, high_m: float) -> Floats:
    """(..., 3) colours of heights, 0 to 255; those beyond the ends have the ends' colours."""
    share = (np.nan_to_num(heights_m, nan=low_m) - low_m) / max(high_m - low_m, 1e-9)
    at = np.clip(share, 0.0, 1.0) * (len(HEIGHT_COLOURS) - 1)
    first = np.minimum(at.astype(np.intp), len(HEIGHT_COLOURS) - 2)
    part = (at - first)[..., None]
    return np.asarray(HEIGHT_COLOURS[first] * (1 - part) + HEIGHT_COLOURS[first + 1] * part)


def _round(value: float) -> float:
    """To one digit, or a half below 3."""
    return round(value * 2) / 2 if value < 3 else float(round(value))

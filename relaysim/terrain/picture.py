"""The picture of `relaysim terrain info --picture`: relief, latitude and longitude, a scale bar, a legend."""

from __future__ import annotations

import math
import struct
import zlib
from pathlib import Path

import numpy as np

from relaysim.terrain.body import Floats
from relaysim.terrain.grid import Terrain
from relaysim.terrain.lettering import ADVANCE, HEIGHT, lettering
from relaysim.terrain.overview import Overview
from relaysim.terrain.shade import Relief, Rgb, height_colours, relief
from relaysim.terrain.write import check_place, write_aside

LETTER = 2  # pixels a dot
TEXT_PX, LETTER_PX = HEIGHT * LETTER, ADVANCE * LETTER
TOP, BOTTOM, RIGHT = 14, 74, 124
BAR_PX = 18
BLACK, GREY = (0, 0, 0), (90, 90, 90)


def check_picture_place(path: Path, *, replace: bool) -> None:
    """Refuses a place that cannot take a picture, before any work is done.

    Raises: OutputError.
    """
    check_place(path, replace=replace, ending=(".png",), what="a picture is written as PNG")


def write_picture(seen: Overview, path: Path) -> list[str]:
    """Draws the ground to a PNG and returns its legend, lines for a terminal.

    Raises: OutputError if it cannot be written.
    """
    image = relief(seen)
    rgb = drawn(seen.frame, image)
    write_aside(path, png(rgb))
    steep = f", slopes drawn {image.exaggeration:g} times too steep" if image.exaggeration != 1 else ""
    return [
        f"{'picture':<12} {path}: {image.low_m:.1f} m blue, {(image.low_m + image.high_m) / 2:.1f} m green, "
        f"{image.high_m:.1f} m yellow; unknown striped",
        f"{'':<12} light from the upper left{steep}; a pixel is {image.pixel_m:.3g} m",
    ]


def png(rgb: Rgb) -> bytes:
    """A picture (h, w, 3) as a PNG file. Reference: PNG Specification, third edition, W3C 2025."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    h, w = rgb.shape[:2]
    lines = np.hstack([np.zeros((h, 1), dtype=np.uint8), rgb.reshape(h, 3 * w)])  # 0: no filter
    header = struct.pack(">IIBBBBB", w, h, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def drawn(frame: Terrain, image: Relief) -> Rgb:
    """The relief with its margins: ticks on the left and below, the scale bar, the heights' colours."""
    h, w = image.rgb.shape[:2]
    left_ticks, bottom_ticks = _ticks(frame, h, w)
    margin = max([len(text) for _, text in left_ticks], default=0) * LETTER_PX + 14
    page: Rgb = np.full((TOP + h + BOTTOM, margin + w + RIGHT, 3), 255, dtype=np.uint8)
    page[TOP - 1 : TOP + h + 1, margin - 1 : margin + w + 1] = GREY
    page[TOP : TOP + h, margin : margin + w] = image.rgb
    for at, text in left_ticks:
        page[TOP + at, margin - 7 : margin] = BLACK
        _write(page, text, margin - 10 - len(text) * LETTER_PX, TOP + at - TEXT_PX // 2)
    beyond = 0
    for at, text in bottom_ticks:
        page[TOP + h : TOP + h + 7, margin + at] = BLACK
        begin = margin + at - len(text) * LETTER_PX // 2
        if begin > beyond:
            _write(page, text, begin, TOP + h + 10)
            beyond = begin + (len(text) + 1) * LETTER_PX
    _scale_bar(page, image.pixel_m, margin, TOP + h + 42, w)
    _legend(page, image, margin + w + 14, h)
    return page


def _ticks(frame: Terrain, h: int, w: int) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """(pixel, text) of latitudes along the left edge and of longitudes along the lower edge."""
    rows, cols = frame.heights_m.shape
    down = (np.arange(h) + 0.5) * rows / h - 0.5
    across = (np.arange(w) + 0.5) * cols / w - 0.5
    lat = frame.geographic(np.zeros(h), down)[0]
    lon = frame.geographic(across, np.full(w, rows - 1.0))[1]
    return _round_values(lat, "NS"), _round_values(lon, "E" if np.nanmin(lon) >= 0 else "EW")


def _round_values(degrees: Floats, letters: str) -> list[tuple[int, str]]:
    """Where coordinates along an edge pass round values; about five of them."""
    good = degrees[np.isfinite(degrees)]
    if good.size < 2 or np.ptp(good) == 0:
        return []
    rough = float(np.ptp(good)) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(f * power for f in (1, 2, 5, 10) if f * power >= rough)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    count = np.floor(degrees / step)
    found = []
    for at in np.flatnonzero(np.abs(np.diff(count)) == 1):
        value = round(float(max(count[at], count[at + 1])) * step, decimals)
        text = f"{abs(value):.{decimals}f}°{letters[-1] if value < 0 else letters[0]}"
        found.append((int(at) + 1, text))
    return found


def _scale_bar(page: Rgb, pixel_m: float, left: int, top: int, w: int) -> None:
    """A bar of a round length, at most a third of the picture, true in the middle."""
    most = pixel_m * w / 3
    power = 10.0 ** math.floor(math.log10(most))
    length = max(f * power for f in (1, 2, 5) if f * power <= most)
    px = max(round(length / pixel_m), 1)
    page[top : top + 6, left : left + px] = BLACK
    page[top + 2 : top + 4, left + 2 : left + px // 2] = 255
    text = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    _write(page, text, left + px + 8, top - 4)


def _legend(page: Rgb, image: Relief, left: int, h: int) -> None:
    """Heights beside their colours."""
    high = min(h, 360)
    share = np.linspace(1, 0, high)
    heights = image.low_m + share * (image.high_m - image.low_m)
    page[TOP : TOP + high, left : left + BAR_PX] = height_colours(heights, image.low_m, image.high_m)[
        :, None
    ].astype(np.uint8)
    steps = 4 if high > 100 else 1
    decimals = 0 if image.high_m - image.low_m >= 10 else 1
    for n in range(steps + 1):
        at = round(n * (high - 1) / steps)
        page[TOP + at, left + BAR_PX : left + BAR_PX + 5] = BLACK
        top = min(max(TOP + at - TEXT_PX // 2, TOP), TOP + high - TEXT_PX)
        _write(page, f"{heights[at]:.{decimals}f} m", left + BAR_PX + 8, top)


def _write(page: Rgb, text: str, left: int, top: int) -> None:
    """Puts text on the page, cut at its edges."""
    ink = lettering(text, LETTER)[: max(len(page) - top, 0), : max(page.shape[1] - left, 0)]
    if left >= 0 and top >= 0:
        page[top : top + ink.shape[0], left : left + ink.shape[1]][ink] = BLACK

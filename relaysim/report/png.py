"""The smallest PNG writer that serves a page: 8-bit RGB with one colour transparent.

Reference: PNG (W3C Recommendation, third edition), sections 5, 9 and 11.
"""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode

import numpy as np
from numpy.typing import NDArray


def encode_png(rgb: NDArray[np.uint8], transparent: tuple[int, int, int] | None = None) -> bytes:
    """The bytes of a PNG of (rows, columns, 3) colours; pixels of the colour `transparent` let through.

    Rows are stored as differences to the row above (filter 2), which suits smooth relief.
    """
    rows, columns, _ = rgb.shape
    above = np.zeros_like(rgb)
    above[1:] = rgb[:-1]
    lines = np.empty((rows, 1 + 3 * columns), dtype=np.uint8)
    lines[:, 0] = 2
    lines[:, 1:] = (rgb - above).reshape(rows, 3 * columns)
    header = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    key = b"" if transparent is None else _chunk(b"tRNS", struct.pack(">HHH", *transparent))
    data = _chunk(b"IDAT", zlib.compress(lines.tobytes(), 9))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + key + data + _chunk(b"IEND", b"")


def data_uri(png: bytes) -> str:
    """The image as a data: address, for a page that must not ask the network."""
    return "data:image/png;base64," + b64encode(png).decode("ascii")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

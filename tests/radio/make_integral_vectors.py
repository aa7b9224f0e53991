"""Makes integral_vectors.json: losses over real ground by boundary_integral.py, which knows nothing of the march.

The ground: pieces of straight lines over Jezero, drawn from a fixed seed on ../shared/data/dem/jezero_fused_5m.tif
(NASA/JPL-Caltech/USGS products; its PROVENANCE.md says which), heights to a millimetre at even knots, and a cubic spline through
these, so that both methods see one smooth ground. The first pieces that come, then those whose straight line is
blocked, then steep ones; 914 MHz mostly. Where the loss is more than 60 dB over free space nothing is stored (null). Solved with 9
and with 12 points a wavelength; the second is stored, with the most that it differs by: what is left is a third of that.

Half an hour and 2 GB:

    python tests/radio/make_integral_vectors.py
"""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import rasterio
from boundary_integral import SmoothGround, excess_losses_db

from relaysim.radio.free_space import free_space_loss_db, wavelength_m
from relaysim.radio.ground import Ground, Polarisation

HERE = Path(__file__).parent
RASTER = HERE.parents[2] / "shared" / "data" / "dem" / "jezero_fused_5m.tif"
GROUND = Ground(3.6, 0.017)
TRANSMITTER_M = 1.2
RECEIVERS_M = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
WAVES: tuple[tuple[float, Polarisation], ...] = (
    (914e6, "vertical"),
    (914e6, "horizontal"),
    (914e6, "vertical"),
    (300e6, "vertical"),
    (914e6, "vertical"),
    (2.4e9, "vertical"),
)
LENGTHS = 110, 270  # wavelengths
KNOTS = 24
DEEPEST_DB = 60.0
KINDS = {"any": 8, "blocked": 8, "steep": 6}


def pieces(
    wave_m: float, draw: np.random.Generator, heights: np.ndarray, cell_m: float
) -> Iterator[SmoothGround]:
    """Pieces of lines anywhere on the raster, without end."""
    share = np.linspace(0.0, 1.0, KNOTS)
    while True:
        length, bearing = draw.uniform(*LENGTHS) * wave_m, draw.uniform(0, 2 * np.pi)
        rows = draw.uniform(0, heights.shape[0]) + share * length * np.cos(bearing) / cell_m
        columns = draw.uniform(0, heights.shape[1]) + share * length * np.sin(bearing) / cell_m
        i, j = np.floor(rows).astype(int), np.floor(columns).astype(int)
        if min(i.min(), j.min()) < 0 or i.max() > heights.shape[0] - 2 or j.max() > heights.shape[1] - 2:
            continue
        y, x = rows - i, columns - j
        ground = (1 - y) * ((1 - x) * heights[i, j] + x * heights[i, j + 1])
        ground += y * ((1 - x) * heights[i + 1, j] + x * heights[i + 1, j + 1])
        if np.isfinite(ground).all():
            yield SmoothGround(np.round(share * length, 3), np.round(ground - ground[0], 3))


def is_of(kind: str, piece: SmoothGround) -> bool:
    """Whether the piece is blocked for a landed helicopter by half a metre or more; or steeper than 15 degrees."""
    x = np.linspace(0, piece.distance_m[-1], 500)
    height, slope, _ = piece.at(x)
    line = height[0] + TRANSMITTER_M + (height[-1] + RECEIVERS_M[0] - height[0] - TRANSMITTER_M) * x / x[-1]
    if kind == "blocked":
        return bool((height - line).max() > 0.5)
    return kind == "any" or bool(np.abs(slope).max() > np.tan(np.radians(15)))


def vector(
    piece: SmoothGround, kind: str, frequency_hz: float, polarisation: Polarisation
) -> dict[str, object]:
    """One piece, as stored."""
    receivers = np.array(RECEIVERS_M)
    coarse, fine = (
        excess_losses_db(piece, TRANSMITTER_M, receivers, frequency_hz, GROUND, polarisation, points)
        for points in (9.0, 12.0)
    )
    rise = piece.height_m[-1] + receivers - TRANSMITTER_M
    losses = fine + free_space_loss_db(np.hypot(piece.distance_m[-1], rise), frequency_hz)
    known = fine < DEEPEST_DB
    return {
        "kind": kind,
        "frequency_hz": frequency_hz,
        "polarisation": polarisation,
        "distance_m": piece.distance_m.tolist(),
        "height_m": piece.height_m.tolist(),
        "loss_db": [
            round(float(loss), 2) if there else None for loss, there in zip(losses, known, strict=True)
        ],
        "moved_db": round(float(np.abs(fine - coarse)[known].max(initial=0.0)), 3),
    }


def main() -> None:
    with rasterio.open(RASTER) as raster:
        heights, cell = raster.read(1).astype(float), abs(raster.transform.a)
    draw = np.random.default_rng(17)
    vectors = []
    for kind, count in KINDS.items():
        for number in range(count):
            wave = WAVES[number % len(WAVES)]
            some = pieces(float(wavelength_m(wave[0])), draw, heights, cell)
            vectors.append(vector(next(piece for piece in some if is_of(kind, piece)), kind, *wave))
            print(
                len(vectors), vectors[-1]["kind"], vectors[-1]["loss_db"], vectors[-1]["moved_db"], flush=True
            )
    path = HERE / "integral_vectors.json"
    made = {
        "transmitter_height_m": TRANSMITTER_M,
        "receiver_heights_m": RECEIVERS_M,
        "relative_permittivity": GROUND.relative_permittivity,
        "loss_tangent": GROUND.loss_tangent,
        "links": vectors,
    }
    path.write_text(json.dumps(made, separators=(",", ":")).replace("},{", "},\n{") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

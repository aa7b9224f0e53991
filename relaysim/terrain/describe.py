"""What a terrain is, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relaysim.terrain.grid import Box, Terrain
from relaysim.terrain.registry import KnownTerrain


@dataclass(frozen=True)
class TerrainDescription:
    """The facts `relaysim terrain info` prints; sigma quantiles are None without a sigma band."""

    name: str
    source: str
    body: str
    equatorial_radius_m: float
    polar_radius_m: float
    frame: str
    extent: Box
    rows: int
    cols: int
    cell_east_m: float
    cell_north_m: float
    height_min_m: float
    height_max_m: float
    unknown_share: float
    sigma_p05_m: float | None
    sigma_p50_m: float | None
    sigma_p95_m: float | None
    as_of: str | None
    dated: bool
    sha256: str


def describe(terrain: Terrain) -> TerrainDescription:
    """The facts about a terrain."""
    known = terrain.heights_m[np.isfinite(terrain.heights_m)]
    sigma = None if terrain.sigma_m is None else terrain.sigma_m[np.isfinite(terrain.sigma_m)]
    spread = (
        [float(v) for v in np.quantile(sigma, (0.05, 0.5, 0.95))]
        if sigma is not None and sigma.size
        else [None] * 3
    )
    words = terrain.crs.to_dict()
    rows, cols = terrain.heights_m.shape
    east, north = terrain.cell_extent_m
    return TerrainDescription(
        name=terrain.name, source=terrain.source, body=terrain.body.name,
        equatorial_radius_m=terrain.body.equatorial_radius_m, polar_radius_m=terrain.body.polar_radius_m,
        frame=" ".join(f"{k}={v}" for k, v in words.items() if v is not True) or terrain.crs.to_wkt()[:80],
        extent=terrain.extent, rows=rows, cols=cols, cell_east_m=east, cell_north_m=north,
        height_min_m=float(known.min()), height_max_m=float(known.max()),
        unknown_share=1.0 - known.size / terrain.heights_m.size,
        sigma_p05_m=spread[0], sigma_p50_m=spread[1], sigma_p95_m=spread[2],
        as_of=terrain.as_of, dated=terrain.dated, sha256=terrain.sha256,
    )  # fmt: skip


def description_lines(facts: TerrainDescription) -> list[str]:
    """The facts as lines for a terminal."""
    box = facts.extent
    if facts.sigma_p50_m is None:
        spread = "not given"
    else:
        spread = (
            f"{facts.sigma_p05_m:.2f} / {facts.sigma_p50_m:.2f} / {facts.sigma_p95_m:.2f} m (5, 50, 95 %)"
        )
    radius = f"{facts.equatorial_radius_m / 1000:.3f}"
    if facts.polar_radius_m != facts.equatorial_radius_m:
        radius += f" x {facts.polar_radius_m / 1000:.3f}"
    if facts.as_of:
        known = f"as of {facts.as_of}"
    else:
        known = "survey points of all sols" if facts.dated else "heights without dates"
    rows = [
        ("name", facts.name),
        ("source", facts.source),
        ("body", f"{facts.body}, radius {radius} km"),
        ("frame", facts.frame),
        ("latitude", f"{box.south_deg:.5f} to {box.north_deg:.5f} deg"),
        ("longitude", f"{box.west_deg:.5f} to {box.east_deg:.5f} deg"),
        ("cells", f"{facts.cols} x {facts.rows} of {facts.cell_east_m:.2f} x {facts.cell_north_m:.2f} m"),
        ("heights", f"{facts.height_min_m:.2f} to {facts.height_max_m:.2f} m"),
        ("unknown", f"{facts.unknown_share:.1%} of the cells"),
        ("uncertainty", spread),
        ("known", known),
        ("sha256", facts.sha256),
    ]
    return [f"{label:<12} {value}" for label, value in rows]


def list_lines(terrains: list[KnownTerrain]) -> list[str]:
    """The registry as lines for a terminal."""
    wide = max(len(entry.name) for entry in terrains)
    state = {True: "ready", False: "to download"}
    return [f"{entry.name:<{wide}}  {state[entry.ships]:<11}  {entry.what}" for entry in terrains]

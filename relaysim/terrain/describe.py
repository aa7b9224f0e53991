"""What a terrain is, in numbers and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from relaysim.terrain.fetched import is_fetched
from relaysim.terrain.grid import Box, Terrain
from relaysim.terrain.layers import Layer, Layered
from relaysim.terrain.overview import Overview, overview
from relaysim.terrain.registry import KnownTerrain
from relaysim.terrain.seams import Seam


@dataclass(frozen=True)
class TerrainDescription:
    """The facts `relaysim terrain info` prints; sigma quantiles are None without a sigma band.

    layers and seams say how several rasters were laid over each other; both are empty for one raster.
    """

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
    method: str | None = None
    layers: tuple[Layer, ...] = ()
    seams: tuple[Seam, ...] = ()


def describe(
    terrain: Terrain | Overview, layered: Layered | None = None, method: str | None = None
) -> TerrainDescription:
    """The facts about a terrain, or about one that was only looked over; `layered` tells what it was made of."""
    seen = overview(terrain) if isinstance(terrain, Terrain) else terrain
    frame = seen.frame
    spread = seen.sigma_m or (None, None, None)
    words = frame.crs.to_dict()
    rows, cols = frame.heights_m.shape
    east, north = frame.cell_extent_m
    return TerrainDescription(
        name=frame.name, source=frame.source, body=frame.body.name,
        equatorial_radius_m=frame.body.equatorial_radius_m, polar_radius_m=frame.body.polar_radius_m,
        frame=" ".join(f"{k}={v}" for k, v in words.items() if v is not True) or frame.crs.to_wkt()[:80],
        extent=frame.extent, rows=rows, cols=cols, cell_east_m=east, cell_north_m=north,
        height_min_m=seen.low_m, height_max_m=seen.high_m,
        unknown_share=1.0 - seen.known / (rows * cols),
        sigma_p05_m=spread[0], sigma_p50_m=spread[1], sigma_p95_m=spread[2],
        as_of=frame.as_of, dated=frame.dated, sha256=frame.sha256, method=method or seen.method, layers=layered.layers if layered else (), seams=layered.seams if layered else (),
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
    rows += [("method", facts.method)] if facts.method else []
    rows += [("layer", _layer_words(layer)) for layer in facts.layers]
    rows += [("seam", seam_words(seam)) for seam in facts.seams]
    return [f"{label:<12} {value}" for label, value in rows]


def _layer_words(layer: Layer) -> str:
    """A layer in words."""
    return f"{layer.name}: {layer.share:.1%} of the known ground, cells of {layer.cell_m:.2f} m"


def seam_words(seam: Seam) -> str:
    """How big the step between two layers is, for who plans over it."""
    pair = f"{seam.upper} on {seam.lower}"
    if not seam.cells:
        return f"{pair}: they share no known ground at their border"
    return (
        f"{pair}: steps of {seam.median_m:.2f} m (median) to {seam.largest_m:.2f} m (at "
        f"{seam.latitude_deg:.5f}, {seam.longitude_deg:.5f}); {seam.upper} is {seam.mean_m:+.2f} m on average"
    )


def list_lines(terrains: list[KnownTerrain], added: Mapping[str, str]) -> list[str]:
    """The registry as lines for a terminal, and the terrains that other packages bring, by their name."""
    rows = [(one.name, _state(one), one.what) for one in terrains]
    rows += [(name, "added", f"from {package}") for name, package in added.items()]
    wide = max(len(name) for name, *_ in rows)
    return [f"{name:<{wide}}  {state:<8}  {what}" for name, state, what in rows]


def _state(terrain: KnownTerrain) -> str:
    """Whether it can be opened, in a word."""
    return "ready" if terrain.ships else "fetched" if is_fetched(terrain) else "to fetch"

"""The main job's run in other programs' formats: places and times are those of its own files."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
from rasterio.warp import transform

from relaysim.exports.export import export


def test_the_export_agrees_with_the_runs_files(first: tuple[Path, Any], tmp_path: Path) -> None:
    """Blackouts have the times of blackouts.csv, stops and sites lie within 0.1 m, drives hold the whole track."""
    run_dir, _ = first
    export(run_dir, tmp_path / "run.geojson")
    layers: dict[str, list[Any]] = {}
    for feature in json.loads((tmp_path / "run.geojson").read_text(encoding="utf-8"))["features"]:
        layers.setdefault(feature["properties"]["layer"], []).append(feature)
    with (run_dir / "blackouts.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted((row["level"], row["start_utc"], row["end_utc"]) for row in csv.DictReader(file))
    told = [f["properties"] for f in layers["blackouts"]]
    assert sorted((t["level"], t["start_utc"], t["end_utc"]) for t in told) == rows
    geometry = json.loads((run_dir / "geometry.json").read_text(encoding="utf-8"))
    lat, lon = geometry["site"]["latitude_deg"], geometry["site"]["longitude_deg"]
    sphere = "+R=3396190 +no_defs"

    def metres(places: list[list[float]]) -> Any:
        columns = list(zip(*places, strict=True))
        local = f"+proj=aeqd +lat_0={lat} +lon_0={lon} {sphere}"
        return np.stack(transform(f"+proj=longlat {sphere}", local, *columns), axis=1)

    sites = metres([f["geometry"]["coordinates"] for f in layers["helicopter_sites"]])
    wanted = [(site["x_m"], site["y_m"]) for site in geometry["helicopter"]["sites"]]
    assert np.abs(sites - wanted).max() < 0.01
    track = np.array(geometry["rover"]["track"])
    way = np.vstack([metres(f["geometry"]["coordinates"]) for f in layers["rover_track"]])
    for x, y, _ in track:  # every vertex that is not merely a repetition of a stop
        assert np.hypot(way[:, 0] - x, way[:, 1] - y).min() < 0.25
    lost = [t for t in told if t["level"] == "radio"]
    states = [(f["properties"]["start_utc"], f["properties"]["radio"]) for f in layers["rover_track"]]
    for utc, radio in states:
        assert (radio == "closed") == any(t["start_utc"] <= utc < t["end_utc"] for t in lost)

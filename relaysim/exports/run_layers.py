"""A run's folder as layers of features, and what it does not hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from relaysim.errors import NoResult
from relaysim.exports.blackout_layers import blackout_layers
from relaysim.exports.contact_layer import contact_layer
from relaysim.exports.feature import Feature, Layer, Timeline
from relaysim.exports.globe import Globe
from relaysim.exports.helicopter_layers import helicopter_layers
from relaysim.exports.plain_text import allowed, plain
from relaysim.exports.rover_layers import rover_layers
from relaysim.exports.scene import Scene, in_calendar, read_scene
from relaysim.exports.states import States
from relaysim.report.blackouts import read_blackouts
from relaysim.report.faults import Faults
from relaysim.report.reading import RunFiles, read_run
from relaysim.report.times import Times

# What an export is made of; a fault of any other file does not concern it.
_FILES = ("geometry.json", "blackouts.csv", "contacts.csv", "summary.json", "manifest.json")


@dataclass(frozen=True)
class RunLayers:
    """All that can be put on a map.

    title, kind          of the run; "hindcast" or "forecast"
    times                its clocks
    timelines            the vehicles' ways through the whole of the run
    left_out             sentences about what is not there
    """

    title: str
    scenario: str
    kind: str
    times: Times
    globe: Globe
    layers: tuple[Layer, ...]
    timelines: tuple[Timeline, ...]
    states: States
    left_out: tuple[str, ...]

    @property
    def start_utc_s(self) -> float:
        """When the run began, s since 1970."""
        return self.times.start_utc_s

    @property
    def end_utc_s(self) -> float:
        """When it ended."""
        return self.times.end_utc_s


def read_layers(run_dir: Path) -> RunLayers:
    """The layers of a run.

    Raises:
        InputError: the folder is no run, or does not say on which body it took place, or when.
        NoResult: nothing in it has a place.
    """
    files = read_run(run_dir)
    faults = Faults()
    for fault in files.faults:
        if fault.startswith(_FILES):
            faults.note(fault)
    scene = read_scene(files, faults.note)
    makers: tuple[Callable[[], list[Layer]], ...] = (
        lambda: rover_layers(scene),
        lambda: helicopter_layers(scene),
        lambda: blackout_layers(scene, read_blackouts(files.blackouts, scene.times)),
        lambda: contact_layer(scene, run_dir, faults.note),
    )
    nothing: list[Layer] = []
    found = [layer for make in makers for layer in faults.part(make, nothing)]
    sound = [_sound(layer, faults.note) for layer in found]
    layers = [_allowed(layer) for layer in sound if layer.features]
    if not layers:
        raise NoResult(
            f"{run_dir}: nothing in it has a place on a map: {'; '.join(faults.sentences) or 'it holds no track'}"
        )
    return _run_layers(files, scene, layers, faults.sentences)


def _run_layers(files: RunFiles, scene: Scene, layers: list[Layer], told: tuple[str, ...]) -> RunLayers:
    summary = files.summary
    name = plain(summary.text("scenario", "run"), 200)
    return RunLayers(
        title=plain(summary.text("title", name), 200), scenario=name,
        kind=plain(summary.text("kind", files.manifest.text("kind", "hindcast")), 40), times=scene.times,
        globe=scene.globe,
        layers=tuple(layers), timelines=scene.timelines(), states=scene.states,
        left_out=tuple(map(allowed, told)),
    )  # fmt: skip


def _sound(layer: Layer, say: Callable[[str], None]) -> Layer:
    """The layer without features that have no place or no time."""
    kept = tuple(feature for feature in layer.features if _is_sound(feature))
    if len(kept) < len(layer.features):
        say(f"{len(layer.features) - len(kept):,} of {layer.name}: no place, or times that no calendar has")
    return replace(layer, features=kept)


def _is_sound(feature: Feature) -> bool:
    places = (feature.longitude_deg, feature.latitude_deg)
    return in_calendar(feature.start_utc_s, feature.end_utc_s) and all(
        np.isfinite(part).all() for part in places
    )


def _allowed(layer: Layer) -> Layer:
    """The layer with texts that every format can hold."""
    features = (
        replace(
            feature,
            name=allowed(feature.name),
            values={key: allowed(v) if isinstance(v, str) else v for key, v in feature.values.items()},
        )
        for feature in layer.features
    )
    return replace(layer, features=tuple(features))

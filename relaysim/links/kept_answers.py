"""Whole answers about links, kept under all that decides them: who asks again needs no ground, no profiles and no solver."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from relaysim.links.attitude import Attitude
from relaysim.links.loss_key import KEY_BYTES
from relaysim.links.model import LinkModel, Position
from relaysim.links.mount import Mount
from relaysim.links.samples import LinkSamples
from relaysim.path.route import Floats
from relaysim.radio.propagation import propagation_model

# Where everything stands that turns places into answers.
_SOURCES = ("compiled.py", "links/*.py", "path/*.py", "radio/*.py", "sightline/*.py", "terrain/*.py")


def kept_samples(
    model: LinkModel, rover: Position, helicopter: Position, rover_attitude: Attitude
) -> LinkSamples:
    """As `model.evaluate`; bit for bit from its cache if the very same has been asked before."""
    columns = [field.name for field in dataclasses.fields(LinkSamples)]
    angles = (rover_attitude.heading_deg, rover_attitude.pitch_deg, rover_attitude.roll_deg)

    def ask() -> Floats:
        found = model.evaluate(rover, helicopter, rover_attitude)
        return np.stack([getattr(found, name) for name in columns])

    return LinkSamples(*kept_answer(model, repr(columns), (*rover, *helicopter, *angles), len(columns), ask))


def kept_answer(
    model: LinkModel, question: str, asked: Sequence[Floats], rows: int, ask: Callable[[], Floats]
) -> Floats:
    """What `ask` answers, (rows, n); from the model's cache if the very same has been asked before.

    Args:
        question: what is asked, with all that decides it besides the model and the arrays.
        asked: arrays of (n,): places and angles.
    """
    store, count = model.cache, len(asked[0])
    if store is None or not store.keeps_answers or not count:
        return ask()
    key = _key(model, question, asked)
    kept, known = store.get_rows([key], rows * count)
    if not known[0]:
        kept = ask().reshape(1, -1)
        store.put([key], kept)
    return kept.reshape(rows, count)


def _key(model: LinkModel, question: str, asked: Sequence[Floats]) -> bytes:
    found = hashlib.blake2b(_conditions(model), digest_size=KEY_BYTES)
    found.update(repr((question, len(asked), len(asked[0]))).encode())
    for values in asked:
        found.update(np.ascontiguousarray(values, dtype="<f8").data)
    return found.digest()


def _conditions(model: LinkModel) -> bytes:
    """All of a model that decides what it answers, and how: the whole ground, not its name.

    The budget is not in it: losses, gains and clearances are asked, thresholds come after them.
    """
    radio = model.radio
    words = (
        _version(),
        model.terrain.digest,
        model.frame,
        propagation_model(radio.propagation).identity,
        radio.frequency_hz,
        radio.ground,
        radio.polarisation,
        model.rover_antenna_m,
        model.helicopter_antenna_m,
        _mounted(model.rover_mount),
        _mounted(model.helicopter_mount),
    )
    return repr(words).encode()


def _mounted(mount: Mount) -> tuple[object, ...]:
    """An antenna with its vehicle, in words: all of its numbers, which numpy's own words for an array leave out."""
    pattern = mount.pattern
    grid = (pattern.azimuth_deg, pattern.elevation_deg, pattern.gain_dbi)
    return *(axis.tolist() for axis in grid), mount.body, mount.tilts_with_ground


@cache
def _version() -> str:
    """A digest of the sources, with numpy's version: another one's sines may differ in their last bit."""
    package = Path(__file__).resolve().parents[1]
    found = hashlib.blake2b(np.__version__.encode(), digest_size=8)
    for source in sorted(path for pattern in _SOURCES for path in package.glob(pattern)):
        found.update(f"{source.name}\n".encode())
        found.update(source.read_bytes())
    return found.hexdigest()

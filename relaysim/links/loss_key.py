"""The key under which a path loss is kept: everything that decides it, down to the last bit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from relaysim.radio.ground import Ground, Polarisation

if TYPE_CHECKING:
    from relaysim.radio.profile import Profile

KEY_BYTES = 16


@dataclass(frozen=True)
class LossConditions:
    """Everything that decides a loss, but for the ground between the antennas and their heights above it.

    solver_version must change with every change of the solver that moves a loss by a single bit. body_radius_m is the one
    by which the ground falls away below a ray: k times the body's.
    """

    solver: str
    solver_version: str
    frequency_hz: float
    ground: Ground
    polarisation: Polarisation
    body_radius_m: float

    def keys(self, profiles: Sequence[Profile]) -> list[bytes]:
        """The key of each link, 16 bytes of BLAKE2b over these conditions and the exact bits of its profile.

        The ground itself is in the key, not the name of a terrain: another raster of the same heights is the same link,
        and a changed cell anywhere on the way another one. The way back is another link, too.
        """
        numbers = (
            self.frequency_hz,
            self.ground.relative_permittivity,
            self.ground.loss_tangent,
            self.body_radius_m,
        )
        words = (self.solver, self.solver_version, self.polarisation)
        text = json.dumps([*words, *(float(number).hex() for number in numbers)])
        shared = hashlib.blake2b(text.encode("utf-8")).digest()
        return [_key(profile, shared) for profile in profiles]


def _key(profile: Profile, shared: bytes) -> bytes:
    found = hashlib.blake2b(key=shared, digest_size=KEY_BYTES)
    one, other = float(profile.transmitter_height_m).hex(), float(profile.receiver_height_m).hex()
    # As JSON has it, without its encoder: a mission asks for tens of thousands of keys.
    found.update(f'[{profile.distance_m.size}, "{one}", "{other}"]'.encode())
    found.update(profile.distance_m.astype("<f8", copy=False).data)
    found.update(profile.height_m.astype("<f8", copy=False).data)
    return found.digest()


@cache
def solver_version() -> str:
    """A digest of the solvers' own sources: whoever changes a line of them starts with an empty cache."""
    folder = Path(__file__).resolve().parents[1] / "radio"
    return _digest(sorted(folder.glob("*.py")))


@cache
def ensemble_version() -> str:
    """The same of what draws the errors of an ensemble's grounds."""
    folder = Path(__file__).resolve().parent
    return _digest([folder / name for name in ("ensemble.py", "field_lines.py", "terrain_error.py")])


def _digest(sources: Iterable[Path]) -> str:
    found = hashlib.blake2b(digest_size=8)
    for source in sources:
        found.update(f"{source.name}\n".encode())
        found.update(source.read_bytes())
    return found.hexdigest()

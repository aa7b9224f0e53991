"""Links over an ensemble of grounds: the terrain as it is known, with errors that it may have."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from relaysim.links.model import LinkModel, Position
from relaysim.links.terrain_error import ErrorFields, TerrainError
from relaysim.path.route import Floats
from relaysim.radio.ground import Ground
from relaysim.radio.normal import normal_quantiles

if TYPE_CHECKING:
    from relaysim.radio.profile import Profile

# Errors are drawn this often over their correlation length, and are straight between.
_NODES_A_LENGTH = 4.0


@dataclass(frozen=True)
class LinkUncertainty:
    """What of a link is not known, apart from its budget.

    Attributes:
        terrain: of the heights; None takes them as exact.
        permittivity_sigma: standard deviation of the ground's relative permittivity.
        members: grounds in the ensemble.
        seed: of the terrain's error fields.
    """

    terrain: TerrainError | None
    permittivity_sigma: float
    members: int
    seed: int

    @property
    def is_none(self) -> bool:
        """Whether nothing is uncertain, so that one ground says it all."""
        return self.terrain is None and self.permittivity_sigma == 0.0


@dataclass(frozen=True)
class EnsembleLinks:
    """n links over every ground of an ensemble. One member is one ground: its answers at two places belong together.

    Attributes:
        loss_db: (members, n) basic path loss; nan over unknown ground.
        clearance_m: (members, n) least height of the straight line above the ground; nan likewise.
    """

    loss_db: NDArray[np.float64]
    clearance_m: NDArray[np.float64]


def ensemble_links(
    model: LinkModel, rover: Position, helicopter: Position, doubt: LinkUncertainty
) -> EnsembleLinks:
    """The link for n pairs of positions over every ground; with nothing uncertain there is one member."""
    known = model.profiles(rover, helicopter)
    exact = model.obstructions(rover, helicopter).clearance_m
    if doubt.is_none or not known:
        return EnsembleLinks(model.losses_db(known)[None, :], exact[None, :])
    errors = _errors(model, rover, helicopter, known, doubt)
    losses, clearances = np.empty((2, doubt.members, len(known)))
    for member, ground in enumerate(_grounds(model.radio.ground, doubt)):
        profiles = [
            dataclasses.replace(profile, height_m=profile.height_m + error[member])
            for profile, error in zip(known, errors, strict=True)
        ]
        over = dataclasses.replace(model, radio=dataclasses.replace(model.radio, ground=ground))
        losses[member] = over.losses_db(profiles)
        clearances[member] = [_clearance_m(profile) for profile in profiles]
    # Samples may miss the very top of a crest: only what an error changes is taken from them.
    return EnsembleLinks(losses, clearances - np.array([_clearance_m(profile) for profile in known]) + exact)


def _clearance_m(profile: Profile) -> float:
    """Least height of the straight line between the antennas above the ground; nan over unknown ground."""
    part = (profile.distance_m - profile.distance_m[0]) / profile.length_m
    foot = profile.height_m[0] + profile.transmitter_height_m
    return float((foot + part * profile.rise_m - profile.height_m).min())


def _grounds(ground: Ground, doubt: LinkUncertainty) -> list[Ground]:
    """The ground of every member: its permittivity goes through equal shares of its distribution, in a shuffled order."""
    shares = normal_quantiles(doubt.members)
    order = np.random.Generator(np.random.PCG64(doubt.seed)).permutation(doubt.members)
    values = np.maximum(ground.relative_permittivity + doubt.permittivity_sigma * shares[order], 1.0)
    return [Ground(float(value), ground.loss_tangent) for value in values]


def _errors(
    model: LinkModel, rover: Position, helicopter: Position, known: Sequence[Profile], doubt: LinkUncertainty
) -> list[NDArray[np.float64]]:
    """What every member adds to the heights of every profile: (members, samples) each."""
    if doubt.terrain is None:
        return [np.zeros((doubt.members, profile.distance_m.size)) for profile in known]
    fields = ErrorFields.drawn(doubt.members, doubt.terrain.correlation_m, doubt.seed)
    ends = [np.broadcast_to(axis, len(known)) for axis in (rover[0], rover[1], helicopter[0], helicopter[1])]
    found = []
    for n, profile in enumerate(known):
        nodes = ceil(profile.length_m / doubt.terrain.correlation_m * _NODES_A_LENGTH) + 2
        part = np.linspace(0.0, 1.0, nodes)
        x, y = ends[0][n] + part * (ends[2][n] - ends[0][n]), ends[1][n] + part * (ends[3][n] - ends[1][n])
        error = fields.at(x, y) * _sigma_m(model, x, y, doubt.terrain)
        along = (profile.distance_m - profile.distance_m[0]) / profile.length_m * (nodes - 1)
        left = np.minimum(along.astype(np.intp), nodes - 2)
        share = along - left
        found.append(error[:, left] * (1.0 - share) + error[:, left + 1] * share)
    return found


def _sigma_m(model: LinkModel, x_m: Floats, y_m: Floats, terrain: TerrainError) -> Floats:
    """Standard deviation of the heights at n places; the stated one where the terrain has no band."""
    if terrain.sigma_m is not None or model.terrain.sigma_m is None:
        return np.full(x_m.shape, terrain.sigma_m or 0.0)
    return np.nan_to_num(model.terrain.sigma_at_m(*model.frame.to_geographic(x_m, y_m)))

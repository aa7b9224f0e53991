"""Links over an ensemble of grounds: the terrain as it is known, with errors that it may have."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from relaysim.links.kept_answers import kept_answer
from relaysim.links.loss_key import KEY_BYTES, LossConditions, ensemble_version, solver_version
from relaysim.links.model import LinkModel, Position
from relaysim.links.terrain_error import ErrorFields, TerrainError
from relaysim.path.route import Floats
from relaysim.radio.ground import Ground
from relaysim.radio.normal import normal_quantiles
from relaysim.radio.propagation import propagation_model

if TYPE_CHECKING:
    from relaysim.radio.profile import Profile

Place = tuple[float, float]

# Errors are drawn this often over their correlation length, and are straight between.
_NODES_A_LENGTH = 4.0
# The grounds of so many links are held at a time: some 30 MB of 48 members.
_LINKS_AT_A_TIME = 128


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
class Ensemble:
    """A link model over every ground of an ensemble; with nothing uncertain there is one member.

    One member is one ground: its answers at two places belong together.
    """

    model: LinkModel
    doubt: LinkUncertainty

    @property
    def members(self) -> int:
        """How many there are."""
        return 1 if self.doubt.is_none else self.doubt.members

    def losses_db(self, rover: Position, helicopter: Position) -> Floats:
        """Basic path loss of n pairs of positions, (members, n); nan over unknown ground."""
        found = np.empty((self.members, len(rover[0])))
        for here, one, other in _batches(rover, helicopter):
            links = self.model.profiles(one, other)
            if self.doubt.is_none:
                found[0, here] = self.model.losses_db(links)
            else:
                found[:, here] = self._losses_db(self._lines(links, one, other))
        return found

    def clearances_m(self, rover: Position, helicopter: Position) -> Floats:
        """Least height of the straight line above the ground, (members, n); nan over unknown ground."""
        found = np.empty((self.members, len(rover[0])))
        for here, one, other in _batches(rover, helicopter):
            known, links = self.model.sightlines(one, other)
            found[:, here] = known.clearance_m
            if not self.doubt.is_none:
                # Samples may miss the very top of a crest: only what an error changes is taken from them.
                found[:, here] += self._lowered_m(self._lines(links, one, other)).T
        return found

    def kept_losses_db(self, rover: Position, helicopter: Position) -> Floats:
        """As `losses_db`; from the model's cache if the very same has been asked before."""
        return self._kept("losses", rover, helicopter, self.losses_db)

    def kept_clearances_m(self, rover: Position, helicopter: Position) -> Floats:
        """As `clearances_m`, likewise."""
        return self._kept("clearances", rover, helicopter, self.clearances_m)

    def _kept(
        self, what: str, rover: Position, helicopter: Position, ask: Callable[[Position, Position], Floats]
    ) -> Floats:
        question = f"{what} of {self.doubt!r}"
        return kept_answer(
            self.model, question, (*rover, *helicopter), self.members, lambda: ask(rover, helicopter)
        )

    def _losses_db(self, lines: Sequence[_Line]) -> Floats:
        """Of a batch: those that are kept on disk from there, the others solved and kept."""
        cache = self.model.cache
        if cache is None or not propagation_model(self.model.radio.propagation).uses_terrain:
            return self._solved_db(lines)
        keys = self._keys(lines)
        flat, known = cache.get(keys)
        losses = flat.reshape(len(lines), self.members)
        missing = np.flatnonzero(~known.reshape(losses.shape).all(axis=1)).tolist()
        if missing:
            losses[missing] = self._solved_db([lines[n] for n in missing]).T
            rows = [n * self.members + member for n in missing for member in range(self.members)]
            cache.put([keys[row] for row in rows], losses[missing].ravel())
        return losses.T

    def _solved_db(self, lines: Sequence[_Line]) -> Floats:
        """(members, lines)."""
        grounds = [self._raised_m(line) for line in lines]
        losses = np.empty((self.members, len(lines)))
        for member, constants in enumerate(self._constants):
            profiles = [
                line.profile.over(ground[member]) for line, ground in zip(lines, grounds, strict=True)
            ]
            radio = dataclasses.replace(self.model.radio, ground=constants)
            losses[member] = dataclasses.replace(self.model, radio=radio, cache=None).losses_db(profiles)
        return losses

    def _keys(self, lines: Sequence[_Line]) -> list[bytes]:
        """A key for each line and member, line by line."""
        members = [f"{n} {ground!r}".encode() for n, ground in enumerate(self._constants)]
        return [
            hashlib.blake2b(one, key=line, digest_size=KEY_BYTES).digest()
            for line in self._line_keys(lines)
            for one in members
        ]

    def _line_keys(self, lines: Sequence[_Line]) -> list[bytes]:
        """A key for each line, 64 bytes: the known ground's, with all that decides what is added to it.

        The raised grounds themselves are not made for it: to draw them takes as long as to hash them.
        """
        radio, radius_m = self.model.radio, self.model.terrain.ray_radius_m
        solver = propagation_model(radio.propagation).identity
        conditions = LossConditions(
            solver, solver_version(), radio.frequency_hz, radio.ground, radio.polarisation, radius_m
        )  # fmt: skip
        shared = hashlib.blake2b(ensemble_version().encode())
        if self._fields is not None:
            for part in (self._fields.east, self._fields.north, self._fields.phase):
                shared.update(part.tobytes())
        found = []
        for line, key in zip(lines, conditions.keys([line.profile for line in lines]), strict=True):
            own = hashlib.blake2b(key, key=shared.digest())
            own.update(np.array([*line.first_m, *line.last_m]).tobytes())
            own.update(line.sigma_m.tobytes())
            found.append(own.digest())
        return found

    @cached_property
    def _fields(self) -> ErrorFields | None:
        terrain = self.doubt.terrain
        if terrain is None:
            return None
        return ErrorFields.drawn(self.doubt.members, terrain.correlation_m, self.doubt.seed)

    @cached_property
    def _constants(self) -> list[Ground]:
        """The ground of every member: its permittivity goes through equal shares of its distribution, in a shuffled order."""
        doubt, ground = self.doubt, self.model.radio.ground
        shares = normal_quantiles(doubt.members)
        order = np.random.Generator(np.random.PCG64(doubt.seed)).permutation(doubt.members)
        values = np.maximum(ground.relative_permittivity + doubt.permittivity_sigma * shares[order], 1.0)
        return [Ground(float(value), ground.loss_tangent) for value in values]

    def _raised_m(self, line: _Line) -> Floats:
        """The ground of every member along a line: (members, samples)."""
        from relaysim.links.field_lines import raise_ground

        height = line.profile.height_m
        raised = np.tile(height, (self.members, 1))
        if self._fields is not None:
            error = self._fields.along(line.first_m, line.last_m, line.sigma_m.size)
            raise_ground(height, error * line.sigma_m[:, None], raised)
        return raised

    def _lowered_m(self, lines: Sequence[_Line]) -> Floats:
        """How much more of each line's clearance every member leaves than the known ground, m, negative for less:
        (lines, members). Those that are kept on disk from there."""
        cache = self.model.cache
        if cache is None:
            return np.array([self._lowered_by_m(line) for line in lines])
        keys = [
            hashlib.blake2b(b"clearance", key=line, digest_size=KEY_BYTES).digest()
            for line in self._line_keys(lines)
        ]
        found, known = cache.get_rows(keys, self.members)
        missing = np.flatnonzero(~known).tolist()
        if missing:
            found[missing] = [self._lowered_by_m(lines[n]) for n in missing]
            cache.put([keys[n] for n in missing], found[missing])
        return found

    def _lowered_by_m(self, line: _Line) -> Floats:
        """(members,) of one line."""
        from relaysim.links.field_lines import least_clearances

        grounds = np.vstack([line.profile.height_m, self._raised_m(line)])
        antennas = line.profile.transmitter_height_m, line.profile.receiver_height_m
        least = np.empty(len(grounds))
        least_clearances(grounds, *antennas, least)
        return np.asarray(least[1:] - least[0])

    def _lines(self, profiles: Sequence[Profile], rover: Position, helicopter: Position) -> list[_Line]:
        """The links with their ends, and how uncertain the ground is at the nodes of its error."""
        firsts = list(zip(rover[0].tolist(), rover[1].tolist(), strict=True))
        lasts = list(zip(helicopter[0].tolist(), helicopter[1].tolist(), strict=True))
        terrain = self.doubt.terrain
        nodes = [
            0 if terrain is None else ceil(one.length_m / terrain.correlation_m * _NODES_A_LENGTH) + 2
            for one in profiles
        ]
        ends = list(zip(firsts, lasts, nodes, strict=True))
        sigma = self._sigma_m(ends)
        parts = np.split(sigma, np.cumsum(nodes)[:-1])
        return [_Line(*line) for line in zip(profiles, firsts, lasts, parts, strict=True)]

    def _sigma_m(self, ends: Sequence[tuple[Place, Place, int]]) -> Floats:
        """Standard deviation of the heights at all nodes of lines; the stated one where the terrain has no band."""
        stated = self.doubt.terrain.sigma_m if self.doubt.terrain is not None else None
        if stated is not None or self.model.terrain.sigma_m is None:
            return np.full(sum(nodes for _, _, nodes in ends), stated or 0.0)
        x, y = (
            np.concatenate([np.linspace(first[axis], last[axis], nodes) for first, last, nodes in ends])
            for axis in (0, 1)
        )
        return np.nan_to_num(self.model.terrain.sigma_at_m(*self.model.frame.to_geographic(x, y)))


@dataclass(frozen=True)
class EnsembleLinks:
    """n links over every ground of an ensemble.

    Attributes:
        loss_db: (members, n) basic path loss; nan over unknown ground.
        clearance_m: (members, n) least height of the straight line above the ground; nan likewise.
    """

    loss_db: NDArray[np.float64]
    clearance_m: NDArray[np.float64]


def ensemble_links(
    model: LinkModel, rover: Position, helicopter: Position, doubt: LinkUncertainty
) -> EnsembleLinks:
    """The link for n pairs of positions over every ground."""
    ensemble = Ensemble(model, doubt)
    return EnsembleLinks(ensemble.losses_db(rover, helicopter), ensemble.clearances_m(rover, helicopter))


@dataclass(frozen=True)
class _Line:
    """One link: its known ground, where in the local frame it begins and ends, and one standard deviation of its heights
    at evenly spaced nodes of it; no node where heights are taken as exact."""

    profile: Profile
    first_m: Place
    last_m: Place
    sigma_m: Floats


def _batches(rover: Position, helicopter: Position) -> Iterator[tuple[slice, Position, Position]]:
    """The pairs a few at a time."""
    count = len(rover[0])
    axes = [np.broadcast_to(axis, count) for axis in (*rover, *helicopter)]
    for start in range(0, count, _LINKS_AT_A_TIME):
        here = slice(start, min(start + _LINKS_AT_A_TIME, count))
        x, y, up, other_x, other_y, other_up = (axis[here] for axis in axes)
        yield here, (x, y, up), (other_x, other_y, other_up)

"""The propagation models by name: those that ship, and those that installed packages add."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from relaysim.errors import InputError
from relaysim.plugins import (
    PROPAGATION,
    BadAnswer,
    blamed_on,
    installed_code,
    installed_plugins,
    plugin_object,
)
from relaysim.radio.built_in_models import P526, FreeSpace, ParabolicEquation, TwoRay
from relaysim.radio.free_space import wavelength_m
from relaysim.radio.ground import Ground, Polarisation
from relaysim.radio.profile import Profile
from relaysim.radio.propagation_model import Floats, PropagationModel, Reals, Wave


class OverPlaces(Protocol):
    """A model of ours that takes the distance alone: it answers a whole map at once, without profiles."""

    def losses_to_places_db(
        self, distance_m: Reals, rise_m: Reals, antennas_m: tuple[float, float], wave: Wave
    ) -> Floats:
        """Losses to n places: distances over the ground, how far the antenna there stands above this one; antennas_m:
        this one's and that one's height above the ground they stand on."""


@dataclass(frozen=True)
class NamedModel:
    """A model as a user chooses it.

    Attributes:
        identity: what decides its losses besides their input, for keys: its name, and of one that another package
            brings the package, its version and a digest of its sources.
        is_marched: whether one march of the wave along a radial answers every place on its way (links.radial_marches).
        over_places: what answers for many places by their distance alone; None where each link needs its profile.
    """

    name: str
    model: PropagationModel
    identity: str
    is_marched: bool = False
    over_places: OverPlaces | None = None

    @property
    def uses_terrain(self) -> bool:
        """Whether the ground between the antennas counts."""
        return self.model.uses_terrain

    @property
    def needs_ground(self) -> bool:
        """Whether a scenario must say what the ground is made of."""
        return self.model.needs_ground

    @property
    def summary(self) -> str:
        """What it is, in a line."""
        return self.model.summary

    @property
    def title(self) -> str:
        """Its name, for people: with the warning that belongs to it."""
        return self.name if self.uses_terrain else f"{self.name}, which ignores the terrain"


def _ours() -> Mapping[str, NamedModel]:
    two_ray, free_space = TwoRay(), FreeSpace()
    models = (
        NamedModel("parabolic-equation", ParabolicEquation(), "parabolic-equation", is_marched=True),
        NamedModel("p526", P526(), "p526"),
        NamedModel("two-ray", two_ray, "two-ray", over_places=two_ray),
        NamedModel("free-space", free_space, "free-space", over_places=free_space),
    )
    return MappingProxyType({model.name: model for model in models})


PROPAGATION_MODELS = _ours()


def propagation_model(name: str) -> NamedModel:
    """The model of that name.

    Raises: InputError for a name that neither relaysim nor an installed package has, or a package that cannot be loaded.
    """
    return PROPAGATION_MODELS.get(name) or _added(name)


@cache
def _added(name: str) -> NamedModel:
    """A model of another package, which is looked up once."""
    code = installed_code(PROPAGATION, name)
    if code is None:
        there = ", ".join([*PROPAGATION_MODELS, *(one.name for one in installed_plugins(PROPAGATION))])
        raise InputError(f"no propagation model is called '{name}'; there are {there}")
    model = plugin_object(PROPAGATION, name, ("uses_terrain", "needs_ground", "summary", "losses_db"))
    return NamedModel(name, _Foreign(name, model), code.identity)


class _Foreign:
    """A model of another package: what it answers is looked at before anything is built on it."""

    def __init__(self, name: str, model: PropagationModel) -> None:
        self.uses_terrain = bool(model.uses_terrain)
        self.needs_ground = bool(model.needs_ground)
        self.summary = str(model.summary)
        self._name = name
        self._model = model

    def losses_db(self, profiles: Sequence[Profile], wave: Wave) -> Floats:
        with blamed_on(PROPAGATION, self._name):
            losses = np.array(self._model.losses_db([*map(_read_only, profiles)], wave), dtype=np.float64)
            _check(losses, profiles, wavelength_m(wave.frequency_hz))
        return losses


def _read_only(profile: Profile) -> Profile:
    """The same ground, which nobody can change: others are asked about it, too."""
    distance_m, height_m = profile.distance_m.view(), profile.height_m.view()
    distance_m.flags.writeable = height_m.flags.writeable = False
    return replace(profile, distance_m=distance_m, height_m=height_m)


def _check(losses: Floats, profiles: Sequence[Profile], wave_m: float) -> None:
    """Raises BadAnswer where losses can be no losses of these profiles."""
    if losses.shape != (len(profiles),):
        raise BadAnswer(f"losses of shape {losses.shape} for {len(profiles)} profiles, one each is due")
    if np.isinf(losses).any():
        raise BadAnswer("a loss is infinite; a large number of decibels says as much")
    for n in np.flatnonzero(np.isnan(losses)).tolist():
        if np.isfinite(profiles[n].height_m).all():
            raise BadAnswer("a loss is nan over known ground; nan means that the ground is unknown")
    for n in np.flatnonzero(losses < 0.0).tolist():
        if profiles[n].slant_m > wave_m:
            raise BadAnswer(
                f"a loss of {losses[n]:g} dB over {profiles[n].slant_m:.0f} m: losses are positive"
            )


def path_losses_db(
    model: str,
    profiles: Sequence[Profile],
    *,
    frequency_hz: float,
    ground: Ground,
    polarisation: Polarisation = "vertical",
    body_radius_m: float = math.inf,
    threads: int = 2,
) -> NDArray[np.float64]:
    """Basic path loss of each profile between isotropic antennas by the named model, dB, shape (m,).

    nan marks unknown ground where the model needs to know it: anywhere in the profile for parabolic-equation
    and p526, under the antennas for free-space, nowhere for two-ray. Of ours only parabolic-equation uses the threads.

    body_radius_m: whose bulge the profiles' heights include, k times the body's under air that bends rays; infinite for
    a flat world.

    Raises InputError for a name that no model has, where the model can't serve, or one of another package fails.
    """
    wave = Wave(frequency_hz, ground, polarisation, body_radius_m, threads)
    return propagation_model(model).model.losses_db(profiles, wave)

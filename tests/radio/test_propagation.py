import subprocess
import sys

import numpy as np
import pytest

from relaysim.errors import InputError
from relaysim.radio.free_space import free_space_loss_db
from relaysim.radio.ground import Ground
from relaysim.radio.profile import Profile
from relaysim.radio.propagation import PROPAGATION_MODELS, path_losses_db
from relaysim.radio.two_ray import two_ray_loss_db

REGOLITH = Ground(relative_permittivity=3.6, loss_tangent=0.017)
FREQUENCY_HZ = 914e6
DISTANCE_M = np.linspace(0.0, 200.0, 201)
FLAT = Profile(DISTANCE_M, np.zeros(201), 1.2, 0.5)
HILL = Profile(DISTANCE_M, 8 * np.exp(-(((DISTANCE_M - 100) / 20) ** 2)), 1.2, 0.5)
UNKNOWN = Profile(DISTANCE_M, np.where(DISTANCE_M == 50, np.nan, 0.0), 1.2, 0.5)


def losses(model: str, *profiles: Profile) -> np.ndarray:
    return path_losses_db(model, profiles, frequency_hz=FREQUENCY_HZ, ground=REGOLITH)


def test_every_model_answers_by_its_name_with_one_loss_a_profile() -> None:
    """The table of models and the function agree, and an empty batch is an empty answer."""
    assert list(PROPAGATION_MODELS) == ["parabolic-equation", "p526", "two-ray", "free-space"]
    for name, model in PROPAGATION_MODELS.items():
        assert model.name == name
        assert losses(name, FLAT, HILL).shape == (2,)
        assert losses(name).shape == (0,)


def test_uses_terrain_says_what_a_hill_changes() -> None:
    """A hill between the antennas changes the loss of the models that use terrain, and of no other; those
    that ignore it say so."""
    for name, model in PROPAGATION_MODELS.items():
        flat, hill = losses(name, FLAT, HILL)
        assert (hill - flat > 3) == model.uses_terrain
        assert model.uses_terrain != ("ignores terrain" in model.summary)


def test_unknown_ground_is_unknown_only_where_it_matters() -> None:
    """nan in the middle of a profile hides the full wave's answer, not that of models that never look
    there."""
    known = {name: bool(np.isfinite(losses(name, UNKNOWN)[0])) for name in PROPAGATION_MODELS}
    assert known == {name: not model.uses_terrain for name, model in PROPAGATION_MODELS.items()}


def test_simple_models_take_the_profile_s_own_lengths() -> None:
    """Free space takes the slant distance, two-ray the heights above the ground under each antenna."""
    slope = Profile(DISTANCE_M, 0.5 * DISTANCE_M, 1.2, 0.5)
    assert losses("free-space", slope)[0] == free_space_loss_db(np.hypot(200.0, 99.3), FREQUENCY_HZ)
    assert losses("two-ray", slope)[0] == two_ray_loss_db(200.0, 1.2, 0.5, FREQUENCY_HZ, REGOLITH)


def test_an_unknown_model_is_refused_with_the_names_there_are() -> None:
    """The message names the next action: choose one of these."""
    with pytest.raises(InputError, match=r"'ray-tracing'.*parabolic-equation, p526, two-ray, free-space"):
        losses("ray-tracing", FLAT)


def test_the_models_are_listed_without_the_compiler() -> None:
    """Reading the table, as a command's help does, imports neither numba nor scipy."""
    code = (
        "import sys, relaysim.radio, relaysim.radio.propagation;"
        "sys.exit(any(name in sys.modules for name in ('numba', 'scipy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

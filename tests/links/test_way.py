"""What lies along a link: the arrays that its picture is drawn from."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import pytest

from relaysim.links.model import RadioSettings
from relaysim.links.single import explain
from relaysim.links.way import MOST_PLACES, NEAREST_PLACE_M, way
from relaysim.radio.free_space import free_space_loss_db
from relaysim.radio.propagation import PROPAGATION_MODELS
from relaysim.sightline import End
from relaysim.terrain.grid import Terrain

MakeTerrain = Callable[[str], Terrain]
MakeRadio = Callable[..., RadioSettings]
METRES_A_DEGREE = math.radians(3_396_190.0)
MODELS = sorted(PROPAGATION_MODELS)


def end(east_m: float, antenna_m: float = 2.0) -> End:
    return End(0.0, east_m / METRES_A_DEGREE, antenna_m)


def test_the_section_has_the_crest_where_it_is(make_terrain: MakeTerrain, make_radio: MakeRadio) -> None:
    """Along 280 m over a wall 8 m high: distances, ground, line, and the Fresnel zone's radius in the middle."""
    found = way(make_terrain("ridge"), end(-150.0), end(130.0, 4.0), make_radio())
    assert (found.distance_m[0], found.distance_m[-1]) == (0.0, pytest.approx(280.0, abs=1e-3))
    assert found.distance_m[np.argmax(found.ground_m)] == pytest.approx(150.0, abs=0.6)
    assert found.ground_m.max() == pytest.approx(8.0, abs=0.05)
    assert (found.line_m[0], found.line_m[-1]) == (pytest.approx(2.0), pytest.approx(4.0))
    assert found.fresnel_m[140] == pytest.approx(0.5 * math.sqrt(0.328 * 280.0), rel=1e-3)
    assert found.fresnel_m[0] == found.fresnel_m[-1] == 0.0
    assert found.sigma_m is None


@pytest.mark.parametrize("model", MODELS)
def test_at_the_end_stands_the_links_own_loss(
    make_terrain: MakeTerrain, make_radio: MakeRadio, model: str
) -> None:
    """The last place is the second antenna: one march for all places answers as the link's own, within 0.5 dB."""
    terrain, radio, ends = make_terrain("ridge"), make_radio(model), (end(-150.0), end(130.0))
    found = way(terrain, *ends, radio)
    assert found.place_m[-1] == found.distance_m[-1]
    assert found.loss_db[-1] == pytest.approx(explain(terrain, *ends, radio).path_loss_db, abs=0.5)
    assert found.place_m[0] >= NEAREST_PLACE_M
    assert np.isfinite(found.loss_db).all()


def test_behind_the_crest_the_loss_jumps(make_terrain: MakeTerrain, make_radio: MakeRadio) -> None:
    """In the shadow of the wall, 30 m behind its top, at least 15 dB more than free space; 50 m before it, not."""
    found = way(make_terrain("ridge"), end(-150.0), end(130.0), make_radio("parabolic-equation"))
    extra = found.loss_db - free_space_loss_db(found.place_m, 914e6)
    assert np.interp(180.0, found.place_m, extra) > 15.0
    assert np.interp(100.0, found.place_m, extra) < 8.0


def test_from_a_high_antenna_near_places_are_no_worse_than_two_rays(
    make_terrain: MakeTerrain, make_radio: MakeRadio
) -> None:
    """20 m above a plain: far below the axis of the march the loss stays within 3 dB of two rays over flat ground."""
    ends = end(-150.0, 20.0), end(130.0, 1.0)
    wave, rays = (
        way(make_terrain("plane"), *ends, make_radio(name)) for name in ("parabolic-equation", "two-ray")
    )
    assert np.abs(wave.loss_db - rays.loss_db).max() < 3.0


@pytest.mark.parametrize("model", MODELS)
def test_over_a_hole_the_rest_is_still_there(
    make_terrain: MakeTerrain, make_radio: MakeRadio, model: str
) -> None:
    """Ground and loss are nan in the hole; models that look at the ground know the loss only before it."""
    found = way(make_terrain("hole"), end(-100.0), end(100.0), make_radio(model))
    hole = np.abs(found.place_m - 100.0) < 15.0
    assert np.isnan(found.loss_db[hole]).all()
    assert np.isnan(found.ground_m[np.abs(found.distance_m - 100.0) < 15.0]).all()
    assert np.isfinite(found.loss_db[found.place_m < 75.0]).all()
    assert np.isfinite(found.loss_db[found.place_m > 125.0]).all() == (
        not PROPAGATION_MODELS[model].uses_terrain
    )


def test_places_are_few_enough_on_a_long_way(make_terrain: MakeTerrain, make_radio: MakeRadio) -> None:
    """A profile of more points than MOST_PLACES is thinned, its ends kept."""
    terrain = make_terrain("plane")  # 800 m each way: corner to corner there is room for 805 m
    first, second = End(-200.0 / METRES_A_DEGREE, -390.0 / METRES_A_DEGREE, 2.0), end(390.0)
    found = way(terrain, first, second, make_radio("two-ray"))
    assert found.place_m.size <= MOST_PLACES < found.distance_m.size
    assert found.place_m[-1] == found.distance_m[-1]


def test_two_antennas_on_one_mast_have_no_places(make_terrain: MakeTerrain, make_radio: MakeRadio) -> None:
    """Nearer than a few metres nothing is said of the loss along the way."""
    found = way(make_terrain("plane"), end(0.0, 1.0), end(0.0, 5.0), make_radio())
    assert found.place_m.size == found.loss_db.size == 0
    assert found.distance_m.size >= 2


def test_the_sigma_of_the_ground_goes_along(make_terrain: MakeTerrain, make_radio: MakeRadio) -> None:
    """A second band that grows eastwards is read along the way, without the body's bulge."""
    plane = make_terrain("plane")
    sigma = np.broadcast_to(np.linspace(0.0, 1.6, plane.heights_m.shape[1]), plane.heights_m.shape)
    found = way(dataclasses.replace(plane, sigma_m=sigma), end(-100.0), end(100.0), make_radio())
    assert found.sigma_m is not None
    assert (found.sigma_m[0], found.sigma_m[-1]) == (
        pytest.approx(0.6, abs=1e-3),
        pytest.approx(1.0, abs=1e-3),
    )

"""One link explained: what `relaysim link` answers, and when there is no answer."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from relaysim.errors import InputError, NoResult
from relaysim.links.model import RadioSettings
from relaysim.links.single import explain
from relaysim.links.state import LinkState
from relaysim.radio.free_space import free_space_loss_db
from relaysim.sightline import End
from relaysim.terrain.grid import Terrain

MakeTerrain = Callable[[str], Terrain]
MakeRadio = Callable[..., RadioSettings]
METRES_A_DEGREE = math.radians(3_396_190.0)


def end(east_m: float, north_m: float = 0.0, antenna_m: float = 2.0) -> End:
    return End(north_m / METRES_A_DEGREE, east_m / METRES_A_DEGREE, antenna_m)


def test_a_clear_link_in_free_space(make_terrain: MakeTerrain, make_radio: MakeRadio) -> None:
    """Every figure of the answer follows from 200 m of distance, and the terms are those of the budget."""
    radio = make_radio(threshold_db=90.0)
    found = explain(make_terrain("plane"), end(-100.0), end(100.0), radio)
    loss_db = float(free_space_loss_db(200.0, 914e6))
    assert (found.path_loss_db, found.margin_db) == (
        pytest.approx(loss_db, abs=1e-3),
        pytest.approx(90.0 - loss_db, abs=1e-3),
    )
    assert (found.state, found.mode) == (LinkState.OPEN, radio.budget.modes[1])
    assert (found.propagation, found.terms) == ("free-space", radio.budget.terms)
    assert found.sightline.state == "clear"
    assert found.sightline.distance_m == pytest.approx(200.0, abs=1e-3)


@pytest.mark.parametrize(
    ("spare_db", "mode", "state"),
    [(9.1, "fast", "open"), (8.9, "slow", "open"), (0.1, "slow", "open"), (-0.1, None, "closed")],
)
def test_the_mode_is_the_fastest_that_closes(
    make_terrain: MakeTerrain, make_radio: MakeRadio, spare_db: float, mode: str | None, state: str
) -> None:
    """The fast mode needs 9 dB more than the slow one; below that one there is no link."""
    radio = make_radio(threshold_db=float(free_space_loss_db(200.0, 914e6)) + spare_db)
    found = explain(make_terrain("plane"), end(-100.0), end(100.0), radio)
    assert found.margin_db == pytest.approx(spare_db, abs=1e-3)
    assert ((found.mode.name if found.mode else None), found.state.value) == (mode, state)


def test_a_blocked_link_names_what_blocks_it(make_terrain: MakeTerrain, make_radio: MakeRadio) -> None:
    """The crest in the middle, 6 m above the line, seen from either end."""
    terrain, radio = make_terrain("ridge"), make_radio("parabolic-equation")
    there, back = (
        explain(terrain, end(-150.0), end(130.0), radio),
        explain(terrain, end(130.0), end(-150.0), radio),
    )
    for found, distance_m in ((there, 150.0), (back, 130.0)):
        worst = found.sightline.obstruction
        assert worst is not None
        assert worst.distance_m == pytest.approx(distance_m, abs=0.5)
        assert worst.above_sightline_m == pytest.approx(6.0, abs=0.05)
        assert worst.longitude_deg == pytest.approx(0.0, abs=1e-5)
    assert there.path_loss_db == pytest.approx(back.path_loss_db, abs=0.5)
    assert there.path_loss_db > float(free_space_loss_db(280.0, 914e6)) + 15.0


def test_over_a_hole_the_answer_is_unknown(make_terrain: MakeTerrain, make_radio: MakeRadio) -> None:
    """Neither open nor closed, and no rate, though both ends stand on known ground."""
    found = explain(make_terrain("hole"), end(-100.0), end(100.0), make_radio("parabolic-equation"))
    assert math.isnan(found.path_loss_db) and math.isnan(found.margin_db)
    assert (found.state, found.mode, found.sightline.state) == (LinkState.UNKNOWN, None, "unknown")
    assert found.sightline.distance_m == pytest.approx(200.0, abs=1e-3)


@pytest.mark.parametrize(
    "place", [end(0.0), end(5000.0), End(89.0, 0.0, 1.0)], ids=["hole", "outside", "far away"]
)
def test_an_end_without_ground_has_no_result(
    make_terrain: MakeTerrain, make_radio: MakeRadio, place: End
) -> None:
    """The message names which end it is, the terrain, and where to see what the terrain covers."""
    terrain, here = make_terrain("hole"), end(100.0)
    for ends, name in (((place, here), "first"), ((here, place), "second")):
        named = rf"the {name} end.*terrain made up has no height.*`relaysim terrain info`"
        with pytest.raises(NoResult, match=named):
            explain(terrain, *ends, make_radio())


def test_two_antennas_in_one_place_are_no_link(make_terrain: MakeTerrain, make_radio: MakeRadio) -> None:
    """Refused, with the place; one above the other is a link."""
    terrain = make_terrain("plane")
    with pytest.raises(InputError, match="2 m above ground: a link needs two places"):
        explain(terrain, end(20.0, antenna_m=2.0), end(20.0, antenna_m=2.0), make_radio())
    assert explain(terrain, end(20.0), end(20.0, antenna_m=5.0), make_radio()).path_loss_db > 20.0


def test_antenna_heights_are_the_ends_own(make_terrain: MakeTerrain, make_radio: MakeRadio) -> None:
    """Raising one antenna by 30 m lengthens the way in free space as geometry has it."""
    found = explain(make_terrain("plane"), end(-20.0), end(20.0, antenna_m=32.0), make_radio())
    assert found.sightline.slant_m == pytest.approx(50.0, abs=1e-3)
    assert found.path_loss_db == pytest.approx(float(free_space_loss_db(np.array(50.0), 914e6)), abs=1e-3)

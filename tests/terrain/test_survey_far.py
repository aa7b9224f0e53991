"""The survey terrain without a file: made from the tables around what asks for it."""

from __future__ import annotations

import numpy as np

from relaysim.resources import data_folder
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Box
from relaysim.terrain.look import Circle, look
from relaysim.terrain.registry import known_terrain, open_terrain

NAME = "jezero-survey-far"
LANDING = (18.48045117, 77.36014058)  # of flight 52
AROUND = Box(18.4800, 77.3595, 18.4810, 77.3608)


def test_it_knows_where_flight_52_would_land() -> None:
    """On sol 776 the landing place is 357 m from the nearest point: unknown to the others, known here within its sigma."""
    far = open_terrain(NAME, body=Body.sphere("Mars", 3_396_190.0), as_of_sol=776, around=AROUND)
    assert (far.name, far.as_of, far.dated, far.body.name) == (NAME, "sol 776", True, "Mars")
    sigma = float(far.sigma_at_m(*LANDING))
    later = float(open_terrain("jezero-survey", around=AROUND).height_m(*LANDING))
    assert 10.0 < sigma < 18.0 and abs(float(far.height_m(*LANDING)) - later) < sigma


def test_it_is_made_with_and_without_a_date() -> None:
    """No file of it ships; without a date it knows all points, and near them says what jezero-survey says."""
    entry = known_terrain(NAME)
    assert entry.made and entry.ships and entry.file is None and entry.survey is not None
    near = Box(18.4802, 77.3599, 18.4806, 77.3604)
    far, narrow = open_terrain(NAME, around=near), open_terrain("jezero-survey", around=near)
    assert far.as_of is None and far.dated
    place = narrow.geographic(*(part.ravel() for part in np.meshgrid(np.arange(3, 8), np.arange(3, 7))))
    sigma = narrow.sigma_at_m(*place)
    assert np.abs(far.height_m(*place) - narrow.height_m(*place))[sigma < 0.3].max() < 0.3
    assert not list(data_folder("terrain").glob(f"{NAME}*"))


def test_info_around_a_place() -> None:
    """It can be looked over around a place."""
    seen = look([NAME], around=Circle(*LANDING, 60.0)).seen
    assert seen.frame.name == NAME and seen.known > 400

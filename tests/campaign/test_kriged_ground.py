"""Grounds of a study with errors as kriging implies them: the same wherever they are made, refused where there are none."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from relaysim.campaign.runs.base import carried_base, local_base
from relaysim.campaign.runs.carried import carry
from relaysim.campaign.runs.kriged_ground import GroundErrors, carry_errors
from relaysim.campaign.study.load_study import load_study
from relaysim.campaign.study.study import TerrainDraw
from relaysim.errors import InputError, ScenarioError
from relaysim.scenario.ground_plan import GroundWish
from relaysim.terrain.body import Body
from relaysim.terrain.grid import Box
from tests.campaign.studies import DRAWN_GROUND, HINDCAST, study

KRIGED = TerrainDraw(None, math.nan, "assumed", "made up", "kriging")
MARS = Body.sphere("Mars", 3_396_190.0)
NEAR = Box(18.4800, 77.3620, 18.4825, 77.3650)
BESIDE = Box(18.4810, 77.3630, 18.4830, 77.3660)
STUDY = """relaysim_study: 1
name: kriged
title: Kriged
scenario: flight-52-blackout
factors:
  - name: terrain
    choices: {choices}
terrain_error: {{{error}}}
sampling: {{runs: 2}}
"""
SURVEYS = "[{label: a, set: {terrain.source: jezero-survey}}, {label: b, set: {terrain.source: jezero-survey-wide}}]"


def wish(around: Box, *names: str) -> GroundWish:
    return GroundWish(names or ("jezero-survey",), MARS, 836, around)


def test_grounds_that_overlap_share_their_errors() -> None:
    """Two variants that ask for parts of one terrain as of one day have one field; it travels in few, small arrays."""
    arrays: dict[str, np.ndarray] = {}
    (carried,) = carry_errors([wish(NEAR), wish(BESIDE)], arrays)
    assert sorted(arrays) == ["errors 0", "gain 0"]
    assert sum(part.nbytes for part in arrays.values()) < 50e6
    assert carried.errors.factor.size == carried.errors.gain.size == 0
    there, here = GroundErrors.carried([carried], arrays), GroundErrors.made([wish(NEAR), wish(BESIDE)])
    assert there.of(wish(NEAR)) is there.of(wish(BESIDE))
    np.testing.assert_array_equal(there.of(wish(NEAR)).field(3), here.of(wish(NEAR)).field(3))
    with pytest.raises(InputError, match="give a correlation_length"):
        there.of(wish(NEAR, "jezero-survey-wide"))


def test_a_run_has_the_same_ground_on_a_worker_and_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """The drawn heights of a run are bit for bit those that it has when made again alone, and another draw has others."""
    monkeypatch.setattr("relaysim.terrain.error_nodes.MOST_NODES", 900)  # for speed alone
    monkeypatch.setattr("relaysim.terrain.kriged_error.MOST_POINTS", 500)
    asked = study(variants=[HINDCAST], terrain=KRIGED, draws=2)
    carried, arrays = carry(asked)
    worker = carried_base(carried, arrays, asked.terrain, asked.outcomes, losses=False)
    first, second = (worker.world(asked.run(number)).link.terrain for number in (0, 1))
    alone = local_base(asked).world(asked.run(0)).link.terrain
    np.testing.assert_array_equal(first.heights_m, alone.heights_m)
    assert first.sha256 == alone.sha256 != second.sha256
    known = np.isfinite(first.heights_m)
    assert np.mean(first.heights_m[known] != second.heights_m[known]) > 0.99
    plain = carry(study(variants=[HINDCAST], terrain=DRAWN_GROUND))[0]
    assert plain.errors == () and plain.digest != carried.digest


def faults_of(tmp_path: Path, error: str, choices: str = SURVEYS) -> str:
    path = tmp_path / "study.yaml"
    path.write_text(STUDY.format(error=error, choices=choices), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_study(path)
    return str(caught.value)


def test_kriging_tells_size_and_reach_itself(tmp_path: Path) -> None:
    """With `correlation: kriging` a length or a standard deviation of one's own contradicts it."""
    told = faults_of(tmp_path, "correlation: kriging, correlation_length: 30 m, height_sigma: 2 m")
    assert "leave out 'correlation_length'" in told and "'height_sigma: band'" in told


def test_other_rasters_have_no_such_errors(tmp_path: Path) -> None:
    """A variant on a raster that kriging did not make is a fault that names it and says what to give."""
    layers = "[{label: a, set: {terrain.source: [jezero-survey, jezero-survey-wide]}}, {label: b, set: {terrain.source: jezero-survey}}]"
    told = faults_of(tmp_path, "correlation: kriging", layers)
    assert (
        "variant 'a'" in told and "give a correlation_length" in told and "terrain_error.correlation" in told
    )


def test_a_study_says_so(tmp_path: Path) -> None:
    """`correlation: kriging` reaches the runs, and the words of the study."""
    path = tmp_path / "study.yaml"
    path.write_text(STUDY.format(error="correlation: kriging", choices=SURVEYS), encoding="utf-8")
    loaded = load_study(path)
    assert loaded.terrain is not None
    assert loaded.terrain.model == "kriging" and loaded.terrain.sigma_m is None
    assert math.isnan(loaded.terrain.correlation_m)

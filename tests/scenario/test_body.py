"""The figure of a scenario's body and the air above it: what is read, refused, and where it counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.crs import CRS
from rasterio.transform import from_origin

from relaysim.errors import InputError, ScenarioError
from relaysim.planning.landing.planning_ground import planning_ground
from relaysim.scenario.assumptions import assumptions
from relaysim.scenario.build_world import build_world
from relaysim.scenario.ground_around import open_around
from relaysim.scenario.ground_plan import site_frame
from relaysim.scenario.loader import load_scenario
from relaysim.scenario.scenario import Scenario
from relaysim.sightline import End

MINIMAL = Path(__file__).with_name("minimal.yaml")
WGS_84 = "body={name: Earth, radius: 6378.137 km, polar_radius: 6356.752314 km}"
AIR = "link.refraction={k_factor: %s, kind: assumed, source: standard atmosphere}"


def faults(*overrides: str) -> list[str]:
    """The faults of the drone's scenario with these overrides."""
    with pytest.raises(ScenarioError) as caught:
        load_scenario(MINIMAL, overrides, terrain="jezero-survey")
    return [str(fault) for fault in caught.value.faults]


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Level ground of WGS 84 around the drone's flight."""
    file = tmp_path_factory.mktemp("flat") / "flat.tif"
    profile = {
        **{"driver": "GTiff", "height": 200, "width": 300, "count": 1, "dtype": "float32"},
        **{"crs": CRS.from_epsg(4326), "transform": from_origin(8.09, 46.515, 1e-4, 1e-4)},
    }
    with rasterio.open(file, "w", **profile) as raster:
        raster.write(np.full((1, 200, 300), 500.0, dtype=np.float32))
    return file


def loaded(flat: Path, *overrides: str) -> Scenario:
    return load_scenario(MINIMAL, overrides, terrain=str(flat))


@pytest.mark.parametrize("name", ["Mars", "Moon"])
def test_a_known_name_with_another_body_s_radius_is_refused(name: str) -> None:
    """The Sun and the orbits go by the name, the ground by the radius; a name that is not known may have any radius."""
    (fault,) = faults(f"body.name={name}")
    assert f"6371 km is not what a body called {name} has" in fault
    load_scenario(MINIMAL, ["body.name=Kepler-452b"], terrain="jezero-survey")


def test_places_lie_on_the_ellipsoid(flat: Path) -> None:
    """A minute of latitude and of longitude are as long as on WGS 84 (geodesics by Vincenty, whose sphere is 0.3 % off)."""
    frame = site_frame(loaded(flat, WGS_84))
    x, y = frame.to_local([46.501, 46.501 + 1 / 60.0], [8.102 + 1 / 60.0, 8.102])
    body = frame.body
    assert body.polar_radius_m == pytest.approx(6356752.314)
    assert x[0] == pytest.approx(float(body.distance_m(46.501, 8.102, 46.501, 8.102 + 1 / 60.0)), abs=1e-3)
    assert y[1] == pytest.approx(1852.6, abs=0.2)  # a minute of the meridian at 46.5 deg, WGS 84
    sphere = site_frame(loaded(flat))
    assert float(sphere.to_local(46.501 + 1 / 60.0, 8.102)[1]) == pytest.approx(1853.2, abs=0.2)


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        (
            ["body={name: Mars}"],
            "missing key 'radius': Mars has 3396.19 km, or as an ellipsoid with polar_radius: 3376.2 km",
        ),
        (["body={name: Moon}"], "missing key 'radius': Moon has 1737.4 km"),
        (["body={name: Vulcan}"], "missing key 'radius'"),
        (["body.polar_radius=6356.752 m"], "of one unit?"),
        (["body.polar_radius=0 km"], "is too small"),
        ([AIR % 0], "0 is not allowed (0.1 to 100)"),
        (["link.refraction={k_factor: 1.3}"], "missing key 'kind'"),
    ],
)
def test_what_is_no_figure_is_refused(overrides: list[str], words: str) -> None:
    """Each fault is said in one message; the radius of a body that is known by name is told."""
    assert words in faults(*overrides)[0]


def test_an_ellipsoid_is_that_of_its_terrain() -> None:
    """Jezero's terrain lies on the sphere of Mars: metres on an ellipsoid of Mars would be 1.2 % shorter to the north."""
    scenario = load_scenario("flight-52-blackout", ["body.polar_radius=3376.2 km"])
    with pytest.raises(
        InputError, match=r"^--set body\.polar_radius=3376\.2 km: .* 3396\.19 km .* not 3376\.20 km"
    ):
        build_world(scenario)


def test_air_is_the_same_for_everybody_who_asks(flat: Path) -> None:
    """The run, maps of margins and landing maps look through the scenario's air; without the section there is none."""
    here = End(46.501, 8.102, 3.0)
    for overrides, k_factor in (([AIR % "1.333"], 1.333), ([], 1.0)):
        scenario = loaded(flat, *overrides)
        places = np.array([46.501]), np.array([8.102])
        grounds = (
            build_world(scenario).link.terrain,
            open_around(scenario, here, 100.0).terrain,
            planning_ground(scenario, scenario.model.body.figure, places, 100.0, None).terrain,
        )
        assert [ground.k_factor for ground in grounds] == [k_factor] * 3
        told = [row.value for row in assumptions(scenario) if row.what == "refraction"]
        assert told == (["rays bend with k = 1.333"] if overrides else [])


def test_air_that_bends_nothing_changes_nothing(flat: Path) -> None:
    """k = 1 is no air, bit for bit."""
    p526 = [
        "link.propagation=p526",
        "link.ground={relative_permittivity: 5, loss_tangent: 0.1, kind: assumed, source: x}",
    ]
    x, y, up = np.array([-90.0]), np.array([60.0]), np.zeros(1)
    found = [
        build_world(loaded(flat, *p526, *more)).link.evaluate((x, y, up), (-x, -y, up))
        for more in ([], [AIR % 1])
    ]
    assert np.isfinite(found[0].loss_db).all()
    assert found[0].loss_db.tolist() == found[1].loss_db.tolist()
    assert found[0].clearance_m.tolist() == found[1].clearance_m.tolist()

"""Bodies and the local frame: laws of distance, and a round trip to a micrometre."""

from __future__ import annotations

import numpy as np
import pytest

from relaysim.terrain.body import Body
from relaysim.terrain.frame import LocalFrame

SPHERE = Body.sphere("sphere", 3_396_190.0)
EARTH = Body("Earth", 6_378_137.0, 6_356_752.314245)


def test_quarter_circle() -> None:
    """From the equator to a pole a sphere measures a quarter of its circumference."""
    assert SPHERE.distance_m(0, 0, 90, 0) == pytest.approx(np.pi / 2 * SPHERE.radius_m, rel=1e-15)


def test_geodesic_reference() -> None:
    """On an ellipsoid the distance is the geodesic: a degree of the equator, a quadrant of a meridian."""
    assert EARTH.distance_m(0, 0, 0, 1) == pytest.approx(EARTH.equatorial_radius_m * np.pi / 180, abs=1e-4)
    assert EARTH.distance_m(0, 0, 90, 0) == pytest.approx(10_001_965.729, abs=2e-3)  # meridian quadrant


def test_distance_across_the_date_line() -> None:
    """A longitude and the same plus 360 degrees are one place."""
    for body in (SPHERE, EARTH):
        assert body.distance_m(10, 179.9, 10, -179.9) == pytest.approx(float(body.distance_m(10, 0, 10, 0.2)))
        assert body.distance_m(10, 77, 10, 77) == 0.0


def test_body_refuses_nonsense() -> None:
    """A radius that is not positive is no body."""
    with pytest.raises(ValueError, match="radius"):
        Body("x", -1.0, 1.0)


@pytest.mark.parametrize("body", [SPHERE, EARTH], ids=["sphere", "ellipsoid"])
@pytest.mark.parametrize(("lat", "lon"), [(18.4663, 77.43), (-89.5, 10.0), (0.0, 179.99)])
def test_round_trip(body: Body, lat: float, lon: float) -> None:
    """To degrees and back a place moves by less than a micrometre within 20 km of the site."""
    frame = LocalFrame(body, lat, lon)
    x, y = np.meshgrid(np.linspace(-20e3, 20e3, 21), np.linspace(-20e3, 20e3, 21))
    back_x, back_y = frame.to_local(*frame.to_geographic(x, y))
    assert np.max(np.hypot(back_x - x, back_y - y)) < 1e-6


@pytest.mark.parametrize("body", [SPHERE, EARTH], ids=["sphere", "ellipsoid"])
def test_true_distance_from_the_site(body: Body) -> None:
    """Distances from the site are the body's own, east is x and north is y."""
    frame = LocalFrame(body, 18.0, 77.0)
    lat, lon = np.array([18.05, 18.0, 17.9]), np.array([77.0, 77.02, 76.9])
    x, y = frame.to_local(lat, lon)
    np.testing.assert_allclose(np.hypot(x, y), body.distance_m(18.0, 77.0, lat, lon), atol=2e-4)
    assert abs(x[0]) < 1e-6 < y[0]
    assert x[1] > 0 and x[2] < 0 and y[2] < 0


@pytest.mark.parametrize("body", [SPHERE, EARTH], ids=["sphere", "ellipsoid"])
@pytest.mark.parametrize("lon", [179.999, -179.999, 180.001, 360.0])
def test_longitudes_stay_near_the_site(body: Body, lon: float) -> None:
    """Places on both sides of a site have longitudes on both sides of its own, wherever longitudes begin anew."""
    _, found = LocalFrame(body, 46.0, lon).to_geographic([-500.0, 500.0], [0.0, 0.0])
    assert lon - 0.02 < found[0] < lon < found[1] < lon + 0.02


def test_sphere_agrees_with_proj() -> None:
    """The closed form on the sphere is PROJ's aeqd."""
    frame = LocalFrame(SPHERE, 18.4663, 77.43)
    lat, lon = np.array([18.3, 18.6, 18.4663]), np.array([77.2, 77.6, 77.43])
    np.testing.assert_allclose(frame.to_local(lat, lon), frame._warp(lon, lat, forward=True), atol=1e-6)


def test_nan_stays_nan() -> None:
    """A place that is not known stays unknown, on either figure."""
    for body in (SPHERE, EARTH):
        x, _ = LocalFrame(body, 18.0, 77.0).to_local([np.nan, 18.0], 77.0)
        assert np.isnan(x[0]) and x[1] == pytest.approx(0.0, abs=1e-9)

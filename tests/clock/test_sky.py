"""The sky: against the SPICE toolkit, the shipped table of light times, published instants, and laws."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from relaysim.clock.ephemeris import EXCERPT, Ephemeris
from relaysim.clock.horizontal import Figure
from relaysim.clock.sky import LIGHT_KM_PER_S, Sky
from relaysim.clock.tdb import tdb_s
from relaysim.clock.track import Track
from relaysim.clock.utc import parse_utc
from relaysim.errors import InputError
from relaysim.resources import data_folder

SPICE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "spice"
JEZERO = (18.4447, 77.4508)
TYCHO = (-43.3, -11.2)
LANDING, LATER = parse_utc("2021-02-18T20:43:49Z"), parse_utc("2024-01-25T00:00:00Z")
TIMES = np.arange(LANDING, LATER, 17.3 * 3600.0)


@pytest.fixture(scope="module")
def ephemeris() -> Ephemeris:
    return Ephemeris.open()


@pytest.fixture(scope="module")
def mars(ephemeris: Ephemeris) -> Sky:
    return Sky(ephemeris, "Mars")


@pytest.fixture(scope="module")
def moon(ephemeris: Ephemeris) -> Sky:
    return Sky(ephemeris, "Moon")


def et_of(spice: object, utc_s: float) -> float:
    return spice.unitim(utc_s - 946_728_000.0 + 37.0, "TAI", "ET")


@pytest.fixture
def spice() -> object:
    """The SPICE toolkit with pck00010, leap seconds and the excerpt that ships."""
    toolkit = pytest.importorskip("spiceypy", reason="spiceypy is not installed")
    kernels = [SPICE / "naif0012.tls", SPICE / "pck00010.tpc", data_folder("scenarios") / EXCERPT]
    if not all(kernel.is_file() for kernel in kernels):
        pytest.skip("needs the kernels of shared/data/spice beside the checkout")
    with toolkit.KernelPool([str(kernel) for kernel in kernels]):
        yield toolkit


def test_light_time_when_earth_heard_of_the_landing(mars: Sky) -> None:
    """A signal that reached the Earth on 2021-02-18 at 20:55 UTC had been under way for 11 min 22.3 s."""
    assert mars.downlink_received_s(parse_utc("2021-02-18T20:55:00Z")) == pytest.approx(682.3, abs=0.05)


def test_light_times_of_the_shipped_table(mars: Sky) -> None:
    """Every row of the Jezero table, made from the whole of DE440 by another script, agrees to 2 ms."""
    table = data_folder("scenarios") / "jezero" / "earth_light_time.csv"
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    found = mars.downlink_received_s([parse_utc(row["utc"]) for row in rows])
    assert len(rows) > 1000
    assert found == pytest.approx(np.array([float(row["one_way_light_time_s"]) for row in rows]), abs=2e-3)


@pytest.mark.parametrize("body", ["mars", "moon"])
def test_a_signal_takes_as_long_whichever_end_counts(body: str, request: pytest.FixtureRequest) -> None:
    """Light time by the instant of sending is that by the instant of receiving, both ways; and c times it the way."""
    sky: Sky = request.getfixturevalue(body)
    down, up = sky.downlink_s(TIMES), sky.uplink_sent_s(TIMES)
    assert sky.downlink_received_s(TIMES + down) == pytest.approx(down, abs=2e-5)
    assert sky.uplink_s(TIMES + up) == pytest.approx(up, abs=2e-5)
    assert np.max(np.abs(down - up)) > 1e-5  # the bodies move while light travels
    leaves, arrives = tdb_s(TIMES), tdb_s(TIMES + down)
    way_km = sky.ephemeris.position_km("Earth", arrives) - sky.ephemeris.position_km(sky.body, leaves)
    assert np.linalg.norm(way_km, axis=1) / LIGHT_KM_PER_S == pytest.approx(down, abs=2e-5)
    assert sky.distance_km(TIMES) / LIGHT_KM_PER_S == pytest.approx(down, abs=0.15)


def test_light_times_of_spice(mars: Sky, spice: object) -> None:
    """SPICE's own light times, by reception and by transmission, agree to a millisecond."""
    for utc_s in TIMES[::50]:
        et = et_of(spice, utc_s)
        assert mars.downlink_received_s(utc_s) == pytest.approx(spice.ltime(et, 399, "<-", 4)[1], abs=1e-3)
        assert mars.uplink_s(utc_s) == pytest.approx(spice.ltime(et, 4, "<-", 399)[1], abs=1e-3)
        assert mars.downlink_s(utc_s) == pytest.approx(spice.ltime(et, 4, "->", 399)[1], abs=1e-3)


@pytest.mark.parametrize("target", ["EARTH", "SUN"])
@pytest.mark.parametrize(("body", "naif", "place"), [("Mars", "4", JEZERO), ("Moon", "301", TYCHO)])
def test_azimuth_and_elevation_of_spice(
    ephemeris: Ephemeris, spice: object, body: str, naif: str, place: tuple[float, float], target: str
) -> None:
    """Earth and Sun over Jezero and Tycho stand within 0.015 deg of where SPICE sees them, aberration included."""
    sky = Sky(ephemeris, body)
    azimuths, elevations = (sky.earth_from if target == "EARTH" else sky.sun_from)(*place, TIMES[::20])
    radii = spice.bodvrd(body.upper(), "RADII", 3)[1]
    latitude, longitude = np.radians(place)
    outward = np.array(spice.latrec(1.0, longitude, latitude))
    ground_km = outward / np.sqrt(np.sum((outward / radii) ** 2))
    up = spice.surfnm(*radii, ground_km)
    level = spice.twovec(up, 3, [0.0, 0.0, 1.0], 1)  # x north, z up, y west
    for utc_s, azimuth, elevation in zip(TIMES[::20], azimuths, elevations, strict=True):
        et = et_of(spice, utc_s)
        turn = spice.pxform("J2000", f"IAU_{body.upper()}", et)
        x, y, z = level @ (turn @ spice.spkpos(target, et, "J2000", "LT+S", naif)[0] - ground_km)
        assert elevation == pytest.approx(np.degrees(np.arctan2(z, np.hypot(x, y))), abs=0.015)
        apart = (azimuth - np.degrees(np.arctan2(-y, x)) + 180.0) % 360.0 - 180.0
        assert abs(apart * np.cos(np.radians(elevation))) < 0.015


def test_at_the_landing_it_was_afternoon(mars: Sky) -> None:
    """At touchdown, 15:53:20.7 local mean time, the Sun stood in the west 20-40 deg high, Ls 5.6."""
    azimuth, elevation = mars.sun_from(*JEZERO, LANDING)
    assert 250.0 < azimuth < 280.0
    assert 20.0 < elevation < 40.0
    assert mars.solar_longitude_deg(LANDING) == pytest.approx(5.6, abs=0.1)


def test_the_full_moon_culminates_at_midnight(ephemeris: Ephemeris) -> None:
    """The full Moon of 2021-02-27 08:17 UTC stands highest where the Sun is lowest, to the Moon's distance from the ecliptic.

    The equation of time is -12.7 min that day (Astronomical Almanac), the Sun's declination -8.2 deg.
    """
    sky, full = Sky(ephemeris, "Moon"), parse_utc("2021-02-27T08:17:00Z")
    longitudes = np.arange(-180.0, 180.0, 0.5)
    elevations = [float(sky.probe_from(8.2, longitude, full)) for longitude in longitudes]
    midnight_deg = -15.0 * (8.0 + 17.0 / 60.0 - 12.7 / 60.0)
    assert longitudes[int(np.argmax(elevations))] == pytest.approx(midnight_deg, abs=5.0)
    assert max(elevations) > 85.0


def test_stations_round_the_earth_see_mars_in_turn(mars: Sky) -> None:
    """A body rises and sets once a sidereal day at a station, and is over one of the three Deep Space Network sites always."""
    stations = [(35.4, -116.9), (40.4, -4.2), (-35.4, 149.0)]
    times = LANDING + np.arange(0.0, 30.0 * 86_400.0, 600.0)
    elevations = np.array([mars.probe_from(*station, times) for station in stations])
    assert np.min(np.max(elevations, axis=0)) > 5.0
    for own in elevations:
        rises = np.count_nonzero((own[:-1] < 0.0) & (own[1:] >= 0.0))
        assert rises in (29, 30, 31)


def test_directions_and_axes_go_together(mars: Sky) -> None:
    """Where earth_direction, turned by body_axes, stands over the equator, Earth is at the zenith."""
    at = TIMES[:40]
    turned = np.einsum("nij,nj->ni", mars.body_axes(at), mars.earth_direction(at))
    latitude = np.degrees(np.arctan2(turned[:, 2], np.hypot(turned[:, 0], turned[:, 1])))
    longitude = np.degrees(np.arctan2(turned[:, 1], turned[:, 0]))
    for utc_s, lat, lon in zip(at, latitude, longitude, strict=True):
        # The zenith is that of the ellipsoid: up to 0.34 deg from the radius.
        assert mars.earth_from(lat, lon, utc_s)[1] > 89.6


def test_earth_hangs_still_over_the_moon(moon: Sky) -> None:
    """From the middle of the near side Earth never leaves the zenith by more than the librations, 11 deg."""
    _, elevation = moon.earth_from(0.0, 0.0, TIMES)
    assert np.min(elevation) > 79.0
    assert moon.downlink_s(TIMES) == pytest.approx(np.full(TIMES.shape, 1.28), abs=0.1)
    assert np.isnan(moon.solar_longitude_deg(TIMES)).all()


def test_a_track_is_the_ephemeris(ephemeris: Ephemeris) -> None:
    """Between its places the track of the Moon, the fastest, stays within 0.2 km; within 0.5 km at the span's ends."""
    ends = np.array(
        [ephemeris.start_tdb_s, ephemeris.start_tdb_s + 5e3, ephemeris.end_tdb_s - 5e3, ephemeris.end_tdb_s]
    )
    times = np.concatenate([ends, tdb_s(TIMES)])
    for body in ("Sun", "Earth", "Moon", "Mars"):
        apart = Track.of(ephemeris, body).at(times).T - ephemeris.position_km(body, times)
        within = np.linalg.norm(apart, axis=1)
        assert np.max(within[4:]) < 0.2
        assert np.max(within[:4]) < 0.5


def test_numbers_come_back_in_the_shape_asked_for(mars: Sky) -> None:
    """A number gives a number, an array of any shape one of that shape, vectors with an axis more; none gives none."""
    square = TIMES[:4].reshape(2, 2)
    for times, shape in ((float(TIMES[0]), ()), (square, (2, 2)), (TIMES[:0], (0,))):
        assert np.shape(mars.downlink_s(times)) == shape
        assert np.shape(mars.earth_from(*JEZERO, times)[0]) == shape
        assert np.shape(mars.probe_from(0.0, 0.0, times)) == shape
        assert np.shape(mars.sun_earth_probe_deg(times)) == shape
        assert mars.earth_direction(times).shape == (*shape, 3)
        assert mars.body_axes(times).shape == (*shape, 3, 3)
    assert mars.earth_from(*JEZERO, square)[1][1, 0] == mars.earth_from(*JEZERO, TIMES[2])[1]


@pytest.mark.parametrize("body", ["Earth", "Europa", "mars", ""])
def test_other_bodies_have_no_sky(ephemeris: Ephemeris, body: str) -> None:
    """The message names the body, those there are, and what to do instead."""
    with pytest.raises(InputError, match="Mars and Moon only; give the legs to Earth as a table"):
        Sky(ephemeris, body)


def test_beyond_the_span_is_an_error(mars: Sky) -> None:
    """The message names the span, the instant and a way out; light time counts."""
    for text in ("2019-12-31T00:00:00Z", "2035-01-01T00:00:00Z", "2020-01-01T00:00:00Z"):
        with pytest.raises(
            InputError, match=r"de440-2020-2034.bsp knows .* from 2019-12-31T23:58:51Z to 2034-12-31"
        ):
            mars.earth_from(*JEZERO, parse_utc(text))


def test_a_file_that_is_no_ephemeris(tmp_path: Path, ephemeris: Ephemeris) -> None:
    """A missing file, other bytes, an unknown body: plain messages that name the file or the body."""
    other = tmp_path / "notes.bsp"
    with pytest.raises(InputError, match=r"notes.bsp: cannot be read"):
        Ephemeris.open(other)
    for content in (
        b"",
        b"abc",
        b"no ephemeris " * 1000,
        (data_folder("scenarios") / EXCERPT).read_bytes()[:5000],
    ):
        other.write_bytes(content)
        with pytest.raises(InputError, match=r"notes.bsp: not a whole ephemeris in SPK format"):
            Ephemeris.open(other)
    with pytest.raises(InputError, match="no positions of 'Pluto'; there are Sun, Earth, Moon, Mars"):
        ephemeris.position_km("Pluto", 0.0)


def test_an_ephemeris_of_other_bodies() -> None:
    """A sound file that lacks a body is refused with the numbers of what it lacks."""
    file = SPICE / "m2020_ls_ops210303_iau2000_v1.bsp"
    if not file.is_file():
        pytest.skip("needs the kernels of shared/data/spice beside the checkout")
    with pytest.raises(
        InputError, match="lacks NAIF's bodies 3 about 0, 4 about 0, 10 about 0, 301 about 3, 399 about 3"
    ):
        Ephemeris.open(file)


def test_up_is_along_the_normal() -> None:
    """At 45 deg planetocentric Mars's normal leans 0.34 deg to the pole; at poles and equator it does not."""
    figure = Figure(3396.19, 3376.20)
    for latitude, lean_deg in ((0.0, 0.0), (45.0, 0.3383), (90.0, 0.0), (-45.0, 0.3383)):
        place = figure.place(latitude, 30.0)
        radial = place.position_km / np.linalg.norm(place.position_km)
        assert np.degrees(np.arcsin(radial[2])) == pytest.approx(latitude, abs=1e-9)
        assert np.degrees(np.arccos(min(radial @ place.axes[2], 1.0))) == pytest.approx(lean_deg, abs=1e-3)
    with pytest.raises(InputError, match="no place has latitude 91"):
        figure.place(91.0, 0.0)

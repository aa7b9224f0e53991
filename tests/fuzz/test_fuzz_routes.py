"""Routes from other programs, damaged: driven or flown, or told where they are wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.fuzz import bases
from tests.fuzz.damage import damaged_bytes, damaged_data, damaged_table
from tests.fuzz.desk import Desk
from tests.fuzz.hunt import Case

PLACES = [
    (46.5 + 0.0009 * n, 8.1 + 0.0002 * n, f"2026-05-0{1 + n // 3}T{8 + n % 3:02}:00:00Z") for n in range(6)
]
TABLE = "latitude_deg,longitude_deg,utc\n" + "".join(
    f"{lat:.5f},{lon:.5f},{utc}\n" for lat, lon, utc in PLACES
)
GPX = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="me" xmlns="http://www.topografix.com/GPX/1/1">\n'
    "<trk><name>way</name><trkseg>\n"
    + "".join(
        f'<trkpt lat="{lat:.5f}" lon="{lon:.5f}"><time>{utc}</time></trkpt>\n' for lat, lon, utc in PLACES
    )
    + "</trkseg></trk>\n</gpx>\n"
)
KML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>way</name>\n'
    "<LineString><coordinates>" + " ".join(f"{lon:.5f},{lat:.5f},0" for lat, lon, _ in PLACES)
    + "</coordinates></LineString></Placemark></Document></kml>\n"
)  # fmt: skip
LINE: dict[str, Any] = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"name": "way"},
         "geometry": {"type": "LineString", "coordinates": [[lon, lat] for lat, lon, _ in PLACES]}}
    ],
}  # fmt: skip
WAYPOINTS: dict[str, Any] = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"sol": n, "drive": n, "dist_m": 100.0 * n, "SCLK": 6.6e8 + 86400 * n},
         "geometry": {"type": "Point", "coordinates": [lon, lat]}}
        for n, (lat, lon, _) in enumerate(PLACES, 1)
    ],
}  # fmt: skip


def _file(draw: st.DataObject) -> tuple[str, bytes]:
    kind = draw.draw(st.sampled_from(["csv", "gpx", "kml", "geojson", "json"]), "format")
    if kind == "csv":
        return "route.csv", damaged_table(draw, TABLE)
    if kind in ("gpx", "kml"):
        text = GPX if kind == "gpx" else KML
        for _ in range(draw.draw(st.integers(0, 2), "words")):
            old = draw.draw(
                st.sampled_from(
                    ["46.5", "8.1", "lat=", "<trkpt", "</", "coordinates", "2026-05", "Z<", "xmlns", ","]
                )
            )
            new = draw.draw(
                st.sampled_from(
                    [
                        "",
                        "nan",
                        "1e400",
                        "&a;",
                        "<!DOCTYPE a [<!ENTITY a 'b'>]>",
                        "<a>",
                        "+02:00<",
                        "-",
                        "lon=",
                    ]
                )
            )
            text = text.replace(old, new, draw.draw(st.integers(1, 3)))
        content = text.encode()
        return f"route.{kind}", damaged_bytes(draw, content) if draw.draw(st.booleans(), "bytes") else content
    data = LINE if kind == "geojson" else WAYPOINTS
    content = json.dumps(
        damaged_data(draw, data) if draw.draw(st.integers(0, 3), "values") else data
    ).encode()
    return f"route.{kind}", damaged_bytes(draw, content) if draw.draw(
        st.integers(0, 3), "bytes"
    ) == 0 else content


def route_case(draw: st.DataObject, desk: Desk) -> None:
    """The rover's way, or a flight's, in a file; or the way that a new scenario is made for."""
    name, content = _file(draw)
    desk.put(bases.GROUND, bases.ground())
    desk.put(name, content)
    data = {**bases.valley_data()}
    what = draw.draw(st.sampled_from(["rover", "rover", "flight", "new"]), "whose")
    if what == "new":
        desk.ask("scenarios", "new", "mine.yaml", "--terrain", bases.GROUND, "--route", name)
        return
    if what == "rover":
        more = draw.draw(st.sampled_from([
            {}, {"start": "2026-05-01T08:00:00Z"}, {"start": "2026-05-01T08:00:00Z", "speed": "100 m/h"}, {"track": "way"},
            {"start": "day 0 08:00 local", "speed": "120 m/h", "hours": {"from": "08:00 local", "to": "09:00 local"}},
        ]))  # fmt: skip
        data["rover"] = {"name": "truck", "storage": "1 GB", "route": {"file": name, **more}}
    else:
        flight = {key: value for key, value in data["flights"][0].items() if key != "waypoints"}
        data["flights"] = [{**flight, "route": {"file": name}}]
        desk.put("drives.csv", bases.DRIVES.encode())
        desk.put("paths.csv", bases.PATHS.encode())
    desk.put("mine.yaml", bases.as_yaml(data))
    run = draw.draw(st.integers(0, 3), "simulated") == 0
    desk.ask(*(("run", "mine.yaml", "--out", "out") if run else ("scenarios", "check", "mine.yaml")))


def test_no_route_is_too_odd(no_flaw: Callable[[str, float, Case], None]) -> None:
    """CSV, GPX, KML, GeoJSON and waypoint JSON of any kind: a way, or its faults with their lines."""
    no_flaw("routes", 0.10, route_case)

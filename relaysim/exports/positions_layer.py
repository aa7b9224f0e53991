"""Every point of the vehicles' ways with its instant, as rows of a table."""

from __future__ import annotations

from relaysim.exports.feature import Feature, Kind, Layer, Value
from relaysim.exports.run_layers import RunLayers


def positions_layer(run: RunLayers) -> list[Layer]:
    """For programs that play time, and formats that keep no time at the points of a line; none without ways."""
    found = []
    for line in run.timelines:
        clock = zip(line.utc_s.tolist(), line.height_m.tolist(), strict=True)
        for n, (utc_s, height_m) in enumerate(clock):
            radio, sightline = run.states.at(utc_s)
            day = run.times.day_number(utc_s)
            values: dict[str, Value] = {
                "vehicle": line.name,
                "radio": radio,
                "sightline": sightline,
                "height_m": round(height_m, 1),
            }
            place = (line.longitude_deg[n : n + 1], line.latitude_deg[n : n + 1])
            found.append(Feature(line.name, utc_s, utc_s, day, day, *place, values))
    columns: dict[str, Kind] = {"vehicle": "text", "radio": "text", "sightline": "text", "height_m": "real"}
    title = "each point of the vehicles' ways with its instant"
    return [Layer("positions", title, "Point", columns, tuple(found))] if found else []

"""Writes road.gpx, the truck's way through the invented canyon: python scenarios/canyon/build_road.py"""

from __future__ import annotations

import runpy
from pathlib import Path

from rasterio.warp import transform

HERE = Path(__file__).resolve().parent
CANYON = HERE.parents[1] / "terrain" / "canyon.py"
FROM_M, TO_M = 240.0, 1060.0  # from the western edge of the raster
DECIMALS = 7  # of a degree: a centimetre
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="scenarios/canyon/build_road.py" xmlns="http://www.topografix.com/GPX/1/1">
  <trk><name>road</name><desc>invented: no such place exists</desc><trkseg>
"""


def main() -> None:
    east, north = runpy.run_path(str(CANYON))["road"](FROM_M, TO_M)
    longitude, latitude = transform("EPSG:32612", "EPSG:4326", east.tolist(), north.tolist())
    points = "".join(
        f'    <trkpt lat="{lat:.{DECIMALS}f}" lon="{lon:.{DECIMALS}f}"/>\n'
        for lat, lon in zip(latitude, longitude, strict=True)
    )
    (HERE / "road.gpx").write_text(f"{HEAD}{points}  </trkseg></trk>\n</gpx>\n", encoding="utf-8")


if __name__ == "__main__":
    main()

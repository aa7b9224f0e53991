"""The folder of a landing map: written aside and renamed into place, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from relaysim.planning.landing.landing_map import LandingMap
from relaysim.planning.plan_folder import SUMMARY, check_plan_folder
from relaysim.records.run_folder import replacing, write_json

RASTER, STYLE, SHADOWS, PICTURE = "blackout.tif", "blackout.qml", "shadow.geojson", "map.png"
FILES = frozenset({RASTER, STYLE, SHADOWS, PICTURE, SUMMARY})
KIND = "landing map"
NO_PICTURE = f"{PICTURE} was not drawn: that needs matplotlib (pip install 'relaysim[plot]')"


def check_map_folder(folder: Path, *, force: bool) -> None:
    """Refuse a place that must not be replaced or cannot be written, before any work is done.

    Raises OutputError: something other than a landing map is there, or one without `force`; as `check_plan_folder`.
    """
    check_plan_folder(folder, KIND, FILES, force=force)


def write_landing_map(found: LandingMap, folder: Path, *, force: bool = False) -> tuple[Path, ...]:
    """All files of a map; where they are. Without matplotlib there is no picture among them.

    The same map gives the same bytes.

    Raises OutputError as `check_map_folder`, or the disk or its permissions refuse.
    """
    from relaysim.planning.landing.raster import write_landing_raster
    from relaysim.planning.landing.shadows import shadow_collection
    from relaysim.planning.landing.summary import landing_summary
    from relaysim.planning.plan_picture import can_draw

    check_map_folder(folder, force=force)
    with replacing(folder) as aside:
        write_landing_raster(found, aside / RASTER)
        write_json(aside / SHADOWS, shadow_collection(found))
        write_json(aside / SUMMARY, landing_summary(found))
        if can_draw():
            from relaysim.planning.landing.picture import write_landing_picture

            write_landing_picture(found, aside / PICTURE)
        names = sorted(entry.name for entry in aside.iterdir())
    return tuple(folder / name for name in names)

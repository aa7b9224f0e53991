"""The folder of a landing map: written aside and renamed into place, whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

from relaysim.errors import OutputError
from relaysim.planning.landing.landing_map import LandingMap
from relaysim.records.run_folder import ELSEWHERE, check_output_folder, replacing, write_json

RASTER, STYLE, SHADOWS, PICTURE, SUMMARY = (
    "blackout.tif",
    "blackout.qml",
    "shadow.geojson",
    "map.png",
    "summary.json",
)
FILES = frozenset({RASTER, STYLE, SHADOWS, PICTURE, SUMMARY})
KIND = "landing map"
NO_PICTURE = f"{PICTURE} was not drawn: that needs matplotlib (pip install 'relaysim[plot]')"


def check_map_folder(folder: Path, *, force: bool) -> None:
    """Refuse a place that must not be replaced or cannot be written, before any work is done.

    Raises OutputError: something other than a landing map is there, or one without `force`; as `check_output_folder`.
    """
    try:
        names = (
            {entry.name for entry in folder.iterdir()}
            if folder.is_dir() and not folder.is_symlink()
            else set()
        )
        mount = bool(names) and (folder.is_mount() or folder.samefile(Path.cwd()))
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror or error}; {ELSEWHERE}") from error
    if not names or mount or not _is_map(folder):
        check_output_folder(folder, force=force)
        return
    if others := names - FILES:
        raise OutputError(
            f"{folder} holds more than a landing map ({', '.join(sorted(others))}), which --force would delete: move it away, "
            f"or {ELSEWHERE}"
        )
    if not force:
        raise OutputError(
            f"{folder} holds a landing map already: --force replaces it, --out DIR writes elsewhere"
        )


def write_landing_map(found: LandingMap, folder: Path, *, force: bool = False) -> tuple[Path, ...]:
    """All files of a map; where they are. Without matplotlib there is no picture among them.

    The same map gives the same bytes.

    Raises OutputError as `check_map_folder`, or the disk or its permissions refuse.
    """
    from relaysim.planning.landing.raster import write_landing_raster
    from relaysim.planning.landing.shadows import shadow_collection
    from relaysim.planning.landing.summary import landing_summary

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


def can_draw() -> bool:
    """Whether matplotlib is installed."""
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError:
        return False
    return True


def _is_map(folder: Path) -> bool:
    """Whether what is there is a map that relaysim made."""
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(summary, dict) and summary.get("made_by") == "relaysim" and summary.get("kind") == KIND

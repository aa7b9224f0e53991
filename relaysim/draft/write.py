"""The files of a draft: `relaysim scenarios new`."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from relaysim.draft.draft import Draft
from relaysim.draft.ground import Ground, ground_of_way, middle_ground
from relaysim.draft.route_file import check_known, check_on_raster, read_points, way_of
from relaysim.draft.site import Site, find_site, site_of_way
from relaysim.draft.way import Way
from relaysim.errors import Fault, InputError, OutputError, ScenarioError
from relaysim.records.run_folder import check_output_file, write_file
from relaysim.resources import default_scenario
from relaysim.scenario.loader import load_scenario
from relaysim.terrain.look import look
from relaysim.terrain.overview import Overview, Say
from relaysim.terrain.registry import list_terrains

SUFFIXES = (".yaml", ".yml")
_FORBIDDEN = re.compile("[^a-z0-9]+")


@dataclass(frozen=True)
class Written:
    """A draft, and the files that hold it: the scenario first."""

    draft: Draft
    files: tuple[Path, ...]

    def lines(self) -> list[str]:
        """What was found and written, in words, and what to do next."""
        draft = self.draft
        rover, way = draft.site.rover, draft.way
        drives = (
            f"drives {way.length_m:.0f} m on {draft.day.day} 3"
            if way.first_utc_s is None
            else "follows the route"
        )
        rows = [
            ("terrain", f"{draft.terrain} ({draft.day.body}, cells of {draft.ground.cell_m:.3g} m)"),
            ("rover", f"starts at {rover[0]:.5f}, {rover[1]:.5f} and {drives}"),
            ("helicopter", f"lands {draft.landing_words()}"),
            ("written", ", ".join(map(str, self.files))),
            ("next", f"relaysim run {shlex.quote(str(self.files[0]))}"),
        ]
        return [f"{label:<12} {text}" for label, text in rows]


def write_draft(
    file: Path,
    *,
    terrain: str | None = None,
    route: Path | None = None,
    name: str | None = None,
    say: Say = lambda _: None,
) -> Written:
    """Drafts a scenario on a terrain (a name or a file; the default scenario's if None), and writes it whole or not at all.

    The rover follows `route`, a file of places, or a short way that is found on the terrain and written beside the
    scenario.

    Raises:
        ScenarioError: the route, or the terrain's body, is none for a scenario.
        OutputError: a file of this name exists, or cannot be written.
        TerrainError: the terrain cannot be read, or does not reach the route.
        InputError: the file's name, or `name`, is none for a scenario, or the route cannot be read.
        NoResult: the terrain knows too little ground.
    """
    _check_names(file, name)
    drafted = None if route else file.with_name(f"{file.stem}-route.csv")
    for path in filter(None, (file, drafted)):
        check_output_file(path, force=True)
        if path.exists():
            raise OutputError(f"{path} exists: it is left alone; choose another name")
    source = terrain or _default_terrain()
    seen = look([source], say=say).seen
    if route:
        ground, site, way = _along(source, seen, route, file.parent)
    else:
        ground = middle_ground(source, seen)
        site = find_site(ground)
        way = Way(f"{file.stem}-route.csv", _apart_m(ground, site), drafted=True)
    draft = Draft(
        shlex.quote(file.name), name or _slug(file.stem), _named(source, file.parent), ground, site, way
    )
    texts = {drafted: _table(site)} if drafted else {}
    try:
        _write_all({**texts, file: draft.scenario_text()})
    except ScenarioError as error:
        raise ScenarioError([_of_the_terrain(fault, file, source) for fault in error.faults]) from error
    return Written(draft, (file, *texts))


def _of_the_terrain(fault: Fault, file: Path, source: str) -> Fault:
    """A fault of the draft itself, told of the terrain that it was drafted from: its own lines are not kept."""
    return replace(fault, file=source, line=0, column=0) if fault.file == str(file) else fault


def _check_names(file: Path, name: str | None) -> None:
    if file.suffix not in SUFFIXES:
        raise InputError(f"{file}: a scenario is a YAML file: call it {file.stem or 'mission'}.yaml")
    if not str(file).isprintable():
        raise InputError(
            f"{str(file)!r}: a scenario's name may not hold line breaks or other control characters"
        )
    if name is not None and name != _slug(name):
        raise InputError(
            f"the name {name!r}: small letters, digits and hyphens make one, such as {_slug(name)}"
        )


def _default_terrain() -> str:
    """That of the default scenario."""
    [first, *_] = load_scenario(default_scenario()).model.terrain.source
    return first


def _along(source: str, seen: Overview, route: Path, home: Path) -> tuple[Ground, Site, Way]:
    """The ground along a file's way, a site on it, and the way."""
    points = read_points(route)
    check_on_raster(points, route, source, seen.frame.extent)
    ground = ground_of_way(source, seen, points.latitude_deg, points.longitude_deg)
    check_known(points, route, ground)
    site = site_of_way(ground, *ground.frame.to_local(points.latitude_deg, points.longitude_deg))
    return ground, site, way_of(points, os.path.relpath(route, home), ground)


def _apart_m(ground: Ground, site: Site) -> float:
    return float(ground.body.distance_m(*site.rover, *site.stop))


def _named(source: str, home: Path) -> str:
    """A terrain as a scenario in `home` names it."""
    if source in {entry.name for entry in list_terrains()}:
        return source
    return os.path.relpath(source, home)


def _slug(stem: str) -> str:
    """A scenario's name made of a file's."""
    plain = unicodedata.normalize("NFKD", stem.lower()).encode("ascii", "ignore").decode()
    return _FORBIDDEN.sub("-", plain)[:80].strip("-") or "mission"


def _table(site: Site) -> str:
    """The drafted way as a table of places."""
    rows = (f"{lat:.6f},{lon:.6f}\n" for lat, lon in (site.rover, site.stop))
    return "".join(
        (
            "# the rover's way, straight whatever the slope; put your own places here\n",
            "latitude_deg,longitude_deg\n",
            *rows,
        )
    )


def _write_all(texts: Mapping[Path, str]) -> None:
    """All files or none, nor folders made for them; the last is the scenario, which must be good."""
    done: list[Path] = []
    made = [folder for path in texts for folder in path.parents if not folder.exists()]
    try:
        for path, text in texts.items():
            write_file(path, text, force=False)
            done.append(path)
        load_scenario(path)  # says what only a scenario knows: a route of another planet, a body of no size
    except BaseException:
        for path in done:
            path.unlink()
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise

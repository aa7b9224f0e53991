"""Plans from a scenario to an answer and its files: what `relaysim recover` and `relaysim sites` do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from relaysim.planning.recovery.answer import DEFAULT_CORRIDOR_M
from relaysim.planning.sites.answer import DEFAULT_GRID_M, DEFAULT_RADIUS_M, DEFAULT_SURE
from relaysim.records.run_folder import replacing

if TYPE_CHECKING:
    from relaysim.planning.recovery.answer import Limits, Recovery
    from relaysim.planning.sites.answer import Sites


def recover(
    scenario: str | Path,
    out: str | Path | None = None,
    *,
    at: str | None = None,
    helicopter: tuple[float, float] | None = None,
    route: str | Path | None = None,
    corridor: float | str | Path = DEFAULT_CORRIDOR_M,
    pace_m_per_day: float | None = None,
    limits: Limits | None = None,
    hindcast: bool = True,
    forecast: bool = True,
    as_of: str | None = None,
    overrides: Sequence[str] = (),
    terrain: str | Sequence[str] | None = None,
    force: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Recovery:
    """Where along the rover's route, and at what detour, contact with the helicopter comes back soonest.

    Args:
        scenario, overrides, terrain: as for `relaysim.run`.
        out: also write the answer's files into this folder, whole or not at all.
        at: the instant, in UTC or local time ("sol 777"); the begin of the longest planned silence when not given.
        helicopter: latitude and longitude of its site; where the plan has it then when not given.
        route: a GeoJSON file with a line; the scenario's planned drives when not given.
        corridor: metres to each side of the route, or a GeoJSON file with an area.
        pace_m_per_day: of a detour, metres a local day; the drives' own mean when not given.
        limits: what makes a spot good (margin, chance, slope, patch).
        hindcast, forecast: on all that is known now; on what was known at the instant, or `as_of`.
        force: replace such a folder that is there already.
        progress: called now and then with what is being done.

    Raises:
        InputError: something in the scenario, a file, a time or a number cannot be used.
        NoResult: contact comes back nowhere, on the route or beside it; the message has the best there is.
    """
    from relaysim.links.loss_cache import LossCache, default_place
    from relaysim.planning.plan_folder import check_plan_folder
    from relaysim.planning.recovery.answer import Limits
    from relaysim.planning.recovery.files import FILES, KIND, write_recovery
    from relaysim.planning.recovery.question import Question, ask_recovery

    say = progress or _silent
    if out is not None:
        check_plan_folder(Path(out), KIND, FILES, force=force)
    question = Question(
        at=at,
        helicopter=helicopter,
        route=None if route is None else Path(route),
        corridor=float(corridor) if isinstance(corridor, int | float) else Path(corridor),
        pace_m_per_day=pace_m_per_day,
        limits=limits or Limits(),
        hindcast=hindcast,
        forecast=forecast,
        as_of=as_of,
    )
    with LossCache(default_place()) as cache:
        found = ask_recovery(scenario, question, overrides=overrides, terrain=terrain, cache=cache, say=say)
    if out is not None:
        say("writing")
        with replacing(Path(out)) as aside:
            write_recovery(found, aside)
    return found


def sites(
    scenario: str | Path,
    out: str | Path | None = None,
    *,
    at: str | None = None,
    polygons: str | Path | None = None,
    grid_m: float = DEFAULT_GRID_M,
    radius_m: float = DEFAULT_RADIUS_M,
    around: str = "landing",
    slope_deg: float | None = None,
    speed_mps: float | None = None,
    sure: int = DEFAULT_SURE,
    hindcast: bool = False,
    as_of: str | None = None,
    overrides: Sequence[str] = (),
    terrain: str | Sequence[str] | None = None,
    force: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Sites:
    """Landing places of a flight by the silence to be expected there, the flight's energy as tie-break.

    Args:
        scenario, overrides, terrain: as for `relaysim.run`.
        out: also write the answer's files into this folder, whole or not at all.
        at: the first flight that takes off then or later is meant; the one before the longest planned silence when not given.
        polygons: a GeoJSON file with areas; a grid within `radius_m` of `around` when not given.
        grid_m: spacing of the places.
        around: "landing", the planned one, or "helicopter", where it takes off.
        slope_deg: steepest ground to land on; the scenario's envelope, else 10 deg, when not given.
        speed_mps: over ground; as planned, or the greatest recorded, when not given.
        sure: for so many of the best the terrain's ensemble counts, too.
        hindcast: take all that is known now; else what was known on the day of the flight, or `as_of`.
        force: replace such a folder that is there already.
        progress: called now and then with what is being done.

    Raises:
        InputError: something in the scenario, a file, a time or a number cannot be used.
        NoResult: no place may do; the message says why.
    """
    from relaysim.links.loss_cache import LossCache, default_place
    from relaysim.planning.plan_folder import check_plan_folder
    from relaysim.planning.sites.files import FILES, KIND, write_sites
    from relaysim.planning.sites.question import SitesQuestion, ask_sites

    say = progress or _silent
    if out is not None:
        check_plan_folder(Path(out), KIND, FILES, force=force)
    question = SitesQuestion(
        at=at,
        polygons=None if polygons is None else Path(polygons),
        grid_m=grid_m,
        radius_m=radius_m,
        around=around,
        slope_deg=slope_deg,
        speed_mps=speed_mps,
        sure=sure,
        hindcast=hindcast,
        as_of=as_of,
    )
    with LossCache(default_place()) as cache:
        found = ask_sites(scenario, question, overrides=overrides, terrain=terrain, cache=cache, say=say)
    if out is not None:
        say("writing")
        with replacing(Path(out)) as aside:
            write_sites(found, aside)
    return found


def _silent(_: str) -> None:
    """Progress that nobody watches."""

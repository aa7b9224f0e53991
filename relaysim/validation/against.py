"""From a scenario and a table of documented events to a fit, and to a validation: the two questions people ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from relaysim.errors import InputError
from relaysim.resources import default_scenario
from relaysim.scenario.builtin import builtin_path
from relaysim.scenario.link_events import LinkEvent, read_link_events
from relaysim.scenario.loader import load_scenario
from relaysim.scenario.scenario import Scenario
from relaysim.validation.bench import bench_for
from relaysim.validation.calibration import Bench
from relaysim.validation.event_days import check_days
from relaysim.validation.files import check_validation_place, write_validation
from relaysim.validation.validate import Fit, Validation, fit
from relaysim.validation.validate import validate as hold_against


def calibrate(
    truth: str | Path | None = None,
    *,
    scenario: str | Path | None = None,
    terrain: str | None = None,
    fixed_term: str = "fixed loss",
    progress: Callable[[str], None] | None = None,
) -> Fit:
    """Fit the fixed loss and the loss of the rover's body to the documented events that may shape them.

    Args:
        truth: a table of events; the scenario's own if not given.
        scenario: whose radio, drives and flights (the default one if not given).
        terrain: the terrain to fit on; the scenario's own if not given.
        fixed_term: name of the budget term that stands for the fixed loss.

    Raises:
        InputError: the table, the scenario or the terrain cannot be used.
    """
    loaded, events = _documented(truth, scenario)
    if progress is not None:
        progress("losses of the documented events")
    return fit(_bench(loaded, events, terrain, fixed_term), events)


def validate(
    truth: str | Path | None = None,
    *,
    scenario: str | Path | None = None,
    terrain: str | None = None,
    also: Sequence[str] = (),
    fixed_term: str = "fixed loss",
    out: str | Path | None = None,
    force: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Validation:
    """Every documented event beside its probability: fitted on one terrain, used unchanged on all.

    Args:
        truth, scenario, terrain, fixed_term: as for `calibrate`.
        also: other terrains.
        out: also write the page, the table and the picture into this folder.
        force: replace what is there.

    Raises:
        InputError: as `calibrate`, or the folder cannot take the files.
    """
    if out is not None:
        check_validation_place(Path(out), force=force)
    loaded, events = _documented(truth, scenario)
    benches = [_bench(loaded, events, name, fixed_term) for name in (terrain, *also)]
    found = hold_against(loaded, benches[0], events, benches[1:], progress or (lambda _: None))
    if out is not None:
        write_validation(found, Path(out), force=force)
    return found


def _documented(
    truth: str | Path | None, scenario: str | Path | None
) -> tuple[Scenario, tuple[LinkEvent, ...]]:
    """A scenario, and the documented events: those of a table, else those the scenario names."""
    loaded = load_scenario(scenario or default_scenario())
    if truth is not None:
        if builtin_path(str(truth)) is not None and not Path(truth).exists():
            raise InputError(f"{truth} is a scenario, not a table of events: --scenario {truth}")
        shown, events = str(truth), read_link_events(Path(truth), str(truth))
    else:
        shown, events = str(loaded.model.link_events), loaded.tables.link_events
    if not events:
        raise InputError(f"scenario {loaded.model.name} names no table link_events: give one as TRUTH.csv")
    check_days(events, loaded.clock, shown)
    return loaded, events


def _bench(scenario: Scenario, events: tuple[LinkEvent, ...], terrain: str | None, fixed_term: str) -> Bench:
    own = scenario.terrain if isinstance(scenario.terrain, tuple) else (scenario.terrain,)
    return bench_for(scenario, events, own if terrain is None else (terrain,), fixed_term)

"""Faults of the link section that no single value shows: names that must match, ranges, orders.

The checks look at partial models, too: any value may be None (see `partial`).
"""

from __future__ import annotations

from collections.abc import Sequence

from relaysim.errors import InputError
from relaysim.radio.march_grid import check_frequency
from relaysim.radio.modulations import modulation_shape
from relaysim.radio.propagation import propagation_model
from relaysim.scenario.places import FaultList
from relaysim.scenario.scalars import nearest
from relaysim.scenario.schema_link import BudgetTerm, Link, Mode


def check_link(link: Link, faults: FaultList) -> None:
    """Adds the faults of the link."""
    if link.propagation is not None:
        _check_propagation(link, faults)
    if link.budget is not None:
        _check_budget(link, faults)
    if link.modes is not None:
        _check_modes(link.modes, faults)
        _check_in_flight(link, faults)


def _check_propagation(link: Link, faults: FaultList) -> None:
    try:
        model = propagation_model(link.propagation)
    except InputError as error:  # a package that cannot be loaded
        faults.add(("link", "propagation"), str(error))
        return
    if model.needs_ground and link.ground is None and not faults.given("link", "ground"):
        faults.add(("link", "propagation"), f"{link.propagation} needs the section link.ground")
    if model.is_marched and link.frequency_hz is not None:
        try:
            check_frequency(link.frequency_hz)
        except InputError as error:
            faults.add(("link", "frequency"), str(error))


def _check_budget(link: Link, faults: FaultList) -> None:
    terms = [term for term in link.budget if term is not None]
    _check_names("term", "budget", link.budget, faults)
    if all(term is not None and term.level is not None for term in link.budget):
        powers = [term.name for term in terms if term.unit == "dBm"]
        if len(powers) != 1:
            found = f"these are: {', '.join(map(str, powers))}" if powers else "none is"
            message = f"exactly one term must be in dBm, the transmitted power; {found}"
            faults.add(("link", "budget"), message, at_key=True)
    for index, term in enumerate(link.budget):
        if term is not None and term.level is not None and term.level_range is not None:
            _check_range(term, index, faults)
        if term is not None:
            _check_distribution(term, index, faults)
    names = [term.name for term in terms]
    if link.sweep is None or None in names or len(terms) < len(link.budget):
        return
    swept = next((term for term in terms if term.name == link.sweep), None)
    if swept is None:
        hint = nearest(link.sweep, names) or ";"
        message = f"'{link.sweep}' is no term of the budget{hint} there are: {', '.join(names)}"
        faults.add(("link", "sweep"), message)
    elif swept.level_range is None and not faults.given("link", "budget", names.index(link.sweep), "range"):
        faults.add(
            ("link", "sweep"),
            f"the term '{link.sweep}' has no range to go through; give it range: [low, high]",
        )


def _check_range(term: BudgetTerm, index: int, faults: FaultList) -> None:
    assert term.level_range is not None
    low, high = term.level_range
    path = ("link", "budget", index)
    if {low.unit, high.unit} != {term.unit}:
        faults.add(
            (*path, "range"),
            f"value is in {term.unit}, the range in {low.unit} and {high.unit}: use one unit",
        )
    elif low.value > high.value:
        faults.add(
            (*path, "range"),
            f"the range goes down; write [{high.value:g} {term.unit}, {low.value:g} {term.unit}]",
        )
    elif not low.value <= term.value <= high.value:
        message = (
            f"{term.value:g} {term.unit} lies outside its range, {low.value:g} to {high.value:g} {term.unit}"
        )
        faults.add((*path, "value"), message)


def _check_distribution(term: BudgetTerm, index: int, faults: FaultList) -> None:
    if term.distribution not in ("uniform", "triangular"):
        return
    path = ("link", "budget", index)
    if term.sigma_db:  # 0 is what a file has that leaves it out, once its defaults are filled in
        message = f"{term.distribution} takes its sigma from the range; leave out sigma, or say distribution: normal"
        faults.add((*path, "sigma"), message)
    if not faults.given(*path, "range"):
        faults.add((*path, "distribution"), f"{term.distribution} needs a range; give it range: [low, high]")


def _check_modes(modes: Sequence[Mode], faults: FaultList) -> None:
    _check_names("mode", "modes", modes, faults)
    for index, mode in enumerate(modes):
        if mode is not None and mode.modulation is not None:
            try:
                modulation_shape(mode.modulation)
            except InputError as error:
                faults.add(("link", "modes", index, "modulation"), str(error))
    slower: Mode | None = None
    for index, mode in enumerate(modes):
        if mode is None or mode.rate_bps is None:
            continue
        if slower is not None and mode.rate_bps <= slower.rate_bps:
            message = (
                f"modes stand slowest first: this rate is not above that of mode '{slower.name}' before it"
            )
            faults.add(("link", "modes", index, "rate"), message)
        if mode.goodput_bps is not None and mode.goodput_bps > mode.rate_bps:
            faults.add(
                ("link", "modes", index, "goodput"), "the goodput is larger than the rate over the air"
            )
        slower = mode


def _check_in_flight(link: Link, faults: FaultList) -> None:
    names = mode_names(link)
    if link.in_flight is None or link.in_flight.mode is None or not names:
        return
    if link.in_flight.mode not in names:
        faults.add(("link", "in_flight", "mode"), no_such_mode(link.in_flight.mode, names))
        return
    rate = link.modes[names.index(link.in_flight.mode)].rate_bps
    if rate is not None and link.in_flight.goodput_bps is not None and link.in_flight.goodput_bps > rate:
        message = f"the goodput is larger than the rate of mode '{link.in_flight.mode}'"
        faults.add(("link", "in_flight", "goodput"), message)


def mode_names(link: Link | None) -> list[str] | None:
    """Names of the modes; None while any of them is faulty."""
    if link is None or link.modes is None or any(mode is None or mode.name is None for mode in link.modes):
        return None
    return [mode.name for mode in link.modes]


def no_such_mode(mode: str, names: list[str]) -> str:
    """The message for a mode that the link does not have."""
    return f"'{mode}' is no mode of the link{nearest(mode, names) or ';'} there are: {', '.join(names)}"


def _check_names(what: str, key: str, items: Sequence[BudgetTerm | Mode], faults: FaultList) -> None:
    seen: set[str] = set()
    for index, item in enumerate(items):
        if item is None or item.name is None:
            continue
        if item.name in seen:
            faults.add(("link", key, index, "name"), f"the {what} '{item.name}' stands in the list twice")
        seen.add(item.name)

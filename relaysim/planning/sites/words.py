"""The answer of `relaysim sites` for people: sentences and a table of the best."""

from __future__ import annotations

import math
from collections.abc import Iterator

from relaysim.planning.helicopter_site import Site
from relaysim.planning.recovery.words import AS_PLANNED
from relaysim.planning.sites.answer import TIE_DAYS, LandingSite, Sites
from relaysim.planning.sites.candidates import counted
from relaysim.planning.wording import one_line, wrapped
from relaysim.radio.propagation import propagation_model

_ROWS = 10


def sites_lines(found: Sites) -> list[str]:
    """All that is printed but the files."""
    return [part for line in _lines(found) for part in wrapped(line)]


def silence_text(site: LandingSite) -> str:
    """Mean and range, with the mark of a lower bound: "5.2 (0.0-7.9)", ">= 60.1"."""
    least = ">= " if site.cut_share > 0.0 else ""
    return f"{least}{site.mean_days:.1f} ({site.low_days:.1f}-{site.high_days:.1f})"


def _lines(found: Sites) -> Iterator[str]:
    world, flight = found.world, found.flight
    clock, terrain = world.clock, world.link.terrain
    knowledge = (
        f"what was known as of {terrain.as_of}" if terrain.as_of else "all that is known now (hindcast)"
    )
    yield f"{one_line(world.title)}: where should flight {flight.flight} land?"
    yield (
        f"It takes off at {_place(found.takeoff)} and is planned to land {clock.format(found.landing_utc_s)}; "
        f"{len(found.sites)} places may do, {found.where}. Terrain {terrain.name}, {knowledge}; "
        f"{propagation_model(world.link.radio.propagation).title}."
    )
    if found.refused:
        yield "Refused: " + ", ".join(f"{count} {why}" for why, count in counted(found.refused).items()) + "."
    yield ""
    yield from _best(found)
    planned = found.planned
    if planned is not None:
        better = sum(one.budget_days < planned.budget_days - TIE_DAYS for one in found.sites)
        least, mean_least = ("at least " * flag for flag in (planned.cut, planned.cut_share > 0.0))
        yield (
            f"The planned landing place ranks {planned.rank} of {len(found.sites)}: {least}{planned.nominal_days:.1f} "
            f"{clock.day_name}s of silence as the ground and the budget stand, mean {mean_least}{planned.mean_days:.1f} (90 % from "
            f"{planned.low_days:.1f} to {planned.high_days:.1f}). By the budget's error alone {better} places have less."
        )
    else:
        yield "The planned landing place is among those refused."
    yield ""
    yield from _assumed(found)
    if terrain.as_of:
        yield AS_PLANNED
    yield from found.remarks


def _best(found: Sites) -> Iterator[str]:
    day = found.world.clock.day_name
    yield f" {'rank':>4} {'silence, ' + day + 's (90 %)':<23} {'as known':>8} {'energy':>8} {'way':>6} {'slope':>6}  {'place':<21} name"
    for site in found.sites[:_ROWS]:
        energy = "-" if math.isnan(site.flight.energy_wh) else f"{site.flight.energy_wh:.1f} Wh"
        yield (
            f" {site.rank:>3}{'*' if site.is_pareto else ' '} {silence_text(site):<23} "
            f"{('>=' if site.cut else '') + format(site.nominal_days, '.1f'):>8} {energy:>8} {site.flight.distance_m:>4.0f} m "
            f"{site.candidate.slope_deg:>2.0f} deg  {_place(site.candidate.place):<21} {one_line(site.candidate.name, 20)}"
        )
    yield "* no other place has both less silence and less energy."
    if any(site.cut_share > 0.0 or site.cut for site in found.sites[:_ROWS]):
        yield f">= at least: in some cases the silence goes on when the scenario ends ({found.world.clock.format(found.world.end_utc_s)})."


def _assumed(found: Sites) -> Iterator[str]:
    day = found.world.clock.day_name
    yield from _silence(found)
    yield f"Order: least mean silence, to {TIE_DAYS:g} {day}s; then least energy. No weights."
    how = (
        "its power model"
        if found.world.helicopter.power is not None
        else "the scenario's mean power in flight"
    )
    vehicle = found.world.helicopter.vehicle
    if math.isnan(found.sites[0].flight.energy_wh):
        how = "none given: the way decides instead"
    yield (
        f"Flight: straight, {vehicle.manner(found.speed_mps, found.flight.limits)}; energy: {how}. "
        f"Steepest ground to land on: {found.slope_deg:g} deg, {found.slope_source} (--max-slope)."
    )


def _silence(found: Sites) -> Iterator[str]:
    """What counts as silence, and over what its mean is."""
    clock, day = found.world.clock, found.world.clock.day_name
    close = [site for site in found.sites if site.grounds > 1]
    grounds = (
        f", for {len(close)} of the places also over {close[0].grounds} grounds that the heights' uncertainty allows; "
        "these come first"
        if close
        else ""
    )
    until = (
        f"A silence that begins before the next flight ({clock.format(found.leave_utc_s)}) counts"
        if found.leave_utc_s < found.world.end_utc_s
        else "Silences to the scenario's end count"
    )
    yield (
        f"Silence: the longest time without contact at the rover's {found.stops} planned stop{'s' * (found.stops != 1)}; contact in mid-drive alone "
        f"does not count. {until}. Mean and range over the budget's error, one offset of all links{grounds}."
    )
    if close and len(close) < len(found.sites):
        alone, both = (
            sum(getattr(s, name) for s in close) / len(close) for name in ("budget_days", "mean_days")
        )
        yield (
            f"For the {len(close)} places the ground's uncertainty takes the mean from {alone:.1f} to {both:.1f} {day}s on "
            f"average; the others are without it, and --sure {len(found.sites)} looks at all of them so."
        )


def _place(site: Site) -> str:
    return f"{site.latitude_deg:.6f},{site.longitude_deg:.6f}"

"""The answer of `relaysim recover` for people: sentences and a small table."""

from __future__ import annotations

import math
from collections.abc import Iterator

from relaysim.clock.local_clock import LocalClock
from relaysim.planning.helicopter_site import Site
from relaysim.planning.recovery.answer import Recovery, RouteContact, Spot, View
from relaysim.planning.wording import PLAN_AS_IT_IS, one_line, wrapped
from relaysim.radio.propagation import propagation_model

_ROWS = 8
_MOSTLY = 0.5
AS_PLANNED = f"A forecast takes the plan {PLAN_AS_IT_IS}: of the ground alone it knows what was known then."


def recovery_lines(found: Recovery) -> list[str]:
    """All that is printed but the files."""
    lines = list(_heading(found))
    for view in found.views:
        lines += ["", *_view(found, view)]
    if found.differences:
        lines += ["", "WHAT DIFFERS", *found.differences]
    lines = [*lines, *(["", *found.remarks] if found.remarks else []), "", *_assumed(found)]
    return [part for line in lines for part in wrapped(line)]


def nothing_good(found: Recovery) -> str:
    """Why there is no answer, with the best there is."""
    limits, clock = found.limits, found.views[0].world.clock
    words = [
        f"recover {found.name}: contact comes back nowhere with a margin of {limits.margin_db:g} dB and a chance of "
        f"{limits.chance:g}, on the route or in the corridor ({found.corridor_words})"
    ]
    for view in found.views:
        best = view.best
        words.append(
            f"{_name(view)}: no answer for {view.no_answer_share:.0%} of the corridor; "
            + ("nothing is known of it" if best is None else f"the best place there is, {_best(best, clock)}")
        )
    return (
        "; ".join(words) + ". A wider --corridor, another --route or a terrain that reaches farther may help"
    )


def day_text(clock: LocalClock, utc_s: float) -> str:
    """An instant to a tenth of a local day: "sol 778.9"."""
    if math.isnan(utc_s):
        return "-"
    tenths = math.floor(clock.days(utc_s - clock.day_zero_utc_s) * 10.0 + 1e-6)
    return f"{clock.day_name} {tenths // 10}.{tenths % 10}"


def _heading(found: Recovery) -> Iterator[str]:
    world = found.views[0].world
    clock, away = (
        world.clock,
        math.hypot(found.rover.x_m - found.helicopter.x_m, found.rover.y_m - found.helicopter.y_m),
    )
    yield f"{one_line(found.title)}: where does contact come back soonest?"
    way = found.way
    yield (
        f"{clock.format(found.at_utc_s)}: the helicopter stands at {_place(found.helicopter)}, the rover {away:.0f} m away, "
        f"with {way.along_m[-1]:.0f} m of route ahead ({way.source}); corridor: {found.corridor_words}."
    )


def _name(view: View) -> str:
    as_of = view.world.link.terrain.as_of
    return f"{view.label} as of {as_of}" if as_of else view.label


def _view(found: Recovery, view: View) -> Iterator[str]:
    clock, terrain = view.world.clock, view.world.link.terrain
    knowledge = f"what was known as of {terrain.as_of}" if terrain.as_of else "all that is known now"
    model = propagation_model(view.world.link.radio.propagation).title
    yield f"{view.label.upper()}: terrain {terrain.name}, {knowledge}; {model}"
    yield from _on_route(found, view, clock)
    if view.no_answer_share >= 0.005:
        yield (
            f"Unknown: no answer for {view.no_answer_share:.0%} of the corridor's cells ({view.unknown_share:.0%} of its ground "
            "is unknown, the rest hides behind such ground)."
        )
    if math.isnan(float(terrain.height_m(found.helicopter.latitude_deg, found.helicopter.longitude_deg))):
        yield "The ground below the helicopter is not known either, so that no link to it can be told."
    if view.no_answer_share > _MOSTLY:
        yield "Most of the corridor is unknown: give a terrain that reaches farther with --terrain (relaysim terrain list)."
    if view.first_stop is not None and view.first_stop.along_m == 0.0:
        return
    if not view.spots:
        yield "No spot in the corridor is good." + (
            f" The best: {_best(view.best, clock)}." if view.best is not None else ""
        )
        return
    yield from _first(found, view, clock)
    yield ""
    yield from _table(view, clock)
    for role in ("surest", "least detour"):
        spot = view.spot(role)
        if spot is not None:
            way = (
                f"{spot.least_detour_m:.0f} m off the route, if it is left later: there at {day_text(clock, spot.least_detour_utc_s)}"
                if role == "least detour"
                else f"chance {spot.chance:.2f}, margin {spot.margin_db:+.1f} dB, at {day_text(clock, spot.reach_utc_s)}"
            )
            yield f"{role.capitalize()}: spot {spot.number}, {way}."
    if view.first_stop is not None and view.first_stop.along_m > 0.0 and view.spot("least detour") is None:
        yield f"No spot is reached a {clock.day_name} or more before the route itself has contact."


def _on_route(found: Recovery, view: View, clock: LocalClock) -> Iterator[str]:
    passed, stop = view.first_pass, view.first_stop
    if stop is None:
        yield (
            "On the route itself the link closes at no stop with enough chance"
            + ("." if passed is None else f"; it first reaches the margin {_passing(passed, clock)}.")
        )
        return
    if stop.along_m == 0.0:
        yield f"There is contact already where the rover stands: margin {stop.margin_db:+.1f} dB, chance {stop.chance:.2f}."
        return
    yield (
        f"On the route itself contact is back at the stop of {clock.day_name} {clock.day(stop.utc_s)} ({clock.format(stop.utc_s)}), "
        f"after {stop.along_m:.0f} m: {_place(stop.place)}, margin {stop.margin_db:+.1f} dB, chance {stop.chance:.2f}, "
        f"{stop.distance_m:.0f} m from the helicopter."
    )
    if passed is not None and passed.utc_s < stop.utc_s:
        yield f"It first reaches the margin {_passing(passed, clock)}."


def _passing(passed: RouteContact, clock: LocalClock) -> str:
    where = "at the stop" if passed.rests else "in the drive"
    return (
        f"{where} of {clock.day_name} {clock.day(passed.utc_s)} ({clock.format(passed.utc_s)}), after {passed.along_m:.0f} m, "
        f"by {passed.margin_db:+.1f} dB with a chance of {passed.chance:.2f}"
    )


def _first(found: Recovery, view: View, clock: LocalClock) -> Iterator[str]:
    spot, stop = view.spots[0], view.first_stop
    yield (
        f"The soonest good spot beside it: {_place(spot.place)}, {spot.detour_m:.0f} m straight "
        f"from the route after {spot.leave_after_m:.0f} m of it, reached {day_text(clock, spot.reach_utc_s)}, margin {spot.margin_db:+.1f} dB, chance {spot.chance:.2f}, "
        f"{spot.distance_m:.0f} m from the helicopter."
    )
    if stop is None or stop.along_m == 0.0:
        return
    apart = math.hypot(spot.place.x_m - stop.place.x_m, spot.place.y_m - stop.place.y_m)
    sooner = clock.days(stop.utc_s - spot.reach_utc_s)
    yield f"It lies {apart:.0f} m from the route's first stop with contact."
    if sooner > 0.0:
        days, total = driving_days(found, spot.leave_utc_s, stop.utc_s, clock)
        rests = {0: "", 1: ", and rests on the other"}.get(total - days, ", and rests on the others")
        yield (
            f"It is {sooner:.1f} {clock.day_name}s sooner because the plan does not hurry there: it drives on {days} of the {total} "
            f"{clock.day_name}s between{rests}."
        )


def driving_days(found: Recovery, start_utc_s: float, end_utc_s: float, clock: LocalClock) -> tuple[int, int]:
    """(local days on which the way moves, all local days) from one instant to another."""
    way = found.way
    moving = ~way.rests & (way.utc_s >= start_utc_s) & (way.utc_s <= end_utc_s)
    days = {clock.day(at) for at in way.utc_s[moving].tolist()}
    return len(days), clock.day(end_utc_s) - clock.day(start_utc_s) + 1


def _table(view: View, clock: LocalClock) -> Iterator[str]:
    yield f" {'spot':>3} {'reached':<11} {'leave after':>11} {'detour':>7} {'margin':>8} {'chance':>6} {'distance':>8}  {'place':<22} role"
    shown = [s for s in view.spots if s.number <= _ROWS or s.roles]
    for s in shown:
        yield (
            f"{s.number:>4} {day_text(clock, s.reach_utc_s):<11} {s.leave_after_m:>9.0f} m {s.detour_m:>5.0f} m "
            f"{s.margin_db:>+5.1f} dB {s.chance:>6.2f} {s.distance_m:>6.0f} m  "
            f"{_place(s.place):<22} {', '.join(s.roles)}".rstrip()
        )
    if len(shown) < len(view.spots):
        yield f"     and {len(view.spots) - len(shown)} more (spots.csv)"


def _best(best: Spot, clock: LocalClock) -> str:
    return (
        f"{_place(best.place)}, has a margin of {best.margin_db:+.1f} dB, chance {best.chance:.2f}"
        + (f", and could be reached {day_text(clock, best.reach_utc_s)}" if math.isfinite(best.reach_utc_s) else
           ", and no straight way leads there")
    )  # fmt: skip


def _assumed(found: Recovery) -> Iterator[str]:
    limits, way, view = found.limits, found.way, found.views[0]
    day = view.world.clock.day_name
    yield (
        f"Good: margin of {limits.margin_db:g} dB and more (--margin), chance of {limits.chance:g} and more (--chance), over "
        f"{view.grounds} ground{'s' * (view.grounds != 1)} that the heights' uncertainty allows and the budget's own. The rover's "
        "heading beside the route is not known: all are as likely."
    )
    if any(one.world.link.terrain.as_of for one in found.views):
        yield AS_PLANNED
    yield f"Pace of a detour: {way.pace_m_per_day:.0f} m on each {day}, {way.pace_source}; hours of the day do not count."
    yield (
        f"Assumptions: the corridor's width, detours straight over known ground of at most {limits.slope_deg:g} deg (--max-slope), "
        f"one spot per {limits.patch_m:g} m (--patch)."
    )


def _place(site: Site) -> str:
    return f"{site.latitude_deg:.6f}, {site.longitude_deg:.6f}"

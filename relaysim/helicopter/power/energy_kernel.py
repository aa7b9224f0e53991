"""Charge and temperature through time, step by step: numba kernels on plain arrays."""

from __future__ import annotations

import math

import numpy as np

from relaysim.compiled import compiled

# Rows of a table of events.
BROWN_OUT, BOOT, SCRIPTED = 0, 1, 2
# Places in the sums (Wh), those of `Energies` but the rotors', which the caller tells from the load.
SOLAR, SPILLED, CHARGING, HEATER, LOAD, TAKEN, CHARGER, SUMS = range(8)
# Places in the settings.
CAPACITY, EFFICIENCY, BOOTS_AT, AWAKE_S, HEAT_J_K, LOSS_W_K, HEATER_W, AWAKE_W, SETTINGS = range(9)
# Places in the state.
NOW, CHARGE, CELSIUS, ON, AWAKE_UNTIL, STATE = range(6)
WH_J = 3600.0
SOON_S = 1e-6  # instants are floats, good to 0.2 us


@compiled("f8(f8, f8, f8, f8, f8, f8)", counted=False)
def later_c(now_c, air_c, heat_w, capacity_j_k, conductance_w_k, duration_s):  # type: ignore[no-untyped-def]
    """The temperature after some time under constant heat in constant air: the exact solution of one node."""
    settled = air_c + heat_w / conductance_w_k
    return settled + (now_c - settled) * math.exp(-duration_s * conductance_w_k / capacity_j_k)


@compiled("f8(f8, f8, f8, f8, f8, f8, f8, f8)", counted=False)
def heater_need_w(now_c, air_c, heat_w, set_c, most_w, capacity_j_k, conductance_w_k, duration_s):  # type: ignore[no-untyped-def]
    """Mean power of an ideal thermostat that ends the time at its set-point, if it can; 0 if it stays warmer.

    0, too, where there are no temperatures: they are nan.
    """
    free_c = later_c(now_c, air_c, heat_w, capacity_j_k, conductance_w_k, duration_s)
    if not free_c < set_c:
        return 0.0
    warms = (1.0 - math.exp(-duration_s * conductance_w_k / capacity_j_k)) / conductance_w_k
    return min((set_c - free_c) / warms, most_w)


@compiled("f8(f8[::1], f8)", counted=False)
def _between(values, position):  # type: ignore[no-untyped-def]
    """Value at a place of the grid, held outside it."""
    last = values.size - 1
    node = min(max(math.floor(position), 0), max(last - 1, 0))
    weight = min(max(position - node, 0.0), 1.0)
    return values[node] + weight * (values[min(node + 1, last)] - values[node])


@compiled("f8(f8, f8, f8, f8[::1])", counted=False)
def _until_event_s(charge_wh, on, surplus_w, settings):  # type: ignore[no-untyped-def]
    """How long at this surplus until the charge gives out or is enough to boot; inf if never."""
    if on > 0.5:
        return charge_wh * WH_J / -surplus_w if surplus_w < 0.0 else np.inf
    missing_wh = max(settings[BOOTS_AT] - charge_wh, 0.0)
    return missing_wh * WH_J / (surplus_w * settings[EFFICIENCY]) if surplus_w > 0.0 else np.inf


@compiled("void(f8, f8, f8, f8, f8, f8[::1], f8[::1], f8[::1])", counted=False)
def _settle(solar_w, charger_w, heater_w, load_w, duration_s, settings, state, sums):  # type: ignore[no-untyped-def]
    """Books the energies of a time of constant powers and moves the charge."""
    hours = duration_s / WH_J
    surplus_wh = (solar_w + charger_w - heater_w - load_w) * hours
    sums[SOLAR] += solar_w * hours
    sums[CHARGER] += charger_w * hours
    sums[HEATER] += heater_w * hours
    sums[LOAD] += load_w * hours
    if surplus_wh <= 0.0:
        state[CHARGE] = max(state[CHARGE] + surplus_wh, 0.0)
        return
    taken = min(surplus_wh, (settings[CAPACITY] - state[CHARGE]) / settings[EFFICIENCY])
    # What there is no room for a charger does not give, and a panel gives in vain.
    not_given = min(surplus_wh - taken, charger_w * hours)
    sums[CHARGER] -= not_given
    sums[SPILLED] += surplus_wh - taken - not_given
    sums[CHARGING] += taken * (1.0 - settings[EFFICIENCY])
    state[CHARGE] = min(state[CHARGE] + taken * settings[EFFICIENCY], settings[CAPACITY])


@compiled("UniTuple(f8, 2)(f8, f8, f8[::1], f8[::1])", counted=False)
def _powers_w(load_w, heat_w, settings, state):  # type: ignore[no-untyped-def]
    """What the electronics take, and how much of it warms the inside: nothing when off, more after a boot."""
    if state[ON] < 0.5:
        return 0.0, 0.0
    if state[AWAKE_UNTIL] > state[NOW] + SOON_S:
        return max(load_w, settings[AWAKE_W]), max(heat_w, settings[AWAKE_W])
    return load_w, heat_w


@compiled("b1(f8, f8, f8, f8, f8, f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], f8[::1])", counted=False)
def _step(stop, load_w, heat_w, charger_w, step_s, solar_w, air_c, set_c, settings, state, sums):  # type: ignore[no-untyped-def]
    """From the state's instant to `stop` at constant powers, or to an event before it: whether there was one."""
    duration = stop - state[NOW]
    position = (state[NOW] + 0.5 * duration) / step_s
    sunny, air = _between(solar_w, position), _between(air_c, position)
    load, heat = _powers_w(load_w, heat_w, settings, state)
    capacity, conductance = settings[HEAT_J_K], settings[LOSS_W_K]
    heater = 0.0
    if state[ON] > 0.5:
        wish = set_c[min(max(math.floor(position), 0), set_c.size - 1)]
        heater = heater_need_w(
            state[CELSIUS], air, heat, wish, settings[HEATER_W], capacity, conductance, duration
        )
    until = _until_event_s(state[CHARGE], state[ON], sunny + charger_w - heater - load, settings)
    happens = until <= duration
    if happens:
        duration = until
    _settle(sunny, charger_w, heater, load, duration, settings, state, sums)
    state[CELSIUS] = later_c(state[CELSIUS], air, heat + heater, capacity, conductance, duration)
    state[NOW] = state[NOW] + duration if happens else stop
    return happens


@compiled("i8(f8[::1], f8[::1])", counted=False)
def _turn(settings, state):  # type: ignore[no-untyped-def]
    """Off if it was on, on if it was off; tells which."""
    if state[ON] > 0.5:
        state[CHARGE], state[ON] = 0.0, 0.0
        return BROWN_OUT
    state[ON], state[AWAKE_UNTIL] = 1.0, state[NOW] + settings[AWAKE_S]
    return BOOT


@compiled("f8(f8, f8, f8[::1], i8, f8[::1])", counted=False)
def _stop(end_s, step_s, scripted_s, script, state):  # type: ignore[no-untyped-def]
    """How far powers are constant: to the next node, scripted instant, end of being awake, or the end."""
    stop = min(end_s, (math.floor(state[NOW] / step_s + 1e-9) + 1.0) * step_s)
    if script < scripted_s.size:
        stop = min(stop, scripted_s[script])
    if state[ON] > 0.5 and state[AWAKE_UNTIL] > state[NOW] + SOON_S:
        stop = min(stop, state[AWAKE_UNTIL])
    return stop


@compiled("i8(f8[::1], f8)", counted=False)
def _first_from(instants_s, now_s):  # type: ignore[no-untyped-def]
    """Which of some rising instants is the first at or after another; their number if none is."""
    # numpy.searchsorted would have every process that loads this kernel import numba's numpy, and SciPy.
    first = 0
    while first < instants_s.size and instants_s[first] < now_s:
        first += 1
    return first


@compiled(
    "i8(f8, f8, f8, f8, f8, f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], f8[:, ::1], b1)"
)
def carry(  # type: ignore[no-untyped-def]
    end_s,
    load_w,
    heat_w,
    charger_w,
    step_s,
    solar_w,
    air_c,
    set_c,
    scripted_s,
    settings,
    state,
    sums,
    events,
    first,
):
    """Carries `state` to end_s (s from the grid's start), adds to `sums`, writes rows (s, kind) to `events`.

    load_w: electrical, of which heat_w warms the inside. charger_w: what a charger offers. solar_w, air_c, set_c: at the grid's nodes, one every step_s.
    scripted_s: instants, rising, at which the charge is taken away.
    first: stop at the first event.

    Returns the number of events. It stops early when `events` is full, and at the first if so wished.
    """
    count, script = 0, _first_from(scripted_s, state[NOW])
    while state[NOW] < end_s and count < events.shape[0] and not (first and count > 0):
        kind = -1
        if script < scripted_s.size and scripted_s[script] <= state[NOW] + SOON_S:
            script += 1
            if state[ON] > 0.5:
                sums[TAKEN] += state[CHARGE]
                _turn(settings, state)
                kind = SCRIPTED
        else:
            stop = _stop(end_s, step_s, scripted_s, script, state)
            happens = _step(
                stop, load_w, heat_w, charger_w, step_s, solar_w, air_c, set_c, settings, state, sums
            )
            if happens and state[NOW] < end_s:
                kind = _turn(settings, state)
        if kind >= 0:
            events[count, 0], events[count, 1] = state[NOW], kind
            count += 1
    return count

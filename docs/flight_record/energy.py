"""What flights take from the battery, beside the documented mean power times duration."""

from __future__ import annotations

from markdown_parts import table

from flight_record.record import recorded
from relaysim.helicopter.power.flight_power import FlightPower, rotor_flight_power

# ../shared/design/physics.md "The helicopter": 350 W times the recorded duration; 510 W peak (Balaram et al. 2018).
MEAN_W, LEAST_W, MOST_W, PEAK_W = 350.0, 300.0, 400.0, 510.0
SHOWN = {1: 3.8, 2: 5.0, 3: 7.8, 4: 11.4, 5: 10.5, 12: 16.5}


def powers() -> dict[int, FlightPower]:
    """The power of every flight along its recorded track, in the air of its season."""
    found = recorded()
    return {
        plan.flight: rotor_flight_power(
            found.motions[plan.flight],
            found.rotor,
            found.power.density_kg_m3(plan.takeoff_utc_s),
            found.world.gravity_mps2,
        )
        for plan in found.world.flights
    }


def section() -> str:
    """Text and tables."""
    found = powers()
    rows = [
        (
            str(flight),
            f"{recorded().rows[flight].duration_s:.1f}",
            f"{wanted:.1f}",
            f"{found[flight].way_wh:.1f}",
            f"{100 * (found[flight].way_wh / wanted - 1):+.0f}",
        )
        for flight, wanted in SHOWN.items()
    ]
    return "\n\n".join(
        [
            "## 3. Energy",
            f"No flight's energy is published. What is documented is the mean power, about {MEAN_W:.0f} W ({LEAST_W:.0f} to {MOST_W:.0f} W), and a peak of "
            f"{PEAK_W:.0f} W (Balaram et al. 2018); *expected* is {MEAN_W:.0f} W times the recorded duration. The model is momentum theory in "
            "the air of each season ([Power and heat](explanation/power.md)); spinning up and down on the ground comes on top. As the rotor's "
            f"efficiency was chosen so that a flight takes {MEAN_W:.0f} W, the flights of the first spring have to agree; that the others stay within the "
            "documented range, through thin air and fast flights, does not follow from it.",
            table(("flight", "duration, s", "expected, Wh", "model, Wh", "off, %"), rows),
            _all(found),
            "The greatest power is that of the first second, in which it gains its climb of 1 m/s. That it takes a second is assumed, "
            "and decides ([Power and heat](explanation/power.md) has what half and twice the time make of it); that it gives about 510 W was known when "
            "it was taken, so that agreement shows little.",
            "Which parameter came from which figure; no other was chosen by a result:",
            _sources(),
        ]
    )


def _all(found: dict[int, FlightPower]) -> str:
    means = {flight: one.mean_w for flight, one in found.items()}
    peaks = {flight: one.peak_w for flight, one in found.items()}
    least, most, peak = min(means, key=means.__getitem__), max(means, key=means.__getitem__), max(peaks, key=peaks.__getitem__)  # fmt: skip
    outside = sum(not LEAST_W <= value <= MOST_W for value in means.values())
    return table(
        ("all flights, in the air", "model", "documented"),
        [
            ("least mean power", f"{means[least]:.0f} W (flight {least})", f"{LEAST_W:.0f} W"),
            ("greatest mean power", f"{means[most]:.0f} W (flight {most})", f"{MOST_W:.0f} W"),
            ("flights outside that range", f"{outside} of {len(means)}", ""),
            ("greatest power of any moment", f"{peaks[peak]:.0f} W (flight {peak})", f"{PEAK_W:.0f} W"),
            ("the same of the first flight", f"{peaks[1]:.0f} W", ""),
        ],
    )  # fmt: skip


def _sources() -> str:
    plan = recorded().power.plan
    rotor, battery, warmth = recorded().rotor, plan.battery, plan.warmth
    return table(
        ("parameter", "value", "came from"),
        [
            ("rotor, efficiency", f"{100 * rotor.efficiency:.0f} %", f"the documented {MEAN_W:.0f} W at 0.017 kg/m3, less {rotor.electronics_w:.0f} W of electronics (assumed)"),
            ("inside, conductance", f"{warmth.conductance_w_k:g} W/K", "the documented 21 Wh for a night of spring (Balaram et al. 2018)"),
            ("battery", f"{battery.capacity_wh:g} Wh, {battery.reserve_wh:g} of it reserve", "given (Balaram et al. 2018)"),
            ("panel", f"{1e4 * plan.panel.area_m2:.0f} cm2, {100 * plan.panel.efficiency:.0f} %", "assumed, from cells and losses, not from any result"),
            ("heat capacity; heater; asleep, awake", f"{warmth.capacity_j_k:g} J/K; {warmth.heater_w:g} W; {plan.loads.asleep_w:g}, {plan.loads.awake_w:g} W", "assumed"),
            ("density, dust in the air, warmth of the air", "[Power and heat](explanation/power.md)", "assumed: recalled from papers, not read off"),
        ],
    )  # fmt: skip

"""The rover in the pictures of flights 51 and 54: where the records put it, and what moves it."""

from __future__ import annotations

from typing import Any

from markdown_parts import table

from flight_record.record import from_tests

FLIGHTS = (54, 51)


def section() -> str:
    """Text and tables."""
    from_tests("validation")
    import test_rover_in_frame as checked

    from relaysim.helicopter.pictures.viewpoint import Ground
    from relaysim.scenario.build_rover import rover_plan
    from relaysim.scenario.ground_plan import open_ground, site_frame
    from relaysim.scenario.loader import load_scenario

    scenario = load_scenario("flight-52-blackout")
    frame = site_frame(scenario)
    site = (Ground(open_ground(scenario, frame).terrain, frame), rover_plan(scenario, frame).drives)
    found = {flight: checked.seen(site, flight) for flight in FLIGHTS}
    start = checked.seen(site, 51, end="takeoff")
    before = checked.seen(site, 54, yaw_of=53)
    rows: list[tuple[str, ...]] = [
        (
            "height above the ground",
            *(f"{float(checked.FLIGHTS[n]['max_altitude_m']):g} m" for n in FLIGHTS),
        ),
        ("distance of the rover", *(f"{found[n].distance_m:.0f} m" for n in FLIGHTS)),
        ("in the frame", *("yes" if found[n].in_frame else "no" for n in FLIGHTS)),
        (
            "**its centre, from the left and from the top**",
            *(f"**{_place(checked, found[n])}**" for n in FLIGHTS),
        ),
        ("hidden by terrain", *(f"{100 * found[n].hidden:.0f} %" for n in FLIGHTS)),
    ]
    for name, given in CHANGES.items():
        rows.append((name, *(_place(checked, checked.seen(site, n, **given)) for n in FLIGHTS)))
    rows.append(
        (
            "pinhole, not equidistant",
            *(
                _place(checked, checked.seen(site, n, camera=checked.colour_camera("pinhole")))
                for n in FLIGHTS
            ),
        )
    )
    return "\n\n".join(
        [
            "## 6. The rover in the frame",
            "The colour camera's picture from the recorded landing place, at the flight's greatest height, upright, turned as recorded after landing; the rover where its "
            f"drives have it. Nothing is fitted; that the camera looks backward as the yaw is recorded is assumed. On {_terrain(scenario)}.",
            table(("", "flight 54", "flight 51"), rows),
            "- **Flight 54.** NASA says that the rover is at the upper edge, nearly out of the frame. The model has its centre "
            f"{checked.shares(found[54])[1]:.1f} % below the upper edge. With the yaw recorded before the flight it would be "
            f"{'in' if before.in_frame else 'outside'} the frame: the quarter turn that the rover filmed had to come first. Pitch matters most, and in hover none is recorded.\n"
            "- **Flight 51.** NASA's picture (PIA25884) has the rover at the upper *left*. The model has it in the upper part, too, but at the *right* from the landing place "
            f"and at {_place(checked, start)} from the take-off place. **That does not match the published picture.** It is no matter of exchanged sides: the helicopter's "
            "shadow, right of the middle there, has the rover to its left here, too, from every place of the track. But with neither recorded yaw is "
            "the shadow in the frame: the picture was taken turned otherwise than at either end of the flight, which nothing records "
            "([Pictures](explanation/pictures.md)).",
        ]
    )


CHANGES: dict[str, dict[str, Any]] = {
    "yaw + 5 deg": {"yaw_deg": 5.0},
    "yaw - 5 deg": {"yaw_deg": -5.0},
    "pitch + 3 deg": {"pitch_deg": 3.0},
    "pitch - 3 deg": {"pitch_deg": -3.0},
    "roll + 3 deg": {"roll_deg": 3.0},
    "roll - 3 deg": {"roll_deg": -3.0},
    "1 m higher": {"height_m": 1.0},
    "1 m lower": {"height_m": -1.0},
}


def _place(checked: Any, view: Any) -> str:
    left, top = checked.shares(view)
    return f"{left:.1f} %, {top:.1f} %"


def _terrain(scenario: Any) -> str:
    source = scenario.model.terrain.source
    names = [source] if isinstance(source, str) else list(source)
    return " over ".join(f"`{name}`" for name in names)

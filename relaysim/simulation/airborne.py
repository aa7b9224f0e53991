"""A flight under way: from take-off to the session after landing."""

from __future__ import annotations

import dataclasses

from relaysim.helicopter.pictures.viewpoint import Ground
from relaysim.path.route import Route
from relaysim.relay.topology import EARTH, HELICOPTER
from relaysim.scenario.world import PlannedFlight
from relaysim.simulation.attempts import hold
from relaysim.simulation.docking import dock
from relaysim.simulation.flight_contacts import record_flight_contacts
from relaysim.simulation.flight_course import Course, Ending, course, motion
from relaysim.simulation.flight_progress import FlightProgress
from relaysim.simulation.flight_record import flight_row, link_lost
from relaysim.simulation.flight_story import FlightStory
from relaysim.simulation.flight_telemetry import telemetry
from relaysim.simulation.mission import Mission, Process
from relaysim.simulation.pictures import Picture, PictureFlight, pictures_of, rover_in_frames
from relaysim.simulation.session import session

CHARGE_GONE = "the charge gave out in the air"
STOPPED = "the charge gave out on the way"
POWER = "power"
INSTANT_S = 1e-3  # instants are floats, good to 0.2 us


def fly(mission: Mission, plan: PlannedFlight, planned: Route, progress: FlightProgress) -> Process:
    """Take off now, go as the course has it, land, and talk to the base station."""
    subject, recorder = f"flight {plan.flight}", mission.recorder
    found = course(mission, plan, planned)
    powered = _powered(mission, plan, found, progress)
    if powered is None:
        progress.reason = mission.world.helicopter.vehicle.never_up
        hold(mission, plan, progress)
        return
    found, route = powered, powered.route
    progress.takeoff(route, mission.link.state, mission.link.margin_db())
    # One that rests on the ground as it is told ends at that very instant.
    if found.ending is not None and found.ending.elapsed_s > route.end_utc_s - route.start_utc_s + INSTANT_S:
        found = dataclasses.replace(found, ending=None)  # it had fallen by then
    progress.course = found
    # A fall is none of its phases.
    phases = mission.world.helicopter.vehicle.phases(planned if progress.lost_in_air else route)
    story = FlightStory.of(found, phases)
    recorder.event(mission.now, HELICOPTER, "take-off", subject, story.before)
    mission.in_the_air(True)
    mission.link.move(helicopter=route)
    dock(mission)
    sent = mission.env.process(telemetry(mission, plan, route))
    for elapsed_s, event, detail in story.aloft:
        yield mission.until(route.start_utc_s + elapsed_s)
        recorder.event(mission.now, HELICOPTER, event, subject, detail)
    yield mission.until(route.end_utc_s)
    yield sent
    mission.in_the_air(False)
    if mission.power is not None:
        mission.power.stand(float(route.x_m[-1]), float(route.y_m[-1]))
    dock(mission)
    _landed(mission, plan, route, progress, story)
    yield from session(mission, "flight", mission.now + mission.world.sessions.after_flight_s)


def _powered(mission: Mission, plan: PlannedFlight, found: Course, progress: FlightProgress) -> Course | None:
    """Take the flight's energy from the battery; where that gives out before take-off it stays: None.

    Where it gives out on the way, the vehicle ends as such a one does. Not where the gate only observes: the real one
    went on, and the model's charge is wrong.
    """
    if mission.power is None or found.power is None:
        return found
    progress.charge_at_takeoff_wh = mission.power.charge_wh
    draw = mission.power.fly(found.power)
    progress.charge_at_landing_wh = mission.power.charge_wh
    progress.energy_wh = found.power.energy_wh
    if mission.observes(plan) or not (draw.on_way or draw.before_takeoff):
        return found
    progress.energy_wh = draw.stretch.energies.rotor_wh + draw.stretch.energies.electronics_wh
    if draw.before_takeoff:
        return None
    # The battery's time begins with what comes before take-off, the route's at take-off.
    return _failed(mission, found, draw.gives_out_utc_s - found.power.before.duration_s, progress)


def _failed(mission: Mission, found: Course, from_utc_s: float, progress: FlightProgress) -> Course:
    """The course as it ends without power."""
    vehicle, planned = mission.world.helicopter.vehicle, found.route
    route = vehicle.powerless(planned, from_utc_s, mission.world.gravity_mps2)
    ending, elapsed_s = found.ending, from_utc_s - planned.start_utc_s
    if vehicle.falls:
        mission.lost = progress.lost_in_air = True
    elif route.end_utc_s < planned.end_utc_s and (ending is None or elapsed_s < ending.elapsed_s):
        ending = Ending(POWER, elapsed_s, STOPPED)
    return dataclasses.replace(found, route=route, ending=ending, states=None)


def _landed(
    mission: Mission, plan: PlannedFlight, route: Route, progress: FlightProgress, story: FlightStory
) -> None:
    """What a flight leaves behind: its row, its contacts, its track, its products."""
    recorder, subject = mission.recorder, f"flight {plan.flight}"
    progress.lost = link_lost(mission, plan, route)
    recorder.event(mission.now, HELICOPTER, "lost" if progress.lost_in_air else "touchdown", subject)
    record_flight_contacts(mission, plan, route)
    recorder.flights.append(flight_row(mission, plan, progress, _outcome(progress)))
    recorder.flown.append((plan.flight, route))
    recorder.helicopter_sites.append((mission.now, float(route.x_m[-1]), float(route.y_m[-1]), plan.flight))
    if progress.lost_in_air:
        return
    for phase in story.after:
        recorder.event(mission.now, HELICOPTER, "phase", subject, phase)
    _products(mission, plan, route, progress.course)


def _products(mission: Mission, plan: PlannedFlight, route: Route, flown: Course | None) -> None:
    """What a flight makes, and whether the rover is in its pictures."""
    recorder, made = mission.recorder, mission.world.helicopter.flight_products
    found = _pictures(mission, plan, route, flown)
    recorder.pictures += found
    for template, count in made:
        for in_frame in rover_in_frames(found, template.name, count):
            [product] = mission.network.create(template, HELICOPTER, EARTH, plan.flight)
            if in_frame is not None:
                recorder.in_frame[product.product_id] = in_frame


def _pictures(mission: Mission, plan: PlannedFlight, route: Route, went: Course | None) -> list[Picture]:
    """The pictures of the flight as flown; none without cameras."""
    world, cameras = mission.world, mission.world.helicopter.pictures
    if cameras is None:
        return []
    counts = {template.name: count for template, count in world.helicopter.flight_products}
    states = went.states if went is not None and went.route is route else None
    states = motion(mission, plan, route) if states is None else states
    flown = PictureFlight(plan.flight, route, mission.link.rover, counts, world.link.rover_attitudes, states)
    return pictures_of(flown, cameras, Ground(world.link.terrain, world.link.frame))


def _outcome(progress: FlightProgress) -> str:
    if progress.lost_in_air:
        progress.reason = CHARGE_GONE
        return "lost"
    found = progress.course
    if found is not None and found.ending is not None:
        return "land_now"
    progress.reason = found.swings if found is not None else ""
    return "completed"

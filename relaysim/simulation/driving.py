"""The rover's drives, as recorded or planned."""

from __future__ import annotations

from relaysim.simulation.mission import Mission, Process


def drives(mission: Mission) -> Process:
    """Follow the drives one after another; one that had begun before the scenario is joined midway."""
    for drive in mission.world.rover.drives:
        if drive.route.end_utc_s <= mission.now:
            continue
        yield mission.until(drive.route.start_utc_s)
        subject = f"drive {drive.drive}"
        mission.recorder.event(
            mission.now, "rover", "drive started", subject, f"{drive.route.length_m:.1f} m"
        )
        mission.link.move(rover=drive.route)
        yield mission.until(drive.route.end_utc_s)
        mission.recorder.event(mission.now, "rover", "drive ended", subject)

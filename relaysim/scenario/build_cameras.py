"""From a scenario's cameras to the pictures of its flights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from relaysim.helicopter.pictures.camera import Camera
from relaysim.helicopter.pictures.in_frame import Body
from relaysim.helicopter.pictures.picture_plan import PictureCamera, PicturePlan
from relaysim.scenario import schema_cameras
from relaysim.scenario.csv_table import CsvTable

FLIGHT_ATTITUDE_COLUMNS = ("flight", "roll_deg", "pitch_deg", "yaw_deg")
# What holds where a scenario with cameras says nothing of its pictures.
UNSAID = schema_cameras.Pictures(
    kind="assumed", source="no record of its heading in flight; upright in hover"
)


def read_flight_headings(table: CsvTable) -> dict[int, float]:
    """The heading after each flight's landing, degrees clockwise from north, by the number of the flight.

    How it leaned on the ground (roll, pitch) is checked, not kept: in the air it does not lean so.
    """
    flights, yaw = table.whole("flight"), table.floats("yaw_deg", -360.0, 360.0)
    table.floats("roll_deg", -180.0, 180.0, blank=True)
    table.floats("pitch_deg", -90.0, 90.0, blank=True)
    found: dict[int, float] = {}
    for row, (flight, heading) in enumerate(zip(flights.tolist(), yaw.tolist(), strict=True)):
        if flight in found:
            table.fault(row, "flight", f"flight {flight} stands in the table twice")
        found[flight] = heading
    return found


def picture_plan(
    cameras: Sequence[schema_cameras.Camera],
    pictures: schema_cameras.Pictures | None,
    rover: schema_cameras.Size | None,
    headings_deg: Mapping[int, float],
) -> PicturePlan | None:
    """The pictures that flights take; None without cameras, or without the size of what they look for."""
    if not cameras or rover is None:
        return None
    said = pictures or UNSAID
    return PicturePlan(
        cameras=tuple(PictureCamera(_camera(one), one.product, one.most) for one in cameras),
        rover=Body(rover.length_m, rover.width_m, rover.height_m),
        headings_deg=headings_deg,
        rule=said.heading,
        most_tilt_deg=said.most_tilt_deg,
        reach_m=said.reach_m,
    )


def camera_assumptions(
    cameras: Sequence[schema_cameras.Camera],
    pictures: schema_cameras.Pictures | None,
    rover: schema_cameras.Size | None,
) -> Iterator[tuple[str, str, str, str]]:
    """(what, value, kind, source) of everything that pictures rest on, for the report."""
    if not cameras or rover is None:
        return
    said = pictures or UNSAID
    for one in cameras:
        size, fields = "x".join(map(str, one.pixels)), " x ".join(f"{v:g}" for v in one.field_of_view_deg)
        value = (
            f"{size} pixels, {fields} deg, {one.projection}, {one.depression_deg:g} deg below the horizon at"
            f" {one.azimuth_deg:g} deg from forward, from {one.lowest_m:g} m up"
        )
        yield one.name, value, one.kind, one.source
    value = (
        f"heading in flight: {said.heading}; upright in hover, leaning up to {said.most_tilt_deg:g} deg in motion;"
        f" ground out to {said.reach_m:g} m"
    )
    yield "pictures", value, said.kind, said.source
    yield (
        "rover's size",
        f"{rover.length_m:g} x {rover.width_m:g} x {rover.height_m:g} m",
        rover.kind,
        rover.source,
    )


def _camera(one: schema_cameras.Camera) -> Camera:
    return Camera(
        name=one.name,
        columns=one.pixels[0],
        rows=one.pixels[1],
        width_deg=one.field_of_view_deg[0],
        height_deg=one.field_of_view_deg[1],
        depression_deg=one.depression_deg,
        azimuth_deg=one.azimuth_deg,
        projection=one.projection,
        lowest_m=one.lowest_m,
        above_feet_m=one.lens_height_m,
    )

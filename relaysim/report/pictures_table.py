"""The section of the page about pictures: how many show the rover, where, and the figures of some of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from relaysim.report.geometry_file import Geometry
from relaysim.report.node import Node
from relaysim.report.pictures_figure import draw_footprints, draw_frame
from relaysim.report.pictures_file import PictureView, read_pictures
from relaysim.report.svg import Layout
from relaysim.report.tables import Cell, Table
from relaysim.report.times import NONE, Times, figure

# A page of 72 flights must stay a page: flights that are drawn, rows of the table of single pictures.
MOST_FLIGHTS, MOST_ROWS = 3, 60
SIDE = Layout("panel", 360.0)


def pictures_section(pictures: Sequence[Node], geometry: Geometry, times: Times) -> dict[str, Any]:
    """What the page says of pictures, from the rows of pictures.csv and from geometry.json.

    Keys: `picture_table` (a row a flight and camera), `rover_pictures` (a row for each picture that shows the rover, or
    may), `picture_figures` (heading, words, drawing), `picture_words`; all empty without pictures.
    """
    views = read_pictures(geometry.node)
    return {
        "picture_words": " ".join([_sentence(pictures, geometry), *_assumed(pictures, geometry)]).strip(),
        "picture_table": count_table(pictures),
        "rover_pictures": rover_table(pictures, geometry.rover, times),
        "picture_figures": _figures(geometry, views),
    }


def _assumed(pictures: Sequence[Node], geometry: Geometry) -> list[str]:
    """For each camera that is not documented what stands behind its figures, in the scenario's words."""
    cameras = dict.fromkeys(row.text("camera") for row in pictures)
    basis = {one.text("what"): one for one in geometry.node.children("assumptions")}
    found = [basis[name] for name in cameras if name in basis]
    return [
        f"Assumed, {one.text('what')}: {one.text('source')}."
        for one in found
        if one.text("kind") == "assumed"
    ]


def count_table(pictures: Sequence[Node]) -> Table:
    """For each flight and camera: pictures, whether the rover is in them, ground covered."""
    groups: dict[tuple[str, str], list[Node]] = {}
    for row in pictures:
        groups.setdefault((row.text("flight"), row.text("camera")), []).append(row)
    rows = tuple(_count_row(key, some) for key, some in groups.items())
    headings = (
        "Flight",
        "Camera",
        "Pictures#",
        "Rover in frame#",
        "Not#",
        "Unknown#",
        "Ground covered, each#",
    )
    return Table("Pictures by flight and camera", headings, rows)


def rover_table(pictures: Sequence[Node], rover: str, times: Times) -> Table:
    """The pictures that show the rover: where in the frame, how large, how much of it the ground hides."""
    headings = (
        "Flight",
        "When, UTC@",
        "Height#",
        "Heading#",
        "From the left#",
        "From the top#",
        "Size#",
        "Distance#",
        "Hidden#",
    )
    shown = [row for row in pictures if row.flag("rover_in_frame")]
    rows = tuple(_rover_row(row, times) for row in shown[:MOST_ROWS])
    more = "" if len(shown) <= MOST_ROWS else f" (the first {MOST_ROWS} of {len(shown)})"
    return Table(f"Pictures that show {rover}{more}", headings, rows)


def _count_row(key: tuple[str, str], some: Sequence[Node]) -> tuple[Cell, ...]:
    said = [row.text("rover_in_frame") for row in some]
    yes = sum(row.flag("rover_in_frame") for row in some)
    areas = [area for row in some if (area := row.number("footprint_area_m2")) is not None]
    ground = NONE
    if areas:
        low, high = figure(min(areas), 0), figure(max(areas), 0)
        ground = f"{low} m²" if low == high else f"{low}–{high} m²"
    return (
        Cell(key[0]),
        Cell(key[1]),
        Cell(str(len(some))),
        Cell(str(yes)),
        Cell(str(len(some) - yes - said.count(""))),
        Cell(str(said.count(""))),
        Cell(ground, f"of {len(areas)}" if 0 < len(areas) < len(some) else ""),
    )


def _rover_row(row: Node, times: Times) -> tuple[Cell, ...]:
    utc_s, hidden = row.when("utc"), row.number("rover_hidden_share")
    size = f"{figure(row.number('rover_width_px'), 0)} x {figure(row.number('rover_height_px'), 0)} px"
    return (
        Cell(row.text("flight"), f"{row.text('camera')}, picture {row.text('picture')}"),
        Cell(times.cell_utc(utc_s), times.local(utc_s)),
        Cell(figure(row.number("height_m"), 1, "m")),
        Cell(figure(row.number("heading_deg"), 0, "deg")),
        Cell(figure(row.number("rover_u_px"), 0, "px")),
        Cell(figure(row.number("rover_v_px"), 0, "px")),
        Cell(size if row.number("rover_width_px") is not None else NONE),
        Cell(figure(row.number("rover_distance_m"), 0, "m")),
        Cell(NONE if hidden is None else f"{figure(100.0 * hidden, 0)} %"),
    )


def _sentence(pictures: Sequence[Node], geometry: Geometry) -> str:
    if not pictures:
        return ""
    yes = sum(row.flag("rover_in_frame") for row in pictures)
    unknown = sum(row.text("rover_in_frame") == "" for row in pictures)
    return (
        f"Of {len(pictures):,} pictures that were worked out, {yes:,} {'shows' if yes == 1 else 'show'} {geometry.rover}; "
        f"of {unknown:,} that cannot be known: the heading of {geometry.helicopter} is recorded on the ground only."
    )


def _figures(geometry: Geometry, views: Sequence[PictureView]) -> list[tuple[str, str, Any]]:
    """(heading, words, drawing) of a few flights with their frames: first those whose pictures show the rover largest."""
    flights = {flight.name: flight for flight in geometry.flights if len(flight.track)}
    by_flight: dict[str, list[PictureView]] = {}
    for view in views:
        by_flight.setdefault(view.flight, []).append(view)
    ranked = sorted(by_flight.items(), key=lambda pair: -max(map(_rover_share, pair[1])))
    found: list[tuple[str, str, Any]] = []
    for name, some in ranked[:MOST_FLIGHTS]:
        if name in flights:
            drawing = draw_footprints(geometry, flights[name], some, SIDE, len(found))
            found.append((f"Flight {name}: ground covered", "", drawing))
        found += _frames([view for view in some if view.frame is not None][-1:], len(found))
    return found


def _rover_share(view: PictureView) -> float:
    """How much of the picture the rover takes, 0 to 1; 0 where it is not in it."""
    if view.frame is None:
        return 0.0
    _, _, width, height = view.frame.rover
    return width * height / (view.frame.columns * view.frame.rows)


def _frames(views: Sequence[PictureView], drawn: int) -> list[tuple[str, str, Any]]:
    """The frame of a flight's last picture that shows the rover."""
    return [
        (f"Flight {view.flight}: what picture {view.number} would show", view.camera, draw_frame(view, view.frame, SIDE, drawn + n))
        for n, view in enumerate(views)
        if view.frame is not None
    ]  # fmt: skip

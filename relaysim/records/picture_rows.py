"""The rows of pictures.csv: what each picture of a flight covers, and whether the rover is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One picture; None is an empty cell: not known."""

    flight: int
    picture: int
    camera: str
    product: str
    utc: float
    camera_lat_deg: float
    camera_lon_deg: float
    height_m: float
    heading_deg: float | None
    most_tilt_deg: float
    footprint_area_m2: float | None
    footprint_lat_deg: float | None
    footprint_lon_deg: float | None
    footprint_is_cut: bool | None
    footprint_is_partly_unknown: bool | None
    ground_sample_m: float | None
    rover_in_frame: bool | None
    rover_u_px: float | None
    rover_v_px: float | None
    rover_width_px: float | None
    rover_height_px: float | None
    rover_distance_m: float
    rover_hidden_share: float | None


PICTURE_COLUMNS: Mapping[str, str] = MappingProxyType({
    "flight": "number of the flight",
    "picture": "number of the picture among the flight's products of that name, from 1",
    "camera": "name of the camera",
    "product": "name of the product that the picture is",
    "utc": "when it was taken",
    "camera_lat_deg": "latitude of the camera",
    "camera_lon_deg": "its east longitude",
    "height_m": "height of the helicopter's feet above the ground",
    "heading_deg": "heading of the helicopter, 0 to 360 clockwise from north; empty where it is not known",
    "most_tilt_deg": "how far it leans at most, in a direction that is not known; 0 where it is taken to stand upright",
    "footprint_area_m2": "ground within the picture's edge; empty where heading or tilt are not known, or no ground is in it",
    "footprint_lat_deg": "latitude of the ground at the picture's centre; empty where that is not known",
    "footprint_lon_deg": "its east longitude",
    "footprint_is_cut": "true where the edge sees the sky, or ground beyond the greatest distance: the area ends there",
    "footprint_is_partly_unknown": "true where part of the edge lies over unknown ground: the area is a lower bound",
    "ground_sample_m": "width of ground that the pixel at the centre sees, across the line of sight",
    "rover_in_frame": "true: the rover's centre is in the picture and some of it in sight; false: not; empty: what is not known decides",
    "rover_u_px": "its centre from the left edge, in pixels, also outside the picture; empty where the attitude is not known",
    "rover_v_px": "its centre from the upper edge",
    "rover_width_px": "how wide it is in the picture",
    "rover_height_px": "how high",
    "rover_distance_m": "how far it stands from the camera, along the ground",
    "rover_hidden_share": "share of it that the ground hides, 0 to 1; empty over unknown ground, and where it cannot be in the picture",
})  # fmt: skip

# What geometry.json holds of pictures, for the table of its keys.
PICTURE_KEYS: Mapping[str, str] = MappingProxyType({
    "pictures": "the pictures that cover known ground or show the rover, from attitudes that are known; absent without cameras",
    "pictures[].flight": "number of the flight",
    "pictures[].picture": "number of the picture, as in pictures.csv",
    "pictures[].camera": "name of the camera",
    "pictures[].product": "name of the product",
    "pictures[].outline": "rings of [x_m, y_m] around the ground it covers; empty where none is known",
    "pictures[].frame": "what it would show, in pixels from its upper left corner; null where the rover is not in it",
    "pictures[].frame.columns": "its width",
    "pictures[].frame.rows": "its height",
    "pictures[].frame.level": "[u, v] along the level through the camera",
    "pictures[].frame.skyline": "[u, v] along the highest known ground",
    "pictures[].frame.rover": "[u, v, width, height] of the rover: its centre and its box",
})  # fmt: skip

"""A place with a height above its ground, as it is typed: LAT,LON,HEIGHT_M."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relaysim.errors import InputError

if TYPE_CHECKING:
    from relaysim.sightline import End

PLACE = "LAT,LON,HEIGHT_M"


def read_place(text: str, option: str) -> End:
    """The antenna an option places.

    Raises: InputError naming the option, and how a place is written.
    """
    from relaysim.sightline import End

    try:
        lat, lon, height = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"{option} {text}: not a place; write {PLACE}, as in 18.4805,77.3601,0.5") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 360 and 0 <= height <= 1000):
        raise InputError(
            f"{option} {text}: latitude -90 to 90, longitude -180 to 360, height 0 to 1000 m above ground"
        )
    return End(lat, lon, height)

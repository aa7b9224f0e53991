"""Faults of cameras that no single value shows.

The checks look at partial models, too: any value may be None (see `partial`).
"""

from __future__ import annotations

from collections.abc import Sequence

from relaysim.scenario.places import FaultList
from relaysim.scenario.schema_cameras import Camera


def check_cameras(
    cameras: Sequence[Camera | None] | None,
    products: Sequence[str | None],
    has_size: bool,
    faults: FaultList,
) -> None:
    """Adds the faults of a helicopter's cameras.

    Args:
        products: names of the helicopter's flight products.
        has_size: whether the rover's size is given.
    """
    place = ("helicopter", "cameras")
    if cameras and not has_size:
        message = "pictures look for the rover: say how large it is in rover.size (length, width, height)"
        faults.add(place, message, at_key=True)
    names: list[str] = []
    claimed: list[str] = []
    for index, one in enumerate(cameras or ()):
        if one is None:
            continue
        at = (*place, index)
        if one.name in names:
            faults.add((*at, "name"), f"there are two cameras '{one.name}'; give each a name of its own")
        if one.product is not None and one.product not in products:
            known = ", ".join(name for name in products if name) or "none"
            message = f"there is no flight product '{one.product}'; in helicopter.flight_products: {known}"
            faults.add((*at, "product"), message)
        if one.product in claimed:
            faults.add((*at, "product"), f"the product '{one.product}' has a camera already")
        if one.projection == "pinhole" and max(one.field_of_view_deg or (0.0,)) >= 180.0:
            message = "a pinhole sees less than 180 deg; a fisheye has projection: equidistant"
            faults.add((*at, "field_of_view"), message)
        names += [one.name] if one.name else []
        claimed += [one.product] if one.product else []

"""A raster's projection in the words of the CF conventions.

Reference: NetCDF Climate and Forecast (CF) Metadata Conventions 1.8, appendix F; PROJ's parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_CENTRE = {"latitude_of_projection_origin": "lat_0", "longitude_of_projection_origin": "lon_0"}
_BY_PROJ: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "tmerc": (
        "transverse_mercator",
        {
            "latitude_of_projection_origin": "lat_0",
            "longitude_of_central_meridian": "lon_0",
            "scale_factor_at_central_meridian": "k_0",
        },
    ),
    "laea": ("lambert_azimuthal_equal_area", _CENTRE),
    "aeqd": ("azimuthal_equidistant", _CENTRE),
    "ortho": ("orthographic", _CENTRE),
    "sinu": ("sinusoidal", {"longitude_of_projection_origin": "lon_0"}),
}


def cf_projection(words: Mapping[str, Any]) -> dict[str, str | float]:
    """grid_mapping_name and its parameters; empty for a projection that the conventions, or we, have no words for.

    Args:
        words: PROJ's parameters by name.
    """
    words = _of_zone(words) if words.get("proj") == "utm" else {"k_0": words.get("k", 1.0), **words}
    false = {"false_easting": _number(words, "x_0"), "false_northing": _number(words, "y_0")}
    if words.get("proj") == "stere" and abs(_number(words, "lat_0")) == 90.0:
        return {"grid_mapping_name": "polar_stereographic", **_polar(words), **false}
    name, parameters = _BY_PROJ.get(str(words.get("proj")), ("", {}))
    if not name:
        return {}
    return {
        "grid_mapping_name": name,
        **{theirs: _number(words, ours) for theirs, ours in parameters.items()},
        **false,
    }


def _of_zone(words: Mapping[str, Any]) -> dict[str, Any]:
    """A zone of UTM as the transverse Mercator that it is."""
    return {
        "proj": "tmerc", "lat_0": 0.0, "lon_0": 6.0 * int(words["zone"]) - 183.0, "k_0": 0.9996, "x_0": 500_000.0,
        "y_0": 10_000_000.0 if words.get("south") else 0.0,
    }  # fmt: skip


def _polar(words: Mapping[str, Any]) -> dict[str, float]:
    found = {
        "straight_vertical_longitude_from_pole": _number(words, "lon_0"),
        "latitude_of_projection_origin": _number(words, "lat_0"),
    }
    if abs(_number(words, "lat_ts")) not in (0.0, 90.0):
        return found | {"standard_parallel": _number(words, "lat_ts")}
    return found | {"scale_factor_at_projection_origin": _number(words, "k_0")}


def _number(words: Mapping[str, Any], name: str) -> float:
    return float(words.get(name, 0.0))

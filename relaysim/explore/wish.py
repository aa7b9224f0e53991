"""What the page asks about, read from its JSON: every value checked, nothing taken on trust."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

from relaysim.errors import InputError

MOST_METRES = 1e7
HIGHEST_ANTENNA_M = 100.0
GREATEST_POWER_DBM = 300.0
_PAGE = re.compile(r"[0-9a-z]{1,32}")

Vehicle = Literal["rover", "helicopter"]
Cells = Literal["coarse", "fine"]


@dataclass(frozen=True)
class Place:
    """Where a vehicle was put, metres in the scenario's local frame."""

    x_m: float
    y_m: float


@dataclass(frozen=True)
class Wish:
    """One question of the page.

    Attributes:
        page, number: who asks, and the number of the question, which rises.
        day: the local day chosen.
        rover, helicopter: where each was put; None: where it is planned to be on that day.
        rover_antenna_m, helicopter_antenna_m: heights above the ground.
        power_dbm: transmitted power.
        around: whose surroundings a map shows; cells: how fine it is.
    """

    page: str
    number: int
    day: int
    rover: Place | None
    helicopter: Place | None
    rover_antenna_m: float
    helicopter_antenna_m: float
    power_dbm: float
    around: Vehicle = "helicopter"
    cells: Cells = "coarse"


_KEYS = {
    "page", "number", "day", "rover", "helicopter", "rover_antenna_m", "helicopter_antenna_m", "power_dbm", "around",
    "cells",
}  # fmt: skip


def read_wish(body: bytes) -> Wish:
    """The question in a body.

    Raises InputError for anything but one JSON object of these keys with finite numbers in their ranges.
    """
    data = _object(body)
    if not set(data) <= _KEYS:
        raise InputError(f"a question has the keys {', '.join(sorted(_KEYS))} and no others")
    page = data.get("page")
    if not (isinstance(page, str) and _PAGE.fullmatch(page)):
        raise InputError("page: 1 to 32 small letters and digits")
    return Wish(
        page=page,
        number=_whole(data, "number", 0, 2**53),
        day=_whole(data, "day", -(10**7), 10**7),
        rover=_place(data, "rover"),
        helicopter=_place(data, "helicopter"),
        rover_antenna_m=_number(data, "rover_antenna_m", 0.0, HIGHEST_ANTENNA_M),
        helicopter_antenna_m=_number(data, "helicopter_antenna_m", 0.0, HIGHEST_ANTENNA_M),
        power_dbm=_number(data, "power_dbm", -GREATEST_POWER_DBM, GREATEST_POWER_DBM),
        around="rover" if _one_of(data, "around", ("helicopter", "rover")) == "rover" else "helicopter",
        cells="fine" if _one_of(data, "cells", ("coarse", "fine")) == "fine" else "coarse",
    )


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        text = body.decode("utf-8")
        data = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_pairs)
    except RecursionError:
        raise InputError("not JSON that is read here: it is nested too deeply") from None
    except ValueError as error:  # not UTF-8, not JSON, a number of thousands of digits
        raise InputError(f"not JSON: {str(error)[:200]}") from None
    if not isinstance(data, dict):
        raise InputError("a question is one JSON object")
    return data


def _pairs(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a key stands in it twice")
    return data


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _number(data: Mapping[str, Any], key: str, low: float, high: float) -> float:
    value = data.get(key)
    right = isinstance(value, int | float) and not isinstance(value, bool)
    # An integer of many digits is compared as it is: it would be no float.
    if not right or not low <= value <= high or not math.isfinite(value):  # type: ignore[operator, arg-type]
        raise InputError(f"{key}: a number from {low:g} to {high:g}")
    return float(value)  # type: ignore[arg-type]


def _whole(data: Mapping[str, Any], key: str, low: int, high: int) -> int:
    value = data.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise InputError(f"{key}: a whole number from {low} to {high}")
    return value


def _place(data: Mapping[str, Any], key: str) -> Place | None:
    value = data.get(key)
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != {"x_m", "y_m"}:
        raise InputError(f"{key}: null, or a place with x_m and y_m")
    return Place(*(_number(value, axis, -MOST_METRES, MOST_METRES) for axis in ("x_m", "y_m")))


def _one_of(data: Mapping[str, Any], key: str, allowed: tuple[str, str]) -> str:
    value = data.get(key, allowed[0])
    if value not in allowed if isinstance(value, str) else True:
        raise InputError(f"{key}: {' or '.join(allowed)}")
    return str(value)

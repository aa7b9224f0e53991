"""Each built-in scenario still gives the summary that was looked at and committed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import relaysim
from relaysim.clock.utc import parse_utc
from relaysim.scenario.builtin import builtin_scenarios

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
# Between processors and library versions the last bits differ: a hundredth of a decibel, a second at a crossing.
SECONDS, NUMBERS = 5.0, 0.03


def differences(found, golden, place=""):
    """Where two summaries differ by more than rounding."""
    if isinstance(golden, dict) and isinstance(found, dict):
        for key in sorted(set(golden) | set(found)):
            yield from differences(found.get(key), golden.get(key), f"{place}.{key}")
    elif isinstance(golden, list) and isinstance(found, list) and len(golden) == len(found):
        for n, (a, b) in enumerate(zip(found, golden, strict=True)):
            yield from differences(a, b, f"{place}[{n}]")
    elif not same(found, golden, place):
        yield f"{place}: {found!r}, golden {golden!r}"


def same(found, golden, place):
    if (
        "_utc" in place.replace(".", "_").rpartition("]")[2]
        and isinstance(found, str)
        and isinstance(golden, str)
    ):
        return abs(parse_utc(found) - parse_utc(golden)) <= SECONDS
    if isinstance(golden, float) and isinstance(found, float | int):
        allowed = SECONDS if place.endswith("_s") else NUMBERS
        return abs(found - golden) <= allowed
    return found == golden


# The whole mission takes as long as all others together: tests/simulation/test_mission.py looks at it.
NAMES = [name for name, _ in builtin_scenarios() if name != "ingenuity-mission"]


@pytest.mark.parametrize("name", NAMES)
def test_summary_is_the_golden_one(name, request, tmp_path):
    """A change of results shows as a difference to the golden summary; `make golden` rewrites it."""
    if name == "flight-52-blackout":
        folder = request.getfixturevalue("main_run").folder
    else:
        folder = relaysim.run(name, tmp_path / "run")
    found = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert list(differences(found, golden)) == []


def test_a_difference_is_seen():
    """The comparison notices another day, another decibel, another word, a missing key."""
    golden = {"a_utc": "2023-04-27T04:12:14Z", "b_db": 1.0, "c": "x", "d": [1]}
    for changed in (
        golden | {"a_utc": "2023-04-27T04:12:24Z"},
        golden | {"b_db": 1.1},
        golden | {"c": "y"},
        golden | {"d": [1, 2]},
        {key: value for key, value in golden.items() if key != "c"},
    ):
        assert len(list(differences(changed, golden))) == 1
    assert not list(differences(golden | {"b_db": 1.01}, golden))

"""Whatever is done to a scenario file, it loads or its faults are told; nothing else ever happens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relaysim.errors import Fault, ScenarioError
from relaysim.scenario.document import read_document
from relaysim.scenario.loader import load_scenario

TEXT = Path(__file__).with_name("minimal.yaml").read_text(encoding="utf-8")
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
    st.sampled_from(
        [
            "1 m",
            "-1 s",
            "1e400 s",
            "sol 776",
            "day 99999999999999999999",
            "day 1 09:30 local",
            "25:00 local",
            "0 bit",
            "9999-12-31T23:59Z",
            "0001-01-01T00:00Z",
            "../..",
            "a.csv",
            "nan dB",
            "500 dBm",
            "-400 dBi",
            "\ud800",
        ]
    ),
)


def _places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [place for key, value in items for place in [(*path, key), *_places(value, (*path, key))]]


def _parent(data: Any, place: tuple[Any, ...]) -> Any:
    for part in place[:-1]:
        data = data[part]
    return data


def _mutate(data: Any, draw: st.DataObject) -> None:
    place = draw.draw(st.sampled_from(_places(data)))
    parent = _parent(data, place)
    match draw.draw(st.sampled_from(["delete", "replace", "swap", "rename", "repeat"])):
        case "delete":
            del parent[place[-1]]
        case "replace":
            parent[place[-1]] = draw.draw(ODD)
        case "swap":
            other = draw.draw(st.sampled_from(_places(data)))
            value = json.loads(json.dumps(_parent(data, other)[other[-1]]))
            parent[place[-1]] = value
        case "rename" if isinstance(parent, dict):
            parent[draw.draw(st.text(max_size=8))] = parent.pop(place[-1])
        case "repeat" if isinstance(parent, list):
            parent.append(json.loads(json.dumps(parent[place[-1]])))


def _loads_or_tells(path: Path, overrides: tuple[str, ...] = ()) -> None:
    faults: tuple[Fault, ...] = ()
    told = False
    try:
        load_scenario(path, overrides)
    except ScenarioError as error:
        told, faults = True, error.faults
    assert told == bool(faults)
    assert all(fault.message and fault.line >= 0 for fault in faults)


@settings(max_examples=75, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draw=st.data())
def test_mutated_data(tmp_path: Path, draw: st.DataObject) -> None:
    """Deleted, replaced, swapped, renamed and repeated values end in a scenario or in its faults."""
    data = read_document(TEXT, "minimal").data
    for _ in range(draw.draw(st.integers(1, 4))):
        if data:
            _mutate(data, draw)
    path = tmp_path / "mutated.yaml"
    path.write_text(json.dumps(data), encoding="utf-8")  # JSON is YAML 1.2
    _loads_or_tells(path)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(0, len(TEXT)),
    length=st.integers(0, 40),
    new=st.text(max_size=6) | st.binary(max_size=6),
)
def test_mutated_text(tmp_path: Path, start: int, length: int, new: str | bytes) -> None:
    """Holes and rubbish in the text end in a scenario or in its faults."""
    middle = new if isinstance(new, bytes) else new.encode("utf-8", "replace")
    path = tmp_path / "mutated.yaml"
    path.write_bytes(TEXT[:start].encode() + middle + TEXT[start + length :].encode())
    _loads_or_tells(path)


@settings(max_examples=100, deadline=None)
@given(
    path=st.text(max_size=20) | st.sampled_from(["link.budget.", "flights.1.", "link.modes[0]"]),
    value=st.text(max_size=10),
)
def test_any_override(path: str, value: str) -> None:
    """Any text may follow --set."""
    _loads_or_tells(Path(__file__).with_name("minimal.yaml"), (f"{path}={value}",))


@pytest.mark.parametrize(
    "text",
    ["?", "? ? ?", ": :", "- - -", "a: |\n\tb", "{", "[}", "&", "*", "!", "%", "a: &b *b", "!<", "\u2028"],
)
def test_rubbish(tmp_path: Path, text: str) -> None:
    """Short texts that are hard on parsers."""
    path = tmp_path / "rubbish.yaml"
    path.write_text(text, encoding="utf-8")
    _loads_or_tells(path)

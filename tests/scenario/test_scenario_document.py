"""YAML 1.2 and nothing else, with the place of everything."""

from __future__ import annotations

import pytest

from relaysim.scenario.document import Place, parse_value, path_text, read_document


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12:30", "12:30"),
        ("12:30:00", "12:30:00"),
        ("no", "no"),
        ("on", "on"),
        ("2023-04-27", "2023-04-27"),
        ("1e3", 1000.0),
        ("017", 17),
        ("0x1F", 31),
        ("0o17", 15),
        ("1_000", "1_000"),
        ("true", True),
        ("~", None),
        ("", None),
        ("'5'", "5"),
        ("-7 dB", "-7 dB"),
        ("[1, a b]", [1, "a b"]),
        ("{a: no}", {"a": "no"}),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_core_schema(text: str, value: object) -> None:
    """Plain scalars are numbers, true, false, null or text, as YAML 1.2 says."""
    assert parse_value(text) == value


def test_yaml_1_1_is_not_spoken() -> None:
    """A %YAML 1.1 directive does not turn `no` into false."""
    assert read_document("%YAML 1.1\n---\na: no\n", "f").data == {"a": "no"}


def test_places() -> None:
    """Keys and values know line and column, from 1."""
    places = read_document("a: 1\nb:\n  - c: x\n", "f").places
    assert places["a",] == Place((1, 1), (1, 4))
    assert places["b", 0] == Place((3, 5), (3, 5))
    assert places["b", 0, "c"] == Place((3, 5), (3, 8))


def test_an_alias_repeats_a_value() -> None:
    """Anchors and aliases may be used."""
    assert read_document("a: &x {b: 1}\nc: *x\n", "f").data == {"a": {"b": 1}, "c": {"b": 1}}


def test_aliases_cannot_swell() -> None:
    """A few aliases of aliases do not fill the memory."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    (fault,) = read_document("\n".join(lines), "f").faults
    assert "too many values" in fault.message


def test_deep_nesting() -> None:
    """A thousand brackets are a fault, not a crash."""
    assert read_document("a: " + "[" * 5000, "f").faults
    assert read_document("a: " + "[" * 100 + "]" * 100, "f").faults


def test_path_text() -> None:
    """Paths read as in messages."""
    assert path_text(("link", "budget", 3, "value")) == "link.budget[3].value"
    assert path_text(()) == ""

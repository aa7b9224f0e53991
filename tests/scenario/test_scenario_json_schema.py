"""The JSON Schema for editors agrees with the loader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from relaysim.resources import data_folder
from relaysim.scenario.document import read_document
from relaysim.scenario.json_schema import json_schema

jsonschema = pytest.importorskip("jsonschema", reason="the package jsonschema is not installed")

TESTS = Path(__file__).resolve().parents[1]
# Faults in the form of single values, which a schema sees; the others need units' bounds or other sections.
SEEN = (
    *(
        "wrong_unit",
        "no_unit",
        "unknown_key",
        "unknown_section",
        "missing_keys",
        "wrong_types",
        "list_needed",
    ),
    *(
        "wrong_words",
        "version",
        "bad_name",
        "light_time_unit",
        "history_level",
        "several_at_once",
        "empty_list",
    ),
    *("bad_times", "faulty_clock", "product_kind"),
)


@pytest.fixture(scope="module")
def validator() -> Any:
    """Of the schema as it is now; checking the schema itself takes long."""
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def _data(path: Path) -> dict[str, Any]:
    return read_document(path.read_text(encoding="utf-8"), path.name).data


@pytest.mark.parametrize("path", sorted(data_folder("scenarios").glob("*.yaml")), ids=lambda path: path.stem)
def test_it_accepts_built_in_scenarios(validator: Any, path: Path) -> None:
    """Every built-in scenario is valid."""
    assert [error.message for error in validator.iter_errors(_data(path))] == []


def test_it_accepts_the_minimal_scenario(validator: Any) -> None:
    """Optional keys are optional."""
    assert [
        error.message for error in validator.iter_errors(_data(Path(__file__).with_name("minimal.yaml")))
    ] == []


@pytest.mark.parametrize("name", SEEN)
def test_it_rejects_what_a_schema_can_see(validator: Any, name: str) -> None:
    """Faults in the form of values are seen in the editor already."""
    assert not validator.is_valid(_data(TESTS / "invalid" / f"{name}.yaml"))


def test_every_key_is_described() -> None:
    """Each key has a description, and no section takes unknown keys."""
    schema = json_schema()
    for section in [schema, *schema["$defs"].values()]:
        assert section["additionalProperties"] is False
        for key, value in section["properties"].items():
            assert value.get("description"), (section.get("title"), key)


def test_quantities_are_shown_by_example() -> None:
    """An editor can offer "914 MHz"."""
    frequency = json_schema()["$defs"]["Link"]["properties"]["frequency"]
    assert frequency["type"] == "string"
    assert frequency["examples"] == ["914 MHz"]

"""The JSON Schema (draft 2020-12) of scenario files, for editors and as a reference of every key."""

from __future__ import annotations

from typing import Any

from relaysim.scenario.schema import ScenarioModel


def json_schema() -> dict[str, Any]:
    """A new schema: quantities are strings with a pattern, unknown keys forbidden, every key described.

    It sees the form of values only; bounds with units and what must match between sections are checked by
    `relaysim.scenario.loader.load_scenario`.
    """
    schema = ScenarioModel.model_json_schema(by_alias=True, mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "relaysim scenario",
    }

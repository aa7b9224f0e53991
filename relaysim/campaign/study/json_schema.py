"""The JSON Schema (draft 2020-12) of study files, for editors and as a reference of every key."""

from __future__ import annotations

from typing import Any

from relaysim.campaign.study.schema_study import StudyModel


def study_schema() -> dict[str, Any]:
    """A new schema: unknown keys forbidden, every key described.

    It sees the form of values only; what must match the scenario is checked by
    `relaysim.campaign.load_study.load_study`.
    """
    schema = StudyModel.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "relaysim study"}

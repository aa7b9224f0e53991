"""What a document says, as a model: whole, or with its faults noted and what is right of the rest."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from relaysim.scenario.document import Document
from relaysim.scenario.partial import build_partial
from relaysim.scenario.places import FaultList
from relaysim.scenario.times import Reading
from relaysim.scenario.wording import add_validation_faults

M = TypeVar("M", bound=BaseModel)


def read_model(kind: type[M], document: Document, reading: Reading, faults: FaultList) -> M:
    """The model of a document; of a faulty one with None wherever a value is missing or faulty, for further checks."""
    try:
        return kind.model_validate(document.data, context=reading)
    except ValidationError as error:
        add_validation_faults(error, kind, faults)
    model = build_partial(kind, document.data, reading)
    assert model is not None  # the data are a mapping
    return model

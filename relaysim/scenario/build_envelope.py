"""From a checked scenario to the envelope of its helicopter."""

from __future__ import annotations

import dataclasses

from relaysim.helicopter.envelope import UNBOUNDED, Envelope
from relaysim.scenario import schema_envelope


def envelope(section: schema_envelope.Envelope | None) -> Envelope:
    """The limits; what the scenario leaves out, or the whole section, bounds nothing."""
    if section is None:
        return UNBOUNDED
    names = (field.name for field in dataclasses.fields(Envelope))
    given = {name: getattr(section, name) for name in names}
    return Envelope(**{name: value for name, value in given.items() if value is not None})

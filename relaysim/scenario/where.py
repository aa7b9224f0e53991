"""Where in its file a scenario says something: for faults that are found only when the world is built."""

from __future__ import annotations

from relaysim.errors import Fault
from relaysim.scenario.document import Document, Path_, path_text, read_document
from relaysim.scenario.scenario import Scenario
from relaysim.scenario.text_file import read_text

MOST_BYTES = 5_000_000


def place_of(scenario: Scenario, *path: str) -> str:
    """How a message about a value begins: "file:line:column: path: ".

    It names the override where one has put the value there, and is "" where neither file nor override did.
    """
    dotted = path_text(path)
    for text in reversed(scenario.overrides):
        name = text.partition("=")[0].strip()
        if name and (dotted == name or dotted.startswith(f"{name}.")):
            return f"--set {text}: "
    document = _document(scenario)
    place = document.places.get(path)
    if place is None or _value(document, path) != _value(scenario.data, path):
        return ""
    line, column = place.value
    return f"{document.file}:{line}:{column}: {dotted}: "


def _document(scenario: Scenario) -> Document:
    file = str(scenario.source)
    text = read_text(scenario.source, file, MOST_BYTES, "scenario")
    return Document(file) if isinstance(text, Fault) else read_document(text, file)


def _value(data: object, path: Path_) -> object:
    """What stands at a path, None if nothing does."""
    current = data.data if isinstance(data, Document) else data
    for part in path:
        current = current.get(part) if isinstance(current, dict) else None
    return current

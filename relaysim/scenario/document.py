"""A scenario's YAML as plain data with the place of every key and value.

The text is composed into ruamel's nodes, which carry line and column, and turned into dicts, lists and
scalars here. Plain scalars follow the YAML 1.2 core schema and nothing else: `12:30`, `no`, `2023-04-27`
are text, whatever a %YAML directive says.
"""

from __future__ import annotations

import math
import re
import warnings
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from relaysim.errors import Fault

Path_ = tuple[str | int, ...]
MOST_VALUES = 200_000
MOST_DEPTH = 50
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}|0o[0-7]{1,18}|0x[0-9a-fA-F]{1,15}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: dict[str, bool | None] = {
    **{"": None, "~": None, "null": None, "Null": None, "NULL": None},
    **{"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False},
}

_HINTS = {
    "mapping values are not allowed": "a text with ': ' needs quotes; keys of a section line up",
    "found character '\\t'": "indent with spaces, not tabs",
}


@dataclass(frozen=True)
class Place:
    """Line and column, from 1, of a key (or list item) and of its value."""

    key: tuple[int, int]
    value: tuple[int, int]


@dataclass
class Document:
    """Plain data, the place of everything in it, and the faults of its form.

    Attributes:
        file: how messages name the file.
        data: the mapping; {} when the text is no mapping.
        places: by path of keys and list indices.
        faults: not YAML, duplicate keys, tags ...
    """

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Path_, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_document(text: str, file: str, what: str = "scenario") -> Document:
    """The data of a YAML text whose top level is a mapping; faults are kept in the document."""
    document = Document(file)
    node = _compose(text, document)
    if document.faults:
        return document
    if node is None:
        document.faults.append(Fault(file, 0, 0, "", f"the {what} file is empty"))
    elif not isinstance(node, MappingNode):
        line, column = _mark(node)
        message = f"a {what} file is a mapping (lines such as 'name: my-{what}'), this is {_kind(node)}"
        document.faults.append(Fault(file, line, column, "", message))
    else:
        document.data = _Builder(document).mapping(node, ())
    return document


def parse_value(text: str) -> Any:
    """The value of one YAML scalar or flow collection, for overrides.

    Raises:
        ValueError: not YAML; the message says why.
    """
    document = Document("")
    node = _compose(text, document)
    value = _Builder(document).value(node, ()) if node is not None else None
    if document.faults:
        raise ValueError(document.faults[0].message)
    return value


def path_text(path: Path_) -> str:
    """A path as messages show it: link.budget[3].value."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def _compose(text: str, document: Document) -> Node | None:
    line = column = 0
    try:
        with warnings.catch_warnings():
            # An anchor may be given anew: the later one counts from there on.
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            return YAML(typ="safe", pure=True).compose(text)  # type: ignore[no-any-return]
    except ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, error.position - (before.rfind("\n") + 1) + 1
        message = f"not YAML: the character {chr(error.character)!r} is not allowed"
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
        message = f"not YAML: {_plain(error)}"
    except RecursionError:
        message = "not YAML that relaysim reads: it is nested too deeply"
    except (YAMLError, ValueError, TypeError, AttributeError, IndexError, KeyError, AssertionError) as error:
        # The parser of ruamel.yaml stumbles over some broken texts in ways of its own.
        message = f"not YAML: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
    document.faults.append(Fault(document.file, line, column, "", message))
    return None


def _plain(error: MarkedYAMLError) -> str:
    problem = " ".join(str(error.problem or "it cannot be read").split())
    context = " ".join(str(error.context or "").split())
    begun, mark = error.context_mark, error.problem_mark
    if begun is not None and mark is not None and begun.line != mark.line:
        context = f"{context}, begun in line {begun.line + 1}"
    for beginning, hint in _HINTS.items():
        if problem.startswith(beginning):
            return f"{problem}: {hint}"
    if problem.startswith("but "):
        return f"{context}, {problem}"
    return f"{problem} ({context})" if context else problem


def _mark(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _kind(node: Node) -> str:
    return "a list" if isinstance(node, SequenceNode) else "a single value"


def _scalar(node: ScalarNode) -> str | int | float | bool | None:
    text: str = node.value
    if node.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text, 0) if text[:2] in ("0x", "0o") else int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    if _SPECIAL.fullmatch(text):
        return float(text.lower().replace(".", ""))
    return text


class _Builder:
    """Turns nodes into data; remembers places and faults in the document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._count = 0
        self._open: set[int] = set()

    def value(self, node: Node, path: Path_) -> Any:
        self._count += 1
        if self._count > MOST_VALUES or len(path) > MOST_DEPTH:
            if self._count <= MOST_VALUES or self._count == MOST_VALUES + 1:
                self._fault(node, path[:4], "too many values, or nested too deeply")
            return None
        if not str(node.tag or "").startswith("tag:yaml.org,2002:"):
            self._fault(node, path, f"the tag {node.tag} is not used in scenario files")
        if isinstance(node, MappingNode | SequenceNode):
            return self._collection(node, path)
        assert isinstance(node, ScalarNode)  # ruamel composes no fourth kind
        return _scalar(node)

    def _collection(self, node: MappingNode | SequenceNode, path: Path_) -> Any:
        if id(node) in self._open:
            self._fault(node, path, "the alias stands within what it refers to")
            return None
        self._open.add(id(node))
        if isinstance(node, MappingNode):
            data: Any = self.mapping(node, path)
        else:
            data = [self._item(item, (*path, index)) for index, item in enumerate(node.value)]
        self._open.discard(id(node))
        return data

    def mapping(self, node: MappingNode, path: Path_) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._fault(key_node, path, f"a key must be a word, this is {_kind(key_node)}")
                continue
            key: str = key_node.value
            if key in data:
                first = self._document.places[*path, key].key[0]
                self._fault(
                    key_node, (*path, key), f"the key '{key}' stands here twice (first in line {first})"
                )
                continue
            self._document.places[*path, key] = Place(_mark(key_node), _mark(value_node))
            data[key] = self.value(value_node, (*path, key))
        return data

    def _item(self, node: Node, path: Path_) -> Any:
        self._document.places[path] = Place(_mark(node), _mark(node))
        return self.value(node, path)

    def _fault(self, node: Node, path: Path_, message: str) -> None:
        line, column = _mark(node)
        self._document.faults.append(Fault(self._document.file, line, column, path_text(path), message))

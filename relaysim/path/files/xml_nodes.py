"""XML as a small tree whose nodes know their lines; what could make it grow without end is refused."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from relaysim.path.files.route_points import NoRouteError

MOST_NODES, DEEPEST = 1_000_000, 60
_CUT_SHORT = tuple(
    expat.errors.codes[reason]
    for reason in (expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN)
)


class XmlNode:
    """An element: its name without prefix, attributes, children, text, and the line (from 1) of its tag."""

    __slots__ = ("attributes", "children", "line", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name, self.attributes, self.line = name, attributes, line
        self.children: list[XmlNode] = []
        self.text = ""

    def all(self, name: str) -> Iterator[XmlNode]:
        """The children of a name."""
        return (child for child in self.children if child.name == name)

    def text_of(self, name: str) -> str:
        """The text of the first child of a name without surrounding white space, "" if there is none."""
        return next((child.text.strip() for child in self.all(name)), "")

    def walk(self) -> Iterator[XmlNode]:
        """The node and all below it, in the order of the file."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_xml(data: bytes) -> XmlNode:
    """The root of a document.

    Raises:
        NoRouteError: not well-formed, with a document type (entities can grow without end), too deep, too many nodes.
    """
    builder = _Builder()
    try:
        builder.parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.errors.messages.get(error.code, "it is not well-formed")
        if builder.open and error.code in _CUT_SHORT:
            inner = builder.open[-1]
            reason = f"the file ends within <{inner.name[:40]}> of line {inner.line}; is it whole?"
        raise NoRouteError(error.lineno, f"the XML is broken here: {reason}") from None
    except (LookupError, ValueError) as error:  # an encoding that Python does not know, or cannot use
        raise NoRouteError(1, f"the XML cannot be read: {error}") from None
    assert builder.root is not None  # a well-formed document has a root
    return builder.root


class _Builder:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.root: XmlNode | None = None
        self.open: list[XmlNode] = []
        self.texts: list[list[str]] = []
        self.count = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        node = XmlNode(name.rpartition(":")[2], attributes, line)
        self.count += 1
        if self.count > MOST_NODES:
            raise NoRouteError(line, f"the file has more than {MOST_NODES:,} elements: thin its points")
        if len(self.open) == DEEPEST:
            raise NoRouteError(
                line, f"elements stand more than {DEEPEST} deep in one another: this is no route"
            )
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)
        self.texts.append([])

    def _end(self, name: str) -> None:
        self.open.pop().text = "".join(self.texts.pop())

    def _text(self, text: str) -> None:
        self.texts[-1].append(text)

    def _doctype(self, *_: object) -> None:
        line = self.parser.CurrentLineNumber
        raise NoRouteError(
            line, "the file declares a document type (<!DOCTYPE>), which no route needs: remove it"
        )

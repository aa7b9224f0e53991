"""What may befall a file on its way here: bytes, cells, keys and values, each damage drawn."""

from __future__ import annotations

import copy
import csv
import io
import re
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

NUMBERS = (
    "0", "-0", "-1", "1", "2", "1e-9", "1e9", "1e300", "1e400", "-1e300", "nan", "inf", "-inf", "1,5", "0x10", "1_000",
    "１２", "999999999999999999999", "", "90", "-90.0000001", "180", "360", "361", "1e-320",
)  # fmt: skip
WORDS = (
    "", " ", "null", "true", "~", "-", "?", "..", "../..", "/", "/dev/null", ".", "a.csv", "none", "sol 776", "sol -1",
    "day 99999999999999999999", "day 1 09:30 local", "25:00 local", "24:00 local", "2026-05-01T06:00:00+02:00",
    "2026-05-01 06:00", "2026-02-30T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00Z", "2016-12-31T23:59:60Z", "nan dB",
    "1 m", "-1 s", "1e400 s", "0 bit", "100 ft", "1 furlong", "500 dBm", "-400 dBi", "\ud800", "\x00", "\u202e", "é" * 300,
    "{", "[", "&a *a", "!!python/object:os.system x", "=1+1", "'; drop table flights", "%s%n", "{{7*7}}",
)  # fmt: skip
_NUMBER = re.compile(r"[-+]?\d+\.?\d*(?:[eE][-+]?\d+)?")
odd_texts = st.sampled_from(WORDS) | st.sampled_from(NUMBERS) | st.text(max_size=12)
odd_values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), odd_texts, st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)  # fmt: skip


def damaged_bytes(draw: st.DataObject, content: bytes) -> bytes:
    """Cut, holed, doubled, with rubbish in it, or encoded otherwise."""
    at = draw.draw(st.integers(0, len(content)), "at")
    length = draw.draw(st.integers(0, 40) | st.integers(0, len(content)), "length")
    match draw.draw(st.sampled_from(["cut", "hole", "rubbish", "double", "flip", "encode"]), "how"):
        case "cut":
            return content[:at]
        case "hole":
            return content[:at] + content[at + length :]
        case "rubbish":
            return content[:at] + draw.draw(st.binary(max_size=8)) + content[at + length :]
        case "double":
            return content[: at + length] + content[at:]
        case "flip" if content:
            at = min(at, len(content) - 1)
            return content[:at] + bytes([content[at] ^ draw.draw(st.integers(1, 255))]) + content[at + 1 :]
        case _:
            name = draw.draw(st.sampled_from(["utf-16", "utf-32", "utf-8-sig", "latin-1", "utf-7", "cp037"]))
            return content.decode("utf-8", "replace").encode(name, "replace")


def damaged_data(draw: st.DataObject, data: Any, most: int = 4) -> Any:
    """Values deleted, replaced, made extreme, swapped, renamed, repeated; JSON's types stay JSON's."""
    data = copy.deepcopy(data)
    for _ in range(draw.draw(st.integers(1, most), "damages")):
        places = _places(data)
        if places:
            _damage(draw, data, places)
    return data


def _damage(draw: st.DataObject, data: Any, places: Sequence[tuple[Any, ...]]) -> None:
    place = draw.draw(st.sampled_from(places), "place")
    parent, key = _at(data, place[:-1]), place[-1]
    match draw.draw(st.sampled_from(["extreme", "replace", "delete", "swap", "rename", "repeat"]), "how"):
        case "extreme":
            parent[key] = _extreme(draw, parent[key])
        case "replace":
            parent[key] = draw.draw(odd_values)
        case "swap":
            parent[key] = copy.deepcopy(_at(data, draw.draw(st.sampled_from(places), "other")))
        case "rename" if isinstance(parent, dict):
            parent[draw.draw(odd_texts)] = parent.pop(key)
        case "repeat" if isinstance(parent, list):
            parent.append(copy.deepcopy(parent[key]))
        case _:
            del parent[key]


def _extreme(draw: st.DataObject, value: Any) -> Any:
    """The same with another number in it: of a text its first, whose unit stays."""
    number = draw.draw(st.sampled_from(NUMBERS), "number")
    if isinstance(value, str) and _NUMBER.search(value):
        return _NUMBER.sub(number.replace("\\", ""), value, count=1)
    try:
        return float(number) if number not in ("nan", "inf", "-inf") else number
    except ValueError:
        return number


def _places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [place for key, value in items for place in [(*path, key), *_places(value, (*path, key))]]


def _at(data: Any, place: Sequence[Any]) -> Any:
    for part in place:
        data = data[part]
    return data


def damaged_table(draw: st.DataObject, text: str) -> bytes:
    """A CSV table as other programs leave it, or a careless hand."""
    rows = list(csv.reader(io.StringIO(text)))
    for _ in range(draw.draw(st.integers(0, 3), "damages")):
        _damage_rows(draw, rows)
    delimiter = draw.draw(st.sampled_from(",,,,,,;\t|"), "delimiter")
    end = draw.draw(st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", "\n\n", "\u2028"]), "end of line")
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end, escapechar="\\")
    writer.writerows(rows)
    encoding = draw.draw(st.sampled_from(["utf-8"] * 6 + ["utf-8-sig", "utf-16", "latin-1"]), "encoding")
    content = file.getvalue().encode(encoding, "replace")
    return damaged_bytes(draw, content) if draw.draw(st.integers(0, 9), "bytes too") == 0 else content


def _damage_rows(draw: st.DataObject, rows: list[list[str]]) -> None:
    if not rows:
        return
    row = draw.draw(st.integers(0, len(rows) - 1), "row")
    cells = rows[row]
    column = draw.draw(st.integers(0, max(len(cells) - 1, 0)), "column")
    match draw.draw(
        st.sampled_from(["cell", "extreme", "row", "again", "swap", "column", "longer", "empty"]), "how"
    ):
        case "cell" if cells:
            cells[column] = draw.draw(odd_texts)
        case "extreme" if cells:
            cells[column] = draw.draw(st.sampled_from(NUMBERS))
        case "row":
            del rows[row]
        case "again":
            rows.insert(draw.draw(st.integers(0, len(rows))), list(cells))
        case "swap":
            other = draw.draw(st.integers(0, len(rows) - 1))
            rows[row], rows[other] = rows[other], rows[row]
        case "column":
            for one in rows:
                del one[column : column + 1]
        case "longer":
            cells.append(draw.draw(odd_texts))
        case "empty":
            del rows[draw.draw(st.integers(0, 1)) :]

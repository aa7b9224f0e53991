"""The lines of an ionrc file, one command each, as contacts and ranges between numbered nodes."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from relaysim.plans.draft import Draft
from relaysim.plans.ion_file import BYTE, NODE

_ABSOLUTE = re.compile(r"\d{4}/\d{1,2}/\d{1,2}-\d{1,2}:\d{2}:\d{2}")
_FORMS = "+SECONDS or yyyy/mm/dd-hh:mm:ss, whole seconds"
# Nodes, rates, seconds: more digits than any of them has would not even fit a float.
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class IonContact:
    """`a contact`: absolute times; success is its confidence."""

    line: int
    start_utc_s: float
    end_utc_s: float
    source: int
    destination: int
    rate_bps: float
    success: float


@dataclass(frozen=True, slots=True)
class IonRange:
    """`a range`: absolute times; it ends at inf where ION's stop time is 0."""

    line: int
    start_utc_s: float
    end_utc_s: float
    source: int
    destination: int
    delay_s: float


class _Unread(Exception):
    """A line that cannot be understood, and why."""


class IonLines:
    """Reads a text line by line; what is wrong goes to the draft.

    Attributes:
        names: of nodes, from comments `# node 3 rover`.
        epoch_utc_s: the first reference time, None as long as the file has not set one.
    """

    def __init__(self, text: str, draft: Draft, epoch_utc_s: float | None) -> None:
        self.contacts: list[IonContact] = []
        self.ranges: list[IonRange] = []
        self.names: dict[int, str] = {}
        self.nodes: set[int] = set()
        self.epoch_utc_s: float | None = None
        self._draft = draft
        self._reference = epoch_utc_s
        for number, line in enumerate(text.splitlines(), 1):
            try:
                self._read(number, line.strip())
            except _Unread as why:
                draft.fault(number, " ".join(line.split()[:2]), str(why))

    def _read(self, number: int, line: str) -> None:
        words = line.split()
        if line.startswith(NODE):
            if len(words) > 3 and words[2].isdecimal():
                self.names[int(words[2])] = line.split(maxsplit=3)[3]
            return
        if not words or words[0].startswith("#"):
            return
        if words[0] == "@":
            self._at(words)
        elif words[:2] == ["a", "contact"]:
            self._contact(number, _without_comment(words[2:]))
        elif words[:2] == ["a", "range"]:
            self._range(number, _without_comment(words[2:]))
        elif words[0] in ("c", "d") and words[1:2] in (["contact"], ["range"]):
            raise _Unread(
                "a plan that changes or deletes what it added is not read; add only what is to hold"
            )
        elif words[0] == "^":
            self._draft.remarks.append("regions (^) are not told apart: all contacts are in one plan")

    def _at(self, words: list[str]) -> None:
        if len(words) != 2:
            raise _Unread(f"@ needs one time ({_FORMS})")
        self._reference = self._time(words[1])
        self.epoch_utc_s = self._reference if self.epoch_utc_s is None else self.epoch_utc_s

    def _contact(self, number: int, words: list[str]) -> None:
        if len(words) not in (5, 6):
            raise _Unread("it needs START STOP FROM TO BYTES_PER_SECOND and may have a CONFIDENCE")
        source, destination = _node(words[2]), _node(words[3])
        self.nodes |= {source, destination}
        if words[0] == "-1" and source == destination:
            return  # a registration: the node belongs to the region, nothing is sent
        if words[1] == "0":
            self._draft.remarks.append(
                "hypothetical contacts (stop time 0) are left out: nothing of them is planned"
            )
            return
        success = float(_number(words[5], "confidence")) if len(words) == 6 else 1.0
        if not 0.0 < success <= 1.0:
            raise _Unread(
                f"confidence {words[5]}: a probability above 0 and up to 1; light times stand in ranges"
            )
        rate_bps = float(_whole(words[4], "rate (bytes per second)")) * BYTE
        start, end = self._time(words[0]), self._time(words[1])
        self.contacts.append(IonContact(number, start, end, source, destination, rate_bps, success))

    def _range(self, number: int, words: list[str]) -> None:
        if len(words) != 5:
            raise _Unread("it needs START STOP NODE OTHER_NODE LIGHT_SECONDS")
        start, end = self._time(words[0]), math.inf if words[1] == "0" else self._time(words[1])
        if end <= start:
            raise _Unread("it does not end after it starts; swap its times")
        source, destination = _node(words[2]), _node(words[3])
        delay_s = float(_whole(words[4], "distance (light seconds)"))
        self.ranges.append(IonRange(number, start, end, source, destination, delay_s))

    def _time(self, text: str) -> float:
        if text.startswith("+") and text[1:].isdecimal() and len(text) <= _MOST_DIGITS:
            if self._reference is None:
                raise _Unread(
                    f"nothing says what {text} counts from (in ION, the moment ionadmin starts); "
                    "put a line '@ yyyy/mm/dd-hh:mm:ss' before it, or give the epoch"
                )
            return self._reference + float(text[1:])
        if not _ABSOLUTE.fullmatch(text):
            raise _Unread(f"{text!r} is not a time ({_FORMS})")
        try:
            return datetime.strptime(text, "%Y/%m/%d-%H:%M:%S").replace(tzinfo=UTC).timestamp()
        except ValueError:
            raise _Unread(f"{text!r} is not a date and time ({_FORMS})") from None


def _without_comment(words: list[str]) -> list[str]:
    return words[: next((n for n, word in enumerate(words) if word.startswith("#")), len(words))]


def _node(text: str) -> int:
    if not text.isdecimal() or len(text) > _MOST_DIGITS or int(text) < 1:
        raise _Unread(f"{text!r} is not a node number: 1, 2, ...")
    return int(text)


def _whole(text: str, what: str) -> int:
    if not text.isdecimal() or len(text) > _MOST_DIGITS:
        raise _Unread(f"{what} {text!r}: a whole number is needed")
    return int(text)


def _number(text: str, what: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise _Unread(f"{what} {text!r} is not a number") from None

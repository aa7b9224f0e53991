"""Which requests are answered, without any socket."""

import json
import threading

import pytest

from relaysim.errors import InputError
from relaysim.explore.guard import Guard, Refusal
from relaysim.explore.newest import Lane, Stale
from relaysim.explore.wish import Place, read_wish

GUARD = Guard(8123, "a-token")
OWN = {"host": ["127.0.0.1:8123"]}
WISH = {
    "page": "p1", "number": 3, "day": 776, "rover": None, "helicopter": {"x_m": 1, "y_m": -2.5}, "rover_antenna_m": 1.2,
    "helicopter_antenna_m": 0.5, "power_dbm": 28.75,
}  # fmt: skip


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": ["evil.example:8123"]},
        {"host": ["127.0.0.1"]},
        {"host": ["127.0.0.1:8124"]},
        {"host": ["127.0.0.1:8123", "127.0.0.1:8123"]},
        {"host": ["127.0.0.1:8123.evil.example"]},
        OWN | {"origin": ["http://evil.example"]},
        OWN | {"origin": ["null"]},
        OWN | {"origin": ["https://127.0.0.1:8123"]},
        OWN | {"origin": ["http://127.0.0.1:8123", "http://evil.example"]},
        OWN | {"sec-fetch-site": ["cross-site"]},
    ],
)
def test_other_names_and_other_sites_are_refused(headers):
    """A page whose name was bent to this machine, and one that asks across sites, get 403 and nothing else."""
    refused = GUARD.refusal("GET", headers)
    assert refused is not None
    assert refused.status == 403


@pytest.mark.parametrize("host", ["127.0.0.1:8123", "LOCALHOST:8123"])
def test_the_own_page_is_answered(host):
    """Both names of this machine, with its own Origin, may ask."""
    headers = {"host": [host], "origin": ["http://127.0.0.1:8123"], "sec-fetch-site": ["same-origin"]}
    assert GUARD.refusal("POST", headers) is None
    clicked = headers | {"sec-fetch-site": ["cross-site"], "sec-fetch-mode": ["navigate"], "origin": []}
    assert GUARD.refusal("GET", clicked) is None
    assert GUARD.refusal("POST", clicked) is not None
    assert GUARD.refusal("DELETE", headers) == Refusal(405, "only GET, HEAD and POST are answered")
    assert [GUARD.knows(one) for one in ("a-token", "a-toke", "", None, "ü")] == [
        True,
        False,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "lengths",
    [[], ["-1"], ["+5"], ["5", "5"], ["1e3"], ["٣"], ["64001"], ["99999999999999999999"], [""], ["0x10"]],
)
def test_a_body_has_one_length_that_is_bounded(lengths):
    """Anything but one plain whole number up to the limit is refused before a byte is read."""
    headers = OWN | ({"content-length": lengths} if lengths else {})
    assert isinstance(GUARD.body_length("POST", headers), Refusal)
    assert isinstance(GUARD.body_length("POST", OWN | {"transfer-encoding": ["chunked"]}), Refusal)
    assert GUARD.body_length("POST", OWN | {"content-length": ["64000"]}) == 64000


@pytest.mark.parametrize(
    "change",
    [
        {"power_dbm": float("nan")}, {"power_dbm": float("inf")}, {"power_dbm": "28"}, {"power_dbm": True}, {"day": 1.5},
        {"number": -1}, {"page": "<script>"}, {"rover": [1, 2]}, {"rover": {"x_m": 1}}, {"rover_antenna_m": -0.1},
        {"rover": {"x_m": 1, "y_m": 2, "z_m": 3}}, {"rover": {"x_m": 1e300, "y_m": 0}}, {"cells": ["fine"]},
        {"around": "moon"}, {"file": "/etc/passwd"}, {"power_dbm": 10**400},
    ],
)  # fmt: skip
def test_a_question_is_checked_value_by_value(change):
    """A wish has these keys with finite numbers in range; everything else is one message."""
    assert read_wish(json.dumps(WISH).encode()).helicopter == Place(1.0, -2.5)
    with pytest.raises(InputError):
        read_wish(json.dumps(WISH | change).encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 60_000,
        b'{"a":' * 9_000,
        b"1" * 60_000,
        b'{"page":"a","page":"b"}',
    ],
)
def test_what_is_no_question_is_told_so(body):
    """No JSON, no object, nested without end, a key twice: InputError, never another exception."""
    with pytest.raises(InputError):
        read_wish(body)


def test_the_newest_question_wins_and_one_is_at_work():
    """Of three questions the one at work and the one that waits give way to the last; another page has its own numbers."""
    lane, begun, told = Lane(), threading.Event(), []

    def slow(go_on):
        begun.set()
        while True:  # until a newer one has come
            go_on()

    def ask(number, work, page="a"):
        try:
            told.append((number, lane.answer(page, number, work)))
        except Stale:
            told.append((number, "stale"))

    first = threading.Thread(target=ask, args=(1, slow))
    first.start()
    assert begun.wait(5)
    ask(2, lambda go_on: "done")
    first.join(5)
    ask(1, lambda go_on: "late")
    ask(1, lambda go_on: "other page", "b")
    assert told == [(1, "stale"), (2, "done"), (1, "stale"), (1, "other page")]

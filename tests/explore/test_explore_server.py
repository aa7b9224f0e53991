"""The server under real sockets: malformed requests by the thousand, slow clients, faults of ours."""

import contextlib
import gc
import json
import random
import socket
import threading
import time
import tracemalloc
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import pytest

from relaysim.explore.answers import Reply
from relaysim.explore.guard import SAFE_HEADERS
from relaysim.explore.server import MOST_CONNECTIONS, ExploreServer
from relaysim.explore.wish import read_wish

TOKEN = "the-token"
WISH = {
    "page": "p1", "number": 3, "day": 776, "rover": None, "helicopter": None, "rover_antenna_m": 1.2,
    "helicopter_antenna_m": 0.5, "power_dbm": 28.75,
}  # fmt: skip


class _Answers:
    """A page of one line, and one question that is read; another that fails."""

    def __init__(self):
        page = Reply(HTTPStatus.OK, "text/html", b"<p>the page</p>")
        self.public, self.pages = {"/explore.css": lambda: page}, {"/": lambda: page}
        self.questions = {"/ask/link": self._asked, "/ask/fault": self._fault}

    def _asked(self, body):
        return Reply(HTTPStatus.OK, "application/json", json.dumps({"day": read_wish(body).day}).encode())

    def _fault(self, body):
        raise KeyError("a fault of ours, /home/somebody/secret")

    def close(self):
        pass


@pytest.fixture
def serve():
    """Starts servers, and ends them; whatever one complains about is kept."""
    begun = []

    def start(**settings):
        told = []
        server = ExploreServer(_Answers(), TOKEN, told.append, **settings)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        begun.append((server, thread))
        return server, told

    yield start
    for server, thread in begun:
        server.shutdown()
        thread.join()
        server.server_close()


def say(server, data, *, timeout_s=5.0):
    """What the server answers to these bytes; b"" where it closes without a word."""
    with socket.create_connection(server.server_address, timeout=timeout_s) as connection:
        parts = []
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                parts.append(part)
        except ConnectionError:
            pass
        return b"".join(parts)


def request(server, method="GET", path="/", body=b"", **headers):
    """A sound request, some of its headers changed; None leaves one out."""
    own = {"Host": f"127.0.0.1:{server.guard.port}", "X-Relaysim-Token": TOKEN}
    own |= {"Content-Length": str(len(body))} if method == "POST" else {}
    own |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{method} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in own.items() if v is not None), "", ""]
    return "\r\n".join(lines).encode() + body


def status(answer):
    return int(answer.split(b" ", 2)[1]) if answer else 0


def test_who_knows_the_token_is_answered_and_nobody_else(serve):
    """Page, scene and questions need the token, styles do not; no path of the file system leads anywhere."""
    server, told = serve()
    assert server.server_address[0] == "127.0.0.1"
    wish = json.dumps(WISH).encode()
    expected = {
        200: [
            request(server), request(server, X_Relaysim_Token=None, path=f"/?key={TOKEN}"), request(server, "HEAD"),
            request(server, path="/explore.css", X_Relaysim_Token=None), request(server, "POST", "/ask/link", wish),
        ],
        403: [
            request(server, X_Relaysim_Token=None), request(server, X_Relaysim_Token="the-toke"),
            request(server, path="/?key=wrong", X_Relaysim_Token=None),
            request(server, path=f"/?{'a=1&' * 12}key={TOKEN}", X_Relaysim_Token=None), request(server, Host="evil.example"),
            request(server, "POST", "/ask/link", wish, X_Relaysim_Token=None),
            request(server, "POST", "/ask/link", wish, Origin="http://evil.example"),
        ],
        404: [request(server, path=p) for p in ("/../pyproject.toml", "/etc/passwd", "//etc/passwd", "/ask/link", "/%2e%2e/")],
        413: [request(server, "POST", "/ask/link", b"x" * 64001)],
        422: [request(server, "POST", "/ask/link", b'{"day": NaN}')],
    }  # fmt: skip
    for code, requests in expected.items():
        assert [status(say(server, one)) for one in requests] == [code] * len(requests)
    head, content = say(server, request(server)).split(b"\r\n\r\n")
    for name, value in SAFE_HEADERS.items():
        assert f"{name}: {value}".encode() in head
    assert content == b"<p>the page</p>"
    assert say(server, request(server, "HEAD")).endswith(b"\r\n\r\n")
    assert told == []


def test_a_fault_of_ours_is_told_on_the_terminal_only(serve):
    """The client hears one sentence without a traceback, the terminal hears all of it, and the server goes on."""
    server, told = serve()
    answer = say(server, request(server, "POST", "/ask/fault", b"{}"))
    assert status(answer) == 500
    assert b"secret" not in answer
    assert b"Traceback" not in answer
    assert "Traceback" in told[0]
    assert "secret" in told[0]
    assert status(say(server, request(server))) == 200


def malformed(server, draw):
    """One of many ways to be wrong."""
    port = server.guard.port
    host = f"Host: 127.0.0.1:{port}\r\nX-Relaysim-Token: {TOKEN}\r\n".encode()
    wish = json.dumps(WISH).encode()
    ways = [
        lambda: draw.randbytes(draw.randrange(1, 4000)),
        lambda: draw.randbytes(draw.randrange(1, 300)) + b"\r\n\r\n",
        lambda: b"GET / HTTP/1.1\r\nHo",
        lambda: b"GET /" + b"a" * draw.randrange(70_000, 120_000) + b" HTTP/1.1\r\n\r\n",
        lambda: b"GET / HTTP/1.1\r\n" + b"X: " + b"y" * 90_000,
        lambda: b"GET / HTTP/1.1\r\n" + b"".join(b"X%d: y\r\n" % n for n in range(400)) + b"\r\n",
        lambda: draw.choice([b"PUT", b"DELETE", b"OPTIONS", b"TRACE", b"CONNECT", b"get", b"G\x00T"]) + b" / HTTP/1.1\r\n" + host + b"\r\n",
        lambda: b"GET / HTTP/9.9\r\n" + host + b"\r\n",
        lambda: b"GET /\r\n",
        lambda: b"\r\n" * draw.randrange(1, 50),
        lambda: b"POST /ask/link HTTP/1.1\r\n" + host + b"Content-Length: " + draw.choice([b"-5", b"abc", b"1e9", b"99999999999999999999", b"70000", b""]) + b"\r\n\r\n" + wish,
        lambda: b"POST /ask/link HTTP/1.1\r\n" + host + b"Content-Length: 500\r\n\r\n" + wish[:100],
        lambda: b"POST /ask/link HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        lambda: request(server, "POST", "/ask/link", wish[: draw.randrange(len(wish))]),
        lambda: request(server, "POST", "/ask/link", json.dumps(WISH | {draw.choice(list(WISH)): draw.choice([None, "x", 1e400, float("nan"), [], {}, True])} | {"page": 0}).encode()),
        lambda: request(server, "POST", "/ask/link", b"[" * draw.randrange(1, 60_000)),
        lambda: request(server, "POST", "/ask/link", draw.randbytes(2000)),
        lambda: request(server, X_Relaysim_Token=draw.choice(["", "x", "the-token2", "ÿ"])),
        lambda: request(server, Host=draw.choice(["evil.example", "", "127.0.0.1:1", "[::1]", "a" * 5000])),
        lambda: request(server, Origin=draw.choice(["null", "http://evil.example", "file://"])),
        lambda: request(server, path=draw.choice(["/../../etc/passwd", "http://[::1", "/%00", "//[", "*", "/\x7f"])),
    ]  # fmt: skip
    return draw.choice(ways)()


def test_a_thousand_malformed_requests_leave_nothing_behind(serve):
    """Random bytes, half requests, wrong lengths, bad JSON ...: each is refused, none is a fault of ours, memory and threads
    are as before, and a sound request is answered at once."""
    server, told = serve()
    draw = random.Random(8)
    requests = [malformed(server, draw) for _ in range(1000)]
    for one in requests[:60]:
        say(server, one)
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: say(server, one), requests))
    took_s = time.monotonic() - began
    end = time.monotonic() + 5.0
    while (
        any(thread.name.endswith("(_serve)") for thread in threading.enumerate()) and time.monotonic() < end
    ):
        time.sleep(0.01)
    left = [thread.name for thread in threading.enumerate() if thread.name.endswith("(_serve)")]
    codes = Counter(map(status, answers))
    size = sum(map(len, answers))
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before - size
    tracemalloc.stop()
    print(f"1,000 malformed requests in {took_s:.1f} s: {dict(codes)}")
    assert told == []
    assert left == []
    assert 200 not in codes
    assert 500 not in codes
    assert grown < 400_000
    assert status(say(server, request(server))) == 200


def test_slow_clients_are_cut_off_and_the_others_are_served(serve):
    """As many clients as there are places send a byte now and then: after the patience is over the page is there again."""
    server, _ = serve(patience_s=0.5)
    slow = [socket.create_connection(server.server_address, timeout=5) for _ in range(MOST_CONNECTIONS + 8)]
    try:
        until = time.monotonic() + 0.8
        while time.monotonic() < until:
            for one in slow:
                with contextlib.suppress(OSError):
                    one.sendall(b"G")
            time.sleep(0.05)
        assert status(say(server, request(server))) == 200
    finally:
        for one in slow:
            one.close()

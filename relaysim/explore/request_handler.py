"""One request of the page: refused, or answered."""

from __future__ import annotations

import contextlib
import io
import json
import socket
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs

from relaysim.errors import InputError, NoResult
from relaysim.explore.answers import Reply
from relaysim.explore.bounded_stream import BoundedStream, TooMuch
from relaysim.explore.guard import MOST_BODY_BYTES, SAFE_HEADERS, TOKEN_HEADER, Refusal
from relaysim.explore.newest import Stale

MOST_HEAD_BYTES = 16_000
_JSON = "application/json; charset=utf-8"
_NO_KEY = "open the address that `relaysim explore` has printed, with its key"


class RequestHandler(BaseHTTPRequestHandler):
    """Reads one request, answers it, and closes the connection."""

    protocol_version = "HTTP/1.0"
    server_version = "relaysim"
    sys_version = ""
    server: Any
    connection: socket.socket

    def setup(self) -> None:
        """Input is bounded as a whole, in time and in bytes."""
        self.connection, patience_s = self.request, self.server.patience_s
        self.connection.settimeout(patience_s)
        most = MOST_HEAD_BYTES + MOST_BODY_BYTES
        stream = BoundedStream(self.connection, seconds=patience_s, most_bytes=most)
        self.rfile = io.BufferedReader(stream)
        self.wfile = io.BytesIO()

    def handle(self) -> None:
        """The whole of it: what the client sends is its own fault, what happens here is ours."""
        try:
            self.handle_one_request()
        except TooMuch as error:
            self._send(Refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, str(error)))
        except (OSError, EOFError):
            pass  # too slow, or gone
        except ValueError:  # what the library's parser stumbles over
            self._send(Refusal(HTTPStatus.BAD_REQUEST, "not a request of HTTP"))

    def finish(self) -> None:
        """Send what was answered. What is not read any more is let go by for a moment, or the answer would be lost."""
        assert isinstance(self.wfile, io.BytesIO)
        answer = self.wfile.getvalue()
        if answer:
            with contextlib.suppress(OSError):
                self.connection.settimeout(self.server.patience_s)
                self.connection.sendall(answer)
                self.connection.shutdown(socket.SHUT_WR)
                self.connection.settimeout(0.2)
                for _ in range(4):
                    if not self.connection.recv(65536):
                        break
        self.rfile.close()

    def do_GET(self) -> None:
        """The page, what belongs to it, and the scene."""
        self._answer()

    def do_HEAD(self) -> None:
        """As GET, without the content."""
        self._answer()

    def do_POST(self) -> None:
        """A question."""
        self._answer()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the library finds wrong with a request, in our form."""
        words = {501: (405, "only GET, HEAD and POST are answered"), 505: (505, "HTTP/1.0 or 1.1")}
        status, said = words.get(code, (code, "not a request of HTTP"))
        self._send(Refusal(HTTPStatus(status), said))

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not logged."""

    def _answer(self) -> None:
        headers: dict[str, list[str]] = {}
        for name, value in self.headers.items():
            headers.setdefault(name.lower(), []).append(value)
        guard = self.server.guard
        refusal = guard.refusal(self.command, headers)
        length = refusal or guard.body_length(self.command, headers)
        if isinstance(length, Refusal):
            self._send(length)
            return
        if self.request_version == "HTTP/0.9":
            self._send(Refusal(HTTPStatus.BAD_REQUEST, "HTTP/1.0 or 1.1"))
            return
        body = self.rfile.read(length)
        if len(body) == length:
            self._send(self._reply(body))

    def _reply(self, body: bytes) -> Reply | Refusal:
        """What the answers make of it; a fault of ours is told here and goes no further."""
        try:
            path, _, query = self.path.partition("?")
            answers, guard = self.server.answers, self.server.guard
            if self.command == "POST":
                asked = answers.questions.get(path)
            else:
                asked = answers.public.get(path) or answers.pages.get(path)
            if asked is None:
                return Refusal(HTTPStatus.NOT_FOUND, "there is nothing of this name")
            if path not in answers.public or self.command == "POST":
                token = self.headers.get(TOKEN_HEADER) or _key(query)
                if not guard.knows(token):
                    return Refusal(HTTPStatus.FORBIDDEN, _NO_KEY)
            return asked(body) if self.command == "POST" else asked()  # type: ignore[no-any-return]
        except Stale:
            return Reply(HTTPStatus.NO_CONTENT, _JSON, b"")
        except (InputError, NoResult) as error:
            return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        except Exception:
            self.server.complain()
            message = "relaysim made a mistake; the terminal says more"
            return Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, message)

    def _send(self, answer: Reply | Refusal) -> None:
        if isinstance(answer, Refusal):
            content = json.dumps({"error": answer.message}).encode()
            answer = Reply(answer.status, _JSON, content)
        lines: Mapping[str, str] = {
            "Content-Type": answer.content_type,
            "Content-Length": str(len(answer.content)),
            "Connection": "close",
            **SAFE_HEADERS,
            **answer.headers,
        }
        head = [f"HTTP/1.0 {answer.status.value} {answer.status.phrase}"]
        head += [f"{name}: {value}" for name, value in lines.items()]
        self.wfile.write("\r\n".join([*head, "", ""]).encode("latin-1"))
        if getattr(self, "command", None) != "HEAD":
            self.wfile.write(answer.content)
        self.close_connection = True


def _key(query: str) -> str | None:
    """The key in an address; None where there is none, or more than any address of ours has."""
    try:
        found = parse_qs(query, max_num_fields=8).get("key")
    except ValueError:
        return None
    return found[0] if found else None

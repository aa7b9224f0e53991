"""Which requests the page's server answers: those of its own page, on this machine, and nothing else."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

LOOPBACK = "127.0.0.1"
TOKEN_HEADER = "X-Relaysim-Token"
MOST_BODY_BYTES = 64_000
# What every answer carries. Nothing is taken from anywhere but this server, and no other site may frame the page.
SAFE_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Refusal:
    """Why a request is not answered, for its sender."""

    status: HTTPStatus
    message: str


@dataclass(frozen=True)
class Guard:
    """The rules of one server.

    Attributes:
        port: where it listens.
        token: what only its own page knows; drawn anew at each start.
    """

    port: int
    token: str

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names under which the server may be addressed."""
        return f"{LOOPBACK}:{self.port}", f"localhost:{self.port}"

    def refusal(self, method: str, headers: Mapping[str, Sequence[str]]) -> Refusal | None:
        """Why a request is refused whatever it asks for; None if it may be answered.

        Args:
            headers: all values of each header, by its name in small letters.

        A page of another site that has its name point to this machine sends that name as Host; one that posts across sites
        sends its own Origin, or says cross-site in Sec-Fetch-Site. Both are refused before anything is read.
        """
        if method not in ("GET", "HEAD", "POST"):
            return Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "only GET, HEAD and POST are answered")
        host = headers.get("host", ())
        if len(host) != 1 or host[0].strip().lower() not in self.hosts:
            return Refusal(HTTPStatus.FORBIDDEN, f"this server answers as {self.hosts[0]} only")
        for origin in headers.get("origin", ()):
            if origin.strip().lower() not in {f"http://{name}" for name in self.hosts}:
                return Refusal(HTTPStatus.FORBIDDEN, "a page of another site may not ask this server")
        sites = {one.strip().lower() for one in headers.get("sec-fetch-site", ())}
        # Who clicks the address, in a terminal that is itself a page, comes from another site: that is no question.
        clicked = method != "POST" and headers.get("sec-fetch-mode", ()) == ["navigate"]
        if sites & {"cross-site", "same-site"} and not clicked:
            return Refusal(HTTPStatus.FORBIDDEN, "a page of another site may not ask this server")
        return None

    def knows(self, token: str | None) -> bool:
        """Whether this is the token; how long the answer takes tells nothing about it."""
        return token is not None and hmac.compare_digest(token.encode(), self.token.encode())

    def body_length(self, method: str, headers: Mapping[str, Sequence[str]]) -> int | Refusal:
        """How many bytes of body follow, or why none are read."""
        lengths = headers.get("content-length", ())
        if "transfer-encoding" in headers:
            return Refusal(HTTPStatus.LENGTH_REQUIRED, "a body is sent in one piece, with its Content-Length")
        if method != "POST":
            none = not lengths or lengths[0].strip() == "0"
            return 0 if none else Refusal(HTTPStatus.BAD_REQUEST, f"{method} has no body")
        text = lengths[0].strip() if len(lengths) == 1 else ""
        if not (text.isascii() and text.isdigit() and len(text) <= 12):
            return Refusal(HTTPStatus.LENGTH_REQUIRED, "POST needs one Content-Length, a whole number")
        if int(text) > MOST_BODY_BYTES:
            message = f"a body has at most {MOST_BODY_BYTES:,} bytes, not {int(text):,}"
            return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message)
        return int(text)

"""One request for the rest of a file; the answer is checked before a byte of it is kept."""

from __future__ import annotations

import re
import socket
import ssl
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from relaysim.errors import NoResult
from relaysim.terrain.part_file import VALIDATORS, PartFile
from relaysim.version import VERSION

Say = Callable[[str, int, int], None]
"""Told what is being done, the bytes done and the bytes there are."""

CHUNK_BYTES = 256 * 1024
PASSING = (408, 425, 429, 500, 502, 503, 504)  # answers that a later try may better
LONGEST_PAUSE_S = 60
TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # and BigTIFF, in both byte orders
ELSEWHERE = "give another address with --from, or try again later"


class Broken(Exception):
    """A failure that may pass; `pause_s` is how long the server asks to be left alone."""

    def __init__(self, why: str, pause_s: float = 0.0) -> None:
        super().__init__(why)
        self.pause_s = pause_s


@dataclass(frozen=True)
class Remote:
    """A TIFF file on a server: its address, its exact size, and whether its checksum is known beforehand."""

    url: str
    size_bytes: int
    checked: bool


def receive(remote: Remote, part: PartFile, *, timeout_s: float, say: Say) -> int:
    """Asks for what the part lacks and appends it until it is whole: the offset that this began at.

    Raises: Broken if another try may help; NoResult if the server has another file, or none;
    OutputError if the disk does not take it.
    """
    version = part.version(remote.url)
    start = part.have if version is not None and (version or remote.checked) else 0
    start = start if start < remote.size_bytes else 0
    headers = {"User-Agent": f"relaysim/{VERSION}", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    if start and version:  # the entity tag if there is one: a date is only good to a second
        headers["If-Range"] = version.get("ETag") or version["Last-Modified"]
    try:
        with _opener().open(urllib.request.Request(remote.url, headers=headers), timeout=timeout_s) as answer:
            return _keep(answer, remote, part, start, version or {}, say)
    except HTTPError as error:
        with error:
            raise _refusal(error, remote, part, start) from error
    except (OSError, HTTPException) as error:
        raise _failure(error, remote, start) from error


def _keep(
    answer: HTTPResponse, remote: Remote, part: PartFile, start: int, version: dict[str, str], say: Say
) -> int:
    """Checks the answer, then writes its bytes to the part."""
    _check_kind(answer, remote)
    now = _version(answer.headers)
    if answer.status == 206:
        _check_range(
            answer, remote, part, start, all(version.get(name, new) == new for name, new in now.items())
        )
    else:
        start = 0
    if start == 0:
        chunk = _first_bytes(answer, remote)
        part.begin(remote.url, now)
    else:
        chunk = answer.read1(CHUNK_BYTES)
    have = start
    with part.opened() as file:
        while chunk:
            have += len(chunk)
            if have > remote.size_bytes:
                part.drop()
                raise NoResult(
                    f"{remote.url}: sends more than the {remote.size_bytes:,} bytes expected; {ELSEWHERE}"
                )
            part.append(file, chunk)
            say("fetching", have, remote.size_bytes)
            chunk = answer.read1(CHUNK_BYTES)
    if have < remote.size_bytes:
        raise Broken("the connection ended early")
    return start


def _check_kind(answer: HTTPResponse, remote: Remote) -> None:
    """Refuses what is not the file: a page of words, a packed or another file."""
    kind = answer.headers.get_content_type() if answer.headers["Content-Type"] else ""
    if kind in ("text/html", "application/xhtml+xml"):
        raise NoResult(f"{remote.url}: answers with a web page ({kind}) instead of the file; {ELSEWHERE}")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise NoResult(
            f"{remote.url}: sends it packed ({answer.headers['Content-Encoding']}), unasked; {ELSEWHERE}"
        )
    if answer.status not in (200, 206):
        raise NoResult(f"{remote.url}: answers {answer.status} {answer.reason}; {ELSEWHERE}")
    length = answer.headers.get("Content-Length", "")
    if answer.status == 200 and length.isdigit():
        _check_size(int(length), remote)


def _check_size(size_bytes: int, remote: Remote) -> None:
    if size_bytes != remote.size_bytes:
        raise NoResult(
            f"{remote.url}: the file there has {size_bytes:,} bytes, expected {remote.size_bytes:,}: "
            f"it is another one; {ELSEWHERE}"
        )


def _check_range(answer: HTTPResponse, remote: Remote, part: PartFile, start: int, same: bool) -> None:
    """Refuses the rest of another file, and another part of this one."""
    span = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", answer.headers.get("Content-Range", ""))
    if span is not None and span[3] != "*" and same:
        _check_size(int(span[3]), remote)
    if span is None or int(span[1]) != start or not same:
        part.forget()
        raise Broken(
            "the file changed on the server" if not same else "the server sent another part than asked"
        )


def _first_bytes(answer: HTTPResponse, remote: Remote) -> bytes:
    """The first bytes, if they are those of a TIFF file: what is here is not given up for anything else."""
    first = b""
    while len(first) < 4:
        chunk = answer.read1(CHUNK_BYTES)
        if not chunk:
            raise Broken("the connection ended early")
        first += chunk
    if not first.startswith(TIFF_STARTS):
        raise NoResult(f"{remote.url}: what it sends is no GeoTIFF (it begins {first[:12]!r}); {ELSEWHERE}")
    return first


def _version(headers: HTTPMessage) -> dict[str, str]:
    """What names the version of the file; a weak tag is left out, since it does not vouch for bytes."""
    found = {name: headers[name] for name in VALIDATORS if headers[name]}
    return {name: value for name, value in found.items() if not value.startswith("W/")}


def _refusal(error: HTTPError, remote: Remote, part: PartFile, start: int) -> Exception:
    """An answer that is an error."""
    if error.code == 416 and start:  # there is nothing after what we have
        part.forget()
        total = re.fullmatch(r"bytes \*/(\d+)", error.headers.get("Content-Range", ""))
        if total is not None:
            _check_size(int(total[1]), remote)
        return Broken("the server has no rest of the file")
    if error.code in PASSING:
        asked = error.headers.get("Retry-After", "")
        return Broken(
            f"the server answers {error.code} {error.reason}",
            min(int(asked), LONGEST_PAUSE_S) if asked.isdigit() else 0.0,
        )
    return NoResult(f"{remote.url}: the server answers {error.code} {_line(error.reason)}; {ELSEWHERE}")


def _failure(error: OSError | HTTPException, remote: Remote, start: int) -> Exception:
    """A connection that did not come about, or broke."""
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return NoResult(f"{remote.url}: cannot be trusted ({cause.verify_message}); {ELSEWHERE}")
    if isinstance(cause, _Unsafe):
        return NoResult(f"{remote.url}: {cause}; {ELSEWHERE}")
    if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME and not start:
        host = urlsplit(remote.url).hostname
        return NoResult(
            f"{remote.url}: {host} cannot be found ({cause.strerror}): no such host, or no network; {ELSEWHERE}"
        )
    if isinstance(cause, TimeoutError):
        return Broken("the server went silent")
    if isinstance(cause, HTTPException):
        return Broken("the connection ended early")
    return Broken(_line(getattr(cause, "strerror", None) or cause))


def _line(words: object) -> str:
    return " ".join(str(words).split())


class _Unsafe(OSError):
    """A redirection that gives up encryption, or leaves HTTP."""


class Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirections, but from https only to https: without a known checksum nothing else would tell."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        scheme = newurl.partition(":")[0].lower()
        if scheme != "https" and scheme != req.type:
            fp.close()
            raise _Unsafe(f"sends us on from {req.type} to {scheme}, which is refused")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> urllib.request.OpenerDirector:
    """HTTP, HTTPS, the proxies of the environment; no files, no FTP."""
    opener = urllib.request.OpenerDirector()
    handlers: tuple[Any, ...] = (
        urllib.request.ProxyHandler, urllib.request.HTTPHandler, urllib.request.HTTPSHandler, Redirects,
        urllib.request.HTTPDefaultErrorHandler, urllib.request.HTTPErrorProcessor, urllib.request.UnknownHandler,
    )  # fmt: skip
    for handler in handlers:
        opener.add_handler(handler())
    return opener

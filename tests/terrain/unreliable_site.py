"""A server on this machine that breaks off, lies, changes its mind and goes silent; and a desk to fetch from it."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from relaysim.errors import NoResult
from relaysim.terrain.download import Patience
from relaysim.terrain.fetch import Fetched, fetch
from relaysim.terrain.registry import KnownTerrain

WHOLE = ["hill.tif", "pins.json"]
PARTLY = ["hill.tif.part", "hill.tif.part.json"]


class Request(BaseHTTPRequestHandler):
    """One request; the site says how it is answered."""

    server: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.asked.append(dict(self.headers.items()) | {"path": self.path})
        plan = self.server.plan
        (plan.pop(0) if len(plan) > 1 else plan[0])(self)

    def head(self, status: int, **headers: object) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


Answer = Callable[[Request], None]


class Site(ThreadingHTTPServer):
    """A server on a free port: what it offers, what it was asked, and the answers to come (the last one stays)."""

    daemon_threads = True

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.content, self.asked = content, list[dict[str, str]]()
        self.versions: dict[str, str] = {"ETag": '"one"'}
        self.plan: list[Answer] = [rest()]
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/data/hill.tif"

    @property
    def ranges(self) -> list[str | None]:
        """The ranges that were asked for."""
        return [request.get("Range") for request in self.asked]

    def handle_error(self, *_: object) -> None: ...  # a client that goes away is what is tested


def rest(stop: int | None = None) -> Answer:
    """An honest server: the rest of the version asked for, or all of another; it breaks off at byte `stop`."""

    def answer(request: Request) -> None:
        site = request.server
        start = int(request.headers.get("Range", "bytes=0-")[6:-1])
        if request.headers.get("If-Range") not in (None, *site.versions.values()):
            start = 0
        size = len(site.content)
        if start:
            span = f"bytes {start}-{size - 1}/{size}"
            request.head(206, Content_Length=size - start, Content_Range=span, **site.versions)
        else:
            request.head(200, Content_Length=size, **site.versions)
        request.wfile.write(site.content[start:stop])

    return answer


def whole(content: bytes | None = None, length: int | None = None, **headers: object) -> Answer:
    """All of it with status 200, whatever was asked, with the length that is claimed."""

    def answer(request: Request) -> None:
        sent = request.server.content if content is None else content
        request.head(200, Content_Length=len(sent) if length is None else length, **headers)
        request.wfile.write(sent)

    return answer


def status(code: int, **headers: object) -> Answer:
    """An error and nothing else."""
    return lambda request: request.head(code, Content_Length=0, **headers)


def endless(request: Request) -> None:
    """No length, and more bytes than there should be."""
    request.head(200)
    request.wfile.write(request.server.content * 2)


def in_chunks(request: Request) -> None:
    """The file in chunks of HTTP, cut off in the middle of one."""
    request.head(200, Transfer_Encoding="chunked", **request.server.versions)
    request.wfile.write(
        b"1000\r\n" + request.server.content[:4096] + b"\r\n1000\r\n" + request.server.content[4096:5000]
    )


def silence(request: Request) -> None:
    """Half of it, then nothing for as long as the test lasts."""
    size = len(request.server.content)
    request.head(200, Content_Length=size, **request.server.versions)
    request.wfile.write(request.server.content[: size // 2])
    request.server.closing.wait()


@dataclass
class Desk:
    """Fetches the site's file into a folder, without ever sleeping; the pauses are noted instead."""

    site: Site
    entry: KnownTerrain
    folder: Path
    timeout_s: float = 60.0
    pauses: list[float] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __call__(self, **options: bool) -> Fetched:
        patience = Patience(self.timeout_s, (1.0, 2.0, 4.0), self.pauses.append)
        return fetch(
            self.entry, self.folder, address=self.site.url, patience=patience,
            say=lambda what, done, total: self.said.append(f"{what} {done} {total}"), **options,
        )  # fmt: skip

    def refused(self, error: type[Exception] = NoResult, **options: bool) -> str:
        """What is said of a fetch that fails: one line."""
        with pytest.raises(error) as caught:
            self(**options)
        assert "\n" not in str(caught.value)
        return str(caught.value)

    @property
    def file(self) -> Path:
        return self.folder / "hill.tif"

    @property
    def here(self) -> list[str]:
        """Names of the files in the folder."""
        return sorted(path.name for path in self.folder.iterdir())

    @property
    def unvouched(self) -> Desk:
        """The same for a terrain of which the registry knows no checksum."""
        return replace(self, entry=replace(self.entry, sha256=None))


def small_raster(raster_file: Callable[..., Path]) -> bytes:
    """A GeoTIFF of some 40 kB."""
    path = raster_file(np.random.default_rng(1).normal(-2500, 5, (100, 100)), name="original.tif")
    content = path.read_bytes()
    path.unlink()
    return content


@contextlib.contextmanager
def desk_of(content: bytes, folder: Path) -> Iterator[Desk]:
    """A desk, and its site with that file, for one test; the registry knows the checksum."""
    site = Site(content)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    digest = hashlib.sha256(content).hexdigest()
    entry = KnownTerrain("hill", "a hill", None, "example.org/data/hill.tif", len(content), digest, None)
    yield Desk(site, entry, folder)
    site.closing.set()
    site.shutdown()
    site.server_close()
    thread.join()

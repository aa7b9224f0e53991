"""Fetching over connections that break, from servers that lie: nothing wrong ever gets a terrain's name."""

from __future__ import annotations

import contextlib
import hashlib
import io
import socket
import sys
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPMessage
from pathlib import Path
from typing import Any

import pytest

from relaysim.errors import NoResult
from relaysim.terrain.fetch import fetch
from relaysim.terrain.fetched import PINS, read_pins
from relaysim.terrain.transfer import Redirects

sys.path.insert(0, str(Path(__file__).parent))
from unreliable_site import (
    PARTLY,
    WHOLE,
    Answer,
    Desk,
    Request,
    desk_of,
    endless,
    in_chunks,
    rest,
    silence,
    small_raster,
    status,
    whole,
)

HTML = b"<!DOCTYPE html><html><title>Log in to the network</title></html>"


@pytest.fixture
def raster(raster_file: Callable[..., Path]) -> bytes:
    """What the site offers."""
    return small_raster(raster_file)


@pytest.fixture
def desk(raster: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Fetches a terrain whose checksum is known, without a proxy of the tester's on the way."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with desk_of(raster, tmp_path / "kept" / "here") as found:
        yield found


def test_a_file_comes_whole(desk: Desk, raster: bytes) -> None:
    """The bytes, nothing beside them but the record; who vouches for the checksum is told, as is the way there."""
    done = desk()
    assert (desk.file.read_bytes(), desk.here) == (raster, WHOLE)
    assert (done.path, done.url, done.kept_bytes, done.vouched) == (desk.file, desk.site.url, 0, "registry")
    assert read_pins(desk.folder)["hill"].sha256 == done.sha256 == desk.entry.sha256
    assert desk.said[-2:] == [f"{what} {len(raster)} {len(raster)}" for what in ("fetching", "checking")]
    assert desk.site.asked[0]["Accept-Encoding"] == "identity"


def test_broken_off_several_times(desk: Desk, raster: bytes) -> None:
    """Every break is gone on from, where it was; a try that brought something lets the pauses begin anew."""
    desk.site.plan = [rest(4000), rest(9000), rest(9000), rest(20000), rest()]
    assert desk().kept_bytes == 0
    assert desk.site.ranges == [None, "bytes=4000-", "bytes=9000-", "bytes=9000-", "bytes=20000-"]
    assert {request.get("If-Range") for request in desk.site.asked[1:]} == {'"one"'}
    assert desk.pauses == [1.0, 1.0, 2.0, 1.0]
    assert (desk.file.read_bytes(), desk.here) == (raster, WHOLE)
    assert "the connection ended early; try 3 of 4 in 2 s 9000 " in " ".join(desk.said)


def test_broken_off_for_good(desk: Desk, raster: bytes) -> None:
    """After the last try it is said what is here; the next fetch goes on from there."""
    desk.site.plan = [rest(4000)]
    said = desk.refused()
    assert "the connection ended early, 4 times in a row; 0.0 of 0.0 MB are here and stay" in said
    assert "the same command goes on from there" in said
    assert (desk.here, desk.pauses) == (PARTLY, [1.0, 2.0, 4.0])
    desk.site.plan = [rest()]
    assert desk().kept_bytes == 4000
    assert desk.site.ranges[-1] == "bytes=4000-"
    assert (desk.file.read_bytes(), desk.here) == (raster, WHOLE)


def test_chunks_cut_off(desk: Desk, raster: bytes) -> None:
    """A file sent in chunks and cut off in one is gone on with as well."""
    desk.site.plan = [in_chunks, rest()]
    desk()
    assert desk.site.ranges[0] is None and desk.site.ranges[1] is not None
    assert desk.file.read_bytes() == raster


@pytest.mark.parametrize("vouched", [True, False])
@pytest.mark.parametrize("claimed", [-1, 1, -30000, 10**9])
def test_a_length_that_is_not_the_registry_s(desk: Desk, raster: bytes, claimed: int, vouched: bool) -> None:
    """A length claimed shorter or longer is refused before a byte is kept."""
    desk = desk if vouched else desk.unvouched
    desk.site.plan = [whole(length=len(raster) + claimed)]
    said = desk.refused()
    assert f"has {len(raster) + claimed:,} bytes, expected {len(raster):,}: it is another one" in said
    assert "--from" in said and desk.here == [] and desk.pauses == []


def test_more_than_promised(desk: Desk, raster: bytes) -> None:
    """Bytes after the promised end are not taken; without a promise they are refused and thrown away."""
    desk.site.plan = [whole(raster + b"more", len(raster))]
    desk()
    assert desk.file.read_bytes() == raster
    desk.file.unlink()
    desk.site.plan = [endless]
    assert f"sends more than the {len(raster):,} bytes expected" in desk.refused()
    assert desk.here == [PINS]


def test_wrong_bytes_of_the_right_length(desk: Desk, raster: bytes) -> None:
    """Both checksums are said, and nothing of the file is left; in one piece it is not asked for twice."""
    wrong = raster[:-1] + b"!"
    desk.site.plan = [whole(wrong)]
    said = desk.refused()
    assert f"sha256 {hashlib.sha256(wrong).hexdigest()}, expected {desk.entry.sha256}" in said
    assert "thrown away" in said and "--from" in said
    assert (desk.here, len(desk.site.asked)) == ([], 1)


def test_a_range_that_is_ignored(desk: Desk, raster: bytes) -> None:
    """A server that sends all of it again is taken at its word: nothing is glued."""
    desk.site.plan = [rest(4000), whole(ETag='"one"')]
    assert desk().kept_bytes == 0
    assert desk.file.read_bytes() == raster


@pytest.mark.parametrize("vouched", [True, False])
def test_changed_between_the_parts(desk: Desk, raster: bytes, vouched: bool) -> None:
    """A file that changed on the server comes from the start, not glued to the old one's beginning."""
    desk = desk if vouched else desk.unvouched
    desk.site.content, desk.site.versions = bytes(raster[:100]) + bytes(len(raster) - 100), {"ETag": '"old"'}
    desk.site.plan = [rest(4000)]
    desk.refused()
    desk.site.content, desk.site.versions, desk.site.plan = raster, {"ETag": '"new"'}, [rest()]
    assert desk().kept_bytes == 0
    assert desk.site.asked[-1]["If-Range"] == '"old"'
    assert desk.file.read_bytes() == raster


def test_changed_and_the_server_does_not_look(desk: Desk, raster: bytes) -> None:
    """A server that sends the rest of another version all the same is caught by the version it names."""

    def careless(request: Request) -> None:
        del request.headers["If-Range"]
        rest()(request)

    def turn(request: Request) -> None:
        request.server.versions = {"ETag": '"new"'}
        careless(request)

    desk.site.versions = {"ETag": '"old"'}
    desk.site.plan = [rest(4000), turn, careless]
    assert desk.unvouched().kept_bytes == 0
    assert desk.site.ranges == [None, "bytes=4000-", None]
    assert desk.file.read_bytes() == raster


def test_glued_all_the_same(desk: Desk, raster: bytes) -> None:
    """Without a version to compare, a known checksum tells that the parts do not fit: it comes once more, in one."""
    desk.site.versions = {}
    desk.site.content = raster[:100] + bytes(len(raster) - 100)
    desk.site.plan = [rest(4000)]
    desk.refused()
    desk.site.content, desk.site.plan = raster, [rest()]
    assert desk().kept_bytes == 0
    assert desk.site.ranges[-2:] == ["bytes=4000-", None]
    assert desk.file.read_bytes() == raster


@pytest.mark.parametrize("versions", [{}, {"ETag": 'W/"alike"'}])
def test_no_version_and_no_checksum(desk: Desk, raster: bytes, versions: dict[str, str]) -> None:
    """Where nothing could tell that parts do not fit (a weak tag does not), it comes from the start."""
    desk.site.versions = versions
    desk.site.plan = [rest(4000), rest()]
    desk.unvouched()
    assert desk.site.ranges == [None, None]
    assert desk.file.read_bytes() == raster


def test_a_date_will_do(desk: Desk, raster: bytes) -> None:
    """Without an entity tag the date of the file tells whether it is the same."""
    desk.site.versions = {"Last-Modified": "Wed, 21 Oct 2015 07:28:00 GMT"}
    desk.site.plan = [rest(4000), rest()]
    desk.unvouched()
    assert desk.site.asked[1]["If-Range"] == desk.site.versions["Last-Modified"]
    assert desk.site.ranges == [None, "bytes=4000-"]
    assert desk.file.read_bytes() == raster


def test_another_address_starts_again(desk: Desk, raster: bytes) -> None:
    """Parts of two servers are not put together; a bad address costs nothing of what is here."""
    desk.site.plan = [rest(4000)]
    desk.refused()
    desk.site.plan = [status(404)]
    elsewhere = desk.site.url.replace("/data/", "/other/")
    with pytest.raises(NoResult, match="404"):
        fetch(desk.entry, desk.folder, address=elsewhere)
    assert desk.site.ranges[-1] is None
    desk.site.plan = [rest()]
    assert desk().kept_bytes == 4000


@pytest.mark.parametrize("total", [10, 50_000])
def test_no_rest_of_another_size(desk: Desk, total: int) -> None:
    """A server that has no such range (416) because its file has another size: both sizes are said."""
    desk.site.plan = [rest(4000), status(416, Content_Range=f"bytes */{total}")]
    assert f"has {total:,} bytes, expected" in desk.refused()


def test_no_rest_for_no_reason(desk: Desk, raster: bytes) -> None:
    """A server that knows no ranges and says so with 416 is asked for all of it."""
    desk.site.plan = [rest(4000), status(416), rest()]
    desk()
    assert desk.site.ranges == [None, "bytes=4000-", None]
    assert desk.file.read_bytes() == raster


def test_another_part_than_asked(desk: Desk, raster: bytes) -> None:
    """A range that begins elsewhere is not appended."""

    def elsewhere(request: Request) -> None:
        size = len(raster)
        request.head(
            206, Content_Length=size - 5000, Content_Range=f"bytes 5000-{size - 1}/{size}", ETag='"one"'
        )
        request.wfile.write(raster[5000:])

    desk.site.plan = [rest(4000), elsewhere, rest()]
    desk()
    assert desk.file.read_bytes() == raster


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirected(desk: Desk, raster: bytes, code: int) -> None:
    """Redirections are followed, also in the middle, with the range."""
    away = status(code, Location="/elsewhere")
    desk.site.plan = [away, rest(4000), away, rest()]
    desk()
    assert [request["path"] for request in desk.site.asked] == ["/data/hill.tif", "/elsewhere"] * 2
    assert desk.site.ranges == [None, None, "bytes=4000-", "bytes=4000-"]
    assert desk.file.read_bytes() == raster


@pytest.mark.parametrize("target", ["/data/hill.tif", "file:///etc/passwd", "ftp://127.0.0.1/hill.tif"])
def test_redirected_nowhere(desk: Desk, target: str) -> None:
    """In a circle, or out of HTTP: refused."""
    desk.site.plan = [status(302, Location=target)]
    assert desk.site.url in desk.refused()
    assert desk.here == [] and desk.pauses == []


def test_never_from_https_to_http() -> None:
    """Encryption is not given up on the way: without a known checksum nothing else would tell."""
    for target, refused in (("http://host/x", True), ("https://host/x", False)):
        asked = urllib.request.Request("https://host/hill.tif")
        with pytest.raises(OSError, match="from https to http") if refused else contextlib.nullcontext():
            Redirects().redirect_request(asked, io.BytesIO(), 302, "Found", HTTPMessage(), target)


@pytest.mark.parametrize(
    ("code", "words"), [(404, "404 Not Found"), (403, "403 Forbidden"), (410, "410 Gone")]
)
def test_answers_that_are_final(desk: Desk, code: int, words: str) -> None:
    """What another try does not better is not tried again."""
    desk.site.plan = [status(code)]
    said = desk.refused()
    assert words in said and "--from" in said
    assert (desk.pauses, desk.here) == ([], [])


@pytest.mark.parametrize("code", [500, 503])
def test_answers_that_may_pass(desk: Desk, raster: bytes, code: int) -> None:
    """A server in trouble is asked again, after the pause it wishes; if it stays so, that is said."""
    desk.site.plan = [status(code, Retry_After=7), status(code, Retry_After=100_000), rest()]
    desk()
    assert desk.pauses == [7.0, 60.0]
    assert desk.file.read_bytes() == raster
    desk.site.plan = [status(code)]
    assert f"the server answers {code}" in desk.refused(force=True)
    assert desk.here == WHOLE


def test_a_server_that_goes_silent(desk: Desk, raster: bytes) -> None:
    """After the time-out the connection counts as broken; what came before is kept."""
    desk.timeout_s = 0.2
    desk.site.plan = [silence]
    said = desk.refused()
    assert "went silent" in said and desk.here == PARTLY
    desk.timeout_s, desk.site.plan = 60.0, [rest()]
    assert desk().kept_bytes == len(raster) // 2
    assert desk.file.read_bytes() == raster


def test_nobody_there(desk: Desk) -> None:
    """A port at which nothing listens."""
    desk.site.shutdown()
    desk.site.server_close()
    assert "Connection refused, 4 times in a row; the same command tries again" in desk.refused()
    assert desk.here == []


def test_no_such_host(desk: Desk, raster: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that nobody knows is said at once; in the middle of a file the network may only be away."""
    desk.site.plan = [rest(4000), rest()]
    known = socket.getaddrinfo
    lost = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    answers = [lost, None, lost, lost, None]

    def look_up(*args: Any, **options: Any) -> Any:
        if answer := answers.pop(0):
            raise answer
        return known(*args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    said = desk.refused()
    assert "127.0.0.1 cannot be found (Name or service not known): no such host, or no network" in said
    assert (desk.pauses, desk.here) == ([], [])
    desk()
    assert desk.pauses == [1.0, 2.0, 4.0]
    assert desk.file.read_bytes() == raster


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (whole(HTML, Content_Type="text/html; charset=utf-8"), "answers with a web page (text/html)"),
        (whole(HTML), f"has {len(HTML)} bytes, expected"),
        (whole(HTML, Content_Encoding="gzip"), "sends it packed (gzip)"),
        (status(204), "answers 204"),
    ],
)
def test_a_page_instead_of_the_file(desk: Desk, answer: Answer, says: str) -> None:
    """What networks that want a login, and servers that have moved, answer with status 200."""
    desk.site.plan = [rest(4000), answer]
    assert says in desk.refused()
    assert desk.here == PARTLY
    desk.site.plan = [rest()]
    assert desk().kept_bytes == 4000


def test_a_page_of_the_right_length(desk: Desk, raster: bytes) -> None:
    """Without a type, and as long as the file: its first bytes give it away, and what is here is not lost to it."""
    desk.site.plan = [rest(4000), whole(HTML.ljust(len(raster)))]
    said = desk.unvouched.refused()
    assert "is no GeoTIFF" in said and "<!DOCTYPE" in said
    assert (desk.folder / "hill.tif.part").stat().st_size == 4000


def test_a_whole_part_needs_no_server(desk: Desk, raster: bytes) -> None:
    """Stopped after the last byte: what is here is checked and put in its place."""
    desk.site.plan = [rest(4000)]
    desk.refused()
    (desk.folder / "hill.tif.part").write_bytes(raster)
    asked = len(desk.site.asked)
    assert desk().kept_bytes == len(raster)
    assert (len(desk.site.asked), desk.here) == (asked, WHOLE)


@pytest.mark.parametrize("note", ["", "[]", "{", '{"url": 5}', None])
def test_a_part_of_unknown_origin(desk: Desk, raster: bytes, note: str | None) -> None:
    """Bytes that do not say where they are from are not built upon."""
    desk.folder.mkdir(parents=True)
    (desk.folder / "hill.tif.part").write_bytes(b"x" * (len(raster) + 5))
    if note is not None:
        (desk.folder / "hill.tif.part.json").write_text(note)
    desk()
    assert (desk.site.ranges, desk.file.read_bytes(), desk.here) == ([None], raster, WHOLE)


def test_through_a_proxy(desk: Desk, raster: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy that the environment names is asked for the whole address."""
    monkeypatch.setenv("http_proxy", desk.site.url.removesuffix("/data/hill.tif"))
    fetch(desk.entry, desk.folder, address="http://far.invalid/mirror/")
    assert desk.site.asked[0]["path"] == "http://far.invalid/mirror/hill.tif"
    assert desk.file.read_bytes() == raster

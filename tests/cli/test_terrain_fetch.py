"""`relaysim terrain fetch`, as processes of their own against a server on this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import relaysim
from relaysim.cli.progress import ByteProgress, Progress, duration

Command = Callable[..., subprocess.CompletedProcess[str]]
NAME, SIZE = (
    "jezero-trn-20m",
    9_662_387,
)  # the checksum of this one is known to nobody, so that any file will do
HALF = 4_000_000
MARS = "+proj=eqc +lat_ts=18 +R=3396190 +units=m +no_defs"


class Mirror(ThreadingHTTPServer):
    """Serves one file, and its rest; `hold_at` stops at a byte until the test is over."""

    daemon_threads = True

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.content = content
        self.hold_at: int | None = None
        self.closing = threading.Event()
        self.ranges: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/mirror/"

    def handle_error(self, *_: object) -> None: ...


class Request(BaseHTTPRequestHandler):
    """One request."""

    server: Mirror

    def do_GET(self) -> None:
        mirror, wanted = self.server, self.headers.get("Range")
        mirror.ranges.append(wanted)
        start, size = int((wanted or "bytes=0-")[6:-1]), len(mirror.content)
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(size - start))
        self.send_header("ETag", '"one"')
        if wanted:
            self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
        self.end_headers()
        self.wfile.write(mirror.content[start : mirror.hold_at])
        if mirror.hold_at is not None:
            mirror.closing.wait()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def mirror(raster: Callable[..., Path]) -> Iterator[Mirror]:
    """A mirror with a small raster, made as long as the original."""
    path = raster("original.tif", crs=MARS)
    server = Mirror(path.read_bytes().ljust(SIZE, b"\0"))
    path.unlink()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of fetched terrain."""
    monkeypatch.setenv("RELAYSIM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return tmp_path / "data"


@pytest.fixture
def begun(mirror: Mirror, data: Path) -> Iterator[subprocess.Popen[str]]:
    """A fetch that has come to the middle, where the mirror falls silent."""
    mirror.hold_at = HALF
    command = [sys.executable, "-m", "relaysim", "terrain", "fetch", NAME, "--from", mirror.url]
    environment = os.environ | {"PYTHONPATH": str(Path(relaysim.__file__).resolve().parents[1])}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    part, deadline = data / f"{NAME}.tif.part", time.monotonic() + 60
    while not (part.exists() and part.stat().st_size == HALF):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    yield process
    process.kill()
    process.communicate()


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_fetched_pinned_and_opened(command: Command, mirror: Mirror, data: Path) -> None:
    """The first fetch says where the file is and that its checksum is only now recorded; then it has a name."""
    assert f"`relaysim terrain fetch {NAME}` brings it" in command("terrain", "info", NAME).stderr
    done = command("terrain", "fetch", NAME, "--from", mirror.url)
    assert (done.returncode, done.stderr) == (0, "")
    first, second = done.stdout.splitlines()
    assert first.startswith(f"{NAME}: 9.7 MB fetched in ") and first.endswith(f", to {data / NAME}.tif")
    assert second.startswith("no checksum of it is published: its sha256 ")
    assert second.endswith(f"is recorded in {data / 'pins.json'}, and the file is held to it from now on")
    assert names(data) == [f"{NAME}.tif", "pins.json"]
    again = command("terrain", "fetch", NAME, "--from", mirror.url)
    assert again.stdout.startswith(
        f"{NAME}: already here, 9.7 MB, {data / NAME}.tif\nchecksum right: sha256 "
    )
    assert len(mirror.ranges) == 1
    assert command("terrain", "fetch", NAME, "--quiet").stdout == ""
    facts = json.loads(command("terrain", "info", NAME, "--json").stdout)
    assert facts["name"] == NAME
    listed = {
        line.split()[0]: line.split(maxsplit=1)[1] for line in command("terrain", "list").stdout.splitlines()
    }
    assert listed[NAME].startswith("fetched ")
    assert all(rest.startswith(("ready ", "to fetch ")) for name, rest in listed.items() if name != NAME)


def test_killed_and_gone_on_with(
    command: Command, mirror: Mirror, data: Path, begun: subprocess.Popen[str]
) -> None:
    """kill -9 in the middle: no lock is left behind, and the next fetch asks for the rest alone."""
    begun.kill()
    begun.wait()
    assert f"{NAME}.tif" not in names(data)
    mirror.hold_at = None
    done = command("terrain", "fetch", NAME, "--from", mirror.url)
    assert (done.returncode, done.stderr) == (0, "")
    assert "4.0 MB of them by an earlier try" in done.stdout
    assert mirror.ranges == [None, f"bytes={HALF}-"]
    assert (data / f"{NAME}.tif").read_bytes() == mirror.content
    assert names(data) == [f"{NAME}.tif", "pins.json"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted(
    command: Command, mirror: Mirror, data: Path, begun: subprocess.Popen[str], number: int, code: int
) -> None:
    """Ctrl-C: what came stays, and one line says that the same command goes on from there."""
    begun.send_signal(number)
    output, errors = begun.communicate()
    assert (begun.returncode, output) == (code, "")
    assert errors == "relaysim: interrupted; 4.0 MB are here and stay: the same command goes on from there\n"
    assert names(data) == [f"{NAME}.tif.part", f"{NAME}.tif.part.json"]
    mirror.hold_at = None
    assert command("terrain", "fetch", NAME, "--from", mirror.url).returncode == 0


def test_two_at_once(command: Command, mirror: Mirror, begun: subprocess.Popen[str]) -> None:
    """A second fetch of the same terrain is told that another one is at it, and does not disturb it."""
    done = command("terrain", "fetch", NAME, "--from", mirror.url)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"relaysim: terrain {NAME} is being fetched by another process" in done.stderr
    assert begun.poll() is None


def test_another_file_is_refused(command: Command, mirror: Mirror, data: Path) -> None:
    """A mirror with another file: what was expected, what is there, what to do; nothing of it is kept."""
    done = command("terrain", "fetch", "jezero-ctx-20m", "--from", mirror.url)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"relaysim: {mirror.url}M20_JezeroCrater_CTXDEM_20m.tif: the file there has 9,662,387 bytes, expected "
        "90,345,300: it is another one; give another address with --from, or try again later\n"
    )
    assert names(data) == []


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("nosuch",), "no terrain is called 'nosuch' (there are jezero-survey, "),
        (("jezero-ctx-2m",), "did you mean jezero-ctx-20m?"),
        ((NAME, "--from", "ftp://host/x.tif"), "--from: 'ftp://host/x.tif' is no address"),
        ((), "Missing argument 'NAME'"),
    ],
)
def test_mistakes(command: Command, data: Path, args: tuple[str, ...], says: str) -> None:
    """A name or an address that is none: exit code 2, and no folder is made."""
    done = command("terrain", "fetch", *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert not data.exists()


def test_what_ships_needs_no_fetching(command: Command, data: Path) -> None:
    """It is said, and is no failure."""
    done = command("terrain", "fetch", "jezero-survey")
    assert (done.returncode, done.stdout) == (
        0,
        "jezero-survey: comes with relaysim, there is nothing to fetch\n",
    )
    assert not data.exists()


def test_no_place_to_keep_it(command: Command, tmp_path: Path) -> None:
    """A folder that cannot be made: the cause, and how to name another."""
    (tmp_path / "file").write_text("")
    done = command("terrain", "fetch", NAME, RELAYSIM_DATA=str(tmp_path / "file"))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{tmp_path / 'file'}: cannot be written" in done.stderr and "RELAYSIM_DATA" in done.stderr


def test_a_disk_that_fills_up(mirror: Mirror, data: Path) -> None:
    """What the disk does not take is said; what it took stays for the next fetch."""
    limited = "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4194304,) * 2); os.execv(sys.argv[1], sys.argv[1:])"
    command = [sys.executable, "-m", "relaysim", "terrain", "fetch", NAME, "--from", mirror.url]
    environment = os.environ | {"PYTHONPATH": str(Path(relaysim.__file__).resolve().parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", limited, *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{NAME}.tif.part: cannot be written (File too large)" in done.stderr
    assert (data / f"{NAME}.tif.part").stat().st_size == 4_194_304


def test_what_a_terminal_shows() -> None:
    """Share, rate of the last seconds and time left; a rate is not carried from one kind of work to the next."""
    now = 0.0
    progress = ByteProgress(Progress(quiet=True), "hill", lambda: now)
    assert progress.words("fetching", 0, 100_000_000) == "hill: fetching, 0.0 of 100.0 MB, 0%"
    progress("fetching", 0, 100_000_000)
    now = 5.0
    progress("fetching", 10_000_000, 100_000_000)
    now = 10.0
    words = progress.words("fetching", 20_000_000, 100_000_000)
    assert words == "hill: fetching, 20.0 of 100.0 MB, 20%, 2.0 MB/s, 40 s left"
    for now in range(11, 41):
        words = progress.words("fetching", 20_000_000 + 100_000 * int(now - 10), 100_000_000)
    assert words == "hill: fetching, 23.0 of 100.0 MB, 23%, 0.1 MB/s, 13 min left"
    assert progress.words("checking", 0, 100_000_000) == "hill: checking, 0.0 of 100.0 MB, 0%"


def test_durations() -> None:
    """Two figures are enough."""
    assert [duration(s) for s in (0.2, 99, 100, 3540, 3600, 40_000)] == [
        "0 s",
        "99 s",
        "2 min",
        "59 min",
        "1 h 00 min",
        "11 h 07 min",
    ]

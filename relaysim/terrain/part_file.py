"""The beginning of a file that is still being fetched, with a note beside it of where it comes from."""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from relaysim.errors import OutputError

VALIDATORS = ("ETag", "Last-Modified")


@dataclass(frozen=True)
class PartFile:
    """The bytes that are here, at `path`; beside them PATH.json names the address and the server's version.

    Both outlive the process, whatever ends it, so that the next fetch can go on from there.
    """

    path: Path

    @property
    def have(self) -> int:
        """Bytes that are here."""
        with contextlib.suppress(OSError):
            return self.path.stat().st_size
        return 0

    def version(self, url: str) -> dict[str, str] | None:
        """What the server called the version these bytes are of; None if they are not from `url`."""
        kept = self._kept()
        if kept.get("url") != url:
            return None
        return {name: kept[name] for name in VALIDATORS if name in kept}

    @property
    def token(self) -> str | None:
        """Another one each time it is begun anew."""
        return self._kept().get("token")

    def begin(self, url: str, version: Mapping[str, str]) -> None:
        """Empty it, then note what comes now: in the other order old bytes could pass for new ones."""
        with writing(self.path):
            self.path.write_bytes(b"")
            kept = {"url": url, "token": secrets.token_hex(4), **version}
            self._note.write_text(json.dumps(kept), encoding="utf-8")

    @contextlib.contextmanager
    def opened(self) -> Iterator[FileIO]:
        """The file, to append to."""
        with writing(self.path):
            file = FileIO(self.path, "ab")
        with file:
            yield file

    def append(self, file: FileIO, chunk: bytes) -> None:
        """Write a chunk whole, past every buffer of ours."""
        with writing(self.path):
            view = memoryview(chunk)
            while view:
                view = view[file.write(view) or 0 :]

    def forget(self) -> None:
        """Begin anew next time; the bytes stay until something better comes."""
        self._note.unlink(missing_ok=True)

    def drop(self) -> None:
        """Throw it away."""
        self.path.unlink(missing_ok=True)
        self.forget()

    def _kept(self) -> dict[str, str]:
        """The note; empty if there is none that can be read."""
        try:
            kept = json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(k): str(v) for k, v in kept.items()} if isinstance(kept, dict) else {}

    @property
    def _note(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json")


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns errors of the disk into words here, so that none passes for one of the network.

    Raises: OutputError.
    """
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror or error}); make room there, or name another folder "
            "in the environment variable RELAYSIM_DATA"
        ) from error

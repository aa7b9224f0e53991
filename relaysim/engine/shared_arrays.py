"""Arrays written down once and mapped by every worker on this machine: none of them holds a copy."""

from __future__ import annotations

import mmap
import tempfile
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relaysim.engine.job import Arrays
from relaysim.errors import OutputError

_ALIGNED = 64  # bytes: what vector instructions like


@dataclass(frozen=True)
class Place:
    """Where an array lies in the file: `offset` in bytes from its start, in C order."""

    name: str
    dtype: np.dtype[np.generic]
    shape: tuple[int, ...]
    offset: int


class SharedArrays:
    """A file without a name that holds the arrays; workers inherit it open.

    The system frees it when the last process that has it open ends, however that ends: even kill -9 of all of them
    leaves nothing behind. It lies in the folder for temporary files (environment variable TMPDIR).
    """

    def __init__(self, arrays: Arrays) -> None:
        """Write them down.

        Raises: OutputError if there is no room; TypeError for an array of Python objects.
        """
        # Open as long as workers may be given it.
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self.places: tuple[Place, ...] = ()
        try:
            for name, array in arrays.items():
                self._write(name, array)
            self._file.write(b"\0")  # an empty file cannot be mapped
            self._file.flush()
        except OSError as error:
            self.close()
            raise OutputError(
                f"{tempfile.gettempdir()}: no room for the workers' terrain ({error.strerror or error}); make room "
                "there, or name another folder in the environment variable TMPDIR"
            ) from error

    @property
    def handle(self) -> int:
        """The open file's number, for workers to inherit."""
        return self._file.fileno()

    def close(self) -> None:
        """Workers that run go on; no new one can be given it."""
        self._file.close()

    def _write(self, name: str, array: NDArray[np.generic]) -> None:
        if array.dtype.hasobject:
            raise TypeError(f"array {name!r} holds Python objects, which cannot be shared")
        self._file.write(b"\0" * (-self._file.tell() % _ALIGNED))
        place = Place(name, array.dtype, array.shape, self._file.tell())
        for part in array.reshape(1) if array.ndim == 0 else array:  # a copy of one row at a time
            self._file.write(np.ascontiguousarray(part).tobytes())
        self.places = (*self.places, place)


def mapped(handle: int, places: tuple[Place, ...]) -> dict[str, NDArray[np.generic]]:
    """The arrays of that open file by name: read-only, C order, their pages shared with all who map them."""
    memory = mmap.mmap(handle, 0, access=mmap.ACCESS_READ)
    return {
        place.name: np.ndarray(place.shape, place.dtype, buffer=memory, offset=place.offset)
        for place in places
    }

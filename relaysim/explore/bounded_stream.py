"""What one client sends, bounded in time and in size: whoever sends slowly, or without end, is cut off."""

from __future__ import annotations

import io
import socket
import time
from typing import Any


class TooMuch(OSError):
    """The client sent more than a request may have."""


class BoundedStream(io.RawIOBase):
    """The bytes of a socket until a deadline, and not more than a number of them.

    A time-out of the socket alone would begin anew with every byte: one byte now and then would hold a thread for ever.
    """

    def __init__(self, connection: socket.socket, *, seconds: float, most_bytes: int) -> None:
        self._connection = connection
        self._until = time.monotonic() + seconds
        self._left = most_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Raises TimeoutError after the deadline, TooMuch beyond the number of bytes."""
        remaining_s = self._until - time.monotonic()
        if remaining_s <= 0.0:
            raise TimeoutError("the request took too long to come")
        if self._left <= 0:
            raise TooMuch("the request is too long")
        self._connection.settimeout(remaining_s)
        count = self._connection.recv_into(memoryview(buffer)[: self._left])
        self._left -= count
        return count

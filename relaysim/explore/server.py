"""The server of the page: on this machine only, a few connections at a time, none of them for long."""

from __future__ import annotations

import socket
import sys
import threading
import traceback
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from typing import Any

from relaysim.explore.answers import Answers
from relaysim.explore.guard import LOOPBACK, Guard

# A browser opens six at a time; further ones wait in the system's queue for a moment, or are turned away.
MOST_CONNECTIONS = 32
# How long threads at work may take to notice that the server ends.
_LAST_WORDS_S = 3.0


class ExploreServer(ThreadingHTTPServer):
    """Serves one page and its questions on a free port of the loopback address, and nowhere else.

    Each connection has its own thread, and brings one request. A fault of ours goes to `complain`, with its traceback; the
    client hears one sentence, and the server goes on.
    """

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = False
    request_queue_size = 64

    def __init__(
        self,
        answers: Answers,
        token: str,
        complain: Callable[[str], None] | None = None,
        *,
        patience_s: float = 10.0,
    ) -> None:
        """`patience_s`: how long a whole request may take to come, and an answer to be taken."""
        from relaysim.explore.request_handler import RequestHandler

        super().__init__((LOOPBACK, 0), RequestHandler)
        self.answers, self.patience_s = answers, patience_s
        self.guard = Guard(int(self.server_address[1]), token)
        self._complain = complain or _to_standard_error
        self._slots = threading.BoundedSemaphore(MOST_CONNECTIONS)
        self._at_work: set[threading.Thread] = set()

    @property
    def address(self) -> str:
        """The page's address, with what lets its reader in."""
        return f"http://{LOOPBACK}:{self.guard.port}/?key={self.guard.token}"

    def server_bind(self) -> None:
        """Without looking up the machine's name, which may ask the network."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = LOOPBACK, int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        """A thread for the request if there is a place for it; else the connection is closed."""
        if not self._slots.acquire(timeout=0.05):
            self.shutdown_request(request)
            return
        thread = threading.Thread(target=self._serve, args=(request, client_address), daemon=True)
        self._at_work.add(thread)
        try:
            thread.start()
        except RuntimeError:  # no thread to be had
            self._at_work.discard(thread)
            self._slots.release()
            self.shutdown_request(request)

    def _serve(self, request: socket.socket, client_address: Any) -> None:
        try:
            self.process_request_thread(request, client_address)
        finally:
            self._at_work.discard(threading.current_thread())
            self._slots.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone, or was too slow, is no fault of ours; everything else is told in full."""
        if not isinstance(sys.exception(), OSError):
            self.complain()

    def complain(self) -> None:
        """Tell the terminal of the exception that is being handled."""
        self._complain(f"relaysim: a fault of relaysim itself; the page goes on\n{traceback.format_exc()}")

    def server_close(self) -> None:
        """Stop listening, and wait a moment for those at work, which end at once."""
        super().server_close()
        self.answers.close()
        for thread in list(self._at_work):
            thread.join(_LAST_WORDS_S)


def _to_standard_error(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()

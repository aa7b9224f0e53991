"""The way to a Dask scheduler: is the address one, does a scheduler answer there, has it workers."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import re
import socket
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from relaysim.errors import InputError

CONNECT_S = 10.0  # how long a scheduler may take to answer
WORKERS_S = 15.0  # how long to wait for the first worker
GONE_S = 60.0  # how long a cluster that was there may be without scheduler, or without any worker
_ADDRESS = re.compile(r"(?:tcp|tls)://(?:\[[0-9A-Fa-f:.]+\]|[^\s/:\[\]]+):(\d{1,5})")
_START = "start one with `dask scheduler`, and give the address that it prints"
_LOUD = ("distributed", "distributed.client", "distributed.core", "distributed.comm", "tornado", "asyncio")


def check_address(address: str) -> None:
    """Raises InputError if this is no address of a scheduler, "tcp://HOST:PORT"."""
    match = _ADDRESS.fullmatch(address)
    if match is None or not 0 < int(match[1]) < 65536:
        raise InputError(
            f"cluster {address!r}: no address of a Dask scheduler; it is written tcp://HOST:PORT, as the scheduler "
            "says when it starts (tcp://10.0.0.7:8786)"
        )


def connect(address: str, patience_s: float = 0.0) -> Any:
    """A client of the scheduler there, which has a worker at least.

    Args:
        address: a checked one.
        patience_s: for so long a scheduler that does not answer, or has no worker, is asked again.

    Returns:
        A distributed.Client, not the default one. Whoever gets it closes it.

    Raises:
        InputError: the extra is not installed; no scheduler answers there; it has no workers.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise InputError(
            f"cluster {address}: needs the extra 'cluster' ({error}): pip install 'relaysim[cluster]'"
        ) from error
    deadline = time.monotonic() + patience_s
    while True:
        try:
            _check_scheduler(address)
            break
        except InputError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of other versions of what moves data, which matter to no result
        try:
            client = distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
        except Exception as error:
            raise InputError(f"cluster {address}: cannot be joined: {error}") from error
    try:
        _wait_for_worker(client, address, max(WORKERS_S, deadline - time.monotonic()))
    except BaseException:
        client.close()
        raise
    return client


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Dask's own log lines are not shown: what they tell is told by errors."""
    loggers = [logging.getLogger(name) for name in _LOUD]
    before = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for one, level in zip(loggers, before, strict=True):
            one.setLevel(level)


def _check_scheduler(address: str) -> None:
    """Raises InputError unless a scheduler says at that address that it is one.

    Asked apart because a client waits without end for something that takes the connection and says nothing.
    """
    # In a thread of its own: the caller may be a notebook, which has a running loop already.
    with ThreadPoolExecutor(1) as thread:
        try:
            peer = thread.submit(_peer, address).result()
        except TimeoutError as error:
            raise InputError(
                f"cluster {address}: no Dask scheduler answers there within {CONNECT_S:.0f} s; {_START}"
            ) from error
        except Exception as error:
            reason = "something else does" if isinstance(error, MemoryError) else error
            reason = getattr(error, "strerror", None) or reason
            raise InputError(
                f"cluster {address}: no Dask scheduler answers there ({reason}); {_START}"
            ) from error
    if peer != "Scheduler":
        raise InputError(
            f"cluster {address}: a {peer.lower()} of a Dask cluster answers there; give the address of its scheduler"
        )


def _peer(address: str) -> str:
    """What answers there: "Scheduler", "Worker", "Nanny". Raises TimeoutError, OSError, or what is made of nonsense."""
    host, _, port = address.partition("://")[2].rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_S):
        pass  # where it is refused, Dask would try again and again
    return asyncio.run(asyncio.wait_for(_identity(address), CONNECT_S))


async def _identity(address: str) -> str:
    distributed: Any = importlib.import_module("distributed")
    arguments = distributed.Security().get_connection_args("client")
    async with distributed.rpc(address, timeout=CONNECT_S, connection_args=arguments) as peer:
        answer = await peer.identity()
    return str(answer["type"])


def _wait_for_worker(client: Any, address: str, timeout_s: float) -> None:
    try:
        client.wait_for_workers(1, timeout=timeout_s)
    except TimeoutError as error:
        raise InputError(
            f"cluster {address}: the scheduler is there, but had no worker for {timeout_s:.0f} s; start some with "
            f"`dask worker {address} --nthreads 1 --nworkers N`, or wait until those that were asked for are there"
        ) from error

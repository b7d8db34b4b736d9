"""The service that the benches ask over HTTP: in a process of its own, as `rag serve` runs it, or in a thread of this
one, where what the model is asked has to be seen."""

from __future__ import annotations

import logging
import multiprocessing
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, Concatenate, ParamSpec, TypeVar

import psutil
import uvicorn

from rag.logs import configure_logging
from rag.opening import QueryEngine, open_query_engine
from rag.service.app import create_app
from rag.settings import Settings

GROUP = "bench"
"""The one group of the key that the benches ask with, beside ``everyone``."""

KEPT_S = 2.0
"""How long a client keeps a connection that it does not use: less than the service (uvicorn: 5 s), so that no question
goes into one that is just being closed."""

_MIB = 2**20
_T = TypeVar("_T")
_P = ParamSpec("_P")


@contextmanager
def served(engine: QueryEngine) -> Iterator[tuple[str, str]]:
    """The service at an address of this machine, in a thread, and a key of the bench's group.

    Raises:
        RuntimeError: it does not start.
    """
    key = engine.store.keys.create(f"bench {secrets.token_hex(4)}", [GROUP])
    server = uvicorn.Server(uvicorn.Config(create_app(engine), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("The service did not start; its log says why.")
        time.sleep(0.01)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", key
    finally:
        server.should_exit = True
        thread.join()


class Service:
    """A service in a process of its own; work may be given to that process beside what comes over HTTP."""

    def __init__(self, pipe: Connection, process: psutil.Process, url: str, key: str) -> None:
        self.url, self.key = url, key
        self._pipe, self._process = pipe, process

    def run(self, do: Callable[Concatenate[QueryEngine, _P], _T], *given: _P.args, **named: _P.kwargs) -> _T:
        """What a function of a module gives, called in the service's process with its engine.

        Raises:
            RuntimeError: it failed there; the error's own words are the message.
        """
        self._pipe.send((do, given, named))
        found: _T = _received(self._pipe)
        return found

    def memory_mib(self) -> dict[str, float]:
        """Resident memory, and how much of it is no copy of a file's pages, which the system may take back."""
        told = self._process.memory_info()
        return {"resident": told.rss / _MIB, "own": (told.rss - getattr(told, "shared", 0)) / _MIB}


@contextmanager
def service(settings: Settings) -> Iterator[Service]:
    """The service over the store of these settings, until the end of the block.

    Raises:
        RuntimeError: it does not start; its own words are the message.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, settings))
    process.start()
    theirs.close()
    try:
        url, key = _received(ours)
        yield Service(ours, psutil.Process(process.pid), url, key)
    finally:
        # The end of the pipe is the end of the service.
        ours.close()
        process.join()


def _received(pipe: Connection) -> Any:
    try:
        found, problem = pipe.recv()
    except EOFError:
        raise RuntimeError("The service's process died.") from None
    if problem is not None:
        raise RuntimeError(problem)
    return found


def _serve(pipe: Connection, settings: Settings) -> None:
    configure_logging(logging.ERROR)
    try:
        with open_query_engine(settings) as engine, served(engine) as place:
            pipe.send((place, None))
            while True:
                do, given, named = pipe.recv()
                # In a new thread, as requests are worked on: PyTorch gives the main thread all cores, and on a
                # machine that others use, its threads then wait for each other.
                with ThreadPoolExecutor(1) as worker:
                    called = worker.submit(do, engine, *given, **named)
                problem = called.exception()
                pipe.send((None, _words(problem)) if problem else (called.result(), None))
    except EOFError:
        return
    except Exception as error:
        pipe.send((None, _words(error)))


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"

"""One call to a server of language models: its connections, its time limits, and how another thread ends it.

The clients' own time limits are for one silence each. A server that sends a byte now and then would never reach them,
so a timer ends the call, whatever the server does.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Mapping
from functools import cache
from types import TracebackType
from typing import Any

import httpx

_CONNECTED = ("connection.connect_tcp.complete", "connection.start_tls.complete")


class Call:
    """A call that is ended ``first_token_timeout_s`` seconds after its begin or, from ``first_token`` on,
    ``total_timeout_s`` after it. Whoever waits for the server then sees the connection close."""

    def __init__(self, first_token_timeout_s: float, total_timeout_s: float) -> None:
        self.transport = _NotedTransport(self._note)
        self.late = False
        self._ends_at = time.monotonic() + total_timeout_s
        self._sockets: list[socket.socket] = []
        self._ended = False
        self._mutex = threading.Lock()
        self._timer = self._timer_of(min(first_token_timeout_s, total_timeout_s))

    def __enter__(self) -> Call:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def first_token(self) -> None:
        """The model has begun to write."""
        self._timer.cancel()
        self._timer = self._timer_of(max(self._ends_at - time.monotonic(), 0))
        self._timer.start()

    def end(self) -> None:
        """Closes the connections, those to come as well; from any thread."""
        with self._mutex:
            self._ended = True
            for connection in self._sockets:
                _shut(connection)

    def _timer_of(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._run_out)
        timer.daemon = True
        return timer

    def _run_out(self) -> None:
        self.late = True
        self.end()

    def _note(self, connection: socket.socket) -> None:
        with self._mutex:
            self._sockets.append(connection)
            if self._ended:
                _shut(connection)


class _NotedTransport(httpx.HTTPTransport):
    """Tells of each connection it makes (httpx's extension ``trace``); no proxies."""

    def __init__(self, note: Any) -> None:
        super().__init__(verify=_trusted(), trust_env=False)
        self._tell = note

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx."""
        request.extensions = {**request.extensions, "trace": self._trace}
        return super().handle_request(request)

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event in _CONNECTED:
            self._tell(info["return_value"].get_extra_info("socket"))


@cache
def _trusted() -> ssl.SSLContext:
    """Reading the certificates takes longer than most calls for a list of models."""
    return httpx.create_ssl_context(trust_env=False)


def _shut(connection: socket.socket) -> None:
    # Unlike close, shutdown wakes a thread that reads from the socket.
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass

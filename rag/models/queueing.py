"""Calls to a server of language models, a few at a time: a small machine is not overrun, the others wait in turn."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rag.errors import ModelBusyError


class ServerQueue:
    """Lets ``at_once`` calls through, in the order in which they came."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def turn(self, patience_s: float, given_up: Callable[[], bool]) -> Iterator[None]:
        """One call's turn; ``given_up`` is looked at again at each :meth:`wake`.

        Raises:
            ModelBusyError: no turn came within ``patience_s`` seconds, or the call was given up.
        """
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
            self._changed.wait_for(lambda: given_up() or (self._free and self._waiting[0] is ticket), patience_s)
            mine = not given_up() and self._free > 0 and self._waiting[0] is ticket
            self._waiting.remove(ticket)
            if mine:
                self._free -= 1
            self._changed.notify_all()
        if not mine:
            raise ModelBusyError("Other questions kept the language model busy.")
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify_all()

    def wake(self) -> None:
        """Has every waiting call look whether it was given up."""
        with self._changed:
            self._changed.notify_all()


_queues: dict[tuple[str, int], ServerQueue] = {}
_mutex = threading.Lock()


def queue_of(url: str, at_once: int) -> ServerQueue:
    """The queue that all calls of this process to the server at ``url`` share."""
    with _mutex:
        return _queues.setdefault((url, at_once), ServerQueue(at_once))

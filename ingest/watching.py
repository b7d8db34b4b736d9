"""When a folder is to be looked at again: after a change, once it is quiet, and every few minutes anyway."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from watchdog.events import (
    EVENT_TYPE_CLOSED_NO_WRITE,
    EVENT_TYPE_OPENED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from rag.errors import RequestError

_QUIET_S = 2.0
_LONGEST_UNREST_S = 30.0
_AGAIN_S = 2.0
_ANYWAY_S = 600.0
_POLL_S = 5.0


class _Unrest(FileSystemEventHandler):
    """Notes when something last happened in a folder, and since when it is not quiet."""

    def __init__(self) -> None:
        self.last = self.first = 0.0
        self.happened = threading.Event()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Anything but reading counts."""
        if event.event_type in (EVENT_TYPE_OPENED, EVENT_TYPE_CLOSED_NO_WRITE):
            return
        self.last = time.monotonic()
        if not self.happened.is_set():
            self.first = self.last
            self.happened.set()

    def quiet(self) -> bool:
        """True when nothing has happened for a while, or when it never ends."""
        now = time.monotonic()
        return now - self.last >= _QUIET_S or now - self.first >= _LONGEST_UNREST_S


def rounds(folder: Path, one_round: Callable[[], bool], stop: threading.Event, *, poll: bool) -> None:
    """Calls ``one_round`` now, after changes below ``folder`` and every ten minutes, until ``stop`` is set.

    A round that returns True is repeated soon: something was left for the next time. A folder that goes and comes
    back (a disk) is followed again.

    Raises:
        RequestError: the system cannot watch so many folders.
    """
    unrest = _Unrest()
    observer: BaseObserver | None = None
    watched: tuple[int, int] | None = None
    try:
        while not stop.is_set():
            there = _identity(folder)
            if there != watched:
                if observer is not None:
                    _end(observer)
                observer = _begin(folder, unrest, poll) if there else None
                watched = there
            unrest.happened.clear()
            again = one_round()
            _wait(unrest, stop, _AGAIN_S if again or there is None else _ANYWAY_S)
    finally:
        if observer is not None:
            _end(observer)


def _wait(unrest: _Unrest, stop: threading.Event, longest_s: float) -> None:
    deadline = time.monotonic() + longest_s
    while not stop.wait(0.1):
        if unrest.happened.is_set():
            if unrest.quiet():
                return
        elif time.monotonic() >= deadline:
            return


def _begin(folder: Path, unrest: _Unrest, poll: bool) -> BaseObserver:
    observer: BaseObserver = PollingObserver(timeout=_POLL_S) if poll else Observer()
    try:
        observer.schedule(unrest, str(folder), recursive=True)
        observer.start()
    except OSError as error:
        raise RequestError(
            f"The folder {str(folder)!r} cannot be watched: {error.strerror}.",
            "Use --poll, or raise fs.inotify.max_user_watches.",
        ) from None
    return observer


def _end(observer: BaseObserver) -> None:
    observer.stop()
    observer.join()


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino

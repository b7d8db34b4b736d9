"""How far the reading of a long document has come: whoever waits counts its time-out from the last page done."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def tick() -> None:
    """Called by a parser after each page (sheet, message, frame) that it has finished."""
    for listener in _listeners:
        listener()


def on_tick(listener: Callable[[], None]) -> None:
    """Makes ``listener`` the one that each tick calls."""
    _listeners[:] = [listener]

"""Reads Server-Sent Events (the WHATWG format) from lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Event(NamedTuple):
    """One event: its name (``message`` when the server gave none) and its data, lines joined."""

    name: str
    data: str


def read_events(lines: Iterable[str]) -> Iterator[Event]:
    """The events in ``lines`` (without their line ends), in order.

    Comments, ``id`` and ``retry`` are skipped: the page never reconnects to a stream. As the format asks, an event
    that was not ended by an empty line, because the stream broke off, is dropped.
    """
    name, data = "", list[str]()
    for index, raw in enumerate(lines):
        line = raw.removeprefix("\ufeff") if index == 0 else raw
        if not line:
            if data:
                yield Event(name or "message", "\n".join(data))
            name, data = "", []
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            name = value
        elif field == "data":
            data.append(value)

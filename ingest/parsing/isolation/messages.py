"""What crosses the border between a parser process and its parent.

Downwards pickled tasks; upwards bytes whose first says what they are. A parser taken over by a document could send
anything upwards, so that the parent bounds its size and makes nothing of it but plain values of our own.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import importlib
import io
import pickle
from enum import Enum
from typing import Any

from pydantic import BaseModel

from rag.errors import ParserCrashedError, SourcierError, TooLargeError

READY, TICK, RESULT, ERROR = b"n", b"t", b"r", b"e"

MAX_OUTPUT = 300 * 1024**2
"""Bytes that one document may give: 200 MB of attachments, and text."""

_OURS = ("rag.", "ingest.")
_LIBRARY = frozenset({datetime.date, datetime.datetime, datetime.timedelta, datetime.timezone, decimal.Decimal})


def packed(kind: bytes, value: Any, max_output: int = MAX_OUTPUT) -> bytes:
    """A message.

    Raises:
        TooLargeError: the value takes more than ``max_output`` bytes.
    """
    output = _Bounded(kind, max_output)
    pickle.dump(value, output, protocol=5)
    return output.getvalue()


class _Bounded(io.BytesIO):
    """Stops a value that is too large while it is written, before it fills the memory."""

    def __init__(self, kind: bytes, limit: int) -> None:
        super().__init__()
        self._limit = limit
        super().write(kind)

    def write(self, data: Any) -> int:
        if self.tell() + memoryview(data).nbytes > self._limit:
            raise TooLargeError(
                f"What the document holds takes more than {self._limit // 1024**2} MiB once it is read.",
                "Split the file.",
            )
        return super().write(data)


def unpacked(message: bytes) -> Any:
    """The value of a message.

    Raises:
        ParserCrashedError: the message is not one that a parser process sends.
    """
    try:
        return _Plain(io.BytesIO(memoryview(message)[1:])).load()
    except Exception as error:
        raise ParserCrashedError("The process that read the document answered with something else.") from error


class _Plain(pickle.Unpickler):
    """Makes values only: our own data classes and models, enumerations, named tuples and errors; dates and decimals."""

    def find_class(self, module: str, name: str) -> Any:
        found = getattr(importlib.import_module(module), name) if module.startswith(_OURS) else None
        if isinstance(found, type) and (
            dataclasses.is_dataclass(found) or issubclass(found, Enum | tuple | BaseModel | SourcierError)
        ):
            return found
        for known in _LIBRARY:
            if (known.__module__, known.__name__) == (module, name):
                return known
        raise pickle.UnpicklingError(f"{module}.{name} is not expected")

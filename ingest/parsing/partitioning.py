"""Calling ``unstructured``: what it raises on files that it cannot take becomes one of our errors."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from unstructured.documents.elements import Element

from rag.errors import DamagedFileError


@contextmanager
def damaged_if_it_fails() -> Iterator[None]:
    """Turns what parsers of office files raise on altered ones into DamagedFileError."""
    try:
        yield
    except RecursionError as error:
        raise DamagedFileError("The document is nested too deeply to be read.") from error
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        LookupError,
        AssertionError,
        SyntaxError,
    ) as error:
        raise DamagedFileError(f"The document does not parse ({type(error).__name__}).") from error


def partitioned(partitioner: Callable[..., list[Element]], **arguments: Any) -> list[Element]:
    """The elements that a partitioner finds, its language detection (English, slow, random) switched off."""
    with damaged_if_it_fails(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return partitioner(languages=[""], **arguments)

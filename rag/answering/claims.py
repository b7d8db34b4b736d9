"""The claims a model writes, read while they stream."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rag.errors import ModelAnswerError


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim as the model wrote it, unproved: a sentence, the quote it rests on, and the passage it names (from 1)."""

    text: str
    quote: str
    source: int


def read_claims(pieces: Iterable[str]) -> Iterator[Draft]:
    """Each claim as soon as its JSON object is complete.

    Raises:
        ModelAnswerError: the text is not the JSON that was asked for.
    """
    decoder = json.JSONDecoder()
    text, position, count = "", -1, 0
    for piece in pieces:
        text += piece
        if position < 0 and (bracket := text.find("[")) >= 0:
            position = bracket + 1
        while position >= 0:
            start = position
            while start < len(text) and text[start] in ", \n\r\t":
                start += 1
            if start >= len(text) or text[start] != "{":
                break
            try:
                value, position = decoder.raw_decode(text, start)
            except RecursionError:
                raise ModelAnswerError("The language model nested its answer beyond all measure.") from None
            except ValueError:
                break
            yield _draft(value)
            count += 1
    try:
        whole = json.loads(text)
        complete = isinstance(whole, dict) and isinstance(whole.get("claims"), list)
        complete = complete and len(whole["claims"]) == count
    except (ValueError, RecursionError):
        complete = False
    if not complete:
        raise ModelAnswerError("The language model did not answer in the form it was asked for.")


def _draft(value: object) -> Draft:
    if isinstance(value, dict):
        text, quote, source = value.get("text"), value.get("quote"), value.get("source")
        if isinstance(text, str) and isinstance(quote, str) and isinstance(source, int):
            return Draft(one_line(text), one_line(quote), source)
    raise ModelAnswerError("The language model wrote a claim without its text, quote or source.")


def one_line(text: str) -> str:
    """A text on one line, without the lone halves of surrogate pairs that JSON lets a model write."""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())

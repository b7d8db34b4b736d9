"""The head of a document: what names it. By their heads documents are told apart that otherwise say the same."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePath

from rag.language import content_words

HEAD_CHARS = 1000
"""How much of a document's beginning belongs to its head: enough for its kind, its parties and its date."""

_SHORTEST_FIGURE = 4
# Written large on every invoice, and nobody's name.
_NO_NAMES = frozenset(["ht", "ttc", "tva", "vat", "eur", "euro", "euros", "usd", "gbp", "iban", "bic", "siret", "rcs"])
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W_][\w'’&.-]*")


def head_text(title: str, filename: str, opening: str) -> str:
    """Title, file name and the first characters of a document (``opening`` may be longer)."""
    return f"{title}\n{_readable(filename)}\n{opening[:HEAD_CHARS]}"


@lru_cache(maxsize=4096)
def title_words(title: str, filename: str) -> frozenset[str]:
    """The content words of a document's title and file name."""
    return frozenset(content_words(f"{title} {_readable(filename)}"))


def name_words(opening: str) -> frozenset[str]:
    """The words of a document's beginning that may be names; see :func:`written_as_names`."""
    return written_as_names(opening[:HEAD_CHARS])


@lru_cache(maxsize=4096)
def written_as_names(text: str) -> frozenset[str]:
    """The content words of a text that are written as names are: with a capital, or in a number long enough for a
    year or a reference ("2024", "FA-2025-0288").
    """
    capital = (word for word in _WORD.findall(text) if word[0].isupper() or _DIGIT.search(word))
    words = content_words(" ".join(capital))
    return frozenset(
        word for word in words if word not in _NO_NAMES and not (word.isdigit() and len(word) < _SHORTEST_FIGURE)
    )


def _readable(filename: str) -> str:
    return PurePath(filename).stem.replace("_", " ").replace("-", " ")

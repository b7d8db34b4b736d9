"""How the grammar's phrases are written, and the words they are made of.

Patterns are made of folded words with one space between. ``@p0`` stands for a party, ``@t0`` for a period, ``@n0`` for
an invoice's number, ``@m0`` for an amount of money, ``@c0`` for a percentage, ``@i0`` for any other number; ``@x`` for
invoices or contracts once they are read, ``@x1`` for a single one.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"(?<![@\\a-z])([a-z]{2,})(\?)?")
_words: set[str] = set()


def phrase(*alternatives: str) -> re.Pattern[str]:
    """A pattern for any of these phrases as whole words; its words join :func:`spoken`."""
    for source in alternatives:
        for word, optional in _WORD.findall(source):
            _words.update({word, word[:-1]} if optional else {word})
    return re.compile(r"(?<!\S)(?:" + "|".join(alternatives) + r")(?!\S)")


def spoken() -> frozenset[str]:
    """The words of all phrases that were made so far."""
    return frozenset(_words)

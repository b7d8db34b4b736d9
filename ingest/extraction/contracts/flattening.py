"""A stretch of a document's text in the two forms that rules look at, with the way back to its characters."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property

_SIGNS = {
    **dict.fromkeys("‘’‚‛′`´ʼ＇", "'"),
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    "ß": "s",
    "œ": "o",
    "æ": "a",
}
_GAP = re.compile(r"\s+")


class _Table(dict[int, str]):
    """Character -> one character: lower case, without its accent; quotes and dashes unified, blanks a space."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = _SIGNS.get(char) or (" " if char.isspace() else unicodedata.normalize("NFKD", char)[:1].lower())
        self[code] = base if len(base) == 1 else char
        return self[code]


_TABLE = _Table()


def flatten(text: str) -> str:
    """The text in small letters without accents, quotes and dashes unified, every character at its own place."""
    return text.translate(_TABLE)


class Stretch:
    """Characters ``[start, end)`` of a text with every run of blanks as one space, none before a comma or at the ends.

    ``source`` is the whole text, ``text`` the stretch so written, ``flat`` the same flattened, character for character.
    """

    def __init__(self, source: str, start: int, end: int) -> None:
        self.start, self.end = start, end
        self.source = source
        self.text = " ".join(source[start:end].split()).replace(" ,", ",")
        self.flat = flatten(self.text)

    @cached_property
    def _offsets(self) -> list[int]:
        """The place in the source of each character of :attr:`text`."""
        offsets: list[int] = []
        at = self.start
        for gap in _GAP.finditer(self.source, self.start, self.end):
            offsets.extend(range(at, gap.start()))
            outside = gap.start() == self.start or gap.end() == self.end
            if not outside and not self.source.startswith(",", gap.end()):
                offsets.append(gap.start())
            at = gap.end()
        offsets.extend(range(at, self.end))
        return offsets

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the source behind ``[start, end)`` of :attr:`text`; ``start < end``."""
        return self._offsets[start], self._offsets[end - 1] + 1

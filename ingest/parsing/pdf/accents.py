"""Accents that a PDF draws as characters of their own over a letter (´ + e), put together to one (é)."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import numpy as np

from ingest.parsing.pdf.glyphs import Glyphs

_COMBINING = {
    "`": "\u0300",
    "´": "\u0301",
    "^": "\u0302",
    "ˆ": "\u0302",
    "~": "\u0303",
    "˜": "\u0303",
    "¨": "\u0308",
    "˚": "\u030a",
    "ˇ": "\u030c",
    "¸": "\u0327",
    **{mark: mark for mark in "\u0300\u0301\u0302\u0303\u0308\u030a\u030c\u0327"},
}
_DOTLESS = {"ı": "i", "ȷ": "j"}
_SAME_LINE = 0.7


def composed(glyphs: Glyphs) -> Glyphs:
    """The characters, each accent that stands over the letter before or after it gone into that letter."""
    if _COMBINING.keys().isdisjoint(glyphs.chars):
        return glyphs
    chars = list(glyphs.chars)
    kept = np.ones(len(chars), bool)
    for index, char in enumerate(glyphs.chars):
        mark = _COMBINING.get(char)
        for letter in (index + 1, index - 1) if mark else ():
            if not 0 <= letter < len(chars) or not _stands_over(glyphs, index, letter):
                continue
            whole = unicodedata.normalize("NFC", _DOTLESS.get(chars[letter], chars[letter]) + str(mark))
            if len(whole) == 1:
                chars[letter], kept[index] = whole, False
                break
    return replace(glyphs, chars=chars).where(kept)


def _stands_over(glyphs: Glyphs, accent: int, letter: int) -> bool:
    middle = (glyphs.left[accent] + glyphs.right[accent]) / 2
    size = glyphs.size[letter]
    return bool(
        glyphs.direction[accent] == glyphs.direction[letter]
        and glyphs.left[letter] <= middle <= glyphs.right[letter]
        and abs(glyphs.base[accent] - glyphs.base[letter]) <= _SAME_LINE * size
        and glyphs.chars[letter].isalpha()
    )

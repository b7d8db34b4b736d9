"""Comparison forms of a text, with the way back to the original characters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rag.language.stopwords import STOPWORDS

_UNIFIED = {
    **dict.fromkeys("‘’‚‛′`´ʼʹˈ＇", "'"),
    **dict.fromkeys("“”„‟«»″〝〞＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－⁃", "-"),
    **dict.fromkeys("\n\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"),
    "\t": "\t",
    "œ": "oe",
    "Œ": "oe",
    "æ": "ae",
    "Æ": "ae",
    "⁄": "/",
    "∕": "/",
}
_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-\u2010\u2011\u00ad][ \t]*\r?\n[ \t]*(?=[^\W\d_])")
_WORD = re.compile(r"[^\W_]+")


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    # Marks of class 0 too: the Thai vowel sign am comes apart into one and a letter.
    return "".join(char for char in decomposed if unicodedata.category(char) not in ("Mn", "Me"))


@lru_cache(maxsize=8192)
def _read_char(char: str) -> str:
    if char in _UNIFIED:
        return _UNIFIED[char]
    if char.isspace():
        return " "
    category = unicodedata.category(char)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    # a footnote mark must not become a digit of the number before it
    if unicodedata.decomposition(char).startswith(("<super>", "<sub>", "<fraction>")):
        return char
    return _plain(char)


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    read = _read_char(char)
    if read == char and not char.isascii():
        read = _plain(char)
    return "".join(_UNIFIED.get(part, part) for part in read)


def read_with_offsets(text: str) -> tuple[str, list[int]]:
    """The form in which numbers, dates and identifiers are looked for, and where each character came from.

    Lower case without accents, quotes and dashes unified, every space inside a line ``" "``, line ends ``"\\n"``,
    tabs kept, invisible characters dropped; unlike in ``fold`` nothing is collapsed and superscripts stay what
    they are. The list holds, for each character of the form, its index in ``text``.
    """
    pieces: list[str] = []
    offsets: list[int] = []
    for index, char in enumerate(text):
        piece = _read_char(char)
        pieces.append(piece)
        offsets.extend([index] * len(piece))
    return "".join(pieces), offsets


def original_span(text: str, offsets: list[int], start: int, end: int) -> tuple[int, int]:
    """The offsets in ``text`` of the characters ``[start, end)`` of a form made from it; ``start < end``."""
    stop = offsets[end - 1] + 1
    while stop < len(text) and unicodedata.combining(text[stop]):
        stop += 1
    return offsets[start], stop


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """The same form as ``fold``, and for each of its characters the index in ``text`` where it came from."""
    skipped = {
        index
        for match in _HYPHENATED.finditer(text)
        if text[match.end()].islower()
        for index in range(match.start(), match.end())
    }
    folded: list[str] = []
    offsets: list[int] = []
    for index, char in enumerate(text):
        if index in skipped:
            continue
        for part in _fold_char(char):
            if part.isspace():
                if not folded or folded[-1] == " ":
                    continue
                part = " "
            folded.append(part)
            offsets.append(index)
    if folded and folded[-1] == " ":
        folded.pop()
        offsets.pop()
    return "".join(folded), offsets


def fold(text: str) -> str:
    """The form in which two texts are compared.

    Compatibility forms, case and accents are levelled (``œ`` is ``oe``), quotes and dashes unified, each run of
    spaces, tabs and line ends is one space, none stands at the ends. Soft hyphens go; a word that a hyphen breaks
    at a line end is joined.
    """
    joined = _HYPHENATED.sub(lambda match: "" if text[match.end()].islower() else match[0], text)
    return " ".join("".join(map(_fold_char, joined)).split())


def words(text: str) -> list[str]:
    """Folded words (runs of letters and digits) in order; elisions are split: ``l'article`` is ``l``, ``article``."""
    return _WORD.findall(fold(text))


def content_words(text: str) -> list[str]:
    """``words`` without the stopwords of French and English."""
    return [word for word in words(text) if word not in STOPWORDS]

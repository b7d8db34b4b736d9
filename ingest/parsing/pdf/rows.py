"""Characters -> words -> rows: everything that stands on one baseline, from left to right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from statistics import median

from ingest.parsing.pdf.glyphs import RIGHTWARDS, Glyph
from rag.domain.geometry import Box

_SAME_BASELINE = 0.25
_WORD_GAP = 0.17
_SEGMENT_GAP = 0.9
_DOUBLE_STRIKE = 0.1
_EXPONENT_SIZE = 0.85
_EXPONENT_SHIFT = 0.6


@dataclass(slots=True)
class Word:
    """Characters without a gap between them; the box is seen in the reading direction."""

    text: str
    box: Box
    base: float
    size: float
    bold: bool


@dataclass(slots=True)
class Row:
    """Words on one baseline, left to right."""

    words: list[Word]
    direction: tuple[int, int] = RIGHTWARDS

    @property
    def text(self) -> str:
        """The words, one space apart."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        """The box that holds all words."""
        box = self.words[0].box
        for word in self.words[1:]:
            box = box.union(word.box)
        return box

    @property
    def base(self) -> float:
        """The baseline: the median of the words' baselines."""
        return median(word.base for word in self.words)

    @property
    def size(self) -> float:
        """The size in which most characters are set."""
        ordered = sorted(self.words, key=attrgetter("size"))
        half, seen = sum(len(word.text) for word in ordered) / 2, 0
        for word in ordered:
            seen += len(word.text)
            if seen >= half:
                return word.size
        return ordered[-1].size

    @property
    def bold(self) -> bool:
        """True when every word with a letter in it is bold."""
        lettered = [word for word in self.words if any(char.isalpha() for char in word.text)]
        return bool(lettered) and all(word.bold for word in lettered)

    def segments(self) -> list[list[Word]]:
        """The words, parted where a gap is wider than any word space."""
        parts = [[self.words[0]]]
        for before, word in pairwise(self.words):
            if word.box.left - before.box.right > _SEGMENT_GAP * max(before.size, word.size):
                parts.append([])
            parts[-1].append(word)
        return parts


def build_rows(glyphs: Sequence[Glyph]) -> list[Row]:
    """The rows of a page from top to bottom; text that runs in other directions comes after the main one."""
    upright = [glyph for glyph in glyphs if not glyph.slanted]
    directions = sorted(
        {glyph.direction for glyph in upright}, key=lambda d: -sum(glyph.direction == d for glyph in upright)
    )
    rows = []
    for direction in directions:
        chosen = [glyph for glyph in upright if glyph.direction == direction]
        rows.extend(_rows(chosen, direction))
    return rows + _slanted_rows([glyph for glyph in glyphs if glyph.slanted])


def _rows(glyphs: list[Glyph], direction: tuple[int, int]) -> list[Row]:
    bands: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=attrgetter("base")):
        first = bands[-1][0] if bands else None
        if first is not None and glyph.base - first.base <= _SAME_BASELINE * min(glyph.size, first.size):
            bands[-1].append(glyph)
        else:
            bands.append([glyph])
    rows = (Row(words, direction) for band in _with_exponents(bands) if (words := _words(band)))
    return sorted(rows, key=attrgetter("base"))


def _with_exponents(bands: list[list[Glyph]]) -> Iterable[list[Glyph]]:
    """Bands with raised and lowered small characters (1er, n°, m²) put back into the line they belong to."""
    kept = [list(band) for band in bands]
    for index, band in enumerate(bands):
        for neighbour in (index + 1, index - 1):
            if not 0 <= neighbour < len(bands):
                continue
            if all(glyph.char == " " or _is_exponent(glyph, bands[neighbour]) for glyph in band):
                kept[neighbour].extend(band)
                kept[index] = []
                break
    return (band for band in kept if band)


def _is_exponent(glyph: Glyph, line: list[Glyph]) -> bool:
    """True when a larger character of the line stands beside it."""
    return any(
        glyph.size <= _EXPONENT_SIZE * other.size
        and abs(glyph.base - other.base) <= _EXPONENT_SHIFT * other.size
        and max(glyph.box.left - other.box.right, other.box.left - glyph.box.right) < 1.5 * glyph.size
        for other in line
    )


def _words(band: Iterable[Glyph]) -> list[Word]:
    ordered = sorted(band, key=lambda glyph: glyph.box.left)
    inked = [glyph for glyph in ordered if glyph.char != " "]
    gaps = sorted(b.box.left - a.box.right for a, b in pairwise(inked))
    size = median(glyph.size for glyph in ordered)
    # Spaced-out capitals have a gap at every letter: what is usual in a row is not a word space.
    usual = max(gaps[len(gaps) // 2], 0.0) if len(gaps) >= 8 and len(inked) > len(ordered) * 0.6 else 0.0
    widest = max(_WORD_GAP * size, usual + _WORD_GAP * size if usual < size else 0.0)
    words: list[list[Glyph]] = [[]]
    for glyph in ordered:
        before = words[-1][-1] if words[-1] else None
        if glyph.char == " ":
            if before is not None:
                words.append([])
            continue
        if before is not None and _same_struck_twice(before, glyph):
            continue
        if before is not None and glyph.box.left - before.box.right > widest:
            words.append([])
        words[-1].append(glyph)
    return [_word(glyphs) for glyphs in words if "".join(glyph.char for glyph in glyphs).strip()]


def _same_struck_twice(before: Glyph, glyph: Glyph) -> bool:
    return before.char == glyph.char and abs(glyph.box.left - before.box.left) < _DOUBLE_STRIKE * glyph.size


def _word(glyphs: list[Glyph]) -> Word:
    box = glyphs[0].box
    for glyph in glyphs[1:]:
        box = box.union(glyph.box)
    return Word(
        "".join(glyph.char for glyph in glyphs),
        box,
        median(glyph.base for glyph in glyphs),
        max(glyph.size for glyph in glyphs),
        sum(glyph.bold for glyph in glyphs) * 2 > len(glyphs),
    )


def _slanted_rows(glyphs: list[Glyph]) -> list[Row]:
    """Slanted text (stamps, watermarks) has no baseline to sort by: each run of it is a row, as drawn."""
    runs: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        runs.setdefault(glyph.run, []).append(glyph)
    rows = []
    for run in runs.values():
        word = _word(run)
        word.text = " ".join(word.text.split())
        if word.text:
            rows.append(Row([word], run[0].direction))
    return rows

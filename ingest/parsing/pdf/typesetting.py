"""Characters -> rows: lines found by their baselines, words by the gaps between characters."""

from __future__ import annotations

from statistics import median

import numpy as np
from numpy.typing import NDArray

from ingest.parsing.pdf.accents import composed
from ingest.parsing.pdf.frame import DIRECTIONS
from ingest.parsing.pdf.glyphs import Glyphs
from ingest.parsing.pdf.native import Floats
from ingest.parsing.pdf.rows import Row, Word
from rag.domain.geometry import Box

_SAME_BASELINE = 0.25
_WORD_GAP = 0.17
_DOUBLE_STRIKE = 0.1
_BLANK_FIRST = 0.1
_EXPONENT_SIZE = 0.85
_EXPONENT_SHIFT = 0.6
_UNDER = 0.25

Indexes = NDArray[np.intp]


def build_rows(glyphs: Glyphs) -> list[Row]:
    """The rows of a page from top to bottom; text that runs in other directions comes after the main one."""
    glyphs = composed(glyphs)
    rows: list[Row] = []
    upright = ~glyphs.slanted
    counts = np.bincount(glyphs.direction[upright], minlength=len(DIRECTIONS))
    for number in np.argsort(-counts, kind="stable").tolist():
        if counts[number]:
            chosen = np.flatnonzero(upright & (glyphs.direction == number))
            rows.extend(_rows(glyphs, chosen, _unit(number)))
    return rows + _slanted_rows(glyphs, np.flatnonzero(glyphs.slanted))


def _unit(number: int) -> tuple[int, int]:
    across, down = DIRECTIONS[number].tolist()
    return across, down


def _rows(glyphs: Glyphs, chosen: Indexes, direction: tuple[int, int]) -> list[Row]:
    bands = _with_exponents(glyphs, _bands(glyphs, chosen))
    rows = [Row(words, direction) for words in _lines_of_words(glyphs, bands) if words]
    return sorted(rows, key=lambda row: row.base)


def _bands(glyphs: Glyphs, chosen: Indexes) -> list[Indexes]:
    """Characters on about the same baseline, from top to bottom."""
    order = chosen[np.argsort(glyphs.base[chosen], kind="stable")]
    starts = []
    first_base, first_size = -np.inf, 0.0
    bases, sizes = glyphs.base[order].tolist(), glyphs.size[order].tolist()
    for place, (base, size) in enumerate(zip(bases, sizes, strict=True)):
        if base - first_base > _SAME_BASELINE * (size if size < first_size else first_size):
            starts.append(place)
            first_base, first_size = base, size
    return np.split(order, starts[1:])


def _with_exponents(glyphs: Glyphs, bands: list[Indexes]) -> list[Indexes]:
    """Bands with raised and lowered small characters (1er, n°, m²) put back into the line they belong to."""
    kept: list[Indexes | None] = list(bands)
    largest = [float(glyphs.size[band].max()) for band in bands]
    inked = [band[[glyphs.chars[index] != " " for index in band.tolist()]] for band in bands]
    small = [float(glyphs.size[band].max()) if len(band) else 0.0 for band in inked]
    for index, band in enumerate(bands):
        for neighbour in (index + 1, index - 1):
            if not 0 <= neighbour < len(bands) or small[index] > _EXPONENT_SIZE * largest[neighbour]:
                continue
            one_by_one = inked[index].tolist()
            if all(_is_exponent(glyphs, one, bands[neighbour]) for one in one_by_one) and not _is_line_below(
                glyphs, inked[index], bands[neighbour]
            ):
                there = kept[neighbour]
                kept[neighbour] = band if there is None else np.concatenate((there, band))
                kept[index] = None
                break
    return [band for band in kept if band is not None]


def _is_exponent(glyphs: Glyphs, one: int, line: Indexes) -> bool:
    """True when a larger character of the line stands beside it."""
    size = glyphs.size[one]
    sizes = glyphs.size[line]
    apart = np.maximum(glyphs.left[one] - glyphs.right[line], glyphs.left[line] - glyphs.right[one])
    beside = (
        (size <= _EXPONENT_SIZE * sizes)
        & (np.abs(glyphs.base[one] - glyphs.base[line]) <= _EXPONENT_SHIFT * sizes)
        & (apart < 1.5 * size)
    )
    return bool(beside.any())


def _is_line_below(glyphs: Glyphs, small: Indexes, line: Indexes) -> bool:
    """True for small characters under or over the large ones instead of between them: a slogan close to a name in
    large type."""
    inked = line[[glyphs.chars[index] != " " for index in line.tolist()]]
    middles = (glyphs.left[small] + glyphs.right[small]) / 2
    over = (glyphs.left[inked][None, :] < middles[:, None]) & (middles[:, None] < glyphs.right[inked][None, :])
    return bool(over.any(axis=1).mean() > _UNDER) if len(inked) and len(small) else False


def _lines_of_words(glyphs: Glyphs, bands: list[Indexes]) -> list[list[Word]]:
    """The words of each band from left to right; all bands are worked out at once."""
    lines = np.repeat(np.arange(len(bands)), [len(band) for band in bands])
    chosen = np.concatenate(bands)
    blank = np.array([glyphs.chars[index] == " " for index in chosen.tolist()], bool)
    # A word that another object draws may begin a hair before the blank that ends the word before it.
    across = np.lexsort((glyphs.left[chosen] - _BLANK_FIRST * glyphs.size[chosen] * blank, lines))
    order, blank = chosen[across], blank[across]
    places = np.flatnonzero(~blank)
    inked, line = order[places], lines[places]
    words: list[list[Word]] = [[] for _ in bands]
    if not len(inked):
        return words
    widest = _widest_gaps(glyphs, order, lines, inked, line, len(bands))
    close = np.diff(places, prepend=-2) == 1
    doubled = _struck_twice(glyphs, inked, close & (np.diff(line, prepend=-1) == 0))
    if doubled.any():
        inked, line, close = (field[~doubled] for field in (inked, line, close))
    starts = _word_starts(glyphs, inked, line, close, widest)
    for number, word in zip(line[starts].tolist(), _words(glyphs, inked, starts), strict=True):
        if word.text.strip():
            words[number].append(word)
    return words


def _widest_gaps(glyphs: Glyphs, order: Indexes, lines: Indexes, inked: Indexes, line: Indexes, count: int) -> Floats:
    """How far apart the characters of one word may stand, for each line."""
    size = _medians(glyphs.size[order], lines, count)
    same = line[1:] == line[:-1]
    gaps, gap_line = (glyphs.left[inked[1:]] - glyphs.right[inked[:-1]])[same], line[1:][same]
    gap_count = np.bincount(gap_line, minlength=count)
    many = (gap_count >= 8) & (np.bincount(line, minlength=count) > 0.6 * np.bincount(lines, minlength=count))
    by_line = np.lexsort((gaps, gap_line))
    middle = np.minimum(np.cumsum(gap_count) - gap_count + gap_count // 2, max(len(gaps) - 1, 0))
    # Spaced-out capitals have a gap at every letter: what is usual in a row is not a word space.
    usual = np.where(many, np.maximum(gaps[by_line[middle]] if len(gaps) else 0.0, 0.0), 0.0)
    return np.maximum(_WORD_GAP * size, np.where(usual < size, usual + _WORD_GAP * size, 0.0))


def _medians(values: Floats, groups: Indexes, count: int) -> Floats:
    """The median of the values of each group."""
    number = np.bincount(groups, minlength=count)
    ordered = values[np.lexsort((values, groups))]
    first = np.cumsum(number) - number
    middle: Floats = (ordered[first + (number - 1) // 2] + ordered[first + number // 2]) / 2
    return middle


def _struck_twice(glyphs: Glyphs, inked: Indexes, close: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Characters printed a second time beside themselves, to look bold."""
    left = glyphs.left[inked]
    near = close & (np.abs(np.diff(left, prepend=np.inf)) < _DOUBLE_STRIKE * glyphs.size[inked])
    for place in np.flatnonzero(near).tolist():
        near[place] = glyphs.chars[inked[place]] == glyphs.chars[inked[place - 1]]
    return near


def _word_starts(glyphs: Glyphs, inked: Indexes, line: Indexes, close: NDArray[np.bool_], widest: Floats) -> Indexes:
    gaps = glyphs.left[inked[1:]] - glyphs.right[inked[:-1]]
    parted = (line[1:] != line[:-1]) | ~close[1:] | (gaps > widest[line[1:]])
    return np.concatenate(([0], np.flatnonzero(parted) + 1))


def _words(glyphs: Glyphs, inked: Indexes, starts: Indexes) -> list[Word]:
    """The words that begin at ``starts`` of the characters ``inked``."""
    ends = [*starts[1:].tolist(), len(inked)]
    chars = [glyphs.chars[index] for index in inked.tolist()]
    bases = glyphs.base[inked]
    level = np.minimum.reduceat(bases, starts) == np.maximum.reduceat(bases, starts)
    bold = np.add.reduceat(glyphs.bold[inked].astype(np.intp), starts) * 2 > np.diff(starts, append=len(inked))
    return [
        Word(
            "".join(chars[a:b]),
            Box(left, top, right, bottom),
            base if flat else median(bases[a:b].tolist()),
            size,
            heavy,
        )
        for a, b, left, top, right, bottom, base, flat, size, heavy in zip(
            starts.tolist(),
            ends,
            np.minimum.reduceat(glyphs.left[inked], starts).tolist(),
            np.minimum.reduceat(glyphs.top[inked], starts).tolist(),
            np.maximum.reduceat(glyphs.right[inked], starts).tolist(),
            np.maximum.reduceat(glyphs.bottom[inked], starts).tolist(),
            bases[starts].tolist(),
            level.tolist(),
            np.maximum.reduceat(glyphs.size[inked], starts).tolist(),
            bold.tolist(),
            strict=True,
        )
    ]


def _slanted_rows(glyphs: Glyphs, chosen: Indexes) -> list[Row]:
    """Slanted text (stamps, watermarks) has no baseline to sort by: each run of it is a row, as drawn."""
    runs: dict[int, list[int]] = {}
    for index, drawn_by in zip(chosen.tolist(), glyphs.drawn_by[chosen].tolist(), strict=True):
        runs.setdefault(drawn_by, []).append(index)
    rows = []
    for run in runs.values():
        (word,) = _words(glyphs, np.array(run), np.zeros(1, np.intp))
        word.text = " ".join(word.text.split())
        if word.text:
            rows.append(Row([word], _unit(int(glyphs.direction[run[0]]))))
    return rows

"""Words and rows: everything that stands on one baseline, from left to right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from statistics import median

from ingest.parsing.pdf.frame import RIGHTWARDS
from rag.domain.geometry import Box

_SEGMENT_GAP = 0.9


@dataclass(slots=True)
class Word:
    """Characters without a gap between them; the box is seen in the reading direction.

    ``confidence`` (0 to 1) is how sure OCR was of them, None for text that was not read by OCR.
    """

    text: str
    box: Box
    base: float
    size: float
    bold: bool
    confidence: float | None = None


@dataclass
class Row:
    """One or more words on one baseline, left to right.

    Neither changes once made, so that what follows is worked out once.

    ``text`` holds the words, one space apart, and ``box`` all of them.
    """

    words: list[Word]
    direction: tuple[int, int] = RIGHTWARDS
    text: str = field(init=False, repr=False)
    box: Box = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.text = " ".join([word.text for word in self.words])
        self.box = box_around(self.words)

    @cached_property
    def base(self) -> float:
        """The baseline: the median of the words' baselines."""
        bases = [word.base for word in self.words]
        return bases[0] if min(bases) == max(bases) else median(bases)

    @cached_property
    def size(self) -> float:
        """The size in which most characters are set."""
        sizes = {word.size for word in self.words}
        if len(sizes) == 1:
            return sizes.pop()
        ordered = sorted(self.words, key=attrgetter("size"))
        half, seen = sum(len(word.text) for word in ordered) / 2, 0
        for word in ordered:
            seen += len(word.text)
            if seen >= half:
                return word.size
        return ordered[-1].size

    @cached_property
    def bold(self) -> bool:
        """True when every word with a letter in it is bold."""
        if not any(word.bold for word in self.words):
            return False
        lettered = [word for word in self.words if any(map(str.isalpha, word.text))]
        return bool(lettered) and all(word.bold for word in lettered)

    @cached_property
    def segments(self) -> list[list[Word]]:
        """The words, parted where a gap is wider than any word space."""
        parts = [[self.words[0]]]
        for before, word in pairwise(self.words):
            if word.box.left - before.box.right > _SEGMENT_GAP * max(before.size, word.size):
                parts.append([])
            parts[-1].append(word)
        return parts


def box_around(words: Iterable[Word]) -> Box:
    """The smallest box that holds all of one or more words."""
    lefts, tops, rights, bottoms = zip(*[word.box for word in words], strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def confidence_of(words: Sequence[Word]) -> float | None:
    """How sure OCR was of these words on average, long words counting for more; None without OCR."""
    sure = [(word.confidence, len(word.text)) for word in words if word.confidence is not None]
    return sum(share * length for share, length in sure) / sum(length for _, length in sure) if sure else None

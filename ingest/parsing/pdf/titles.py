"""Which paragraphs are headings, and how deep: by their words, size and weight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.headings import named_level, numbered_level
from ingest.parsing.pdf.paragraphs import MARKER, Paragraph

_LARGER = 1.15
_MAX_CHARS = 160
_MAX_LINES = 3
_DEEPEST_BY_SIZE = 3


@dataclass(frozen=True, slots=True)
class Style:
    """How a document is set: the size of its prose, whether prose is bold, and the larger sizes in it."""

    body: float
    body_is_bold: bool
    larger: tuple[float, ...]


def style_of(paragraphs: Sequence[Paragraph]) -> Style:
    """The style in which most characters of a document are set."""
    sizes: Counter[float] = Counter()
    bold = total = 0
    for paragraph in paragraphs:
        for line in paragraph.lines:
            for word in line.row.words:
                sizes[_step(word.size)] += len(word.text)
                bold += len(word.text) if word.bold else 0
                total += len(word.text)
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    larger = sorted({_step(p.size) for p in paragraphs if p.size >= _LARGER * body}, reverse=True)
    return Style(body, bold * 2 > total, tuple(larger))


def heading_level(paragraph: Paragraph, style: Style) -> int:
    """The level of a heading, from 1; 0 for a paragraph that is none."""
    text = paragraph.text
    if len(text) > _MAX_CHARS or len(paragraph.lines) > _MAX_LINES or not _could_be_title(text):
        return 0
    named = named_level(text)
    if named is not None:
        return named
    is_larger = paragraph.size >= _LARGER * style.body
    is_bold = paragraph.bold and not style.body_is_bold
    numbered = numbered_level(text)
    if numbered is not None and (is_larger or is_bold or _in_capitals(text)):
        return numbered
    if MARKER.match(text) or _has_wide_gap(paragraph) or text[-1] in ".;,:":
        return 0
    if is_larger:
        return min(1 + style.larger.index(_step(paragraph.size)), _DEEPEST_BY_SIZE)
    if ":" in text:
        return 0
    if is_bold and len(text) <= 100 and len(paragraph.lines) <= 2:
        return min(2 + len(style.larger), _DEEPEST_BY_SIZE)
    if _in_capitals(text) and len(text) <= 80 and len(paragraph.lines) == 1 and paragraph.size >= style.body:
        return min(2 + len(style.larger), _DEEPEST_BY_SIZE)
    return 0


def _step(size: float) -> float:
    return round(size * 2) / 2


def _could_be_title(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    return letters >= 3 and letters * 2 > len(text.replace(" ", ""))


def _in_capitals(text: str) -> bool:
    return text.upper() == text and sum(char.isalpha() for char in text) >= 8


def _has_wide_gap(paragraph: Paragraph) -> bool:
    return any(len(line.row.segments()) > 1 for line in paragraph.lines)

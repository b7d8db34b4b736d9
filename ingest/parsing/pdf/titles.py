"""Which paragraphs are headings, and how deep: by their words, size and weight."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.headings import named_level, numbered_level
from ingest.parsing.pdf.cells import PageTable
from ingest.parsing.pdf.paragraphs import MARKER, Paragraph
from ingest.parsing.pdf.run_in import reads_as_sentence, reads_as_title

_LARGER = 1.15
_MAX_CHARS = 160
_MAX_LINES = 3
_DEEPEST_BY_SIZE = 3
_FEW_WORDS = 8
# Lines of a table of contents: dots that lead to a page number, or the number alone at the far side.
_LEADERS = re.compile(r"(?:[.·]\s?){4,}|…\s?…|_{4,}")
_PAGE_NUMBER = re.compile(r"\s(?:\d{1,3}|[ivx]{1,5})$")
_NO_TITLE = re.compile(r"^[(“«\"]|\d[.,]\d\d\b|[€$£@]")
_CONTRACT = re.compile(
    r"\b(?:contrat|contract|\w*vertrag|convention|accord|agreement|bail|lease|avenant|amendment|conditions|terms)\b",
    re.I,
)
_BARE = re.compile(r"^(?:article|section|clause|artikel|abschnitt)\s+(?:\d+|[ivxlc]+|[a-z]{3,9})\s*[.:–—-]?$", re.I)


@dataclass(frozen=True, slots=True)
class Style:
    """How a document is set: the size of its prose, whether prose is bold, and the larger sizes in it."""

    body: float
    body_is_bold: bool
    larger: tuple[float, ...]


def style_of(paragraphs: Sequence[Paragraph], tables: Sequence[PageTable]) -> Style:
    """The style in which most characters of a document are set."""
    sizes: Counter[float] = Counter()
    bold = total = 0
    for paragraph in paragraphs:
        for line in paragraph.lines:
            characters = len(line.text) - line.text.count(" ")
            sizes[_step(line.size)] += characters
            bold += line.bold_chars
            total += characters
    for table in tables:
        sizes[_step(table.size)] += len(table.text)
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    larger = sorted({_step(p.size) for p in paragraphs if p.size >= _LARGER * body}, reverse=True)
    return Style(body, bold * 2 > total, tuple(larger))


def heading_level(
    paragraph: Paragraph, style: Style, before: Paragraph | None = None, after: Paragraph | None = None
) -> int:
    """The level of a heading, from 1; 0 for a paragraph that is none. Its neighbours tell headings from lists."""
    text = paragraph.text
    if paragraph.runs_in:
        return named_level(text) or numbered_level(text) or 2 + text.split()[0].rstrip(".").count(".")
    if len(text) > _MAX_CHARS or len(paragraph.lines) > _MAX_LINES or _is_of_contents(paragraph):
        return 0
    named = named_level(text)
    if named is not None:
        return named
    if not _has_letters(text):
        return 0
    is_larger = paragraph.size >= _LARGER * style.body
    is_bold = paragraph.bold and not style.body_is_bold
    numbered = numbered_level(text)
    if numbered is not None and (
        is_larger or is_bold or _in_capitals(text) or _heads_prose(paragraph, numbered, before, after)
    ):
        return numbered
    if MARKER.match(text) or _has_wide_gap(paragraph) or text[-1] in ".;,:" or _NO_TITLE.search(text):
        return 0
    if is_larger:
        return min(1 + style.larger.index(_step(paragraph.size)), _DEEPEST_BY_SIZE)
    if ":" in text:
        return 0
    if is_bold and len(text) <= 100 and len(paragraph.lines) <= 2:
        return min(2 + len(style.larger), _DEEPEST_BY_SIZE)
    if (
        _in_capitals(text)
        and not (len(text.split()) > _FEW_WORDS and reads_as_sentence(text))
        and len(text) <= 80
        and len(paragraph.lines) == 1
        and paragraph.size >= style.body
    ):
        return min(2 + len(style.larger), _DEEPEST_BY_SIZE)
    return 0


def titles_one_contract(first: Paragraph, second: Paragraph, style: Style) -> bool:
    """True for a contract's title and its next line: both in the largest type, close, centred alike or flush.

    Only what names a contract goes on so: above an invoice its seller's name stands in the same type as "INVOICE".
    """
    last, begins = first.lines[-1], second.lines[0]
    if last.page != begins.page or len(first.lines) + len(second.lines) > _MAX_LINES:
        return False
    if style.larger[:1] != (_step(first.size),) or _step(second.size) != _step(first.size) or first.bold != second.bold:
        return False
    if not 0 <= begins.box.top - last.box.bottom < first.size:
        return False
    middle = abs(last.box.left + last.box.right - begins.box.left - begins.box.right) / 2
    if min(middle, abs(last.box.left - begins.box.left)) > first.size:
        return False
    if _CONTRACT.search(first.text) is None or _has_wide_gap(first) or _has_wide_gap(second):
        return False
    texts = first.text, second.text
    return all(named_level(t) is None and numbered_level(t) is None and t[-1] not in ".;:" for t in texts)


def is_bare_label(text: str) -> bool:
    """True for "ARTICLE 7" alone, whose words stand on the next line."""
    return _BARE.match(text) is not None


def _heads_prose(paragraph: Paragraph, level: int, before: Paragraph | None, after: Paragraph | None) -> bool:
    """True for "7. Durée", set like the text, above its text: the next line is no item of the same list."""
    words = paragraph.text.split(maxsplit=1)[1]
    if len(paragraph.lines) > 1 or words[-1] in ":;," or not reads_as_title(words.rstrip(".")) or after is None:
        return False
    if any(near is not None and numbered_level(near.text) == level for near in (before, after)):
        return False
    deeper = numbered_level(after.text)
    return (deeper is not None and deeper > level) or len(after.text) > len(paragraph.text)


def _step(size: float) -> float:
    return round(size * 2) / 2


def _is_of_contents(paragraph: Paragraph) -> bool:
    """True for a line of a table of contents."""
    text = paragraph.text
    return bool(_LEADERS.search(text) or (_has_wide_gap(paragraph) and _PAGE_NUMBER.search(text)))


def _has_letters(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    return letters >= 3 and letters * 2 > len(text.replace(" ", ""))


def _in_capitals(text: str) -> bool:
    return text.upper() == text and sum(char.isalpha() for char in text) >= 8


def _has_wide_gap(paragraph: Paragraph) -> bool:
    return any(line.gapped for line in paragraph.lines)

"""A contract's text as sentences, each with the article and heading that it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice

from ingest.extraction.contracts.flattening import Stretch, flatten
from ingest.extraction.contracts.values import days, spans
from ingest.parsing.document import BlockKind, ParsedDocument
from ingest.parsing.headings import is_title_case
from rag.domain.duration import Duration
from rag.language.months import MONTH_PATTERN
from rag.language.sentences import sentences

_LONGEST = 3_000
"""Characters of a sentence that are read; what has none of the marks that end one is no clause."""
_HEADING = 90
_MOST = 400
_LABEL, _VALUE = 80, 300
_LABELLED = re.compile(
    r"^[ \t]*(?P<label>[A-ZÀ-Þ][\w'’./()-]*(?: [\w'’./()&-]+){0,5} ?[ \t.]*:)(?=[ \t]+\S)", re.MULTILINE
)
_SIGNED_ON = re.compile(r"(?:^| \| )(?:Le|le|Date ?:|On) \d")
_NUMBER = re.compile(
    r"(?:(?:article|art\.|section|clause|§+)\s?(?P<named>premier|1er|\d{1,3}(?:\.\d{1,3})*|[ivx]{1,5})\b[.:)-]*"
    r"|(?P<bare>\d{1,3}(?:\.\d{1,3})+)[.:)]?(?![\d%])|(?P<single>\d{1,2})[.)](?!\d)|\((?:\d{1,2}|[a-z]|[ivx]{2,5})\)"
    r"|[a-z]\)|[-•–·▪])\s*[-–—:]?\s*",
)
_FIGURE_AGAIN = re.compile(r"\(\d{1,3}\) [a-zà-ÿ]")
_NO_END = re.compile(r"[.:;!?][\"')\]]*$")
_CUT = re.compile(rf"\b{MONTH_PATTERN}$")
_DAY = re.compile(r"\b(?:am|zum|vom|bis|den) \d{1,2}\.$")
_MONTH = re.compile(MONTH_PATTERN)
_DIGIT = re.compile(r"\d")
_NO = re.compile(r"\bno\.$")
_REFERENCE = re.compile(r"[a-z]{1,6}[-/ ]?\d")
_FURNITURE = re.compile(r"(?:page |- ?)?\d{1,4}(?: ?(?:of|/|sur) ?\d{1,4})?(?: ?-)?|source: .{1,120}|[ivxl]{1,6}")


@dataclass(eq=False)
class Sentence(Stretch):
    """One sentence, without the number before it.

    ``article`` is the number that it stands under ("7.2"), None before the first; ``heading`` is flat, with that of
    the article around it.
    """

    source: str
    begin: int
    stop: int
    heading: str = ""
    article: str | None = None
    number: int = field(default=0)

    def __post_init__(self) -> None:
        Stretch.__init__(self, self.source, self.begin, self.stop)

    def __hash__(self) -> int:
        return self.begin

    def has(self, *words: str) -> bool:
        """Whether one of these stands in it, flat: cheap, so that rules look at few sentences."""
        return any(word in self.flat for word in words)

    @cached_property
    def days(self) -> list[tuple[date, int, int]]:
        """The full dates in it and where they stand in its text."""
        return days(self)

    @cached_property
    def spans(self) -> list[tuple[Duration, int, int]]:
        """The spans of time in it and where they stand in its text."""
        return spans(self)


def provisions(parsed: ParsedDocument) -> list[Sentence]:
    """The sentences of a document in order, headings left out; of tables the rows of a label and what it stands for."""
    found: list[Sentence] = []
    headings: dict[str, str] = {}
    heading, article = "", None
    titles = _inside(parsed, BlockKind.TITLE)
    tables = _inside(parsed, BlockKind.TABLE)
    for start, end in _whole(parsed.text, list(_cut(parsed))):
        text = parsed.text
        if tables.covers(start):
            found += _rows(text, start, end, heading, article, len(found))
            continue
        line = flatten(text[start : min(end, start + _HEADING + 40)])
        label = _NUMBER.match(line)
        if label and label["named"] and text[start + label.end() : start + label.end() + 1].islower():
            # "Section 9.2 of the Agreement is deleted" names an article of another text
            label = None
        number = label and (label["named"] or label["bare"] or label["single"])
        body = start + label.end() if label and start + label.end() < end else start
        if titles.covers(start) or (number and _is_heading(text[body:end])):
            named = flatten(" ".join(text[body:end].split()))[:200]
            article = number or article
            above = headings.get(number.rpartition(".")[0], "") if number else ""
            heading = f"{above} / {named}" if above else named
            if number:
                headings[number] = heading
            if titles.covers(start) or number is None:
                continue
        elif number:
            article = number
            top = number.partition(".")[0]
            heading = headings.get(number) or (headings.get(top, heading) if "." in number else "")
        found.append(Sentence(text, body, min(end, body + _LONGEST), heading, article, len(found)))
    return found


def _rows(text: str, start: int, end: int, heading: str, article: str | None, number: int) -> list[Sentence]:
    """Rows of two cells, a short label and a value ("Notice period | 6 months"), and those of days beside each other,
    as under signatures."""
    found: list[Sentence] = []
    at = start
    for line in text[start:end].splitlines(keepends=True):
        row = line.rstrip()
        label, bar, value = row.partition(" | ")
        signs = len(_SIGNED_ON.findall(row)) > 1
        if bar and (signs or " | " not in value) and 0 < len(label.strip()) <= _LABEL and 0 < len(value) <= _VALUE:
            found.append(Sentence(text, at, at + len(row), heading, article, number + len(found)))
        at += len(line)
    return found


def speaking(sentences: Iterable[Sentence], gate: Sequence[str], words: re.Pattern[str]) -> Iterator[Sentence]:
    """The sentences that hold one of the ``gate`` words and match, flat; so many at most that a text made of nothing
    else takes bounded time."""
    return islice((each for each in sentences if each.has(*gate) and words.search(each.flat)), _MOST)


def _is_heading(rest: str) -> bool:
    """True for the words between a clause's number and its text: "Term and Termination."."""
    words = rest.split()
    most = 5 if rest.endswith(".") and not is_title_case(rest) else 8
    return len(rest) <= _HEADING and 0 < len(words) <= most and words[0][:1].isupper() and rest[-1] not in ",;"


def _whole(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans of sentences, those that a page's end or a blank line breaks made whole."""
    at = 0
    while at < len(spans):
        start, end = spans[at]
        at += 1
        while at < len(spans) and end - start < _LONGEST and not _ends(text, start, end, spans[at][0]):
            following = at
            if _FURNITURE.fullmatch(flatten(" ".join(text[slice(*spans[at])][:200].split()))) and at + 1 < len(spans):
                following = at + 1
            begin = spans[following][0]
            goes_on = text[begin].islower() or _in_figure(text, end, begin) or _repeats_figure(text, end, begin)
            if not goes_on or text[begin + 1 : begin + 2] in (")", "."):
                break
            end, at = spans[following][1], following + 1
        yield start, end


def _ends(text: str, start: int, end: int, following: int) -> bool:
    """Whether a sentence ends at ``end``: a mark says so, and it is not inside a date or number."""
    return _NO_END.search(text[max(start, end - 4) : end]) is not None and not _in_figure(text, end, following)


def _in_figure(text: str, end: int, following: int) -> bool:
    """Whether a date or number goes on past a point: "on April. 1st 2019", "am 1. Januar 2025", "No. SUP-7"."""
    before, after = flatten(text[max(0, end - 12) : end]), flatten(text[following : following + 12])
    return any(
        first.search(before) is not None and second.match(after) is not None
        for first, second in ((_CUT, _DIGIT), (_DAY, _MONTH), (_NO, _REFERENCE))
    )


def _repeats_figure(text: str, end: int, following: int) -> bool:
    """Whether a line begins with the figure of the number word before it: "douze / (12) mois"."""
    return text[end - 1].isalpha() and _FIGURE_AGAIN.match(text, following) is not None


def _cut(parsed: ParsedDocument) -> Iterator[tuple[int, int]]:
    """The spans of sentences, cut where a heading or table begins or ends."""
    whole = (BlockKind.TITLE, BlockKind.TABLE)
    borders = sorted(border for block in parsed.blocks if block.kind in whole for border in (block.start, block.end))
    at = 0
    for start, end in _by_label(parsed.text, sentences(parsed.text)):
        while at < len(borders) and borders[at] < end:
            if borders[at] > start:
                cut = borders[at]
                if parsed.text[start:cut].strip():
                    yield start, start + len(parsed.text[start:cut].rstrip())
                start = cut + len(parsed.text[cut:end]) - len(parsed.text[cut:end].lstrip())
            at += 1
        if start < end:
            yield start, end


def _by_label(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans, those of lines that begin with a label each ("Durée : un an") cut before every label: no mark ends
    what such a line says."""
    for start, end in spans:
        cuts = [match.start("label") for match in _LABELLED.finditer(text, start, end)]
        if len(cuts) < 2:
            yield start, end
            continue
        begin = start
        for cut in (*cuts, end):
            stop = begin + len(text[begin:cut].rstrip())
            if stop > begin:
                yield begin, stop
            begin = cut


class _Cover:
    """Which characters stand in some of a document's blocks; asked in order."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans, self._at = spans, 0

    def covers(self, start: int) -> bool:
        while self._at < len(self._spans) and self._spans[self._at][1] <= start:
            self._at += 1
        return self._at < len(self._spans) and self._spans[self._at][0] <= start


def _inside(parsed: ParsedDocument, kind: BlockKind) -> _Cover:
    return _Cover([(block.start, block.end) for block in parsed.blocks if block.kind is kind])

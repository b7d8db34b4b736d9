"""Running heads, feet and page numbers: lines that come again at the same height of page after page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.identity import names_someone
from ingest.parsing.pdf.frame import turned_back
from ingest.parsing.pdf.rows import Row

_MARGIN = 0.15
_SAME_HEIGHT = 0.02
_ENOUGH_PAGES = 3
_LETTERHEAD_ROWS = 4
_TABLE_COLUMNS = 3
_PAGES_APART = 2
_SAME_PLACE = 0.05
_LONE = re.compile(r"^[-–—\s]*(?:page\s*)?(\d{1,4})[-–—\s]*$", re.I)
_LONGEST_LONE = 14
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class MarginRow:
    """A row at the top or foot of a page: ``page`` and ``index`` count from 0, ``height`` is a share of the page."""

    page: int
    index: int
    height: float
    numbers: tuple[int, ...]
    text: str
    columns: int = 1

    @property
    def is_head(self) -> bool:
        """True in the upper half of the page."""
        return self.height < 0.5


@dataclass(frozen=True, slots=True)
class LoneNumber:
    """A row that is a number alone; ``across`` is where its middle stands, as a share of the page's width."""

    page: int
    index: int
    across: float
    value: int


def margin_rows(number: int, rows: Sequence[Row], height: float) -> list[MarginRow]:
    """The rows of page ``number`` (from 0) that stand where running heads and feet do."""
    found = []
    for index, row in enumerate(rows):
        box = turned_back(row.box, row.direction)
        middle = (box.top + box.bottom) / 2 / (height or 1.0)
        if not _MARGIN < middle < 1 - _MARGIN:
            numbers = tuple(int(digits) for digits in _DIGITS.findall(row.text) if len(digits) < 10)
            found.append(MarginRow(number, index, middle, numbers, row.text, len(row.segments)))
    return found


def lone_numbers(number: int, rows: Sequence[Row], width: float) -> list[LoneNumber]:
    """The rows of page ``number`` (from 0) that may be page numbers: a number and nothing else."""
    found = []
    for index, row in enumerate(rows):
        match = _LONE.match(row.text) if len(row.text) < _LONGEST_LONE else None
        if match is not None:
            box = turned_back(row.box, row.direction)
            found.append(LoneNumber(number, index, (box.left + box.right) / 2 / (width or 1.0), int(match[1])))
    return found


def counted_rows(pages: Sequence[Sequence[LoneNumber]]) -> list[set[int]]:
    """For each page, the rows that count pages wherever they stand: 4, 5, 6 under each other through the document.

    A file printed from a web page has the numbers of the pages that it once had, at any height.
    """
    found: list[set[int]] = [set() for _ in pages]
    chains: list[list[LoneNumber]] = []
    for row in (row for page in pages for row in page):
        chain = next((chain for chain in reversed(chains) if _counts_on(chain[-1], row)), None)
        if chain is None:
            chains.append([row])
        else:
            chain.append(row)
    for chain in chains:
        if len(chain) >= _ENOUGH_PAGES:
            for row in chain:
                found[row.page].add(row.index)
    return found


def _counts_on(before: LoneNumber, row: LoneNumber) -> bool:
    return (
        row.value == before.value + 1
        and 1 <= row.page - before.page <= _PAGES_APART
        and abs(row.across - before.across) <= _SAME_PLACE
    )


def running_rows(pages: Sequence[Sequence[MarginRow]]) -> list[set[int]]:
    """For each page, given what stands in its margins, the indexes of its rows that are running heads or feet.

    A letterhead stays in place on the first page that shows it: a head or foot with a line that names a
    company, and a head of several lines, such as an address. So does a row of several columns, which may be the head
    of a table that goes on.
    """
    found: list[set[int]] = [set() for _ in pages]
    if len(pages) < 2:
        return found
    needed = max(2, min(_ENOUGH_PAGES, (len(pages) + 1) // 2))
    firsts: list[MarginRow] = []
    for group in _groups(pages):
        counted = _tracking_pages(group)
        for repeated in (counted, *_identical(group)):
            seen_on = {seen.page for seen in repeated}
            if len(seen_on) < needed and not _on_every_other(seen_on, len(pages)):
                continue
            for seen in repeated:
                found[seen.page].add(seen.index)
            if repeated is not counted or all(seen.is_head and seen.columns >= _TABLE_COLUMNS for seen in repeated):
                firsts.append(min(repeated, key=lambda seen: seen.page))
    letterheads = {(seen.page, seen.is_head) for seen in firsts if names_someone(seen.text)}
    heads = Counter(seen.page for seen in firsts if seen.is_head)
    letterheads |= {(page, True) for page, rows in heads.items() if rows >= _LETTERHEAD_ROWS}
    for seen in firsts:
        if (seen.page, seen.is_head) in letterheads or seen.columns >= _TABLE_COLUMNS:
            found[seen.page].discard(seen.index)
    return found


def _on_every_other(pages: set[int], count: int) -> bool:
    """True for the pages on the left or those on the right, whose heads may differ."""
    return len(pages) > 1 and pages == set(range(min(pages), count, 2)) and min(pages) <= 1


def _groups(pages: Sequence[Sequence[MarginRow]]) -> list[list[MarginRow]]:
    """Rows in the margins with the same words but for their digits, at about the same height."""
    by_words: dict[str, list[MarginRow]] = {}
    for rows in pages:
        for row in rows:
            folded = "".join(_DIGITS.sub("#", row.text.casefold()).split())
            by_words.setdefault(folded, []).append(row)
    groups: list[list[MarginRow]] = []
    for alike in by_words.values():
        alike.sort(key=lambda row: row.height)
        groups.append([alike[0]])
        for row in alike[1:]:
            if row.height - groups[-1][0].height > _SAME_HEIGHT:
                groups.append([])
            groups[-1].append(row)
    return groups


def _tracking_pages(group: list[MarginRow]) -> list[MarginRow]:
    """The rows of a group whose numbers stay or count the pages; amounts that differ make no page number."""
    best: list[MarginRow] = []
    for start in group[:4]:
        follows = [seen for seen in group if _follows(start, seen)]
        if len(follows) > len(best):
            best = follows
    return best if any(one.numbers != best[0].numbers for one in best) else []


def _follows(start: MarginRow, seen: MarginRow) -> bool:
    return len(start.numbers) == len(seen.numbers) and all(
        there in (here, here + seen.page - start.page) for here, there in zip(start.numbers, seen.numbers, strict=True)
    )


def _identical(group: list[MarginRow]) -> list[list[MarginRow]]:
    by_text: dict[str, list[MarginRow]] = {}
    for seen in group:
        if any(char.isalpha() for char in seen.text):
            by_text.setdefault(seen.text.casefold(), []).append(seen)
    return list(by_text.values())

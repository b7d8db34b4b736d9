"""Running heads, feet and page numbers: lines that come again at the same height of page after page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.identity import names_someone
from ingest.parsing.pdf.frame import turned_back
from ingest.parsing.pdf.rows import Row

_MARGIN = 0.15
_SAME_HEIGHT = 0.02
_ENOUGH_PAGES = 3
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Seen:
    page: int
    index: int
    height: float
    numbers: tuple[int, ...]
    text: str

    @property
    def is_head(self) -> bool:
        return self.height < 0.5


def running_rows(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> list[set[int]]:
    """For each page, the indexes of its rows that are running heads or feet.

    A letterhead stays in place on the first page that shows it: a head or foot with a line that names a
    company.
    """
    found: list[set[int]] = [set() for _ in pages]
    if len(pages) < 2:
        return found
    needed = max(2, min(_ENOUGH_PAGES, (len(pages) + 1) // 2))
    firsts: list[_Seen] = []
    for group in _groups(pages, heights):
        counted = _tracking_pages(group)
        for repeated in (counted, *_identical(group)):
            if len({seen.page for seen in repeated}) < needed:
                continue
            for seen in repeated:
                found[seen.page].add(seen.index)
            if repeated is not counted:
                firsts.append(min(repeated, key=lambda seen: seen.page))
    letterheads = {(seen.page, seen.is_head) for seen in firsts if names_someone(seen.text)}
    for seen in firsts:
        if (seen.page, seen.is_head) in letterheads:
            found[seen.page].discard(seen.index)
    return found


def _groups(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> list[list[_Seen]]:
    """Rows in the margins with the same words but for their digits, at about the same height."""
    by_words: dict[str, list[_Seen]] = {}
    for page, (rows, height) in enumerate(zip(pages, heights, strict=True)):
        for index, row in enumerate(rows):
            box = turned_back(row.box, row.direction)
            middle = (box.top + box.bottom) / 2 / (height or 1.0)
            if _MARGIN < middle < 1 - _MARGIN:
                continue
            folded = "".join(_DIGITS.sub("#", row.text.casefold()).split())
            numbers = tuple(int(number) for number in _DIGITS.findall(row.text) if len(number) < 10)
            by_words.setdefault(folded, []).append(_Seen(page, index, middle, numbers, row.text))
    groups: list[list[_Seen]] = []
    for seen_rows in by_words.values():
        for seen in sorted(seen_rows, key=lambda one: one.height):
            last = groups[-1] if groups else None
            if last and last[0] in seen_rows and seen.height - last[0].height <= _SAME_HEIGHT:
                last.append(seen)
            else:
                groups.append([seen])
    return groups


def _tracking_pages(group: list[_Seen]) -> list[_Seen]:
    """The rows of a group whose numbers stay or count the pages; amounts that differ make no page number."""
    best: list[_Seen] = []
    for start in group[:4]:
        follows = [seen for seen in group if _follows(start, seen)]
        if len(follows) > len(best):
            best = follows
    return best if any(one.numbers != best[0].numbers for one in best) else []


def _follows(start: _Seen, seen: _Seen) -> bool:
    return len(start.numbers) == len(seen.numbers) and all(
        there in (here, here + seen.page - start.page) for here, there in zip(start.numbers, seen.numbers, strict=True)
    )


def _identical(group: list[_Seen]) -> list[list[_Seen]]:
    by_text: dict[str, list[_Seen]] = {}
    for seen in group:
        if any(char.isalpha() for char in seen.text):
            by_text.setdefault(seen.text.casefold(), []).append(seen)
    return list(by_text.values())

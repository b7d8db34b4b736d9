"""Tables without rulings: rows whose parts stand under each other, three columns of them or more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.parsing.pdf.cells import Cell, PageTable
from ingest.parsing.pdf.frame import turned_back
from ingest.parsing.pdf.rows import Row, Word, box_around

_LEAST_ROWS = 3
_LEAST_COLUMNS = 3
_LEAST_GUTTER = 3.0
_LOOSE_PITCH = 3.2
_TIGHT_PITCH = 1.45
_LONG_CELL = 12
_MOST_BETWEEN = 5

Gutters = list[tuple[float, float]]


def parts(region: Sequence[Row]) -> Iterator[list[Row] | PageTable]:
    """A region's rows, those that make a table taken out as one, all in order."""
    plain: list[Row] = []
    index = 0
    while index < len(region):
        end, gutters = _table_at(region, index)
        if end:
            if plain:
                yield plain
                plain = []
            yield _table(region[index:end], gutters)
            index = end
        else:
            plain.append(region[index])
            index += 1
    if plain:
        yield plain


def _table_at(region: Sequence[Row], start: int) -> tuple[int, Gutters]:
    """Where the table that begins with row ``start`` ends, and the gaps between its columns; 0 if there is none."""
    if not _is_full(region[start]):
        return 0, []
    full = [region[start]]
    gutters = _gutters(full)
    end = start + 1
    for index in range(start + 1, len(region)):
        row, before = region[index], region[index - 1]
        if row.direction != before.direction or not 0 < row.base - before.base < _LOOSE_PITCH * before.size:
            break
        if _is_full(row):
            found = _gutters([*full, row])
            if len(found) < max(len(gutters), _LEAST_COLUMNS - 1):
                break
            full, gutters, end = [*full, row], found, index + 1
        elif index == end and _is_continuation(row, before, gutters):
            end = index + 1
        elif index - end >= _MOST_BETWEEN:
            break
    return (end, gutters) if len(full) >= _LEAST_ROWS else (0, [])


def _is_full(row: Row) -> bool:
    """True for a row of enough parts, none of them a line of prose."""
    return len(row.segments) >= _LEAST_COLUMNS and all(len(part) <= _LONG_CELL for part in row.segments)


def _gutters(rows: Sequence[Row]) -> Gutters:
    """The upright gaps that no word of the rows stands in, wide gaps in at least half of the rows."""
    sides = sorted((word.box.left, word.box.right) for row in rows for word in row.words)
    gaps, reach = [], sides[0][1]
    for left, right in sides[1:]:
        if left - reach >= _LEAST_GUTTER:
            gaps.append((reach, left))
        reach = max(reach, right)
    wide = [_wide_gaps(row) for row in rows]
    return [
        (low, high)
        for low, high in gaps
        if 2 * sum(any(left <= low and high <= right for left, right in row) for row in wide) >= len(rows)
        and not any(_is_word_space(row, low, high, heads=row is rows[0]) for row in rows)
    ]


def _is_word_space(row: Row, low: float, high: float, *, heads: bool) -> bool:
    """True when a gap is the space between two words of a cell; the heads of two columns may stand as close."""
    for part in row.segments:
        for before, word in pairwise(part):
            if before.box.right <= low and word.box.left >= high:
                return not heads or (before.text[-1].isdigit() and word.text[0].isdigit())
    return False


def _wide_gaps(row: Row) -> Gutters:
    return [(max(word.box.right for word in a), b[0].box.left) for a, b in pairwise(row.segments)]


def _cells(row: Row, gutters: Gutters) -> list[list[Word]]:
    """The words of each column; a line that runs over several columns stands in the first of them as a whole."""
    cells: list[list[Word]] = [[] for _ in range(len(gutters) + 1)]
    for part in row.segments:
        over = [low for low, high in gutters if part[0].box.left < low and part[-1].box.right > high]
        across = any(word.box.left < high and word.box.right > low for word in part for low, high in gutters)
        for word in part:
            middle = (word if not (over and across) else part[0]).box
            cells[sum((middle.left + middle.right) / 2 > (low + high) / 2 for low, high in gutters)].append(word)
    return cells


def _is_continuation(row: Row, before: Row, gutters: Gutters) -> bool:
    """True for the second line of a cell: one part close under the row above, no figure."""
    close = row.base - before.base < _TIGHT_PITCH * before.size
    return close and len(row.segments) == 1 and row.text[0].islower() and sum(map(bool, _cells(row, gutters))) == 1


def _table(rows: Sequence[Row], gutters: Gutters) -> PageTable:
    lines: list[list[list[Word]]] = []
    for index, row in enumerate(rows):
        cells = _cells(row, gutters)
        if index and _is_continuation(row, rows[index - 1], gutters):
            for there, more in zip(lines[-1], cells, strict=True):
                there.extend(more)
        else:
            lines.append(cells)
    used = [any(column) for column in zip(*lines, strict=True)]
    lines = [[cell for cell, keep in zip(line, used, strict=True) if keep] for line in lines]
    direction = rows[0].direction
    box = turned_back(box_around([word for row in rows for word in row.words]), direction)
    return PageTable([[Cell.of(words, direction) for words in line] for line in lines], box, rows[0].size)

"""Ruled tables: pdfplumber's way of making cells from lines, given the rulings that PDFium sees.

pdfplumber itself would read the file a second time with a parser that hangs on hostile files and sees other
coordinates than PDFium on cropped and turned pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from ingest.parsing.pdf.cells import Cell, PageTable
from ingest.parsing.pdf.frame import RIGHTWARDS, turned_back
from ingest.parsing.pdf.rows import Row, Word
from rag.domain.geometry import Box

_SNAP = 3.0
_MAX_EDGES = 600
_MAX_CROSSINGS = 3_000
_MOST_FRAMES = 4
_MOST_UNEVEN = 9
_ADDRESS_LINES = 3
_POSTCODE = re.compile(r"(?:^|[,–-] )(?:[A-Z]{1,2}-)?\d{5} [A-ZÀ-Þ]|\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}$")
_NUMERIC = re.compile(r"^[-+]?[\d][\d\s\u00a0\u202f.,/%x-]*(?:€|EUR|\$|£|%|h|j)?$")


def find_tables(rulings: Sequence[Box], rows: Sequence[Row]) -> tuple[list[PageTable], list[Row]]:
    """The tables of a page, and its rows without the words that stand in them."""
    tables: list[PageTable] = []
    left = list(rows)
    for grid in _grids(rulings):
        found = _table(grid, left)
        if found is not None:
            table, taken = found
            tables.append(table)
            others = ((row, [word for word in row.words if id(word) not in taken]) for row in left)
            left = [Row(words, row.direction) for row, words in others if words]
    return sorted(tables, key=lambda table: (table.box.top, table.box.left)), left


def _grids(rulings: Sequence[Box]) -> list[list[Box]]:
    """The cells of each grid that the rulings draw."""
    edges = [_edge(ruling) for ruling in rulings]
    if sum(edge["orientation"] == "h" for edge in edges) < 2 or sum(e["orientation"] == "v" for e in edges) < 2:
        return []
    merged = merge_edges(edges, _SNAP, _SNAP, _SNAP, _SNAP)
    if len(merged) > _MAX_EDGES:
        return []
    crossings = edges_to_intersections(merged, _SNAP, _SNAP)
    if len(crossings) > _MAX_CROSSINGS:
        return []
    return [[Box(*cell) for cell in grid] for grid in cells_to_tables(intersections_to_cells(crossings))]


def _edge(ruling: Box) -> dict[str, object]:
    left, top, right, bottom = ruling
    level = right - left >= bottom - top
    return {
        "x0": left,
        "x1": right,
        "top": top,
        "bottom": bottom,
        "width": right - left,
        "height": bottom - top,
        "orientation": "h" if level else "v",
        "object_type": "line",
    }


def _table(cells: Sequence[Box], rows: Sequence[Row]) -> tuple[PageTable, set[int]] | None:
    """The table of a grid and the words (their ``id``) that stand in its cells."""
    outline = cells[0]
    for cell in cells[1:]:
        outline = outline.union(cell)
    bands: dict[float, list[Box]] = {}
    for cell in sorted(cells, key=lambda cell: (cell.top, cell.left)):
        bands.setdefault(cell.top, []).append(cell)
    if not _in_columns(list(bands.values())):
        return None
    homes = _homes(cells, rows)
    inside = [row for row in rows if row.direction == RIGHTWARDS and any(id(word) in homes for word in row.words)]
    found: list[list[list[Word]]] = []
    full = 0
    for band in bands.values():
        lines = _lines(band, inside, homes)
        full += sum(sum(map(bool, line)) > 1 for line in lines)
        found.extend(_with_upright_labels(lines, band, rows, homes))
    if full < 2 or _frames_addresses(found, list(bands.values()), inside, homes):
        return None
    table = PageTable([[Cell.of(words) for words in line] for line in found], outline, inside[0].size)
    return table, set(homes)


def _frames_addresses(
    found: Sequence[Sequence[Sequence[Word]]],
    bands: Sequence[Sequence[Box]],
    rows: Sequence[Row],
    homes: Mapping[int, Box],
) -> bool:
    """True for a few frames that touch, one round an address, and no figures in columns: the head of a letter or an
    invoice, whose lines are to stay lines."""
    uneven = len({tuple(round(cell.left) for cell in band) for band in bands}) > 1
    if len(found) > (_MOST_UNEVEN if uneven else _MOST_FRAMES):
        return False
    if any(
        sum(_NUMERIC.match(" ".join(word.text for word in cell)) is not None for cell in line) > 1 for line in found
    ):
        return False
    for cell in (cell for band in bands for cell in band):
        lines = [" ".join(word.text for word in row.words if homes.get(id(word)) is cell) for row in rows]
        lines = [line for line in lines if line]
        if len(lines) >= _ADDRESS_LINES and any(_POSTCODE.search(line) for line in lines):
            return True
    return False


def _homes(cells: Sequence[Box], rows: Sequence[Row]) -> dict[int, Box]:
    """The cell of each word (by its ``id``) that stands in one: of cells that lie in each other, the smallest."""
    smallest_first = sorted(cells, key=lambda cell: (cell.right - cell.left) * (cell.bottom - cell.top))
    homes = {}
    for row in rows:
        for word in row.words:
            box = turned_back(word.box, row.direction)
            home = next((cell for cell in smallest_first if _holds(cell, box)), None)
            if home is not None:
                homes[id(word)] = home
    return homes


def _with_upright_labels(
    lines: list[list[list[Word]]], band: Sequence[Box], rows: Sequence[Row], homes: Mapping[int, Box]
) -> list[list[list[Word]]]:
    """The lines of a band, what is written upwards or downwards in one of its cells added to the first."""
    for row in rows:
        if row.direction == RIGHTWARDS:
            continue
        for number, words in enumerate(_by_cell(row, band, homes)):
            if words and not lines:
                lines.append([[] for _ in band])
            if words:
                lines[0][number].extend(replace(word, box=turned_back(word.box, row.direction)) for word in words)
    return lines


def _by_cell(row: Row, band: Sequence[Box], homes: Mapping[int, Box]) -> list[list[Word]]:
    """The words of a row that stand in the cells of a band, cell by cell."""
    return [[word for word in row.words if homes.get(id(word)) is cell] for cell in band]


def _in_columns(bands: Sequence[Sequence[Box]]) -> bool:
    """False for frames that touch but stand in no columns, as when every word of a text is framed."""
    if len(bands) == 1:
        return True
    shared = 0
    for band in bands:
        elsewhere = [cell.left for other in bands if other is not band for cell in other]
        shared += sum(any(abs(cell.left - left) <= _SNAP for left in elsewhere) for cell in band)
    return shared * 2 >= sum(map(len, bands))


def _lines(band: Sequence[Box], rows: Sequence[Row], homes: Mapping[int, Box]) -> list[list[list[Word]]]:
    """The words of one band of cells, cell by cell: one line, or several where only columns are ruled."""
    printed: list[list[list[Word]]] = []
    for row in rows:
        cells = _by_cell(row, band, homes)
        if any(cells):
            printed.append(cells)
    lines: list[list[list[Word]]] = []
    several = _rows_without_rules(printed)
    for cells in printed:
        if not lines or (several and sum(map(bool, cells)) > 1):
            lines.append([list(cell) for cell in cells])
        else:
            for there, more in zip(lines[-1], cells, strict=True):
                there.extend(more)
    return lines


def _rows_without_rules(printed: Sequence[Sequence[Sequence[Word]]]) -> bool:
    """True when the printed lines of a band are rows of their own: several hold figures."""
    figures = 0
    for cells in printed:
        texts = [" ".join(word.text for word in cell) for cell in cells if cell]
        figures += len(texts) > 1 and any(_NUMERIC.match(text) for text in texts)
    return figures > 1


def _holds(cell: Box, box: Box) -> bool:
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return cell.left <= across < cell.right and cell.top <= down < cell.bottom

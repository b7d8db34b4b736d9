"""Rows of labels under their values, as some programs print them: ``GK/26/0093 "
"| 19/02/2026`` over ``invoice no. | date``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.extraction.invoices.labels import Labels
from ingest.extraction.invoices.sheet import Cell, Sheet

_FEWEST = 2
_NEAR = 3.2
_NOTHING_ELSE = re.compile(r"[^a-z0-9]*(?:[0-9]{1,2}(?:[.,][0-9]{1,2})? ?%)?[^a-z0-9]*")


def captioned(sheet: Sheet, labels: Labels) -> dict[Cell, Cell]:
    """The values of labels that stand under them: two or more of a row are nothing but labels, each has a value right
    above it and none of them one below."""
    found: dict[Cell, Cell] = {}
    for index, row in enumerate(sheet.rows):
        alone = [cell for cell in row if _is_label(cell, labels)]
        if len(alone) < _FEWEST or any(_value(cell, sheet.rows[index + 1 : index + 3], labels) for cell in alone):
            continue
        above = {
            cell: value
            for cell in alone
            if (value := _value(cell, sheet.rows[max(0, index - 2) : index][::-1], labels)) is not None
        }
        if len(above) >= _FEWEST and len(set(above.values())) == len(above):
            found |= above
    return found


def _is_label(cell: Cell, labels: Labels) -> bool:
    label = labels.begins(cell)
    # Names stand under "Customer", whatever figures stand above it.
    named = label is not None and label.kind not in ("seller", "buyer", "ship_to")
    return named and label is not None and cell.box is not None and _NOTHING_ELSE.fullmatch(label.zone) is not None


def _value(cell: Cell, rows: Sequence[Sequence[Cell]], labels: Labels) -> Cell | None:
    """The near cell over or under a label, in its column, that holds a figure and no label."""
    if cell.box is None:
        return None
    for row in rows:
        for other in row:
            if other.page != cell.page or other.box is None or other.in_table != cell.in_table:
                continue
            apart = max(other.box.top - cell.box.bottom, cell.box.top - other.box.bottom)
            shared = min(cell.box.right, other.box.right) - max(cell.box.left, other.box.left)
            near = apart <= _NEAR * max(cell.box.bottom - cell.box.top, 0.005)
            if near and shared > 0 and any(map(str.isdigit, other.text)) and labels.begins(other) is None:
                return other
    return None

"""Where the words stand that name a figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.extraction.invoices.sheet import Cell, Sheet
from ingest.extraction.invoices.wording import PATTERNS

AMOUNTS = frozenset(
    {"carried", "prepaid", "payable", "subtotal", "net", "gross", "vat", "allowance", "charge", "rounding", "total"}
)
_MASTER = re.compile(
    r"(?<![a-z0-9])(?:" + "|".join(f"(?P<k{i}>{pattern})" for i, (_, pattern) in enumerate(PATTERNS)) + r")(?![a-z])"
)
_LONGEST = 600
_LESS_OR_PLUS = re.compile(
    r"\b(?:abzuglich|abzgl|less|moins|minus|plus|zuzuglich|zzgl|dont|davon|inkl|incl|including|a deduire)\b"
)


@dataclass(frozen=True, eq=False)
class Label:
    """A label at characters ``[start, end)`` of a cell's folded text; ``until`` is where the next one begins."""

    kind: str
    cell: Cell
    start: int
    end: int
    until: int

    @property
    def words(self) -> str:
        """The label itself, folded."""
        return self.cell.folded[self.start : self.end]

    @property
    def zone(self) -> str:
        """What stands behind it, up to the next label, folded."""
        return self.cell.folded[self.end : self.until]

    @property
    def leads(self) -> bool:
        """Whether nothing but signs, digits and "less" or "plus" stands before it in its cell."""
        return not any(map(str.isalpha, _LESS_OR_PLUS.sub("", self.cell.folded[: self.start])))


class Labels:
    """All labels of a sheet, by cell."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.by_cell: dict[Cell, list[Label]] = {}
        self.all: list[Label] = []
        for cell in sheet.cells:
            if found := list(_labels_of(cell)):
                self.by_cell[cell] = found
                self.all.extend(found)

    def of(self, *kinds: str) -> Iterator[Label]:
        """The labels of some kinds, in order."""
        return (label for label in self.all if label.kind in kinds)

    def begins(self, cell: Cell) -> Label | None:
        """The label that a cell begins with."""
        found = self.by_cell.get(cell)
        return found[0] if found and found[0].leads else None


def _labels_of(cell: Cell) -> Iterator[Label]:
    text = cell.folded[:_LONGEST]
    found = list(_MASTER.finditer(text))
    for number, match in enumerate(found):
        until = found[number + 1].start() if number + 1 < len(found) else len(cell.folded)
        kind = PATTERNS[int((match.lastgroup or "k0")[1:])][0]
        yield Label(kind, cell, match.start(), match.end(), until)

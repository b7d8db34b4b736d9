"""Lines under each other that begin at one place: the blocks of an address as letters have it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.extraction.invoices.addresses import NO_NAME, POSTAL, STREET, is_sender_line
from ingest.extraction.invoices.kinds import is_heading
from ingest.extraction.invoices.labels import Label, Labels
from ingest.extraction.invoices.sheet import Cell, Sheet
from rag.language import fold

_SAID_MORE = re.compile(r"[ :.-]*(?:\([^)]{2,40}\)[ :.-]*)?")
"""What may stand between a label and the name: "Client (entreprise principale) : "."""
_PARTY = ("seller", "buyer", "ship_to")


IDENTIFYING = frozenset({"vat_id", "company_id", "contact", "other_ref", "bare_number", "buyer"})


@dataclass(eq=False)
class Stack:
    """Lines under each other that begin (or end) at one place: an address as letters have it."""

    cells: list[Cell]
    role: str = ""
    first: tuple[Cell, int, int] | None = None
    label: Label | None = None

    @property
    def lines(self) -> Iterator[tuple[Cell, int, int]]:
        """The texts as cell and character range, what stands behind a label first."""
        if self.first is not None:
            yield self.first
        for cell in self.cells:
            yield cell, 0, len(cell.text)

    @property
    def folded(self) -> str:
        """All of it, folded, one line each."""
        return "\n".join(fold(cell.text[start:end]) for cell, start, end in self.lines)


def find_stacks(sheet: Sheet, labels: Labels, skipped: set[int]) -> list[Stack]:
    """The stacks of the first page, labelled ones with their role."""
    rows = [row for row in sheet.rows if row[0].page == sheet.rows[0][0].page and row[0].row not in skipped]
    stacks: list[Stack] = []
    open_stacks: list[Stack] = []
    for row in rows:
        for cell in row:
            label = _party_label(cell, labels)
            if label is not None and "attention" in label.words and any(_continues(s, cell) for s in open_stacks):
                # a line of the address that it stands in
                label = None
            awaited = [stack for stack in open_stacks if stack.label is not None and _continues(stack, cell)]
            waits = awaited[-1].label if awaited else None
            if label is not None and waits is not None and ":" not in cell.text and ":" in waits.cell.text:
                # "CLIENT :" over "LE CLIENT": a party that is called like a label
                label = None
            if label is not None:
                for kind_label in _party_labels(cell, labels):
                    start, end = cell.unfolded(kind_label.end, kind_label.until)
                    start += _SAID_MORE.match(cell.text[start:end]).end()  # type: ignore[union-attr]
                    first = (cell, start, end) if cell.text[start:end].strip(" :") else None
                    stack = Stack([], kind_label.kind, first, kind_label)
                    stacks.append(stack)
                    open_stacks.append(stack)
                continue
            near = [stack for stack in open_stacks if _continues(stack, cell)]
            begins = labels.begins(cell)
            if begins is not None and begins.start == 0 and begins.kind not in IDENTIFYING:
                # a day, a number, a total: here an address ends
                open_stacks = [stack for stack in open_stacks if stack not in near]
            elif near:
                near[-1].cells.append(cell)
                continue
            stack = Stack([cell])
            stacks.append(stack)
            open_stacks.append(stack)
    return [stack for stack in stacks if stack.cells or stack.first]


def _party_label(cell: Cell, labels: Labels) -> Label | None:
    label = labels.begins(cell)
    if label is None or label.kind not in _PARTY or label.start > 3:
        return None
    zone = label.zone.strip()
    # "Client Nord" may be a name: one word is a label where it ends its cell, or a sign parts it from what it names
    if zone and " " not in label.words and not re.match(r" ?[:(-]", label.zone):
        return None
    return label


def _party_labels(cell: Cell, labels: Labels) -> list[Label]:
    return [label for label in labels.by_cell[cell] if label.kind in _PARTY][:1]


def _continues(stack: Stack, cell: Cell) -> bool:
    last = stack.cells[-1] if stack.cells else stack.label.cell if stack.label else None
    if last is None or last is cell or (stack.cells and is_sender_line(last.text)):
        return False
    if last.line is cell.line and last.box is not None and last.box == cell.box:
        # "Industriestraße 14 · 18069 Rostock"
        return True
    if last.box is None or cell.box is None:
        limit = 7 if stack.role else 8
        together = cell.row - last.row == 1 and cell.column == last.column
        return together and len(stack.cells) < limit and not (last.in_table and not cell.in_table)
    height = max(last.box.bottom - last.box.top, 0.006)
    gap = cell.box.top - last.box.bottom
    aligned = abs(cell.box.left - last.box.left) < 0.022 or abs(cell.box.right - last.box.right) < 0.004
    aligned = aligned or abs(cell.box.left + cell.box.right - last.box.left - last.box.right) < 0.006
    wide = 2.2 if not stack.cells else 1.25
    return aligned and -0.4 * height < gap < wide * height


def names(stack: Stack) -> Iterator[str]:
    """The lines of a stack that may be the party's name, as texts."""
    for _, _, _, text in name_lines(stack):
        yield text


def name_lines(stack: Stack) -> Iterator[tuple[Cell, int, int, str]]:
    """The lines of a stack that may be the party's name: those before its address."""
    for number, (cell, start, end) in enumerate(stack.lines):
        text = cell.text[start:end]
        folded = fold(text)
        postal, street = POSTAL.search(folded), STREET.search(folded)
        cut = min((match.start() for match in (postal, street) if match is not None), default=None)
        if cut is not None and cut > 3:
            # a cell that holds the whole address
            length = len(folded[:cut].rstrip(" ,;-–|"))
            head = text[:length].rstrip(" ,;-–|")
            if (
                number == 0
                and len(head) > 2
                and not STREET.search(fold(head))
                and not NO_NAME.search(fold(head))
                and any(map(str.isalpha, head))
            ):
                yield cell, start, start + len(head), head
            return
        if cut is not None:
            return
        stripped = text.strip(" :,;")
        if (
            is_heading(folded)
            or not stripped
            or not any(map(str.isalpha, stripped))
            or len(stripped) > 90
            or NO_NAME.search(folded)
        ):
            if number > 6:
                return
            continue
        offset = start + text.find(stripped)
        yield cell, offset, offset + len(stripped), stripped

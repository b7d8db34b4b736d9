"""Names that only a seller has on its invoice: in the legal line, the sender's line, as holder of the account."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.einvoice.printed import Figure
from ingest.extraction.invoices.addresses import FOOT_CUE, FORMS, NO_NAME, first_part, is_sender_line
from ingest.extraction.invoices.labels import Label, Labels
from ingest.extraction.invoices.sheet import Cell, Sheet
from rag.language import fold

_NEAR = 3


def foot_names(sheet: Sheet, labels: Labels) -> list[tuple[str, Figure]]:
    """Names that only a seller has on its invoice: in the legal line, the sender's line, as holder of the account."""
    found: list[tuple[str, Figure]] = []
    for label in labels.of("holder"):
        start, end = label.cell.unfolded(label.end, label.until)
        text = re.split(r"\bIBAN\b|\bBIC\b|  |[,;]", label.cell.text[start:end])[0].strip(" :.-–")
        if (
            2 < len(text) < 60
            and not NO_NAME.search(fold(text))
            and any(map(str.isalpha, text))
            and label.zone.lstrip().startswith(":")
        ):
            offset = label.cell.text.find(text, start)
            found.append((text, label.cell.figure(offset, offset + len(text))))
        elif label.words == "service provider" or (not label.zone.strip(" :") and _of_account(label, labels)):
            found.extend(_provider(label, sheet))
    cells = list(sheet.cells)
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        legal = re.search(r"(?:,? ?(?:une )?(?:societe|entreprise)[^,–]{0,50})? ?,? au capital", cell.folded)
        if legal is not None and (name := first_part(cell.text[: _raw(cell, legal.start())])):
            found.insert(0, (name, _place(cell, name)))
        elif name := _foot_name(cell, following, labels):
            found.append((name, _place(cell, name)))
    return found


def _place(cell: Cell, name: str) -> Figure:
    start = max(cell.text.find(name), 0)
    return cell.figure(start, start + len(name))


def _foot_name(cell: Cell, following: Cell | None, labels: Labels) -> str:
    """The name that a line of the foot, or the sender's line above a window, begins with."""
    if cell.box is None or len(cell.folded) > 300:
        return ""
    low = cell.box.top > 0.82
    if (low or (cell.page == 1 and 0.08 < cell.box.top < 0.3)) and cell.start == 0 and is_sender_line(cell.line.text):
        return first_part(cell.text)
    if not low:
        return ""
    name = first_part(cell.text)
    if FOOT_CUE.search(cell.folded) and name and FORMS.search(fold(name)):
        return name
    alone = len(cell.folded) < 45 and not FOOT_CUE.search(cell.folded) and labels.begins(cell) is None
    return name if alone and following is not None and FOOT_CUE.search(following.folded) else ""


def _of_account(label: Label, labels: Labels) -> bool:
    """Whether a holder is that of a bank account; "titulaire" alone may be that of a telephone line."""
    near = (other for other in labels.of("iban", "bank") if other.cell.page == label.cell.page)
    return label.words != "titulaire" or any(abs(other.cell.row - label.cell.row) <= _NEAR for other in near)


def _provider(label: Label, sheet: Sheet) -> Iterator[tuple[str, Figure]]:
    cell: Cell | None = label.cell
    for _ in range(2):
        cell = sheet.below(cell) if cell is not None else None
        if cell is None:
            return
        if (
            not cell.text.strip().startswith("(")
            and not NO_NAME.search(cell.folded)
            and len(cell.text) < 60
            and any(map(str.isalpha, cell.text))
        ):
            yield cell.text.strip(), cell.figure(0, len(cell.text))
            return


def _raw(cell: Cell, folded_offset: int) -> int:
    return cell.unfolded(folded_offset, folded_offset + 1)[0]

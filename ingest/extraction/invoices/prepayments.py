"""The prepayment invoices that a final invoice names, and what it deducts for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.einvoice.printed import squeeze
from ingest.extraction.invoices.figures import Amount, Day, Figures
from ingest.extraction.invoices.references import Text, number_behind
from ingest.extraction.invoices.sheet import Cell, Sheet
from ingest.extraction.invoices.totals import Candidate

_PAID = r"(?:acompte|avance|deposit|pre-?payment|advance(?: payment)?|down[ -]?payment|anzahlung|abschlag(?:szahlung)?)"
_NAMES = re.compile(
    r"\b(?:factures? d'(?:acompte|avance)|acomptes? (?:deja )?factur\w+|"
    r"(?:deposit|pre-?payment|advance(?: payment)?|down[ -]?payment) invoice"
    r"|(?:anzahlungs|abschlags|vorauszahlungs)-?rechnung"
    rf"|{_PAID}s?\b[^0-9]{{0,30}}?\b(?:facture|invoice|rechnung))"
    r"(?:(?: d'acompte)? ?(?:no?\.|n°|nr\.?|number|numero|:)){0,2} ?(?=[a-z]{0,6}[ ./_-]?[0-9])"
)
_LONGEST = 160
_MOST = 20


@dataclass(frozen=True, eq=False)
class Prepayment:
    """A prepayment invoice by its number, the day that stands behind it and the amount in its row, where there are."""

    number: Text
    day: Day | None
    amount: Amount | None


def prepayments(sheet: Sheet, figures: Figures, own: Text | None) -> list[Prepayment]:
    """Those that a final invoice names, each once, in order; ``own`` is its own number."""
    found: dict[str, Prepayment] = {}
    for cell in sheet.cells:
        named = _NAMES.search(cell.folded) if len(cell.folded) <= _LONGEST and len(found) < _MOST else None
        if named is None:
            continue
        start, _ = cell.unfolded(named.end(), len(cell.folded))
        number = number_behind(cell, start, len(cell.text))
        if number is None or (own is not None and squeeze(number.value) == squeeze(own.value)):
            continue
        days = [day for day in figures.days(cell) if day.start > start]
        amounts = list(_amounts(cell, sheet, figures))
        read = Prepayment(number, days[0] if days else None, amounts[0] if len(amounts) == 1 else None)
        found.setdefault(squeeze(number.value), read)
    return list(found.values())


def with_deducted(found: dict[str, list[Candidate]], named: Sequence[Prepayment]) -> dict[str, list[Candidate]]:
    """The figures of totals, with what is deducted for prepayment invoices among those paid before."""
    listed = found.get("prepaid", [])
    amounts = [each.amount for each in named if each.amount is not None]
    new = [Candidate("prepaid", one, 1.0, "") for one in amounts if all(one is not each.amount for each in listed)]
    return {**found, "prepaid": [*listed, *new]} if new else found


def _amounts(cell: Cell, sheet: Sheet, figures: Figures) -> Iterator[Amount]:
    """The amounts right of the words, in their row."""
    row = sheet.rows[cell.row]
    for other in row[row.index(cell) + 1 :]:
        yield from (amount for amount in figures.amounts(other) if amount.exact and amount.value)

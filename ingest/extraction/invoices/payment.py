"""Where to pay and when: accounts and payment terms."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.einvoice.printed import Figure
from ingest.extraction.invoices.labels import Labels
from ingest.extraction.invoices.references import Text, term_days
from ingest.extraction.invoices.sheet import Sheet
from rag.language import find_identifiers, fold

_BIC = re.compile(
    r"(?:\bbic|swift)(?:[ /-]*(?:code|swift|"
    r"bic))?[ :.]*(?P<bic>[A-Z]{4} ?[A-Z]{2} ?[A-Z0-9]{2} ?(?:[A-Z0-9]{3})?)(?![A-Za-z0-9])",
    re.I,
)
_DEBITED = re.compile(
    r"debit|prelev|mandat|votre compte|your account|ihr(?:em)? konto|abgebucht|eingezogen|lastschrift|uw rekening"
)
_PAYING = re.compile(
    r"pai?e?ment|payable|regle|net\b|due|zahlbar|zahlung|faellig|fallig|betal|virement|reception|echeance|"
    r"prelevement|credit|comptant|payer|pay\b|terms"
)
_LATE = re.compile(
    r"retard|penalit|late|overdue|verzug|mahn|indemnite|interest|interet|escompte|skonto|discount|%|litige|reclam|"
    r"delai de livraison|validite|valable|garantie|warranty|return"
)
_LONGEST = 180


@dataclass(frozen=True)
class Account:
    """An account to pay to; ``valid`` tells whether the IBAN's check digits hold."""

    iban: Text
    valid: bool
    bic: str | None
    debited: bool


def accounts(sheet: Sheet) -> list[Account]:
    """The IBANs of the document, each once, those to pay to before those to be debited."""
    found: dict[str, Account] = {}
    for cell in sheet.cells:
        if not any(map(str.isdigit, cell.text)):
            continue
        for each in find_identifiers(cell.text):
            if each.kind != "iban" or each.value in found:
                continue
            near = fold(cell.text[max(0, each.start - 60) : each.start])
            bic = _BIC.search(cell.text) or next(
                (hit for other in sheet.rows[cell.row] if (hit := _BIC.search(other.text))), None
            )
            code = re.sub(" ", "", bic["bic"]).upper() if bic else None
            text = Text(each.value, cell.figure(each.start, each.end))
            found[each.value] = Account(text, each.valid, code, _DEBITED.search(near) is not None)
    return sorted(found.values(), key=lambda account: (account.debited, not account.valid))


@dataclass(frozen=True)
class Terms:
    """Payment terms as printed; ``days`` from the issue date where they say so plainly."""

    text: str
    figure: Figure
    days: int | None


def payment_terms(sheet: Sheet, labels: Labels) -> Terms | None:
    """What stands behind the label of payment terms, else the line that says within how many days to pay."""
    for label in labels.of("terms"):
        if not label.leads:
            continue
        start, end = label.cell.unfolded(label.end, len(label.cell.folded))
        text = label.cell.text[start:end].strip(" :.-")
        cell = label.cell
        if not text and (right := sheet.right_of(cell)) is not None and labels.begins(right) is None:
            cell, text = right, right.text.strip()
        if not text and (below := sheet.below(label.cell)) is not None and (labels.begins(below) is None):
            cell, text = below, below.text.strip()
        if text and len(text) <= _LONGEST and not _LATE.search(fold(text)):
            place = cell.text.find(text)
            return Terms(text, cell.figure(place, place + len(text)), term_days(fold(text)))
    for cell in sheet.cells:
        folded = cell.folded
        if len(folded) <= _LONGEST and _PAYING.search(folded) and not _LATE.search(folded):
            days = term_days(folded)
            if days is not None and days <= 180:
                return Terms(cell.text.strip(), cell.figure(0, len(cell.text)), days)
    return None

"""Whose the identifiers are: the buyer's stand with the buyer, all others are the seller's."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.einvoice.printed import Figure
from ingest.extraction.invoices.labels import Labels
from ingest.extraction.invoices.sheet import Cell, Sheet
from ingest.extraction.invoices.stacks import IDENTIFYING, Stack
from rag.domain.invoice import Address, Party
from rag.language import find_identifiers, fold

_OTHER_VAT = re.compile(
    r"(?<![A-Za-z0-9])(?P<gb>GB ?[0-9]{3} ?[0-9]{4} ?[0-9]{2})(?![0-9])|"
    r"(?<![A-Za-z0-9])(?P<ch>CHE-?[0-9]{3}\.[0-9]{3}\.[0-9]{3})"
)

_REGISTER = re.compile(
    r"\br\.?c\.?s\.?\b|\bau capital\b|\bfn [0-9]|\bh\.?r\.?[ab]\b|handelsregister|registered in|company (?:no"
    r"|number|reg)"
    r"|firmenbuch|amtsgericht|landesgericht"
)
_LONGEST_CELL = 400
_LEADING = 4
_LONGEST_TITLE = 40


@dataclass
class FoundParty:
    """A party with the places of its parts, by their names in :class:`~rag.domain.invoice.Party`."""

    values: dict[str, str] = field(default_factory=dict)
    places: dict[str, Figure] = field(default_factory=dict)
    confirmed: set[str] = field(default_factory=set)
    address: Address | None = None

    def put(self, name: str, value: str, figure: Figure) -> None:
        """Keeps the first value of a name."""
        if name not in self.values:
            self.values[name], self.places[name] = value, figure

    def party(self) -> Party:
        """The party as a value."""
        return Party(**self.values, address=self.address)


def give_identifiers(
    seller: FoundParty,
    buyer: FoundParty,
    seller_stack: Stack | None,
    buyer_stack: Stack | None,
    sheet: Sheet,
    labels: Labels,
    skipped: set[int],
) -> None:
    """SIREN, SIRET and VAT numbers: the buyer's stand with the buyer, all others are the seller's."""
    theirs = _neighbourhood(buyer_stack, seller_stack, sheet, labels)
    mine = set(seller_stack.cells) if seller_stack else set()
    footed = _of_the_foot(sheet)
    ordered = sorted(sheet.cells, key=lambda cell: cell not in mine)
    foreign = _foreign_cells(sheet)
    for cell in ordered:
        if not any(map(str.isdigit, cell.text)) or cell.row in skipped or len(cell.text) > _LONGEST_CELL:
            continue
        for each in find_identifiers(cell.text):
            kind = {"siren": "siren", "siret": "siret", "vat": "vat_id"}.get(each.kind)
            if kind is None or (not each.valid and kind == "siren" and re.search(r"tel|fax|phone", cell.folded)):
                continue
            if (
                each.kind == "siren"
                and not re.search(r"siren|r\.?c\.?s|r\.?s\.?c", cell.folded)
                and not (cell.box and cell.box.top > 0.85)
            ):
                continue
            before = fold(cell.text[max(0, each.start - 45) : each.start])
            if each.start < _LEADING:
                before = f"{_titles(cell, sheet)} {before}"
            if cell in foreign:
                continue
            role = (
                buyer
                if cell in theirs
                or (each.kind == "vat" and footed is not None and each.value != footed and cell not in mine)
                or re.search(r"client|votre|your|ihre|customer|buyer|acheteur|kunde", before)
                else seller
            )
            if role is seller and each.value in buyer.values.values() and cell not in mine:
                continue
            role.put(kind, each.value, cell.figure(each.start, each.end))
        for match in _OTHER_VAT.finditer(cell.text):
            (buyer if cell in theirs else seller).put(
                "vat_id", re.sub(r"[ .-]", "", match[0]), cell.figure(*match.span())
            )
    for party in (seller, buyer):
        siret, siren = party.values.get("siret"), party.values.get("siren")
        if siret and siren is None and len(siret) == 14:
            party.put("siren", siret[:9], party.places["siret"])


def _of_the_foot(sheet: Sheet) -> str | None:
    """The VAT number that stands beside what a company's register says of it, where that is one and another stands
    elsewhere: it is the seller's."""
    registered, elsewhere = set[str](), set[str]()
    for row in sheet.rows:
        beside = any(_REGISTER.search(cell.folded) for cell in row)
        for cell in row:
            if any(map(str.isdigit, cell.text)) and len(cell.text) <= _LONGEST_CELL:
                values = {each.value for each in find_identifiers(cell.text) if each.kind == "vat"}
                (registered if beside else elsewhere).update(values)
    return next(iter(registered)) if len(registered) == 1 and elsewhere - registered else None


def _titles(cell: Cell, sheet: Sheet) -> str:
    """The cell to the left of a cell and the one above it, folded: what a number alone in its cell is called."""
    row = sheet.rows[cell.row]
    left = row[cell.place - 1].folded if cell.place else ""
    over = sheet.rows[cell.row - 1] if cell.row else []
    above = next((other.folded for other in over if sheet.below(other) is cell), "")
    return " ".join(text for text in (left, above) if len(text) <= _LONGEST_TITLE and not any(map(str.isdigit, text)))


def _neighbourhood(buyer: Stack | None, seller: Stack | None, sheet: Sheet, labels: Labels) -> set[Cell]:
    """The cells of the buyer's stack, and those close under it in its column."""
    if buyer is None:
        return set()
    found = set(buyer.cells) | ({buyer.first[0]} if buyer.first else set())
    last = buyer.cells[-1] if buyer.cells else buyer.first[0] if buyer.first else None
    mine = set(seller.cells) if seller else set()
    if last is None:
        return found
    if last.box is None:
        return found
    for cell in sheet.cells:
        if cell.page != last.page or cell.box is None or cell in mine or cell.box.top <= last.box.top:
            continue
        if abs(cell.box.left - last.box.left) >= 0.03 or cell in found:
            continue
        label = labels.begins(cell)
        if cell.box.top - last.box.bottom > 0.09 or (label is not None and label.kind not in IDENTIFYING):
            break
        found.add(cell)
    return found


def _foreign_cells(sheet: Sheet) -> set[Cell]:
    """Cells under headings of others than seller and buyer: the payee, a factor, a tax representative."""
    found: set[Cell] = set()
    for cell in sheet.cells:
        if re.match(
            r"^(?:representant fiscal|tax representative|beneficiaire|payee|factor|affactureur|fiskalvertreter)",
            cell.folded,
        ):
            found.add(cell)
            under: Cell | None = cell
            for _ in range(4):
                under = sheet.below(under) if under is not None else None
                if under is None:
                    break
                found.add(under)
    return found

"""The lines of an invoice, where their table is readable: by the headings of its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ingest.extraction.invoices.figures import Amount, Figures
from ingest.extraction.invoices.labels import Labels
from ingest.extraction.invoices.sheet import Cell, Sheet
from ingest.extraction.invoices.taxes import CENT, rates_of
from rag.language import find_numbers

_ROLES = (
    ("discount", r"remise|rem\.?\b|discount|disc\b|rabatt|korting|reduction"),
    (
        "price",
        r"p\.? ?u\b\.?|prix(?! total)|unit(?:ary)? (?:price|cost)|price(?! total)|cost|einzel-?preis|e-?preis|vk-?preis"
        r"|preis|stuk-?prijs|prijs|tarif|rate\b|stundensatz|unit price",
    ),
    (
        "amount",
        r"montant(?! (?:de )?(?:la )?(?:tva|taxe))|totaux|total|amount|zeilen-?betrag|gesamt-?preis|gesamt|g-?preis"
        r"|betrag|bedrag|summe|line total|net\b|\bht\b|valeur|value|charge",
    ),
    (
        "quantity",
        r"qtes?\b\.?|quantites?|qty|quantity|menge|anzahl(?!ung)|aantal|nombre|nbre?|heures|hours|hrs|stunden|nb\b"
        r"|units\b|stuks|anz\b",
    ),
    ("unit", r"unites?|unit\b|einheit|eenheid|u\.?$|me\b"),
    ("vat", r"tva|vat|mwst|ust\b|taux|tax(?:es)?|btw|%"),
    (
        "name",
        r"designations?|descriptions?|descriptif|libelles?|articles?|produits?|prestations?|services?|items?|products?|details?|bezeichnung|beschreibung|artikel|leistung|omschrijving|intitule|nature|objet|particulars|activity|text\b",
    ),
    ("place", r"pos\b\.?|n ?°|#|ligne|line|ref\w*|code|sku|nr\b|art\b"),
)
_ROLE = [(name, re.compile(rf"(?<![a-z])(?:{pattern})")) for name, pattern in _ROLES]
_WITH_TAX = re.compile(r"t\.?t\.?c|incl|inkl|brutto|gross|tvac")
_ENDS = frozenset({"net", "gross", "total", "payable", "vat"})
_NAME_ENDS = re.compile(r"[\s|:;,–-]+$")
_LONGEST_HEADING = 140
_MOST_ITEMS = 2_000


@dataclass(eq=False)
class Item:
    """A line as printed; ``net`` is the amount of its last column, whatever tax is in it."""

    name: str
    name_cell: Cell
    net: Amount
    quantity: Decimal | None = None
    unit: str | None = None
    price: Amount | None = None
    rate: Decimal | None = None
    proved: bool = False


@dataclass
class Items:
    """The lines, the rows that they and their headings stand in, and whether the heading says that tax is in them."""

    items: list[Item] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    with_tax: bool = False

    @property
    def total(self) -> Decimal | None:
        """The sum of the lines, credits negative among others that are not."""
        if not self.items:
            return None
        signs = {item.net.negative for item in self.items if item.net.value}
        if len(signs) < 2:
            return sum((item.net.value for item in self.items), Decimal(0))
        return abs(sum((-item.net.value if item.net.negative else item.net.value for item in self.items), Decimal(0)))


@dataclass(frozen=True)
class _Column:
    role: str
    cell: Cell


def read_items(sheet: Sheet, labels: Labels, figures: Figures) -> Items:
    """The lines of all tables with the headings of lines."""
    found = Items()
    columns: list[_Column] = []
    for index, row in enumerate(sheet.rows):
        heading = _columns(row, figures)
        if heading:
            columns = heading
            found.rows.add(index)
            amounts = [column.cell for column in columns if column.role == "amount"]
            found.with_tax = found.with_tax or bool(amounts and _WITH_TAX.search(amounts[-1].folded))
            continue
        if not columns or len(found.items) >= _MOST_ITEMS:
            continue
        kinds = _leading_kinds(row, labels, figures)
        if kinds & _ENDS or _heads_totals(row, labels, figures):
            columns = []
        elif not kinds & {"subtotal", "carried", "prepaid", "rounding"} and (
            item := _item(row, columns, figures, adjusts=bool(kinds & {"allowance", "charge"}))
        ):
            found.items.append(item)
            found.rows.add(index)
    return found


def _heads_totals(row: Sequence[Cell], labels: Labels, figures: Figures) -> bool:
    """Whether a row is the headings of totals or of VAT by rate, which stand under the lines."""
    named = [label.kind for cell in row for label in labels.by_cell.get(cell, []) if label.kind in _ENDS]
    return len(named) > 1 and not any(each.exact for cell in row for each in figures.amounts(cell))


def _columns(row: Sequence[Cell], figures: Figures) -> list[_Column]:
    """The columns that a row of headings names, none for any other row."""
    if any(each.exact for cell in row for each in figures.amounts(cell)) or sum(len(c.folded) for c in row) > 400:
        return []
    if len(row) == 1:
        return _words_as_columns(row[0])
    columns = [_Column(_role(cell.folded), cell) for cell in row]
    roles = [column.role for column in columns]
    named = set(roles) - {""}
    amount = "amount" in named or "price" in named
    describing = bool(named & {"name", "quantity", "place"})
    if (
        len(named) >= 2
        and amount
        and describing
        and ("quantity" in named or "name" in named)
        and len(named) * 2 >= len(row) - 1
    ):
        return columns
    return []


def _words_as_columns(cell: Cell) -> list[_Column]:
    """The headings of a table that was read as lines: three names of columns in one short line."""
    text = cell.folded
    if len(text) > _LONGEST_HEADING:
        return []
    places = sorted((match.start(), name) for name, pattern in _ROLE if (match := pattern.search(text)) is not None)
    roles = [name for _, name in places]
    covered = sum(len(match[0]) for _, pattern in _ROLE for match in pattern.finditer(text))
    if len(set(roles)) >= 3 and "amount" in roles and covered * 2 >= len(text.replace(" ", "")):
        return [_Column(role, cell) for role in roles]
    if {"name", "amount"} <= set(roles) and covered * 4 >= len(text) * 3 - 8:
        return [_Column(role, cell) for role in roles]
    return []


def _role(folded: str) -> str:
    if len(folded) > 90:
        return ""
    return next((name for name, pattern in _ROLE if pattern.search(folded)), "")


def _leading_kinds(row: Sequence[Cell], labels: Labels, figures: Figures) -> set[str]:
    """The kinds of amounts that the first words of a row name."""
    kinds: set[str] = set()
    if not any(each.exact for cell in row for each in figures.amounts(cell)):
        return kinds
    for cell in row:
        label = labels.begins(cell)
        if label is not None and (label.kind != "vat" or not rates_of(cell.folded) or len(row) < 4):
            kinds.add(label.kind)
        if any(each.exact for each in figures.amounts(cell)):
            break
    return kinds


def _item(row: Sequence[Cell], columns: Sequence[_Column], figures: Figures, *, adjusts: bool) -> Item | None:
    cells = _by_role(row, columns)
    amounts = [each for cell in row for each in figures.amounts(cell) if each.exact]
    if not amounts:
        return None
    if len(row) == 1:
        item = _from_text(row[0], amounts, figures)
    else:
        net = _last(cells.get("amount"), figures) or (amounts[-1] if "amount" not in cells else None)
        if net is None:
            return None
        named = cells.get("name") or [cell for cell in row if any(map(str.isalpha, cell.text))] or [row[0]]
        name = max(named, key=lambda cell: sum(map(str.isalpha, cell.text)))
        item = Item(name.text.strip() if any(map(str.isalpha, name.text)) else "", name, net)
        item.price = _last(cells.get("price"), figures)
        item.quantity = _number(cells.get("quantity"))
        item.unit = next((cell.text.strip() for cell in cells.get("unit", []) if cell.text.strip()), None)
        rates = [rate for cell in (cells.get("vat") or row) for rate in rates_of(cell.folded)]
        item.rate = rates[0] if rates else None
    if item is None:
        return None
    if adjusts and item.quantity is None:
        return None
    counted = cells.get("quantity", [])
    _prove(item, [each for each in amounts if each.cell not in counted or len(row) == 1], row)
    return item if any(map(str.isalpha, item.name)) or item.proved else None


def _by_role(row: Sequence[Cell], columns: Sequence[_Column]) -> dict[str, list[Cell]]:
    """The cells of a row by the role of their column: by its number, else by what they stand under."""
    found: dict[str, list[Cell]] = {}
    head = columns[0].cell.line
    laid_out = row[0].box is None and len(row) == len(columns) > 1
    for cell in row:
        if laid_out:
            role = columns[cell.place].role
        elif len(columns) > 1 and cell.line.text.count(" | ") == head.text.count(" | ") > 0 and cell.in_table:
            role = next((column.role for column in columns if column.cell.column == cell.column), "")
        else:
            role = _role_above(cell, columns)
        if role:
            found.setdefault(role, []).append(cell)
    return found


def _role_above(cell: Cell, columns: Sequence[_Column]) -> str:
    if cell.box is None:
        return ""
    best, widest = "", 0.0
    for column in columns:
        box = column.cell.box
        shared = min(cell.box.right, box.right) - max(cell.box.left, box.left) if box is not None else 0.0
        if shared > widest:
            best, widest = column.role, shared
    return best


def _last(cells: Sequence[Cell] | None, figures: Figures) -> Amount | None:
    found = [each for cell in cells or () for each in figures.amounts(cell)]
    exact = [each for each in found if each.exact]
    return exact[-1] if exact else found[-1] if found else None


def _number(cells: Sequence[Cell] | None) -> Decimal | None:
    for cell in cells or ():
        for number in find_numbers(cell.text):
            return abs(number.value)
    return None


def _from_text(cell: Cell, amounts: Sequence[Amount], figures: Figures) -> Item | None:
    """A line that was read as text: the amounts stand last, the name before the first number of its figures."""
    net = amounts[-1]
    if re.search(r"[A-Za-z]{3}", cell.text[net.end :]):
        return None
    first = amounts[0].start
    before = [each for each in figures.amounts(cell) if not each.exact and each.end <= first]
    quantity = before[-1] if before and len(amounts) > 1 and first - before[-1].end < 12 else None
    name = cell.text[: quantity.start if quantity else first]
    if not name.strip() and quantity is None:
        return None
    item = Item(_NAME_ENDS.sub("", name).strip(), cell, net)
    item.quantity = quantity.value if quantity else None
    item.price = amounts[-2] if len(amounts) > 1 else None
    rates = rates_of(cell.folded)
    item.rate = rates[0] if rates else None
    return item


def _prove(item: Item, amounts: Sequence[Amount], row: Sequence[Cell]) -> None:
    """Whether quantity × price makes the amount; among the row's numbers where the columns do not tell."""
    both = item.quantity is not None and item.price is not None
    if both and abs(item.quantity * item.price.value - item.net.value) <= CENT:  # type: ignore[operator, union-attr]
        item.proved = True
        return
    for price in amounts:
        if price is item.net:
            continue
        for quantity in _numbers(row):
            if quantity and item.quantity in (None, quantity) and abs(quantity * price.value - item.net.value) <= CENT:
                item.quantity, item.price, item.proved = quantity, price, True
                return


def _numbers(row: Sequence[Cell]) -> Iterator[Decimal]:
    for cell in row:
        for number in find_numbers(cell.text):
            if number.unit != "%":
                yield abs(number.value)

"""VAT by rate as it is printed: rows with a rate, the amount it is taken of and the tax."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from ingest.extraction.invoices.figures import Amount, Figures
from ingest.extraction.invoices.labels import Labels
from ingest.extraction.invoices.sheet import Cell, Sheet

CENT = Decimal("0.01")
_SLACK = Decimal("0.02")
_PERCENT = re.compile(r"(?<![0-9.,])([0-9]{1,2}(?:[.,][0-9]{1,3})?) ?(?:%|pour ?cent|percent)")
_BARE_RATE = re.compile(r"^\(?([0-9]{1,2}(?:[.,][0-9]{1,2})?)\)?$")
_RATES = frozenset(
    Decimal(each)
    for each in (
        *(
            "20",
            "10",
            "5.5",
            "2.1",
            "8.5",
            "19",
            "7",
            "16",
            "21",
            "9",
            "6",
            "12",
            "5",
            "23",
            "25",
            "22",
            "24",
            "13",
            "17",
        ),
        *("14", "8", "3", "8.1", "2.6", "3.8", "7.7", "2.5", "3.7", "15", "18", "19.6", "13.5", "4", "27", "0"),
    )
)
_RATE_HEADING = re.compile(r"taux|rate|satz|%|tarief")
EXEMPT = re.compile(
    r"tva non applicable|exoner|non soumis a (?:la )?tva|autoliquidation|auto-liquidation|hors champ|293 ?b|"
    r"262 ter|livraison intracommunautaire"
    r"|reverse charge|vat exempt|exempt(?:ed|ion)? (?:from|of|under) (?:vat|tax|article|art)|zero[ -]rated|"
    r"outside the scope|intra-?community|no vat|not subject to vat"
    r"|steuerschuldnerschaft|reverse-charge|kleinunternehmer|§ ?19 ustg|steuerfrei|umsatzsteuerbefreit|"
    r"nicht steuerbar|innergemeinschaftliche"
    r"|btw verlegd|vrijgesteld van btw|intracommunautaire levering|article 196|art\. ?44"
)


@dataclass(frozen=True, eq=False)
class Tax:
    """The VAT of one rate (percent); ``base`` and ``amount`` as printed, each None where it was not found."""

    rate: Decimal
    base: Amount | None
    amount: Amount | None
    cell: Cell


def rates_of(text: str) -> list[Decimal]:
    """The percentages of a folded text."""
    return [Decimal(found.replace(",", ".")) for found in _PERCENT.findall(text)]


def tax_of(base: Decimal, rate: Decimal) -> Decimal:
    """The VAT of a base in cents, half up."""
    return (base * rate / 100).quantize(CENT, ROUND_HALF_UP)


def fits(base: Decimal, rate: Decimal, amount: Decimal) -> bool:
    """Whether an amount is the VAT of a base, give or take what rounding line by line makes."""
    return abs(tax_of(base, rate) - amount) <= _SLACK


def taxes(sheet: Sheet, labels: Labels, figures: Figures, item_rows: Collection[int]) -> list[Tax]:
    """VAT by rate, each rate once: where a row proves itself (tax = base × rate), that row's figures."""
    proved: dict[Decimal, Tax] = {}
    named: dict[Decimal, Tax] = {}
    for index, row in enumerate(sheet.rows):
        if index in item_rows:
            continue
        kinds = {label.kind for cell in row for label in labels.by_cell.get(cell, [])}
        if kinds & {"allowance", "charge"} and "vat" not in kinds:
            continue
        for tax in _of_row(sheet, row, labels, figures, kinds):
            if tax.base is not None and tax.amount is not None:
                known = proved.get(tax.rate)
                # of a part and the whole the whole counts
                if known is None or known.base is None or tax.base.value > known.base.value:
                    proved[tax.rate] = tax
            elif tax.amount is not None:
                named.setdefault(tax.rate, tax)
    return [*proved.values(), *(tax for rate, tax in named.items() if rate not in proved)]


def _of_row(sheet: Sheet, row: list[Cell], labels: Labels, figures: Figures, kinds: set[str]) -> Iterator[Tax]:
    amounts = [each for cell in row for each in figures.amounts(cell) if each.exact]
    rates = [(rate, cell) for cell in row for rate in rates_of(cell.folded)]
    heading = _headed(sheet, row)
    if not rates and heading:
        for cell in row:
            match = _BARE_RATE.match(cell.folded.strip())
            if match and (rate := _decimal(match[1])) in _RATES:
                rates.append((rate, cell))
                amounts = [each for each in amounts if each.cell is not cell]
                break
    if not rates or not amounts or not ("vat" in kinds or heading):
        return
    for rate, cell in rates:
        pair = _pair(rate, amounts)
        if pair is not None:
            yield Tax(rate, *pair, cell)
            if len(rates) > 1:
                continue
            return
    if len(rates) == 1 and "vat" in kinds:
        rate, cell = rates[0]
        vats = [label for each in row for label in labels.by_cell.get(each, []) if label.kind == "vat"]
        behind = [each for label in vats for each in figures.amounts_for(label)]
        if len(behind) == 1:
            yield Tax(rate, None, behind[0], cell)


def _pair(rate: Decimal, amounts: list[Amount]) -> tuple[Amount, Amount] | None:
    """The base and the tax among a row's amounts; of a nought, the base with it."""
    if rate == 0:
        noughts = [each for each in amounts if not each.value]
        bases = [each for each in amounts if each.value]
        return (bases[0], noughts[0]) if len(bases) == 1 and noughts else None
    for base in amounts:
        for tax in amounts:
            if tax is not base and tax.value and fits(base.value, rate, tax.value):
                return base, tax
    return None


def _headed(sheet: Sheet, row: list[Cell]) -> bool:
    """Whether a heading of VAT by rate stands over a row, within a few rows of the same kind."""
    first = row[0]
    for index in range(first.row - 1, max(first.row - 8, -1), -1):
        above = sheet.rows[index]
        if above[0].page != first.page:
            return False
        text = " ".join(cell.folded for cell in above)
        if _RATE_HEADING.search(text) and re.search(r"tva|vat|mwst|ust\b|steuer|btw|tax", text) and not rates_of(text):
            return re.search(r"base|ht\b|net|montant|betrag|amount|grondslag|bemessung|basis", text) is not None
    return False


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None

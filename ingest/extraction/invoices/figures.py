"""Amounts and days as they stand in cells, and those that belong to a label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from ingest.einvoice.printed import Figure
from ingest.extraction.invoices.labels import AMOUNTS, Label, Labels
from ingest.extraction.invoices.sheet import Cell, Sheet
from rag.language import find_numbers, fold
from rag.language.units import CURRENCIES

_CENTS = re.compile(r"[.,'][0-9]{2}(?![0-9])")
_OTHER_CURRENCIES = {
    "rs": "INR",
    "inr": "INR",
    "₹": "INR",
    "zl": "PLN",
    "fr.": "CHF",
    "sfr.": "CHF",
    "kr": "",
    "czk": "CZK",
}
_BEFORE = re.compile(r"(?:^|[^a-z])(?P<name>rs|inr|fr|sfr|kr|czk)\.? ?-?$|(?P<sign>₹) ?-?$")
_AFTER = re.compile(r" ?(?:(?P<name>rs|inr|kr|zl|czk)(?![a-z])|(?P<sign>₹))")
_TRAILING_MINUS = re.compile(r" ?-(?![0-9A-Za-z])")
_NUMERIC_DAY = re.compile(r"(?<![0-9])(?<![0-9][./-])([0-9]{1,2})([/.-])([0-9]{1,2})\2[0-9]{2,4}")
_LAKHS = re.compile(r"(?<![0-9,.])[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]{2})?(?![0-9,])")
_FIRST, _LAST = 1990, 2100


@dataclass(frozen=True, eq=False)
class Amount:
    """An amount without its sign, at characters ``[start, end)`` of a cell's text.

    ``currency`` is what stands beside it, an ISO 4217 code or None; ``exact`` tells that it is written with cents or
    with a currency, and so is no quantity.
    """

    value: Decimal
    negative: bool
    currency: str | None
    exact: bool
    cell: Cell
    start: int
    end: int

    @property
    def figure(self) -> Figure:
        """Where it stands."""
        return self.cell.figure(self.start, self.end)


_MORE = re.compile(
    r" (?:de|du|des|d'|en|votre|notre|pour|of|for|your|our|this|der|des|dieser|fur|im)\b[a-z' -]{2,40}:? ?"
)


@dataclass(frozen=True, eq=False)
class Day:
    """A day at characters ``[start, end)`` of a cell's text; ``others`` holds its other plausible readings."""

    value: date
    others: frozenset[date]
    cell: Cell
    start: int
    end: int

    @property
    def figure(self) -> Figure:
        """Where it stands."""
        return self.cell.figure(self.start, self.end)


class Figures:
    """The amounts and days of a sheet, read when asked for."""

    def __init__(self, sheet: Sheet, labels: Labels) -> None:
        self.sheet, self.labels = sheet, labels
        self._amounts: dict[Cell, list[Amount]] = {}
        self._days: dict[Cell, list[Day]] = {}

    def amounts(self, cell: Cell) -> list[Amount]:
        """The numbers of a cell that may be amounts: no days, no percentages, nothing counted in days or months."""
        if cell not in self._amounts:
            self._amounts[cell] = list(self._read_amounts(cell))
        return self._amounts[cell]

    def days(self, cell: Cell) -> list[Day]:
        """The days of a cell."""
        if cell not in self._days:
            self._days[cell] = list(self._read_days(cell))
        return self._days[cell]

    @cached_property
    def with_cents(self) -> bool:
        """Whether the document writes cents at all; where none does, whole numbers are amounts."""
        return any(_CENTS.search(cell.text) for cell in self.sheet.cells)

    @cached_property
    def month_first(self) -> bool | None:
        """Whether days are written month first (``03/20/2023``), None when no day tells."""
        votes: Counter[bool] = Counter()
        for cell in self.sheet.cells:
            for match in _NUMERIC_DAY.finditer(cell.text):
                first, second = int(match[1]), int(match[3])
                if 12 < second <= 31 and first <= 12:
                    votes[True] += 1
                elif 12 < first <= 31 and second <= 12:
                    votes[False] += 1
        return votes[True] > votes[False] if votes else None

    def amounts_for(self, label: Label) -> list[Amount]:
        """The amounts that a label names: behind it, else in the cells to its right, else under it."""
        first, last = label.cell.unfolded(label.end, label.until)
        own = self._between(label.cell, first, last)
        if own or not (_only_signs(self._undated(label, first, last)) or _goes_on(label)):
            return own
        cell = label.cell
        for _ in range(6):
            right = self.sheet.right_of(cell)
            if right is None or self.labels.begins(right) is not None:
                break
            if found := self._wanted(self.amounts(right)):
                return found
            cell = right
        return self._below(label)

    def _undated(self, label: Label, first: int, last: int) -> str:
        """What stands behind a label, without the days in it ("amount due on 3 August 2014")."""
        days = [day for day in self.days(label.cell) if first <= day.start < last]
        return fold(label.cell.text[days[-1].end : last]) if days else label.zone

    def days_for(self, label: Label) -> list[Day]:
        """The days that a label names, looked for in the same places; of two labels that a stroke joins, the same."""
        if re.fullmatch(r"\W*(?:et|und|and|en)?\W*", label.zone) and label.until < len(label.cell.folded):
            following = next((each for each in self.labels.by_cell[label.cell] if each.start == label.until), None)
            if (
                following is not None
                and following.kind.endswith("_date")
                and (found := self.days_for(following))
                and found[0].cell is label.cell
            ):
                return found
        first, last = label.cell.unfolded(label.end, label.until)
        own = [day for day in self.days(label.cell) if first <= day.start < last]
        if own or re.search(r"[0-9]", label.zone):
            return own
        right = self.sheet.right_of(label.cell)
        if right is not None and self.labels.begins(right) is None and (found := self.days(right)):
            rank = self._rank(label)
            return found[rank : rank + 1] if rank < len(found) > 1 and self._dated(label) == len(found) else found[:1]
        rank = self._rank(label)
        below = self.sheet.below(label.cell)
        if below is None or (rank == 0 and self._is_titled(below)):
            return []
        found = self.days(below)
        return found[rank : rank + 1]

    def _dated(self, label: Label) -> int:
        """How many days its cell has labels for."""
        return sum(each.kind.endswith("_date") for each in self.labels.by_cell.get(label.cell, []))

    def _rank(self, label: Label) -> int:
        """Which of its cell's labels without a figure behind them it is: their figures stand below in their order."""
        dated = [each for each in self.labels.by_cell.get(label.cell, []) if each.kind.endswith("_date")]
        return dated.index(label) if label in dated else 0

    def _is_titled(self, cell: Cell) -> bool:
        begins = self.labels.begins(cell)
        return begins is not None and begins.start == 0

    def _below(self, label: Label) -> list[Amount]:
        below = self.sheet.below(label.cell)
        if below is None or self._is_titled(below):
            return []
        if (
            label.kind == "vat"
            and sum(
                each.kind in AMOUNTS
                for cell in self.sheet.rows[label.cell.row]
                for each in self.labels.by_cell.get(cell, [])
            )
            < 2
        ):
            # the heading of a column of lines
            return []
        found = self._wanted(self.amounts(below))
        named = self.labels.by_cell.get(label.cell, [])
        if len(named) > 1:
            place = named.index(label)
            return found[place : place + 1] if len(found) == len(named) else []
        return found[:1] if len(found) == 1 else []

    def _between(self, cell: Cell, first: int, last: int) -> list[Amount]:
        return self._wanted(each for each in self.amounts(cell) if first <= each.start < last)

    def _wanted(self, amounts: Iterable[Amount]) -> list[Amount]:
        return [each for each in amounts if each.exact or not self.with_cents]

    def _read_amounts(self, cell: Cell) -> Iterator[Amount]:
        text = cell.text
        if not any(map(str.isdigit, text)):
            return
        days = [(day.start, day.end) for day in self.days(cell)]
        lowered = text.lower()
        for match in _LAKHS.finditer(text):
            days.append(match.span())
            yield Amount(
                Decimal(match[0].replace(",", "")),
                False,
                "INR" if "₹" in text or "rs" in lowered else None,
                True,
                cell,
                *match.span(),
            )
        for number in find_numbers(text):
            if number.unit is not None and number.unit not in CURRENCIES:
                continue
            written = text[number.start : number.end]
            if not any(map(str.isdigit, written)) or any(a < number.end and number.start < b for a, b in days):
                continue
            currency = number.unit
            if currency is None:
                near = _BEFORE.search(lowered[max(0, number.start - 6) : number.start]) or _AFTER.match(
                    lowered, number.end
                )
                name = (near["name"] or near["sign"]) if near else None
                currency = _OTHER_CURRENCIES.get(name) or _OTHER_CURRENCIES.get(f"{name}.") if name else None
                beside = near is not None
            else:
                beside = True
            inside = text[max(0, number.start - 1) : number.start] in "(" and text[number.end : number.end + 1] == ")"
            negative = number.value < 0 or inside or _TRAILING_MINUS.match(text, number.end) is not None
            exact = beside or _CENTS.search(written) is not None
            yield Amount(abs(number.value), negative, currency, exact, cell, number.start, number.end)

    def _read_days(self, cell: Cell) -> Iterator[Day]:
        for readings, figure in cell.line.days:
            if not (cell.start <= figure.start and figure.end <= cell.end):
                continue
            days = [date.fromisoformat(each) for each in readings if len(each) == 10]
            days = [day for day in days if _FIRST <= day.year <= _LAST]
            if not days:
                continue
            start, end = figure.start - cell.start, figure.end - cell.start
            value = _preferred(days, cell.text[start:end], bool(self.month_first))
            yield Day(value, frozenset(days) - {value}, cell, start, end)


def _preferred(days: list[date], written: str, month_first: bool) -> date:
    match = _NUMERIC_DAY.match(written.replace(" ", ""))
    if len(days) == 1 or match is None:
        return days[0]
    wanted = int(match[1]) if month_first else int(match[3])
    return next((day for day in days if day.month == wanted), days[0])


def _goes_on(label: Label) -> bool:
    """Whether a total's label says more of what it is the total: "Total TTC en votre faveur"."""
    return label.kind in ("net", "gross", "payable") and label.leads and _MORE.fullmatch(label.zone) is not None


def _only_signs(zone: str) -> bool:
    """Whether nothing but signs, brackets, a currency or a rate stands between a label and its figure's cell."""
    return not re.search(r"[a-z]{4,}", re.sub(r"\b(?:eur|euros?|chf|usd|gbp|total|montant|betrag|amount)\b", "", zone))

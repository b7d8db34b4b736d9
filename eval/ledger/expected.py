"""What the ledger's truth answers: a few lines of Python over the bills, beside and apart from the store's queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from eval.ledger.making import Ledger
from eval.ledger.truth import TODAY, Bill


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures by group and currency; a count has no currency."""

    values: dict[tuple[str | None, str | None], Decimal]


@dataclass(frozen=True, slots=True)
class Documents:
    """Invoices by supplier and number, with the amount that must stand beside each."""

    amounts: dict[tuple[str, str], Decimal]


@dataclass(frozen=True, slots=True)
class AsksBack:
    """The question fits several suppliers: their names."""

    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Declined:
    """No figure may be given."""


Expected = Figures | Documents | AsksBack | Declined


@dataclass(frozen=True, slots=True)
class View:
    """The readable bills of the ledger, to be narrowed."""

    bills: tuple[Bill, ...]

    @classmethod
    def of(cls, ledger: Ledger) -> View:
        """All of them."""
        return cls(tuple(ledger.readable))

    def where(self, holds: Callable[[Bill], bool]) -> View:
        """Those for which something holds."""
        return View(tuple(bill for bill in self.bills if holds(bill)))

    def by(self, *suppliers: str) -> View:
        """Those of suppliers, by the beginnings of their full names."""
        for name in suppliers:
            if len({bill.supplier.name for bill in self.bills if bill.supplier.name.startswith(name)}) > 1:
                raise ValueError(f"{name!r} is no one supplier.")
        return self.where(lambda bill: bill.supplier.name.startswith(suppliers))

    def year(self, first: int, last: int | None = None) -> View:
        """Those issued in a year or years."""
        return self.where(lambda bill: first <= bill.issued.year <= (last or first))

    def days(self, first: str, last: str = "9999-12-31", basis: str = "issued") -> View:
        """Those issued (or due) between two days, ISO 8601, both included."""
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        return self.where(lambda bill: start <= getattr(bill, basis) <= end)

    @property
    def invoices(self) -> View:
        """Without credit notes."""
        return self.where(lambda bill: not bill.credit)

    @property
    def credits(self) -> View:
        """Credit notes only."""
        return self.where(lambda bill: bill.credit)

    @property
    def overdue(self) -> View:
        """Invoices due before today."""
        return self.invoices.where(lambda bill: bill.due < TODAY)

    def currency(self, code: str) -> View:
        """Those in a currency."""
        return self.where(lambda bill: bill.currency == code)

    def sum(self, amount: str = "gross", group: Callable[[Bill], str] | None = None) -> Figures:
        """Sums by currency, and by group."""
        return self._worked_out(lambda values: sum(values, Decimal(0)), amount, group)

    def average(self, amount: str = "gross") -> Figures:
        """Averages by currency."""
        return self._worked_out(lambda values: sum(values, Decimal(0)) / len(values), amount, None)

    def largest(self, amount: str = "gross") -> Figures:
        """The largest by currency."""
        return self._worked_out(max, amount, None)

    def smallest(self, amount: str = "gross") -> Figures:
        """The smallest by currency."""
        return self._worked_out(min, amount, None)

    def count(self, group: Callable[[Bill], str] | None = None) -> Figures:
        """How many, by group."""
        found: dict[tuple[str | None, str | None], Decimal] = {} if group else {(None, None): Decimal(0)}
        for bill in self.bills:
            key = (group(bill) if group else None, None)
            found[key] = found.get(key, Decimal(0)) + 1
        return Figures(found)

    def vat_at(self, rate: str) -> Figures:
        """The VAT of one rate, by currency."""
        found: dict[tuple[str | None, str | None], Decimal] = {}
        for bill in self.bills:
            if Decimal(rate) in bill.nets:
                key = (None, bill.currency)
                found[key] = found.get(key, Decimal(0)) + bill.sign * bill.vat_of(Decimal(rate))
        return Figures(found)

    def vat_by_rate(self) -> Figures:
        """The VAT of each rate, by currency."""
        found: dict[tuple[str | None, str | None], Decimal] = {}
        for bill in self.bills:
            for rate in bill.nets:
                key = (str(rate.quantize(Decimal("0.01"))), bill.currency)
                found[key] = found.get(key, Decimal(0)) + bill.sign * bill.vat_of(rate)
        return Figures(found)

    def top(self, count: int, group: Callable[[Bill], str], amount: str = "gross") -> Figures:
        """The largest sums of groups, the first ``count`` of each currency."""
        sums = self.sum(amount, group).values
        kept: dict[tuple[str | None, str | None], Decimal] = {}
        for currency in {currency for _, currency in sums}:
            ordered = sorted((key for key in sums if key[1] == currency), key=lambda key: -sums[key])
            kept.update({key: sums[key] for key in ordered[:count]})
        return Figures(kept)

    def documents(self, amount: str = "gross") -> Documents:
        """The bills themselves."""
        return Documents({(bill.supplier.name, bill.number): getattr(bill, amount) for bill in self.bills})

    def first(self, count: int, key: Callable[[Bill], object], amount: str = "gross") -> Documents:
        """The first by something, largest or latest first."""
        ordered = sorted(self.bills, key=key, reverse=True)  # type: ignore[arg-type]
        return View(tuple(ordered[:count])).documents(amount)

    def _worked_out(
        self, work: Callable[[list[Decimal]], Decimal], amount: str, group: Callable[[Bill], str] | None
    ) -> Figures:
        values: dict[tuple[str | None, str | None], list[Decimal]] = {}
        for bill in self.bills:
            values.setdefault((group(bill) if group else None, bill.currency), []).append(getattr(bill, amount))
        return Figures({key: work(found) for key, found in values.items()})


def supplier(bill: Bill) -> str:
    """The supplier's full name."""
    return bill.supplier.name


def month(bill: Bill) -> str:
    """ISO month."""
    return f"{bill.issued:%Y-%m}"


def quarter(bill: Bill) -> str:
    """Year and quarter."""
    return f"{bill.issued.year}-Q{(bill.issued.month + 2) // 3}"


def year(bill: Bill) -> str:
    """The year."""
    return str(bill.issued.year)


def asks_back(*names: str) -> AsksBack:
    """The choice between suppliers."""
    return AsksBack(frozenset(names))

"""What the ledger's invoices say, as data: made before any file is written, read by no reader of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

TODAY = date(2026, 2, 10)
"""The day on which the ledger's questions are asked."""

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who sends invoices; ``prefix`` begins their numbers, ``days`` is the time to pay, ``scale`` a usual net amount in
    units of the currency."""

    name: str
    siren: str
    prefix: str
    country: str
    currency: str
    rates: tuple[Decimal, ...]
    days: int
    scale: int
    weight: int

    @property
    def vat_id(self) -> str:
        """The French VAT number of the SIREN (key: 12 + 3 · (SIREN mod 97), mod 97); elsewhere letters and digits."""
        if self.country == "FR":
            return f"FR{(12 + 3 * (int(self.siren) % 97)) % 97:02}{self.siren}"
        return f"{self.country}{self.siren}"


@dataclass(frozen=True, slots=True)
class Bill:
    """One invoice or credit note; ``nets`` are positive, by VAT rate in percent. ``readable`` is false for files from
    which nobody can read an amount: they cannot be in a figure."""

    number: str
    supplier: Supplier
    credit: bool
    issued: date
    due: date
    currency: str
    nets: Mapping[Decimal, Decimal]
    readable: bool = True

    @property
    def sign(self) -> int:
        """-1 for a credit note."""
        return -1 if self.credit else 1

    def vat_of(self, rate: Decimal) -> Decimal:
        """The VAT of one rate, to the cent, without sign."""
        return (self.nets[rate] * rate / 100).quantize(CENT, ROUND_HALF_UP)

    @property
    def net(self) -> Decimal:
        """The total without VAT, a credit note's negative."""
        return self.sign * sum(self.nets.values(), Decimal(0))

    @property
    def vat(self) -> Decimal:
        """The VAT, a credit note's negative."""
        return self.sign * sum((self.vat_of(rate) for rate in self.nets), Decimal(0))

    @property
    def gross(self) -> Decimal:
        """The total with VAT, a credit note's negative."""
        return self.net + self.vat


def totals(bills: Iterable[Bill], amount: str = "gross") -> dict[str, Decimal]:
    """Sums by currency."""
    found: dict[str, Decimal] = {}
    for bill in bills:
        found[bill.currency] = found.get(bill.currency, Decimal(0)) + getattr(bill, amount)
    return found

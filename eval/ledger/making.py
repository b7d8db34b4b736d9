"""Draws the ledger from a seed: what is billed, in which files, which twice, which unreadably."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from eval.ledger.pages import write_pdf, write_text
from eval.ledger.suppliers import make_suppliers
from eval.ledger.truth import CENT, Bill, Supplier
from eval.ledger.xml_files import write_cii, write_ubl

_FIRST, _LAST = date(2022, 1, 1), date(2026, 1, 31)
_CREDITS = 0.05
_UNREADABLE = 24
_TWICE_AS_PAGE, _RESENT = 50, 40


@dataclass(frozen=True, slots=True)
class Ledger:
    """The truth: every bill once, and the suppliers."""

    bills: tuple[Bill, ...]
    suppliers: tuple[Supplier, ...]

    @property
    def readable(self) -> list[Bill]:
        """The bills whose amounts somebody can read."""
        return [bill for bill in self.bills if bill.readable]


def make_ledger(count: int = 2000, seed: int = 0) -> Ledger:
    """``count`` bills of sixty suppliers over four years and a month."""
    rng = Random(seed)  # noqa: S311
    suppliers = make_suppliers(rng)
    chosen = suppliers + rng.choices(suppliers, [one.weight for one in suppliers], k=max(0, count - len(suppliers)))
    days = sorted(_FIRST + timedelta(rng.randrange((_LAST - _FIRST).days + 1)) for _ in chosen)
    rng.shuffle(chosen)
    running: dict[tuple[str, int], int] = {}
    bills: list[Bill] = []
    for supplier, day in zip(chosen[:count], days, strict=False):
        key = supplier.name, day.year
        running[key] = running.get(key, 0) + 1
        bills.append(_bill(rng, supplier, day, running[key]))
    for index in rng.sample(range(len(bills)), min(_UNREADABLE, len(bills) // 50)):
        bills[index] = replace(bills[index], readable=False)
    return Ledger(tuple(bills), tuple(suppliers))


def write_ledger(ledger: Ledger, folder: Path, seed: int = 0, pages: bool = True) -> None:
    """Writes every bill as a file: XML (UBL, CII) mostly, one in six as plain PDF or text (not without ``pages``); some
    a second time."""
    rng = Random(seed + 1)  # noqa: S311
    folder.mkdir(parents=True, exist_ok=True)
    written: list[tuple[Bill, bool]] = []
    for index, bill in enumerate(ledger.bills):
        plain = rng.random() < 1 / 6 and pages
        stem = f"{bill.issued:%Y-%m-%d}_{index:04}"
        if not bill.readable:
            _write_unreadable(rng, bill, folder / stem)
        elif plain:
            _write_page(rng, bill, folder / stem)
        else:
            (write_ubl if rng.random() < 0.5 else write_cii)(bill, folder / f"{stem}.xml")
        written.append((bill, plain))
    again = [bill for bill, plain in written if bill.readable and not plain]
    twice = rng.sample(again, min(_TWICE_AS_PAGE + _RESENT, len(again) // 10))
    for index, bill in enumerate(twice):
        stem = f"copie_{index:03}"
        if pages and index % 9 < 5:
            _write_page(rng, bill, folder / stem)
        else:
            write_cii(bill, folder / f"{stem}.xml", note="Duplicata")


def _bill(rng: Random, supplier: Supplier, day: date, running: int) -> Bill:
    credit = rng.random() < _CREDITS
    rates = supplier.rates if rng.random() < 0.35 else supplier.rates[:1]
    nets = {rate: _net(rng, supplier.scale) for rate in rates}
    prefix = f"AV{supplier.prefix}" if credit and supplier.prefix else supplier.prefix
    currency = supplier.currency
    if supplier.name.startswith(("Whitfield", "Northgate")) and rng.random() < 0.3:
        currency = "USD"
    dash = "-" if prefix and not prefix.endswith("-") and len(prefix) > 1 else ""
    number = f"{prefix}{dash}{day.year}-{running:04}"
    return Bill(number, supplier, credit, day, day + timedelta(supplier.days), currency, nets)


def _net(rng: Random, scale: int) -> Decimal:
    return (Decimal(rng.lognormvariate(0, 0.8)) * scale).quantize(CENT) + CENT


def _write_page(rng: Random, bill: Bill, stem: Path) -> None:
    if rng.random() < 0.5:
        write_text(bill, stem.with_suffix(".txt"))
    else:
        write_pdf(bill, stem.with_suffix(".pdf"))


def _write_unreadable(rng: Random, bill: Bill, stem: Path) -> None:
    """An XML file cut off in the middle, or a page from which amounts and number are gone."""
    if rng.random() < 0.5:
        path = stem.with_suffix(".xml")
        write_ubl(bill, path)
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2])
    else:
        stem.with_suffix(".txt").write_text(
            f"{bill.supplier.name}\n\nFACTURE\n\nVeuillez trouver ci-joint notre facture (page illisible).\n",
            encoding="utf-8",
        )

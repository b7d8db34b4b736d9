"""Writes bills as plain pages, without XML: text files and PDFs in two layouts."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from eval.ledger.suppliers import BUYER
from eval.ledger.truth import Bill

_SYMBOLS = {"EUR": "€", "USD": "USD"}


def write_text(bill: Bill, path: Path) -> None:
    """The bill as a text file."""
    path.write_text("\n".join(_lines(bill)) + "\n", encoding="utf-8")


def write_pdf(bill: Bill, path: Path) -> None:
    """The bill as a PDF of one page with a text layer."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    height = 800
    for line in _lines(bill):
        canvas.setFont("Helvetica-Bold" if line.isupper() else "Helvetica", 10)
        label, _, value = line.partition(" : ")
        canvas.drawString(60, height, label)
        if value:
            canvas.drawRightString(520, height, value) if label[:5] in _MONEY else canvas.drawString(220, height, value)
        height -= 16
    canvas.save()


_MONEY = ("Total", "TVA 2", "TVA 1", "TVA 5", "TVA 0", "VAT 2", "VAT 0")


def _lines(bill: Bill) -> list[str]:
    french = bill.supplier.country == "FR"
    sign = "-" if bill.credit else ""
    title = ("AVOIR" if bill.credit else "FACTURE") if french else ("CREDIT NOTE" if bill.credit else "INVOICE")
    head = [bill.supplier.name]
    if french:
        head += [f"SIREN : {bill.supplier.siren}", f"N° TVA : {bill.supplier.vat_id}"]
    head += ["", title, ""]
    number, issued, due, to = (
        ("Numéro de facture", "Date de facture", "Date d'échéance", "Client")
        if french
        else ("Invoice number", "Invoice date", "Due date", "Bill to")
    )
    head += [f"{number} : {bill.number}", f"{issued} : {bill.issued:%d/%m/%Y}"]
    if not bill.credit:
        head.append(f"{due} : {bill.due:%d/%m/%Y}")
    head += [f"{to} : {BUYER}", ""]
    net, vat, gross = ("Total HT", "TVA", "Total TTC") if french else ("Total excl. VAT", "VAT", "Total incl. VAT")
    body = [f"{net} : {sign}{_money(abs(bill.net), bill.currency, french)}"]
    for rate in bill.nets:
        shown = f"{rate.normalize():f}".replace(".", "," if french else ".")
        body.append(f"{vat} {shown} % : {sign}{_money(bill.vat_of(rate), bill.currency, french)}")
    return [*head, *body, f"{gross} : {sign}{_money(abs(bill.gross), bill.currency, french)}"]


def _money(value: Decimal, currency: str, french: bool) -> str:
    written = f"{value:,.2f}"
    if french:
        written = written.translate({ord(","): "\u00a0", ord("."): ","})
    return f"{written} {_SYMBOLS[currency]}"

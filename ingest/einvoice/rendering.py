"""An invoice as a text that people and search can read: French labels with the English term and the EN 16931 one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.dates import format_date

from ingest.einvoice.codes import VAT_CATEGORIES
from ingest.einvoice.tree import CURRENCIES, currency_decimals
from rag.domain.invoice import Adjustment, Invoice, InvoiceLine, InvoiceType, Party, Period
from rag.language import Money, format_money

_BLANKS = re.compile(r"[ \t\r\n]+")
_TYPES = {
    InvoiceType.INVOICE: "Facture",
    InvoiceType.CREDIT_NOTE: "Avoir",
    InvoiceType.CORRECTIVE: "Facture rectificative",
    InvoiceType.PREPAYMENT: "Facture d'acompte",
}
_UNITS = {
    **dict.fromkeys(("C62", "H87", "EA", "PCE", "XPP", "NAR", "PR"), "unité(s)"),
    **{"HUR": "heure(s)", "DAY": "jour(s)", "WEE": "semaine(s)", "MON": "mois", "ANN": "an(s)", "MIN": "minute(s)"},
    **{"KGM": "kg", "GRM": "g", "TNE": "t", "LTR": "litre(s)", "MTR": "m", "MTK": "m²", "MTQ": "m³", "KMT": "km"},
    **{"KWH": "kWh", "LS": "forfait", "SET": "jeu(x)", "P1": "%"},
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the text and its place, an EN 16931 term."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the text under its heading; the rows of a table have cells parted by " | "."""

    heading: str
    lines: tuple[Shown, ...]
    table: bool = False


def title_of(invoice: Invoice) -> str:
    """``Facture F-123 – Seller → Buyer``."""
    number = f" {invoice.number}" if invoice.number else ""
    sides = " → ".join(name for name in (invoice.seller.name, invoice.buyer.name) if name)
    return f"{_TYPES[invoice.type]}{number}{f' – {sides}' if sides else ''}"


def sections_of(invoice: Invoice) -> list[Section]:
    """The whole invoice, part by part; parts without content are left out."""
    parts = [
        Section("En-tête / Header", tuple(_header(invoice))),
        Section("Vendeur / Seller (BG-4)", tuple(_party(invoice.seller, "BG-4"))),
        Section("Acheteur / Buyer (BG-7)", tuple(_party(invoice.buyer, "BG-7"))),
    ]
    for heading, party, place in (
        ("Bénéficiaire / Payee (BG-10)", invoice.payee, "BG-10"),
        ("Représentant fiscal / Tax representative (BG-11)", invoice.tax_representative, "BG-11"),
    ):
        if party:
            parts.append(Section(heading, tuple(_party(party, place))))
    parts += [
        Section("Lignes / Lines (BG-25)", tuple(_lines(invoice)), table=True),
        Section("Remises et charges / Allowances and charges (BG-20, BG-21)", tuple(_adjustments(invoice))),
        Section("Détail de la TVA / VAT breakdown (BG-23)", tuple(_vat(invoice)), table=True),
        Section("Totaux / Totals (BG-22)", tuple(_totals(invoice))),
        Section("Paiement / Payment (BG-16)", tuple(_payment(invoice))),
        Section("Notes (BG-1)", tuple(Shown(note.text, "BG-1") for note in invoice.notes)),
    ]
    return [part for part in parts if part.lines]


def amount(value: Decimal | None, currency: str | None) -> str:
    """An amount as it is written in French, every decimal kept: ``14 940,00 €``."""
    if value is None:
        return ""
    if currency not in CURRENCIES or currency is None:
        return number(value)
    minor = value.scaleb(currency_decimals(currency))
    if minor == minor.to_integral_value():
        return format_money(Money(int(minor), currency), "fr")
    return f"{number(value)}\u00a0{currency}"


def number(value: Decimal | None) -> str:
    """A number with a decimal comma, without idle zeros."""
    if value is None:
        return ""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def day(value: date | None) -> str:
    """A day in words, which no reader takes for another: ``3 avril 2024``."""
    return "" if value is None else str(format_date(value, "d MMMM y", locale="fr"))


def _labelled(pairs: Iterable[tuple[str, str, str | None]]) -> Iterator[Shown]:
    for label, place, value in pairs:
        if value:
            yield Shown(f"{label} ({place}) : {' '.join(value.split())}", place)


def _period(period: Period | None) -> str:
    if period is None:
        return ""
    return " – ".join(part for part in (day(period.start), day(period.end)) if part)


def _header(invoice: Invoice) -> Iterator[Shown]:
    yield from _labelled(
        (
            ("Numéro de facture / Invoice number", "BT-1", invoice.number),
            ("Type / Type", "BT-3", f"{_TYPES[invoice.type]}, code {invoice.type_code or '–'}"),
            ("Date d'émission / Issue date", "BT-2", day(invoice.issue_date)),
            ("Date d'échéance / Due date", "BT-9", day(invoice.due_date)),
            ("Date de livraison / Delivery date", "BT-72", day(invoice.delivery_date)),
            ("Période facturée / Invoicing period", "BG-14", _period(invoice.period)),
            ("Devise / Currency", "BT-5", invoice.currency),
            ("Référence de l'acheteur / Buyer reference", "BT-10", invoice.buyer_reference),
            ("Bon de commande / Purchase order", "BT-13", invoice.order_reference),
            ("Contrat / Contract", "BT-12", invoice.contract_reference),
            ("Projet / Project", "BT-11", invoice.project_reference),
        )
    )
    for each in invoice.preceding:
        issued = f" du {day(each.issue_date)}" if each.issue_date else ""
        yield from _labelled((("Facture antérieure / Preceding invoice", "BT-25", f"{each.number or ''}{issued}"),))


def _party(party: Party, group: str) -> Iterator[Shown]:
    place, contact = "", party.contact
    if party.address:
        town = " ".join(part for part in (party.address.postcode, party.address.city) if part)
        place = ", ".join(part for part in (*party.address.lines, town, party.address.country) if part)
    reach = ", ".join(part for part in (contact.name, contact.phone, contact.email) if part) if contact else ""
    legal = party.legal_id if party.legal_id not in (party.siren, party.siret) else None
    for label, value in (
        ("Nom / Name", party.name),
        ("Nom commercial / Trading name", party.trading_name),
        ("SIREN", party.siren),
        ("SIRET", party.siret),
        ("Identifiant légal / Legal identifier", legal),
        ("N° de TVA / VAT number", party.vat_id),
        ("N° fiscal / Tax number", party.tax_number),
        ("Adresse / Address", place),
        ("Adresse électronique / Electronic address", party.electronic_address),
        ("Contact", reach),
    ):
        if value:
            yield Shown(f"{label} : {' '.join(value.split())}", group)


def _cell(text: str | None) -> str:
    return _BLANKS.sub(" ", (text or "").replace("|", "/")).strip()


def _row(cells: Iterable[str | None], place: str) -> Shown:
    return Shown(" | ".join(_cell(cell) for cell in cells).strip(), place)


def _lines(invoice: Invoice) -> Iterator[Shown]:
    if not invoice.lines:
        return
    yield _row(
        (
            *("N°", "Désignation / Item", "Quantité / Quantity", "Prix unitaire net / Net price"),
            *("TVA / VAT", "Montant net HT / Net amount"),
        ),
        "BG-25",
    )
    for index, line in enumerate(invoice.lines, 1):
        yield _row(_line_cells(line, invoice.currency), f"BG-25/{index}")


def _line_cells(line: InvoiceLine, currency: str | None) -> tuple[str | None, ...]:
    described = line.description if line.description != line.name else None
    period = _period(line.period)
    per = f" pour {number(line.base_quantity)}" if line.base_quantity not in (None, 1) else ""
    adjusted = [_adjustment(each, currency) for each in line.adjustments]
    details = [line.name, described, period and f"période {period}", *adjusted]
    return (
        line.id,
        " – ".join(part for part in details if part),
        f"{number(line.quantity)} {_UNITS.get(line.unit or '', line.unit or '')}".strip(),
        f"{amount(line.price, currency)}{per}" if line.price is not None else "",
        _rate(line.vat_category, line.vat_rate),
        amount(line.net, currency),
    )


def _rate(category: str | None, rate: Decimal | None) -> str:
    return " ".join(part for part in (category, f"{number(rate)} %" if rate is not None else "") if part)


def _adjustment(each: Adjustment, currency: str | None) -> str:
    kind = "charge" if each.charge else "remise / allowance"
    share = f" ({number(each.percent)} %)" if each.percent is not None else ""
    return f"{kind} {each.reason or each.reason_code or ''}{share} : {amount(each.amount, currency)}".replace("  ", " ")


def _adjustments(invoice: Invoice) -> Iterator[Shown]:
    for each in invoice.adjustments:
        text = _adjustment(each, invoice.currency)
        rate = _rate(each.vat_category, each.vat_rate)
        yield Shown(
            f"{text[0].upper()}{text[1:]}{f', TVA / VAT {rate}' if rate else ''}", "BG-21" if each.charge else "BG-20"
        )


def _vat(invoice: Invoice) -> Iterator[Shown]:
    if not invoice.vat_breakdown:
        return
    yield _row(
        (
            "Catégorie / Category",
            "Taux / Rate",
            "Base HT / Taxable amount",
            "Montant de TVA / VAT amount",
            "Motif / Reason",
        ),
        "BG-23",
    )
    for index, each in enumerate(invoice.vat_breakdown, 1):
        category = each.category or ""
        name = f"{category} ({VAT_CATEGORIES[category]})" if category in VAT_CATEGORIES else category
        rate = f"{number(each.rate)} %" if each.rate is not None else ""
        base, vat = amount(each.base, invoice.currency), amount(each.amount, invoice.currency)
        yield _row((name, rate, base, vat, each.exemption_reason or each.exemption_code), f"BG-23/{index}")


def _totals(invoice: Invoice) -> Iterator[Shown]:
    totals, currency = invoice.totals, invoice.currency
    for label, place, value in (
        ("Total des lignes / Sum of lines", "BT-106", totals.lines),
        ("Total des remises / Allowances", "BT-107", totals.allowances),
        ("Total des charges / Charges", "BT-108", totals.charges),
        ("Total HT / Total without VAT", "BT-109", totals.net),
        ("Total TVA / Total VAT", "BT-110", totals.vat),
        ("Total TTC / Total with VAT", "BT-112", totals.gross),
        ("Déjà payé / Paid amount", "BT-113", totals.prepaid),
        ("Arrondi / Rounding", "BT-114", totals.rounding),
        ("Net à payer / Amount due", "BT-115", totals.payable),
    ):
        if value is not None:
            yield Shown(f"{label} ({place}) : {amount(value, currency)}", place)
    if totals.vat_accounting is not None:
        shown = amount(totals.vat_accounting, invoice.vat_currency)
        yield Shown(f"Total TVA en devise de comptabilité / VAT in accounting currency (BT-111) : {shown}", "BT-111")


def _payment(invoice: Invoice) -> Iterator[Shown]:
    yield from _labelled(
        (
            ("Conditions de paiement / Payment terms", "BT-20", invoice.payment_terms),
            ("Référence de paiement / Remittance information", "BT-83", invoice.payment_reference),
        )
    )
    for means in invoice.payments:
        yield from _labelled(
            (
                ("IBAN", "BT-84", means.iban),
                ("Compte / Account", "BT-84", means.account),
                ("Titulaire / Account name", "BT-85", means.account_name),
                ("BIC", "BT-86", means.bic),
                ("IBAN débité / Debited account", "BT-91", means.debited_iban),
            )
        )

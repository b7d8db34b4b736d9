"""The fields of an invoice and their terms in EN 16931."""

from __future__ import annotations

from rag.domain.invoice import Field, Invoice, Party

HEADER = {
    "number": "BT-1",
    "issue_date": "BT-2",
    "type": "BT-3",
    "type_code": "BT-3",
    "currency": "BT-5",
    "vat_currency": "BT-6",
    "tax_point_date": "BT-7",
    "due_date": "BT-9",
    "buyer_reference": "BT-10",
    "project_reference": "BT-11",
    "contract_reference": "BT-12",
    "order_reference": "BT-13",
    "sales_order_reference": "BT-14",
    "payment_terms": "BT-20",
    "process": "BT-23",
    "profile": "BT-24",
    "delivery_date": "BT-72",
    "delivery_country": "BT-80",
    "payment_reference": "BT-83",
    "iban": "BT-84",
    "net": "BT-109",
    "vat": "BT-110",
    "gross": "BT-112",
    "payable": "BT-115",
}
TOTALS = {
    "lines": "BT-106",
    "allowances": "BT-107",
    "charges": "BT-108",
    "vat_accounting": "BT-111",
    "prepaid": "BT-113",
    "rounding": "BT-114",
}
PARTIES = {
    "seller": {
        "name": "BT-27",
        "trading_name": "BT-28",
        "ids": "BT-29",
        "siren": "BT-30",
        "siret": "BT-30",
        "legal_id": "BT-30",
        "vat_id": "BT-31",
        "tax_number": "BT-32",
        "electronic_address": "BT-34",
        "address": "BG-5",
        "contact": "BG-6",
    },
    "buyer": {
        "name": "BT-44",
        "trading_name": "BT-45",
        "ids": "BT-46",
        "siren": "BT-47",
        "siret": "BT-47",
        "legal_id": "BT-47",
        "vat_id": "BT-48",
        "electronic_address": "BT-49",
        "address": "BG-8",
        "contact": "BG-9",
    },
    "payee": {"name": "BT-59", "ids": "BT-60", "siren": "BT-61", "siret": "BT-61", "legal_id": "BT-61"},
    "tax_representative": {"name": "BT-62", "vat_id": "BT-63", "address": "BG-12"},
}
LINE = {
    "id": "BT-126",
    "note": "BT-127",
    "quantity": "BT-129",
    "unit": "BT-130",
    "net": "BT-131",
    "order_line": "BT-132",
    "price": "BT-146",
    "gross_price": "BT-148",
    "base_quantity": "BT-149",
    "vat_category": "BT-151",
    "vat_rate": "BT-152",
    "name": "BT-153",
    "description": "BT-154",
    "seller_item_id": "BT-155",
}
BREAKDOWN = {
    "base": "BT-116",
    "amount": "BT-117",
    "category": "BT-118",
    "rate": "BT-119",
    "exemption_reason": "BT-120",
    "exemption_code": "BT-121",
}


def fields_of(invoice: Invoice) -> dict[str, Field]:
    """A field, with its term, for each value that the invoice states."""
    fields = {name: Field(bt=term) for name, term in HEADER.items() if getattr(invoice, name) is not None}
    for name, term in TOTALS.items():
        if getattr(invoice.totals, name) is not None:
            fields[f"totals.{name}"] = Field(bt=term)
    for role, terms in PARTIES.items():
        party: Party | None = getattr(invoice, role)
        for name, term in terms.items():
            if party is not None and getattr(party, name):
                fields[f"{role}.{name}"] = Field(bt=term)
    for place, terms, values in (
        ("lines", LINE, invoice.lines),
        ("vat_breakdown", BREAKDOWN, invoice.vat_breakdown),
    ):
        for number, value in enumerate(values, 1):
            for name, term in terms.items():
                if getattr(value, name) is not None:
                    fields[f"{place}.{number}.{name}"] = Field(bt=term)
    for number, reference in enumerate(invoice.preceding, 1):
        if reference.number:
            fields[f"preceding.{number}.number"] = Field(bt="BT-25")
        if reference.issue_date:
            fields[f"preceding.{number}.issue_date"] = Field(bt="BT-26")
    return fields

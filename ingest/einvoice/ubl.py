"""UBL 2.1 Invoice and CreditNote -> :class:`~rag.domain.invoice.Invoice`.

Paths are those of the syntax binding CEN/TS 16931-3-2. UBL that does not claim EN 16931 is read by the same paths.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from ingest.einvoice.parties import siren_and_siret
from ingest.einvoice.tree import Node, in_currency, squeezed
from rag.domain.invoice import (
    Address,
    Adjustment,
    Contact,
    InvoiceLine,
    Note,
    Party,
    PaymentMeans,
    Period,
    PrecedingInvoice,
    Totals,
    VatBreakdown,
)

_NOTE_SUBJECT = re.compile(r"#([A-Z]{3})#\s*(.*)", re.S)
_IBAN_SHAPE = re.compile(r"[A-Za-z]{2}[0-9]{2}[A-Za-z0-9]{8,30}")
_CREDITOR = "SEPA"


def read_ubl(root: Node) -> dict[str, Any]:
    """The fields of an invoice in UBL, by their names in :class:`~rag.domain.invoice.Invoice`."""
    currency, vat_currency = root.text("DocumentCurrencyCode"), root.text("TaxCurrencyCode")
    payee, representative = root.one("PayeeParty"), root.one("TaxRepresentativeParty")
    vat, accounting = _tax_totals(root, currency, vat_currency)
    due = root.date("DueDate", "BT-9", "due_date")
    profile = root.text("CustomizationID")
    return {
        "number": root.text("ID"),
        "type_code": root.text("InvoiceTypeCode|CreditNoteTypeCode"),
        "issue_date": root.date("IssueDate", "BT-2", "issue_date"),
        "due_date": due or root.date("PaymentMeans/PaymentDueDate", "BT-9", "due_date"),
        "delivery_date": root.date("Delivery/ActualDeliveryDate", "BT-72", "delivery_date"),
        "tax_point_date": root.date("TaxPointDate", "BT-7", "tax_point_date"),
        "currency": currency,
        "vat_currency": vat_currency,
        "seller": _party(root.here("AccountingSupplierParty/Party")),
        "buyer": _party(root.here("AccountingCustomerParty/Party")),
        "payee": _party(payee) if payee else None,
        "tax_representative": _party(representative) if representative else None,
        "delivery_country": root.text("Delivery/DeliveryLocation/Address/Country/IdentificationCode"),
        "period": _period(root, "BT-73", "BT-74"),
        "buyer_reference": root.text("BuyerReference"),
        "order_reference": root.text("OrderReference/ID"),
        "sales_order_reference": root.text("OrderReference/SalesOrderID"),
        "contract_reference": root.text("ContractDocumentReference/ID"),
        "project_reference": root.text("ProjectReference/ID"),
        "preceding": tuple(
            PrecedingInvoice(number=each.text("ID"), issue_date=each.date("IssueDate", "BT-26"))
            for each in root.all("BillingReference/InvoiceDocumentReference|CreditNoteDocumentReference")
        ),
        "notes": tuple(_note(text) for text in root.texts("Note")),
        "payment_terms": "\n".join(root.texts("PaymentTerms/Note")) or None,
        "payment_reference": root.text("PaymentMeans/PaymentID"),
        "payments": tuple(_payment(each) for each in root.all("PaymentMeans")),
        "adjustments": tuple(
            _adjustment(each, currency, "BT-99" if each.flag("ChargeIndicator") else "BT-92")
            for each in root.all("AllowanceCharge")
        ),
        "lines": tuple(_line(each, currency) for each in root.all("InvoiceLine|CreditNoteLine")),
        "vat_breakdown": tuple(
            _breakdown(each, currency)
            for total in root.all("TaxTotal")
            if not _is_accounting(total, currency, vat_currency)
            for each in total.all("TaxSubtotal")
        ),
        "totals": _totals(root, currency, vat, accounting, profile),
        "profile": profile,
        "process": root.text("ProfileID"),
    }


def _note(text: str) -> Note:
    """A note, its subject written before it as ``#ADU#``."""
    match = _NOTE_SUBJECT.fullmatch(text)
    return Note(text=match[2] or text, subject=match[1]) if match else Note(text=text)


def _party(node: Node) -> Party:
    legal, electronic = node.one("PartyLegalEntity/CompanyID"), node.one("EndpointID")
    identifiers = [each for each in node.all("PartyIdentification/ID") if each.attribute("schemeID") != _CREDITOR]
    siren, siret = siren_and_siret(
        (each.attribute("schemeID"), each.content) for each in ([legal] if legal else []) + identifiers
    )
    schemes = [(each.text("TaxScheme/ID"), each.text("CompanyID")) for each in node.all("PartyTaxScheme")]
    address, contact = node.one("PostalAddress"), node.one("Contact")
    trading, registered = node.text("PartyName/Name"), node.text("PartyLegalEntity/RegistrationName")
    return Party(
        name=registered or trading,
        trading_name=trading if registered else None,
        legal_id=legal.content if legal else None,
        legal_scheme=legal.attribute("schemeID") if legal else None,
        siren=siren,
        siret=siret,
        vat_id=next((squeezed(number) for scheme, number in schemes if (scheme or "").upper() == "VAT"), None),
        tax_number=next((number for scheme, number in schemes if (scheme or "").upper() != "VAT"), None),
        ids=tuple(each.content for each in identifiers if each.content),
        electronic_address=electronic.content if electronic else None,
        electronic_scheme=electronic.attribute("schemeID") if electronic else None,
        address=Address(
            lines=address.texts("StreetName")
            + address.texts("AdditionalStreetName")
            + address.texts("AddressLine/Line"),
            postcode=address.text("PostalZone"),
            city=address.text("CityName"),
            region=address.text("CountrySubentity"),
            country=address.text("Country/IdentificationCode"),
        )
        if address
        else None,
        contact=Contact(
            name=contact.text("Name"), phone=contact.text("Telephone"), email=contact.text("ElectronicMail")
        )
        if contact
        else None,
    )


def _period(node: Node, start: str, end: str) -> Period | None:
    found = node.one("InvoicePeriod")
    if found is None:
        return None
    return Period(start=found.date("StartDate", start), end=found.date("EndDate", end))


def _payment(node: Node) -> PaymentMeans:
    account = node.here("PayeeFinancialAccount")
    identifier = squeezed(account.text("ID"))
    is_iban = identifier is not None and _IBAN_SHAPE.fullmatch(identifier) is not None
    return PaymentMeans(
        code=node.text("PaymentMeansCode"),
        iban=identifier if is_iban else None,
        account=None if is_iban else account.text("ID"),
        account_name=account.text("Name"),
        bic=squeezed(account.text("FinancialInstitutionBranch/ID")),
        debited_iban=squeezed(node.text("PaymentMandate/PayerFinancialAccount/ID")),
    )


def _adjustment(node: Node, currency: str | None, term: str) -> Adjustment:
    return Adjustment(
        charge=node.flag("ChargeIndicator"),
        amount=in_currency(node.number("Amount", term), currency),
        base=in_currency(node.number("BaseAmount", f"base of {term}"), currency),
        percent=node.number("MultiplierFactorNumeric", f"percentage of {term}"),
        reason=node.text("AllowanceChargeReason"),
        reason_code=node.text("AllowanceChargeReasonCode"),
        vat_category=node.text("TaxCategory/ID"),
        vat_rate=node.number("TaxCategory/Percent", f"VAT rate of {term}"),
    )


def _line(node: Node, currency: str | None) -> InvoiceLine:
    quantity = node.one("InvoicedQuantity|CreditedQuantity")
    item, price = node.here("Item"), node.here("Price")
    return InvoiceLine(
        id=node.text("ID"),
        name=item.text("Name"),
        description=item.text("Description"),
        quantity=node.number("InvoicedQuantity|CreditedQuantity", "BT-129"),
        unit=quantity.attribute("unitCode") if quantity else None,
        price=price.number("PriceAmount", "BT-146"),
        gross_price=price.number("AllowanceCharge/BaseAmount", "BT-148"),
        base_quantity=price.number("BaseQuantity", "BT-149"),
        net=in_currency(node.number("LineExtensionAmount", "BT-131"), currency),
        vat_category=item.text("ClassifiedTaxCategory/ID"),
        vat_rate=item.number("ClassifiedTaxCategory/Percent", "BT-152"),
        adjustments=tuple(
            _adjustment(each, currency, "BT-141" if each.flag("ChargeIndicator") else "BT-136")
            for each in node.all("AllowanceCharge")
        ),
        period=_period(node, "BT-134", "BT-135"),
        seller_item_id=item.text("SellersItemIdentification/ID"),
        order_line=node.text("OrderLineReference/LineID"),
        note="\n".join(node.texts("Note")) or None,
    )


def _breakdown(node: Node, currency: str | None) -> VatBreakdown:
    category = node.here("TaxCategory")
    return VatBreakdown(
        base=in_currency(node.number("TaxableAmount", "BT-116"), currency),
        amount=in_currency(node.number("TaxAmount", "BT-117"), currency),
        category=category.text("ID"),
        rate=category.number("Percent", "BT-119"),
        exemption_reason=category.text("TaxExemptionReason"),
        exemption_code=category.text("TaxExemptionReasonCode"),
    )


def _is_accounting(total: Node, currency: str | None, vat_currency: str | None) -> bool:
    amount = total.one("TaxAmount")
    own = amount.attribute("currencyID") if amount else None
    return own is not None and own == vat_currency != currency


def _tax_totals(root: Node, currency: str | None, vat_currency: str | None) -> tuple[Decimal | None, Decimal | None]:
    """The VAT total in the invoice's currency and the one in the accounting currency, told apart by their currency."""
    vat = accounting = None
    for total in root.all("TaxTotal"):
        if _is_accounting(total, currency, vat_currency):
            accounting = in_currency(total.number("TaxAmount", "BT-111", "totals.vat_accounting"), vat_currency)
        elif vat is None:
            vat = in_currency(total.number("TaxAmount", "BT-110", "vat"), currency)
    return vat, accounting


def _totals(
    root: Node, currency: str | None, vat: Decimal | None, accounting: Decimal | None, profile: str | None
) -> Totals:
    sums = root.here("LegalMonetaryTotal")

    def amount(name: str, term: str, field: str) -> Decimal | None:
        return in_currency(sums.number(name, term, field), currency)

    collected = [
        value
        for each in root.all("PrepaidPayment")
        if "extension" in (profile or "") and (value := each.number("PaidAmount", "BT-DEX-002")) is not None
    ]
    return Totals(
        lines=amount("LineExtensionAmount", "BT-106", "totals.lines"),
        allowances=amount("AllowanceTotalAmount", "BT-107", "totals.allowances"),
        charges=amount("ChargeTotalAmount", "BT-108", "totals.charges"),
        net=amount("TaxExclusiveAmount", "BT-109", "net"),
        vat=vat,
        vat_accounting=accounting,
        gross=amount("TaxInclusiveAmount", "BT-112", "gross"),
        prepaid=amount("PrepaidAmount", "BT-113", "totals.prepaid"),
        rounding=amount("PayableRoundingAmount", "BT-114", "totals.rounding"),
        payable=amount("PayableAmount", "BT-115", "payable"),
        third_party=in_currency(sum(collected, Decimal(0)), currency) if collected else None,
    )

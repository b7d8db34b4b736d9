"""UN/CEFACT Cross Industry Invoice -> :class:`~rag.domain.invoice.Invoice`.

Factur-X 1.0 and ZUGFeRD 2 of all profiles and XRechnung's CII (namespaces ``…:100``), and ZUGFeRD 1.0
(``CrossIndustryDocument``), whose names differ in a few places. Paths are those of the syntax binding
CEN/TS 16931-3-3 and of the Factur-X 1.0.7 technical appendix.
"""

from __future__ import annotations

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

_STAMP = "DateTimeString|DateString|DateTime"
_RATE = "RateApplicablePercent|ApplicablePercent"


def read_cii(root: Node) -> dict[str, Any]:
    """The fields of an invoice in CII, by their names in :class:`~rag.domain.invoice.Invoice`."""
    document = root.here("ExchangedDocument|HeaderExchangedDocument")
    context = root.here("ExchangedDocumentContext|SpecifiedExchangedDocumentContext")
    trade = root.here("SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction")
    agreement = trade.here("ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement")
    delivery = trade.here("ApplicableHeaderTradeDelivery|ApplicableSupplyChainTradeDelivery")
    settlement = trade.here("ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement")
    currency = settlement.text("InvoiceCurrencyCode")
    terms = settlement.all("SpecifiedTradePaymentTerms")
    representative = agreement.one("SellerTaxRepresentativeTradeParty") or settlement.one(
        "SellerTaxRepresentativeTradeParty"
    )
    payee = settlement.one("PayeeTradeParty")
    due = [day for each in terms if (day := each.date(f"DueDateDateTime/{_STAMP}", "BT-9", "due_date"))]
    delivered = "ActualDeliverySupplyChainEvent/OccurrenceDateTime"
    return {
        "number": document.text("ID"),
        "type_code": document.text("TypeCode"),
        "issue_date": document.date(f"IssueDateTime/{_STAMP}", "BT-2", "issue_date"),
        "due_date": due[0] if due else None,
        "delivery_date": delivery.date(f"{delivered}/{_STAMP}", "BT-72", "delivery_date"),
        "tax_point_date": settlement.date(f"ApplicableTradeTax/TaxPointDate/{_STAMP}", "BT-7", "tax_point_date"),
        "currency": currency,
        "vat_currency": settlement.text("TaxCurrencyCode"),
        "seller": _party(agreement.here("SellerTradeParty")),
        "buyer": _party(agreement.here("BuyerTradeParty")),
        "payee": _party(payee) if payee else None,
        "tax_representative": _party(representative) if representative else None,
        "delivery_country": delivery.text("ShipToTradeParty/PostalTradeAddress/CountryID"),
        "period": _period(settlement),
        "buyer_reference": agreement.text("BuyerReference"),
        "order_reference": agreement.text("BuyerOrderReferencedDocument/IssuerAssignedID|ID"),
        "sales_order_reference": agreement.text("SellerOrderReferencedDocument/IssuerAssignedID|ID"),
        "contract_reference": agreement.text("ContractReferencedDocument/IssuerAssignedID|ID"),
        "project_reference": agreement.text("SpecifiedProcuringProject/ID"),
        "preceding": tuple(
            PrecedingInvoice(
                number=each.text("IssuerAssignedID|ID"),
                issue_date=each.date(f"FormattedIssueDateTime|IssueDateTime/{_STAMP}", "BT-26"),
            )
            for each in settlement.all("InvoiceReferencedDocument")
        ),
        "notes": tuple(
            Note(text=" ".join(each.texts("Content")), subject=each.text("SubjectCode"))
            for each in document.all("IncludedNote")
            if each.texts("Content")
        ),
        "payment_terms": "\n".join(text for each in terms for text in each.texts("Description")) or None,
        "payment_reference": settlement.text("PaymentReference"),
        "payments": _payments(settlement),
        "adjustments": (
            *(
                _adjustment(each, currency, "BT-99" if each.flag("ChargeIndicator/Indicator") else "BT-92")
                for each in settlement.all("SpecifiedTradeAllowanceCharge")
            ),
            *(_logistics(each, currency) for each in settlement.all("SpecifiedLogisticsServiceCharge")),
        ),
        "lines": tuple(_line(each, currency) for each in trade.all("IncludedSupplyChainTradeLineItem")),
        "vat_breakdown": tuple(_breakdown(each, currency) for each in settlement.all("ApplicableTradeTax")),
        "totals": _totals(settlement, currency, settlement.text("TaxCurrencyCode")),
        "profile": context.text("GuidelineSpecifiedDocumentContextParameter/ID"),
        "process": context.text("BusinessProcessSpecifiedDocumentContextParameter/ID"),
    }


def _party(node: Node) -> Party:
    legal = node.one("SpecifiedLegalOrganization/ID")
    identifiers = [*node.all("SpecifiedLegalOrganization/ID"), *node.all("ID"), *node.all("GlobalID")]
    siren, siret = siren_and_siret((each.attribute("schemeID"), each.content) for each in identifiers)
    registrations = {each.attribute("schemeID"): each.content for each in node.all("SpecifiedTaxRegistration/ID")}
    electronic = node.one("URIUniversalCommunication/URIID")
    address, contact = node.one("PostalTradeAddress"), node.one("DefinedTradeContact")
    return Party(
        name=node.text("Name"),
        trading_name=node.text("SpecifiedLegalOrganization/TradingBusinessName"),
        legal_id=legal.content if legal else None,
        legal_scheme=legal.attribute("schemeID") if legal else None,
        siren=siren,
        siret=siret,
        vat_id=squeezed(registrations.get("VA")),
        tax_number=registrations.get("FC"),
        ids=node.texts("ID|GlobalID"),
        electronic_address=electronic.content if electronic else None,
        electronic_scheme=electronic.attribute("schemeID") if electronic else None,
        address=Address(
            lines=address.texts("LineOne") + address.texts("LineTwo") + address.texts("LineThree"),
            postcode=address.text("PostcodeCode"),
            city=address.text("CityName"),
            region=address.text("CountrySubDivisionName"),
            country=address.text("CountryID"),
        )
        if address
        else None,
        contact=Contact(
            name=contact.text("PersonName|DepartmentName"),
            phone=contact.text("TelephoneUniversalCommunication/CompleteNumber"),
            email=contact.text("EmailURIUniversalCommunication/URIID"),
        )
        if contact
        else None,
    )


def _period(node: Node) -> Period | None:
    found = node.one("BillingSpecifiedPeriod")
    if found is None:
        return None
    return Period(
        start=found.date(f"StartDateTime/{_STAMP}", "BT-73", "period.start"),
        end=found.date(f"EndDateTime/{_STAMP}", "BT-74", "period.end"),
    )


def _payments(settlement: Node) -> tuple[PaymentMeans, ...]:
    found = []
    for each in settlement.all("SpecifiedTradeSettlementPaymentMeans"):
        account = each.here("PayeePartyCreditorFinancialAccount")
        found.append(
            PaymentMeans(
                code=each.text("TypeCode"),
                iban=squeezed(account.text("IBANID")),
                account=account.text("ProprietaryID"),
                account_name=account.text("AccountName"),
                bic=squeezed(each.text("PayeeSpecifiedCreditorFinancialInstitution/BICID")),
                debited_iban=squeezed(each.text("PayerPartyDebtorFinancialAccount/IBANID")),
            )
        )
    return tuple(found)


def _adjustment(node: Node, currency: str | None, term: str) -> Adjustment:
    tax = node.here("CategoryTradeTax|AppliedTradeTax")
    return Adjustment(
        charge=node.flag("ChargeIndicator/Indicator"),
        amount=in_currency(node.number("ActualAmount", term), currency),
        base=in_currency(node.number("BasisAmount", f"base of {term}"), currency),
        percent=node.number("CalculationPercent", f"percentage of {term}"),
        reason=node.text("Reason"),
        reason_code=node.text("ReasonCode"),
        vat_category=tax.text("CategoryCode"),
        vat_rate=tax.number(_RATE, f"VAT rate of {term}"),
    )


def _logistics(node: Node, currency: str | None) -> Adjustment:
    """A delivery charge of Factur-X EXTENDED and ZUGFeRD 1.0 (BG-X-42): one of the charges."""
    tax = node.here("AppliedTradeTax")
    return Adjustment(
        charge=True,
        amount=in_currency(node.number("AppliedAmount", "BT-X-272"), currency),
        reason=node.text("Description"),
        vat_category=tax.text("CategoryCode"),
        vat_rate=tax.number(_RATE, "BT-X-274"),
    )


def _line(node: Node, currency: str | None) -> InvoiceLine:
    document = node.here("AssociatedDocumentLineDocument")
    agreement = node.here("SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement")
    settlement = node.here("SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement")
    delivery = node.here("SpecifiedLineTradeDelivery|SpecifiedSupplyChainTradeDelivery")
    product, tax = node.here("SpecifiedTradeProduct"), settlement.here("ApplicableTradeTax")
    price, gross = agreement.here("NetPriceProductTradePrice"), agreement.here("GrossPriceProductTradePrice")
    quantity = delivery.one("BilledQuantity")
    sums = "SpecifiedTradeSettlementLineMonetarySummation|SpecifiedTradeSettlementMonetarySummation"
    base = price.number("BasisQuantity", "BT-149")
    return InvoiceLine(
        id=document.text("LineID"),
        name=product.text("Name"),
        description=product.text("Description"),
        quantity=delivery.number("BilledQuantity", "BT-129"),
        unit=quantity.attribute("unitCode") if quantity else None,
        price=price.number("ChargeAmount", "BT-146"),
        gross_price=gross.number("ChargeAmount", "BT-148"),
        base_quantity=base if base is not None else gross.number("BasisQuantity", "BT-149"),
        net=in_currency(settlement.number(f"{sums}/LineTotalAmount", "BT-131"), currency),
        vat_category=tax.text("CategoryCode"),
        vat_rate=tax.number(_RATE, "BT-152"),
        adjustments=tuple(
            _adjustment(each, currency, "BT-141" if each.flag("ChargeIndicator/Indicator") else "BT-136")
            for each in settlement.all("SpecifiedTradeAllowanceCharge")
        ),
        period=_line_period(settlement),
        seller_item_id=product.text("SellerAssignedID"),
        order_line=agreement.text("BuyerOrderReferencedDocument/LineID"),
        note="\n".join(document.texts("IncludedNote/Content")) or None,
        status=document.text("LineStatusReasonCode"),
        parent=document.text("ParentLineID"),
    )


def _line_period(settlement: Node) -> Period | None:
    found = settlement.one("BillingSpecifiedPeriod")
    if found is None:
        return None
    return Period(
        start=found.date(f"StartDateTime/{_STAMP}", "BT-134"), end=found.date(f"EndDateTime/{_STAMP}", "BT-135")
    )


def _breakdown(node: Node, currency: str | None) -> VatBreakdown:
    return VatBreakdown(
        base=in_currency(node.number("BasisAmount", "BT-116"), currency),
        amount=in_currency(node.number("CalculatedAmount", "BT-117"), currency),
        category=node.text("CategoryCode"),
        rate=node.number(_RATE, "BT-119"),
        exemption_reason=node.text("ExemptionReason"),
        exemption_code=node.text("ExemptionReasonCode"),
    )


def _totals(settlement: Node, currency: str | None, vat_currency: str | None) -> Totals:
    sums = settlement.here("SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation")

    def amount(name: str, term: str, field: str) -> Decimal | None:
        return in_currency(sums.number(name, term, field), currency)

    vat, accounting = _tax_totals(sums, currency, vat_currency)
    third_party = [
        value
        for each in settlement.all("SpecifiedFinancialAdjustment")
        if (value := each.number("ActualAmount", "BT-179")) is not None
    ]
    return Totals(
        lines=amount("LineTotalAmount", "BT-106", "totals.lines"),
        allowances=amount("AllowanceTotalAmount", "BT-107", "totals.allowances"),
        charges=amount("ChargeTotalAmount", "BT-108", "totals.charges"),
        net=amount("TaxBasisTotalAmount", "BT-109", "net"),
        vat=vat,
        vat_accounting=accounting,
        gross=amount("GrandTotalAmount", "BT-112", "gross"),
        prepaid=amount("TotalPrepaidAmount", "BT-113", "totals.prepaid"),
        rounding=amount("RoundingAmount", "BT-114", "totals.rounding"),
        payable=amount("DuePayableAmount", "BT-115", "payable"),
        third_party=in_currency(sum(third_party, Decimal(0)), currency) if third_party else None,
    )


def _tax_totals(sums: Node, currency: str | None, vat_currency: str | None) -> tuple[Decimal | None, Decimal | None]:
    """The VAT total in the invoice's currency and the one in the accounting currency, told apart by their currency."""
    vat = accounting = None
    for node in sums.all("TaxTotalAmount"):
        own = node.attribute("currencyID")
        if own is not None and own == vat_currency != currency:
            accounting = in_currency(node.number(".", "BT-111", "totals.vat_accounting"), own)
        elif vat is None and own in (currency, None):
            vat = in_currency(node.number(".", "BT-110", "vat"), currency)
    return vat, accounting

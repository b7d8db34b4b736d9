"""Writes bills as e-invoices: UBL 2.1 and UN/CEFACT CII, EN 16931."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

from eval.ledger.suppliers import BUYER, BUYER_SIREN
from eval.ledger.truth import Bill, Supplier

_PROFILE = "urn:cen.eu:en16931:2017"
_CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
_CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
_CII = "urn:un:unece:uncefact:data:standard"


def write_ubl(bill: Bill, path: Path) -> None:
    """The bill as a UBL Invoice or CreditNote; amounts of a credit note are positive, as its type says what it is."""
    kind = "CreditNote" if bill.credit else "Invoice"
    code = "381" if bill.credit else "380"
    due = "" if bill.credit else f"<cbc:DueDate>{bill.due}</cbc:DueDate>"
    subtotals = "".join(
        f"<cac:TaxSubtotal>{_ubl_amount('TaxableAmount', net, bill)}{_ubl_amount('TaxAmount', bill.vat_of(rate), bill)}"
        f"<cac:TaxCategory><cbc:ID>{_category(rate)}</cbc:ID><cbc:Percent>{rate}</cbc:Percent>{_ubl_exempt(rate)}"
        f"<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal>"
        for rate, net in bill.nets.items()
    )
    quantity = "CreditedQuantity" if bill.credit else "InvoicedQuantity"
    lines = "".join(
        f"<cac:{kind}Line><cbc:ID>{index}</cbc:ID><cbc:{quantity} unitCode='C62'>1</cbc:{quantity}>"
        f"{_ubl_amount('LineExtensionAmount', net, bill)}<cac:Item><cbc:Name>Prestation {index}</cbc:Name>"
        f"<cac:ClassifiedTaxCategory><cbc:ID>{_category(rate)}</cbc:ID><cbc:Percent>{rate}</cbc:Percent><cac:TaxScheme>"
        f"<cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item><cac:Price>"
        f"{_ubl_amount('PriceAmount', net, bill)}</cac:Price></cac:{kind}Line>"
        for index, (rate, net) in enumerate(bill.nets.items(), 1)
    )
    net, vat, gross = abs(bill.net), abs(bill.vat), abs(bill.gross)
    path.write_text(
        f"<?xml version='1.0' encoding='UTF-8'?><{kind} xmlns='urn:oasis:names:specification:ubl:schema:xsd:{kind}-2'"
        f" xmlns:cbc='{_CBC}' xmlns:cac='{_CAC}'><cbc:CustomizationID>{_PROFILE}</cbc:CustomizationID>"
        f"<cbc:ID>{bill.number}</cbc:ID><cbc:IssueDate>{bill.issued}</cbc:IssueDate>{due}"
        f"<cbc:{kind}TypeCode>{code}</cbc:{kind}TypeCode><cbc:DocumentCurrencyCode>{bill.currency}"
        "</cbc:DocumentCurrencyCode><cac:AccountingSupplierParty>"
        f"{_ubl_party(bill.supplier.name, bill.supplier.siren, bill.supplier.vat_id, bill.supplier.country)}"
        "</cac:AccountingSupplierParty><cac:AccountingCustomerParty>"
        f"{_ubl_party(BUYER, BUYER_SIREN, None, 'FR')}</cac:AccountingCustomerParty>"
        f"<cac:TaxTotal>{_ubl_amount('TaxAmount', vat, bill)}{subtotals}</cac:TaxTotal><cac:LegalMonetaryTotal>"
        f"{_ubl_amount('LineExtensionAmount', net, bill)}{_ubl_amount('TaxExclusiveAmount', net, bill)}"
        f"{_ubl_amount('TaxInclusiveAmount', gross, bill)}{_ubl_amount('PayableAmount', gross, bill)}"
        f"</cac:LegalMonetaryTotal>{lines}</{kind}>",
        encoding="utf-8",
    )


def write_cii(bill: Bill, path: Path, note: str | None = None) -> None:
    """The bill as a Cross Industry Invoice."""
    code = "381" if bill.credit else "380"
    lines = "".join(
        f"<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>{index}</ram:LineID>"
        f"</ram:AssociatedDocumentLineDocument><ram:SpecifiedTradeProduct><ram:Name>Prestation {index}</ram:Name>"
        "</ram:SpecifiedTradeProduct><ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>"
        f"{net}</ram:ChargeAmount></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>"
        "<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode='C62'>1</ram:BilledQuantity>"
        "</ram:SpecifiedLineTradeDelivery><ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT"
        f"</ram:TypeCode><ram:CategoryCode>{_category(rate)}</ram:CategoryCode><ram:RateApplicablePercent>{rate}"
        "</ram:RateApplicablePercent></ram:ApplicableTradeTax><ram:SpecifiedTradeSettlementLineMonetarySummation>"
        f"<ram:LineTotalAmount>{net}</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>"
        "</ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"
        for index, (rate, net) in enumerate(bill.nets.items(), 1)
    )
    taxes = "".join(
        f"<ram:ApplicableTradeTax><ram:CalculatedAmount>{bill.vat_of(rate)}</ram:CalculatedAmount><ram:TypeCode>VAT"
        f"</ram:TypeCode>{_cii_exempt(rate)}<ram:BasisAmount>{net}</ram:BasisAmount><ram:CategoryCode>{_category(rate)}"
        f"</ram:CategoryCode><ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent></ram:ApplicableTradeTax>"
        for rate, net in bill.nets.items()
    )
    due = (
        ""
        if bill.credit
        else "<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format='102'>"
        f"{bill.due:%Y%m%d}</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>"
    )
    noted = f"<ram:IncludedNote><ram:Content>{escape(note)}</ram:Content></ram:IncludedNote>" if note else ""
    net_total, vat, gross = abs(bill.net), abs(bill.vat), abs(bill.gross)
    path.write_text(
        f"<?xml version='1.0' encoding='UTF-8'?><rsm:CrossIndustryInvoice xmlns:rsm='{_CII}:CrossIndustryInvoice:100'"
        f" xmlns:ram='{_CII}:ReusableAggregateBusinessInformationEntity:100'"
        f" xmlns:udt='{_CII}:UnqualifiedDataType:100'>"
        "<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>"
        f"{_PROFILE}</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>"
        f"<rsm:ExchangedDocument><ram:ID>{bill.number}</ram:ID><ram:TypeCode>{code}</ram:TypeCode><ram:IssueDateTime>"
        f"<udt:DateTimeString format='102'>{bill.issued:%Y%m%d}</udt:DateTimeString></ram:IssueDateTime>{noted}"
        f"</rsm:ExchangedDocument><rsm:SupplyChainTradeTransaction>{lines}<ram:ApplicableHeaderTradeAgreement>"
        f"{_cii_party('SellerTradeParty', bill.supplier)}<ram:BuyerTradeParty><ram:Name>{BUYER}</ram:Name>"
        f"<ram:SpecifiedLegalOrganization><ram:ID schemeID='0002'>{BUYER_SIREN}</ram:ID>"
        "</ram:SpecifiedLegalOrganization>"
        "<ram:PostalTradeAddress><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress></ram:BuyerTradeParty>"
        "</ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeDelivery/><ram:ApplicableHeaderTradeSettlement>"
        f"<ram:InvoiceCurrencyCode>{bill.currency}</ram:InvoiceCurrencyCode>{taxes}{due}"
        "<ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
        f"<ram:LineTotalAmount>{net_total}</ram:LineTotalAmount><ram:TaxBasisTotalAmount>{net_total}"
        f"</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID='{bill.currency}'>{vat}</ram:TaxTotalAmount>"
        f"<ram:GrandTotalAmount>{gross}</ram:GrandTotalAmount><ram:DuePayableAmount>{gross}</ram:DuePayableAmount>"
        "</ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement>"
        "</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>",
        encoding="utf-8",
    )


def _category(rate: Decimal) -> str:
    return "S" if rate else "E"


def _ubl_exempt(rate: Decimal) -> str:
    return "" if rate else "<cbc:TaxExemptionReason>Exonération</cbc:TaxExemptionReason>"


def _cii_exempt(rate: Decimal) -> str:
    return "" if rate else "<ram:ExemptionReason>Exonération</ram:ExemptionReason>"


def _ubl_amount(name: str, value: Decimal, bill: Bill) -> str:
    return f"<cbc:{name} currencyID='{bill.currency}'>{value}</cbc:{name}>"


def _ubl_party(name: str, siren: str, vat_id: str | None, country: str) -> str:
    tax = (
        f"<cac:PartyTaxScheme><cbc:CompanyID>{vat_id}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
        "</cac:PartyTaxScheme>"
        if vat_id
        else ""
    )
    scheme = " schemeID='0002'" if country == "FR" else ""
    return (
        f"<cac:Party><cac:PostalAddress><cac:Country><cbc:IdentificationCode>{country}</cbc:IdentificationCode>"
        f"</cac:Country></cac:PostalAddress>{tax}<cac:PartyLegalEntity><cbc:RegistrationName>{escape(name)}"
        f"</cbc:RegistrationName><cbc:CompanyID{scheme}>{siren}</cbc:CompanyID></cac:PartyLegalEntity></cac:Party>"
    )


def _cii_party(role: str, party: Supplier) -> str:
    scheme = " schemeID='0002'" if party.country == "FR" else ""
    return (
        f"<ram:{role}><ram:Name>{escape(party.name)}</ram:Name><ram:SpecifiedLegalOrganization><ram:ID{scheme}>"
        f"{party.siren}</ram:ID></ram:SpecifiedLegalOrganization><ram:PostalTradeAddress><ram:CountryID>{party.country}"
        f"</ram:CountryID></ram:PostalTradeAddress><ram:SpecifiedTaxRegistration><ram:ID schemeID='VA'>{party.vat_id}"
        f"</ram:ID></ram:SpecifiedTaxRegistration></ram:{role}>"
    )

"""Writes the Factur-X XML of an invoice: a Cross Industry Invoice of profile EN 16931."""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape

from .invoice_data import Invoice
from .world import BRUMEVAL, Company


def _xml_date(tag: str, value: date, prefix: str = "udt") -> str:
    stamp = f'<{prefix}:DateTimeString format="102">{value:%Y%m%d}</{prefix}:DateTimeString>'
    return f"<ram:{tag}>{stamp}</ram:{tag}>"


def _xml_party(tag: str, company: Company) -> str:
    return (
        f"<ram:{tag}><ram:Name>{escape(company.name)}</ram:Name>"
        f'<ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">{company.siren}</ram:ID>'
        "</ram:SpecifiedLegalOrganization>"
        f"<ram:PostalTradeAddress><ram:PostcodeCode>{company.postcode}</ram:PostcodeCode>"
        f"<ram:LineOne>{escape(company.street)}</ram:LineOne><ram:CityName>{escape(company.city)}</ram:CityName>"
        f"<ram:CountryID>{company.country}</ram:CountryID></ram:PostalTradeAddress>"
        f'<ram:URIUniversalCommunication><ram:URIID schemeID="EM">{company.email}</ram:URIID>'
        "</ram:URIUniversalCommunication>"
        f'<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">{company.vat}</ram:ID>'
        "</ram:SpecifiedTaxRegistration>"
        f"</ram:{tag}>"
    )


def _xml_line(index: int, invoice: Invoice) -> str:
    line = invoice.lines[index]
    return (
        "<ram:IncludedSupplyChainTradeLineItem>"
        f"<ram:AssociatedDocumentLineDocument><ram:LineID>{index + 1}</ram:LineID>"
        "</ram:AssociatedDocumentLineDocument>"
        f"<ram:SpecifiedTradeProduct><ram:Name>{escape(line.text)}</ram:Name></ram:SpecifiedTradeProduct>"
        f"<ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>{line.price}"
        "</ram:ChargeAmount></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>"
        f'<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="{line.code}">{line.quantity}'
        "</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>"
        "<ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>"
        f"<ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>{invoice.rate}"
        "</ram:RateApplicablePercent></ram:ApplicableTradeTax>"
        "<ram:SpecifiedTradeSettlementLineMonetarySummation>"
        f"<ram:LineTotalAmount>{line.amount}</ram:LineTotalAmount>"
        "</ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>"
        "</ram:IncludedSupplyChainTradeLineItem>"
    )


def invoice_xml(invoice: Invoice) -> bytes:
    """The Cross Industry Invoice of profile EN 16931."""
    period = due = refers = ""
    if invoice.period:
        start, end = invoice.period
        period = (
            "<ram:BillingSpecifiedPeriod>" + _xml_date("StartDateTime", start) + _xml_date("EndDateTime", end)
            + "</ram:BillingSpecifiedPeriod>"
        )  # fmt: skip
    if invoice.due:
        due = _xml_date("DueDateDateTime", invoice.due)
    if invoice.refers_to:
        refers = (
            f"<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>{invoice.refers_to[0]}</ram:IssuerAssignedID>"
            + _xml_date("FormattedIssueDateTime", invoice.refers_to[1], "qdt")
            + "</ram:InvoiceReferencedDocument>"
        )
    notes = "".join(
        f"<ram:IncludedNote><ram:Content>{escape(note)}</ram:Content></ram:IncludedNote>" for note in invoice.notes
    )
    delivered = invoice.period[1] if invoice.period else invoice.issued
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" '
        'xmlns:qdt="urn:un:unece:uncefact:data:standard:QualifiedDataType:100" '
        'xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" '
        'xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">'
        "<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>"
        "<ram:ID>urn:cen.eu:en16931:2017</ram:ID>"
        "</ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>"
        f"<rsm:ExchangedDocument><ram:ID>{invoice.number}</ram:ID><ram:TypeCode>{invoice.kind}</ram:TypeCode>"
        f"{_xml_date('IssueDateTime', invoice.issued)}{notes}</rsm:ExchangedDocument>"
        "<rsm:SupplyChainTradeTransaction>"
        + "".join(_xml_line(index, invoice) for index in range(len(invoice.lines)))
        + "<ram:ApplicableHeaderTradeAgreement>"
        + _xml_party("SellerTradeParty", invoice.seller)
        + _xml_party("BuyerTradeParty", BRUMEVAL)
        + f"<ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>{invoice.order}</ram:IssuerAssignedID>"
        "</ram:BuyerOrderReferencedDocument>"
        f"<ram:ContractReferencedDocument><ram:IssuerAssignedID>{invoice.contract}</ram:IssuerAssignedID>"
        "</ram:ContractReferencedDocument></ram:ApplicableHeaderTradeAgreement>"
        "<ram:ApplicableHeaderTradeDelivery><ram:ActualDeliverySupplyChainEvent>"
        + _xml_date("OccurrenceDateTime", delivered)
        + "</ram:ActualDeliverySupplyChainEvent></ram:ApplicableHeaderTradeDelivery>"
        "<ram:ApplicableHeaderTradeSettlement>"
        f"<ram:PaymentReference>{invoice.number}</ram:PaymentReference>"
        "<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>"
        "<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>30</ram:TypeCode>"
        f"<ram:PayeePartyCreditorFinancialAccount><ram:IBANID>{invoice.seller.iban}</ram:IBANID>"
        "</ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>"
        f"<ram:ApplicableTradeTax><ram:CalculatedAmount>{invoice.tax}</ram:CalculatedAmount>"
        f"<ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>{invoice.net}</ram:BasisAmount>"
        f"<ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>{invoice.rate}"
        f"</ram:RateApplicablePercent></ram:ApplicableTradeTax>{period}"
        f"<ram:SpecifiedTradePaymentTerms><ram:Description>{escape(invoice.terms)}</ram:Description>{due}"
        "</ram:SpecifiedTradePaymentTerms><ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
        f"<ram:LineTotalAmount>{invoice.net}</ram:LineTotalAmount>"
        f"<ram:TaxBasisTotalAmount>{invoice.net}</ram:TaxBasisTotalAmount>"
        f'<ram:TaxTotalAmount currencyID="EUR">{invoice.tax}</ram:TaxTotalAmount>'
        f"<ram:GrandTotalAmount>{invoice.gross}</ram:GrandTotalAmount>"
        f"<ram:DuePayableAmount>{invoice.gross}</ram:DuePayableAmount>"
        f"</ram:SpecifiedTradeSettlementHeaderMonetarySummation>{refers}"
        "</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>\n"
    ).encode()

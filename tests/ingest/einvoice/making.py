"""Invoices made for the tests: one valid invoice in CII and UBL, to be broken by replacing, and any in CII."""

from __future__ import annotations

import io
from decimal import ROUND_HALF_UP, Decimal

import facturx
import pypdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

CENT = Decimal("0.01")
SIREN, VAT_ID, IBAN = "802143651", "FR63802143651", "FR7830004000010000012345678"

_CII = "urn:un:unece:uncefact:data:standard:"
_HEAD = (
    f'<rsm:CrossIndustryInvoice xmlns:rsm="{_CII}CrossIndustryInvoice:100" '
    f'xmlns:ram="{_CII}ReusableAggregateBusinessInformationEntity:100" '
    f'xmlns:qdt="{_CII}QualifiedDataType:100" xmlns:udt="{_CII}UnqualifiedDataType:100">'
)


def _day(tag: str, value: str, prefix: str = "udt") -> str:
    return f'<ram:{tag}><{prefix}:DateTimeString format="102">{value}</{prefix}:DateTimeString></ram:{tag}>'


def line_xml(number: int, name: str, quantity: str, price: str, net: str, rate: str, more: str = "") -> str:
    return (
        f"<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>{number}</ram:LineID>"
        f"</ram:AssociatedDocumentLineDocument><ram:SpecifiedTradeProduct><ram:Name>{name}</ram:Name>"
        "</ram:SpecifiedTradeProduct><ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice>"
        f"<ram:ChargeAmount>{price}</ram:ChargeAmount></ram:NetPriceProductTradePrice>"
        "</ram:SpecifiedLineTradeAgreement><ram:SpecifiedLineTradeDelivery>"
        f'<ram:BilledQuantity unitCode="HUR">{quantity}</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>'
        "<ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>"
        f"<ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent>"
        f"</ram:ApplicableTradeTax>{more}<ram:SpecifiedTradeSettlementLineMonetarySummation>"
        f"<ram:LineTotalAmount>{net}</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>"
        "</ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"
    )


def tax_xml(amount: str, base: str, rate: str, category: str = "S", reason: str = "") -> str:
    return (
        f"<ram:ApplicableTradeTax><ram:CalculatedAmount>{amount}</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode>"
        f"{f'<ram:ExemptionReason>{reason}</ram:ExemptionReason>' if reason else ''}"
        f"<ram:BasisAmount>{base}</ram:BasisAmount><ram:CategoryCode>{category}</ram:CategoryCode>"
        f"<ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent></ram:ApplicableTradeTax>"
    )


def charge_xml(charge: bool, amount: str, rate: str) -> str:
    return (
        f"<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>{str(charge).lower()}</udt:Indicator>"
        f"</ram:ChargeIndicator><ram:ActualAmount>{amount}</ram:ActualAmount><ram:Reason>Port ou geste</ram:Reason>"
        "<ram:CategoryTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode>"
        f"<ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent></ram:CategoryTradeTax>"
        "</ram:SpecifiedTradeAllowanceCharge>"
    )


def cii_xml(lines: str, taxes: str, adjustments: str, totals: str, *, profile: str = "urn:cen.eu:en16931:2017") -> str:
    """A whole CII invoice around its lines and sums."""
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n{_HEAD}"
        "<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>"
        f"<ram:ID>{profile}</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>"
        "<rsm:ExchangedDocument><ram:ID>FA-2024-0317</ram:ID><ram:TypeCode>380</ram:TypeCode>"
        f"{_day('IssueDateTime', '20240930')}<ram:IncludedNote><ram:Content>Merci de votre confiance.</ram:Content>"
        "<ram:SubjectCode>AAI</ram:SubjectCode></ram:IncludedNote></rsm:ExchangedDocument>"
        f"<rsm:SupplyChainTradeTransaction>{lines}<ram:ApplicableHeaderTradeAgreement>"
        "<ram:BuyerReference>ACHATS-7</ram:BuyerReference>"
        "<ram:SellerTradeParty><ram:Name>Ateliers Vergnac</ram:Name><ram:SpecifiedLegalOrganization>"
        f'<ram:ID schemeID="0002">{SIREN}</ram:ID></ram:SpecifiedLegalOrganization><ram:PostalTradeAddress>'
        "<ram:PostcodeCode>38990</ram:PostcodeCode><ram:LineOne>3 rue des Essais</ram:LineOne>"
        "<ram:CityName>Valbrume</ram:CityName><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress>"
        f'<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">{VAT_ID}</ram:ID></ram:SpecifiedTaxRegistration>'
        "</ram:SellerTradeParty><ram:BuyerTradeParty><ram:Name>Mairie de Port-Lanterne</ram:Name>"
        '<ram:SpecifiedLegalOrganization><ram:ID schemeID="0009">91357913200014</ram:ID>'
        "</ram:SpecifiedLegalOrganization><ram:PostalTradeAddress><ram:PostcodeCode>44990</ram:PostcodeCode>"
        "<ram:LineOne>1 quai Nord</ram:LineOne><ram:CityName>Port-Lanterne</ram:CityName>"
        "<ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress></ram:BuyerTradeParty>"
        "<ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>BC-12</ram:IssuerAssignedID>"
        "</ram:BuyerOrderReferencedDocument></ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeDelivery>"
        f"<ram:ActualDeliverySupplyChainEvent>{_day('OccurrenceDateTime', '20240928')}"
        "</ram:ActualDeliverySupplyChainEvent></ram:ApplicableHeaderTradeDelivery>"
        "<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>"
        "<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>30</ram:TypeCode>"
        f"<ram:PayeePartyCreditorFinancialAccount><ram:IBANID>{IBAN}</ram:IBANID>"
        "</ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>"
        f"{taxes}{adjustments}<ram:SpecifiedTradePaymentTerms><ram:Description>30 jours</ram:Description>"
        f"{_day('DueDateDateTime', '20241030')}</ram:SpecifiedTradePaymentTerms>"
        "<ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
        f"{totals}</ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
        "<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>FA-2024-0200</ram:IssuerAssignedID>"
        f"{_day('FormattedIssueDateTime', '20240601', 'qdt')}</ram:InvoiceReferencedDocument>"
        "</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>\n"
    )


def totals_xml(line: Decimal, charge: Decimal, allowance: Decimal, vat: Decimal, paid: Decimal) -> str:
    net = line + charge - allowance
    amounts = (
        ("LineTotalAmount", line),
        ("ChargeTotalAmount", charge),
        ("AllowanceTotalAmount", allowance),
        ("TaxBasisTotalAmount", net),
        ('TaxTotalAmount currencyID="EUR"', vat),
        ("GrandTotalAmount", net + vat),
        ("TotalPrepaidAmount", paid),
        ("DuePayableAmount", net + vat - paid),
    )
    return "".join(f"<ram:{tag}>{amount}</ram:{tag.split()[0]}>" for tag, amount in amounts)


def valid_cii() -> str:
    """Two lines at two rates, an allowance and a charge, part of it paid: 1,240.50 net, 229.05 VAT, 1,469.55 gross."""
    lines = line_xml(1, "Maintenance de la chaudière", "4", "250.00", "1000.00", "20") + line_xml(
        2, "Manuels imprimés", "10", "19.05", "190.50", "10"
    )
    taxes = tax_xml("210.00", "1050.00", "20.00") + tax_xml("19.05", "190.50", "10.00")
    adjustments = charge_xml(False, "10.00", "20.00") + charge_xml(True, "60.00", "20.00")
    totals = totals_xml(Decimal("1190.50"), Decimal("60.00"), Decimal("10.00"), Decimal("229.05"), Decimal("69.55"))
    return cii_xml(lines, taxes, adjustments, totals)


def computed_cii(lines: list[tuple[Decimal, Decimal, Decimal]], paid: Decimal, charge: Decimal) -> str:
    """A valid invoice of lines (quantity, price, rate), its sums computed here from the definitions."""
    rows, bases = "", {}
    total = Decimal("0.00")
    for number, (quantity, price, rate) in enumerate(lines, 1):
        net = (quantity * price).quantize(CENT, ROUND_HALF_UP)
        rows += line_xml(number, f"Article {number}", str(quantity), str(price), str(net), str(rate))
        bases[rate] = bases.get(rate, Decimal("0.00")) + net
        total += net
    first = lines[0][2]
    bases[first] += charge
    vats = {rate: (base * rate / 100).quantize(CENT, ROUND_HALF_UP) for rate, base in bases.items()}
    taxes = "".join(tax_xml(str(vats[rate]), str(base), str(rate)) for rate, base in bases.items())
    adjustments = charge_xml(True, str(charge), str(first)) if charge else ""
    totals = totals_xml(total, charge, Decimal("0.00"), sum(vats.values(), Decimal("0.00")), paid)
    return cii_xml(rows, taxes, adjustments, totals)


def valid_ubl() -> str:
    """A credit note in UBL: two hours credited, 124.00 net, 24.80 VAT, 148.80 gross."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<CreditNote xmlns="urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
<cbc:ID>AV-2024-0005</cbc:ID><cbc:IssueDate>2024-10-04</cbc:IssueDate>
<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode><cbc:Note>#AAI#Avoir sur FA-2024-0317</cbc:Note>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode><cbc:BuyerReference>ACHATS-7</cbc:BuyerReference>
<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>FA-2024-0317</cbc:ID>
<cbc:IssueDate>2024-09-30</cbc:IssueDate></cac:InvoiceDocumentReference></cac:BillingReference>
<cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Vergnac</cbc:Name></cac:PartyName>
<cac:PostalAddress><cbc:StreetName>3 rue des Essais</cbc:StreetName><cbc:CityName>Valbrume</cbc:CityName>
<cbc:PostalZone>38990</cbc:PostalZone><cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country>
</cac:PostalAddress><cac:PartyTaxScheme><cbc:CompanyID>{VAT_ID}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID>
</cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity>
<cbc:RegistrationName>Ateliers Vergnac</cbc:RegistrationName>
<cbc:CompanyID schemeID="0002">{SIREN}</cbc:CompanyID></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PostalAddress><cbc:CityName>Port-Lanterne</cbc:CityName>
<cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
<cac:PartyLegalEntity><cbc:RegistrationName>Mairie de Port-Lanterne</cbc:RegistrationName></cac:PartyLegalEntity>
</cac:Party></cac:AccountingCustomerParty>
<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cac:PayeeFinancialAccount>
<cbc:ID>FR78 3000 4000 0100 0001 2345 678</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">24.80</cbc:TaxAmount><cac:TaxSubtotal>
<cbc:TaxableAmount currencyID="EUR">124.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">24.80</cbc:TaxAmount>
<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
</cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">124.00</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount currencyID="EUR">124.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="EUR">148.80</cbc:TaxInclusiveAmount>
<cbc:PayableAmount currencyID="EUR">148.80</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:CreditNoteLine><cbc:ID>1</cbc:ID><cbc:CreditedQuantity unitCode="HUR">2</cbc:CreditedQuantity>
<cbc:LineExtensionAmount currencyID="EUR">124</cbc:LineExtensionAmount><cac:Item><cbc:Name>Heures en trop</cbc:Name>
<cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID>
</cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item><cac:Price>
<cbc:PriceAmount currencyID="EUR">62.00</cbc:PriceAmount></cac:Price></cac:CreditNoteLine>
</CreditNote>
"""


def zugferd1() -> str:
    """An invoice in the names and namespaces of ZUGFeRD 1.0: 100.00 net, 19.00 VAT, 119.00 gross."""
    return f"""<rsm:CrossIndustryDocument xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0"
 xmlns:ram="{_CII}ReusableAggregateBusinessInformationEntity:12" xmlns:udt="{_CII}UnqualifiedDataType:15">
<rsm:SpecifiedExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
<ram:ID>urn:ferd:CrossIndustryDocument:invoice:1p0:comfort</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
</rsm:SpecifiedExchangedDocumentContext>
<rsm:HeaderExchangedDocument><ram:ID>RE-471</ram:ID><ram:Name>RECHNUNG</ram:Name><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20130305</udt:DateTimeString></ram:IssueDateTime>
</rsm:HeaderExchangedDocument>
<rsm:SpecifiedSupplyChainTradeTransaction><ram:ApplicableSupplyChainTradeAgreement>
<ram:SellerTradeParty><ram:Name>Lieferant GmbH</ram:Name></ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:Name>Kunden AG</ram:Name></ram:BuyerTradeParty></ram:ApplicableSupplyChainTradeAgreement>
<ram:ApplicableSupplyChainTradeDelivery/><ram:ApplicableSupplyChainTradeSettlement>
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:ApplicableTradeTax><ram:CalculatedAmount currencyID="EUR">19.00</ram:CalculatedAmount>
<ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount currencyID="EUR">100.00</ram:BasisAmount>
<ram:CategoryCode>S</ram:CategoryCode><ram:ApplicablePercent>19.00</ram:ApplicablePercent></ram:ApplicableTradeTax>
<ram:SpecifiedTradeSettlementMonetarySummation><ram:LineTotalAmount currencyID="EUR">100.00</ram:LineTotalAmount>
<ram:ChargeTotalAmount currencyID="EUR">0.00</ram:ChargeTotalAmount>
<ram:AllowanceTotalAmount currencyID="EUR">0.00</ram:AllowanceTotalAmount>
<ram:TaxBasisTotalAmount currencyID="EUR">100.00</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="EUR">19.00</ram:TaxTotalAmount>
<ram:GrandTotalAmount currencyID="EUR">119.00</ram:GrandTotalAmount></ram:SpecifiedTradeSettlementMonetarySummation>
</ram:ApplicableSupplyChainTradeSettlement>
<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID>
</ram:AssociatedDocumentLineDocument><ram:SpecifiedSupplyChainTradeAgreement><ram:NetPriceProductTradePrice>
<ram:ChargeAmount currencyID="EUR">9.90</ram:ChargeAmount></ram:NetPriceProductTradePrice>
</ram:SpecifiedSupplyChainTradeAgreement><ram:SpecifiedSupplyChainTradeDelivery>
<ram:BilledQuantity unitCode="C62">20.00</ram:BilledQuantity></ram:SpecifiedSupplyChainTradeDelivery>
<ram:SpecifiedSupplyChainTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>
<ram:CategoryCode>S</ram:CategoryCode><ram:ApplicablePercent>19.00</ram:ApplicablePercent></ram:ApplicableTradeTax>
<ram:SpecifiedTradeSettlementMonetarySummation><ram:LineTotalAmount currencyID="EUR">100.00</ram:LineTotalAmount>
</ram:SpecifiedTradeSettlementMonetarySummation></ram:SpecifiedSupplyChainTradeSettlement>
<ram:SpecifiedTradeProduct><ram:Name>Trennblätter</ram:Name></ram:SpecifiedTradeProduct>
</ram:IncludedSupplyChainTradeLineItem></rsm:SpecifiedSupplyChainTradeTransaction></rsm:CrossIndustryDocument>"""


PRINTED = (
    "Ateliers Vergnac, 3 rue des Essais, 38990 Valbrume",
    f"SIREN : {SIREN[:3]} {SIREN[3:6]} {SIREN[6:]} - N° TVA : {VAT_ID}",
    "Mairie de Port-Lanterne, SIRET : 913 579 132 00014",
    "Facture n° : FA-2024-0317",
    "Date : 30/09/2024",
    "Date d'échéance : 30/10/2024",
    "Maintenance de la chaudière 4 h 250,00 1 000,00",
    "Manuels imprimés 10 19,05 190,50",
    "Total HT : 1 240,50 €",
    "Total TVA : 229,05 €",
    "Total TTC : 1 469,55 €",
    "Déjà payé : 69,55 €",
    "Net à payer : 1 400,00 €",
    f"IBAN : {IBAN}",
)
"""The printed page of :func:`valid_cii`, line by line."""


def pdf(lines: tuple[str, ...] = PRINTED, **attached: bytes) -> bytes:
    """A page with those lines, 30 points apart, and attachments by name (``factur_x`` is ``factur-x.xml``).

    With a Factur-X XML alone it is packed as it should be, else the files are merely attached.
    """
    output = io.BytesIO()
    canvas = Canvas(output, pagesize=A4)
    for number, line in enumerate(lines):
        canvas.drawString(72, 780 - 30 * number, line)
    canvas.showPage()
    canvas.save()
    if set(attached) == {"factur_x"} and attached["factur_x"].rstrip().endswith(b"CrossIndustryInvoice>"):
        return bytes(
            facturx.generate_from_binary(
                output.getvalue(), attached["factur_x"], level="en16931", check_xsd=False, check_schematron=False
            )
        )
    if not attached:
        return output.getvalue()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(output.getvalue()))
    for name, content in attached.items():
        writer.add_attachment({"factur_x": "factur-x.xml"}.get(name, f"{name}.xml"), content)
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def changed(xml: str, *replaced: tuple[str, str]) -> bytes:
    """The XML with texts replaced, each of which must be there."""
    for old, new in replaced:
        assert old in xml, old
        xml = xml.replace(old, new, 1)
    return xml.encode()

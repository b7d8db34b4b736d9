"""Each single break of a valid invoice gives its own warning, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.einvoice import read_xml
from ingest.einvoice.rules.identifiers import vat_is_valid
from rag.domain.invoice import FieldState
from tests.ingest.einvoice.making import (
    IBAN,
    SIREN,
    VAT_ID,
    changed,
    charge_xml,
    computed_cii,
    line_xml,
    tax_xml,
    valid_cii,
    valid_ubl,
)

Change = tuple[str, str]


def codes(xml: bytes) -> set[str]:
    return {warning.code for warning in read_xml(xml).warnings}


def tag(name: str, value: str, new: str | None) -> Change:
    """Another value of an element, or none of it at all."""
    old = f"<ram:{name}>{value}</ram:{name.split()[0]}>"
    return old, "" if new is None else f"<ram:{name}>{new}</ram:{name.split()[0]}>"


VAT_TOTAL = 'TaxTotalAmount currencyID="EUR"'
LINE_2 = line_xml(2, "Manuels imprimés", "10", "19.05", "190.50", "10")
REASONED = tax_xml("19.05", "190.50", "10.00")

ACCOUNT = (
    f"<ram:PayeePartyCreditorFinancialAccount><ram:IBANID>{IBAN}</ram:IBANID></ram:PayeePartyCreditorFinancialAccount>"
)
REGISTRATION = f'<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">{VAT_ID}</ram:ID></ram:SpecifiedTaxRegistration>'
DUE = '<ram:DueDateDateTime><udt:DateTimeString format="102">20241030</udt:DateTimeString></ram:DueDateDateTime>'
EXEMPT_2 = LINE_2.replace(">S<", ">E<").replace("Percent>10<", "Percent>0<")
CHARGE = charge_xml(True, "60.00", "20.00")

BREAKS: list[tuple[str, list[Change], set[str]]] = [
    ("sum of lines", [tag("LineTotalAmount", "1190.50", "1190.51")], {"BR-CO-10", "BR-CO-13"}),
    ("allowances", [tag("AllowanceTotalAmount", "10.00", "11.00")], {"BR-CO-11", "BR-CO-13"}),
    ("allowances absent", [tag("AllowanceTotalAmount", "10.00", None)], {"BR-CO-11", "BR-CO-13"}),
    ("charges", [tag("ChargeTotalAmount", "60.00", "60.01")], {"BR-CO-12", "BR-CO-13"}),
    ("net", [tag("TaxBasisTotalAmount", "1240.50", "1240.00")], {"BR-CO-13", "BR-CO-15"}),
    ("VAT total", [tag(VAT_TOTAL, "229.05", "229.06")], {"BR-CO-14", "BR-CO-15"}),
    ("gross", [tag("GrandTotalAmount", "1469.55", "1469.56")], {"BR-CO-15", "BR-CO-16"}),
    ("paid", [tag("TotalPrepaidAmount", "69.55", "69.56")], {"BR-CO-16"}),
    ("paid absent", [tag("TotalPrepaidAmount", "69.55", None)], {"BR-CO-16"}),
    ("payable", [tag("DuePayableAmount", "1400.00", "1399.99")], {"BR-CO-16"}),
    ("VAT of a rate", [tag("CalculatedAmount", "210.00", "240.00")], {"BR-CO-14", "BR-CO-17"}),
    ("base of a rate", [tag("BasisAmount", "1050.00", "1050.01")], {"BR-S-08"}),
    (
        "one rate in two entries",
        [
            (
                tax_xml("210.00", "1050.00", "20.00"),
                tax_xml("200.00", "1000.00", "20.00") + tax_xml("10.00", "50.00", "20"),
            )
        ],
        {"BR-S-08"},
    ),
    ("a rate without breakdown", [(REASONED, "")], {"BR-S-08", "BR-CO-14"}),
    ("no breakdown", [(REASONED, ""), (tax_xml("210.00", "1050.00", "20.00"), "")], {"BR-CO-18", "schema"}),
    ("quantity", [('"HUR">4<', '"HUR">5<')], {"line_net"}),
    ("price", [tag("ChargeAmount", "19.05", "19.50")], {"line_net"}),
    ("too many decimals", [tag("DuePayableAmount", "1400.00", "1400.001")], {"BR-CO-16", "BR-DEC-18"}),
    ("due date", [(">20241030<", ">20240929<")], {"due_before_issue"}),
    ("preceding after", [(">20240601<", ">20241001<")], {"preceding_after_issue"}),
    ("number", [tag("ID", "FA-2024-0317", None)], {"BR-02", "schema"}),
    ("number empty", [tag("ID", "FA-2024-0317", " ")], {"BR-02"}),
    ("issue date", [(">20240930<", ">20240231<")], {"BR-03", "unreadable_date"}),
    ("type code absent", [tag("TypeCode", "380", None)], {"BR-04", "schema"}),
    ("type code unknown", [tag("TypeCode", "380", "999")], {"BR-CL-01"}),
    ("currency unknown", [tag("InvoiceCurrencyCode", "EUR", "XYZ"), ('ID="EUR"', 'ID="XYZ"')], {"BR-CL-04"}),
    ("seller's name", [tag("Name", "Ateliers Vergnac", None)], {"BR-06"}),
    ("buyer's name", [tag("Name", "Mairie de Port-Lanterne", None)], {"BR-07"}),
    ("country", [tag("CountryID", "FR", "QQ")], {"BR-CL-14"}),
    ("country absent", [tag("CountryID", "FR", None)], {"BR-09", "schema"}),
    ("profile", [tag("ID", "urn:cen.eu:en16931:2017", " ")], {"BR-01"}),
    ("gross absent", [tag("GrandTotalAmount", "1469.55", None)], {"BR-14", "schema"}),
    ("payable absent", [tag("DuePayableAmount", "1400.00", None)], {"BR-15", "schema"}),
    ("line name", [tag("Name", "Manuels imprimés", None)], {"BR-25", "schema"}),
    ("line category", [(LINE_2, LINE_2.replace("<ram:CategoryCode>S</ram:CategoryCode>", ""))], {"BR-CO-04", "schema"}),
    ("line category unknown", [(LINE_2, LINE_2.replace(">S<", ">X<"))], {"BR-CL-18", "BR-S-08", "BR-X-01"}),
    ("line rate 0", [(LINE_2, LINE_2.replace("Percent>10<", "Percent>0<"))], {"BR-S-05", "BR-S-08"}),
    ("negative price", [(LINE_2, LINE_2.replace(">19.05<", ">-19.05<"))], {"BR-27"}),
    (
        "exempt without reason",
        [
            (LINE_2, EXEMPT_2),
            (REASONED, tax_xml("0.00", "190.50", "0", "E")),
            tag(VAT_TOTAL, "229.05", "210.00"),
            tag("GrandTotalAmount", "1469.55", "1450.50"),
            tag("DuePayableAmount", "1400.00", "1380.95"),
        ],
        {"BR-E-10"},
    ),
    (
        "taxed though exempt",
        [(LINE_2, EXEMPT_2), (REASONED, tax_xml("19.05", "190.50", "0", "E", "Exonéré"))],
        {"BR-E-09"},
    ),
    ("reason though taxed", [(REASONED, tax_xml("19.05", "190.50", "10.00", "S", "Parce que"))], {"BR-S-10"}),
    ("no account", [(ACCOUNT, "")], {"BR-61"}),
    ("IBAN", [("FR7830004000010000012345678", "FR7830004000010000012345679")], {"iban_checksum"}),
    ("SIREN", [(f">{SIREN}<", ">802143652<")], {"siren_checksum"}),
    ("SIRET", [(">91357913200014<", ">91357913200015<")], {"siret_checksum"}),
    ("SIRET too short", [(">91357913200014<", ">9135791320001<")], {"siret_checksum"}),
    ("French VAT key", [(f">{VAT_ID}<", f">FR64{SIREN}<")], {"vat_id_checksum"}),
    ("VAT without country", [(f">{VAT_ID}<", f">{SIREN}<")], {"BR-CO-09"}),
    ("no VAT number", [(REGISTRATION, "")], {"BR-S-02"}),
    ("no terms", [("<ram:Description>30 jours</ram:Description>", ""), (DUE, "")], {"BR-CO-25"}),
    ("MINIMUM with lines", [("urn:cen.eu:en16931:2017", "urn:factur-x.eu:1p0:minimum")], {"profile_content"}),
    (
        "charge without category",
        [(CHARGE, CHARGE.replace("<ram:CategoryCode>S</ram:CategoryCode>", ""))],
        {"BR-37", "schema"},
    ),
    ("charge without reason", [(CHARGE, CHARGE.replace("<ram:Reason>Port ou geste</ram:Reason>", ""))], {"BR-CO-22"}),
    (
        "element out of place",
        [("<ram:BuyerReference>ACHATS-7</ram:BuyerReference>", "<ram:Colour>red</ram:Colour>")],
        {"schema"},
    ),
]


@pytest.mark.parametrize(("changes", "expected"), [pytest.param(c, e, id=name) for name, c, e in BREAKS])
def test_each_break_gives_its_warning(changes: list[Change], expected: set[str]) -> None:
    assert codes(changed(valid_cii(), *changes)) == expected


UBL_BREAKS: list[tuple[Change, set[str]]] = [
    ((">148.80</cbc:TaxInc", ">148.81</cbc:TaxInc"), {"BR-CO-15", "BR-CO-16"}),
    (("<cbc:ID>AV-2024-0005</cbc:ID>", ""), {"BR-02", "schema"}),
    (("<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>", ""), {"BR-04"}),
    (("345 678<", "345 679<"), {"iban_checksum"}),
    (("<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>", ""), {"BR-01"}),
    (("<cbc:Percent>20</cbc:Percent>", "<cbc:Percent>10</cbc:Percent>"), {"BR-CO-17", "BR-S-08"}),
]


@pytest.mark.parametrize(("change", "expected"), UBL_BREAKS)
def test_each_break_of_ubl_gives_its_warning(change: Change, expected: set[str]) -> None:
    assert codes(changed(valid_ubl(), change)) == expected


def test_a_warning_names_the_terms_and_both_figures() -> None:
    invoice = read_xml(changed(valid_cii(), tag("DuePayableAmount", "1400.00", "1399.99")))
    (warning,) = invoice.warnings
    for part in ("BT-115", "1399.99 EUR", "1400.00 EUR", "BT-112"):
        assert part in warning.message
    assert warning.fields == ("payable", "gross") and invoice.payable == Decimal("1399.99")
    assert invoice.fields["payable"].state is FieldState.DOUBTFUL
    assert invoice.fields["net"].state is FieldState.CONFIRMED


def test_profiles_without_lines_are_not_asked_for_them() -> None:
    without = changed(
        valid_cii(),
        ("urn:cen.eu:en16931:2017", "urn:factur-x.eu:1p0:basicwl"),
        (line_xml(1, "Maintenance de la chaudière", "4", "250.00", "1000.00", "20"), ""),
        (LINE_2, ""),
    )
    assert codes(without) == set()
    # MINIMUM does not carry what was paid: the amount due cannot be checked
    minimum = changed(without.decode(), (":basicwl", ":minimum"), tag("TotalPrepaidAmount", "69.55", None))
    assert codes(minimum) == {"schema"}


def test_extended_allows_a_cent_a_line_and_skips_group_lines() -> None:
    extended = ("urn:cen.eu:en16931:2017", "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended")
    off = (tag("LineTotalAmount", "1190.50", "1190.52"), tag("BasisAmount", "1050.00", "1050.03"))
    assert codes(changed(valid_cii(), extended, *off)) == set()
    assert codes(changed(valid_cii(), extended, tag("LineTotalAmount", "1190.50", "1190.53"))) == {"BR-CO-10"}
    group = LINE_2.replace(
        "<ram:LineID>2</ram:LineID>",
        "<ram:LineID>3</ram:LineID><ram:LineStatusReasonCode>GROUP</ram:LineStatusReasonCode>",
    )
    assert codes(changed(valid_cii(), extended, (LINE_2, LINE_2 + group))) == set()


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("FR63802143651", True),
        ("FR00802143651", False),
        ("BE0000000196", True),
        ("NL8200.98.395.B.01", True),
        ("DE123456789", False),
        ("US123", True),
    ],
)
def test_vat_numbers(number: str, valid: bool) -> None:
    assert vat_is_valid(number) is valid


cents = st.integers(min_value=1, max_value=10**7).map(lambda minor: Decimal(minor).scaleb(-2))
lines = st.lists(
    st.tuples(
        st.decimals(min_value="0.01", max_value=1000, places=2),
        cents,
        st.sampled_from([Decimal(rate) for rate in ("20", "10", "5.5", "2.1")]),
    ),
    min_size=1,
    max_size=6,
)
SUMS = ("LineTotalAmount", "TaxBasisTotalAmount", VAT_TOTAL, "GrandTotalAmount", "DuePayableAmount")
invoices = st.tuples(lines, cents, st.sampled_from([Decimal("0.00"), Decimal("12.34")]))


@settings(deadline=None, max_examples=60)
@given(invoices)
def test_a_computed_invoice_has_no_warning(
    made: tuple[list[tuple[Decimal, Decimal, Decimal]], Decimal, Decimal],
) -> None:
    assert codes(computed_cii(*made).encode()) == set()


@settings(deadline=None, max_examples=60)
@given(invoices, st.sampled_from(SUMS), st.sampled_from([-1, 1]))
def test_a_total_changed_by_a_cent_is_seen(
    made: tuple[list[tuple[Decimal, Decimal, Decimal]], Decimal, Decimal], name: str, cent: int
) -> None:
    xml = computed_cii(*made)
    start = xml.rindex(f"<ram:{name}>") + len(name) + 6
    amount = xml[start : xml.index("<", start)]
    other = Decimal(amount) + Decimal(cent).scaleb(-2)
    found = codes((xml[:start] + str(other) + xml[start + len(amount) :]).encode())
    assert found and all(code.startswith("BR-CO-") for code in found)


def _terms() -> Iterator[str]:
    for _, changes, _ in BREAKS:
        for warning in read_xml(changed(valid_cii(), *changes)).warnings:
            assert warning.message.endswith("."), warning
            yield from warning.terms


def test_every_warning_is_a_sentence_and_names_terms() -> None:
    assert all(term.startswith(("BT-", "BG-", "base of", "percentage of", "VAT rate of")) for term in _terms())

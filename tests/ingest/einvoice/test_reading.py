from __future__ import annotations

import json
import pickle
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.einvoice import read_xml
from ingest.einvoice.tree import in_currency
from rag.domain.geometry import Box
from rag.domain.invoice import Field, FieldState, Invoice, InvoiceType, InvoiceWarning, Totals
from rag.errors import DamagedFileError, UnsupportedKindError
from tests.ingest.einvoice.making import IBAN, SIREN, VAT_ID, changed, valid_cii, valid_ubl, zugferd1


def codes(invoice: Invoice) -> list[str]:
    return [warning.code for warning in invoice.warnings]


def test_cii_field_by_field() -> None:
    invoice = read_xml(valid_cii().encode())
    assert invoice.warnings == ()
    assert (invoice.number, invoice.type, invoice.type_code) == ("FA-2024-0317", InvoiceType.INVOICE, "380")
    assert (invoice.issue_date, invoice.due_date) == (date(2024, 9, 30), date(2024, 10, 30))
    assert (invoice.delivery_date, invoice.currency) == (date(2024, 9, 28), "EUR")
    assert (invoice.buyer_reference, invoice.order_reference) == ("ACHATS-7", "BC-12")
    assert (invoice.level, invoice.syntax, invoice.payment_terms) == ("en16931", "cii", "30 jours")
    assert invoice.preceding[0].number == "FA-2024-0200" and invoice.preceding[0].issue_date == date(2024, 6, 1)
    assert (invoice.notes[0].text, invoice.notes[0].subject) == ("Merci de votre confiance.", "AAI")
    assert (invoice.seller.name, invoice.seller.siren, invoice.seller.vat_id) == ("Ateliers Vergnac", SIREN, VAT_ID)
    assert invoice.seller.address is not None and invoice.seller.address.postcode == "38990"
    assert (invoice.buyer.siren, invoice.buyer.siret) == ("913579132", "91357913200014")
    assert invoice.iban == IBAN
    assert [line.name for line in invoice.lines] == ["Maintenance de la chaudière", "Manuels imprimés"]
    assert invoice.lines[1].quantity == 10 and invoice.lines[1].price == Decimal("19.05")
    assert invoice.lines[1].unit == "HUR" and invoice.lines[1].net == Decimal("190.50")
    assert [each.rate for each in invoice.vat_breakdown] == [20, 10]
    assert [each.charge for each in invoice.adjustments] == [False, True]
    written = invoice.to_json()
    shown = {name: written[name] for name in ("net", "vat", "gross", "payable", "issue_date", "source", "warnings")}
    assert shown == {
        "net": "1240.50",
        "vat": "229.05",
        "gross": "1469.55",
        "payable": "1400.00",
        "issue_date": "2024-09-30",
        "source": "xml",
        "warnings": [],
    }
    assert invoice.fields["gross"] == Field(bt="BT-112", state=FieldState.CONFIRMED)
    assert invoice.fields["seller.vat_id"] == Field(bt="BT-31", state=FieldState.CONFIRMED)
    assert invoice.fields["lines.2.net"] == Field(bt="BT-131")


def test_ubl_credit_note() -> None:
    invoice = read_xml(valid_ubl().encode())
    assert invoice.warnings == ()
    assert (invoice.number, invoice.type) == ("AV-2024-0005", InvoiceType.CREDIT_NOTE)
    assert invoice.preceding[0].number == "FA-2024-0317"
    assert (invoice.seller.name, invoice.seller.trading_name) == ("Ateliers Vergnac", "Vergnac")
    assert (invoice.notes[0].subject, invoice.notes[0].text) == ("AAI", "Avoir sur FA-2024-0317")
    assert (invoice.iban, invoice.net, invoice.vat, invoice.gross) == (IBAN, 124, Decimal("24.80"), Decimal("148.80"))
    assert str(invoice.lines[0].net) == "124.00"
    assert (invoice.lines[0].quantity, invoice.lines[0].vat_rate) == (2, 20)


def test_zugferd_1() -> None:
    invoice = read_xml(zugferd1().encode())
    assert (invoice.number, invoice.issue_date, invoice.gross) == ("RE-471", date(2013, 3, 5), 119)
    assert (invoice.seller.name, invoice.buyer.name, invoice.syntax) == ("Lieferant GmbH", "Kunden AG", "zugferd1")
    assert (invoice.lines[0].name, invoice.lines[0].price, invoice.lines[0].vat_rate) == (
        "Trennblätter",
        Decimal("9.90"),
        19,
    )
    assert [code for code in codes(invoice) if code != "schema"] == []


def test_namespaces_decide_not_prefixes() -> None:
    xml = valid_cii()
    for prefix, other in (("ram:", "a:"), ("rsm:", "b:"), ("udt:", "c:")):
        xml = xml.replace(prefix, other)
    for prefix, other in (("xmlns:ram=", "xmlns:a="), ("xmlns:rsm=", "xmlns:b="), ("xmlns:udt=", "xmlns:c=")):
        xml = xml.replace(prefix, other)
    assert read_xml(xml.encode()) == read_xml(valid_cii().encode())
    foreign = changed(valid_cii(), ('xmlns:ram="urn:un:', 'xmlns:ram="urn:someone-else:'))
    assert read_xml(foreign).number is None


@pytest.mark.parametrize(
    "encoded", [valid_cii().replace("UTF-8", "UTF-16").encode("utf-16"), b"\xef\xbb\xbf" + valid_cii().encode()]
)
def test_encodings_and_marks(encoded: bytes) -> None:
    assert read_xml(encoded).gross == Decimal("1469.55")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<a>", "does not parse"),
        (valid_cii().encode()[:2000], "malformed at line 2"),
        (b"", "does not parse"),
        (b"\x00\x01 no XML", "does not parse"),
        (b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>', "declares a document type"),
        (b'<!-- <a --><!DOCTYPE l [<!ENTITY a "ha">]><l>&a;</l>', "declares a document type"),
        (b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>', "external"),
        (b'<?xml version="1.0"?><!DOCTYPE l SYSTEM "http://127.0.0.1:9/x.dtd"><l/>', "external"),
        ('<!DOCTYPE l [<!ENTITY a "ha">]><l/>'.encode("utf-16"), "document type"),
    ],
)
def test_what_does_not_parse_or_declares_entities_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(DamagedFileError, match=words):
        read_xml(content)


def test_a_billion_laughs_in_an_invoice_is_refused_unexpanded() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
    bomb = valid_cii().replace("<rsm:Cross", f"<!DOCTYPE x [{entities}]><rsm:Cross", 1)
    with pytest.raises(DamagedFileError, match="not expanded"):
        read_xml(bomb.replace("Ateliers Vergnac", "&l9;").encode())


@pytest.mark.parametrize(
    "content", [b"<html><body/></html>", b'<Invoice xmlns="urn:mine"/>', b"<CrossIndustryInvoice/>"]
)
def test_other_xml_is_no_invoice(content: bytes) -> None:
    with pytest.raises(UnsupportedKindError, match="not an invoice"):
        read_xml(content)


def test_values_that_cannot_be_read_are_left_out_and_said() -> None:
    invoice = read_xml(changed(valid_cii(), (">20241030<", ">20241330<"), (">1469.55<", ">1 469,55<")))
    assert invoice.due_date is None and invoice.gross is None
    assert {"unreadable_date", "unreadable_amount", "BR-14"} <= set(codes(invoice))
    assert any("1 469,55" in warning.message for warning in invoice.warnings)


def test_an_unknown_profile_is_read() -> None:
    profile = "urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr"
    extended = read_xml(changed(valid_cii(), ("urn:cen.eu:en16931:2017", profile)))
    assert (extended.level, codes(extended)) == ("extended-ctc-fr", [])
    strange = read_xml(changed(valid_cii(), ("urn:cen.eu:en16931:2017", "urn:nobody:knows")))
    assert (strange.level, codes(strange)) == (None, [])


def test_a_changed_value_makes_its_field_doubtful() -> None:
    invoice = read_xml(changed(valid_cii(), (f">{IBAN}<", f">{IBAN[:-1]}9<")))
    assert codes(invoice) == ["iban_checksum"]
    assert invoice.fields["iban"].state is FieldState.DOUBTFUL
    assert invoice.fields["gross"].state is FieldState.CONFIRMED


amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=5, allow_nan=False, allow_infinity=False)


@given(amounts, st.sampled_from(["EUR", "JPY", "KWD", None, "???"]))
def test_amounts_keep_their_value(value: Decimal, currency: str | None) -> None:
    kept = in_currency(value, currency)
    assert kept is not None and kept == value
    decimals = {"JPY": 0, "KWD": 3}.get(currency or "", 2)
    assert -int(kept.as_tuple().exponent) >= decimals


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


@given(amounts, amounts, texts, st.dates(), st.booleans())
def test_json_round_trip(gross: Decimal, net: Decimal, text: str, day: date, placed: bool) -> None:
    invoice = Invoice(
        number=text,
        issue_date=day,
        totals=Totals(gross=gross, net=net),
        warnings=(InvoiceWarning(code="BR-02", message=text, terms=("BT-1",), fields=("number",)),),
        fields={
            "gross": Field(bt="BT-112", page=3 if placed else None, box=Box(0.1, 0.2, 0.3, 0.4) if placed else None)
        },
    )
    written = json.loads(json.dumps(invoice.to_json()))
    assert Invoice.from_json(written) == invoice
    assert Decimal(written["gross"]) == gross and "E" not in written["gross"]
    assert written["warnings"] == [f"{text} [BR-02]"]


def test_a_whole_invoice_crosses_processes_and_json() -> None:
    for xml in (valid_cii(), valid_ubl(), zugferd1()):
        invoice = read_xml(xml.encode())
        assert pickle.loads(pickle.dumps(invoice)) == invoice
        assert Invoice.from_json(json.loads(json.dumps(invoice.to_json()))) == invoice

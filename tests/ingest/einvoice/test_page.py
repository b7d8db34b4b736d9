"""An invoice's figures on its printed page, and where page and XML differ."""

from __future__ import annotations

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject
from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table

from ingest.einvoice import embedded_xml, locate, read_xml
from ingest.parsing import ParsedDocument, parse
from rag.domain.invoice import Field, FieldState, Invoice
from tests.ingest.einvoice.making import IBAN, PRINTED, changed, pdf, valid_cii, valid_ubl
from tests.ingest.parsing.makers import LIMITS, check, put
from tests.ingest.parsing.makers import changed as remade
from tests.ingest.parsing.makers import pdf as makers_pdf

Change = tuple[str, str]


def parsed(content: bytes) -> ParsedDocument:
    document = parse(content, "facture.pdf", LIMITS)
    check(document)
    return document


def printed_with(*changes: Change) -> Invoice:
    text = "\n".join(PRINTED)
    invoice = parsed(pdf(tuple(changed(text, *changes).decode().split("\n")), factur_x=valid_cii().encode())).invoice
    assert invoice is not None
    return invoice


def line_of(field: Field) -> int:
    """Which of the lines of :data:`PRINTED` a box stands on (they are 30 points apart, the first at 780)."""
    assert field.page == 1 and field.box is not None
    middle = (field.box.top + field.box.bottom) / 2 * 841.89
    return round((841.89 - middle - 780) / -30)


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("number", 3),
        ("issue_date", 4),
        ("due_date", 5),
        ("net", 8),
        ("vat", 9),
        ("gross", 10),
        ("totals.prepaid", 11),
        ("payable", 12),
        ("iban", 13),
        ("seller.name", 0),
        ("seller.siren", 1),
        ("seller.vat_id", 1),
        ("buyer.name", 2),
        ("buyer.siret", 2),
        ("lines.1.name", 6),
        ("lines.1.net", 6),
        ("lines.2.net", 7),
    ],
)
def test_each_figure_is_found_beside_its_label(key: str, line: int) -> None:
    invoice = printed_with()
    assert invoice.warnings == ()
    assert line_of(invoice.fields[key]) == line
    assert invoice.fields[key].state is FieldState.CONFIRMED


def test_what_is_not_printed_has_no_place() -> None:
    assert printed_with().fields["delivery_date"] == Field(bt="BT-72")


@pytest.mark.parametrize(
    "change",
    [
        ("Date : 30/09/2024", "Date : 30 septembre 2024"),
        ("Date : 30/09/2024", "Date : 20240930"),
        ("1 469,55", "1.469,55"),
        ("1 469,55 €", "EUR 1,469.55"),
        ("FA-2024-0317", "FA 2024 0317"),
        ("913 579 132 00014", "91357913200014"),
        ("SIRET : 913 579 132 00014", ""),
        (f"IBAN : {IBAN}", ""),
        ("Date d'échéance : 30/10/2024", "Payable sous 30 jours"),
        ("Total TVA : 229,05 €", ""),
        ("Net à payer : 1 400,00 €", "Solde : 1 400,00 €"),
        ("Total TTC :", "Montant TTC en euros :"),
    ],
)
def test_another_way_of_writing_is_no_difference(change: Change) -> None:
    assert printed_with(change).warnings == ()


@pytest.mark.parametrize(
    ("change", "field", "shown"),
    [
        (("Total TTC : 1 469,55 €", "Total TTC : 1 496,55 €"), "gross", "1496.55"),
        (("Total TTC : 1 469,55 €", "Total TTC : voir annexe"), "gross", "nowhere"),
        (("Total HT : 1 240,50 €", "Total HT : 1 204,50 €"), "net", "1204.50"),
        (("Total TVA : 229,05 €", "Total TVA : 219,05 €"), "vat", "219.05"),
        (("Net à payer : 1 400,00 €", "Net à payer : 1 500,00 €"), "payable", "1500.00"),
        (("Facture n° : FA-2024-0317", "Facture n° : FA-2024-0371"), "number", "FA-2024-0371"),
        (("Facture n° : FA-2024-0317", "Facture"), "number", "nowhere"),
        (("Date d'échéance : 30/10/2024", "Date d'échéance : 30/11/2024"), "due_date", "2024-11-30"),
        (("Date : 30/09/2024", "Date : 29/09/2024"), "issue_date", "2024-09-29"),
        ((IBAN, "FR1420041010050500013M02606"), "iban", "FR1420041010050500013M02606"),
        (("913 579 132 00014", "91 357 913 200 01"), "buyer.siret", "13 digits"),
        (("802 143 651", "802 143 615"), "seller.siren", "802143615"),
    ],
)
def test_a_difference_is_a_warning(change: Change, field: str, shown: str) -> None:
    changes = [change] if field != "seller.siren" else [change, ("FR63802143651", "")]
    invoice = printed_with(*changes)
    (warning,) = invoice.warnings
    assert (warning.code, warning.fields) == ("xml_differs_from_page", (field,))
    assert shown in warning.message and warning.terms[0] in warning.message
    assert invoice.fields[field].state is FieldState.DOUBTFUL
    assert invoice.gross == read_xml(valid_cii().encode()).gross


def test_a_name_cut_on_the_page() -> None:
    name = "Maintenance de la chaudière " + "et de ses conduits annexes " * 12
    xml = changed(valid_cii(), ("Maintenance de la chaudière", name))
    lines = tuple(line.replace("de la chaudière 4 h", "de la chaudière et de ses conduits 4 h") for line in PRINTED)
    invoice = parsed(pdf(lines, factur_x=xml)).invoice
    assert invoice is not None and invoice.lines[0].name == name.strip()
    assert [warning.code for warning in invoice.warnings] == ["text_cut_on_page"]
    assert f"{len(name.strip())} characters" in invoice.warnings[0].message


def test_embedded_xml() -> None:
    xml = valid_cii().encode()
    assert embedded_xml(pdf(factur_x=xml)) == xml
    assert embedded_xml(pdf(other=b"<notes/>", facture=xml)) == xml
    assert embedded_xml(pdf(other=b"<notes/>")) is None
    assert embedded_xml(pdf()) is None
    for no_pdf in (b"", b"%PDF-1.7 /EmbeddedFile", b"<a/>", pdf(factur_x=xml)[:2000]):
        assert embedded_xml(no_pdf) is None


def test_the_document_carries_invoice_and_sentences() -> None:
    broken = parsed(pdf(factur_x=changed(valid_cii(), ("20241030", "20240901"))))
    assert broken.invoice is not None and broken.invoice.number == "FA-2024-0317"
    assert any("due_before_issue" in sentence and "BT-9" in sentence for sentence in broken.warnings)
    assert parsed(pdf()).invoice is None and parsed(pdf()).warnings == ()


def test_a_broken_xml_is_a_warning_on_the_document() -> None:
    document = parsed(pdf(factur_x=valid_cii().encode()[:3000]))
    assert document.invoice is None and "Total TTC" in document.text
    (sentence,) = document.warnings
    assert "cut off or malformed at line 2" in sentence
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert "entities" in parsed(pdf(factur_x=bomb)).warnings[0]


def test_another_name_and_two_invoices_are_said() -> None:
    xml = valid_cii().encode()
    assert any("“facture.xml”" in sentence for sentence in parsed(pdf(facture=xml)).warnings)
    both = parsed(pdf(factur_x=xml, other=valid_ubl().encode()))
    assert both.invoice is not None and both.invoice.number == "FA-2024-0317"
    assert any("[several_invoices]" in sentence for sentence in both.warnings)


def test_metadata_that_promise_what_is_not_there() -> None:
    said = b'\n% xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"\n'
    assert "no XML is attached" in parsed(pdf() + said).warnings[0]


def codes(content: bytes) -> list[str]:
    invoice = parsed(content).invoice
    assert invoice is not None
    return [warning.code for warning in invoice.warnings]


def test_an_xml_merely_attached_is_not_packed_as_it_should_be() -> None:
    merely = pdf(factur_x=valid_cii().encode(), other=b"<notes/>")
    packing = ["metadata", "pdf_a", "associated_file"]
    assert codes(merely) == packing
    assert not set(codes(pdf(ubl=valid_ubl().encode()))) & set(packing)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"ConformanceLevel>EN 16931<", b"ConformanceLevel>EXTENDED<", "profile_differs"),
        (b"DocumentFileName>factur-x.xml<", b"DocumentFileName>facture.xml<", "metadata"),
        (b"pdfaid:part>3<", b"pdfaid:part>1<", "pdf_a"),
    ],
)
def test_metadata_that_say_otherwise(old: bytes, new: bytes, expected: str) -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        stream = writer.root_object["/Metadata"].get_object()
        assert isinstance(stream, StreamObject) and old in stream.get_data()
        stream.set_data(stream.get_data().replace(old, new))

    assert codes(remade(pdf(factur_x=valid_cii().encode()), change)) == [expected]


def test_an_unknown_relationship() -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        files = writer.root_object["/AF"]
        assert isinstance(files, ArrayObject)
        specification = files[0].get_object()
        assert isinstance(specification, DictionaryObject)
        specification[NameObject("/AFRelationship")] = NameObject("/Unspecified")

    assert codes(remade(pdf(factur_x=valid_cii().encode()), change)) == ["associated_file"]


def test_of_several_the_one_beside_its_label() -> None:
    invoice = printed_with(
        ("Date : 30/09/2024", "Commande du 30/09/2024, livraison le 30/10/2024\nDate : 30/09/2024"),
        (f"IBAN : {IBAN}", f"IBAN : {IBAN}\nRappel : 1 469,55 €, dont 1 240,50 et 229,05"),
    )
    places = {key: line_of(invoice.fields[key]) for key in ("due_date", "gross", "net", "vat")}
    assert places == {"due_date": 6, "gross": 11, "net": 9, "vat": 10}


def test_the_box_in_a_table_is_the_cell() -> None:
    def draw(canvas: Canvas) -> None:
        rows = [["Total HT", "Total TVA", "Total TTC"], ["1 240,50", "229,05", "1 469,55"]]
        table = Table(rows, colWidths=[150, 150, 150], style=[("GRID", (0, 0), (-1, -1), 1, colors.black)])
        table.wrapOn(canvas, 450, 100)
        table.drawOn(canvas, 72, 600)
        put(canvas, 72, 780, "Facture n° FA-2024-0317")
        put(canvas, 72, 400, "Pour mémoire 1 469,55")

    parsed_page = parsed(makers_pdf(draw))
    located = locate(read_xml(valid_cii().encode()), parsed_page)
    box = located.fields["gross"].box
    assert box is not None and box.left > 0.5 and located.warnings == ()
    assert located.fields["net"].box is not None and located.fields["net"].box.right < 0.4

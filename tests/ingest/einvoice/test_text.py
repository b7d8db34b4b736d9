"""XML invoices as readable documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.chunking import chunk
from ingest.einvoice.rendering import amount, day
from ingest.parsing import ParsedDocument, detect_media_type, parse
from ingest.parsing.document import BlockKind
from rag.errors import DamagedFileError, UnsupportedKindError
from rag.language import find_dates, find_money
from tests.ingest.einvoice.making import IBAN, changed, valid_cii, valid_ubl, zugferd1
from tests.ingest.parsing.makers import LIMITS, check, texts


def read(xml: str | bytes) -> ParsedDocument:
    document = parse(xml.encode() if isinstance(xml, str) else xml, "facture.xml", LIMITS)
    check(document)
    return document


def test_the_text_says_everything() -> None:
    document = read(valid_cii())
    assert document.title == "Facture FA-2024-0317 – Ateliers Vergnac → Mairie de Port-Lanterne"
    assert document.pages == () and document.invoice is not None and document.warnings == ()
    for part in (
        "Total TTC / Total with VAT (BT-112) : 1\u202f469,55\u00a0€",
        "Date d'échéance / Due date (BT-9) : 30 octobre 2024",
        f"IBAN (BT-84) : {IBAN}",
        "Facture antérieure / Preceding invoice (BT-25) : FA-2024-0200 du 1 juin 2024",
        "2 | Manuels imprimés | 10 heure(s) | 19,05\u00a0€ | S 10 % | 190,50\u00a0€",
        "Merci de votre confiance.",
    ):
        assert part in document.text
    assert read(valid_ubl()).title.startswith("Avoir AV-2024-0005 – Ateliers Vergnac")
    assert "Trennblätter" in read(zugferd1()).text


def test_places_are_terms() -> None:
    document = read(valid_cii())
    places = {
        document.text[block.start + span.start : block.start + span.end]: span.place
        for block in document.blocks
        for span in block.spans
    }
    assert places["Total TTC / Total with VAT (BT-112) : 1\u202f469,55\u00a0€"] == "BT-112"
    assert places["2 | Manuels imprimés | 10 heure(s) | 19,05\u00a0€ | S 10 % | 190,50\u00a0€"] == "BG-25/2"
    assert all(places.values())
    assert [text.split("\n")[0].split(" | ")[0] for text in texts(document, BlockKind.TABLE)] == [
        "N°",
        "Catégorie / Category",
    ]
    passages = chunk(document, "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002")
    total = next(passage for passage in passages if "Total TTC" in passage.text)
    start = total.text.index("Total TTC")
    assert total.place(start, start + 5) == "BT-112"


def test_cells_cannot_break_the_table() -> None:
    document = read(changed(valid_cii(), ("Manuels imprimés", "Manuels | imprimés\n | x | y")))
    (row,) = [line for line in document.text.split("\n") if "Manuels" in line]
    assert row.count(" | ") == 5


money = st.integers(min_value=-(10**12), max_value=10**12)


@given(money, st.sampled_from(["EUR", "USD", "GBP", "CHF"]))
def test_amounts_are_read_back_exactly(minor: int, currency: str) -> None:
    text = f"Total TTC / Total with VAT (BT-112) : {amount(Decimal(minor).scaleb(-2), currency)}"
    assert [(found.minor, found.currency) for found, _, _ in find_money(text)] == [(minor, currency)]


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_days_are_read_back_exactly(value: date) -> None:
    assert [found.alternatives for found in find_dates(f"Date (BT-2) : {day(value)}")] == [
        frozenset({value.isoformat()})
    ]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (valid_cii(), "facture.xml"),
        (valid_cii().split("\n", 1)[1], "facture.xml"),
        (valid_cii().split("\n", 1)[1], "facture"),
        (valid_ubl().split("\n", 1)[1], "facture.txt"),
        (zugferd1(), "rechnung"),
    ],
)
def test_an_invoice_is_xml_by_its_content(content: str, name: str) -> None:
    assert detect_media_type(content.encode(), name) == "application/xml"
    assert parse(content.encode(), name, LIMITS).invoice is not None


def test_other_xml_is_refused_with_clear_words() -> None:
    with pytest.raises(UnsupportedKindError, match="not an invoice"):
        parse(b"<?xml version='1.0'?><order><line/></order>", "commande.xml", LIMITS)
    with pytest.raises(DamagedFileError, match="does not parse"):
        parse(valid_cii().encode()[:-30], "facture.xml", LIMITS)

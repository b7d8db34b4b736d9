"""Real e-invoices, where they are at hand: every header field and line as an independent reading gives them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from lxml import etree

from ingest.einvoice import embedded_xml
from ingest.parsing import ParsedDocument, parse
from rag.domain.invoice import Invoice
from tests.ingest.parsing.makers import LIMITS, check

DATA = Path(__file__).parents[4] / "shared" / "data" / "documents"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real documents are not here")

EXPECTED: dict[str, dict[str, Any]] = (
    json.loads((DATA / "expected_fields.json").read_text()) if DATA.is_dir() else {"files/none": {}}
)
HYBRID = sorted(name for name, fields in EXPECTED.items() if "no" in fields)
XML_FILES = sorted(str(path.relative_to(DATA)) for path in DATA.glob("files/2[1-5]*.xml"))
DEFECTS = {
    "02": "BR-CO-15",
    "03": "BR-S-08",
    "04": "due_before_issue",
    "05": "xml_differs_from_page",
    "06": "vat_id_checksum",
    "07": "no_xml",
    "08": "embedded_name",
    "09": "profile_content",
    "10": "text_cut_on_page",
    "11": "damaged_file",
}
"""What is broken in the files made to be broken, by the beginning of their names; 01 is their sound twin."""
OWN_DIGITS = ("siren_checksum", "siret_checksum", "vat_id_checksum")
"""Most of the files name made-up companies whose check digits indeed do not hold."""


@cache
def read(name: str) -> ParsedDocument:
    document = parse((DATA / name).read_bytes(), name, LIMITS)
    check(document)
    return document


def invoice_of(name: str) -> Invoice:
    invoice = read(name).invoice
    assert invoice is not None
    return invoice


def codes(name: str) -> list[str]:
    return [sentence.rpartition("[")[2].rstrip("]") for sentence in read(name).warnings]


@pytest.mark.parametrize("name", HYBRID)
def test_header_fields(name: str) -> None:
    invoice, expected = invoice_of(name), EXPECTED[name]
    written = invoice.to_json()
    assert written["number"] == expected["no"]
    assert written["issue_date"] == expected["date"]
    assert written["due_date"] == expected["due"]
    assert written["gross"] == expected["total"]
    assert written["vat"] == expected["tax"]
    assert written["seller"]["name"] == expected["seller"]
    assert written["buyer"]["name"] == expected["buyer"]
    assert len(invoice.lines) == int(expected["lines"])


def xml_of(name: str) -> bytes:
    content = (DATA / name).read_bytes()
    if not content.startswith(b"%PDF"):
        return content
    (xml,) = [each.content for each in pypdf.PdfReader(BytesIO(content)).attachment_list if each.name.endswith(".xml")]
    assert embedded_xml(content) == xml
    return xml


def local(*names: str) -> str:
    """An XPath by local names; ``A|B`` is either."""
    steps = [" or ".join(f"local-name()='{one}'" for one in name.split("|")) for name in names]
    return "//" + "//".join(f"*[{step}]" for step in steps)


def lines_by_xpath(xml: bytes) -> Iterator[tuple[str, Decimal, Decimal, Decimal, Decimal]]:
    """Name, quantity, price, net and rate of each line, read without the product's reader."""
    for line in etree.fromstring(xml).xpath(local("IncludedSupplyChainTradeLineItem|InvoiceLine|CreditNoteLine")):

        def text(*names: str, line: etree._Element = line) -> str:
            found = line.xpath(f".{local(*names)}/text()")
            return " ".join(str(found[0]).split()) if found else "0"

        yield (
            text("SpecifiedTradeProduct|Item", "Name"),
            Decimal(text("BilledQuantity|InvoicedQuantity|CreditedQuantity")),
            Decimal(text("NetPriceProductTradePrice|Price", "ChargeAmount|PriceAmount")),
            Decimal(text("SpecifiedTradeSettlementLineMonetarySummation", "LineTotalAmount") or "0")
            if b"CrossIndustry" in xml
            else Decimal(text("LineExtensionAmount")),
            Decimal(text("ApplicableTradeTax|ClassifiedTaxCategory", "RateApplicablePercent|Percent")),
        )


@pytest.mark.parametrize("name", [*HYBRID, *XML_FILES])
def test_lines(name: str) -> None:
    lines = [
        (line.name, line.quantity, line.price, line.net, line.vat_rate or Decimal(0)) for line in invoice_of(name).lines
    ]
    assert lines == list(lines_by_xpath(xml_of(name)))


@pytest.mark.parametrize(("number", "code"), sorted(DEFECTS.items()))
def test_each_defect_is_named(number: str, code: str) -> None:
    (name,) = [f"files/{path.name}" for path in DATA.glob(f"files/{number}_*.pdf")]
    assert code in codes(name)
    expected = {code, "BR-CO-16", "xml_differs_from_page"} if number == "02" else {code}
    assert set(codes(name)) - set(OWN_DIGITS) == expected - set(OWN_DIGITS)


@pytest.mark.parametrize("name", [name for name in [*HYBRID, *XML_FILES] if name[6:8] not in DEFECTS])
def test_no_false_alarm(name: str) -> None:
    assert set(codes(name)) <= set(OWN_DIGITS)


@pytest.mark.parametrize("name", [name for name in HYBRID if name[6:8] not in DEFECTS])
def test_printed_figures_are_placed(name: str) -> None:
    fields = invoice_of(name).fields
    for key in ("number", "issue_date", "net", "gross", "payable", "seller.name", "buyer.name"):
        assert fields[key].page == 1 and fields[key].box is not None, key
        assert fields[key].bt.startswith("BT-")


@pytest.mark.parametrize("path", sorted(DATA.glob("plain_no_xml/*.pdf")), ids=lambda path: path.name[:12])
def test_without_their_xml_they_are_no_invoices(path: Path) -> None:
    assert parse(path.read_bytes(), path.name, LIMITS).invoice is None

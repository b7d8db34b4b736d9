"""Real documents where they are at hand, and the samples: what their pages say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.parts.invoice_fields import InvoiceFigures, judge_document, verdicts
from ingest.extraction.invoices import extract_invoice
from ingest.parsing import Limits, parse
from scripts.sample_content.invoice_data import FACTURX, PLAIN, SCANNED, Invoice
from scripts.sample_content.world import BRUMEVAL

ROOT = Path(__file__).parents[4]
DATA = ROOT / ".." / "shared" / "data" / "documents"
SAMPLES = ROOT / "samples"
LIMITS = Limits(max_pages=200, max_chars=5_000_000)
OTHERS_ON_THE_PAGE = {
    # one broken on purpose, whose XML says otherwise than the page; two profiles without lines, whose pages have them;
    # two whose truth is not on the page
    "02_CALC-001_facture.pdf": {"total": "3042.00"},
    "17_": {"lines": "3"},
    "18_": {"lines": "3", "due": "2026-03-02"},
    "32_oyo.pdf": {"issuer": "Oravel Stays Pvt. Ltd."},
    "33_SammyMaystoneLinesTest.pdf": {"issuer": "Sammy Maystone"},
}
real = pytest.mark.skipif(not DATA.is_dir(), reason="the real documents are not here")


def truth_of(invoice: Invoice) -> dict[str, str]:
    found = {
        **{"no": invoice.number, "date": invoice.issued.isoformat(), "currency": "EUR"},
        **{"type": "credit_note" if invoice.kind == "381" else "invoice", "lines": str(len(invoice.lines))},
        **{"net": str(invoice.net), "tax": str(invoice.tax), "total": str(invoice.gross)},
        **{"seller": invoice.seller.name, "buyer": BRUMEVAL.name},
        **{"siren": invoice.seller.siren, "vat": invoice.seller.vat, "buyer_siren": BRUMEVAL.siren},
    }
    if invoice.due:
        found["due"] = invoice.due.isoformat()
    if invoice.order:
        found["order"] = invoice.order
    if invoice.kind == "380":
        found["iban"] = invoice.seller.iban
    if invoice.refers_to:
        found["preceding"] = invoice.refers_to[0]
    return found


@pytest.mark.parametrize("name", [*FACTURX, *PLAIN, *SCANNED])
def test_the_samples_pages(name: str) -> None:
    invoice = extract_invoice(parse((SAMPLES / name).read_bytes(), name, LIMITS))
    assert invoice is not None
    made = (FACTURX | PLAIN | SCANNED)[name]
    found = list(verdicts(name, truth_of(made), invoice))
    assert [each for each in found if not each.exact] == []
    assert invoice.fields["gross"].state.value == "confirmed"


@pytest.mark.parametrize("path", sorted(p for p in SAMPLES.rglob("*") if p.is_file() and "factures" not in p.parts))
def test_other_samples_are_no_invoices(path: Path) -> None:
    assert extract_invoice(parse(path.read_bytes(), path.name, LIMITS)) is None


def measured(folder: str) -> InvoiceFigures:
    truth = json.loads((DATA / "expected_fields.json").read_text())
    figures = InvoiceFigures()
    for path in sorted((DATA / folder).glob("*")):
        expected = truth.get(f"files/{path.name}")
        if path.suffix == ".xml" or (expected is None and path.name[:2] < "34" and path.name[:2] != "07"):
            continue
        if expected is not None:
            others = next((fields for name, fields in OTHERS_ON_THE_PAGE.items() if path.name.startswith(name)), {})
            expected = {**expected, **{key: value for key, value in others.items() if key in expected}}
        judge_document(path, expected, figures)
    return figures


@real
def test_ordinary_invoices() -> None:
    figures = measured("files")
    assert len(figures.verdicts) > 150 and figures.share >= 0.97, [v for v in figures.verdicts if not v.exact]
    assert figures.wrong_but_confirmed == []
    # the one invoice whose XML is missing has no truth; nothing else is one
    assert figures.unexpected == ["07_PDF-001_facture.pdf"] and figures.unread == []


@real
def test_invoices_whose_xml_was_taken_out() -> None:
    figures = measured("plain_no_xml")
    assert len(figures.verdicts) > 100 and figures.share >= 0.97, [v for v in figures.verdicts if not v.exact]
    assert figures.wrong_but_confirmed == []


@real
def test_contracts_are_no_invoices() -> None:
    contracts = sorted((DATA / ".." / "contracts_en" / "text").glob("*.txt"))
    assert (
        contracts
        and [
            path.name for path in contracts if extract_invoice(parse(path.read_bytes(), path.name, LIMITS)) is not None
        ]
        == []
    )

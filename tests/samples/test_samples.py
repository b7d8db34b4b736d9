"""The demo corpus: as the script makes it, right in its numbers, and holding what the suite quotes."""

from __future__ import annotations

import email
import email.policy
import html
import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import facturx
import pypdfium2 as pdfium
import pytest
from docx import Document
from lxml import etree
from stdnum import iban
from stdnum.fr import siren, siret, tva
from stdnum.gb import vat as gb_vat

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
SUITE = ROOT / "eval" / "suites" / "samples.jsonl"
RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"


def _load() -> Any:
    spec = importlib.util.spec_from_file_location("make_samples", ROOT / "scripts" / "make_samples.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


MAKE = _load()
DATA = sys.modules["sample_content.invoice_data"]
WORLD = sys.modules["sample_content.world"]
QUESTIONS: list[dict[str, Any]] = [json.loads(line) for line in SUITE.read_text(encoding="utf-8").splitlines()]


def fold(text: str) -> str:
    return " ".join(text.split())


def pdf_pages(content: bytes) -> list[str]:
    document = pdfium.PdfDocument(content)
    try:
        texts = []
        for page in document:
            text = page.get_textpage()
            texts.append(fold(text.get_text_bounded()))
            text.close()
            page.close()
        return texts
    finally:
        document.close()


def docx_text(path: Path) -> str:
    parts: list[str] = []
    for block in Document(str(path)).iter_inner_content():
        if hasattr(block, "rows"):
            parts += [" ".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            parts.append(block.text)
    return fold("\n".join(parts))


def mail_message(path: Path) -> Any:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


@cache
def pages(name: str) -> tuple[str, ...]:
    """The text of each page of a sample, whitespace folded; one page for kinds that have none."""
    path = SAMPLES / name
    if path.suffix == ".pdf":
        return tuple(pdf_pages(path.read_bytes()))
    if path.suffix == ".docx":
        return (docx_text(path),)
    if path.suffix == ".eml":
        return (fold(mail_message(path).get_body(("plain",)).get_content()),)
    text = path.read_text(encoding="utf-8")
    return (fold(html.unescape(re.sub(r"<[^>]+>", " ", text)) if path.suffix == ".html" else text),)


def sample_names() -> list[str]:
    found = (path for path in SAMPLES.rglob("*") if path.is_file())
    return sorted(str(path.relative_to(SAMPLES)) for path in found)


def attachments(name: str) -> Iterator[bytes]:
    for part in mail_message(SAMPLES / name).iter_attachments():
        yield part.get_content()


@pytest.fixture(scope="module")
def remade(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two fresh runs of the script."""
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    MAKE.make(first)
    MAKE.make(second)
    return first, second


def test_two_runs_give_the_same_bytes(remade: tuple[Path, Path]) -> None:
    first, second = remade
    for name in sample_names():
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_files_are_as_the_script_makes_them(remade: tuple[Path, Path]) -> None:
    fresh = remade[0]
    assert sorted(str(path.relative_to(fresh)) for path in fresh.rglob("*") if path.is_file()) == sample_names()
    for name in sample_names():
        old, new = SAMPLES / name, fresh / name
        if old.read_bytes() == new.read_bytes():
            continue
        # another version of a library may write other bytes; what the file says must still be the same
        if old.suffix == ".pdf":
            assert pdf_pages(old.read_bytes()) == pdf_pages(new.read_bytes()), name
        elif old.suffix == ".docx":
            assert docx_text(old) == docx_text(new), name
        elif old.suffix == ".eml":
            bodies = [mail_message(path).get_body(("plain",)).get_content() for path in (old, new)]
            assert bodies[0] == bodies[1], name
        else:
            pytest.fail(f"{name} is not what scripts/make_samples.py writes")


def test_corpus_is_small_and_described() -> None:
    names = sample_names()
    assert len(names) >= 14
    assert sum((SAMPLES / name).stat().st_size for name in names) < 4_000_000
    readme = (ROOT / "docs" / "samples.md").read_text(encoding="utf-8")
    assert [name for name in names if f"`{name}`" not in readme] == []


def test_identifiers_are_valid() -> None:
    for company in WORLD.FRENCH:
        assert siren.is_valid(company.siren), company.key
        assert siret.is_valid(company.siret) and company.siret.startswith(company.siren), company.key
        assert tva.is_valid(company.vat) and company.vat.endswith(company.siren), company.key
        assert iban.is_valid(company.iban), company.key
    assert gb_vat.is_valid(WORLD.NORTHWICK.vat)
    for company in WORLD.COMPANIES.values():
        assert company.email.endswith(".example")


def test_printed_amounts_are_exact() -> None:
    plain = sys.modules["sample_content.typography"].money
    printed = {**DATA.FACTURX, **DATA.PLAIN}
    for name, invoice in printed.items():
        text = fold(" ".join(pages(name)))
        for line in invoice.lines:
            assert line.quantity * line.price == line.amount
        assert sum(line.amount for line in invoice.lines) == invoice.net
        assert invoice.net * invoice.rate / 100 == invoice.tax
        assert invoice.net + invoice.tax == invoice.gross
        for amount in (*(line.amount for line in invoice.lines), invoice.net, invoice.tax, invoice.gross):
            assert fold(plain(amount)) in text, (name, amount)


@pytest.mark.parametrize("name", sorted(DATA.FACTURX))
def test_facturx_xml(name: str) -> None:
    invoice = DATA.FACTURX[name]
    filename, xml = facturx.get_xml_from_pdf((SAMPLES / name).read_bytes(), check_xsd=True)
    assert filename == "factur-x.xml"
    root = etree.fromstring(xml)

    def values(*tags: str) -> list[str]:
        return [str(found.text) for found in root.iterfind(".//" + "/".join(RAM + tag for tag in tags))]

    lines = [Decimal(value) for value in values("SpecifiedTradeSettlementLineMonetarySummation", "LineTotalAmount")]
    head = "SpecifiedTradeSettlementHeaderMonetarySummation"
    total, basis, tax, gross, due = (
        Decimal(values(head, tag)[0])
        for tag in (
            "LineTotalAmount", "TaxBasisTotalAmount", "TaxTotalAmount", "GrandTotalAmount",
            "DuePayableAmount",
        )
    )  # fmt: skip
    assert sum(lines) == total == basis == invoice.net
    assert basis * Decimal("0.20") == tax and basis + tax == gross == due
    assert values("ContractReferencedDocument", "IssuerAssignedID") == [invoice.contract]
    assert values("TypeCode")[0] == invoice.kind
    credited = values("InvoiceReferencedDocument", "IssuerAssignedID")
    assert credited == (["FA-2025-0288"] if invoice.kind == "381" else [])


def test_plain_invoice_has_no_xml() -> None:
    for name in DATA.PLAIN:
        document = pdfium.PdfDocument((SAMPLES / name).read_bytes())
        assert document.count_attachments() == 0
        document.close()


def test_scan_has_no_text() -> None:
    for name in DATA.SCANNED:
        assert pages(name) == ("",)


def test_mail_carries_the_quote() -> None:
    (name,) = (name for name in sample_names() if name.endswith(".eml"))
    (quote,) = attachments(name)
    assert "Total TTC 46 512,00 €" in pdf_pages(quote)[0]


def test_word_contract_has_headings_and_a_table() -> None:
    (name,) = (name for name in sample_names() if name.endswith(".docx"))
    document = Document(str(SAMPLES / name))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert styles.count("Heading 1") == 9 and "Heading 2" in styles
    assert len(document.tables[0].rows) == 4


def test_suite_counts() -> None:
    def count(language: str, answerable: bool) -> int:
        return sum(q["language"] == language and q["answerable"] is answerable for q in QUESTIONS)

    assert len({q["id"] for q in QUESTIONS}) == len({q["question"] for q in QUESTIONS}) == len(QUESTIONS) >= 44
    assert count("fr", True) + count("fr", False) >= 30 and count("fr", False) >= 9
    assert count("en", True) + count("en", False) >= 14 and count("en", False) >= 4
    assert count("fr", False) + count("en", False) >= 12
    assert sum("cross-lingual" in q["tags"] for q in QUESTIONS) >= 4
    assert sum("amended" in q["tags"] for q in QUESTIONS) >= 2


@pytest.mark.parametrize("question", QUESTIONS, ids=[q["id"] for q in QUESTIONS])
def test_question(question: dict[str, Any]) -> None:
    assert set(question) == {"id", "language", "question", "answerable", "answer", "accept", "gold", "tags"}
    assert question["id"].startswith(question["language"] + "-")
    if not question["answerable"]:
        assert question["answer"] is None and question["accept"] == [] and question["gold"] == []
        return
    assert question["answer"] and question["accept"] and question["gold"]
    for gold in question["gold"]:
        assert not gold["file"].startswith("factures/scan_")
        assert gold["quote"] == fold(gold["quote"])
        assert gold["quote"] in pages(gold["file"])[gold["page"] - 1], gold
        if "amended" in question["tags"]:
            assert gold["file"].startswith("contrats/avenant-")


def test_facts_asked_for_in_vain_are_nowhere() -> None:
    everything = fold(" ".join(text for name in sample_names() for text in pages(name))).lower()
    everything += " ".join(
        " ".join(pdf_pages(part)) for n in sample_names() if n.endswith(".eml") for part in attachments(n)
    )
    for absent in ("6061", "mars 2024", "march 2024", "3e trimestre 2025"):
        assert absent not in everything, absent
    words = {
        "contrats/contrat-location-entretien_ascensia_LOC-2024-007.docx": ["pénalité"],
        "contrats/contrat-maintenance_thermolys_MNT-2023-041.pdf": ["disponibilité", "assureur", "compagnie"],
        "contrats/avenant-1_thermolys_MNT-2023-041.pdf": ["disponibilité", "assur"],
        "contrats/contrat-infogerance_nuagence_INF-2024-018.pdf": ["dépôt de garantie"],
        "contrats/mutual-nda_northwick_NDA-2023-02.pdf": ["eur ", "€", "liquidated", "penalty"],
    }
    for name, absents in words.items():
        text = " ".join(pages(name)).lower()
        assert [absent for absent in absents if absent in text] == [], name
    assert WORLD.OCTAVELLE.iban not in everything.upper().replace(" ", "")

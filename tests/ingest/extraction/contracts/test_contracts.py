"""Whole contracts: the samples and ten made-up ones, against what a person wrote down of them."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extraction.contracts import extract_contract
from ingest.parsing import Limits, parse
from ingest.parsing.document import Block, BlockKind, ParsedDocument
from rag.domain.contract import Contract
from rag.domain.invoice import FieldState
from rag.facts.inforce import FiledContract, in_force
from tests.ingest.extraction.contracts.truth import MADE_UP, SAMPLES, differences

LIMITS = Limits(max_pages=500, max_chars=10_000_000)
TEXTS = Path(__file__).parent / "texts"
DOCUMENTS = Path("samples")


def read(path: Path) -> Contract | None:
    return extract_contract(parse(path.read_bytes(), path.name, LIMITS))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_say_what_is_read(name: str) -> None:
    assert differences(read(DOCUMENTS / "contrats" / name), SAMPLES[name]) == {}


@pytest.mark.parametrize("name", MADE_UP)
def test_made_up_contracts_say_what_is_read(name: str) -> None:
    assert differences(read(TEXTS / f"{name}.txt"), MADE_UP[name]) == {}


@pytest.mark.parametrize("folder", ["courriels", "factures", "notes"])
def test_other_documents_are_no_contracts(folder: str) -> None:
    paths = [path for path in (DOCUMENTS / folder).iterdir() if not path.name.startswith("scan")]
    assert paths
    assert [path.name for path in paths if read(path) is not None] == []


def test_every_value_has_its_words_page_and_boxes() -> None:
    for name in SAMPLES:
        parsed = parse((DOCUMENTS / "contrats" / name).read_bytes(), name, LIMITS)
        contract = extract_contract(parsed)
        assert contract is not None
        values = {key for key in type(contract).model_fields if getattr(contract, key) not in (None, False, (), {})}
        values -= {"fields", "parties"}
        assert values <= set(contract.fields)
        assert {f"parties.{number}" for number in range(1, len(contract.parties) + 1)} <= set(contract.fields)
        for key, clause in contract.fields.items():
            assert clause.quote == parsed.text[clause.start : clause.end], key
            assert clause.state is FieldState.READ, key
            assert bool(clause.boxes) is bool(parsed.pages), key
            assert all(0 <= edge <= 1 for box in clause.boxes for edge in box)
        assert Contract.from_json(contract.to_json()) == contract


def test_a_clause_names_the_page_on_which_it_begins() -> None:
    contract = read(DOCUMENTS / "contrats" / "contrat-maintenance_thermolys_MNT-2023-041.pdf")
    assert contract is not None
    pages = {key: contract.fields[key].page for key in ("title", "notice", "price_revision", "signature_date")}
    assert pages == {"title": 1, "notice": 2, "price_revision": 3, "signature_date": 4}


def test_the_amendment_of_the_samples_replaces_what_it_names() -> None:
    names = ("contrat-maintenance_thermolys_MNT-2023-041.pdf", "avenant-1_thermolys_MNT-2023-041.pdf")
    filed = []
    for name in names:
        contract = read(DOCUMENTS / "contrats" / name)
        assert contract is not None
        filed.append(FiledContract(name, contract))
    held = {
        (article, on.year): names.index(wording.document_id or "")
        for article in ("5.2", "7.1", "8.1", "8.2")
        for on in (date(2024, 12, 31), date(2025, 1, 1))
        for wording in [in_force(filed[0], filed, article, on)]
    }
    changed = {(article, 2025) for article in ("5.2", "8.1")}
    assert held == {key: int(key in changed) for key in held}


def _long(sentence: str, times: int) -> ParsedDocument:
    head = (TEXTS / "fourniture.txt").read_text(encoding="utf-8").split("Article 1")[0]
    text = head + "\n\n".join(f"Article {number}\n\n{sentence}" for number in range(1, times))
    return ParsedDocument(text, (Block(BlockKind.TITLE, 0, 27, 1, 1), Block(BlockKind.TEXT, 27, len(text), 1)))


def test_three_hundred_pages_take_seconds_at_most() -> None:
    clause = (
        "Le contrat est conclu pour une durée de deux ans et sera renouvelé par périodes d'un an, sauf préavis de "
        "trois mois avant l'échéance ; la redevance annuelle est de 1 200 € et la pénalité de 1 % par jour, plafonnée "
        "à 5 %. "
    )
    document = _long(clause * 2, 1_800)
    assert len(document.text) > 750_000
    begun = time.process_time()
    assert extract_contract(document) is not None
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    "hostile",
    [
        "entre " * 60_000,
        "this agreement " * 25_000,
        "(" * 300_000,
        '"' * 300_000,
        ", " * 150_000,
        " \n" * 150_000 + "x",
        "1.1.1.1." * 40_000,
        "le contrat " * 30_000,
        "durée de durée de " * 20_000,
        "préavis de " * 30_000,
        "Inc., " * 50_000,
        "A b" * 100_000,
        "et " * 100_000,
        "tribunal de commerce de " * 13_000,
        "laws of the State of " * 15_000,
        "€ 1 " * 75_000,
    ],
)
def test_hostile_texts_take_bounded_time(hostile: str) -> None:
    formula = "CONTRAT DE PRESTATION\n\nEntre la société Alpha SAS, ci-après « le Client », et Bêta SARL, "
    begun = time.process_time()
    for text in (formula + hostile, hostile, formula + "\n\nArticle 1. Durée\n\n" + hostile):
        extract_contract(ParsedDocument(text, (Block(BlockKind.TEXT, 0, len(text), 1),)))
    assert time.process_time() - begun < 15


FRAGMENTS = [
    "CONTRAT DE PRESTATION\n\n",
    "Entre la société Alpha SAS, ci-après « le Client », et Bêta SARL, RCS 999 120 454, ",
    'This Agreement is made as of the ___ day of May, 2017 (the "Effective Date") between ',
    "Alpha Ltd",
    ' (the "Buyer") and ',
    "\n\nArticle 1 – Durée\n\n",
    "1.1 ",
    "Le contrat est conclu pour une durée de ",
    "trois ans",
    "(99999999) mois",
    " à compter du ",
    "31 février 2024",
    "le premier avril deux mille vingt-trois",
    ". Il est reconduit tacitement par périodes de ",
    " fois, sauf préavis de ",
    " avant l'échéance. ",
    "La redevance annuelle s'élève à ",
    "1 234 567 890 123,45 €",
    " plafonnée à 10 %",
    "L'article 8.1 du contrat n° X-1 est remplacé. ",
    "until the 99th anniversary of ",
    "governed by the laws of the State of ",
    "Fait à Lyrange, le ",
    "  ,  ",
    "\n\n\n",
    "\u00a0\u2028\u0130ß\u0000",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=20), max_size=30))
def test_any_text_is_read_and_every_clause_is_in_it(parts: list[str]) -> None:
    text = "".join(parts)
    contract = extract_contract(ParsedDocument(text, (Block(BlockKind.TEXT, 0, len(text), 1),)))
    for clause in contract.fields.values() if contract else ():
        assert 0 <= clause.start < clause.end <= len(text)
        assert clause.quote == text[clause.start : clause.end]

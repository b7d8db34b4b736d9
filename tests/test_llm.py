"""The whole way with a real model: run with LLM=1 where an Ollama (or its like) answers at the default address."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.intake import submit_file
from ingest.parsing.pool import ParserPool
from ingest.pipeline import Tools, process_document
from rag.answering.answer import Question, answer, last_answer
from rag.domain.answer import Answer
from rag.domain.rights import OWNER
from rag.language import unproved_values
from rag.models.choosing import find_model
from rag.models.embedder import Embedder
from rag.models.language_model import LanguageModel
from rag.retrieval.search import Retriever
from rag.settings import OllamaSettings, Settings
from rag.store.index.edge import EdgeIndex
from rag.store.opening import Store, index_folder, open_store
from tests.support.processes import ROOT, environment, free_port
from tests.support.stores import claim_one

pytestmark = [
    pytest.mark.llm,
    pytest.mark.slow,
    pytest.mark.skipif(not os.environ.get("LLM"), reason="needs a real language model: LLM=1"),
]

FILES = (
    "contrats/contrat-maintenance_thermolys_MNT-2023-041.pdf",
    "factures/2025-06-30_thermolys_FA-2025-0288.pdf",
    "contrats/supply-agreement_northwick_SUP-2023-112.pdf",
)


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    """The first model of the server at the default address."""
    settings = Settings(ollama=OllamaSettings(first_token_timeout_s=240, total_timeout_s=400))
    found = find_model(settings)
    if found is None:
        pytest.fail(f"LLM=1, but no language model answers at {settings.ollama.url}: start Ollama and give it a model.")
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, shared_models: Path, real_embedder: Embedder) -> Path:
    """A home with three samples, read and embedded for real; closed again."""
    home = tmp_path_factory.mktemp("llm") / "home"
    home.mkdir(mode=0o700)
    (home / "models").symlink_to(shared_models)
    settings = Settings(home=home)
    store = open_store(settings)
    index = EdgeIndex(index_folder(settings), real_embedder.name, real_embedder.dimensions)
    with ParserPool(1) as parsers:
        tools = Tools(store, index, real_embedder, parsers, settings.ingest)
        for name in FILES:
            submit_file(store, ROOT / "samples" / name, "default", (), settings.ingest.max_file_mb)
            process_document(claim_one(store, lease_s=300), tools)
    assert store.catalogue.counts(OWNER) == {"active": 3}
    index.close()
    store.close()
    return home


@pytest.fixture
def opened(home: Path, real_embedder: Embedder) -> Iterator[tuple[Store, Retriever]]:
    settings = Settings(home=home)
    store = open_store(settings)
    index = EdgeIndex(index_folder(settings), real_embedder.name, real_embedder.dimensions)
    yield store, Retriever(store.catalogue, index, real_embedder)
    index.close()
    store.close()


QUESTIONS = [
    ("Combien de jours à l'avance peut-on s'opposer à la reconduction du contrat Thermolys ?", "90 jours", FILES[0], 2),
    ("Quel est le total TTC de la facture FA-2025-0288 ?", "5 522,40 €", FILES[1], 1),
    ("How much liability insurance must Northwick maintain per claim?", "EUR 2,000,000", FILES[2], 3),
]


def _is_right(given: Answer, value: str, file: str, page: int) -> bool:
    shown = " ".join(claim.text for claim in given.claims)
    places = {(citation.filename, citation.page) for citation in given.citations}
    return not unproved_values(value, shown) and (Path(file).name, page) in places


def test_questions_are_answered_from_the_right_page_or_not_at_all(
    opened: tuple[Store, Retriever], model: LanguageModel
) -> None:
    store, retriever = opened
    right, answers = 0, []
    for question, value, file, page in QUESTIONS:
        given = last_answer(answer(Question(question), OWNER, retriever, model))
        answers.append(given)
        assert (given.kind, given.note) in (("generated", None), ("abstained", None)), given
        assert given.model == model.name and given.usage.prompt_tokens > 0
        for claim in given.claims:
            cited = [given.citations[number - 1] for number in claim.citations]
            texts = [store.catalogue.passage(OWNER, citation.passage_id).passage.text for citation in cited]
            assert all(citation.quote in text for citation, text in zip(cited, texts, strict=True))
            assert all(citation.boxes for citation in cited)
            assert unproved_values(claim.text, "\n".join(texts)) == []
        right += _is_right(given, value, file, page)
    assert right >= 2, [(given.kind, given.text, given.withheld) for given in answers]


def _asked_by_command(home: Path, question: str) -> Answer:
    ran = subprocess.run(
        [sys.executable, "-c", "from rag.cli import main; main()", "ask", question, "--json"],
        capture_output=True,
        text=True,
        timeout=500,
        env=environment(
            SOURCIER_HOME=str(home),
            PORT=str(free_port()),
            SOURCIER_OLLAMA__FIRST_TOKEN_TIMEOUT_S="240",
            SOURCIER_OLLAMA__TOTAL_TIMEOUT_S="400",
        ),
    )
    assert ran.returncode == 0, ran.stderr
    return Answer.model_validate(json.loads(ran.stdout))


def test_the_command_answers_in_json(home: Path, model: LanguageModel) -> None:
    question, value, file, page = QUESTIONS[2]
    given = _asked_by_command(home, question)
    assert given.kind in ("generated", "abstained") and given.model == model.name
    if given.claims:
        assert _is_right(given, value, file, page), given.text


def test_a_figure_is_computed_though_a_model_is_there(home: Path, model: LanguageModel) -> None:
    question, value, file, page = QUESTIONS[1]
    given = _asked_by_command(home, question)
    assert given.kind == "facts" and given.model is None
    assert _is_right(given, value, file, page), given.text

"""Thirty follow-up questions on the samples: whether what they are made into finds the right document.

Slow (reads and embeds samples/); with a real model only where LLM=1. ``-s`` prints each case.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.intake import submit_file
from ingest.parsing.pool import ParserPool
from ingest.pipeline import Tools, process_document
from rag.answering.answer import Question, answer, last_answer
from rag.answering.rewriting import standalone
from rag.domain.conversation import Turn
from rag.domain.rights import OWNER
from rag.language import detect_language
from rag.models.choosing import find_model
from rag.models.embedder import Embedder
from rag.models.language_model import LanguageModel
from rag.retrieval.search import Retriever
from rag.settings import OllamaSettings, Settings
from rag.store.index.edge import EdgeIndex
from rag.store.opening import index_folder, open_store
from tests.support.processes import ROOT
from tests.support.stores import claim_one

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("followups.json").read_text())


@pytest.fixture(scope="module")
def retriever(
    tmp_path_factory: pytest.TempPathFactory, shared_models: Path, real_embedder: Embedder
) -> Iterator[Retriever]:
    """Search over the samples, read and embedded for real."""
    home = tmp_path_factory.mktemp("followups") / "home"
    home.mkdir(mode=0o700)
    (home / "models").symlink_to(shared_models)
    settings = Settings(home=home)
    store = open_store(settings)
    index = EdgeIndex(index_folder(settings), real_embedder.name, real_embedder.dimensions)
    files = sorted(path for path in (ROOT / "samples").rglob("*") if path.is_file() and "scan" not in path.name)
    with ParserPool(1) as parsers:
        tools = Tools(store, index, real_embedder, parsers, settings.ingest)
        for path in files:
            submit_file(store, path, "default", (), settings.ingest.max_file_mb)
            process_document(claim_one(store, lease_s=300), tools)
    yield Retriever(store.catalogue, index, real_embedder)
    index.close()
    store.close()


def _history(case: dict[str, Any], retriever: Retriever) -> list[Turn]:
    return [
        Turn(asked, asked, last_answer(answer(Question(asked), OWNER, retriever, None)), datetime.now(UTC))
        for asked in case["before"]
    ]


def _found(question: str, case: dict[str, Any], retriever: Retriever) -> bool:
    """Whether the first passage found is one of the right document."""
    return retriever.search(question, OWNER, 4)[0].found.filename == case["file"]


def _right(retriever: Retriever, model: LanguageModel | None) -> list[bool]:
    results = []
    for case in CASES:
        turns = _history(case, retriever)
        question = standalone(case["asked"], turns, model, detect_language(case["asked"]))
        results.append(_found(question, case, retriever))
        print("+" if results[-1] else "-", case["before"][-1], "|", case["asked"], "->", question)
    return results


def test_rules_lead_to_the_right_document(retriever: Retriever) -> None:
    typed = sum(_found(case["asked"], case, retriever) for case in CASES)
    joined = sum(_found(f"{case['before'][-1]} {case['asked']}", case, retriever) for case in CASES)
    right = sum(_right(retriever, None))
    print(f"as typed {typed}, with the question before {joined}, by rules {right} of {len(CASES)}")
    assert right >= 22 and right > joined and right > typed


@pytest.mark.llm
@pytest.mark.skipif(not os.environ.get("LLM"), reason="needs a real language model: LLM=1")
def test_a_real_model_does_no_harm(retriever: Retriever) -> None:
    model = find_model(Settings(ollama=OllamaSettings(first_token_timeout_s=240, total_timeout_s=400)))
    if model is None:
        pytest.fail("LLM=1, but no language model answers: start Ollama and give it a model.")
    right = sum(_right(retriever, model))
    print(f"with {model.name}: {right} of {len(CASES)}")
    assert right >= 22

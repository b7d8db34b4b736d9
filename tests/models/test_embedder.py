from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from rag.errors import ModelFileError
from rag.models.embedder import Embedder, load_embedder, model_folder
from rag.settings import EmbedderSettings, Settings


def test_vectors_have_unit_length_and_the_size_told(real_embedder: Embedder) -> None:
    vectors = np.array(real_embedder.embed_passages(["Le loyer est de 950 euros.", "x", ""]))
    assert vectors.shape == (3, real_embedder.dimensions) == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert real_embedder.embed_passages([]) == []


def test_the_same_text_gives_the_same_vector_alone_or_in_company(real_embedder: Embedder) -> None:
    text = "Le préavis de résiliation est de six mois."
    alone = real_embedder.embed_passages([text])[0]
    company = real_embedder.embed_passages(["Autre chose. " * 60, text, "x"])[1]
    assert np.dot(alone, company) > 0.999
    assert real_embedder.embed_question(text) == real_embedder.embed_questions([text])[0]
    assert real_embedder.embed_question(text) != alone, "questions and passages have prefixes of their own"


@pytest.mark.parametrize(
    ("question", "best"),
    [("Quel est le montant du loyer ?", 0), ("When can the contract be terminated?", 1), ("Wer reinigt die Büros?", 2)],
)
def test_questions_find_their_passage_across_languages(real_embedder: Embedder, question: str, best: int) -> None:
    passages = real_embedder.embed_passages(
        [
            "Le locataire verse chaque mois 950 euros au bailleur.",
            "Chaque partie peut résilier le contrat avec un préavis de six mois.",
            "Le prestataire nettoie les bureaux chaque soir.",
        ]
    )
    assert int(np.argmax(np.array(passages) @ np.array(real_embedder.embed_question(question)))) == best


def test_tokens_are_counted(real_embedder: Embedder) -> None:
    assert real_embedder.count_tokens("") == 0
    assert 3 <= real_embedder.count_tokens("Le prix est fixé.") <= 8
    assert real_embedder.count_tokens("mot " * 2000) >= 2000, "not cut at the model's window"


def test_a_model_that_is_not_here_is_named_and_nothing_is_fetched(settings: Settings) -> None:
    other = settings.model_copy(update={"embedder": EmbedderSettings(model="nobody/nothing")})
    assert model_folder(other) is None
    with pytest.raises(ModelFileError, match="nobody/nothing is not on this machine"):
        load_embedder(other)


def test_a_folder_that_holds_no_model_is_told(settings: Settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "empty-e5").mkdir()
    other = settings.model_copy(update={"embedder": EmbedderSettings(model=str(tmp_path / "empty-e5"))})
    with pytest.raises(ModelFileError, match="cannot be loaded"):
        load_embedder(other)


def test_few_texts_are_embedded_together_and_on_one_core_while_others_are(
    real_embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[tuple[bool, int]] = []
    really, started, may_end = real_embedder._batch, threading.Event(), threading.Event()

    def batch(texts: list[str]) -> Any:
        runs.append((threading.current_thread().name.startswith("embedder"), len(texts)))
        if "slow" in texts[0]:
            started.set()
            assert may_end.wait(60)
        return really(texts)

    monkeypatch.setattr(real_embedder, "_batch", batch)
    real_embedder.embed_questions(["a", "b"])
    assert runs == [(False, 2)], "alone: one batch, with all cores"
    with ThreadPoolExecutor(1) as other:
        waited = other.submit(real_embedder.embed_question, "slow")
        assert started.wait(60)
        try:
            real_embedder.embed_questions(["a", "b"])
        finally:
            may_end.set()
        waited.result()
    assert runs[1:] == [(False, 1), (True, 2)], "beside another: on a core of the pool"
    real_embedder.embed_questions(["a", "b"])
    assert runs[3:] == [(False, 2)], "alone again"

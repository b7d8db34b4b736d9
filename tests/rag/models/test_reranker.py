"""A cross-encoder where its files are, and search as before where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.models.cross_encoder import cross_encoder_folder
from rag.models.reranker import Reranker, load_reranker
from rag.settings import RerankerSettings, Settings
from tests.support.cross_encoder import write_cross_encoder

TEXTS = ["Le préavis est de six mois.", "La cantine ferme le vendredi.", "mot " * 900]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_cross_encoder(tmp_path_factory.mktemp("reranker"))


def _settings(model: object) -> Settings:
    return Settings(reranker=RerankerSettings(model=str(model)))


def test_each_text_has_a_score_of_its_own_whatever_stands_beside_it(folder: Path) -> None:
    reranker = load_reranker(_settings(folder))
    assert reranker is not None and reranker.name == str(folder)
    together = reranker.scores("Quel préavis ?", TEXTS)
    assert len(set(together)) == 3 and all(0 < score < 1 for score in together)
    alone = [reranker.scores("Quel préavis ?", [text])[0] for text in TEXTS]
    assert alone == pytest.approx(together, abs=1e-4)
    assert reranker.scores("Quel préavis ?", []) == []
    assert reranker.scores("Qui ferme ?", TEXTS) != together, "the question counts"


@pytest.mark.parametrize("named", ["", "nobody/no-such-model"])
def test_without_its_files_there_is_none(named: str) -> None:
    assert cross_encoder_folder(named) is None and load_reranker(_settings(named)) is None


def test_a_folder_that_holds_no_model_is_none(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{")
    assert load_reranker(_settings(tmp_path)) is None


def test_a_damaged_file_is_none(folder: Path) -> None:
    assert isinstance(load_reranker(_settings(folder)), Reranker)
    weights = folder / "model.safetensors"
    whole = weights.read_bytes()
    try:
        weights.write_bytes(whole[: len(whole) // 2])
        assert load_reranker(_settings(folder)) is None
    finally:
        weights.write_bytes(whole)

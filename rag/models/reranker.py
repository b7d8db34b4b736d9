"""The reranker: a cross-encoder that says how well a passage answers a question.

(Nogueira and Cho, "Passage Re-ranking with BERT", 2019.) Slower than comparing vectors, so for the first passages only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.models.cross_encoder import load_cross_encoder
from rag.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_BATCH = 8


class Reranker:
    """How well passages answer a question, from 0 to 1."""

    def __init__(self, model: CrossEncoder, name: str) -> None:
        self._model = model
        self.name = name

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score for each text, in order; texts longer than the model's window are read as far as it goes."""
        import torch

        pairs = [(question, text) for text in texts]
        given = self._model.predict(
            pairs, batch_size=_BATCH, show_progress_bar=False, activation_fn=torch.nn.Sigmoid(), convert_to_numpy=True
        )
        return [float(score) for score in given]


def load_reranker(settings: Settings) -> Reranker | None:
    """The reranker of the settings. None when none is set or its files cannot be used: search goes on without it, and
    `rag doctor` says so."""
    model = load_cross_encoder(settings.reranker.model, "reranker", labels=1)
    return Reranker(model, settings.reranker.model) if model is not None else None

"""The reranker: a cross-encoder that reads question and passage together, run by sentence-transformers on this machine.

(Nogueira and Cho, "Passage Re-ranking with BERT", 2019.) Slower than comparing vectors, so for the first passages only.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from rag.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_BATCH = 8
log = structlog.get_logger()


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


def reranker_folder(settings: Settings) -> str | None:
    """Where the reranker's files are, a folder or a name in the hub's cache; None where there are none."""
    name = settings.reranker.model
    if not name:
        return None
    if Path(name).is_dir():
        return name
    from huggingface_hub import try_to_load_from_cache

    return name if isinstance(try_to_load_from_cache(name, "config.json"), str) else None


def load_reranker(settings: Settings) -> Reranker | None:
    """The reranker of the settings. None when none is set, or its files are not here or cannot be read: search goes on
    without it, and `rag doctor` says so."""
    source = reranker_folder(settings)
    if source is None:
        if settings.reranker.model:
            log.warning("reranker_not_found")
        return None
    from safetensors import SafetensorError
    from sentence_transformers import CrossEncoder

    try:
        model = CrossEncoder(source, num_labels=1, device="cpu", local_files_only=True)
    except (OSError, ValueError, ImportError, RuntimeError, SafetensorError) as error:
        log.warning("reranker_not_loaded", error=type(error).__name__)
        return None
    return Reranker(model, settings.reranker.model)

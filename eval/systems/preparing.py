"""Brings a folder of documents into the store of a run, so that a measure never touches the user's."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingest.engines.local import LocalEngine
from ingest.intake import submit_file
from ingest.runtime import worker_tools
from ingest.scanning import files_under
from rag.console import err
from rag.domain.document import Document, DocumentStatus
from rag.domain.rights import OWNER
from rag.errors import ModelUnreachableError, RequestError
from rag.models.choosing import find_model
from rag.models.embedder import model_folder
from rag.models.language_model import LanguageModel
from rag.settings import Settings
from rag.store.catalogue import Catalogue
from rag.store.opening import open_store

_SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def documents_of(suite: str, folder: Path | None) -> Path | None:
    """The folder of a suite's documents: the one given, else the samples for the suite of that name, else None.

    Raises:
        RequestError: there is no such folder.
    """
    if folder is None:
        return _SAMPLES if suite == "samples" and _SAMPLES.is_dir() else None
    if not folder.is_dir():
        raise RequestError(f"There is no folder {str(folder)!r}.", "Check the path given to --documents.")
    return folder.resolve()


def wanted_model(settings: Settings, wanted: str | None) -> LanguageModel | None:
    """The model of that name, or that of the settings; None for ``none``.

    Raises:
        ModelUnreachableError: there is no such model.
    """
    if wanted == "none":
        return None
    found = find_model(settings, wanted)
    if found is None:
        raise ModelUnreachableError(
            f"There is no language model {wanted!r}." if wanted else "No language model answers.",
            "Start Ollama with a model, or measure extractive answers with: --model none",
        )
    return found


def share_model_files(lender: Settings, borrower: Settings) -> None:
    """Lets one home read the embedding model's files of another, where they are: 230 MB that need not be made twice."""
    source, target = model_folder(lender), model_folder(borrower)
    if isinstance(source, Path) and isinstance(target, Path) and source.is_dir() and not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(source.resolve())


def ingest_documents(settings: Settings, folder: Path) -> None:
    """Ingests every file of a folder into ``settings.home``; files already there are not read again.

    A file that cannot be kept is named on stderr; those set aside are counted by their state in ``run.json``.

    Raises:
        RequestError: the folder does not exist.
    """
    files, _ = files_under([folder])
    store = open_store(settings)
    try:
        for path in files:
            taken = submit_file(store, path, "default", (), settings.ingest.max_file_mb)
            if taken.problem:
                err.print(f"not measured: {path.name}: {taken.problem}", markup=False, soft_wrap=True)
        if store.catalogue.unfinished():
            with worker_tools(settings, store) as tools:
                LocalEngine(tools).drain()
    finally:
        store.close()


def findable_documents(catalogue: Catalogue) -> list[Document]:
    """Every document with passages that can be found."""
    found: list[Document] = []
    cursor: str | None = None
    while True:
        batch, cursor = catalogue.list_documents(OWNER, status=DocumentStatus.ACTIVE.value, after=cursor, limit=500)
        found += batch
        if cursor is None:
            return found


def corpus_digest(documents: list[Document]) -> str:
    """SHA-256 over the names and digests of documents, whatever their order and ids."""
    lines = sorted(f"{document.filename}\0{document.sha256}\n" for document in documents)
    return hashlib.sha256("".join(lines).encode()).hexdigest()

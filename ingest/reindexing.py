"""The index made again from the database alone: every passage that readers see is embedded and put in, live.

No file is read, so that documents whose newest bytes cannot be read keep the text they have.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from ingest.embedding import PassageEmbedder, SharedEmbedder
from ingest.pipeline import to_points
from rag.domain.version import fingerprint
from rag.errors import NotFoundError, RequestError, TransientError
from rag.models.embedder import load_embedder
from rag.settings import Settings
from rag.store.catalogue import ActiveVersion
from rag.store.index.base import PassageIndex
from rag.store.opening import Store, index_built_with, open_own_index, rebuilt_index, service_answers

_BATCH = 128
_AT_ONCE = 8
_ROUNDS = 5

Progress = Callable[[int, int], None]
"""Is told how many passages are in, and how many there are."""


def rebuild_index(settings: Settings, store: Store, progress: Progress = lambda done, of: None) -> int:
    """Fills an index beside the one in use and puts it in its place; returns how many documents it holds.

    Cut off at any moment, readers have the old index; run again, it goes on where it was.

    Raises:
        RequestError: a service holds the folder, or answers with another embedding model.
        IndexLockedError: another process has the folder open.
        TransientError: documents changed all the time, or a server does not answer.
    """
    before = index_built_with(settings)
    other_model = before not in (None, settings.embedder.model)
    if service_answers(settings) and (other_model or not settings.index.url):
        raise RequestError("A service uses the index.", "Stop it, then run `ingest reindex` again.")
    embedder = load_embedder(settings)
    with rebuilt_index(settings, settings.embedder.model, embedder.dimensions) as index:
        filled = _fill(store, index, embedder, progress)
        if before is not None and other_model:
            store.ledger.adopt(fingerprint(before))
    if settings.index.url:
        # Workers went on meanwhile: what they activated between the last look and the change of collections.
        index = open_own_index(settings, settings.embedder.model, embedder.dimensions)
        try:
            filled = _fill(store, index, embedder, progress)
        finally:
            index.close()
    return filled


def _fill(store: Store, index: PassageIndex, embedder: PassageEmbedder, progress: Progress) -> int:
    """Puts in what is lacking, until nothing is; what was erased or replaced meanwhile goes again."""
    put: set[str] = set()
    for _ in range(_ROUNDS):
        active = store.catalogue.active_versions()
        for stale in put - {version.id for version in active}:
            index.delete_version(stale)
        added = _round(store, index, embedder, active, progress)
        if not added:
            return len(active)
        put |= added
    raise TransientError("Documents keep changing while the index is built.", "Stop the workers, then run it again.")


def _round(
    store: Store, index: PassageIndex, embedder: PassageEmbedder, active: list[ActiveVersion], progress: Progress
) -> set[str]:
    """Sees to every version; returns those that lacked something."""
    # Several documents at once, so that the embedding model gets full batches of short ones, too.
    shared = SharedEmbedder(embedder)
    added, done, total = set(), 0, sum(version.passage_count for version in active)
    workers = ThreadPoolExecutor(_AT_ONCE)
    try:
        for version, lacked in zip(
            active, workers.map(lambda version: _see_to(version, store, index, shared), active), strict=True
        ):
            if lacked:
                added.add(version.id)
            done += version.passage_count
            progress(done, total)
    finally:
        workers.shutdown(cancel_futures=True)
        shared.close()
    return added


def _see_to(version: ActiveVersion, store: Store, index: PassageIndex, embedder: PassageEmbedder) -> bool:
    """Makes sure that the index holds a version, live and with the rights of now; True when passages lacked."""
    try:
        document = store.ledger.document(version.document_id)
    except NotFoundError:
        return False
    lacking = index.count(version.id) != version.passage_count
    if lacking:
        found = store.catalogue.version_passages(version.id)
        for start in range(0, len(found), _BATCH):
            batch = found[start : start + _BATCH]
            passages = [item.passage for item in batch]
            index.insert(to_points(document, batch[0].title, batch[0].language, passages, embedder))
    index.go_live(version.id, document.allow)
    return lacking

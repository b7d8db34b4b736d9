"""Documents brought in and worked on one at a time, for tests."""

from __future__ import annotations

from pathlib import Path

from ingest.intake import submit_file
from ingest.pipeline import Tools, process_document
from rag.domain.document import Document, DocumentStatus
from tests.support.files import write
from tests.support.stores import active_versions, claim_one, passage_ids_of


def submit(tools: Tools, folder: Path, name: str, content: bytes | str, allow: tuple[str, ...] = ()) -> str:
    write(folder, **{name: content})
    done = submit_file(tools.store, folder / ".".join(name.rsplit("_", 1)), "default", allow, 10)
    assert done.submitted is not None
    return done.submitted.document_id


def work(tools: Tools, document_id: str) -> Document:
    claim = claim_one(tools.store)
    assert claim.document.id == document_id
    process_document(claim, tools)
    return tools.store.ledger.document(document_id)


def check_whole(tools: Tools, document: Document) -> list[str]:
    """Active, one version, and the index holds just its passages, live."""
    assert document.status is DocumentStatus.ACTIVE and document.active_version_id is not None
    assert active_versions(tools.store, document.id) == [document.active_version_id]
    ids = passage_ids_of(tools.store, document.active_version_id)
    assert tools.index.count(document.active_version_id) == len(ids)
    return ids

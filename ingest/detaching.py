"""What a document no longer has attached goes with its last version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from ingest.parsing.document import Attachment
from rag.domain.document import Document
from rag.domain.rights import OWNER
from rag.errors import NotFoundError
from rag.store.index.base import PassageIndex
from rag.store.opening import Store


def attachment_source(parent_id: str, sha256: str) -> str:
    """The source of a document that came attached to another."""
    return f"attachment:{parent_id}/{sha256}"


def erase_detached(parent: Document, attached: Iterable[Attachment], store: Store, index: PassageIndex) -> None:
    """Erases the attachments that the version just made active does not hold any more; the others stay as they are."""
    kept = {attachment_source(parent.id, hashlib.sha256(one.content).hexdigest()) for one in attached}
    for child in store.catalogue.children(parent.id):
        if child.source not in kept:
            try:
                store.eraser.erase_with_attachments(child.id, index, OWNER)
            except NotFoundError:
                continue

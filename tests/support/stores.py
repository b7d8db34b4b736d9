"""Short ways to put things into a store."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import select

from rag.domain.document import EVERYONE, Page
from rag.domain.geometry import Box, Span
from rag.domain.passage import Passage, passage_id
from rag.domain.version import version_id
from rag.store.heads import head_text
from rag.store.index.base import IndexPoint, PassageIndex
from rag.store.index.sparse import document_vector
from rag.store.ledger import Ledger
from rag.store.ledger_values import Claim, FileInfo, NewVersion, Submitted
from rag.store.opening import Store
from rag.store.tables import passages, versions
from tests.support.embedder import vector_of


class Clock:
    """Stands in for a database's clock (``Database.now``); moves only when told to."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self.now = now


def file_info(
    name: str = "a.txt",
    content: bytes = b"Bonjour",
    allow: Sequence[str] = (EVERYONE,),
    collection: str = "default",
    source: str | None = None,
    parent_id: str | None = None,
    deduplicate: bool = True,
) -> FileInfo:
    """A file whose bytes need not exist."""
    return FileInfo(
        collection=collection,
        source=source or f"file:/{name}",
        filename=name,
        media_type="text/plain",
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        allow=tuple(allow),
        parent_id=parent_id,
        deduplicate=deduplicate,
    )


def new_version(ledger: Ledger, claim: Claim, title: str = "Titre") -> NewVersion:
    """The version that a worker would make of a claimed document."""
    document = claim.document
    return NewVersion(
        id=version_id(document.id, document.sha256, ledger.pipeline),
        sha256=document.sha256,
        fingerprint=ledger.pipeline,
        media_type="text/plain",
        title=title,
        language="fr",
        pages=(Page(1, 595.0, 842.0),),
        warnings=(),
    )


def make_passages(document_id: str, version: str, texts: Sequence[str], headings: Sequence[str] = ()) -> list[Passage]:
    """Passages with one box each, under these headings, else one called "Article" each."""
    made, position = [], 0
    for ordinal, text in enumerate(texts):
        made.append(
            Passage(
                id=passage_id(document_id, version, ordinal),
                document_id=document_id,
                version_id=version,
                ordinal=ordinal,
                text=text,
                headings=("Contrat", headings[ordinal] if headings else f"Article {ordinal + 1}"),
                page=1,
                spans=(Span(0, len(text), 1, Box(0.1, 0.2, 0.9, 0.3)),),
                char_start=position,
                char_end=position + len(text),
            )
        )
        position += len(text) + 2
    return made


def make_point(
    identifier: str,
    text: str,
    document_id: str = "d1",
    version: str = "v1",
    collection: str = "default",
    allow: Sequence[str] = (EVERYONE,),
    head: str | None = None,
) -> IndexPoint:
    """A point with the fake embedder's vector, and the vector of its document's head if given."""
    return IndexPoint(
        id=identifier,
        dense=vector_of(text),
        sparse=document_vector(text, "fr"),
        head=None if head is None else document_vector(head, "fr"),
        document_id=document_id,
        version_id=version,
        collection=collection,
        language="fr",
        allow=list(allow),
    )


def points_of(claim: Claim, made: Sequence[Passage]) -> list[IndexPoint]:
    """Passages as points, the first with the document's head."""
    document = claim.document
    head = head_text(document.title, document.filename, "\n".join(p.text for p in made))
    return [
        make_point(
            p.id,
            p.text,
            p.document_id,
            p.version_id,
            document.collection,
            document.allow,
            None if p.ordinal else head,
        )
        for p in made
    ]


def claim_one(store: Store, worker: str = "w", lease_s: float = 60, max_attempts: int = 3) -> Claim:
    """The next job; there must be one."""
    claim = store.ledger.claim(worker, lease_s, max_attempts)
    assert claim is not None
    return claim


def bring_in(
    store: Store, file: FileInfo, texts: Sequence[str] = ("Le prix est de 10 €.",), index: PassageIndex | None = None
) -> Submitted:
    """A document all the way to active, without a parser."""
    submitted = store.ledger.submit(file)
    claim = claim_one(store)
    assert claim.document.id == submitted.document_id
    version = new_version(store.ledger, claim)
    made = make_passages(submitted.document_id, version.id, texts)
    store.ledger.stage(claim, version, made)
    if index is not None:
        index.insert(points_of(claim, made))
        index.go_live(version.id, claim.document.allow)
    store.ledger.activate(claim, version)
    return submitted


def active_versions(store: Store, document_id: str) -> list[str]:
    """Ids of the versions readers see: never more than one."""
    query = select(versions.c.id).where(
        versions.c.document_id == document_id, versions.c.activated_at.is_not(None), versions.c.retired_at.is_(None)
    )
    with store.database.read() as connection:
        return list(connection.execute(query).scalars())


def passage_ids_of(store: Store, version: str) -> list[str]:
    """Ids of a version's passages in order."""
    query = select(passages.c.id).where(passages.c.version_id == version).order_by(passages.c.ordinal)
    with store.database.read() as connection:
        return list(connection.execute(query).scalars())

"""Corrections of typed facts: kept beside the reading, in force at once."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from rag.domain.contract import Contract
from rag.domain.invoice import Invoice
from rag.domain.rights import Reader
from rag.errors import ForbiddenError, NotFoundError
from rag.store.catalogue import readable
from rag.store.corrected import Correction, as_text, corrected_contract, corrected_invoice, read_correction, written
from rag.store.document_rows import take
from rag.store.fact_rows import corrections_of, write_contract, write_invoice
from rag.store.tables import contracts, corrections, documents, invoices, versions

GROUP = "corrections"
"""The group whose keys may correct what they may read; administrators may anyway."""


def may_correct(reader: Reader) -> bool:
    """Whether a key may correct what it may read."""
    return reader.admin or GROUP in reader.groups


def correct(connection: Connection, reader: Reader, document_id: str, field: str, value: str | None) -> Correction:
    """Corrects a field in a write transaction: of the version that readers see, and of any other of the same bytes.

    Raises:
        ForbiddenError: the key is neither an administrator's nor in the group ``corrections``.
        NotFoundError: the document is unknown or not readable, or holds no facts.
        RequestError: the field cannot be corrected, or cannot have this value.
    """
    if not may_correct(reader):
        raise ForbiddenError(
            "This key may not correct facts.", f"Use one of the group {GROUP!r}, or an administrator's."
        )
    take(connection, document_id)
    query = select(documents).where(documents.c.id == document_id, readable(reader))
    document = connection.execute(query).one_or_none()
    if document is None:
        raise NotFoundError(f"There is no document {document_id} that you may read.")
    active = select(versions.c.sha256).where(versions.c.id == document.active_version_id)
    sha256 = connection.execute(active).scalar_one_or_none() or document.sha256
    same = select(versions.c.id).where(versions.c.document_id == document_id, versions.c.sha256 == sha256)
    ids = list(connection.execute(same).scalars())
    facts = {version: fact for version in ids if (fact := _facts(connection, version)) is not None}
    reading = facts.get(document.active_version_id)
    if reading is None:
        raise NotFoundError(f"Document {document_id} holds no typed facts.", "Ask for its passages instead.")
    made = corrections_of(connection, document_id, sha256)
    new = Correction(
        id=str(uuid.uuid4()),
        document_id=document_id,
        field=field,
        value=as_text(read_correction(reading, field, value)),
        previous=written(_with(reading, made), field),
        author=reader.name,
        created_at=datetime.now(UTC),
    )
    row = {name: getattr(new, name) for name in Correction.__dataclass_fields__}
    connection.execute(insert(corrections).values(sha256=sha256, **row))
    for version, fact in facts.items():
        if isinstance(fact, Invoice):
            write_invoice(connection, fact, version, document_id, document.created_at, [*made, new])
        else:
            write_contract(connection, fact, version, document_id, [*made, new])
    return new


def made(connection: Connection, reader: Reader, document_id: str | None = None) -> list[Correction]:
    """The corrections in force of readable documents, oldest first; of one document if given."""
    query = (
        select(*(corrections.c[name] for name in Correction.__dataclass_fields__))
        .join(documents, documents.c.id == corrections.c.document_id)
        .where(readable(reader))
        .order_by(corrections.c.created_at, corrections.c.id)
    )
    if document_id is not None:
        query = query.where(corrections.c.document_id == document_id)
    return [Correction(**row) for row in connection.execute(query).mappings()]


def _facts(connection: Connection, version_id: str) -> Invoice | Contract | None:
    data = connection.execute(select(invoices.c.data).where(invoices.c.version_id == version_id)).scalar_one_or_none()
    if data is not None:
        return Invoice.from_json(data)
    query = select(contracts.c.data).where(contracts.c.version_id == version_id)
    data = connection.execute(query).scalar_one_or_none()
    return None if data is None else Contract.from_json(data)


def _with(reading: Invoice | Contract, made: list[Correction]) -> Invoice | Contract:
    if isinstance(reading, Invoice):
        return corrected_invoice(reading, made)
    return corrected_contract(reading, made)

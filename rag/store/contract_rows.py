"""The contracts that a reader may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, and_, or_, select, true

from rag.domain.contract import Contract
from rag.domain.rights import Reader
from rag.store.corrected import Correction, corrected_contract
from rag.store.invoice_rows import number_key
from rag.store.judging import visible
from rag.store.tables import contracts, corrections, documents, versions


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract, its corrections applied, and the document that holds it."""

    document_id: str
    version_id: str
    title: str
    filename: str
    contract: Contract


def contract_rows(
    connection: Connection,
    reader: Reader,
    *,
    document_ids: Collection[str] | None = None,
    amending: Collection[Contract] | None = None,
) -> list[ContractRow]:
    """The readable contracts, oldest document first; those of some documents if given; with ``amending`` only the
    amendments that may belong to one of these contracts (:func:`rag.facts.inforce.amendments_of` tells which do)."""
    query = (
        select(contracts.c.document_id, contracts.c.version_id, documents.c.title, documents.c.filename)
        .add_columns(contracts.c.data)
        .join(documents, documents.c.id == contracts.c.document_id)
        .where(visible(reader, contracts))
        .order_by(documents.c.created_at, documents.c.id)
    )
    if document_ids is not None:
        query = query.where(contracts.c.document_id.in_(document_ids))
    if amending is not None:
        keys = {number_key(one.number) if one.number else None for one in amending}
        # Which of them an amendment changes is told by its number, where both have one; else by parties and dates.
        named = true() if None in keys else or_(contracts.c.amends == "", contracts.c.amends.in_(keys))
        query = query.where(contracts.c.amends.is_not(None), named)
    rows = connection.execute(query).all()
    made = _made(connection, reader) if rows else {}
    return [
        ContractRow(
            document_id=row.document_id,
            version_id=row.version_id,
            title=row.title,
            filename=row.filename,
            contract=corrected_contract(Contract.from_json(row.data), made.get(row.version_id, [])),
        )
        for row in rows
    ]


def amends_key(contract: Contract) -> str | None:
    """By what the contract that an amendment changes is looked for: the letters and digits of its number, "" where the
    amendment names none; None for what amends nothing."""
    if contract.amends is None:
        return None
    return (number_key(contract.amends.number) if contract.amends.number else None) or ""


def holds_amendments(connection: Connection) -> bool:
    """Whether any version holds an amendment, whoever may read it: one look into an index."""
    query = select(contracts.c.version_id).where(contracts.c.amends.is_not(None)).limit(1)
    return connection.execute(query).first() is not None


def _made(connection: Connection, reader: Reader) -> dict[str, list[Correction]]:
    """The corrections of all readable contracts by version, oldest first."""
    of_version = and_(versions.c.id == contracts.c.version_id, versions.c.sha256 == corrections.c.sha256)
    query = (
        select(contracts.c.version_id, *(corrections.c[name] for name in Correction.__dataclass_fields__))
        .join(contracts, contracts.c.document_id == corrections.c.document_id)
        .join(versions, of_version)
        .where(visible(reader, contracts))
        .order_by(corrections.c.created_at, corrections.c.id)
    )
    found: dict[str, list[Correction]] = defaultdict(list)
    for version_id, *values in connection.execute(query):
        found[version_id].append(Correction(*values))
    return found

"""Writes what a version's invoice or contract says into the tables that plans ask, its corrections applied."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from rag.domain.contract import Contract
from rag.domain.invoice import Invoice
from rag.store.contract_rows import amends_key
from rag.store.corrected import Correction, corrected_contract, corrected_invoice
from rag.store.invoice_rows import invoice_facts_row, invoice_preceding_rows, invoice_vat_rows
from rag.store.tables import contracts, corrections, invoice_facts, invoice_preceding, invoice_vat


def write_invoice(
    connection: Connection,
    invoice: Invoice,
    version_id: str,
    document_id: str,
    created_at: datetime,
    made: list[Correction],
) -> None:
    """Replaces the rows of a version's invoice."""
    for table in (invoice_preceding, invoice_vat, invoice_facts):
        connection.execute(delete(table).where(table.c.version_id == version_id))
    right = corrected_invoice(invoice, made)
    facts = invoice_facts_row(right, version_id, document_id, created_at)
    connection.execute(insert(invoice_facts).values(facts))
    if rates := invoice_vat_rows(right, facts):
        connection.execute(insert(invoice_vat), rates)
    if replaced := invoice_preceding_rows(right, version_id):
        connection.execute(insert(invoice_preceding), replaced)


def write_contract(
    connection: Connection, contract: Contract, version_id: str, document_id: str, made: list[Correction]
) -> None:
    """Replaces the row of a version's contract."""
    connection.execute(delete(contracts).where(contracts.c.version_id == version_id))
    right = corrected_contract(contract, made)
    connection.execute(
        insert(contracts).values(
            version_id=version_id,
            document_id=document_id,
            kind=right.kind[:40] if right.kind else None,
            number=right.number[:200] if right.number else None,
            effective_date=right.effective_date.isoformat() if right.effective_date else None,
            end_date=right.end_date.isoformat() if right.end_date else None,
            amends=amends_key(right),
            data=contract.to_json(),
        )
    )


def corrections_of(connection: Connection, document_id: str, sha256: str) -> list[Correction]:
    """The corrections of a document made for these bytes, oldest first."""
    query = (
        select(*(corrections.c[name] for name in Correction.__dataclass_fields__))
        .where(corrections.c.document_id == document_id, corrections.c.sha256 == sha256)
        .order_by(corrections.c.created_at, corrections.c.id)
    )
    return [Correction(**row) for row in connection.execute(query).mappings()]


def drop_corrections(connection: Connection, document_id: str, sha256: str) -> None:
    """Forgets the corrections that were made for other bytes than these."""
    others = corrections.c.document_id == document_id, corrections.c.sha256 != sha256
    connection.execute(delete(corrections).where(*others))

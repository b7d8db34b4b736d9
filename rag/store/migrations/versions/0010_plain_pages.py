"""what plain pages leave out: bases of VAT, which of two days it is"""

import rag.store.tables
import sqlalchemy as sa
from alembic import op
from rag.domain.invoice import Invoice
from rag.store.invoice_rows import day_either_way, invoice_facts_row, invoice_vat_rows

revision = "0010"
down_revision = "0009"

_BATCH = 500
_DAYS = ("issue_early", "issue_late", "due_early", "due_late")


def upgrade() -> None:
    """what plain pages leave out: bases of VAT, which of two days it is"""
    with op.batch_alter_table("invoice_vat") as table:
        table.alter_column("base_minor", existing_type=sa.BigInteger(), nullable=True)
    with op.batch_alter_table("invoice_facts") as table:
        table.add_column(sa.Column("bases_state", sa.String(length=8), nullable=False, server_default="unknown"))
        for name in _DAYS:
            table.add_column(sa.Column(name, sa.String(length=10), nullable=True))
    for name in _DAYS:
        op.create_index(op.f(f"ix_invoice_facts_{name}"), "invoice_facts", [name], unique=False)
    connection = op.get_bind()
    facts = sa.table("invoice_facts", sa.column("rates_state"), sa.column("bases_state"))
    connection.execute(sa.update(facts).values(bases_state=facts.c.rates_state))
    _fill(connection)
    _same_either_way(connection)


def _fill(connection) -> None:
    """The VAT by rate of the pages that are there and print no bases, and days that may be two. Of documents with
    corrections they stay unknown until these are corrected or read again."""
    documents = sa.table("documents", sa.column("id"), sa.column("created_at", rag.store.tables.UtcDateTime()))
    invoices = sa.table("invoices", sa.column("version_id"), sa.column("document_id"), sa.column("data", sa.JSON()))
    corrections = sa.table("corrections", sa.column("document_id"))
    known = sa.MetaData()
    facts = sa.Table("invoice_facts", known, autoload_with=connection)
    rates = sa.Table("invoice_vat", known, autoload_with=connection)
    query = (
        sa.select(invoices, documents.c.created_at, facts.c.rates_state)
        .join(documents, documents.c.id == invoices.c.document_id)
        .join(facts, facts.c.version_id == invoices.c.version_id)
        .where(facts.c.source == "page")
        .where(invoices.c.document_id.not_in(sa.select(corrections.c.document_id)))
        .order_by(invoices.c.version_id)
        .limit(_BATCH)
    )
    last = ""
    while rows := connection.execute(query.where(invoices.c.version_id > last)).all():
        last = rows[-1].version_id
        for row in rows:
            invoice = Invoice.from_json(row.data)
            fact = invoice_facts_row(invoice, row.version_id, row.document_id, row.created_at)
            changed = {name: fact[name] for name in (*_DAYS, "twin") if fact[name] is not None}
            by_rate = [{name: one[name] for name in rates.c.keys()} for one in invoice_vat_rows(invoice, fact)]
            if by_rate and row.rates_state == "unknown":
                changed["rates_state"] = fact["rates_state"]
                connection.execute(sa.insert(rates), by_rate)
            if changed:
                connection.execute(sa.update(facts).where(facts.c.version_id == row.version_id).values(**changed))


def _same_either_way(connection) -> None:
    """Copies are told by their day read either way."""
    facts = sa.table("invoice_facts", sa.column("version_id"), sa.column("twin"))
    query = sa.select(facts).where(facts.c.twin.is_not(None)).order_by(facts.c.version_id).limit(_BATCH)
    last = ""
    while rows := connection.execute(query.where(facts.c.version_id > last)).all():
        last = rows[-1].version_id
        for row in rows:
            head, _, day = row.twin.rpartition("|")
            twin = f"{head}|{day_either_way(day)}"
            if twin != row.twin:
                connection.execute(sa.update(facts).where(facts.c.version_id == row.version_id).values(twin=twin))

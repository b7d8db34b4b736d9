"""what final invoices say was paid before"""

import sqlalchemy as sa
from alembic import op
from rag.domain.invoice import Invoice, InvoiceType
from rag.store.invoice_rows import invoice_preceding_rows

revision = "0009"
down_revision = "0008"

_BATCH = 500


def upgrade() -> None:
    """what final invoices say was paid before"""
    op.add_column("invoice_preceding", sa.Column("prepaid_minor", sa.BigInteger(), nullable=True))
    _fill(op.get_bind())


def _fill(connection) -> None:
    """The final invoices that are there; corrections of the type are in their facts already."""
    invoices = sa.table("invoices", sa.column("version_id"), sa.column("data", sa.JSON()))
    facts = sa.table("invoice_facts", sa.column("version_id"), sa.column("type"))
    known = sa.Table("invoice_preceding", sa.MetaData(), autoload_with=connection)
    query = (
        sa.select(invoices)
        .join(facts, facts.c.version_id == invoices.c.version_id)
        .where(facts.c.type == InvoiceType.INVOICE.value)
        .order_by(invoices.c.version_id)
        .limit(_BATCH)
    )
    last = ""
    while rows := connection.execute(query.where(invoices.c.version_id > last)).all():
        last = rows[-1].version_id
        made = []
        for row in rows:
            invoice = Invoice.from_json(row.data).model_copy(update={"type": InvoiceType.INVOICE})
            made += [{name: one[name] for name in known.c.keys()} for one in invoice_preceding_rows(invoice, row.version_id)]
        if made:
            connection.execute(sa.insert(known), made)

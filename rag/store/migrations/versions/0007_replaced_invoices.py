"""what corrective invoices replace"""

import sqlalchemy as sa
from alembic import op
from rag.domain.invoice import Invoice, InvoiceType
from rag.store.invoice_rows import invoice_preceding_rows

revision = "0007"
down_revision = "0006"

_BATCH = 500


def upgrade() -> None:
    """what corrective invoices replace"""
    op.create_table(
        "invoice_preceding",
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number_key", sa.String(length=200), nullable=False),
        sa.Column("issue_date", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_invoice_preceding_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("pk_invoice_preceding")),
    )
    op.create_index("ix_invoice_preceding_number", "invoice_preceding", ["number_key", "version_id"], unique=False)

    _fill(op.get_bind())


def _fill(connection) -> None:
    """What the corrective invoices that are there replace; corrections of the type are in their facts already. Only
    columns that this revision has are written."""
    invoices = sa.table("invoices", sa.column("version_id"), sa.column("data", sa.JSON()))
    facts = sa.table("invoice_facts", sa.column("version_id"), sa.column("type"))
    known = sa.Table("invoice_preceding", sa.MetaData(), autoload_with=connection)
    query = (
        sa.select(invoices)
        .join(facts, facts.c.version_id == invoices.c.version_id)
        .where(facts.c.type == InvoiceType.CORRECTIVE.value)
        .order_by(invoices.c.version_id)
        .limit(_BATCH)
    )
    last = ""
    while rows := connection.execute(query.where(invoices.c.version_id > last)).all():
        last = rows[-1].version_id
        made = []
        for row in rows:
            invoice = Invoice.from_json(row.data).model_copy(update={"type": InvoiceType.CORRECTIVE})
            made += [{name: one[name] for name in known.c.keys()} for one in invoice_preceding_rows(invoice, row.version_id)]
        if made:
            connection.execute(sa.insert(known), made)

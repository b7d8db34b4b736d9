"""facts of invoices and contracts as plans ask them, and corrections of them"""

import sqlalchemy as sa
from alembic import op
import rag.store.tables
from rag.domain.invoice import Invoice
from rag.store.invoice_rows import invoice_facts_row, invoice_vat_rows

revision = "0005"
down_revision = "0004"

_BATCH = 500


def upgrade() -> None:
    """facts of invoices and contracts as plans ask them, and corrections of them"""
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("previous", sa.Text(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("created_at", rag.store.tables.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_corrections_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_document_id"), "corrections", ["document_id"], unique=False)
    op.create_table(
        "contracts",
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("number", sa.String(length=200), nullable=True),
        sa.Column("effective_date", sa.String(length=10), nullable=True),
        sa.Column("end_date", sa.String(length=10), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_contracts_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_contracts")),
    )
    op.create_index(op.f("ix_contracts_document_id"), "contracts", ["document_id"], unique=False)
    op.create_index(op.f("ix_contracts_effective_date"), "contracts", ["effective_date"], unique=False)
    op.create_index(op.f("ix_contracts_end_date"), "contracts", ["end_date"], unique=False)
    op.create_index(op.f("ix_contracts_kind"), "contracts", ["kind"], unique=False)
    op.create_table(
        "invoice_facts",
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=True),
        sa.Column("number_key", sa.String(length=200), nullable=True),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("issue_date", sa.String(length=10), nullable=True),
        sa.Column("due_date", sa.String(length=10), nullable=True),
        sa.Column("seller_key", sa.String(length=220), nullable=True),
        sa.Column("seller_fold", sa.String(length=200), nullable=True),
        sa.Column("seller_name", sa.String(length=200), nullable=False),
        sa.Column("buyer_key", sa.String(length=220), nullable=True),
        sa.Column("buyer_fold", sa.String(length=200), nullable=True),
        sa.Column("buyer_name", sa.String(length=200), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=True),
        sa.Column("net_state", sa.String(length=8), nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), nullable=True),
        sa.Column("vat_state", sa.String(length=8), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=True),
        sa.Column("gross_state", sa.String(length=8), nullable=False),
        sa.Column("rates_state", sa.String(length=8), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("twin", sa.Text(), nullable=True),
        sa.Column("twin_order", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_invoice_facts_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_invoice_facts")),
    )
    op.create_index("ix_invoice_facts_buyer", "invoice_facts", ["buyer_key", "issue_date"], unique=False)
    op.create_index("ix_invoice_facts_buyer_name", "invoice_facts", ["buyer_key", "buyer_name"], unique=False)
    op.create_index("ix_invoice_facts_currency", "invoice_facts", ["currency", "issue_date"], unique=False)
    op.create_index(op.f("ix_invoice_facts_document_id"), "invoice_facts", ["document_id"], unique=False)
    op.create_index(op.f("ix_invoice_facts_due_date"), "invoice_facts", ["due_date"], unique=False)
    op.create_index("ix_invoice_facts_gross", "invoice_facts", ["gross_state", "decimals", "gross_minor"], unique=False)
    op.create_index(op.f("ix_invoice_facts_issue_date"), "invoice_facts", ["issue_date"], unique=False)
    op.create_index("ix_invoice_facts_net", "invoice_facts", ["net_state", "decimals", "net_minor"], unique=False)
    op.create_index(op.f("ix_invoice_facts_number_key"), "invoice_facts", ["number_key"], unique=False)
    op.create_index(op.f("ix_invoice_facts_rates_state"), "invoice_facts", ["rates_state"], unique=False)
    op.create_index("ix_invoice_facts_seller", "invoice_facts", ["seller_key", "issue_date"], unique=False)
    op.create_index("ix_invoice_facts_seller_name", "invoice_facts", ["seller_key", "seller_name"], unique=False)
    op.create_index("ix_invoice_facts_twin", "invoice_facts", ["twin", "twin_order"], unique=False)
    op.create_index("ix_invoice_facts_type", "invoice_facts", ["type", "issue_date"], unique=False)
    op.create_index("ix_invoice_facts_vat", "invoice_facts", ["vat_state", "decimals", "vat_minor"], unique=False)
    op.create_table(
        "invoice_vat",
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rate", sa.String(length=20), nullable=False),
        sa.Column("base_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_invoice_vat_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("pk_invoice_vat")),
    )
    op.create_index("ix_invoice_vat_rate", "invoice_vat", ["rate", "version_id"], unique=False)

    _fill(op.get_bind())


def _fill(connection) -> None:
    """The facts of the invoices that are there. Only columns that this revision has are written, whatever the code of
    a later release makes of an invoice."""
    documents = sa.table("documents", sa.column("id"), sa.column("created_at", rag.store.tables.UtcDateTime()))
    invoices = sa.table("invoices", sa.column("version_id"), sa.column("document_id"), sa.column("data", sa.JSON()))
    known = sa.MetaData()
    facts = sa.Table("invoice_facts", known, autoload_with=connection)
    rates = sa.Table("invoice_vat", known, autoload_with=connection)
    query = (
        sa.select(invoices, documents.c.created_at)
        .join(documents, documents.c.id == invoices.c.document_id)
        .order_by(invoices.c.version_id)
        .limit(_BATCH)
    )
    last = ""
    while rows := connection.execute(query.where(invoices.c.version_id > last)).all():
        last = rows[-1].version_id
        made, by_rate = [], []
        for row in rows:
            invoice = Invoice.from_json(row.data)
            fact = invoice_facts_row(invoice, row.version_id, row.document_id, row.created_at)
            of_rates = invoice_vat_rows(invoice, fact)
            if any(rate["base_minor"] is None for rate in of_rates):  # for these there is room from 0010 on
                fact, of_rates = fact | {"rates_state": "unknown"}, []
            made.append({name: fact[name] for name in facts.c.keys()})
            by_rate += [{name: rate[name] for name in rates.c.keys()} for rate in of_rates]
        connection.execute(sa.insert(facts), made)
        if by_rate:
            connection.execute(sa.insert(rates), by_rate)

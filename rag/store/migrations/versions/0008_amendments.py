"""which contract an amendment changes, as a key that is looked for"""

import sqlalchemy as sa
from alembic import op
from rag.domain.contract import Contract
from rag.store.contract_rows import amends_key

revision = "0008"
down_revision = "0007"

_BATCH = 500


def upgrade() -> None:
    """which contract an amendment changes, as a key that is looked for"""
    op.add_column("contracts", sa.Column("amends", sa.String(length=200), nullable=True))
    op.create_index(op.f("ix_contracts_amends"), "contracts", ["amends"], unique=False)
    _fill(op.get_bind())


def _fill(connection) -> None:
    """The keys of the amendments that are there; no correction touches what they amend."""
    contracts = sa.table(
        "contracts", sa.column("version_id"), sa.column("data", sa.JSON()), sa.column("amends", sa.String())
    )
    query = sa.select(contracts.c.version_id, contracts.c.data).order_by(contracts.c.version_id).limit(_BATCH)
    last = ""
    while rows := connection.execute(query.where(contracts.c.version_id > last)).all():
        last = rows[-1].version_id
        for row in rows:
            if (key := amends_key(Contract.from_json(row.data))) is not None:
                connection.execute(
                    sa.update(contracts).where(contracts.c.version_id == row.version_id).values(amends=key)
                )

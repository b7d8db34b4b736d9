"""tokens of calendar feeds"""

import sqlalchemy as sa
from alembic import op

import rag.store.tables

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """tokens of calendar feeds"""
    op.create_table(
        "calendar_feeds",
        sa.Column("key_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", rag.store.tables.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_sha256"], ["api_keys.sha256"], name=op.f("fk_calendar_feeds_key_sha256"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key_sha256", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("sha256", name=op.f("uq_calendar_feeds_sha256")),
    )

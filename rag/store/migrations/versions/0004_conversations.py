"""conversations, their turns, and the documents that these came from"""

import sqlalchemy as sa
from alembic import op
import rag.store.tables

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """conversations, their turns, and the documents that these came from"""
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("key_name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_at", rag.store.tables.UtcDateTime(), nullable=False),
        sa.Column("updated_at", rag.store.tables.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index("ix_conversations_owner", "conversations", ["key_name", "updated_at", "id"], unique=False)
    op.create_table(
        "turns",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", rag.store.tables.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_turns_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", "ordinal", name=op.f("pk_turns")),
    )
    op.create_table(
        "turn_documents",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id", "ordinal"],
            ["turns.conversation_id", "turns.ordinal"],
            name=op.f("fk_turn_documents_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "ordinal", "document_id", name=op.f("pk_turn_documents")),
    )
    op.create_index(op.f("ix_turn_documents_document_id"), "turn_documents", ["document_id"], unique=False)

"""every file known by its row; what is asked for by parent and by bytes is found by index"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """every file known by its row; what is asked for by parent and by bytes is found by index"""
    op.create_index(op.f("ix_documents_parent_id"), "documents", ["parent_id"], unique=False)
    op.create_index(op.f("ix_versions_sha256"), "versions", ["sha256"], unique=False)
    # Documents of the release before: their files are read again at the next sync, a time that no file has says so.
    op.execute(
        sa.text(
            "INSERT INTO files (collection, source, document_id, sha256, size, mtime_ns)"
            " SELECT collection, source, id, sha256, size, -1 FROM documents WHERE substr(source, 1, 5) = 'file:'"
            " AND NOT EXISTS (SELECT 1 FROM files f WHERE f.collection = documents.collection"
            " AND f.source = documents.source)"
        )
    )

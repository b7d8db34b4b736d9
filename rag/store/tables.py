"""The tables of the database; ``migrations/`` brings a database to them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: aware in Python, naive UTC in databases that keep no zone (SQLite)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Stores UTC."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Gives UTC back."""
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

documents = Table(
    "documents",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("collection", String(200), nullable=False),
    Column("source", Text, nullable=False),
    Column("filename", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("media_type", String(200), nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size", Integer().with_variant(BigInteger, "postgresql"), nullable=False),
    Column("allow", JSON, nullable=False),
    Column("status", String(20), nullable=False, index=True),
    Column("stage", String(40)),
    Column("code", String(40)),
    Column("reason", Text),
    Column("language", String(8)),
    Column("page_count", Integer),
    Column("active_version_id", String(36)),
    Column("parent_id", String(36), index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("collection", "source"),
)

document_groups = Table(
    "document_groups",
    metadata,
    Column("document_id", String(36), ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("group_name", String(200), primary_key=True, index=True),
)

versions = Table(
    "versions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("document_id", String(36), ForeignKey("documents.id", ondelete="CASCADE"), index=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("fingerprint", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("pages", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("passage_count", Integer, nullable=False),
    Column("simhash", String(16)),
    Column("activated_at", Float),
    Column("retired_at", Float, index=True),
)

passages = Table(
    "passages",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("document_id", String(36), nullable=False, index=True),
    Column("version_id", String(36), ForeignKey("versions.id", ondelete="CASCADE"), index=True),
    Column("ordinal", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("headings", JSON, nullable=False),
    Column("page", Integer, nullable=False),
    Column("spans", JSON, nullable=False),
    Column("char_start", Integer, nullable=False),
    Column("char_end", Integer, nullable=False),
)

invoices = Table(
    "invoices",
    metadata,
    Column("version_id", String(36), ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("document_id", String(36), nullable=False, index=True),
    Column("number", String(200), index=True),
    Column("data", JSON, nullable=False),
)
"""The typed invoice (:class:`rag.domain.invoice.Invoice`, as JSON) of a version that carries one."""
invoice_facts = Table(
    "invoice_facts",
    metadata,
    Column("version_id", String(36), ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("document_id", String(36), nullable=False, index=True),
    Column("source", String(8), nullable=False),
    Column("number", String(200)),
    Column("number_key", String(200), index=True),
    Column("type", String(20), nullable=False),
    Column("currency", String(3)),
    Column("decimals", Integer, nullable=False),
    Column("issue_date", String(10), index=True),
    Column("due_date", String(10), index=True),
    Column("issue_early", String(10), index=True),
    Column("issue_late", String(10), index=True),
    Column("due_early", String(10), index=True),
    Column("due_late", String(10), index=True),
    Column("seller_key", String(220)),
    Column("seller_fold", String(200)),
    Column("seller_name", String(200), nullable=False),
    Column("buyer_key", String(220)),
    Column("buyer_fold", String(200)),
    Column("buyer_name", String(200), nullable=False),
    Column("net_minor", BigInteger),
    Column("net_state", String(8), nullable=False),
    Column("vat_minor", BigInteger),
    Column("vat_state", String(8), nullable=False),
    Column("gross_minor", BigInteger),
    Column("gross_state", String(8), nullable=False),
    Column("rates_state", String(8), nullable=False, index=True),
    Column("bases_state", String(8), nullable=False),
    Column("places", JSON, nullable=False),
    Column("twin", Text),
    Column("twin_order", String(80), nullable=False),
    Index("ix_invoice_facts_seller", "seller_key", "issue_date"),
    Index("ix_invoice_facts_seller_name", "seller_key", "seller_name"),
    Index("ix_invoice_facts_buyer", "buyer_key", "issue_date"),
    Index("ix_invoice_facts_buyer_name", "buyer_key", "buyer_name"),
    Index("ix_invoice_facts_type", "type", "issue_date"),
    Index("ix_invoice_facts_currency", "currency", "issue_date"),
    Index("ix_invoice_facts_net", "net_state", "decimals", "net_minor"),
    Index("ix_invoice_facts_vat", "vat_state", "decimals", "vat_minor"),
    Index("ix_invoice_facts_gross", "gross_state", "decimals", "gross_minor"),
    Index("ix_invoice_facts_twin", "twin", "twin_order"),
)
"""What plans ask of an invoice (:mod:`rag.store.invoice_rows`), its corrections applied. Amounts are signed minor units
of ``currency``, which has ``decimals`` of them. A state is ``counts``, ``doubtful`` or ``unknown``; ``rates_state`` is
that of the VAT in the rows of ``invoice_vat``, ``bases_state`` that of their bases. Invoices of the same ``twin`` are
one where the seller is one: the first in ``twin_order`` counts. ``places`` tells where the amounts are printed. A day
that may be read two ways (12/11 of dollars) is not known; ``early`` and ``late`` are the two, of one year."""

invoice_preceding = Table(
    "invoice_preceding",
    metadata,
    Column("version_id", String(36), ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("number_key", String(200), nullable=False),
    Column("issue_date", String(10)),
    Column("prepaid_minor", BigInteger),
    Index("ix_invoice_preceding_number", "number_key", "version_id"),
)
"""The invoices that corrective invoices replace, and those that final invoices name beside an amount paid before
(``prepaid_minor``, None of corrective ones): the number, and the day where it is stated too."""

invoice_vat = Table(
    "invoice_vat",
    metadata,
    Column("version_id", String(36), ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("rate", String(20), nullable=False),
    Column("base_minor", BigInteger),
    Column("vat_minor", BigInteger, nullable=False),
    Index("ix_invoice_vat_rate", "rate", "version_id"),
)
"""Base (None where it is not printed) and VAT of an invoice by rate, each rate once, written with two decimals or as
many as it has (``20.00``)."""

contracts = Table(
    "contracts",
    metadata,
    Column("version_id", String(36), ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("document_id", String(36), nullable=False, index=True),
    Column("kind", String(40), index=True),
    Column("number", String(200)),
    Column("effective_date", String(10), index=True),
    Column("end_date", String(10), index=True),
    Column("amends", String(200), index=True),
    Column("data", JSON, nullable=False),
)
"""The contract (:class:`rag.domain.contract.Contract`, as JSON) of a version that is one, as it was read; the other
columns have its corrections applied. ``amends`` is the key of the number of the contract that an amendment changes
(:func:`rag.store.contract_rows.amends_key`), "" where it names none; None for what amends nothing."""

corrections = Table(
    "corrections",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("document_id", String(36), ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("sha256", String(64), nullable=False),
    Column("field", String(40), nullable=False),
    Column("value", Text),
    Column("previous", Text),
    Column("author", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
"""What a person says a field of a document's facts is, for these bytes of it; the latest of a field counts."""

files = Table(
    "files",
    metadata,
    Column("collection", String(200), primary_key=True),
    Column("source", Text, primary_key=True),
    Column("document_id", String(36), ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
)
"""Every file on disk that stands for a document, as it was when it was last read: several with the same bytes stand
for one document, which goes when the last of them is gone. Size and time of change tell what need not be read again."""

jobs = Table(
    "jobs",
    metadata,
    Column("document_id", String(36), ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("queued_at", Float, nullable=False),
    Column("not_before", Float, nullable=False),
    Column("lease_until", Float),
    Column("worker", String(200)),
    Index("ix_jobs_claim", "state", "not_before"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("groups", JSON, nullable=False),
    Column("admin", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("key_sha256", String(64), ForeignKey("api_keys.sha256", ondelete="CASCADE"), primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
)
"""The token by which calendar programs fetch the deadlines of a key (:mod:`rag.store.feeds`): one a key."""

answers = Table(
    "answers",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("key_name", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("answer_id", String(36), ForeignKey("answers.id", ondelete="CASCADE"), index=True),
    Column("key_name", String(200), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("comment", Text),
    Column("created_at", UtcDateTime, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("key_name", String(200), nullable=False),
    Column("title", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_conversations_owner", "key_name", "updated_at", "id"),
)

turns = Table(
    "turns",
    metadata,
    Column("conversation_id", String(36), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("asked", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", JSON(none_as_null=True)),
    Column("created_at", UtcDateTime, nullable=False),
)
"""``answer`` (:class:`rag.domain.answer.Answer`) holds words of documents: it goes with any of ``turn_documents``."""

turn_documents = Table(
    "turn_documents",
    metadata,
    Column("conversation_id", String(36), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("document_id", String(36), primary_key=True, index=True),
    ForeignKeyConstraint(
        ["conversation_id", "ordinal"], ["turns.conversation_id", "turns.ordinal"], ondelete="CASCADE"
    ),
)
"""The documents that a turn's answer or question came from: cited, named as near, or given to the model."""

erasures = Table(
    "erasures",
    metadata,
    Column("document_id", String(36), primary_key=True),
    Column("blobs", JSON, nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
)
"""Documents whose rows are gone and whose vectors and bytes remain to be removed: survives a crash in between."""

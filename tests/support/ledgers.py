"""Invoices and contracts made in a line, and brought into a store without a parser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert

from rag.domain.contract import Contract
from rag.domain.document import EVERYONE
from rag.domain.geometry import Box
from rag.domain.invoice import Field, FieldState, Invoice, InvoiceType, Party, PrecedingInvoice, Totals, VatBreakdown
from rag.store.database import Database
from rag.store.fact_rows import write_contract, write_invoice
from rag.store.ledger_values import Submitted
from rag.store.opening import Store
from rag.store.tables import document_groups, documents, invoices, versions
from tests.support.stores import claim_one, file_info, make_passages, new_version

DUPONT = Party(name="Dupont Maintenance SAS", siren="552100554")
MARTIN = Party(name="Martin & Fils", vat_id="DE129273398")
US = Party(name="Nuagence SARL", siren="802143651")


def invoice(
    number: str | None = "F-1",
    gross: str | None = "120.00",
    *,
    seller: Party = DUPONT,
    buyer: Party = US,
    issued: str | None = "2024-03-05",
    due: str | None = "2024-04-05",
    currency: str | None = "EUR",
    kind: InvoiceType = InvoiceType.INVOICE,
    source: str = "xml",
    rate: str | None = "20",
    states: dict[str, FieldState] | None = None,
    preceding: Sequence[PrecedingInvoice] = (),
    prepaid: str | None = None,
) -> Invoice:
    """An invoice at one rate of VAT; on a page all its fields are confirmed unless ``states`` says otherwise."""
    total = None if gross is None else Decimal(gross)
    net = None if total is None else (total / (1 + Decimal(rate or 0) / 100)).quantize(Decimal("0.01"))
    vat = None if total is None or net is None else total - net
    breakdown = () if rate is None or net is None else (VatBreakdown(base=net, amount=vat, rate=Decimal(rate)),)
    known = ["number", "issue_date", "due_date", "currency", "seller.name", "seller.siren", "buyer.name"]
    known += ["totals.prepaid", "net", "vat", "gross", "vat_breakdown.1.base", "vat_breakdown.1.amount"]
    usual = FieldState.READ if source == "xml" else FieldState.CONFIRMED
    fields = {name: Field(bt="BT", state=(states or {}).get(name, usual)) for name in known}
    fields["gross"] = fields["gross"].model_copy(update={"page": 1, "box": Box(0.1, 0.2, 0.9, 0.3)})
    return Invoice(
        number=number,
        type=kind,
        issue_date=date.fromisoformat(issued) if issued else None,
        due_date=date.fromisoformat(due) if due else None,
        currency=currency,
        seller=seller,
        buyer=buyer,
        vat_breakdown=breakdown,
        totals=Totals(net=net, vat=vat, gross=total, prepaid=None if prepaid is None else Decimal(prepaid)),
        source=source,  # type: ignore[arg-type]
        fields=fields,
        preceding=tuple(preceding),
    )


def bring_in_facts(
    store: Store,
    name: str,
    facts: Invoice | Contract,
    allow: Sequence[str] = (EVERYONE,),
    content: bytes | None = None,
    texts: Sequence[str] = ("Total à payer 120,00 €",),
    headings: Sequence[str] = (),
    **more: Any,
) -> Submitted:
    """A document all the way to active, with these facts."""
    content = name.encode() if content is None else content
    submitted = store.ledger.submit(file_info(name, content, allow, deduplicate=False, **more))
    claim = claim_one(store)
    of = {"invoice": facts} if isinstance(facts, Invoice) else {"contract": facts}
    version = replace(new_version(store.ledger, claim, name), **of)  # type: ignore[arg-type]
    store.ledger.stage(claim, version, make_passages(submitted.document_id, version.id, texts, headings))
    store.ledger.activate(claim, version)
    return submitted


def put_facts(database: Database, made: Sequence[tuple[str, Invoice | Contract, Sequence[str]]]) -> None:
    """Empties a database and puts these facts in, each in an active document of this id and these groups."""
    with database.write() as connection:
        connection.execute(delete(documents))
        for n, (identifier, facts, allow) in enumerate(made):
            moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=n)
            version = f"{identifier}-v"
            kept = {"sha256": "0" * 64, "title": identifier, "language": "fr"}
            connection.execute(
                insert(documents).values(
                    id=identifier, collection="c", source=identifier, filename=identifier, size=1, page_count=1,
                    media_type="application/pdf", allow=list(allow), status="active", active_version_id=version,
                    created_at=moment, updated_at=moment, **kept,
                )
            )  # fmt: skip
            groups = [{"document_id": identifier, "group_name": group} for group in allow]
            connection.execute(insert(document_groups), groups)
            connection.execute(
                insert(versions).values(
                    id=version, document_id=identifier, fingerprint="f", pages=[], warnings=[], passage_count=0,
                    activated_at=0.0, **kept,
                )
            )  # fmt: skip
            if isinstance(facts, Invoice):
                row = {"version_id": version, "document_id": identifier, "data": facts.to_json()}
                connection.execute(insert(invoices).values(row))
                write_invoice(connection, facts, version, identifier, moment, [])
            else:
                write_contract(connection, facts, version, identifier, [])

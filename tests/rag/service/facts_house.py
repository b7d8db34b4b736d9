"""A service with invoices and contracts, some of them for the management only, and every way to ask about them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any
from unittest.mock import patch

from rag.domain.contract import Clause, Contract, ContractParty, Notice, Renewal
from rag.domain.document import EVERYONE
from rag.domain.duration import Duration, TimeUnit
from rag.domain.geometry import Box
from rag.domain.invoice import Invoice, InvoiceType
from rag.service.facts import today
from tests.rag.service.house import House, Way, file_of
from tests.support.ledgers import DUPONT, MARTIN, bring_in_facts, invoice

TODAY = date(2026, 3, 2)
PUBLIC_BILL, SECRET_BILL, PUBLIC_CONTRACT, SECRET_CONTRACT = (str(uuid.UUID(int=10 + n)) for n in range(4))
SECRET_FACTS = ("Martin", "S-77", "987.65", "987,65", "Bail secret", "Tour Oméga", "prime", "direction")
"""Words that only the management's documents hold."""


def contract(title: str, party: str, ends: date) -> Contract:
    """A contract that renews itself for a year, with three months' notice."""
    notice = Clause(quote="trois mois", start=0, end=10, page=1, boxes=(Box(0.1, 0.1, 0.9, 0.15),))
    return Contract(
        title=title,
        kind="maintenance",
        parties=(ContractParty(name="Nuagence SARL"), ContractParty(name=party)),
        end_date=ends,
        renewal=Renewal(tacit=True, span=Duration(count=1, unit=TimeUnit.YEAR)),
        notice=Notice(span=Duration(count=3, unit=TimeUnit.MONTH)),
        fields={"notice": notice},
    )


def bring_public_facts(house: House) -> None:
    """An invoice and a credit note of Dupont, and a contract: for everyone."""
    house.app.dependency_overrides[today] = lambda: TODAY
    _bring(house, PUBLIC_BILL, "dupont.pdf", invoice("F-1", "120.00"), EVERYONE)
    credit = invoice("A-1", "20.00", kind=InvoiceType.CREDIT_NOTE, issued="2024-03-09", due=None)
    _bring(house, str(uuid.UUID(int=20)), "avoir.pdf", credit, EVERYONE)
    _bring(house, PUBLIC_CONTRACT, "maintenance.pdf", contract("Maintenance", "Dupont", date(2026, 12, 31)), EVERYONE)


def bring_secret_facts(house: House) -> None:
    """For the management: an invoice of somebody else, one that Dupont's is a copy of, and a contract."""
    _bring(
        house,
        SECRET_BILL,
        "prime.pdf",
        invoice("S-77", "987.65", seller=MARTIN, currency="USD", issued="2024-06-01"),
        "direction",
    )
    copied = invoice("F-1", "120.00", seller=DUPONT)
    _bring(house, str(uuid.UUID(int=21)), "prime-copie.pdf", copied, "direction")
    _bring(house, SECRET_CONTRACT, "bail.pdf", contract("Bail secret", "Tour Oméga", date(2026, 9, 30)), "direction")


def _bring(house: House, document_id: str, name: str, facts: Invoice | Contract, allow: str) -> None:
    content = file_of(name)
    house.engine.store.blobs.put(content)
    with patch("rag.store.ledger.uuid.uuid4", lambda: uuid.UUID(document_id)):
        bring_in_facts(house.engine.store, name, facts, [allow], content=content)


def _at(path: str) -> Callable[[House], str]:
    return lambda _: path


def _get(path: str, route: str | None = None, **more: Any) -> Way:
    return Way(f"GET {route or path.partition('?')[0]}", path, _at(path), **more)


def _query(name: str, shown: str = "", **body: Any) -> Way:
    return Way("POST /v1/facts/query", name, _at("/v1/facts/query"), {"language": "fr", **body}, shown=shown)


_ONE, _MADE = "/v1/invoices/{document_id}", "/v1/invoices/{document_id}/corrections"
_MENDED = "/v1/contracts/{document_id}/corrections"
_PAGE = "/v1/documents/{document_id}/pages/{number}.png"
_SUM = {"measure": "sum", "sellers": [{"asked": "Martin"}]}
FACT_WAYS = [
    _get("/v1/invoices", shown="S-77"),
    _get("/v1/invoices?limit=1", shown="S-77"),
    _get("/v1/invoices?seller=Martin", shown="S-77"),
    _get("/v1/invoices?seller=Martin%20%26%20Fils&buyer=Nuagence", shown="S-77"),
    _get("/v1/invoices?seller=Dupont", shown="prime-copie"),
    _get("/v1/invoices?number=S-77", shown="S-77"),
    _get("/v1/invoices?currency=USD", shown="S-77"),
    _get("/v1/invoices?min=900&max=1000", shown="S-77"),
    _get("/v1/invoices?state=duplicate", shown="prime-copie"),
    _get("/v1/invoices?due_from=2024-01-01&due_to=2024-12-31", shown="S-77"),
    _get(f"/v1/invoices/{SECRET_BILL}", _ONE, shown="S-77"),
    _get(f"/v1/invoices/{SECRET_CONTRACT}", _ONE, shown="no typed invoice", entitled_status=404),
    _get(f"/v1/invoices/{SECRET_BILL}/corrections", _MADE, shown="may_correct"),
    Way(
        f"POST {_MADE}",
        "correct",
        _at(f"/v1/invoices/{SECRET_BILL}/corrections"),
        {"field": "seller.name", "value": "Martin frères"},
        shown="Martin",
        entitled="admin",
        entitled_status=201,
    ),
    _get("/v1/parties", shown="Martin"),
    _get("/v1/contracts", shown="Bail secret"),
    _get(f"/v1/contracts/{SECRET_CONTRACT}", "/v1/contracts/{document_id}", shown="Oméga"),
    _get(f"/v1/contracts/{SECRET_BILL}", "/v1/contracts/{document_id}", entitled_status=404),
    _get(f"/v1/contracts/{SECRET_CONTRACT}/corrections", _MENDED, shown="may_correct"),
    Way(
        f"POST {_MENDED}",
        "correct",
        _at(f"/v1/contracts/{SECRET_CONTRACT}/corrections"),
        {"field": "number", "value": "X-1"},
        shown="X-1",
        entitled="admin",
        entitled_status=201,
    ),
    _get("/v1/deadlines?language=fr", shown="bail.pdf"),
    _get("/v1/deadlines?from=2026-06-01&to=2026-07-31", shown="bail.pdf"),
    _get("/v1/deadlines.ics", shown=SECRET_CONTRACT),
    _get("/v1/deadlines.csv", shown="bail.pdf"),
    _get("/v1/deadlines.xlsx", shown="PK"),
    _get("/v1/invoices.csv?language=fr", shown="987,65"),
    _get("/v1/invoices.csv?seller=Martin", shown="987.65"),
    _get("/v1/invoices.xlsx", shown="PK"),
    _get(f"/v1/documents/{SECRET_BILL}/pages/1.png?field=gross", _PAGE, shown="PNG"),
    _get(f"/v1/documents/{SECRET_CONTRACT}/pages/1.png?field=notice&field=term", _PAGE, shown="PNG"),
    _get(f"/v1/documents/{SECRET_BILL}/pages/1.png?field=nothing", _PAGE, shown="no such field", entitled_status=404),
    _query("sum", "987.65", plan={"measure": "sum"}),
    _query("count", "prime-copie", plan={"measure": "count"}),
    _query("by supplier", "Martin", plan={"measure": "sum", "group_by": "seller"}),
    _query("of a supplier", "987.65", plan=_SUM),
    _query("of a supplier whom nobody knows", plan={"measure": "sum", "sellers": [{"asked": "Zzyzx"}]}),
    _query("contracts", "bail.pdf", plan={"entity": "contract", "measure": "list", "basis": "notice"}),
    _query("asked of a supplier", "987.65", question="Combien avons-nous payé à Martin en 2024 ?"),
    _query("asked of all", "987.65", question="Total des factures par fournisseur"),
    _query("asked of one term", "préavis de 3 mois", question="Quel est le préavis du contrat Oméga ?"),
    _query("asked of contracts", "bail.pdf", question="Quels contrats faut-il dénoncer avant le 1er août 2026 ?"),
    *(
        Way(
            "POST /v1/ask",
            f"{question}, stream {stream}",
            _at("/v1/ask"),
            {"question": question, "stream": stream},
            shown=shown,
        )
        for stream in (False, True)
        for question, shown in (
            ("Combien avons-nous payé à Martin en 2024 ?", "987,65"),
            ("Total des factures par fournisseur", "Martin"),
            ("Quels sont nos contrats ?", "bail.pdf"),
        )
    ),
]

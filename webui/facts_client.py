"""The service's routes of invoices, figures and deadlines, as the page uses them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from rag.domain.contract import Contract
from rag.domain.facts import Deadline, FactsResult
from rag.domain.invoice import Exact, InvoiceType
from webui.client import Client

_PAGE = 200


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Named(_Out):
    """A party by its name."""

    name: str | None = None


class InvoiceRow(_Out):
    """An invoice in the list; a credit note's amounts are negative. ``state`` is ``counted``, or why it is not."""

    document_id: str
    title: str
    filename: str
    number: str | None = None
    type: InvoiceType = InvoiceType.INVOICE
    seller: Named = Named()
    buyer: Named = Named()
    issue_date: date | None = None
    due_date: date | None = None
    currency: str | None = None
    net: Exact | None = None
    vat: Exact | None = None
    gross: Exact | None = None
    state: str = "counted"


class Party(_Out):
    """A party that may be chosen: its name, and the keys by which plans know it."""

    name: str
    keys: list[str]


class Correction(_Out):
    """What somebody said a field is, in place of ``previous``."""

    field: str
    value: str | None
    previous: str | None = None
    author: str
    created_at: datetime


class FactsClient:
    """Asks on behalf of a :class:`Client`'s key; every method raises :class:`webui.client.Problem`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def query(self, plan: Mapping[str, Any], language: str) -> FactsResult:
        """What a plan gives."""
        body = {"plan": plan, "language": language}
        return FactsResult.model_validate(self._client.json("POST", "/v1/facts/query", json=body))

    def invoices(self, narrowed: Mapping[str, str], limit: int) -> tuple[list[InvoiceRow], bool]:
        """At most ``limit`` invoices, and whether there are more."""
        rows: list[InvoiceRow] = []
        cursor: str | None = None
        while len(rows) < limit:
            given = {**narrowed, "limit": str(min(limit - len(rows), _PAGE)), **({"cursor": cursor} if cursor else {})}
            page = self._client.json("GET", "/v1/invoices", params=given)
            rows += [InvoiceRow.model_validate(row) for row in page["invoices"]]
            cursor = page["next_cursor"]
            if cursor is None:
                return rows, False
        return rows, True

    def parties(self) -> tuple[list[Party], list[Party]]:
        """The sellers and the buyers of the invoices that the key may read."""
        found = self._client.json("GET", "/v1/parties")
        sellers, buyers = ([Party.model_validate(one) for one in found[role]] for role in ("sellers", "buyers"))
        return sellers, buyers

    def invoice(self, document_id: str) -> dict[str, Any]:
        """One invoice with all its terms, states and places."""
        return self._client.json("GET", f"/v1/invoices/{document_id}")

    def contract(self, document_id: str) -> Contract:
        """One contract, corrections applied."""
        return Contract.model_validate(self._client.json("GET", f"/v1/contracts/{document_id}")["contract"])

    def corrections(self, document_id: str, of: str = "invoices") -> tuple[list[Correction], bool]:
        """What was corrected on a document of ``invoices`` or ``contracts``, oldest first, and whether the key may."""
        found = self._client.json("GET", f"/v1/{of}/{document_id}/corrections")
        return [Correction.model_validate(row) for row in found["corrections"]], bool(found["may_correct"])

    def correct(self, document_id: str, field: str, value: str | None, of: str = "invoices") -> None:
        """Says what a field is; None says that it is not there."""
        body = {"field": field, "value": value}
        self._client.json("POST", f"/v1/{of}/{document_id}/corrections", json=body)

    def deadlines(self, language: str, period: Mapping[str, str]) -> list[Deadline]:
        """The deadlines of contracts in a period (``from``, ``to``), the nearest first."""
        found = self._client.json("GET", "/v1/deadlines", params={**period, "language": language})
        return [Deadline.model_validate(row) for row in found["deadlines"]]

    def feed_made(self) -> datetime | None:
        """When the calendar's address in force was made; None where there is none."""
        made = self._client.json("GET", "/v1/deadlines/feed")["created_at"]
        return datetime.fromisoformat(made) if made else None

    def make_feed(self) -> str:
        """A new address of the calendar, without the host; the one before stops working."""
        return str(self._client.json("POST", "/v1/deadlines/feed")["path"])

    def withdraw_feed(self) -> None:
        """Ends the address in force."""
        self._client.json("DELETE", "/v1/deadlines/feed")

    def download(self, name: str, narrowed: Mapping[str, str]) -> bytes:
        """A table as a file: ``invoices.csv``."""
        return self._client.content(f"/v1/{name}", dict(narrowed))

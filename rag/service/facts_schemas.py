"""The JSON of the routes about invoices, contracts, figures and deadlines that is not in :mod:`rag.domain`."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from rag.domain.contract import Contract
from rag.domain.facts import Deadline, Left, ListedInvoice
from rag.domain.geometry import Box
from rag.domain.invoice import Exact, Invoice, InvoiceType, InvoiceWarning
from rag.domain.plan import Plan
from rag.facts.parties import KnownParty
from rag.store.contract_rows import ContractRow
from rag.store.corrected import Correction

Language = Literal["fr", "en"]


class State(StrEnum):
    """Whether an invoice's amount counts in figures, or why not: see :class:`rag.domain.facts.Left`."""

    COUNTED = "counted"
    DUPLICATE = Left.DUPLICATE.value
    REPLACED = Left.REPLACED.value
    OTHER_CURRENCY = Left.OTHER_CURRENCY.value
    DOUBTFUL = Left.DOUBTFUL.value
    UNREADABLE = Left.UNREADABLE.value


class FactsIn(BaseModel):
    """Body of ``POST /v1/facts/query``: a plan, or a question that is read as one."""

    model_config = ConfigDict(extra="forbid")

    plan: Plan | None = None
    question: str | None = Field(None, min_length=1, max_length=2000)
    language: Language = "en"

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.plan is None) == (self.question is None):
            raise ValueError("give a plan or a question, and not both")
        return self


class PartyRef(BaseModel):
    """A party as invoices write it."""

    name: str | None


class PlacedAmount(BaseModel):
    """Where an amount is printed; the box is of the page."""

    page: int | None = None
    box: Box | None = None


class InvoiceRowOut(BaseModel):
    """An invoice in the list, corrections applied. Amounts are signed as they count: a credit note's are negative.

    ``fields`` tells where ``net``, ``vat`` and ``gross`` are printed; the rest is in `GET /v1/invoices/{document_id}`.
    """

    document_id: str
    version_id: str
    title: str
    filename: str
    number: str | None
    type: InvoiceType
    issue_date: date | None
    due_date: date | None
    currency: str | None
    seller: PartyRef
    buyer: PartyRef
    net: Exact | None
    vat: Exact | None
    gross: Exact | None
    source: str
    state: State
    fields: dict[str, PlacedAmount]

    @classmethod
    def of(cls, listed: ListedInvoice) -> InvoiceRowOut:
        """An invoice as served."""
        amounts = {name: getattr(listed, name) for name in ("net", "vat", "gross")}
        return cls(
            document_id=listed.document_id,
            version_id=listed.version_id,
            title=listed.title,
            filename=listed.filename,
            number=listed.number,
            type=listed.type,
            issue_date=listed.issue_date,
            due_date=listed.due_date,
            currency=listed.currency,
            seller=PartyRef(name=listed.seller),
            buyer=PartyRef(name=listed.buyer),
            source=listed.source,
            state=State(listed.left.value if listed.left else "counted"),
            fields={
                name: PlacedAmount(page=amount.page, box=amount.box)
                for name, amount in amounts.items()
                if amount is not None and amount.box is not None
            },
            **{name: None if amount is None else amount.value for name, amount in amounts.items()},
        )


class InvoicesOut(BaseModel):
    """A page of the list of invoices; ``next_cursor`` gives the next, None at the end."""

    invoices: list[InvoiceRowOut]
    next_cursor: str | None


def _as_served() -> type[BaseModel]:
    """:class:`Invoice` in the form of its JSON, which its own schema cannot tell: ``warnings`` are sentences, their
    typed form is ``findings``, and the header's totals stand beside ``totals``."""
    given: dict[str, Any] = {name: (info.annotation, info) for name, info in Invoice.model_fields.items()}
    totals: dict[str, Any] = dict.fromkeys(("net", "vat", "gross", "payable"), (Exact | None, None))
    own: dict[str, Any] = {
        "document_id": (str, ...),
        "warnings": (list[str], []),
        "findings": (list[InvoiceWarning], []),
        "iban": (str | None, None),
    }
    text = "A typed invoice, corrections applied, and the document that it was read from."
    return create_model("InvoiceOut", __doc__=text, **{**given, **totals, **own})


InvoiceOut = _as_served()


class PartyOut(BaseModel):
    """A party of invoices: the name to show it by, and the keys by which plans know it."""

    name: str
    keys: list[str]

    @classmethod
    def of(cls, party: KnownParty) -> PartyOut:
        """A party as served."""
        return cls(name=party.name, keys=list(party.keys))


class PartiesOut(BaseModel):
    """Those who sell and who buy in invoices that the key may read, by name."""

    sellers: list[PartyOut]
    buyers: list[PartyOut]


class CorrectionIn(BaseModel):
    """Body of ``POST /v1/invoices/{document_id}/corrections`` and of the same for contracts: what a field really is
    (None: it is not stated), written as in JSON: an amount as ``1234.56``, a day as ``2024-12-31``, a span as
    ``3 months``."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(max_length=40)
    value: str | None = Field(max_length=200)


class CorrectionOut(BaseModel):
    """A correction: ``value`` in place of ``previous``, which for the first of a field is what was read."""

    field: str
    value: str | None
    previous: str | None
    author: str
    created_at: datetime

    @classmethod
    def of(cls, made: Correction) -> CorrectionOut:
        """A correction as served."""
        return cls(
            field=made.field,
            value=made.value,
            previous=made.previous,
            author=made.author,
            created_at=made.created_at,
        )


class CorrectionsOut(BaseModel):
    """What was corrected, oldest first, and whether the key may correct."""

    corrections: list[CorrectionOut]
    may_correct: bool


class ContractOut(BaseModel):
    """A contract, corrections applied, and the document that it was read from."""

    document_id: str
    version_id: str
    title: str
    filename: str
    contract: Contract

    @classmethod
    def of(cls, row: ContractRow) -> ContractOut:
        """A contract as served."""
        return cls(
            document_id=row.document_id,
            version_id=row.version_id,
            title=row.title,
            filename=row.filename,
            contract=row.contract,
        )


class ContractsOut(BaseModel):
    """Contracts, oldest document first."""

    contracts: list[ContractOut]


class DeadlinesOut(BaseModel):
    """Deadlines as of ``today``, the nearest first."""

    today: date
    deadlines: list[Deadline]


class FeedOut(BaseModel):
    """The calendar's address: when it was made (None: there is none), and only where it was made just now, its path."""

    created_at: datetime | None
    path: str | None = None

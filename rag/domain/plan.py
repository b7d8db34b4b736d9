"""Plans: what a question about figures or deadlines asks, as a typed value that is checked, shown and run.

A plan is data. It is made by :mod:`rag.facts`'s grammar, by a language model under the same schema, or sent by a
program; whichever it is, it is validated and its parties are matched to known ones before it runs.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rag.domain.invoice import Exact, InvoiceType

_LARGEST = 10**15


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Measure(StrEnum):
    """What is worked out of the documents that a plan leaves."""

    SUM = "sum"
    COUNT = "count"
    AVERAGE = "average"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    LIST = "list"


class Entity(StrEnum):
    """What a plan is about."""

    INVOICE = "invoice"
    CONTRACT = "contract"


class Amount(StrEnum):
    """Which amount of an invoice is measured: with VAT (BT-112), without (BT-109), the VAT itself (BT-110)."""

    GROSS = "gross"
    NET = "net"
    VAT = "vat"


class DateBasis(StrEnum):
    """Which day of a document the period is about. The last three are a contract's; ``notice`` is the last day to give
    notice, ``end`` the end of the running term."""

    ISSUE = "issue"
    DUE = "due"
    EFFECTIVE = "effective"
    END = "end"
    NOTICE = "notice"


class ContractTerm(StrEnum):
    """What a plan asks of single contracts: one thing that their text says."""

    NOTICE = "notice"
    END = "end"
    EFFECTIVE = "effective"
    SIGNATURE = "signature"
    DURATION = "duration"
    RENEWAL = "renewal"
    LAW = "law"
    COURT = "court"
    PARTIES = "parties"


class Grouping(StrEnum):
    """What the figures are told apart by."""

    SELLER = "seller"
    BUYER = "buyer"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    VAT_RATE = "vat_rate"
    TYPE = "type"


class Order(StrEnum):
    """What lists and groups are ordered by; groups in time are always in time's order unless ordered by amount."""

    AMOUNT = "amount"
    DATE = "date"
    NAME = "name"


class DueState(StrEnum):
    """Where an invoice stands against its due date, on the day of the question. Nothing is known of payments."""

    OVERDUE = "overdue"
    NOT_YET_DUE = "not_yet_due"


class Period(_Value):
    """Days, both included; an open side is None. ``words`` is how it was asked ("l'an dernier")."""

    start: date | None = None
    end: date | None = None
    words: str | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.start and self.end and self.end < self.start:
            raise ValueError("the last day is before the first")
        return self


class PartyChoice(_Value):
    """A party that a plan is narrowed to: ``asked`` as the question names it; once it is matched, ``name`` as invoices
    write it and ``keys`` by which the store knows it (see :mod:`rag.facts.parties`)."""

    asked: str
    name: str | None = None
    keys: tuple[str, ...] = ()


class Plan(_Value):
    """What is asked, as a query over typed facts; what is left empty narrows nothing.

    ``sellers`` and ``buyers`` are alternatives among themselves (a question about two suppliers has both). ``types`` is
    empty for all kinds of invoice; credit notes then count negative in sums. ``at_least`` and ``at_most`` bound the
    measured amount of a single invoice. ``limit`` keeps the first groups or documents. ``before`` … of contracts is a
    period with an open start on the basis ``notice`` or ``end``. ``term`` asks what the contracts that are
    left say of it; ``amendments`` leaves amendments only,
    ``running`` the contracts that have begun and are not over on the day of the question.
    """

    entity: Entity = Entity.INVOICE
    measure: Measure = Measure.SUM
    amount: Amount = Amount.GROSS
    sellers: tuple[PartyChoice, ...] = ()
    buyers: tuple[PartyChoice, ...] = ()
    period: Period | None = None
    basis: DateBasis = DateBasis.ISSUE
    types: tuple[InvoiceType, ...] = ()
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    number: str | None = Field(None, max_length=200)
    vat_rate: Exact | None = Field(None, ge=0, lt=1000, decimal_places=10)
    due: DueState | None = None
    at_least: Exact | None = Field(None, ge=-_LARGEST, le=_LARGEST, decimal_places=10)
    at_most: Exact | None = Field(None, ge=-_LARGEST, le=_LARGEST, decimal_places=10)
    contract_kind: str | None = Field(None, max_length=40)
    tacit_renewal: bool | None = None
    running: bool = False
    term: ContractTerm | None = None
    amendments: bool = False
    group_by: Grouping | None = None
    order: Order | None = None
    descending: bool = False
    limit: int | None = Field(None, ge=1, le=1000)

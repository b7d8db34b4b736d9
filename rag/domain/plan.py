"""Plans: what a question about figures or deadlines asks, as a typed value that is checked, shown and run.

A plan is data. It is made by :mod:`rag.facts`'s grammar, by a language model under the same schema, or sent by a
program; whichever it is, it is validated and its parties are matched to known ones before it runs.
"""

from __future__ import annotations

from datetime import date, timedelta
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
    """What the figures are told apart by; ``half`` is half a year, ``kind`` a contract's."""

    SELLER = "seller"
    BUYER = "buyer"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    VAT_RATE = "vat_rate"
    TYPE = "type"
    KIND = "kind"


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

    ``amounts`` are worked out beside ``amount``. ``against`` sets the figure of another period beside that of
    ``period``, with their difference. ``group_at_least`` and ``group_at_most`` keep the groups whose figure lies so,
    ``absent`` those sellers or buyers of whom there is no invoice in that period. ``share`` tells each figure's part of
    the whole: of all groups together, or where nothing is grouped, of what it would be with all sellers or buyers.
    ``per`` (a month, quarter, half or year) tells the sum or number shared out evenly over the period, which is so many
    whole ones.

    ``sellers`` and ``buyers`` are alternatives among themselves (a question about two suppliers has both). ``types`` is
    empty for all kinds of invoice; credit notes then count negative in sums. ``at_least`` and ``at_most`` bound the
    measured amount of a single invoice. ``limit`` keeps the first groups or documents. ``before`` … of contracts is a
    period with an open start on the basis ``notice`` or ``end``. ``term`` asks what the contracts that are
    left say of it, ``terms`` what else; ``law`` is one of :data:`rag.facts.laws.LAWS`; ``amendments`` leaves amendments
    only, ``running`` the contracts that have begun and are not over on the day of the question.
    """

    entity: Entity = Entity.INVOICE
    measure: Measure = Measure.SUM
    amount: Amount = Amount.GROSS
    amounts: tuple[Amount, ...] = ()
    sellers: tuple[PartyChoice, ...] = ()
    buyers: tuple[PartyChoice, ...] = ()
    period: Period | None = None
    against: Period | None = None
    absent: Period | None = None
    basis: DateBasis = DateBasis.ISSUE
    types: tuple[InvoiceType, ...] = ()
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    number: str | None = Field(None, max_length=200)
    vat_rate: Exact | None = Field(None, ge=0, lt=1000, decimal_places=10)
    due: DueState | None = None
    at_least: Exact | None = Field(None, ge=-_LARGEST, le=_LARGEST, decimal_places=10)
    at_most: Exact | None = Field(None, ge=-_LARGEST, le=_LARGEST, decimal_places=10)
    group_at_least: Exact | None = Field(None, ge=-_LARGEST, le=_LARGEST, decimal_places=10)
    group_at_most: Exact | None = Field(None, ge=-_LARGEST, le=_LARGEST, decimal_places=10)
    share: bool = False
    per: Grouping | None = None
    contract_kind: str | None = Field(None, max_length=40)
    tacit_renewal: bool | None = None
    law: str | None = Field(None, max_length=40)
    running: bool = False
    term: ContractTerm | None = None
    terms: tuple[ContractTerm, ...] = ()
    amendments: bool = False
    group_by: Grouping | None = None
    order: Order | None = None
    descending: bool = False
    limit: int | None = Field(None, ge=1, le=1000)

    @model_validator(mode="after")
    def _comparable(self) -> Self:
        """
        Raises:
            ValueError: what is compared, bounded or shared out is not there, or twice.
        """
        if self.against is not None:
            one, other = self.period, self.against
            if one is None or None in (one.start, one.end, other.start, other.end):
                raise ValueError("two periods that are compared have both a first and a last day")
            if have_days_in_common(one, other):
                raise ValueError("two periods that are compared have no day in common")
            if self.group_by is not None or self.measure is Measure.LIST or self.share or self.amounts:
                raise ValueError("two periods are compared by one figure each: without groups, shares or more amounts")
        bounded = self.group_at_least is not None or self.group_at_most is not None
        if bounded and (self.group_by is None or self.entity is Entity.CONTRACT):
            raise ValueError("a bound on groups needs groups of invoices: set group_by")
        if self.group_by is Grouping.KIND and self.entity is Entity.INVOICE:
            raise ValueError("contracts are told apart by kind, invoices by type")
        if self.absent is not None and self.group_by not in (Grouping.SELLER, Grouping.BUYER):
            raise ValueError("absent is about sellers or buyers: set group_by")
        if self.share and (self.measure not in (Measure.SUM, Measure.COUNT) or not (self._narrowed() or self.group_by)):
            raise ValueError("a share is of a sum or count, of one seller, one buyer or groups")
        if self.amounts and (self.group_by is not None or self.measure in (Measure.COUNT, Measure.LIST)):
            raise ValueError("more than one amount is worked out without groups, and of no list or count")
        if self.per is not None and (
            self.group_by is not None
            or self.measure not in (Measure.SUM, Measure.COUNT)
            or self.against is not None
            or not units_in(self.period, self.per)
        ):
            raise ValueError("per shares a sum or number out over a period of whole months, quarters, halves or years")
        if self.amount in self.amounts or len(set(self.amounts)) < len(self.amounts):
            raise ValueError("an amount is named twice")
        if self.terms and (self.term is None or self.term in self.terms or len(set(self.terms)) < len(self.terms)):
            raise ValueError("terms stand beside term, each once")
        return self

    def _narrowed(self) -> bool:
        return bool(self.sellers or self.buyers)


def have_days_in_common(one: Period, other: Period) -> bool:
    """Whether two periods have a day in common."""
    first, last = (one.start or date.min, one.end or date.max), (other.start or date.min, other.end or date.max)
    return first[0] <= last[1] and last[0] <= first[1]


def units_in(period: Period | None, unit: Grouping) -> int:
    """How many whole months, quarters, halves of years or years a period is; 0 where it is not whole."""
    length = {Grouping.MONTH: 1, Grouping.QUARTER: 3, Grouping.HALF: 6, Grouping.YEAR: 12}.get(unit)
    months = whole_months(period) if period is not None else None
    if length is None or months is None or period is None or period.start is None:
        return 0
    return months // length if months % length == 0 and (period.start.month - 1) % length == 0 else 0


def whole_months(period: Period) -> int | None:
    """How many months of the calendar a period is; None where it is not from the first of one to the last of one."""
    if period.start is None or period.end is None or period.start.day != 1 or period.end == date.max:
        return None
    after = period.end + timedelta(days=1)
    if after.day != 1:
        return None
    return (after.year - period.start.year) * 12 + after.month - period.start.month

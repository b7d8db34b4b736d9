"""What a question about invoices says, piece by piece, before it is a plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from rag.domain.invoice import InvoiceType
from rag.domain.plan import Amount, DateBasis, DueState, Grouping, Measure, Order, Period
from rag.facts.grammar.naming import Mention

SIDES = {Grouping.SELLER: "buyers", Grouping.BUYER: "sellers"}
"""What we are where figures are told apart by the other side."""


IN_TIME = (Grouping.MONTH, Grouping.QUARTER, Grouping.HALF, Grouping.YEAR)


@dataclass(slots=True)
class Draft:
    """What has been read so far; None and empty is what the question does not say.

    ``pair`` are two periods that are compared, the earlier first; ``beside``: two parties are. ``bounded``: its bounds
    are of groups.
    ``summed``: it asks how much or for a total; ``totalled``: in that word, which asks for a sum
    even where nothing else says of what. ``one_due``: it asks for the due day of one invoice.
    """

    measure: Measure | None = None
    amount: Amount | None = None
    amounts: tuple[Amount, ...] = ()
    pair: tuple[Period, Period] | None = None
    beside: bool = False
    bounded: bool = False
    group_at_least: Decimal | None = None
    group_at_most: Decimal | None = None
    share: bool = False
    per: Grouping | None = None
    basis: DateBasis = DateBasis.ISSUE
    types: tuple[InvoiceType, ...] = ()
    all_types: bool = False
    currency: str | None = None
    number: str | None = None
    vat_rate: Decimal | None = None
    due: DueState | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    group: Grouping | None = None
    order: Order | None = None
    descending: bool = False
    limit: int | None = None
    noun: bool = False
    plural: bool = False
    ours: str | None = None
    paid: bool = False
    spent: bool = False
    one_due: bool = False
    summed: bool = False
    totalled: bool = False
    roles: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """A question's words, all of them read: the draft, the period, who is named, known or not."""

    draft: Draft
    period: Period | None
    mentions: list[Mention]
    unknown: str | None

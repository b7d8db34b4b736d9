"""What running a plan gives: figures, the documents behind them, and those left out with the reason."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from rag.domain.contract import Clause
from rag.domain.geometry import Box
from rag.domain.invoice import Exact, InvoiceType
from rag.domain.plan import Amount, Plan


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Left(StrEnum):
    """Why a document that fits a plan is not in its figures."""

    DUPLICATE = "duplicate"
    REPLACED = "replaced"
    SETTLED = "settled"
    OTHER_CURRENCY = "other_currency"
    DOUBTFUL = "doubtful_amount"
    UNREADABLE = "unreadable"


class Figure(_Value):
    """One figure: of a group (None: of all), in one currency (None: a count), from ``documents`` documents.

    ``group`` is an ISO month or year (``2024-05``, ``2024``, ``2024-Q2``, ``2024-H1``), a name, a rate (``20.00``), a
    type, or of two periods that are compared the days (``2024-01-01/2024-12-31``, ISO 8601). ``share`` is its part of
    the whole in percent, rounded to a hundredth half to even; None where none was asked for or the whole is not
    positive. ``amount`` tells several amounts apart.
    """

    group: str | None = None
    currency: str | None = None
    value: Exact
    documents: int
    share: Exact | None = None
    amount: Amount | None = None


class FactDocument(_Value):
    """A document that is counted, or left out for ``left``: for an invoice its amount as it entered the figure (a
    credit note negative) and where it is printed."""

    document_id: str
    version_id: str
    title: str
    filename: str
    number: str | None = None
    type: InvoiceType | None = None
    party: str | None = None
    issue_date: date | None = None
    due_date: date | None = None
    amount: Exact | None = None
    currency: str | None = None
    page: int | None = None
    box: Box | None = None
    left: Left | None = None


class ListedAmount(_Value):
    """An amount of a listed invoice, a credit note's negative; ``counts`` says whether figures count it, else it is
    doubtful. ``page`` and ``box`` tell where it is printed."""

    value: Exact
    counts: bool
    page: int | None = None
    box: Box | None = None


class ListedInvoice(_Value):
    """An invoice in a list, with ``left`` why figures would leave it out; None is what is not known of it."""

    document_id: str
    version_id: str
    title: str
    filename: str
    source: str
    number: str | None = None
    type: InvoiceType
    currency: str | None = None
    issue_date: date | None = None
    due_date: date | None = None
    seller: str | None = None
    buyer: str | None = None
    net: ListedAmount | None = None
    vat: ListedAmount | None = None
    gross: ListedAmount | None = None
    left: Left | None = None


class InvoicePage(_Value):
    """Listed invoices, and the cursor for those after them (None at the end)."""

    invoices: tuple[ListedInvoice, ...]
    next_cursor: str | None = None


class Deadline(_Value):
    """A contract's running term on a day: when it ends, whether it then goes on, and the last day to say no.

    ``steps`` is the arithmetic, in the asker's language, a sentence each. ``problem`` says what keeps it from being
    worked out, None when all is known. ``quote`` is the clause that it rests on, as the contract words it, with its
    ``page`` and ``boxes``.
    """

    document_id: str
    version_id: str
    title: str
    filename: str
    kind: str | None = None
    parties: tuple[str, ...] = ()
    term_end: date | None = None
    tacit: bool | None = None
    notice_by: date | None = None
    steps: tuple[str, ...] = ()
    problem: str | None = None
    quote: str | None = None
    page: int | None = None
    boxes: tuple[Box, ...] = ()


class TermSource(_Value):
    """Where a contract or its amendment says something."""

    document_id: str
    version_id: str
    title: str
    filename: str
    clause: Clause


class StatedTerm(_Value):
    """What a contract says of the term that was asked for, as a sentence in the asker's language, and where it does.

    ``steps`` is the arithmetic behind a day in it, a sentence each."""

    document_id: str
    words: str
    steps: tuple[str, ...] = ()
    sources: tuple[TermSource, ...]


class FactsResult(_Value):
    """The result of a plan; ``words`` says in the asker's language what was worked out.

    ``included`` and ``excluded`` hold the first documents only where there are many; the counts are whole. ``choices``
    are the known parties that fit a name equally well: nothing was worked out then, the asker chooses. ``terms``
    are what contracts say, where the plan asks for that.
    """

    plan: Plan
    words: str
    figures: tuple[Figure, ...] = ()
    included: tuple[FactDocument, ...] = ()
    included_count: int = 0
    excluded: tuple[FactDocument, ...] = ()
    excluded_count: int = 0
    deadlines: tuple[Deadline, ...] = ()
    terms: tuple[StatedTerm, ...] = ()
    choices: tuple[str, ...] = ()

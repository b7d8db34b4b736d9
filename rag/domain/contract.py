"""Contracts: what their text says of who, from when, until when, and how they end.

None is what the text does not say. Every value that is not None has a place in :attr:`Contract.fields`, under its name
here (``end_date``, ``notice``, ``parties.1`` counted from 1): the words that say it, on which page, in which boxes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from rag.domain.duration import Duration
from rag.domain.geometry import Box
from rag.domain.invoice import Exact, FieldState


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Clause(_Value):
    """Where a contract says something: the words, characters ``[start, end)`` of the document's text, the page (from 1)
    on which they begin and their boxes there; ``state`` is ``doubtful`` where the text says two things."""

    quote: str
    start: int
    end: int
    page: int = 1
    boxes: tuple[Box, ...] = ()
    state: FieldState = FieldState.READ


class ContractParty(_Value):
    """Who signs: the name as written, and what the contract calls it ("le Prestataire", "Licensee")."""

    name: str
    role: str | None = None
    siren: str | None = None


class NoticeForm(StrEnum):
    """How notice must be given."""

    REGISTERED_LETTER = "registered_letter"
    WRITING = "writing"
    EMAIL = "email"


class Notice(_Value):
    """How long before the end of a term one must say that it will not go on, and how.

    ``before`` is the day from which the span is counted back: the end of the running term (``term_end``), or any day
    (``any_time``: the contract ends that long after the notice).
    """

    span: Duration
    form: NoticeForm | None = None
    before: str = "term_end"


class Renewal(_Value):
    """Whether a contract goes on by itself (``tacit``), for how long each time, and how often at most."""

    tacit: bool
    span: Duration | None = None
    times: int | None = None


class Amends(_Value):
    """The contract that an amendment changes, as it names it, and the articles whose wording it replaces."""

    title: str | None = None
    number: str | None = None
    signed: date | None = None
    articles: tuple[str, ...] = ()


class Contract(_Value):
    """A contract or amendment as its text states it.

    ``kind`` is one word of :mod:`ingest.extraction.contracts` (``maintenance``, ``lease``, ``nda``, ``supply``,
    ``license`` …), ``title`` its heading; ``number`` its own reference; ``term`` the first term; ``end_date`` the date
    that the text itself names as the end of the first term; ``price`` an amount with ``currency``, ``price_per`` the
    span it pays for; ``penalty_cap_percent`` and ``penalty_cap`` the ceiling of penalties.
    """

    title: str | None = None
    kind: str | None = None
    number: str | None = None
    parties: tuple[ContractParty, ...] = ()
    signature_date: date | None = None
    effective_date: date | None = None
    end_date: date | None = None
    term: Duration | None = None
    open_ended: bool = False
    renewal: Renewal | None = None
    notice: Notice | None = None
    price: Exact | None = None
    currency: str | None = None
    price_per: Duration | None = None
    price_revision: str | None = None
    penalties: str | None = None
    penalty_cap_percent: Exact | None = None
    penalty_cap: Exact | None = None
    governing_law: str | None = None
    court: str | None = None
    amends: Amends | None = None
    fields: Mapping[str, Clause] = {}

    def to_json(self) -> dict[str, Any]:
        """The contract as JSON values; :meth:`from_json` gives it back."""
        return self.model_dump(mode="json")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Contract:
        """The contract that :meth:`to_json` wrote. Raises pydantic.ValidationError for anything else."""
        return cls.model_validate(data)

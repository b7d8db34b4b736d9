"""Answers and what proves them; these are also the JSON that the HTTP API serves."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from rag.domain.facts import FactsResult
from rag.domain.geometry import Box
from rag.domain.plan import Plan


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AnswerKind(StrEnum):
    """How an answer came to be: written by a model and verified, quoted, worked out of facts, or not given."""

    GENERATED = "generated"
    EXTRACTIVE = "extractive"
    FACTS = "facts"
    ABSTAINED = "abstained"


class WithheldReason(StrEnum):
    """Why a claim of the model is not shown."""

    NUMBER_NOT_IN_SOURCE = "number_not_in_source"
    QUOTE_NOT_FOUND = "quote_not_found"
    TERM_NOT_IN_SOURCE = "term_not_in_source"
    CONTRADICTED = "contradicted"
    NOT_ASKED = "not_asked"
    """It holds no value of the kind that is asked for: no amount for "how much"."""


class Amended(_Value):
    """The amendment whose wording of ``article`` is in force in place of that of a passage, since the day ``since``.

    ``number`` and ``signed`` (its day of signature) are what it is called by. The passage, its page (None in files
    without pages), ``quote`` and ``url`` are where it changes the article; None where no such words were found.
    """

    article: str
    document_id: str
    version_id: str
    title: str
    filename: str
    number: str | None
    signed: date | None
    since: date | None
    page: int | None = None
    passage_id: str | None = None
    quote: str | None = None
    url: str | None = None


class Citation(_Value):
    """The proof of a claim: a quote, the passage and page it stands on, and its boxes (fractions of the page).

    ``place`` names the cells in a file without pages (``Tarifs!A5:F7``); ``confidence`` (0 to 1) is OCR's lowest in
    the quote, None where the text was not read by OCR. ``amended`` is the amendment that changed the quoted article of
    a contract, None where none is known that is in force.
    """

    n: int
    document_id: str
    version_id: str
    title: str
    filename: str
    page: int
    passage_id: str
    quote: str
    headings: list[str]
    boxes: list[Box]
    place: str | None = None
    confidence: float | None = None
    url: str
    amended: Amended | None = None


class Claim(_Value):
    """One sentence of the answer and the numbers of the citations that prove it."""

    text: str
    citations: list[int]


class Withheld(_Value):
    """A claim the model made that its sources do not prove."""

    text: str
    reason: WithheldReason


class Nearest(_Value):
    """A passage near the question, shown when there is no answer."""

    document_id: str
    title: str
    page: int
    passage_id: str


class Usage(_Value):
    """Tokens as counted by the model's server; 0 without a model."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


class Timings(_Value):
    """Milliseconds since the question came in; ``first_token`` is None without a model."""

    retrieve: int = 0
    first_token: int | None = None
    total: int = 0


class Answer(_Value):
    """A whole answer. ``text`` is the claims joined, each followed by its marks ``[n]``; ``question`` is how a
    conversation's question was understood (None outside one). ``plan`` is what a question for figures or deadlines was
    read as, ``facts`` what running it gave."""

    answer_id: str
    kind: AnswerKind
    language: str
    text: str
    claims: list[Claim]
    citations: list[Citation]
    withheld: list[Withheld]
    nearest: list[Nearest]
    plan: Plan | None = None
    facts: FactsResult | None = None
    model: str | None = None
    note: str | None = None
    question: str | None = None
    usage: Usage = Usage()
    timings_ms: Timings = Timings()

"""What two systems are compared by: what each says, and what it cites for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from eval.preparing import findable_documents
from rag.answering import answer as answering
from rag.domain.answer import Citation
from rag.domain.rights import OWNER
from rag.models.language_model import LanguageModel
from rag.opening import QueryEngine


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Statement(_Value):
    """One sentence or claim that was shown, and the numbers (from 1) of the sources that it cites."""

    text: str
    cites: list[int]


class Source(_Value):
    """What a citation leads to: file, page (from 1), the text of the passage, and the words of it that are quoted."""

    filename: str
    page: int
    text: str
    quote: str


class Reply(_Value):
    """What a system shows for a question; ``note`` says why the model failed, None where it did not.

    ``withheld`` are the claims that it kept back, each with its reason.
    """

    statements: list[Statement]
    sources: list[Source]
    note: str | None
    withheld: list[tuple[str, str]] = []

    @property
    def text(self) -> str:
        """All that is shown, a statement a line."""
        return "\n".join(statement.text for statement in self.statements)

    def cited(self, statement: Statement) -> list[Source]:
        """The sources of a statement."""
        return [self.sources[number - 1] for number in statement.cites]


class System(Protocol):
    """What answers questions."""

    @property
    def name(self) -> str:
        """What it is called in a table."""

    def ask(self, question: str, filename: str | None = None) -> Reply:
        """The reply; from the document of that name only, where one is given."""


class Sourcier:
    """The product, asked on the owner's behalf."""

    name = "Sourcier"

    def __init__(self, engine: QueryEngine, model: LanguageModel | None) -> None:
        self._engine = engine
        self._model = model
        self._ids = {document.filename: document.id for document in findable_documents(engine.store.catalogue)}

    def ask(self, question: str, filename: str | None = None) -> Reply:
        """See :class:`System`."""
        asked = answering.Question(question, document_ids=None if filename is None else [self._ids[filename]])
        events = answering.answer(asked, OWNER, self._engine.retriever, self._model, self._engine.settings.confidential)
        given = answering.last_answer(events)
        place = {citation.n: number for number, citation in enumerate(given.citations, 1)}
        return Reply(
            statements=[
                Statement(text=claim.text, cites=[place[number] for number in claim.citations])
                for claim in given.claims
            ],
            sources=self._sources(given.citations),
            note=given.note,
            withheld=[(claim.text, claim.reason.value) for claim in given.withheld],
        )

    def _sources(self, citations: Sequence[Citation]) -> list[Source]:
        catalogue = self._engine.store.catalogue
        return [
            Source(
                filename=citation.filename,
                page=citation.page,
                text=catalogue.passage(OWNER, citation.passage_id).passage.text,
                quote=citation.quote,
            )
            for citation in citations
        ]

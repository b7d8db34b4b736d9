"""The product as one system among others: asked on the owner's behalf, over a store that is open in this process."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from eval.systems.names import SOURCIER
from eval.systems.preparing import findable_documents
from eval.systems.replies import Cost, Reply, Source, Statement
from rag.answering import answer as answering
from rag.domain.answer import Answer, Citation
from rag.domain.plan import Measure
from rag.domain.rights import OWNER
from rag.models.language_model import LanguageModel
from rag.opening import QueryEngine
from rag.store.catalogue import FoundPassage


class StoreSearch:
    """Sourcier's own search over a store, and all the passages of it."""

    def __init__(self, engine: QueryEngine) -> None:
        self._engine = engine
        self._documents = findable_documents(engine.store.catalogue)

    def search(self, question: str, limit: int) -> list[Source]:
        """See :class:`eval.systems.replies.SuiteSystem`."""
        return [source_of(ranked.found) for ranked in self._engine.retriever.search(question, OWNER, limit)]

    def passages(self, filenames: Collection[str]) -> Iterable[Source]:
        """See :class:`eval.systems.replies.SuiteSystem`."""
        for document in self._documents:
            if document.filename in filenames and document.active_version_id:
                found = self._engine.store.catalogue.version_passages(document.active_version_id)
                yield from map(source_of, found)

    def ids_of(self, filename: str | None) -> list[str] | None:
        """The documents of that name; None, which is all of them, without one."""
        if filename is None:
            return None
        return [document.id for document in self._documents if document.filename == filename]


class Sourcier(StoreSearch):
    """The product. ``today`` is the day that "last year" is counted from."""

    name = SOURCIER
    refuses_in_words = False

    def __init__(self, engine: QueryEngine, model: LanguageModel | None, today: date | None = None) -> None:
        super().__init__(engine)
        self._model = model
        self._today = today

    def ask(self, question: str, filename: str | None = None) -> Reply:
        """See :class:`eval.systems.replies.System`."""
        today = self._today or date.today()
        asked = answering.Question(question, document_ids=self.ids_of(filename), today=today)
        engine = self._engine
        events = answering.answer(
            asked, OWNER, engine.retriever, self._model, engine.settings.confidential, engine.facts, engine.entailment
        )
        given = answering.last_answer(events)
        place = {citation.n: number for number, citation in enumerate(given.citations, 1)}
        first_ms = given.timings_ms.first_token
        return Reply(
            statements=[
                Statement(text=claim.text, cites=[place[number] for number in claim.citations])
                for claim in ([] if found_nothing(given) else given.claims)
            ],
            sources=[self._source(citation) for citation in given.citations],
            note=given.note,
            withheld=[(claim.text, claim.reason.value) for claim in given.withheld],
            kind=given.kind.value,
            cost=Cost(
                prompt_tokens=given.usage.prompt_tokens,
                completion_tokens=given.usage.completion_tokens,
                first_token_s=None if first_ms is None else first_ms / 1000,
            ),
        )

    def _source(self, citation: Citation) -> Source:
        found = self._engine.store.catalogue.passage(OWNER, citation.passage_id)
        return source_of(found, citation.quote)


def found_nothing(given: Answer) -> bool:
    """True where facts were asked and no document fits: "no document" refuses, where "0" is a number of documents."""
    facts = given.facts
    return facts is not None and not facts.included_count and facts.plan.measure is not Measure.COUNT


def source_of(found: FoundPassage, quote: str | None = None) -> Source:
    """A passage of the store, quoted whole unless words of it are given."""
    passage = found.passage
    return Source(
        filename=found.filename,
        page=passage.page,
        text=passage.text,
        quote=passage.text if quote is None else quote,
        passage_id=passage.id,
    )

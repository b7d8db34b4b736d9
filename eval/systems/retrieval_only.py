"""The search alone: the best passage is the answer. No model, no check, never a refusal."""

from __future__ import annotations

from eval.systems.names import RETRIEVAL_ONLY
from eval.systems.replies import Reply, Statement
from eval.systems.sourcier import StoreSearch, source_of
from rag.domain.answer import AnswerKind
from rag.domain.rights import OWNER


class RetrievalOnly(StoreSearch):
    """Shows the whole of the passage that Sourcier's own search finds first, and cites it."""

    name = RETRIEVAL_ONLY
    refuses_in_words = False

    def ask(self, question: str, filename: str | None = None) -> Reply:
        """The best passage; from the document of that name only, where one is given."""
        best = self._engine.retriever.search(question, OWNER, 1, document_ids=self.ids_of(filename))
        sources = [source_of(ranked.found) for ranked in best]
        return Reply(
            statements=[Statement(text=source.text, cites=[1]) for source in sources],
            sources=sources,
            note=None,
            kind=AnswerKind.EXTRACTIVE if sources else AnswerKind.ABSTAINED,
        )

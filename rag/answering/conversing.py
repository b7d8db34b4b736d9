"""A question of a conversation: understood by what was asked before, then answered like any other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from rag.answering.answer import Event, Question, Rewritten, Sources, answer, usable
from rag.answering.rewriting import WINDOW, borrowed, standalone
from rag.domain.answer import Answer, AnswerKind
from rag.domain.conversation import Turn
from rag.domain.rights import Reader
from rag.facts.facts import Facts
from rag.language import detect_language
from rag.language.languages import guess_language
from rag.models.entailment import EntailmentModel
from rag.models.language_model import LanguageModel
from rag.retrieval.search import Retriever


@dataclass(slots=True)
class Answering:
    """One question of a conversation while it is answered; at the end, what is kept of it.

    ``came_from`` are the ids of the documents whose words may stand in the question or its answer; ``whole`` is false
    where these are too many to be named: the answer is then not kept.
    """

    asked: str
    question: str = ""
    came_from: set[str] = field(default_factory=set)
    whole: bool = True


def converse(
    question: Question,
    turns: Sequence[Turn],
    reader: Reader,
    retriever: Retriever,
    model: LanguageModel | None,
    confidential: Collection[str] = (),
    facts: Facts | None = None,
    entailment: EntailmentModel | None = None,
    *,
    as_typed: bool = False,
) -> Iterator[Event | Answering]:
    """Like :func:`rag.answering.answer.answer`: first Rewritten, if the question was, at the end, before the Answer, an
    Answering with what is to be kept. The search has the reader's rights as they are now, whatever was said before.

    A model outside the house is told nothing of a turn that came from a ``confidential`` collection: the question is
    then understood by rules, and where it rests on such a turn, answered with the documents' own sentences.

    Raises:
        UnusableQuestionError: the question is empty or too long.
    """
    kept = Answering(usable(question.text))
    window = turns[-WINDOW:]
    secret = model is not None and not model.local and any(turn.collections & set(confidential) for turn in window)
    language = guess_language(kept.asked) or detect_language(window[-1].asked if window else kept.asked)
    kept.question = kept.asked
    if not as_typed:
        kept.question = standalone(kept.asked, window, None if secret else model, language)
    if kept.question != kept.asked:
        yield Rewritten(kept.asked, kept.question)
        if borrowed(kept.question, kept.asked, window):
            kept.came_from |= {document for turn in window for document in turn.documents}
        if secret:
            model = None

    understood = replace(question, text=kept.question, language=language)
    given: set[str] = set()
    for event in answer(understood, reader, retriever, model, confidential, facts, entailment):
        if isinstance(event, Sources):
            given = {passage.found.passage.document_id for passage in event.passages}
        if isinstance(event, Answer):
            event = event.model_copy(update={"question": kept.question})
            kept.came_from |= {citation.document_id for citation in event.citations}
            kept.came_from |= {cited.amended.document_id for cited in event.citations if cited.amended}
            kept.came_from |= {near.document_id for near in event.nearest}
            # What a model wrote may hold words of anything that it was given.
            kept.came_from |= given if event.model else set()
            if facts is not None and event.plan is not None and event.kind is AnswerKind.FACTS:
                behind = facts.documents(event.plan, reader, understood.today)
                kept.whole = behind is not None
                kept.came_from |= set(behind or ())
            yield kept
        yield event

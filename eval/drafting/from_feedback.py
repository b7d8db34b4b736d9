"""Drafts of the answers that people marked right or wrong in the service.

What is kept of an answer is its id, its kind and its time: neither the question nor its words
(:func:`rag.service.questions.remember`). Only a conversation keeps them, and it is its key's alone (decision 0025). So
the words of an answer are drafted from only where it was given to the key of this very home (``admin.key``); of others
there is the verdict, and the comment that was written for whoever reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eval.drafting.drafts import Draft, Learned, draft_id
from eval.suites.suite import Gold
from eval.verdicts.judging import is_correct
from rag.domain.answer import Answer, AnswerKind
from rag.domain.rights import Reader
from rag.errors import UnauthenticatedError
from rag.language import FoundDate, Identifier, Number, detect_language, find_dates, find_identifiers, find_numbers
from rag.settings import Settings
from rag.store.opening import Store
from rag.store.tables import answers, feedback

_MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class _Mark:
    """What somebody said of an answer."""

    answer_id: str
    key_name: str
    verdict: str
    comment: str | None
    created_at: datetime
    kind: str

    @property
    def sentence(self) -> str:
        comment = f" Comment: {self.comment}" if self.comment else ""
        return f"An answer ({self.kind}) of {self.created_at:%Y-%m-%d} was marked {self.verdict}.{comment}"

    @property
    def id(self) -> str:
        return draft_id("feedback", self.answer_id, self.key_name)


def drafts_of_feedback(store: Store, settings: Settings) -> Learned:
    """A draft for each answer that was marked, by the latest mark: with the question where it is kept, and with answer
    and places where it was right; else with what was said of it."""
    reader = _own_reader(store, settings)
    own = _own_answers(store, reader) if reader else {}
    result = Learned()
    for mark in _marks(store):
        known = own.get(mark.answer_id)
        if mark.kind == AnswerKind.FACTS.value:
            result.left_out["an answer of figures: they come of typed facts, correct these"] += 1
        elif known is not None:
            result.drafts.append(_of_answer(mark, *known))
        elif mark.comment:
            result.drafts.append(_of_comment(mark, mark.comment))
        else:
            result.left_out["a verdict without a comment, of an answer whose question is not kept"] += 1
    return result


def _marks(store: Store) -> list[_Mark]:
    """The latest mark of each key on each answer, oldest first."""
    names = ("answer_id", "key_name", "verdict", "comment", "created_at")
    query = (
        select(*(feedback.c[name] for name in names), answers.c.kind)
        .join(answers, answers.c.id == feedback.c.answer_id)
        .order_by(feedback.c.created_at, feedback.c.id)
    )
    with store.database.read() as connection:
        marks = [_Mark(**row) for row in connection.execute(query).mappings()]
    return list({(mark.answer_id, mark.key_name): mark for mark in marks}.values())


def _own_reader(store: Store, settings: Settings) -> Reader | None:
    """Whose the key of this home is; None where there is none."""
    try:
        return store.keys.reader(settings.admin_key_file.read_text().strip())
    except (OSError, UnauthenticatedError):
        return None


def _own_answers(store: Store, reader: Reader) -> dict[str, tuple[str, Answer]]:
    """The questions and answers of the reader's conversations that may be read now, by the answers' ids."""
    found: dict[str, tuple[str, Answer]] = {}
    cursor: str | None = None
    while True:
        batch, cursor = store.conversations.owned(reader, after=cursor, limit=200)
        for conversation in batch:
            for turn in store.conversations.turns(reader, conversation.id):
                if turn.answer is not None:
                    found[turn.answer.answer_id] = (turn.question, turn.answer)
        if cursor is None:
            return found


def _of_comment(mark: _Mark, comment: str) -> Draft:
    return Draft(
        id=mark.id,
        origin="feedback",
        language="en" if detect_language(comment) == "en" else "fr",
        tags=["feedback", mark.verdict],
        shown=f"{mark.sentence}\nIts question was not kept.",
    )


def _of_answer(mark: _Mark, question: str, given: Answer) -> Draft:
    right = mark.verdict == "right"
    cited = [Gold(file=one.filename, page=one.page, quote=one.quote) for one in given.citations if one.quote.strip()]
    text = " ".join(claim.text for claim in given.claims)
    quotes = "\n".join(f"{one.filename}, p. {one.page}: {one.quote}" for one in cited)
    return Draft(
        id=mark.id,
        origin="feedback",
        language="en" if given.language == "en" else "fr",
        question=question,
        answerable=not (right and given.kind is AnswerKind.ABSTAINED),
        answer=text if right else "",
        accept=_values(text, cited) if right else [],
        gold=cited[:_MOST_PLACES] if right else [],
        tags=["feedback", mark.verdict],
        shown="\n".join(part for part in (mark.sentence, f"It said: {text}" if text else "", quotes) if part),
    )


def _values(text: str, cited: Sequence[Gold]) -> list[str]:
    """The dates, identifiers and numbers of an answer that its quotes hold, none inside another."""
    spans: list[tuple[int, int]] = []
    found: list[FoundDate | Identifier | Number] = [*find_dates(text), *find_identifiers(text), *find_numbers(text)]
    for one in found:
        if not any(one.start < end and start < one.end for start, end in spans):
            spans.append((one.start, one.end))
    values = [text[start:end].strip() for start, end in sorted(spans)]
    return [value for value in dict.fromkeys(values) if any(is_correct(gold.quote, [value]) for gold in cited)]

"""From what a system showed to a record with its verdicts: the same rules for every system."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eval.records import Record, ShownCitation, ShownClaim, WithheldClaim, key_of
from eval.runs.asking import Answered
from eval.suites.suite import Gold, Question
from eval.systems.replies import Reply, Source, Statement, SuiteSystem
from eval.verdicts.alce import Judged, judge_citations
from eval.verdicts.exact import states_exactly
from eval.verdicts.judging import CitedText, cites_gold, holds_gold, unproved_shown
from eval.verdicts.rightness import is_right
from eval.verdicts.stances import refuses
from eval.verdicts.support import says_something, supported_by_words
from rag.domain.answer import AnswerKind

_ASKED_BACK = frozenset(["which_party", "unknown_party"])
"""Notes of a plan that waits for the asker: no model failed."""
RETRIEVED = 16
"""How many passages are looked at for those that prove the answer."""


def suite_key(system: str, question: Question) -> str:
    """By which a system's answer is found again: a question with another expected answer is another question.
    ``extra`` is not looked at."""
    return key_of(system, question.model_dump(exclude={"extra"}))


def judged(system: SuiteSystem, question: Question, answered: Answered, cached: bool = False) -> Record:
    """The record of an answer.

    A refusal in words shows nothing: its claims and citations do not count. A claim that cites nothing proves none of
    its values.
    """
    reply = answered.reply
    refused = system.refuses_in_words and bool(reply.statements) and refuses(reply.text, question.question)
    shown = reply.model_copy(update={"statements": [], "sources": []}) if refused else reply
    citations = _citations(shown)
    texts = {each.passage_id: each.text for each in shown.sources}
    cited = cites_gold(citations, question.gold, texts)
    return Record(
        key=suite_key(system.name, question),
        system=system.name,
        id=question.id,
        language=question.language,
        tags=question.tags,
        question=question.question,
        answerable=question.answerable,
        expected=question.answer,
        kind=reply.kind if shown.statements else AnswerKind.ABSTAINED.value,
        note=None if reply.note in _ASKED_BACK else reply.note,
        claims=_claims(shown),
        citations=citations,
        withheld=[WithheldClaim(text=text, reason=reason) for text, reason in reply.withheld],
        proving_ranks=_ranks(system.search(question.question, RETRIEVED), question.gold) if question.answerable else [],
        proving_stored=_proving(system, question.gold) if question.answerable else None,
        correct=is_right(question, shown.text, cited),
        exact=states_exactly(shown.text, question.question, question.accept),
        gold_cited=cited,
        prompt_tokens=reply.cost.prompt_tokens,
        completion_tokens=reply.cost.completion_tokens,
        first_token_s=reply.cost.first_token_s,
        seconds=answered.seconds,
        peak_memory_mib=answered.peak_memory_mib,
        refusal=reply.text if refused else None,
        cached=cached,
    )


def _claims(shown: Reply) -> list[ShownClaim]:
    claims = []
    for statement in shown.statements:
        if shown.kind == AnswerKind.FACTS:
            claims.append(ShownClaim(text=statement.text, citations=statement.cites, unproved=[], computed=True))
            continue
        proof = "\n\n".join(dict.fromkeys(source.text for source in shown.cited(statement)))
        unproved = [value.text for value in unproved_shown(statement.text, proof)]
        judged = _support(statement, shown)
        claims.append(
            ShownClaim(
                text=statement.text,
                citations=statement.cites,
                unproved=unproved,
                supported=judged.recalled if judged else None,
                precise=list(judged.precise) if judged else [],
            )
        )
    return claims


def _support(statement: Statement, shown: Reply) -> Judged | None:
    """How its citations bear a statement out; None for a bare yes or no."""
    if not says_something(statement.text):
        return None
    texts = [source.text for source in shown.cited(statement)]
    return judge_citations(texts, lambda chosen: supported_by_words(statement.text, "\n\n".join(chosen)))


def _citations(shown: Reply) -> list[ShownCitation]:
    return [
        ShownCitation(
            n=number, filename=source.filename, page=source.page, passage_id=source.passage_id, quote=source.quote
        )
        for number, source in enumerate(shown.sources, 1)
    ]


def _ranks(found: Iterable[Source], gold: Sequence[Gold]) -> list[int]:
    return [rank for rank, source in enumerate(found, 1) if _proves(source, gold)]


def _proving(system: SuiteSystem, gold: Sequence[Gold]) -> int:
    return sum(_proves(source, gold) for source in system.passages({wanted.filename for wanted in gold}))


def _proves(source: Source, gold: Sequence[Gold]) -> bool:
    place = CitedText(source.filename, source.page, source.text)
    return any(holds_gold(place, wanted) for wanted in gold)

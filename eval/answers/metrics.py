"""Judges whole answers by rules, the same for every system, and counts.

"Answered" means that something was shown which is no refusal (:func:`eval.verdicts.stances.refuses`). A statement that
is only "yes" or "no" has no words to be supported, so it counts among the answers, not among the statements.

Whether citations support a statement is told in two ways, neither of them an entailment model:

- by its *words* (:mod:`eval.verdicts.support`), which flatters Sourcier, and systems that cite long passages.
- by the *annotated evidence*: a cited passage holds words that people marked as proof
  (:func:`eval.verdicts.judging.holds_gold`), for answerable questions only. It asks whether the right place is cited,
  not whether the statement is true to it; a right place that nobody marked counts as wrong.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypedDict

from eval.answers.cases import AnswerCase
from eval.answers.comparing import Asked
from eval.contractnli import CHOICES, Stance
from eval.metrics import Rate, rate
from eval.records import Line
from eval.systems.replies import Source, Statement
from eval.verdicts.alce import Judged, judge_citations
from eval.verdicts.judging import CitedText, holds_gold, is_correct
from eval.verdicts.stances import refuses, stance
from eval.verdicts.support import says_something, supported_by_words
from rag.language import unproved_values


class StatementVerdict(Line):
    """How a statement's citations are judged; ``by_evidence`` is None where nothing is annotated."""

    by_words: tuple[bool, tuple[bool, ...]]
    by_evidence: tuple[bool, tuple[bool, ...]] | None
    missing_in_passages: list[str]
    missing_in_quotes: list[str]


class Verdict(Line):
    """How a reply is judged; ``told`` is what it says to a question of yes or no, where the rules can tell."""

    case: str
    kind: str
    question: str
    text: str
    answerable: bool
    answered: bool
    says: Stance | None
    told: Stance | None
    correct: bool
    failed: bool
    seconds: float
    statements: list[StatementVerdict]
    withheld: list[tuple[str, str]]


class AnswerFigures(TypedDict):
    """What is measured of one system on one set; see :func:`answer_figures`."""

    questions: int
    rates: dict[str, Rate]
    withheld: dict[str, int]
    seconds: float | None


MEANINGS: dict[str, str] = {
    "hallucinated": "questions that the documents do not answer, answered all the same",
    "correct": "answerable questions answered right: the right yes or no, or every accepted value",
    "correct: Entailment": "the same, where the contract says what the claim says",
    "correct: Contradiction": "the same, where the contract says the contrary",
    "refused": "answerable questions refused, or to which nothing was shown",
    "answered wrongly": "answerable questions answered, not right, though it could be told what the answer says",
    "untold": "answered questions of yes or no, where the rules cannot tell which the answer says; never right",
    "citation recall, by words": "statements whose cited passages together hold their values and half their words",
    "citation precision, by words": "citations that such a statement needs, of all citations (ALCE)",
    "citation recall, by evidence": "statements on answerable questions with a citation of the annotated evidence",
    "citation precision, by evidence": "citations of such statements that the evidence needs, of all citations (ALCE)",
    "value missing from the passage": "statements with a number, date or identifier that their cited passages lack",
    "value missing from the quote": "the same for the words that are quoted (the plain loop quotes whole passages)",
    "model failed": "questions at which the model was away, too slow or wrote something unusable",
}


def judge(case: AnswerCase, asked: Asked) -> Verdict:
    """The verdict on a reply."""
    reply = asked.reply
    answered = bool(reply.statements) and not refuses(reply.text)
    told = stance(reply.text, case.question) if answered and case.kind in CHOICES else None
    correct = told == case.says if case.says else is_correct(reply.text, case.accept)
    return Verdict(
        case=case.id,
        kind=case.kind,
        question=case.question,
        text=reply.text,
        answerable=case.answerable,
        answered=answered,
        says=case.says,
        told=told,
        correct=answered and correct,
        failed=reply.note is not None,
        seconds=asked.seconds,
        statements=[
            _judge_statement(statement, reply.cited(statement), case)
            for statement in reply.statements
            if answered and says_something(statement.text)
        ],
        withheld=reply.withheld,
    )


def _judge_statement(statement: Statement, cited: Sequence[Source], case: AnswerCase) -> StatementVerdict:
    def by_words(sources: Sequence[Source]) -> bool:
        return supported_by_words(statement.text, "\n\n".join(source.text for source in sources))

    def by_evidence(sources: Sequence[Source]) -> bool:
        places = [CitedText(source.filename, source.page, source.text) for source in sources]
        return any(holds_gold(place, gold) for place in places for gold in case.places)

    return StatementVerdict(
        by_words=_pair(judge_citations(cited, by_words)),
        by_evidence=_pair(judge_citations(cited, by_evidence)) if case.gold else None,
        missing_in_passages=_missing(statement.text, [source.text for source in cited]),
        missing_in_quotes=_missing(statement.text, [source.quote for source in cited]),
    )


def _pair(judged: Judged) -> tuple[bool, tuple[bool, ...]]:
    return judged.recalled, judged.precise


def _missing(statement: str, texts: Iterable[str]) -> list[str]:
    return [value.text for value in unproved_values(statement, "\n\n".join(texts))]


def answer_figures(verdicts: Sequence[Verdict]) -> AnswerFigures:
    """The shares of :data:`MEANINGS`, in its order, those without a case left out; claims withheld, by reason; and the
    median of the seconds that a question took.
    """
    answerable = [one for one in verdicts if one.answerable]
    unanswerable = [one for one in verdicts if not one.answerable]
    statements = [statement for one in verdicts for statement in one.statements]
    evident = [statement.by_evidence for statement in statements if statement.by_evidence is not None]
    worded = [statement.by_words for statement in statements]
    polar = [one for one in verdicts if one.answered and one.says is not None]
    rates = {
        "hallucinated": _share(unanswerable, lambda one: one.answered),
        "correct": _share(answerable, lambda one: one.correct),
        **{
            f"correct: {kind}": _share([one for one in answerable if one.kind == kind], lambda one: one.correct)
            for kind in ("Entailment", "Contradiction")
        },
        "refused": _share(answerable, lambda one: not one.answered),
        "answered wrongly": _share(
            answerable, lambda one: one.answered and not one.correct and (one.says is None or one.told is not None)
        ),
        "untold": _share(polar, lambda one: one.told is None),
        "citation recall, by words": _recall(worded),
        "citation precision, by words": _precision(worded),
        "citation recall, by evidence": _recall(evident),
        "citation precision, by evidence": _precision(evident),
        "value missing from the passage": rate(
            sum(bool(one.missing_in_passages) for one in statements), len(statements)
        ),
        "value missing from the quote": rate(sum(bool(one.missing_in_quotes) for one in statements), len(statements)),
        "model failed": _share(verdicts, lambda one: one.failed),
    }
    seconds = [one.seconds for one in verdicts]
    return AnswerFigures(
        questions=len(verdicts),
        rates={name: rates[name] for name in MEANINGS if rates[name]["denominator"]},
        withheld=dict(Counter(reason for one in verdicts for _, reason in one.withheld).most_common()),
        seconds=statistics.median(seconds) if seconds else None,
    )


def _share(verdicts: Sequence[Verdict], holds: Callable[[Verdict], bool]) -> Rate:
    return rate(sum(holds(one) for one in verdicts), len(verdicts))


def _recall(judged: Sequence[tuple[bool, tuple[bool, ...]]]) -> Rate:
    return rate(sum(recalled for recalled, _ in judged), len(judged))


def _precision(judged: Sequence[tuple[bool, tuple[bool, ...]]]) -> Rate:
    precise = [each for _, citations in judged for each in citations]
    return rate(sum(precise), len(precise))


def _missing_share(missing: Sequence[list[str]]) -> Rate:
    return rate(sum(map(bool, missing)), len(missing))

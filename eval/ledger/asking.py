"""Asks the ledger's questions of the store, as a reader who may read all of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from eval.ledger.judging import Answered, judge
from eval.ledger.questions import Asked
from eval.ledger.truth import TODAY
from rag.domain.facts import FactsResult
from rag.domain.rights import OWNER
from rag.errors import RequestError
from rag.facts.facts import Facts
from rag.facts.reading import Ambiguous, read_plan
from rag.facts.second_reader import read_with_model
from rag.models.language_model import LanguageModel

_SHOWN = 6


def ask_all(
    questions: Sequence[Asked], facts: Facts, model: LanguageModel | None, done: Callable[[], object]
) -> list[Answered]:
    """Each question with its verdict, in order; ``done`` is called after each."""
    sellers, buyers = (facts.known_parties(OWNER, role) for role in ("seller", "buyer"))
    answered: list[Answered] = []
    for asked in questions:
        started = time.perf_counter()
        read = read_plan(asked.text, TODAY, sellers, buyers)
        by_model = read is None and model is not None
        if by_model and model is not None:
            read = read_with_model(asked.text, TODAY, sellers, buyers, model)
        result: FactsResult | None = None
        choices: tuple[str, ...] = ()
        if isinstance(read, Ambiguous):
            choices = read.choices
        elif read is not None:
            try:
                result = facts.run(read, OWNER, TODAY, asked.language)
            except RequestError:
                result = None
        verdict = judge(asked.expected, result, choices)
        seconds = time.perf_counter() - started
        answered.append(Answered(asked, verdict, _said(result, choices), seconds, by_model and read is not None))
        done()
    return answered


def _said(result: FactsResult | None, choices: tuple[str, ...]) -> str:
    if choices:
        return "asked back: " + ", ".join(choices)
    if result is None:
        return "no plan"
    figures = [f"{figure.group or ''} {figure.value} {figure.currency or ''}".strip() for figure in result.figures]
    listed = [f"{one.number} {one.amount}" for one in result.included] if not figures else []
    shown = (figures or listed)[:_SHOWN]
    return f"{result.words} | {'; '.join(shown)} | {result.included_count} counted, {result.excluded_count} left out"

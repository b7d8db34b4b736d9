"""The judge by rules: one door to the verdict on a labelled answer. No model is asked: same answer, same verdict.

What it looks at, in this order: whether the answer refuses (:mod:`eval.verdicts.stances`); whether it states the values
that a right answer states (:mod:`eval.verdicts.judging`); whether the passages hold its numbers, dates and identifiers
(:func:`rag.language.unproved_values`); whether its quotations stand in a passage word for word
(:func:`rag.language.find_quote`). What the rules cannot tell has no verdict: an answer without a value or quotation to
hold against the passages, one whose expected words may be there in other words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from eval.suites.labelled import Labelled, Verdict
from eval.verdicts.judging import is_correct
from eval.verdicts.stances import refuses
from rag.language import find_dates, find_identifiers, find_numbers, find_quote, unproved_values, words

_QUOTATION = re.compile(r"«\s*([^«»]+?)\s*»|“([^“”]+?)”|\"([^\"]+?)\"")
_LEAST_QUOTED = 3
"""Words from which on something in quotation marks is held to be quoted, and not just named."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judge says of an answer; ``verdict`` is None where it cannot tell, ``reason`` says why in English.

    ``numbers``, ``dates`` and ``quotes`` tell whether those of the answer are right; None where it has none, or where
    nobody looked.
    """

    verdict: Verdict | None
    reason: str
    numbers: bool | None = None
    dates: bool | None = None
    quotes: bool | None = None


def judge_by_rules(answer: Labelled) -> Judged:
    """The verdict of the rules on an answer; its label is not looked at."""
    if refuses(answer.answer, answer.question):
        return Judged("refusal", "it says that it has no answer")
    proof = "\n\n".join([*answer.passages, answer.question])
    unproved = unproved_values(answer.answer, proof)
    missing = [value for each in answer.accept for value in unproved_values(each, answer.answer)]
    stated = is_correct(answer.answer, answer.accept)
    of_value = [each for each in answer.accept if _has_value(each)]
    value_stated = is_correct(answer.answer, of_value)
    quoted = quotations(answer.answer)
    lost = [quote for quote in quoted if not stands_in(quote, answer.passages)]
    held = {value.kind for value in unproved_values(answer.answer, "")}
    wrong = {value.kind for value in (*unproved, *missing)}
    numbers = "number" not in wrong if "number" in held else None
    dates = "date" not in wrong if "date" in held else None
    quotes = not lost if quoted else None

    def judged(verdict: Verdict | None, reason: str) -> Judged:
        return Judged(verdict, reason, numbers, dates, quotes)

    if of_value and not value_stated:
        return judged("hallucinated", f"it does not state {', '.join(of_value)}")
    if unproved:
        return judged("hallucinated", f"no passage holds {', '.join(value.text for value in unproved)}")
    if lost:
        return judged("hallucinated", f"no passage holds these words: {lost[0]}")
    if answer.accept:
        return (
            judged("supported", "it states what is expected") if stated else judged(None, "other words than expected")
        )
    return judged("supported", "its words stand in a passage") if quotes else judged(None, "nothing to hold it against")


def quotations(text: str) -> list[str]:
    """What stands in quotation marks, where it is long enough to be quoted words."""
    found = (next(group for group in match.groups() if group) for match in _QUOTATION.finditer(text))
    return [quote for quote in found if len(words(quote)) >= _LEAST_QUOTED]


def stands_in(quote: str, passages: Sequence[str]) -> bool:
    """True when one passage holds the words of a quotation, to the letter; marks of omission may leave words out."""
    return any(find_quote(quote, passage, minimum=1) is not None for passage in passages)


def _has_value(text: str) -> bool:
    return bool(find_numbers(text) or find_dates(text) or find_identifiers(text))

"""Exact match of numbers and dates, by value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from eval.verdicts.judging import is_correct
from rag.language import find_dates, find_identifiers, find_numbers, unproved_values
from rag.language.articles import named_articles
from rag.language.units import CURRENCIES, DURATIONS

_MARK = re.compile(r"\s?\[[0-9]+\]")


class _Value(NamedTuple):
    kind: str
    text: str


def states_exactly(answer: str, question: str, accept: Sequence[str]) -> bool | None:
    """Whether an answer states all numbers and dates of ``accept``, with their words, and no other of their kinds.

    None where ``accept`` holds neither a number nor a date. Kinds are dates, amounts of money, shares, durations and
    bare numbers; a number is compared by value and unit (``six mois`` is ``6 months``). Another value counts where it
    is of the kind of an accepted value, or of the kind in which the answer states it (``9.80`` as ``EUR 9.80``). What
    the question itself names is no other value, nor is the number of an article. A value that the answer denies ("not
    9 % but 1.5 %") is another value.

    Source: exact match as in SQuAD (Rajpurkar et al., EMNLP 2016), on numbers and dates as DROP has them (Dua et al.,
    NAACL 2019); our answers are sentences, so the set of their values is matched, not the whole text.
    """
    valued = [each for each in accept if _values(each)]
    if not valued:
        return None
    text = _MARK.sub(" ", answer)
    if not is_correct(text, valued):
        return False
    accepted = "\n".join(valued)
    stated = _values(text)
    kinds = {value.kind for value in _values(accepted)}
    kinds |= {value.kind for value in stated if not unproved_values(value.text, accepted)}
    articles = named_articles(text)
    return not any(
        value.kind in kinds and value.text not in articles and unproved_values(value.text, f"{accepted}\n{question}")
        for value in stated
    )


def _values(text: str) -> list[_Value]:
    """The dates and numbers of a text; digits within a date or an identifier are no number."""
    dates = find_dates(text)
    taken = [(each.start, each.end) for each in dates]
    taken += [(each.start, each.end) for each in find_identifiers(text)]
    numbers = [
        each for each in find_numbers(text) if not any(each.start < end and start < each.end for start, end in taken)
    ]
    return [
        *(_Value("date", text[each.start : each.end]) for each in dates),
        *(_Value(_kind(each.unit), text[each.start : each.end]) for each in numbers),
    ]


def _kind(unit: str | None) -> str:
    if unit in CURRENCIES:
        return "amount"
    return "duration" if unit in DURATIONS else unit or "bare"

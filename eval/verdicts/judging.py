"""Judges an answer by rules alone: no model judges another, so that two runs can be compared to the digit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from eval.suites.suite import Gold
from rag.language import (
    STOPWORDS,
    FoundDate,
    Identifier,
    Number,
    UnprovedValue,
    find_dates,
    find_identifiers,
    find_numbers,
    fold,
    unproved_values,
    words,
)

_TIMES_AND_SHARES = frozenset({"%", "hour", "day", "business_day", "week", "month", "year"})
_MEASURE = re.compile(
    r"\s{0,2}(?:kg|g|t|tonnes?|tons?|km|cm|mm|m|m²|m2|m³|m3|l|litres?|kwh?|mw|w|pieces?|unites?|units?|sur|/)(?![a-z0-9])"
)
_MARK = re.compile(r"\s?\[[0-9]+\]")
_DENIED = re.compile(
    r"\b(?:not|pas|non)(?: (?:exactly|simply|de|d'|des|un|une|le|la|les|au|a|an|the|of|on|in|at|for))*$"
)
_LOOK_BACK = 30
_LEAST_OVERLAP = 12
_SHARE_OF_GOLD = 0.5


@dataclass(frozen=True, slots=True)
class CitedText:
    """What a citation points to: file, page (from 1), the whole text of its passage."""

    filename: str
    page: int
    text: str


class Cited(Protocol):
    """A citation, of an answer or of a record."""

    @property
    def filename(self) -> str:
        """The file that it leads to."""

    @property
    def page(self) -> int:
        """Its page, from 1."""

    @property
    def passage_id(self) -> str:
        """The passage there."""

    @property
    def quote(self) -> str:
        """The words there."""


def is_correct(answer_text: str, accept: Sequence[str]) -> bool:
    """True when the answer states every value of ``accept``; citation marks ``[1]`` are no part of it.

    Numbers, amounts, durations, dates and identifiers are compared by value (``2 850,00 €`` is ``EUR 2,850.00``,
    ``six mois`` is ``6 months``). A share or duration needs its unit in the answer too; an amount may stand without
    its currency, as in a table's column. The other words must stand side by side in the answer, whatever their case,
    accents, plural s and the articles between them; a word behind a bare number (``18 kW``) behind the same number.

    Source: the rule of exact containment of short answers (Natural Questions, TriviaQA), made blind to notation.
    A value that is denied directly ("not 9% but 1.5%") is not stated; other negations are not seen,
    and an answer that states two values is right when one of them is.
    """
    answer = _without_denied(_MARK.sub(" ", answer_text))
    return bool(accept) and all(_states(answer, value) for value in accept)


def _states(answer: str, value: str) -> bool:
    spans = _value_spans(value)
    numbers = [each for each in find_numbers(value) if (each.start, each.end) in spans]
    if unproved_values(value, _without_bare_numbers(answer, {each.unit for each in numbers})):
        return False
    held = [_stem(word) for word in _plain_words(answer)]
    for start, end in _gaps(value, spans):
        run = [_stem(word) for word in _plain_words(value[start:end])]
        before = next((each for each in numbers if each.end == start and each.unit is None), None)
        if not run:
            continue
        if before is not None and not _measures(answer, before, run[0]):
            return False
        if not any(held[place : place + len(run)] == run for place in range(len(held) - len(run) + 1)):
            return False
    return True


def _without_denied(answer: str) -> str:
    """The answer without the values that a negation stands directly before; of the same length."""
    characters = list(answer)
    for start, end in _value_spans(answer):
        if _DENIED.search(fold(answer[max(0, start - _LOOK_BACK) : start])):
            characters[start:end] = "|" * (end - start)
    return "".join(characters)


def _value_spans(text: str) -> list[tuple[int, int]]:
    """Where dates, identifiers and numbers stand, in this order of precedence."""
    found: list[FoundDate | Identifier | Number] = [*find_dates(text), *find_identifiers(text), *find_numbers(text)]
    spans: list[tuple[int, int]] = []
    for each in found:
        if not any(each.start < end and start < each.end for start, end in spans):
            spans.append((each.start, each.end))
    return sorted(spans)


def _gaps(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    starts = [0, *(end for _, end in spans)]
    return list(zip(starts, [*(start for start, _ in spans), len(text)], strict=True))


def _without_bare_numbers(answer: str, units: set[str | None]) -> str:
    """The answer without the numbers that cannot stand for a value in one of these units.

    No bare number stands for a share or duration; none that measures something else (``300 kg``) for an amount.
    """
    if not units - {None}:
        return answer
    characters = list(answer)
    for number in find_numbers(answer):
        if number.unit is None and (
            units & _TIMES_AND_SHARES or _MEASURE.match(fold(answer[number.end : number.end + 12]) or " ")
        ):
            characters[number.start : number.end] = "|" * (number.end - number.start)
    return "".join(characters)


def _measures(answer: str, number: Number, word: str) -> bool:
    """True when the answer has this bare number with this word behind it."""
    for held in find_numbers(answer):
        following = [_stem(each) for each in _plain_words(answer[held.end : held.end + 60])]
        same = held.value in number.alternatives or number.value in held.alternatives
        if same and held.unit is None and following[:1] == [word]:
            return True
    return False


def _plain_words(text: str) -> list[str]:
    return [word for word in words(text) if word not in STOPWORDS]


def _stem(word: str) -> str:
    """The word without a plural ending (``s``, ``x`` after ``u``); short words, and those with digits, as they are."""
    if len(word) > 3 and word.isalpha() and ((word.endswith("s") and not word.endswith("ss")) or word.endswith("ux")):
        return word[:-1]
    return word


def squeezed(text: str) -> str:
    """The letters and digits of a text, folded: the form in which quotes are found across rows, lines and dashes."""
    return "".join(char for char in fold(text) if char.isalnum())


def holds_gold(place: CitedText, gold: Gold) -> bool:
    """True when a passage holds the gold quote, or, where a passage's border cuts the quote, most of it.

    The file's name must be the same and, for a PDF, the page the same or a neighbour (a passage is known by the page
    on which it begins). Letters and digits alone are compared. A cut quote counts where the passage begins or ends
    with at least half of its letters and digits.
    """
    if not _same_place(place.filename, place.page, gold):
        return False
    return _meets(squeezed(place.text), squeezed(gold.quote))


def cites_gold(citations: Sequence[Cited], gold: Sequence[Gold], passage_texts: Mapping[str, str]) -> bool:
    """True when a citation leads to a gold place: its passage holds the gold quote, or its own quote meets it.

    ``passage_texts`` gives the text of a passage by its id. One place of ``gold`` is enough.
    """
    for citation in citations:
        place = CitedText(citation.filename, citation.page, passage_texts.get(citation.passage_id, ""))
        quote = squeezed(citation.quote)
        for wanted in gold:
            if holds_gold(place, wanted):
                return True
            if _same_place(citation.filename, citation.page, wanted):
                whole = squeezed(wanted.quote)
                if (len(quote) >= _LEAST_OVERLAP and quote in whole) or _meets(quote, whole):
                    return True
    return False


def unproved_shown(claim: str, passage_text: str) -> list[UnprovedValue]:
    """The numbers, dates and identifiers of a shown claim that the passages it cites do not hold."""
    return unproved_values(claim, passage_text)


def _same_place(filename: str, page: int, gold: Gold) -> bool:
    if filename != gold.filename:
        return False
    return not gold.filename.lower().endswith(".pdf") or abs(page - gold.page) <= 1


def _meets(text: str, quote: str) -> bool:
    """True when the text holds the quote, or begins with its second half or ends with its first."""
    if quote in text:
        return True
    least = max(_LEAST_OVERLAP, round(_SHARE_OF_GOLD * len(quote)))
    return any(text.endswith(quote[:size]) or text.startswith(quote[-size:]) for size in range(least, len(quote)))

"""Figures beside each other in sentences: two periods, two parties, parts of a whole, who is absent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal

from babel.numbers import format_decimal

from rag.domain.facts import FactsResult, Figure
from rag.domain.plan import Amount, Grouping, Measure, Period, Plan, units_in
from rag.facts.plan_words import joined, period_in_words, plan_in_words
from rag.facts.words import (
    Counts,
    colon,
    currencies_apart,
    documents_in_words,
    figure_in_words,
    left_in_words,
    percent_in_words,
)

_EXACT = Context(prec=60)
_TENTH = Decimal("0.1")
_SIDES = (Grouping.SELLER, Grouping.BUYER)


def days(period: Period) -> str:
    """A closed period as ISO 8601 writes an interval, which is how its figure's group is called."""
    return f"{period.start}/{period.end}"


def in_time(plan: Plan) -> list[Period]:
    """The periods of a plan, the earlier first."""
    return sorted((one for one in (plan.period, plan.against) if one), key=lambda one: one.start or date.min)


def periods_in_words(result: FactsResult, counts: Sequence[Counts], language: str) -> str:
    """Each period's figure with its documents, the difference, and what does not count. ``counts`` are of the periods,
    the earlier first."""
    french, plan = language == "fr", result.plan
    periods = in_time(plan)
    said = []
    for period, found in zip(periods, counts, strict=True):
        values = [figure_in_words(plan, one, language) for one in result.figures if one.group == days(period)]
        invoices, credits = found.get((None, False), 0), found.get((None, True), 0)
        value = "aucun document" if french else "no document"
        if invoices or credits:
            value = f"{joined(values, language)} ({documents_in_words(plan, invoices, credits, language)})"
        said.append(f"{period_in_words(period, language)} {value}")
    sentences = [f"{plan_in_words(plan, language)}{colon(french)}{joined(said, language)}."]
    for earlier, later in _pairs(result.figures, [days(period) for period in periods]):
        sentences.append(
            f"{'Évolution' if french else 'Change'}{colon(french)}{_change(plan, earlier, later, language)}."
        )
    sentences += currencies_apart(result.figures, language)
    reasons = dict.fromkeys(reason for found in counts for reason in found)
    return " ".join(
        [*sentences, *left_in_words({one: sum(c.get(one, 0) for c in counts) for one in reasons}, language)]
    )


def parties_in_words(result: FactsResult, language: str) -> list[str]:
    """By how much one of two parties that a plan names is above the other; none where it names another number."""
    plan, french = result.plan, language == "fr"
    named = [choice.name for choice in (*plan.sellers, *plan.buyers)]
    if plan.group_by not in _SIDES or len(named) != 2 or plan.measure is Measure.LIST:
        return []
    sentences = []
    for one, other in _pairs(result.figures, [name or "" for name in named]):
        more, less = (one, other) if one.value >= other.value else (other, one)
        if more.value == less.value:
            sentences.append("Aucun écart." if french else "No difference.")
            continue
        gap = figure_in_words(plan, more.model_copy(update={"value": more.value - less.value}), language)
        percent = _percent(less.value, more.value, language)
        beside = f" ({percent})" if percent else ""
        if french:
            sentences.append(f"Écart\u00a0: {gap} de plus pour {more.group}{beside}.")
        else:
            sentences.append(f"Difference: {gap} more for {more.group}{beside}.")
    return sentences


def shares_in_words(result: FactsResult, wholes: Sequence[Figure], counts: Counts, language: str) -> list[str]:
    """What part of which whole the figures are together. ``wholes`` are the figures of all, of each currency their sum;
    ``counts`` what was left out of them, where that is not said already."""
    plan, french, sentences = result.plan, language == "fr", []
    for currency in dict.fromkeys(figure.currency for figure in result.figures):
        mine = [figure for figure in result.figures if figure.currency == currency]
        whole = sum((figure.value for figure in wholes if figure.currency == currency), Decimal(0))
        together = sum((figure.value for figure in mine), Decimal(0))
        if any(figure.share is None for figure in mine) or (plan.group_by is not None and plan.limit is None):
            continue
        percent = percent_in_words(_EXACT.divide(together * 100, whole), language)
        total, part = (
            figure_in_words(plan, Figure(value=value, currency=currency, documents=0), language)
            for value in (whole, together)
        )
        of = f"{percent} {'du total de' if french else 'of the total of'} {total}"
        if plan.group_by is None:
            sentences.append(f"{'Soit' if french else 'That is'} {of}.")
        else:
            sentences.append(
                f"{'Ensemble' if french else 'Together'}{colon(french)}{part}, {'soit' if french else 'or'} {of}."
            )
    if sentences and (left := left_in_words(counts, language)):
        about = "Pour le total" if french else "Of the total"
        sentences += [f"{about}, {one[0].lower()}{one[1:]}" for one in left]
    return sentences


_UNITS = {
    Grouping.MONTH: ("mois", "mois", "month", "months"),
    Grouping.QUARTER: ("trimestre", "trimestres", "quarter", "quarters"),
    Grouping.HALF: ("semestre", "semestres", "half-year", "half-years"),
    Grouping.YEAR: ("an", "ans", "year", "years"),
}


def evenly_in_words(result: FactsResult, language: str) -> list[str]:
    """What a sum or number comes to by month, quarter, half or year on average."""
    plan, french = result.plan, language == "fr"
    if plan.per is None or plan.period is None or not result.included_count:
        return []
    number = units_in(plan.period, plan.per)
    one, several = _UNITS[plan.per][:2] if french else _UNITS[plan.per][2:]
    values = []
    for figure in result.figures:
        mean = _EXACT.divide(figure.value, Decimal(number))
        if figure.currency is None:
            values.append(format_decimal(mean, "#,##0.0", locale="fr" if french else "en"))
        else:
            values.append(figure_in_words(plan, figure.model_copy(update={"value": mean}), language))
    units = f"{number} {one if number == 1 else several}"
    if french:
        return [f"Soit en moyenne {joined(values, language)} par {one} sur {units}."]
    return [f"That is {joined(values, language)} per {one} on average over {units}."]


_AMOUNTS = {
    "fr": {Amount.NET: "HT", Amount.VAT: "TVA", Amount.GROSS: "TTC"},
    "en": {Amount.NET: "Without VAT", Amount.VAT: "VAT", Amount.GROSS: "With VAT"},
}


def further_in_words(result: FactsResult, first: FactsResult, language: str) -> str:
    """Another amount of the same invoices in short; in full where it is of others."""
    counts = (result.included_count, result.excluded_count)
    if not result.figures or counts != (first.included_count, first.excluded_count):
        return result.words
    french = language == "fr"
    values = joined([figure_in_words(result.plan, figure, language) for figure in result.figures], language)
    return f"{_AMOUNTS['fr' if french else 'en'][result.plan.amount]}{colon(french)}{values}."


def absence_in_words(plan: Plan, counts: Counts, language: str) -> list[str]:
    """How many invoices of the period of absence cannot be told whose they are, or of which day."""
    unsure = sum(number for (left, _), number in counts.items() if left is not None and left.value == "unreadable")
    if plan.absent is None or not unsure:
        return []
    when = period_in_words(plan.absent, language)
    if language == "fr":
        return [f"Illisibles sur ce point, peut-être {when}\u00a0: {unsure}."]
    return [f"Unreadable in this respect, perhaps {when}: {unsure}."]


def _pairs(figures: Sequence[Figure], groups: Sequence[str]) -> list[tuple[Figure, Figure]]:
    """The figures of two groups in each currency that both have."""
    first, second = ({one.currency: one for one in figures if one.group == group} for group in groups)
    return [(first[currency], second[currency]) for currency in first if currency in second]


def _change(plan: Plan, earlier: Figure, later: Figure, language: str) -> str:
    """``+1 000,00 € (+12,5 %)``."""
    gap = later.value - earlier.value
    written = figure_in_words(plan, later.model_copy(update={"value": abs(gap)}), language)
    percent = _percent(earlier.value, later.value, language)
    return f"{_sign(gap)}{written}{f' ({percent})' if percent else ''}"


def _percent(base: Decimal, value: Decimal, language: str) -> str | None:
    """By how much a value is above a base, in percent; None of a base that is not above nought."""
    if base <= 0:
        return None
    change = _EXACT.divide((value - base) * 100, base)
    return f"{_sign(change)}{percent_in_words(abs(change).quantize(_TENTH, ROUND_HALF_EVEN), language)}"


def _sign(value: Decimal) -> str:
    return "+" if value > 0 else "−" if value < 0 else ""

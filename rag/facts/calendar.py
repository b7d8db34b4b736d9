"""Counting days: from a day forward, back from a day, over months that end early and over public holidays.

The conventions and their sources are in docs/decisions/0031-how-deadlines-are-counted.md.
"""

from __future__ import annotations

from datetime import date, timedelta

from holidays import country_holidays

from rag.domain.duration import Duration, TimeUnit
from rag.language.months import add_months

_DAYS = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7}
_MOST_WORKING_DAYS = 2000
"""More is no span that people count in working days."""


def after(day: date, span: Duration) -> date:
    """The day on which a span that begins to run on ``day`` is over; ``day`` itself is not counted.

    Months end on the day of the same number, or on the month's last day where it has none (Code de procédure civile,
    art. 641). Raises OverflowError for a span that no calendar holds.
    """
    return _moved(day, span, 1)


def before(day: date, span: Duration) -> date:
    """The last day from which the whole span still runs before ``day``: counted back as :func:`after` counts forward.

    Raises OverflowError for a span that no calendar holds.
    """
    return _moved(day, span, -1)


def last_day(first: date, span: Duration, times: int = 1) -> date:
    """The last day of a span of which ``first`` is the first day, or of that span ``times`` in a row.

    It is the day before the anniversary: 1 April 2023 and 3 years, 31 March 2026; where the month has no such day, the
    month's last day (31 January and 1 month: 28 February). Raises OverflowError for a span that no calendar holds.
    """
    if (months := span.months) is None:
        return _moved(first - timedelta(1), span, times)
    anniversary = add_months(first, months * times)
    return anniversary if anniversary.day < first.day else anniversary - timedelta(1)


def _moved(day: date, span: Duration, times: int) -> date:
    """``day`` moved by a span, forward or (``times`` negative) back."""
    if (months := span.months) is not None:
        return add_months(day, months * times)
    if span.unit is TimeUnit.BUSINESS_DAY:
        if span.count * abs(times) > _MOST_WORKING_DAYS:
            raise OverflowError("too many working days")
        return _working_day(day, span.count * times)
    return day + timedelta(_DAYS[span.unit] * span.count * times)


def _working_day(day: date, count: int) -> date:
    """The ``count``-th working day after (negative: before) a day: Monday to Friday, no public holiday of France.

    The holidays are those of the whole of France (Code du travail, art. L3133-1); the two more of Alsace-Moselle and
    those of the overseas departments are working days here.
    """
    return country_holidays("FR").get_nth_working_day(day, count) if count else day

"""Terms and notice against dates worked out by hand.

Lengths used by hand: January 31, February 28 (29 in 2024, 2028), March 31, April 30, May 31, June 30, July 31,
August 31, September 30, October 31, November 30, December 31. 31 December 2025 is a Wednesday, 11 November 2025 a
Tuesday.
"""

from __future__ import annotations

from datetime import date

from rag.domain.contract import Contract, Notice, Renewal
from rag.domain.duration import Duration, TimeUnit


def day(text: str) -> date:
    return date.fromisoformat(text)


def span(text: str) -> Duration:
    """``3 year``, ``10 business_day``."""
    count, unit = text.split()
    return Duration(count=int(count), unit=TimeUnit(unit))


def contract(
    *,
    effect: str | None = None,
    term: str | None = None,
    end: str | None = None,
    renew: str | None = None,
    times: int | None = None,
    tacit: bool | None = None,
    notice: str | None = None,
    any_time: bool = False,
    open_ended: bool = False,
) -> Contract:
    """A contract from short words; ``renew`` alone makes it tacit."""
    tacit = renew is not None if tacit is None else tacit
    said = renew is not None or tacit or times is not None
    return Contract(
        effective_date=day(effect) if effect else None,
        term=span(term) if term else None,
        end_date=day(end) if end else None,
        renewal=Renewal(tacit=tacit, span=span(renew) if renew else None, times=times) if said else None,
        notice=Notice(span=span(notice), before="any_time" if any_time else "term_end") if notice else None,
        open_ended=open_ended,
    )


YEARLY = {"effect": "2023-04-01", "term": "3 year", "renew": "1 year"}

# contract, day of the question, term's end, last day of notice
CASES = [
    # 1 Apr 2023 + 3 years = 1 Apr 2026, the day before: 31 Mar 2026. 90 days back: March 31, February 28, January 31
    # are 90, so 31 Dec 2025
    (YEARLY | {"notice": "90 day"}, "2025-06-01", "2026-03-31", "2025-12-31"),
    # the same with months: 31 Mar, three months back, is 31 Dec; both ways of counting meet here
    (YEARLY | {"notice": "3 month"}, "2025-06-01", "2026-03-31", "2025-12-31"),
    # the first day of a contract and the last day of its first term are in the same term
    (YEARLY | {"notice": "3 month"}, "2023-04-01", "2026-03-31", "2025-12-31"),
    (YEARLY | {"notice": "3 month"}, "2026-03-31", "2026-03-31", "2025-12-31"),
    # the day after, the first renewal runs: 1 Apr 2026 to 31 Mar 2027
    (YEARLY | {"notice": "3 month"}, "2026-04-01", "2027-03-31", "2026-12-31"),
    # renewed four times: 1 Apr 2029 to 31 Mar 2030
    (YEARLY | {"notice": "3 month"}, "2029-12-01", "2030-03-31", "2029-12-31"),
    # a leap year on the way: 90 days back from 31 Mar 2028: March 31, February 29, January 30 = 90, so 1 Jan 2028
    (YEARLY | {"notice": "90 day"}, "2027-06-01", "2028-03-31", "2028-01-01"),
    # 31 Jan minus a month: 31 Dec. 1 Feb 2024 + 1 year - 1 day = 31 Jan 2025
    (
        {"effect": "2024-02-01", "term": "1 year", "renew": "1 year", "notice": "1 month"},
        "2024-06-01",
        "2025-01-31",
        "2024-12-31",
    ),
    # 31 Mar minus a month: there is no 31 Feb, its last day is 28 Feb 2025
    (
        {"effect": "2024-04-01", "term": "1 year", "renew": "1 year", "notice": "1 month"},
        "2024-06-01",
        "2025-03-31",
        "2025-02-28",
    ),
    # the same in a leap year: 29 Feb 2024
    (
        {"effect": "2023-04-01", "term": "1 year", "renew": "1 year", "notice": "1 month"},
        "2023-06-01",
        "2024-03-31",
        "2024-02-29",
    ),
    # 30 Jun minus three months keeps the number of the day: 30 Mar, not 31 Mar (the earlier, safe one)
    (
        {"effect": "2024-07-01", "term": "1 year", "renew": "1 year", "notice": "3 month"},
        "2025-01-01",
        "2025-06-30",
        "2025-03-30",
    ),
    # 30 Jun minus 90 days: June 30, May 31 = 61, 29 days of April: 1 Apr 2025
    (
        {"effect": "2024-07-01", "term": "1 year", "renew": "1 year", "notice": "90 day"},
        "2025-01-01",
        "2025-06-30",
        "2025-04-01",
    ),
    # 28 Feb minus one month keeps the number of the day: 28 Jan
    (
        {"effect": "2024-03-01", "term": "1 year", "renew": "1 year", "notice": "1 month"},
        "2024-06-01",
        "2025-02-28",
        "2025-01-28",
    ),
    # a contract that begins on 29 Feb: there is no 29 Feb 2025, the year is over with 28 Feb 2025; 60 days back:
    # February 28, January 31 = 59, one of December: 30 Dec 2024
    (
        {"effect": "2024-02-29", "term": "1 year", "renew": "1 year", "notice": "60 day"},
        "2024-06-01",
        "2025-02-28",
        "2024-12-30",
    ),
    # its renewals begin on 1 March, the fourth ends on 28 Feb 2029 and the third on 29 Feb 2028
    (
        {"effect": "2024-02-29", "term": "1 year", "renew": "1 year", "notice": "1 month"},
        "2028-02-29",
        "2028-02-29",
        "2028-01-29",
    ),
    # 31 Jan + 1 month: there is no 31 Feb, the month is over with 28 Feb 2025; a week before: 21 Feb
    (
        {"effect": "2025-01-31", "term": "1 month", "renew": "1 month", "notice": "1 week"},
        "2025-02-10",
        "2025-02-28",
        "2025-02-21",
    ),
    # its renewals are counted from 1 March: 1 Mar to 31 Mar, 1 Apr to 30 Apr; a week before: 23 Apr
    (
        {"effect": "2025-01-31", "term": "1 month", "renew": "1 month", "notice": "1 week"},
        "2025-04-10",
        "2025-04-30",
        "2025-04-23",
    ),
    # quarters: 15 Jan 2025 + 1 quarter = 15 Apr, the day before: 14 Apr; two weeks before: 31 Mar
    (
        {"effect": "2025-01-15", "term": "1 quarter", "renew": "1 quarter", "notice": "2 week"},
        "2025-02-01",
        "2025-04-14",
        "2025-03-31",
    ),
    # third quarter of the same: 15 Jul to 14 Oct 2025; notice of a quarter: 14 Jul
    (
        {"effect": "2025-01-15", "term": "1 quarter", "renew": "1 quarter", "notice": "1 quarter"},
        "2025-08-01",
        "2025-10-14",
        "2025-07-14",
    ),
    # months and days part: 6 months before 31 Dec 2025: there is no 31 June, 30 Jun; 180 days before: December 31,
    # November 30, October 31, September 30, August 31 = 153, 27 of July: 4 Jul
    (
        {"effect": "2025-01-01", "term": "1 year", "renew": "1 year", "notice": "6 month"},
        "2025-02-01",
        "2025-12-31",
        "2025-06-30",
    ),
    (
        {"effect": "2025-01-01", "term": "1 year", "renew": "1 year", "notice": "180 day"},
        "2025-02-01",
        "2025-12-31",
        "2025-07-04",
    ),
    # a term in days: 1 Jan 2025 is its first day, its 100th: January 31, February 28, March 31 = 90, 10 Apr; 10 days
    # before: 31 Mar
    (
        {"effect": "2025-01-01", "term": "100 day", "renew": "100 day", "notice": "10 day"},
        "2025-03-01",
        "2025-04-10",
        "2025-03-31",
    ),
    # a term in weeks: Monday 6 Jan 2025 + 4 weeks, Sunday 2 Feb; a week before: 26 Jan
    (
        {"effect": "2025-01-06", "term": "4 week", "renew": "4 week", "notice": "1 week"},
        "2025-01-10",
        "2025-02-02",
        "2025-01-26",
    ),
    # working days over Christmas: before Wednesday 31 Dec 2025: 30, 29, 26 (not 25), 24, 23, 22, 19, 18, 17, 16
    (
        {"effect": "2025-01-01", "term": "1 year", "renew": "1 year", "notice": "10 business_day"},
        "2025-11-01",
        "2025-12-31",
        "2025-12-16",
    ),
    # working days over 11 November: before Friday 14 Nov 2025: 13, 12, 10 (11 is Armistice Day), 7 (8, 9 a weekend), 6
    ({"end": "2025-11-14", "renew": "1 year", "notice": "5 business_day"}, "2025-10-01", "2025-11-14", "2025-11-06"),
    # working days over 1 May and 8 May 2025, both Thursdays, before Friday 9 May: 7, 6, 5, 2, 30 Apr
    ({"end": "2025-05-09", "renew": "1 year", "notice": "5 business_day"}, "2025-04-01", "2025-05-09", "2025-04-30"),
    # a term that ends on Sunday 30 Nov 2025: one working day before is Friday 28 Nov
    ({"end": "2025-11-30", "renew": "1 year", "notice": "1 business_day"}, "2025-10-01", "2025-11-30", "2025-11-28"),
    # over Easter Monday 21 Apr 2025, before Tuesday 22: 18 (Good Friday, a working day outside Alsace-Moselle), 17
    ({"end": "2025-04-22", "renew": "1 year", "notice": "2 business_day"}, "2025-04-01", "2025-04-22", "2025-04-17"),
    # only an end is stated; renewed from the day after, 1 Jul 2025 to 30 Jun 2026; two months before: 30 Apr
    ({"end": "2025-06-30", "renew": "1 year", "notice": "2 month"}, "2025-09-01", "2026-06-30", "2026-04-30"),
    # 24 months and then twelve by twelve: 1 Feb 2024 to 31 Jan 2026; three months before: 31 Oct 2025
    (
        {"effect": "2024-02-01", "term": "24 month", "renew": "12 month", "notice": "3 month"},
        "2025-01-01",
        "2026-01-31",
        "2025-10-31",
    ),
    # the same a term on: 31 Jan 2027, 31 Oct 2026
    (
        {"effect": "2024-02-01", "term": "24 month", "renew": "12 month", "notice": "3 month"},
        "2026-11-26",
        "2027-01-31",
        "2026-10-31",
    ),
    # nine years and notice of six months: 1 Jul 2022 to 30 Jun 2031; there is a 30 Dec: 30 Dec 2030
    (
        {"effect": "2022-07-01", "term": "9 year", "renew": "9 year", "notice": "6 month"},
        "2026-01-01",
        "2031-06-30",
        "2030-12-30",
    ),
    # notice of 120 days before 30 Apr 2025: April 30, March 31, February 28, January 31 = 120: 31 Dec 2024
    (
        {"effect": "2023-05-01", "term": "2 year", "renew": "12 month", "notice": "120 day"},
        "2024-06-01",
        "2025-04-30",
        "2024-12-31",
    ),
    # renewed twice at most, in the first of the two: 1 Jan 2025 to 31 Dec 2025; 1 month before: 30 Nov (no 31 Nov)
    (
        {"effect": "2024-01-01", "term": "1 year", "renew": "1 year", "times": 2, "notice": "1 month"},
        "2025-05-01",
        "2025-12-31",
        "2025-11-30",
    ),
    # in the second and last nothing needs to be said: it ends on 31 Dec 2026
    (
        {"effect": "2024-01-01", "term": "1 year", "renew": "1 year", "times": 2, "notice": "1 month"},
        "2026-05-01",
        "2026-12-31",
        None,
    ),
    # and on 1 Jan 2027 it has ended
    (
        {"effect": "2024-01-01", "term": "1 year", "renew": "1 year", "times": 2, "notice": "1 month"},
        "2027-01-01",
        "2026-12-31",
        None,
    ),
    # no tacit renewal: it ends by itself
    (
        {"effect": "2024-01-01", "term": "1 year", "tacit": False, "times": 0, "notice": "1 month"},
        "2024-05-01",
        "2024-12-31",
        None,
    ),
    # a renewal whose length was not read, in the first term: nothing about it is needed yet
    (
        {"effect": "2024-01-01", "term": "1 year", "tacit": True, "notice": "1 month"},
        "2024-05-01",
        "2024-12-31",
        "2024-11-30",
    ),
    # any-time notice has no last day
    (
        {"effect": "2024-01-01", "term": "1 year", "renew": "1 year", "notice": "1 month", "any_time": True},
        "2024-05-01",
        "2024-12-31",
        None,
    ),
    # before it takes effect, the first term is the one asked about
    (
        {"effect": "2026-01-01", "term": "1 year", "renew": "1 year", "notice": "1 month"},
        "2025-05-01",
        "2026-12-31",
        "2026-11-30",
    ),
    # end and term agree
    (
        {"effect": "2024-02-01", "term": "24 month", "end": "2026-01-31", "renew": "1 year", "notice": "1 month"},
        "2025-05-01",
        "2026-01-31",
        "2025-12-31",
    ),
    # the end that is named is the anniversary itself: the term ends the day before, 31 Jan 2026
    (
        {"effect": "2024-02-01", "term": "2 year", "end": "2026-02-01", "renew": "1 year", "notice": "1 month"},
        "2025-05-01",
        "2026-01-31",
        "2025-12-31",
    ),
    # end (31 Dec 2025) and term (31 Jan 2026) disagree: the earlier is taken, a month before: 30 Nov 2025
    (
        {"effect": "2024-02-01", "term": "2 year", "end": "2025-12-31", "renew": "1 year", "notice": "1 month"},
        "2025-05-01",
        "2025-12-31",
        "2025-11-30",
    ),
    # a year's term and a notice of a year: 31 Dec 2025 less a year is 31 Dec 2024, the day before the term begins
    (
        {"effect": "2025-01-01", "term": "1 year", "renew": "1 year", "notice": "1 year"},
        "2025-05-01",
        "2025-12-31",
        "2024-12-31",
    ),
]

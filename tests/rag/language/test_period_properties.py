"""Properties of periods in questions, and typing errors."""

from __future__ import annotations

import random
from datetime import date, timedelta

from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from rag.language.periods import find_periods, find_unclear_times
from tests.rag.language.period_tables import FUTURE, PAST, rows

TODAY = date(2025, 5, 14)


def with_an_error(text: str, chance: random.Random) -> str:
    """The text with one letter left out, doubled, replaced or changed for its neighbour."""
    letters = list(text)
    place = chance.choice([index for index, letter in enumerate(text) if letter.isalpha()])
    kind = chance.randrange(4)
    if kind == 0:
        del letters[place]
    elif kind == 1:
        letters.insert(place, letters[place])
    elif kind == 2:
        letters[place] = chance.choice("aeinrstu")
    elif place + 1 < len(letters):
        letters[place], letters[place + 1] = letters[place + 1], letters[place]
    return "".join(letters)


def test_a_typing_error_seldom_gives_another_period() -> None:
    chance, read, other, total = random.Random(3), 0, 0, 0
    for table, toward in ((PAST, "past"), (FUTURE, "future")):
        for text, first, last in rows(table):
            for _ in range(12 if any(map(str.isalpha, text)) else 0):
                typed = with_an_error(text, chance)
                found = [(each.period.start, each.period.end) for each in find_periods(typed, TODAY, toward)]  # type: ignore[arg-type]
                total += 1
                read += found == [(first, last)]
                other += found not in ([], [(first, last)]) and not find_unclear_times(typed, TODAY, toward)  # type: ignore[arg-type]
    assert read / total > 0.40
    assert other / total < 0.065


DAYS = st.dates(date(1990, 1, 1), date(2039, 12, 31))


@given(DAYS, DAYS, st.sampled_from(["fr", "en"]), st.sampled_from(["long", "medium"]))
def test_ranges_in_words(one: date, other: date, language: str, form: str) -> None:
    first, last = sorted((one, other))
    written = [format_date(day, format=form, locale=language) for day in (first, last)]
    text = f"du {written[0]} au {written[1]}" if language == "fr" else f"between {written[0]} and {written[1]}"
    assert [(each.period.start, each.period.end) for each in find_periods(text, TODAY)] == [(first, last)]


@given(DAYS, DAYS)
def test_ranges_in_figures(one: date, other: date) -> None:
    first, last = sorted((one, other))
    (found,) = find_periods(f"factures du {first:%d/%m/%Y} au {last:%d/%m/%Y} de Dupont", TODAY)
    assert (found.period.start, found.period.end) == (first, last)


@given(DAYS, st.integers(1, 12), st.sampled_from(["fr", "en"]))
def test_month_without_year(today: date, month: int, language: str) -> None:
    name = format_date(date(2024, month, 1), "MMMM", locale=language)
    text = f"en {name}" if language == "fr" else f"in {name}"
    (past,), (future,) = find_periods(text, today, "past"), find_periods(text, today, "future")
    for found in (past, future):
        assert found.period.start is not None and found.period.end is not None
        assert found.period.start.month == found.period.end.month == month
        assert found.period.start.day == 1 and (found.period.end + timedelta(1)).day == 1
    assert past.period.start <= today <= future.period.end
    assert (future.period.start - past.period.start).days in (0, 365, 366)


@given(DAYS, st.integers(1, 400), st.sampled_from(["jours", "semaines", "mois"]))
def test_rolling_ends_today(today: date, count: int, unit: str) -> None:
    (back,) = find_periods(f"les {count} derniers {unit}", today)
    (ahead,) = find_periods(f"dans les {count} prochains {unit}", today)
    assert back.period.end == today == ahead.period.start
    assert back.period.start is not None and ahead.period.end is not None
    least = {"jours": 1, "semaines": 7, "mois": 28}[unit] * count
    assert (today - back.period.start).days + 1 >= least
    assert (ahead.period.end - today).days >= least


@given(DAYS, DAYS)
def test_before_and_since_split_time(today: date, day: date) -> None:
    (before,) = find_periods(f"avant le {day:%d/%m/%Y}", today)
    (since,) = find_periods(f"depuis le {day:%d/%m/%Y}", today)
    (until,) = find_periods(f"jusqu'au {day:%d/%m/%Y}", today)
    (after,) = find_periods(f"après le {day:%d/%m/%Y}", today)
    assert before.period.end == day - timedelta(1) and since.period.start == day
    assert until.period.end == day and after.period.start == day + timedelta(1)


WORDS = """en de du au à le la et mars avril 2024 2023 T3 trimestre dernier derniers 12 3 mois année avant après depuis
jusqu'à d'ici fin début entre and between from to by may March last next year quarter 15 1er 31/12/2024 - , 2024-2025 S1
sauf premier"""


@given(st.lists(st.sampled_from(WORDS.split()), max_size=14), DAYS, st.sampled_from(["past", "future"]))
def test_any_words(words: list[str], today: date, toward: str) -> None:
    text = " ".join(words)
    end = 0
    for found in find_periods(text, today, toward):  # type: ignore[arg-type]
        assert end <= found.start < found.end <= len(text)
        assert found.period.start or found.period.end
        assert found.period.words == text[found.start : found.end]
        end = found.end


@given(st.text(max_size=80), DAYS)
def test_any_text(text: str, today: date) -> None:
    for found in find_periods(text, today):
        assert 0 <= found.start < found.end <= len(text)

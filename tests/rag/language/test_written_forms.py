"""Three hundred written forms, and what is written in every form read back."""

from __future__ import annotations

import importlib.util
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain.duration import Duration, TimeUnit
from rag.language import Money, find_dates, find_money, find_numbers, format_money, parse_money
from rag.language.durations import find_durations, format_duration

_spec = importlib.util.spec_from_file_location("written_forms", Path(__file__).with_name("written_forms.py"))
assert _spec is not None and _spec.loader is not None
forms = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(forms)

NUMBERS, AMOUNTS = forms.rows(forms.NUMBERS), forms.rows(forms.AMOUNTS)
DATES, DURATIONS = forms.rows(forms.DATES), forms.rows(forms.DURATIONS)


def test_there_are_three_hundred_different_ones() -> None:
    texts = [text for text, _ in (*NUMBERS, *AMOUNTS, *DATES, *DURATIONS)]
    assert len(texts) == len(set(texts)) >= 300


@pytest.mark.parametrize(("text", "meaning"), NUMBERS)
def test_number(text: str, meaning: str) -> None:
    value, _, unit = meaning.partition(" ")
    assert [(each.value, each.unit) for each in find_numbers(text)] == [(Decimal(value), unit or None)]


@pytest.mark.parametrize(("text", "meaning"), AMOUNTS)
def test_amount(text: str, meaning: str) -> None:
    minor, currency = meaning.split(" ")
    assert [amount for amount, _, _ in find_money(text)] == [Money(int(minor), currency)]


@pytest.mark.parametrize("text", ["1,234,56 €", "one hundred and 50/100 dollars", "0,1255 €", "31/02/2024", "12 34"])
def test_no_amount(text: str) -> None:
    assert find_money(text) == []


@pytest.mark.parametrize(("text", "meaning"), DATES)
def test_date(text: str, meaning: str) -> None:
    assert [each.iso for each in find_dates(text)] == [meaning]


@pytest.mark.parametrize(("text", "meaning"), DURATIONS)
def test_duration(text: str, meaning: str) -> None:
    count, unit = meaning.split(" ")
    assert [each.duration for each in find_durations(text)] == [Duration(count=int(count), unit=TimeUnit(unit))]


@pytest.mark.parametrize(
    "text",
    [
        "de trois à cinq ans",
        "entre deux et trois ans",
        "10-20 jours",
        "from two to three years",
        "24 heures",
        "un mois et demi",
        "500 € a year",
        "three quarters of the price",
        "une quinzaine de contrats",
        "3e mois",
        "the 31st day of December",
        "2024",
        "",
    ],
)
def test_no_duration(text: str) -> None:
    assert find_durations(text) == []


def test_several_durations_with_their_places() -> None:
    text = "Durée de trois (3) ans, préavis de 90 jours ou trois mois."
    found = [(text[each.start : each.end], each.duration.count) for each in find_durations(text)]
    assert found == [("trois (3) ans", 3), ("90 jours", 90), ("trois mois", 3)]
    assert [each.duration.count for each in find_durations("trente (60) jours")] == [30, 60]


@given(
    st.integers(-(10**12), 10**12),
    st.sampled_from(["EUR", "USD", "GBP", "CHF", "JPY"]),
    st.sampled_from(["fr", "en", "de", "es"]),
    st.sampled_from([" ", *forms.SPACES.values()]),
    st.sampled_from([" ", *forms.SPACES.values(), ""]),
)
def test_amounts_in_every_space(minor: int, currency: str, language: str, between: str, beside: str) -> None:
    amount = Money(minor, currency)
    written = format_money(amount, language).replace("\u202f", between).replace("\u00a0", beside)
    assert parse_money(written) == amount


_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_EN = "January February March April May June July August September October November December"
_ONES = """zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept
dix-huit dix-neuf vingt vingt-et-un vingt-deux vingt-trois vingt-quatre vingt-cinq vingt-six vingt-sept vingt-huit
vingt-neuf trente trente-et-un"""
_DIGITS = "zero one two three four five six seven eight nine"
_ORDINALS = """- first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth
twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"""
FR, EN, ONES, DIGITS, ORDINALS = (names.split() for names in (_FR, _EN, _ONES, _DIGITS, _ORDINALS))


def date_forms(day: date) -> list[str]:
    """A day of 2000 to 2031 in every form, made independently of the reader."""
    fr, en, year = FR[day.month - 1], EN[day.month - 1], day.year - 2000
    end = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day not in (11, 12, 13) else 0, "th")
    first = "premier" if day.day == 1 else ONES[day.day]
    words = "deux mille" if year == 0 else f"deux mille {ONES[year]}"
    two = f"and {DIGITS[year]}" if 0 < year < 10 else ""
    made = [
        f"{day:%d/%m/%Y}",
        f"{day:%d.%m.%Y}",
        f"{day:%d-%m-%Y}",
        day.isoformat(),
        f"{day:%d/%m/%y}",
        f"{day.day}{'er' if day.day == 1 else ''} {fr} {day.year}",
        f"{day.day} {fr.upper()} {day.year}",
        f"{en} {day.day}, {day.year}",
        f"{en} {day.day}{end}, {day.year}",
        f"{day.day} {en} {day.year}",
        f"{day.day}{end} day of {en}, {day.year}",
        f"{first} {fr} {words}",
        f"{first.replace('-', ' ')} {fr} {day.year}",
        f"the {ORDINALS[day.day]} day of {en}, {day.year}",
        f"{en} {ORDINALS[day.day]}, {day.year}",
    ]
    return made if not two else [*made, f"the {ORDINALS[day.day]} of {en}, two thousand {two}"]


@given(st.dates(date(2000, 1, 1), date(2031, 12, 31)), st.sampled_from([" ", "\u00a0", "\u202f"]))
def test_a_date_in_every_form(day: date, space: str) -> None:
    for form in date_forms(day):
        assert [each.iso for each in find_dates(f"le {form.replace(' ', space)}.")] == [day.isoformat()], form


@given(
    st.integers(1, 99_999),
    st.sampled_from(TimeUnit),
    st.sampled_from(["fr", "en"]),
    st.sampled_from([" ", "\u00a0", "\u202f"]),
)
def test_a_duration_is_read_back(count: int, unit: TimeUnit, language: str, space: str) -> None:
    duration = Duration(count=count, unit=unit)
    written = format_duration(duration, language)
    number, _, name = written.partition(" ")
    (found,) = find_durations(f"préavis de {number}{space}{name}.")
    assert found.duration == duration


@given(st.text(alphabet="0123456789 ()-àetdemian jourstrimscqu\n", max_size=60))
def test_durations_stand_apart(text: str) -> None:
    end = 0
    for found in find_durations(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end

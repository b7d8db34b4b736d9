"""Dates."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from rag.language import find_dates

DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("31/12/2024", "2024-12-31"),
        ("31.12.2024", "2024-12-31"),
        ("31-12-2024", "2024-12-31"),
        ("31 / 12 / 2024", "2024-12-31"),
        ("2024-12-31", "2024-12-31"),
        ("2024/12/31", "2024-12-31"),
        ("31/12/24", "2024-12-31"),
        ("31/12/99", "1999-12-31"),
        ("12/31/2024", "2024-12-31"),
        ("1er mars 2024", "2024-03-01"),
        ("31 décembre 2024", "2024-12-31"),
        ("31 decembre 2024", "2024-12-31"),
        ("31 DÉCEMBRE 2024", "2024-12-31"),
        ("31 de\u0301cembre 2024", "2024-12-31"),
        ("31\u00a0décembre\u202f2024", "2024-12-31"),
        ("31 déc. 2024", "2024-12-31"),
        ("1 janv. 2024", "2024-01-01"),
        ("15 févr. 2024", "2024-02-15"),
        ("15 août 2024", "2024-08-15"),
        ("December 31, 2024", "2024-12-31"),
        ("December 31st, 2024", "2024-12-31"),
        ("Dec. 31, 2024", "2024-12-31"),
        ("31 December 2024", "2024-12-31"),
        ("31st of December, 2024", "2024-12-31"),
        ("31st day of December, 2024", "2024-12-31"),
        ("31-Dec-2024", "2024-12-31"),
        ("Sept. 3, 2024", "2024-09-03"),
        ("31. Dezember 2024", "2024-12-31"),
        ("31 de diciembre de 2024", "2024-12-31"),
        ("décembre 2024", "2024-12"),
        ("March 2024", "2024-03"),
        ("Sept. 2024", "2024-09"),
        ("12/2024", "2024-12"),
        ("en 2024", "2024"),
        ("exercice 2024", "2024"),
        ("29/02/2024", "2024-02-29"),
    ],
)
def test_form(text: str, iso: str) -> None:
    found = find_dates(text)
    assert [each.iso for each in found] == [iso]
    assert (found[0].start, found[0].end) == (0, len(text))
    assert iso in found[0].alternatives


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2024",
        "31 février 2024",
        "29/02/2023",
        "February 30, 2024",
        "32/01/2024",
        "2024-13-01",
        "7.2.1",
        "F-2024-12-31-7",
        "1/2",
        "31 décembre",
        "2024",
        "en 2024 €",
        "192.168.1.1",
        "may be 2",
        "00/00/2024",
    ],
)
def test_no_date(text: str) -> None:
    assert find_dates(text) == []


def test_month_first_is_an_alternative() -> None:
    (found,) = find_dates("le 03/04/2024")
    assert found.iso == "2024-04-03"
    assert found.alternatives == {"2024-04-03", "2024-03-04"}


def test_several() -> None:
    text = "du 1er janvier 2024 au 31/12/2024, puis en mars 2025"
    assert [each.iso for each in find_dates(text)] == ["2024-01-01", "2024-12-31", "2025-03"]


@given(DAYS, st.sampled_from(["fr", "en_US", "en_GB", "de"]), st.sampled_from(["long", "medium"]))
def test_babel_round_trip(day: date, locale: str, form: str) -> None:
    written = format_date(day, format=form, locale=locale)
    assert [each.iso for each in find_dates(f"le {written}.")] == [day.isoformat()]


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d/%m/%y", "%Y/%m/%d"]))
def test_figures_round_trip(day: date, form: str) -> None:
    written = day.strftime(form)
    (found,) = find_dates(f"Date : {written}")
    assert found.iso == day.isoformat()
    assert (found.start, found.end) == (7, 7 + len(written))


@given(st.text(alphabet="0123456789/.- mardec,", max_size=40))
def test_found_dates_exist_and_stand_apart(text: str) -> None:
    end = 0
    for found in find_dates(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end
        if found.month and found.day:
            date(found.year, found.month, found.day)

"""Periods in questions. Today is Wednesday 14 May 2025."""

from __future__ import annotations

from datetime import date

import pytest

from rag.language.periods import find_periods, find_unclear_times
from tests.rag.language.period_tables import FUTURE, PAST, rows

TODAY = date(2025, 5, 14)


def test_the_table_is_long_enough() -> None:
    assert len(rows(PAST)) + len(rows(FUTURE)) >= 240


@pytest.mark.parametrize(("text", "first", "last"), rows(PAST))
def test_past(text: str, first: date | None, last: date | None) -> None:
    found = find_periods(text, TODAY)
    assert [(each.period.start, each.period.end) for each in found] == [(first, last)]
    assert found[0].period.words == text[found[0].start : found[0].end]


@pytest.mark.parametrize(("text", "first", "last"), rows(FUTURE))
def test_future(text: str, first: date | None, last: date | None) -> None:
    found = find_periods(text, TODAY, "future")
    assert [(each.period.start, each.period.end) for each in found] == [(first, last)]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2023 et 2024", ["2023-01-01/2023-12-31", "2024-01-01/2024-12-31"]),
        ("2022, 2023 et 2024", ["2022-01-01/2022-12-31", "2023-01-01/2023-12-31", "2024-01-01/2024-12-31"]),
        ("comparer 2023 à 2024", ["2023-01-01/2023-12-31", "2024-01-01/2024-12-31"]),
        ("la différence entre 2023 et 2024", ["2023-01-01/2023-12-31", "2024-01-01/2024-12-31"]),
        ("2024 vs 2023", ["2024-01-01/2024-12-31", "2023-01-01/2023-12-31"]),
        ("Q4 2023 vs Q4 2024", ["2023-10-01/2023-12-31", "2024-10-01/2024-12-31"]),
        ("mars et avril 2024", ["2024-03-01/2024-03-31", "2024-04-01/2024-04-30"]),
        ("T1 et T2 de l'an dernier", ["2024-01-01/2024-03-31", "2024-04-01/2024-06-30"]),
        ("T3 2024 et T4", ["2024-07-01/2024-09-30", "2024-10-01/2024-12-31"]),
        (
            "in January, February and March 2024",
            ["2024-01-01/2024-01-31", "2024-02-01/2024-02-29", "2024-03-01/2024-03-31"],
        ),
        ("this year and last year", ["2025-01-01/2025-12-31", "2024-01-01/2024-12-31"]),
        ("cette année par rapport à l'an dernier", ["2025-01-01/2025-12-31", "2024-01-01/2024-12-31"]),
        ("1er et 2e trimestre 2024", ["2024-01-01/2024-03-31", "2024-04-01/2024-06-30"]),
        ("T1 + T2 2024", ["2024-01-01/2024-03-31", "2024-04-01/2024-06-30"]),
        ("en mars 2024, puis du 1er au 15 juin 2024", ["2024-03-01/2024-03-31", "2024-06-01/2024-06-15"]),
    ],
)
def test_several(text: str, periods: list[str]) -> None:
    assert [f"{each.period.start}/{each.period.end}" for each in find_periods(text, TODAY)] == periods


@pytest.mark.parametrize(
    "text",
    [
        "l'été 2024",
        "summer 2024",
        "Noël 2024",
        "vers mars 2024",
        "around March 2024",
        "fin mars",
        "fin 2024",
        "début 2024",
        "mi-2024",
        "early 2024",
        "by March",
        "d'ici mars",
        "sauf 2023",
        "hors mars 2024",
        "not in 2024",
        "autres que 2024",
        "pas avant mars",
        "les deux dernières années",
        "the last two years",
        "les derniers mois",
        "le dernier mois",
        "recent months",
        "les années 2010",
        "2023-2024",
        "exercice 2023-2024",
        "semaine 12 de 2024",
        "lundi dernier",
        "next Monday",
        "il y a deux ans",
        "in 30 days",
        "mars 30",
        "invoices Nov 24",
        "T3 24",
        "31 février 2024",
        "évolution de 2023 à 2024",
        "What was invoiced between 03/04/2024 and 05/06/2024 to the company?",
        "invoices from March 15, 2024",
        "avant le 1er mars 2024 exclu",
        "échues au 31 mars 2024",
        "fin de l'année 2024",
        "N-1",
        "over the last year",
        "in the next year",
        "le mois suivant",
        "2024 YTD",
        "YTD last year",
        "1-15 mars 2024",
        "du 1er mars 2023 au 1er mars",
        "semaine du 3 mars",
        "the week of March 3, 2024",
        "à l'exception de 2023",
        "factures de 2000",
        "factures mars",
        "à la fin du mois de mars",
        "sur 3 ans",
        "dans l'année",
        "jusuq'en 2023",
        "à patir du 1er mars 2024",
        "en mras 2024",
        "entre janvier et mas 2024",
        "the ihird quarter of 2024",
        "T1 te 2024",
        "T1-3 2024",
        "sincr 2023",
        "depuis lee 15 mars 2024",
        "since the statr of 2024",
        "mars Dupont 2024",
        "enrte janvier et mars 2024",
        "u 1er janvier à aujourd'hui",
        "du 1er auu 15 mars 2024",
        "en '24",
        "les premiers mois",
    ],
)
def test_unclear_is_told_and_never_guessed(text: str) -> None:
    assert find_periods(text, TODAY) == []
    assert find_unclear_times(text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "la facture 2024",
        "facture n° 2024",
        "FA-2024-0317",
        "MNT-2023-041",
        "2024 €",
        "plus de 2024 euros",
        "more than 2024",
        "les 2024 factures",
        "2 024,50 €",
        "may we pay this?",
        "la marche à suivre",
        "un marché",
        "Auguste",
        "auprès de Dupont",
        "annexe 4",
        "facture n° 2024-03",
        "la facture 12/2024",
        "entre 1000 et 2000",
        "entre 1 000 et 2 000 €",
        "between 1990 and 2010 euros",
        "de 2000 à 3000 €",
        "the domain",
        "version 3.2024",
        "payables sous 30 jours",
        "un préavis de trois mois",
        "Mars",
        "the quarterly report",
        "loyers trimestriels",
    ],
)
def test_no_time(text: str) -> None:
    assert find_periods(text, TODAY) == []


def test_a_part_that_is_left_out_is_told() -> None:
    for text in ("en 2024 sauf décembre", "year 2024 excluding March", "en 2024 et début 2025"):
        assert find_unclear_times(text, TODAY)


def test_figures_month_first_where_the_text_shows_it() -> None:
    text = "What was invoiced between 03/04/2024 and 06/30/2024 to the company?"
    assert [str(each.period.start) for each in find_periods(text, TODAY)] == ["2024-03-04"]

"""Terms and notice against dates worked out by hand (deadline_cases.py)."""

from __future__ import annotations

import pytest

from rag.domain.contract import Clause, Notice, NoticeForm
from rag.domain.invoice import FieldState
from rag.facts.deadlines import Term, running_term, work_out
from tests.rag.facts.deadline_cases import CASES, YEARLY, contract, day, span


def test_there_are_thirty_cases_of_notice() -> None:
    assert sum(by is not None for *_, by in CASES) >= 30


@pytest.mark.parametrize(("terms", "on", "end", "by"), CASES)
def test_by_hand(terms: dict[str, str], on: str, end: str, by: str | None) -> None:
    worked = work_out(contract(**terms), day(on), "fr")  # type: ignore[arg-type]
    assert (worked.term_end, worked.notice_by) == (day(end), day(by) if by else None)
    assert worked.problem is None
    assert worked.steps


def test_the_arithmetic_is_shown_in_both_languages() -> None:
    asked = contract(**YEARLY, notice="90 day")  # type: ignore[arg-type]
    assert work_out(asked, day("2025-06-01"), "fr").steps == (
        "Effet le 01/04/2023, durée 3 ans : terme le 31/03/2026.",
        "Préavis de 90 jours avant le terme : au plus tard le 31/12/2025.",
    )
    assert work_out(asked, day("2025-06-01"), "en").steps == (
        "In effect from 1 April 2023 for 3 years: the term ends on 31 March 2026.",
        "Notice of 90 days before the end of the term: 31 December 2025 at the latest.",
    )
    assert work_out(asked, day("2027-02-01"), "fr").steps == (
        "Effet le 01/04/2023, durée 3 ans : terme le 31/03/2026.",
        "Reconduction n° 1, par périodes de 1 an : du 01/04/2026 au 31/03/2027.",
        "Préavis de 90 jours avant le terme : au plus tard le 31/12/2026.",
        "Ce jour est passé.",
        "Terme suivant : 31/03/2028, préavis au plus tard le 01/01/2028.",
    )


def test_form_working_days_and_a_short_month_are_named() -> None:
    asked = contract(end="2025-12-31", renew="1 year", notice="10 business_day")
    asked = asked.model_copy(update={"notice": Notice(span=span("10 business_day"), form=NoticeForm.REGISTERED_LETTER)})
    assert work_out(asked, day("2025-06-01"), "fr").steps[1:] == (
        "Préavis de 10 jours ouvrés avant le terme : au plus tard le 16/12/2025, par lettre recommandée.",
        "Jours ouvrés : du lundi au vendredi, hors jours fériés en France (sans ceux d'Alsace-Moselle).",
    )
    asked = contract(end="2025-03-31", renew="1 year", notice="1 month")
    assert work_out(asked, day("2025-01-01"), "fr").steps[-1] == "Le mois n'a pas de 31 : son dernier jour est retenu."


def test_open_ended_and_any_time() -> None:
    # 26 Nov 2026 + 3 months: 26 Feb 2027
    asked = contract(open_ended=True, notice="3 month", any_time=True)
    worked = work_out(asked, day("2026-11-26"), "fr")
    assert (worked.term_end, worked.notice_by, worked.problem) == (None, None, None)
    assert worked.steps == (
        "Durée indéterminée : le contrat n'a pas de terme.",
        "Préavis de 3 mois à tout moment : donné le 26/11/2026, il finit le 26/02/2027.",
    )
    # 30 Nov + 3 months: 28 Feb
    assert "28 February 2027" in work_out(asked, day("2026-11-30"), "en").steps[-1]
    # ten working days from Friday 19 Dec 2025: 22, 23, 24, 26, 29, 30, 31, 2, 5, 6 Jan
    asked = contract(open_ended=True, notice="10 business_day", any_time=True)
    assert "06/01/2026" in work_out(asked, day("2025-12-19"), "fr").steps[1]
    # a first term, then open
    asked = contract(effect="2024-01-01", term="1 year", open_ended=True, notice="1 month")
    assert running_term(asked, day("2024-06-01")) == Term(day("2024-01-01"), day("2024-12-31"), 1, True)
    assert running_term(asked, day("2025-06-01")) == Term(day("2025-01-01"), None, 2, None)


def test_a_contract_that_has_ended_is_told() -> None:
    asked = contract(effect="2022-01-01", term="1 year", tacit=False, times=0)
    assert running_term(asked, day("2024-01-01")) == Term(day("2022-01-01"), day("2022-12-31"), 1, False, over=True)
    worked = work_out(asked, day("2024-01-01"), "fr")
    assert worked.steps[-1] == "Le contrat a pris fin le 31/12/2022."
    assert (worked.tacit, worked.notice_by, worked.problem) == (False, None, None)


@pytest.mark.parametrize(
    ("terms", "problem"),
    [
        ({}, "Ni la durée ni la date de fin n'ont été lues."),
        ({"effect": "2024-01-01", "renew": "1 year"}, "Ni la durée ni la date de fin n'ont été lues."),
        ({"term": "1 year"}, "La date d'effet n'a pas été lue."),
        (
            {"effect": "2024-01-01", "end": "2023-01-01"},
            "La date de fin, 01/01/2023, précède la date d'effet, 01/01/2024.",
        ),
        (
            {"effect": "2022-01-01", "term": "1 year", "tacit": True},
            "Le terme du 31/12/2022 est passé et la durée des reconductions n'a pas été lue.",
        ),
        (
            {"effect": "2022-01-01", "term": "1 year"},
            "Le terme du 31/12/2022 est passé et la lecture ne dit pas si le contrat s'est reconduit.",
        ),
        (
            {"effect": "2022-01-01", "term": "1 year", "end": "2023-06-30", "renew": "1 year"},
            "La fin du premier terme est douteuse (30/06/2023 ou 31/12/2022) et passée : à vérifier dans le contrat.",
        ),
        ({"effect": "2022-01-01", "term": "1 year", "renew": "1 year"}, "Le préavis n'a pas été lu."),
        ({"open_ended": True}, "Le préavis n'a pas été lu."),
        ({"effect": "2022-01-01", "term": "100000 year"}, "Une durée lue n'est pas plausible."),
        (
            {"end": "2026-01-01", "renew": "1 year", "notice": "100000 business_day"},
            "Une durée lue n'est pas plausible.",
        ),
    ],
)
def test_what_is_missing_is_said(terms: dict[str, str], problem: str) -> None:
    for language in ("fr", "en"):
        worked = work_out(contract(**terms), day("2025-01-01"), language)  # type: ignore[arg-type]
        assert worked.problem is not None and worked.notice_by is None
        if language == "fr":
            assert worked.problem == problem


def test_doubtful_readings_are_named() -> None:
    clause = Clause(quote="", start=0, end=1, state=FieldState.DOUBTFUL)
    asked = contract(**YEARLY, notice="90 day").model_copy(update={"fields": {"term": clause, "notice": clause}})  # type: ignore[arg-type]
    worked = work_out(asked, day("2025-06-01"), "fr")
    assert "À vérifier : la lecture est douteuse pour la durée, le préavis." in worked.steps
    assert worked.notice_by == day("2025-12-31")
    asked = contract(effect="2024-02-01", term="2 year", end="2025-12-31", renew="1 year", notice="1 month")
    steps = work_out(asked, day("2025-05-01"), "fr").steps
    assert steps[1].startswith(
        "À vérifier : le contrat nomme le 31/12/2025, mais l'effet et la durée donnent le 31/01/2026."
    )
    asked = contract(term="2 year", renew="1 year", notice="1 month").model_copy(
        update={"signature_date": day("2024-02-01")}
    )
    worked = work_out(asked, day("2025-05-01"), "fr")
    assert worked.term_end == day("2026-01-31") and worked.steps[1].startswith("À vérifier : la date d'effet")
    asked = contract(effect="2024-02-01", term="2 year", notice="1 month")
    assert work_out(asked, day("2025-05-01"), "fr").tacit is None
    assert any("tacitement" in step for step in work_out(asked, day("2025-05-01"), "fr").steps)

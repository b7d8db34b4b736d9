from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rag.domain.contract import Amends, Clause, Contract, Notice, Renewal
from rag.domain.duration import Duration, TimeUnit
from rag.domain.invoice import FieldState
from rag.domain.plan import DateBasis, Entity, Measure, Plan
from rag.facts.amended import as_amended
from rag.facts.contract_plans import fitting
from rag.store.contract_rows import ContractRow

TODAY = date(2025, 6, 1)
YEAR = Duration(count=1, unit=TimeUnit.YEAR)
ORIGINAL = Contract(
    number="MNT-1",
    effective_date=date(2024, 1, 1),
    term=YEAR,
    renewal=Renewal(tacit=True, span=YEAR),
    notice=Notice(span=Duration(count=3, unit=TimeUnit.MONTH)),
)
SIX = Notice(span=Duration(count=6, unit=TimeUnit.MONTH))


def _row(document_id: str, contract: Contract) -> ContractRow:
    return ContractRow(document_id, f"{document_id}-v", document_id, f"{document_id}.pdf", contract)


def _amendment(**said: Any) -> Contract:
    named = {"number": "1", "amends": Amends(number="MNT 1", articles=("7",)), "effective_date": date(2025, 1, 1)}
    return Contract(**(named | said))


def _deadlines(*contracts: Contract, language: str = "fr") -> list[Any]:
    rows = [_row(f"doc-{n}", contract) for n, contract in enumerate(contracts)]
    plan = Plan(entity=Entity.CONTRACT, measure=Measure.LIST, basis=DateBasis.NOTICE)
    return [one.deadline for one in fitting(rows, plan, TODAY, language)]


def test_an_amendment_is_no_contract_of_its_own_and_its_notice_is_the_one_in_force() -> None:
    [alone] = _deadlines(ORIGINAL)
    [amended] = _deadlines(ORIGINAL, _amendment(notice=SIX))
    assert alone.notice_by == date(2025, 9, 30)
    assert amended.notice_by == date(2025, 6, 30)
    assert amended.document_id == "doc-0"
    assert "L'avenant n° 1, en vigueur depuis le 01/01/2025, change le préavis." in amended.steps


def test_the_last_of_two_amendments_wins_whatever_their_order_in_the_store() -> None:
    later = _amendment(number="2", effective_date=date(2025, 3, 1), notice=Notice(span=YEAR))
    [one] = _deadlines(later, ORIGINAL, _amendment(notice=SIX))
    assert one.notice_by == date(2025, 12, 31)
    assert [step for step in one.steps if "avenant" in step][-1].startswith("L'avenant n° 2")


def test_an_amendment_about_other_things_changes_no_day_and_is_named() -> None:
    [one] = _deadlines(ORIGINAL, _amendment(), language="en")
    assert one.notice_by == date(2025, 9, 30)
    assert "Amendment no. 1, in force since 1 January 2025, changes nothing of it that was read." in one.steps


@pytest.mark.parametrize("day", [date(2025, 6, 2), None])
def test_an_amendment_not_in_force_or_without_a_day_is_to_be_checked(day: date | None) -> None:
    [one] = _deadlines(ORIGINAL, _amendment(effective_date=day, notice=SIX))
    assert one.notice_by == date(2025, 9, 30)
    assert any(step.startswith("À vérifier : L'avenant n° 1") for step in one.steps)


def test_a_new_end_replaces_the_term_and_a_new_term_is_a_problem() -> None:
    [ended] = _deadlines(ORIGINAL, _amendment(end_date=date(2026, 3, 31)))
    assert (ended.term_end, ended.notice_by) == (date(2026, 3, 31), date(2025, 12, 31))
    [unclear] = _deadlines(ORIGINAL, _amendment(term=Duration(count=2, unit=TimeUnit.YEAR)))
    assert unclear.notice_by is None
    assert unclear.problem is not None and "durée" in unclear.problem


def test_a_doubtful_change_says_so() -> None:
    clause = Clause(quote="six mois", start=0, end=8, state=FieldState.DOUBTFUL)
    [one] = _deadlines(ORIGINAL, _amendment(notice=SIX, fields={"notice": clause}))
    assert "À vérifier : la lecture est douteuse pour le préavis." in one.steps


def test_an_amendment_without_its_contract_stays_as_a_problem() -> None:
    [one] = _deadlines(_amendment(notice=SIX))
    assert one.notice_by is None
    assert one.problem is not None and "avenant" in one.problem


def test_contracts_without_amendments_are_left_as_they_are() -> None:
    rows = [_row("a", ORIGINAL), _row("b", Contract(title="autre"))]
    assert [one.row for one in as_amended(rows, TODAY, "fr")] == rows

"""Figures set beside each other, against sums worked out by hand (decision 0058)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rag.domain.facts import FactsResult
from rag.domain.invoice import FieldState, InvoiceType, Party
from rag.domain.plan import Amount, Entity, Grouping, Measure, Order, PartyChoice, Period, Plan
from rag.domain.rights import OWNER, Reader
from rag.facts.comparison_words import days
from rag.facts.facts import Facts
from rag.facts.invoice_results import _share
from rag.store.database import Database
from tests.support.ledgers import MARTIN, invoice, put_facts

TODAY = date(2025, 6, 1)
Y23, Y24 = (Period(start=date(year, 1, 1), end=date(year, 12, 31)) for year in (2023, 2024))
ALBA = Party(name="Alba Conseil", siren="404833048")
CREDIT = InvoiceType.CREDIT_NOTE
SECRET = ["direction"]
LEDGER: list[tuple[str, Any, list[str]]] = [
    ("d23", invoice("F-1", "100.00", issued="2023-03-05"), ["everyone"]),
    ("d24", invoice("F-2", "120.00"), ["everyone"]),
    ("d24 avoir", invoice("A-1", "20.00", kind=CREDIT), ["everyone"]),
    ("d24 encore", invoice("F-3", "30.00", issued="2024-07-05"), ["everyone"]),
    ("m23", invoice("M-1", "200.00", seller=MARTIN, issued="2023-05-05"), ["everyone"]),
    ("m24", invoice("M-2", "70.00", seller=MARTIN), ["everyone"]),
    ("a23", invoice("C-1", "50.00", seller=ALBA, issued="2023-05-05"), ["everyone"]),
    ("a24 douteux", invoice("C-2", "9.00", seller=ALBA, states={"gross": FieldState.DOUBTFUL}), SECRET),
    ("secret", invoice("S-1", "1000.00", seller=Party(name="Zénith SA")), SECRET),
]
EVERYONE = Reader("everyone", frozenset({"everyone"}))


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facts]:
    database = Database(tmp_path_factory.mktemp("comparisons") / "facts.db")
    database.migrate()
    put_facts(database, LEDGER)
    yield Facts(database)
    database.close()


def run(facts: Facts, language: str = "fr", reader: Reader = EVERYONE, **plan: Any) -> FactsResult:
    return facts.run(Plan(**plan), reader, TODAY, language)


def values(result: FactsResult) -> list[tuple[str | None, str, int]]:
    return [(one.group, str(one.value), one.documents) for one in result.figures]


def by(*names: str) -> tuple[PartyChoice, ...]:
    return tuple(PartyChoice(asked=name) for name in names)


def test_two_periods_with_their_difference(facts: Facts) -> None:
    result = run(facts, sellers=by("Dupont Maintenance"), period=Y24, against=Y23)
    assert values(result) == [("2023-01-01/2023-12-31", "100.00", 1), ("2024-01-01/2024-12-31", "130.00", 3)]
    assert result.words == (
        "Montant total TTC des factures de Dupont Maintenance SAS émises en 2023 et en 2024\u00a0: en 2023 100,00"
        "\u00a0€ (1 facture) et en 2024 130,00\u00a0€ (2 factures, 1 avoir déduit). Évolution\u00a0: +30,00\u00a0€"
        " (+30,0\u00a0%)."
    )
    assert {one.title for one in result.included} == {"d23", "d24", "d24 avoir", "d24 encore"}
    assert result.included_count == 4
    turned = run(facts, sellers=by("Dupont Maintenance"), period=Y23, against=Y24)
    assert (turned.figures, turned.words) == (result.figures, result.words)


def test_a_fall_has_its_sign_and_a_period_without_documents_no_percent(facts: Facts) -> None:
    martin = run(facts, "en", sellers=by("Martin"), period=Y24, against=Y23)
    assert martin.words.endswith(
        "in 2023 €200.00 (1 invoice) and in 2024 €70.00 (1 invoice). Change: −€130.00 (−65.0%)."
    )
    alba = run(facts, "en", sellers=by("Alba"), period=Y24, against=Y23)
    assert alba.words.endswith("in 2023 €50.00 (1 invoice) and in 2024 no document.")
    count = run(facts, measure=Measure.COUNT, period=Y24, against=Y23)
    assert [value for _, value, _ in values(count)] == ["3", "4"]


def test_the_documents_of_a_comparison_are_those_of_both_periods(facts: Facts) -> None:
    plan = Plan(period=Y24, against=Y23)
    shown = {one.document_id for one in facts.run(plan, EVERYONE, TODAY, "fr").included}
    assert set(facts.documents(plan, EVERYONE, TODAY) or ()) == shown and len(shown) == 7


def test_two_parties_with_their_difference(facts: Facts) -> None:
    result = run(facts, sellers=by("Dupont Maintenance", "Martin"), group_by=Grouping.SELLER)
    assert values(result) == [("Dupont Maintenance SAS", "230.00", 4), ("Martin & Fils", "270.00", 2)]
    assert result.words.endswith("Écart\u00a0: 40,00\u00a0€ de plus pour Martin & Fils (+17,4\u00a0%).")


def test_shares_of_a_whole(facts: Facts) -> None:
    one = run(facts, sellers=by("Dupont Maintenance"), period=Y24, share=True)
    assert [(str(figure.value), str(figure.share)) for figure in one.figures] == [("130.00", "65.00")]
    assert one.words.endswith("Soit 65,0\u00a0% du total de 200,00\u00a0€.")
    every = run(facts, period=Y23, group_by=Grouping.SELLER, share=True)
    assert {figure.group: str(figure.share) for figure in every.figures} == {
        "Alba Conseil": "14.29", "Dupont Maintenance SAS": "28.57", "Martin & Fils": "57.14",
    }  # fmt: skip
    first = run(
        facts, "en", period=Y23, group_by=Grouping.SELLER, share=True, order=Order.AMOUNT, descending=True, limit=2
    )
    assert first.words.endswith("Together: €300.00, or 85.7% of the total of €350.00.")


def test_a_share_says_what_the_whole_leaves_out(facts: Facts) -> None:
    result = run(facts, reader=OWNER, sellers=by("Dupont Maintenance"), period=Y24, share=True)
    assert str(result.figures[0].share) == "10.83"
    assert result.words.endswith("Pour le total, non comptés\u00a0: 1 au montant douteux.")


@given(st.lists(st.decimals(0, 10**9, places=2), min_size=1, max_size=8))
def test_shares_are_parts_of_a_hundred(amounts: list[Decimal]) -> None:
    shares = [_share(amount, amounts) for amount in amounts]
    if sum(amounts) == 0:
        assert shares == [None] * len(amounts)
    else:
        assert abs(sum(share for share in shares if share is not None) - 100) <= Decimal("0.005") * len(amounts)


def test_what_falls_below_nought_has_no_share() -> None:
    assert _share(Decimal(5), [Decimal(5), Decimal(-1)]) is None
    assert _share(Decimal(-1), [Decimal(5), Decimal(-1)]) is None


def test_groups_above_a_bound_and_their_documents(facts: Facts) -> None:
    result = run(facts, period=Y23, group_by=Grouping.SELLER, group_at_least=Decimal("100"))
    assert values(result) == [("Dupont Maintenance SAS", "100.00", 1), ("Martin & Fils", "200.00", 1)]
    assert {one.title for one in result.included} == {"d23", "m23"} and result.included_count == 2
    assert "d'au moins 100,00 au total\u00a0: 2 fournisseurs, 2 factures." in result.words
    none = run(facts, period=Y23, group_by=Grouping.SELLER, group_at_least=Decimal("1000"))
    assert (none.figures, none.included, none.included_count) == ((), (), 0)
    few = run(facts, "en", measure=Measure.COUNT, group_by=Grouping.SELLER, group_at_most=Decimal(1))
    assert values(few) == [("Alba Conseil", "1", 1)]


def test_months_above_a_bound_and_their_documents(facts: Facts) -> None:
    result = run(facts, period=Y24, group_by=Grouping.MONTH, group_at_most=Decimal("30"))
    assert values(result) == [("2024-07", "30.00", 1)]
    assert [one.title for one in result.included] == ["d24 encore"] and result.included_count == 1
    with_credits = run(facts, period=Y24, group_by=Grouping.MONTH, group_at_least=Decimal("31"))
    assert {one.title for one in with_credits.included} == {"d24", "d24 avoir", "m24"}
    assert "2 factures, 1 avoir déduit" in with_credits.words


def test_only_what_is_in_the_currency_of_a_group_that_is_kept_counts(tmp_path: Path) -> None:
    """A supplier above the bound in one currency and below it in another."""
    database = Database(tmp_path / "facts.db")
    database.migrate()
    ledger = [("euros", invoice("E-1", "500.00"), SECRET), ("dollars", invoice("U-1", "5.00", currency="USD"), SECRET)]
    put_facts(database, ledger)
    result = run(Facts(database), reader=OWNER, group_by=Grouping.SELLER, group_at_least=Decimal("100"))
    assert values(result) == [("Dupont Maintenance SAS", "500.00", 1)]
    assert [one.title for one in result.included] == ["euros"] and result.included_count == 1
    database.close()


def test_who_is_absent_from_a_period(facts: Facts) -> None:
    gone = run(facts, period=Y23, absent=Y24, group_by=Grouping.SELLER)
    assert values(gone) == [("Alba Conseil", "50.00", 1)]
    assert "sans aucune facture en 2024" in gone.words and [one.title for one in gone.included] == ["a23"]
    # An invoice whose amount is in doubt is an invoice all the same.
    seeing = run(facts, reader=OWNER, period=Y23, absent=Y24, group_by=Grouping.SELLER)
    assert values(seeing) == []


def test_several_amounts_at_once(facts: Facts) -> None:
    result = run(facts, sellers=by("Martin"), period=Y24, amount=Amount.NET, amounts=(Amount.VAT, Amount.GROSS))
    assert [(one.amount, str(one.value)) for one in result.figures] == [
        ("net", "58.33"), ("vat", "11.67"), ("gross", "70.00"),
    ]  # fmt: skip
    assert result.words.endswith("\u00a0: 58,33\u00a0€ (1 facture). TVA\u00a0: 11,67\u00a0€. TTC\u00a0: 70,00\u00a0€.")
    assert result.included_count == 1


def test_a_year_shared_out_evenly(facts: Facts) -> None:
    result = run(facts, sellers=by("Dupont Maintenance"), period=Y24, per=Grouping.MONTH)
    assert str(result.figures[0].value) == "130.00"
    assert result.words.endswith("Soit en moyenne 10,83\u00a0€ par mois sur 12 mois.")
    halves = run(facts, "en", period=Y24, measure=Measure.COUNT, per=Grouping.HALF)
    assert halves.words.endswith("That is 2.0 per half-year on average over 2 half-years.")


def test_halves_of_years(facts: Facts) -> None:
    result = run(facts, sellers=by("Dupont Maintenance"), group_by=Grouping.HALF)
    assert values(result) == [("2023-H1", "100.00", 1), ("2024-H1", "100.00", 2), ("2024-H2", "30.00", 1)]


@pytest.mark.parametrize(
    "plan",
    [
        {"against": Y23},
        {"period": Y24, "against": Y24},
        {"period": Y24, "against": Period(end=date(2023, 12, 31))},
        {"period": Y24, "against": Y23, "group_by": Grouping.SELLER},
        {"period": Y24, "against": Y23, "measure": Measure.LIST},
        {"period": Y24, "against": Y23, "share": True, "sellers": by("Martin")},
        {"group_at_least": Decimal(1)},
        {"entity": Entity.CONTRACT, "measure": Measure.COUNT, "group_by": Grouping.KIND, "group_at_least": Decimal(1)},
        {"absent": Y24},
        {"absent": Y24, "group_by": Grouping.MONTH},
        {"share": True},
        {"share": True, "sellers": by("Martin"), "measure": Measure.AVERAGE},
        {"amounts": (Amount.GROSS,)},
        {"amounts": (Amount.NET, Amount.NET)},
        {"amounts": (Amount.NET,), "measure": Measure.COUNT},
        {"per": Grouping.MONTH},
        {"per": Grouping.QUARTER, "period": Period(start=date(2024, 2, 1), end=date(2024, 4, 30))},
        {"per": Grouping.MONTH, "period": Period(start=date(2024, 1, 2), end=date(2024, 12, 31))},
        {"group_by": Grouping.KIND},
    ],
)
def test_what_cannot_be_compared_is_no_plan(plan: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Plan(**plan)


def test_a_period_is_written_as_an_interval() -> None:
    assert days(Y24) == "2024-01-01/2024-12-31"

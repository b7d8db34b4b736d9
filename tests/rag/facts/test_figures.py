from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rag.domain.facts import FactsResult, Left
from rag.domain.invoice import FieldState, InvoiceType, InvoiceWarning, Party, Totals, VatBreakdown
from rag.domain.plan import Amount, DateBasis, DueState, Grouping, Measure, Order, PartyChoice, Period, Plan
from rag.domain.rights import OWNER
from rag.facts.facts import Facts
from rag.store.database import Database
from tests.support.ledgers import DUPONT, MARTIN, US, invoice, put_facts

TODAY = date(2024, 6, 1)
CREDIT = InvoiceType.CREDIT_NOTE
LEDGER = [
    invoice("A-1", "120.00", issued="2024-01-15", due="2024-02-15"),
    invoice("A-2", "0.10", issued="2024-02-15", due="2024-07-15"),
    invoice("A-3", "60.00", issued="2024-02-20", due=None, kind=CREDIT),
    invoice("M-1", "1055.00", seller=MARTIN, issued="2023-12-31", due="2024-01-31", rate="5.5"),
    invoice("M-2", "100.00", seller=MARTIN, issued="2024-05-01", due="2024-06-01", rate="0"),
    invoice("M-3", "5000", seller=MARTIN, issued="2024-05-01", currency="JPY", rate=None),
]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facts]:
    database = Database(tmp_path_factory.mktemp("figures") / "facts.db")
    database.migrate()
    put_facts(database, [(f"doc-{n}", one, ["everyone"]) for n, one in enumerate(LEDGER)])
    yield Facts(database)
    database.close()


def _run(facts: Facts, language: str = "fr", **plan: Any) -> FactsResult:
    return facts.run(Plan(**plan), OWNER, TODAY, language)


def _figures(result: FactsResult) -> list[tuple[str | None, str | None, str, int]]:
    return [(one.group, one.currency, f"{one.value:f}", one.documents) for one in result.figures]


SUM = [(None, "EUR", "1215.10", 5), (None, "JPY", "5000", 1)]


@pytest.mark.parametrize(
    ("plan", "figures"),
    [
        ({}, SUM),
        ({"measure": Measure.COUNT}, [(None, None, "6", 6)]),
        ({"measure": Measure.LIST, "limit": 2}, [(None, None, "6", 6)]),
        ({"measure": Measure.MINIMUM, "currency": "EUR"}, [(None, "EUR", "-60.00", 5)]),
        ({"measure": Measure.MAXIMUM}, [(None, "EUR", "1055.00", 5), (None, "JPY", "5000", 1)]),
        ({"measure": Measure.AVERAGE, "currency": "EUR"}, [(None, "EUR", "243.02", 5)]),
        ({"amount": Amount.NET, "sellers": (PartyChoice(asked="dupont"),)}, [(None, "EUR", "50.08", 3)]),
        (
            {"amount": Amount.VAT, "sellers": (PartyChoice(asked="Martin"),)},
            [(None, "EUR", "55.00", 2), (None, "JPY", "0", 1)],
        ),
        ({"types": (CREDIT,)}, [(None, "EUR", "-60.00", 1)]),
        ({"number": "a 1"}, [(None, "EUR", "120.00", 1)]),
        ({"at_least": Decimal("100"), "at_most": Decimal("120")}, [(None, "EUR", "220.00", 2)]),
        ({"at_least": Decimal("1055.001")}, [(None, "JPY", "5000", 1)]),
        ({"vat_rate": Decimal("5.5")}, [(None, "EUR", "1055.00", 1)]),
        ({"vat_rate": Decimal("20.0"), "amount": Amount.VAT}, [(None, "EUR", "10.02", 3)]),
        ({"due": DueState.OVERDUE, "currency": "EUR"}, [(None, "EUR", "1175.00", 2)]),
        ({"due": DueState.NOT_YET_DUE, "currency": "EUR"}, [(None, "EUR", "100.10", 2)]),
        ({"basis": DateBasis.DUE, "period": Period(start=date(2024, 7, 1))}, [(None, "EUR", "0.10", 1)]),
        ({"period": Period(end=date(2023, 12, 31))}, [(None, "EUR", "1055.00", 1)]),
        ({"period": Period(start=date(2025, 1, 1), end=date(2025, 12, 31))}, []),
        (
            {"group_by": Grouping.SELLER, "currency": "EUR", "order": Order.AMOUNT, "descending": True},
            [("Martin & Fils", "EUR", "1155.00", 2), ("Dupont Maintenance SAS", "EUR", "60.10", 3)],
        ),
        ({"group_by": Grouping.SELLER, "order": Order.AMOUNT, "descending": True, "limit": 1},
         [("Martin & Fils", "EUR", "1155.00", 2), ("Martin & Fils", "JPY", "5000", 1)]),
        ({"group_by": Grouping.BUYER, "measure": Measure.COUNT}, [("Nuagence SARL", None, "6", 6)]),
        (
            {"group_by": Grouping.QUARTER, "currency": "EUR"},
            [("2023-Q4", "EUR", "1055.00", 1), ("2024-Q1", "EUR", "60.10", 3), ("2024-Q2", "EUR", "100.00", 1)],
        ),
        (
            {"group_by": Grouping.MONTH, "sellers": (PartyChoice(asked="dupont"),)},
            [("2024-01", "EUR", "120.00", 1), ("2024-02", "EUR", "-59.90", 2)],
        ),
        ({"group_by": Grouping.YEAR, "measure": Measure.COUNT, "descending": True},
         [("2024", None, "5", 5), ("2023", None, "1", 1)]),
        (
            {"group_by": Grouping.VAT_RATE, "amount": Amount.NET, "currency": "EUR"},
            [("0.00", "EUR", "100.00", 1), ("20.00", "EUR", "50.08", 3), ("5.50", "EUR", "1000.00", 1)],
        ),
        (
            {"group_by": Grouping.TYPE, "measure": Measure.COUNT},
            [("credit_note", None, "1", 1), ("invoice", None, "5", 5)],
        ),
    ],
)  # fmt: skip
def test_figures(facts: Facts, plan: dict[str, Any], figures: list[Any]) -> None:
    assert _figures(_run(facts, **plan)) == figures


def test_an_average_is_exact_and_only_shown_rounded(facts: Facts) -> None:
    result = _run(facts, measure=Measure.AVERAGE, sellers=(PartyChoice(asked="dupont"),))
    assert str(result.figures[0].value).startswith("20.0333333333333333333333333333333")
    assert "20,03\u00a0€" in result.words and "arrondie au centime" in result.words


def test_documents_come_in_the_order_asked_for(facts: Facts) -> None:
    by_amount = _run(facts, measure=Measure.LIST, order=Order.AMOUNT, descending=True, limit=2, currency="EUR")
    assert [one.number for one in by_amount.included] == ["M-1", "A-1"] and by_amount.included_count == 5
    lowest = _run(facts, measure=Measure.MINIMUM, currency="EUR")
    assert lowest.included[0].number == "A-3" and lowest.included[0].amount == Decimal("-60.00")
    by_day = _run(facts, measure=Measure.LIST, descending=True)
    assert [one.number for one in by_day.included][-1] == "M-1"


def test_two_companies_of_one_name_are_two(tmp_path: Any) -> None:
    database = Database(tmp_path / "facts.db")
    database.migrate()
    other = Party(name="DUPONT MAINTENANCE", siren="542065479")
    nameless = Party(name="Dupont Maintenance")
    made = [invoice("1", "1.00"), invoice("1", "1.00", seller=other), invoice("2", "4.00", seller=nameless)]
    put_facts(database, [(f"doc-{n}", one, ["everyone"]) for n, one in enumerate(made)])
    facts = Facts(database)
    result = facts.run(Plan(sellers=(PartyChoice(asked="dupont"),)), OWNER, TODAY, "en")
    assert result.choices == (
        "Dupont Maintenance",
        "DUPONT MAINTENANCE (SIREN 542065479)",
        "Dupont Maintenance SAS (SIREN 552100554)",
    )
    assert result.figures == () and "Which one?" in result.words
    total = facts.run(Plan(), OWNER, TODAY, "en")
    assert total.figures[0].value == 6 and total.excluded_count == 0, "no copies: the SIREN differ"
    database.close()


def test_a_copy_is_known_through_what_is_misread_in_it(tmp_path: Any) -> None:
    database = Database(tmp_path / "facts.db")
    database.migrate()
    made = [
        invoice("F/1", "120.00", source="page", buyer=MARTIN, due="2030-01-01"),
        invoice("F-1", "120.00", buyer=US),
        invoice("F-2", "120.00", buyer=US),
        invoice("F-1", "120.00", buyer=US, issued="2024-03-06"),
    ]
    put_facts(database, [(f"doc-{n}", one, ["everyone"]) for n, one in enumerate(made)])
    result = Facts(database).run(Plan(buyers=(PartyChoice(asked="martin"),)), OWNER, TODAY, "fr")
    assert [(one.document_id, one.left) for one in result.excluded] == [("doc-0", Left.DUPLICATE)]
    assert result.figures == () and "aucun document" in result.words
    assert Facts(database).run(Plan(), OWNER, TODAY, "fr").figures[0].value == 360
    database.close()


def test_the_list_is_whole_page_by_page(facts: Facts) -> None:
    numbers, cursor = [], None
    while True:
        page = facts.invoices(OWNER, Plan(), TODAY, cursor, 2)
        numbers += [one.number for one in page.invoices]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert sorted(numbers) == sorted(one.number or "" for one in LEDGER) and numbers[-1] == "M-1"
    first = facts.invoices(OWNER, Plan(number="A-1"), TODAY).invoices[0]
    assert first.gross and (first.gross.value, first.gross.counts, first.gross.page) == (Decimal("120.00"), True, 1)
    assert (first.seller, first.buyer, first.source) == (DUPONT.name, US.name, "xml")


ENGLISH = {
    "Total amount with VAT of invoices from Dupont Maintenance SAS issued in Q1 2024: €60.10 (2 invoices, 1 credit note"
    " deducted).": {
        "sellers": (PartyChoice(asked="dupont"),), "period": Period(start=date(2024, 1, 1), end=date(2024, 3, 31)),
    },
    "Number of invoices and credit notes: 6 (5 invoices, 1 credit note).": {"measure": Measure.COUNT},
    "Highest amount without VAT of invoices of at least 100.00 in EUR: €1,000.00 (3 invoices). Not"
    " counted: 1 in another currency.": {
        "measure": Measure.MAXIMUM, "amount": Amount.NET, "at_least": Decimal(100), "currency": "EUR",
    },
    "List of invoices and credit notes past their due date: 3 invoices.": {
        "measure": Measure.LIST, "due": DueState.OVERDUE,
    },
}  # fmt: skip
FRENCH = {
    "Montant total TTC des factures : 1 215,10 € et 5 000 JPY (5 factures, 1 avoir déduit). Les devises ne sont pas"
    " additionnées.": {},
    "Nombre des avoirs émis depuis le 1er janvier 2024 : 1.": {
        "measure": Measure.COUNT, "types": (CREDIT,), "period": Period(start=date(2024, 1, 1)),
    },
    "Montant total de TVA des factures au taux de 5,5 % : 55,00 € (1 facture). Non comptés : 1 illisible sur"
    " ce point.": {
        "amount": Amount.VAT, "vat_rate": Decimal("5.5"),
    },
    "Aucune facture ne nomme « Inconnu » comme fournisseur.": {"sellers": (PartyChoice(asked="Inconnu"),)},
}  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [*(("en", one) for one in ENGLISH), *(("fr", one) for one in FRENCH)])
def test_words(facts: Facts, language: str, words: str) -> None:
    plan = (FRENCH if language == "fr" else ENGLISH)[words]
    said = _run(facts, language, **plan).words
    assert said.replace("\u00a0", " ").replace("\u202f", " ") == words


def test_of_a_page_without_bases_the_vat_by_rate_counts_and_the_net_does_not(tmp_path: Path) -> None:
    totals = Totals(net=Decimal("1099.15"), vat=Decimal("134.41"), gross=Decimal("1233.56"))
    printed = ("10", "85.41"), ("20", "49.00")
    breakdown = tuple(VatBreakdown(rate=Decimal(rate), amount=Decimal(vat)) for rate, vat in printed)
    page = invoice("P-1", source="page").model_copy(update={"totals": totals, "vat_breakdown": breakdown})
    database = Database(tmp_path / "facts.db")
    database.migrate()
    put_facts(database, [("page", page, ["everyone"]), ("xml", invoice("A-1", "120.00"), ["everyone"])])
    facts = Facts(database)
    by_rate = _run(facts, amount=Amount.VAT, group_by=Grouping.VAT_RATE)
    assert _figures(by_rate) == [("10.00", "EUR", "85.41", 1), ("20.00", "EUR", "69.00", 2)]
    assert _figures(_run(facts, amount=Amount.VAT, vat_rate=Decimal(10))) == [(None, "EUR", "85.41", 1)]
    for plan in ({"vat_rate": Decimal(20)}, {"group_by": Grouping.VAT_RATE}):
        for amount, value in ((Amount.NET, "100.00"), (Amount.GROSS, "120.00")):
            found = _run(facts, amount=amount, **plan)
            assert [one.value for one in found.figures] == [Decimal(value)]
            assert [(one.document_id, one.left) for one in found.excluded] == [("page", Left.UNREADABLE)]
    database.close()


def test_a_day_that_may_be_two_counts_where_both_lie_and_is_named_where_one_does(tmp_path: Path) -> None:
    doubt = InvoiceWarning(code="ambiguous_date", message="12/11", fields=("issue_date",))
    page = invoice("P-1", "50.00", issued="2025-11-12", due=None, kind=CREDIT, source="page", rate=None,
        states={"issue_date": FieldState.DOUBTFUL}).model_copy(update={"warnings": (doubt,)})  # fmt: skip
    database = Database(tmp_path / "facts.db")
    database.migrate()
    put_facts(
        database, [("page", page, ["everyone"]), ("xml", invoice("A-1", "120.00", issued="2025-11-20"), ["everyone"])]
    )
    facts = Facts(database)

    def run(start: str | None, end: str | None, **plan: Any) -> tuple[list[str], int, list[str]]:
        days = Period(start=start and date.fromisoformat(start), end=end and date.fromisoformat(end))
        found = facts.run(Plan(period=days, **plan), OWNER, date(2026, 2, 1), "fr")
        assert {one.left for one in found.excluded} <= {Left.UNREADABLE}
        return [f"{one.group or ''} {one.value:f}".strip() for one in found.figures], found.included_count, [
            one.document_id for one in found.excluded
        ]  # fmt: skip

    both, alone, unsure, none = (["70.00"], 2, []), (["120.00"], 1, []), (["120.00"], 1, ["page"]), ([], 0, [])
    assert run("2025-01-01", "2025-12-31") == both == run("2025-11-12", None) == run(None, "2025-12-11")
    assert run("2025-11-01", "2025-11-30") == unsure == run(None, "2025-11-30")
    assert run("2025-12-01", "2025-12-31") == ([], 0, ["page"]) == run("2025-12-01", None)
    # Between the two days it may lie on neither.
    assert run("2025-11-13", "2025-12-10") == alone
    assert run("2024-01-01", "2024-12-31") == none == run("2026-01-01", None)
    assert run("2025-01-01", "2025-12-31", group_by=Grouping.YEAR) == (["2025 70.00"], 2, [])
    assert run("2025-01-01", "2025-12-31", group_by=Grouping.MONTH) == (["2025-11 120.00"], 1, ["page"])
    assert _figures(facts.run(Plan(group_by=Grouping.YEAR), OWNER, TODAY, "fr")) == [("2025", "EUR", "70.00", 2)]
    database.close()


def test_a_copy_whose_day_may_be_two_is_a_copy(tmp_path: Path) -> None:
    doubt = InvoiceWarning(code="ambiguous_date", message="12/11", fields=("issue_date",))
    states = {"issue_date": FieldState.DOUBTFUL}
    page = invoice("A-1", "120.00", issued="2025-12-11", due=None, source="page", states=states)
    page = page.model_copy(update={"warnings": (doubt,)})
    misread = invoice("A-2", "50.00", issued="2025-03-04", due=None, source="page", rate=None)
    bills = [invoice("A-1", "120.00", issued="2025-11-12"), invoice("A-2", "50.00", issued="2025-04-03")]
    database = Database(tmp_path / "facts.db")
    database.migrate()
    others = [invoice("A-2", "50.00", issued="2025-04-13"), invoice("A-2", "50.01", issued="2025-04-03")]
    rows = [page, misread, *bills, *others]
    put_facts(database, [(f"doc-{n}", one, ["everyone"]) for n, one in enumerate(rows)])
    found = _run(Facts(database))
    assert {one.document_id: one.left for one in found.excluded} == {"doc-0": Left.DUPLICATE, "doc-1": Left.DUPLICATE}
    assert found.figures[0].value == Decimal("270.01")
    database.close()


@pytest.mark.parametrize(
    ("descending", "language", "said"),
    [
        (True, "fr", "La plus récente\u00a0: n° M-2, du 1er mai 2024, 100,00\u00a0€, à échéance le 1er juin 2024."),
        (False, "en", "The earliest: number M-1, of 31 December 2023, €1,055.00, due on 31 January 2024."),
    ],
)
def test_the_latest_and_the_earliest_are_told(facts: Facts, descending: bool, language: str, said: str) -> None:
    def words(**plan: Any) -> str:
        listed = {"measure": Measure.LIST, "currency": "EUR", "descending": descending}
        return _run(facts, language, **(listed | plan)).words

    assert said in words(order=Order.DATE, limit=1)
    assert said not in words(order=Order.DATE, limit=2) + words(order=Order.AMOUNT, limit=1) + words()


def test_the_largest_credit_note_is_told_and_bounds_are_said_without_the_sign(tmp_path: Path) -> None:
    database = Database(tmp_path / "facts.db")
    database.migrate()
    notes = [
        invoice(f"C-{n}", value, issued="2024-03-01", due=None, kind=CREDIT) for n, value in enumerate(("10", "60"))
    ]
    put_facts(database, [(f"doc-{n}", one, ["everyone"]) for n, one in enumerate(notes)])
    facts = Facts(database)
    largest = facts.ask("quel est le plus gros avoir ?", OWNER, TODAY, "fr")
    assert largest is not None and [one.number for one in largest.included] == ["C-1"]
    assert "Le plus élevé\u00a0: n° C-1, du 1er mars 2024, -60,00\u00a0€." in largest.words
    above = facts.ask("credit notes above 20 euros", OWNER, TODAY, "en")
    assert above is not None and [one.number for one in above.included] == ["C-1"]
    assert "of at least 20.01" in above.words
    database.close()

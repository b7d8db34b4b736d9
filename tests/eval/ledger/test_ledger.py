from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from eval.ledger.expected import AsksBack, Declined, Documents, Figures, View, supplier
from eval.ledger.judging import Answered, Verdict, facts_figures, judge
from eval.ledger.making import Ledger, make_ledger, write_ledger
from eval.ledger.questions import Asked, make_questions
from eval.ledger.truth import TODAY
from ingest.einvoice.reading import read_xml
from rag.domain.facts import FactDocument, FactsResult, Figure, Left
from rag.domain.invoice import InvoiceType
from rag.domain.plan import PartyChoice, Plan
from rag.facts.reading import Ambiguous, read_plan
from tests.rag.facts.over_truth import known_buyers, known_sellers, run_over


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return make_ledger()


def test_the_ledger_is_what_was_asked_for(ledger: Ledger) -> None:
    assert len(ledger.bills) == 2000 and len({bill.supplier.name for bill in ledger.bills}) == 60
    assert {bill.issued.year for bill in ledger.bills} == {2022, 2023, 2024, 2025, 2026}
    assert {bill.currency for bill in ledger.bills} == {"EUR", "USD"}
    assert {rate for bill in ledger.bills for rate in bill.nets} == {
        Decimal(20),
        Decimal(10),
        Decimal("5.5"),
        Decimal(0),
    }
    assert sum(bill.credit for bill in ledger.bills) > 60
    assert sum(not bill.readable for bill in ledger.bills) == 24
    assert len({(bill.supplier.name, bill.number) for bill in ledger.bills}) == 2000
    assert max(Counter(bill.number for bill in ledger.bills).values()) > 1
    assert make_ledger() == ledger and make_ledger(seed=1) != ledger


def test_the_files_say_what_the_truth_says(tmp_path: Path) -> None:
    small = make_ledger(120, seed=3)
    write_ledger(small, tmp_path, seed=3)
    files = sorted(tmp_path.iterdir())
    assert {path.suffix for path in files} == {".xml", ".pdf", ".txt"}
    assert 125 < len(files) < 135
    read = 0
    for index, bill in enumerate(small.bills):
        path = tmp_path / f"{bill.issued:%Y-%m-%d}_{index:04}.xml"
        if not path.exists() or not bill.readable:
            continue
        invoice = read_xml(path.read_bytes())
        read += 1
        assert (invoice.number, invoice.issue_date, invoice.currency) == (bill.number, bill.issued, bill.currency)
        assert invoice.seller.name == bill.supplier.name
        assert (invoice.type is InvoiceType.CREDIT_NOTE) == bill.credit
        assert invoice.gross == abs(bill.gross) and invoice.net == abs(bill.net)
        # Numbers of other countries are letters and digits without a check.
        assert not invoice.warnings or bill.supplier.country != "FR"
    assert read > 60


def test_a_second_writing_is_the_same(tmp_path: Path) -> None:
    small = make_ledger(60, seed=5)
    for name in ("one", "other"):
        write_ledger(small, tmp_path / name, seed=5)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()


def test_the_questions_are_what_was_asked_for(ledger: Ledger) -> None:
    questions = make_questions(ledger)
    assert Counter(one.language for one in questions) == {"fr": 100, "en": 50}
    assert len({one.text for one in questions}) == len({one.id for one in questions}) == 150
    assert sum(one.part != "template" for one in questions) >= 60
    unanswerable = sum(isinstance(one.expected, AsksBack | Declined) for one in questions)
    assert 30 <= unanswerable <= 36


def test_the_grammar_gives_no_wrong_figure(ledger: Ledger) -> None:
    """Over the truth itself: what is wrong here is the reading of questions alone."""
    sellers, buyers = known_sellers(ledger), known_buyers()
    answered = []
    for asked in make_questions(ledger):
        read = read_plan(asked.text, TODAY, sellers, buyers)
        choices = read.choices if isinstance(read, Ambiguous) else ()
        result = run_over(ledger, read, TODAY) if isinstance(read, Plan) else None
        answered.append(Answered(asked, judge(asked.expected, result, choices), "", 0.0))
    figures = facts_figures(answered)
    assert [one.asked.text for one in answered if one.verdict is Verdict.WRONG] == []
    assert figures.unanswerable_declined["value"] == 1
    assert figures.exact["value"] is not None and figures.exact["value"] >= 0.95


class TestJudging:
    plan = Plan()
    expected = Figures({(None, "EUR"): Decimal("12.50")})

    def result(self, *figures: Figure, plan: Plan | None = None) -> FactsResult:
        return FactsResult(plan=plan or self.plan, words="", figures=figures)

    def figure(self, value: str, currency: str | None = "EUR", group: str | None = None) -> Figure:
        return Figure(group=group, currency=currency, value=Decimal(value), documents=1)

    def test_figures(self) -> None:
        assert judge(self.expected, self.result(self.figure("12.5"))) is Verdict.EXACT
        assert judge(self.expected, self.result(self.figure("12.51"))) is Verdict.WRONG
        assert judge(self.expected, self.result(self.figure("12.50", "USD"))) is Verdict.WRONG
        assert judge(self.expected, self.result(self.figure("12.50"), self.figure("1", "USD"))) is Verdict.WRONG
        assert judge(self.expected, self.result()) is Verdict.WRONG
        assert judge(self.expected, None) is Verdict.DECLINED

    def test_what_says_that_it_leaves_doubtful_ones_out_is_incomplete(self) -> None:
        left = FactDocument(document_id="d", version_id="v", title="", filename="", left=Left.DOUBTFUL)
        result = self.result(self.figure("2")).model_copy(update={"excluded": (left,), "excluded_count": 1})
        assert judge(self.expected, result) is Verdict.INCOMPLETE
        twice = left.model_copy(update={"left": Left.DUPLICATE})
        assert judge(self.expected, result.model_copy(update={"excluded": (twice,)})) is Verdict.WRONG
        assert judge(Declined(), result) is Verdict.WRONG

    def test_an_unknown_party_is_declined_and_a_choice_is_asked_back(self) -> None:
        unknown = Plan(sellers=(PartyChoice(asked="Zorglub"),))
        assert judge(self.expected, self.result(plan=unknown)) is Verdict.DECLINED
        assert judge(self.expected, None, ("A", "B")) is Verdict.ASKED_BACK
        assert judge(AsksBack(frozenset({"A", "B"})), None, ("B", "A")) is Verdict.ASKED_BACK
        assert judge(AsksBack(frozenset({"A", "B"})), None, ("A", "C")) is Verdict.WRONG
        assert judge(Declined(), self.result(self.figure("1"))) is Verdict.WRONG

    def test_documents(self) -> None:
        listed = FactDocument(
            document_id="d", version_id="v", title="", filename="", number="F1", party="DUPONT SA", amount=Decimal(5)
        )
        result = FactsResult(plan=self.plan, words="", included=(listed,), included_count=1)
        assert judge(Documents({("Dupont SA", "F1"): Decimal(5)}), result) is Verdict.EXACT
        assert judge(Documents({("Dupont SA", "F1"): Decimal(6)}), result) is Verdict.WRONG
        assert judge(Documents({("Dupont SA", "F2"): Decimal(5)}), result) is Verdict.WRONG
        silent = result.model_copy(update={"included": (listed.model_copy(update={"amount": None}),)})
        assert judge(Documents({("Dupont SA", "F1"): Decimal(5)}), silent) is Verdict.INCOMPLETE
        both = Documents({("Dupont SA", "F1"): Decimal(5), ("Dupont SA", "F2"): Decimal(5)})
        assert judge(both, result) is Verdict.WRONG
        # The first documents are shown, the count is whole.
        assert judge(both, result.model_copy(update={"included_count": 2})) is Verdict.EXACT

    def test_shares(self, ledger: Ledger) -> None:
        asked = Asked("1", "fr", "?", "sum", "template", self.expected)
        answered = [
            Answered(asked, Verdict.EXACT, "", 0.1),
            Answered(asked, Verdict.DECLINED, "", 0.1),
            Answered(replace(asked, expected=Declined()), Verdict.DECLINED, "", 0.1),
            Answered(replace(asked, expected=AsksBack(frozenset("A"))), Verdict.DECLINED, "", 0.1),
        ]
        figures = facts_figures(answered)
        assert (figures.exact["numerator"], figures.exact["denominator"]) == (1, 2)
        assert figures.wrong["numerator"] == 0
        assert (figures.unanswerable_declined["numerator"], figures.unanswerable_declined["denominator"]) == (1, 2)


def test_the_view_adds_up(ledger: Ledger) -> None:
    view = View.of(ledger)
    by_supplier = view.year(2024).sum(group=supplier).values
    total = view.year(2024).sum().values
    for code in ("EUR", "USD"):
        assert sum(value for (_, currency), value in by_supplier.items() if currency == code) == total[None, code]
    by_rate = view.year(2023).vat_by_rate().values
    assert (
        sum(value for (_, currency), value in by_rate.items() if currency == "EUR")
        == (view.year(2023).sum("vat").values[None, "EUR"])
    )
    with pytest.raises(ValueError, match="no one supplier"):
        view.by("Dupont")

"""How figures are written and drawn: amounts, days, groups, bars, the month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import webui.bars
import webui.figures
import webui.invoice_filters
import webui.writing
from rag.domain.facts import FactDocument, FactsResult, Figure
from rag.domain.plan import Entity, Grouping, Measure, Plan
from webui import writing
from webui.bars import Bar, by_currency, show_bars
from webui.facts_client import Party
from webui.figures import first_place, place_of, show_figures
from webui.invoice_filters import Filters, read_amount
from webui.month_grid import month_grid


@pytest.fixture(params=["fr", "en"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    for module in (writing, webui.invoice_filters):
        monkeypatch.setattr(module, "language", lambda: request.param)
    return str(request.param)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The HTML that is given to Streamlit."""
    given_html: list[str] = []
    monkeypatch.setattr(webui.bars.st, "html", given_html.append)
    monkeypatch.setattr(webui.bars, "t", lambda key, **_: key)
    monkeypatch.setattr(webui.bars, "quiet", given_html.append)
    yield given_html


@pytest.mark.parametrize(
    ("value", "currency", "french", "english"),
    [
        ("1234.56", "EUR", "1\u202f234,56\u00a0€", "€1,234.56"),
        ("-20", "EUR", "-20,00\u00a0€", "-€20.00"),
        ("1500", "JPY", "1\u202f500\u00a0JPY", "JPY\u00a01,500"),
        ("0.1255", "EUR", "0,1255 EUR", "0.1255 EUR"),
        ("99999999999999.99", "EUR", "99\u202f999\u202f999\u202f999\u202f999,99\u00a0€", "€99,999,999,999,999.99"),
    ],
)
def test_amounts_are_written_exactly(language: str, value: str, currency: str, french: str, english: str) -> None:
    assert writing.amount(Decimal(value), currency) == (french if language == "fr" else english)


def test_what_is_not_known_is_a_dash_and_a_count_has_no_currency(language: str) -> None:
    assert writing.amount(None, "EUR") == writing.day(None) == "–"
    assert writing.figure(Decimal(12), None) == "12"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_amount_as_it_is_typed_comes_back(language: str, value: Decimal) -> None:
    plain = f"{value:,.2f}"
    typed = plain.replace(",", " ").replace(".", ",") if language == "fr" else plain
    assert read_amount(typed) == value
    assert read_amount(typed.replace(" ", "\u00a0")) == value


@pytest.mark.parametrize("typed", ["", "abc", "1,2,3", "12€", "--1", "1e5", "NaN", "Infinity", "١٢", "1 23", "1.234,5"])
def test_what_is_no_amount_is_none(language: str, typed: str) -> None:
    assert read_amount(typed) is None


def test_bars_are_as_long_as_their_figures_and_hold_no_tag(drawn: list[str]) -> None:
    rows = [("A", "100"), ("<b>B", "50"), ("C", "-25"), ("D", "0")]
    show_bars([Bar(name, Decimal(value), f"{value} €", 1) for name, value in rows], "Par", "Montant")
    [html] = drawn
    assert [part.split("%")[0] for part in html.split("width:")[1:]] == ["100", "50", "25", "0"]
    assert html.count("sc-below") == 1 and "&lt;b&gt;B" in html and "<b>B" not in html


def test_bars_of_nothing_and_of_many(drawn: list[str]) -> None:
    show_bars([Bar("A", Decimal(0), "0", 1)], "Par", "Montant")
    assert "width:0%" in drawn[0]
    show_bars([Bar(str(n), Decimal(n), str(n), 1) for n in range(webui.bars.MOST + 1)], "Par", "Montant")
    assert drawn[1].count("<tr>") == webui.bars.MOST + 1 and drawn[2] == "facts.first_rows"


def test_contracts_of_no_kind_are_a_row_and_no_large_figure(
    drawn: list[str], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    for module in (webui.bars, webui.figures):
        monkeypatch.setattr(module, "language", lambda: language)
    monkeypatch.setattr(webui.figures, "t", lambda key, **_: key)
    figures = tuple(Figure(group=group, value=value, documents=value) for group, value in (("lease", 3), (None, 2)))
    plan = Plan(entity=Entity.CONTRACT, measure=Measure.COUNT, group_by=Grouping.KIND)
    show_figures(FactsResult(plan=plan, words="", figures=figures, included_count=5))
    (html,) = drawn
    assert html.count("<tr><td>") == 2
    assert ("<td>bail</td>" in html and "<td>non indiqué</td>" in html) == (language == "fr")
    assert ("<td>lease</td>" in html and "<td>not stated</td>" in html) == (language == "en")


def test_currencies_are_kept_apart() -> None:
    found = by_currency(
        [
            Figure(currency=c, value=Decimal(1), documents=1, group=g)
            for c, g in (("EUR", "a"), ("USD", "a"), ("EUR", "b"))
        ]
    )
    assert {currency: len(figures) for currency, figures in found.items()} == {"EUR": 2, "USD": 1}


@given(st.dates(date(1990, 1, 1), date(2200, 12, 31)))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_month_has_each_of_its_days_once(language: str, day: date) -> None:
    first = day.replace(day=1)
    html = month_grid(first, {day: [("notice", "<script>x")]}, day, language)
    days = [int(part.split("<")[0]) for part in html.split('class="sc-day">')[1:]]
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    assert days == list(range(1, last.day + 1))
    assert html.count("sc-today") == html.count("sc-busy") == 1 and "<script>" not in html
    # The first column is a Monday.
    row = html.split("<tbody>")[1].split("</tr>")[0]
    assert row.split("<td")[1:][first.weekday()].count('sc-day">1<') == 1


def test_filters_say_the_same_to_the_list_and_as_a_plan() -> None:
    dupont = Party(name="Dupont", keys=["siren:1"])
    filters = Filters(seller=dupont, basis="due", first=date(2024, 1, 1), at_least=Decimal("1E+2"), type="credit_note")
    assert filters.query() == {"seller": "Dupont", "due_from": "2024-01-01", "type": "credit_note", "min": "100"}
    plan = filters.plan()
    assert plan is not None
    read = Plan.model_validate(plan)
    assert (read.sellers[0].keys, read.basis, read.at_least) == (("siren:1",), "due", Decimal(100))
    assert read.period is not None and read.period.start == date(2024, 1, 1)
    assert Plan.model_validate(Filters().plan()) == Plan() and Filters().query() == {}
    assert Filters(state="duplicate").plan() is None


def test_the_place_of_a_document_without_a_box_is_its_first_page() -> None:
    document = FactDocument(document_id="d", version_id="v", title="t", filename="f.xml", page=3)
    result = FactsResult(plan=Plan(amount="net"), words="", included=(document,), included_count=1)
    assert first_place(result) == ("included", 0)
    place = place_of(result, "included", 0)
    assert place is not None and place.url == "/v1/documents/d/pages/1.png"
    assert place_of(result, "included", 1) is None and place_of(result, "deadline", 0) is None
    boxed = document.model_copy(update={"box": (0.1, 0.1, 0.2, 0.2)})
    found = place_of(result.model_copy(update={"included": (boxed,)}), "included", 0)
    assert found is not None and found.url == "/v1/documents/d/pages/3.png?field=net"
    contracts = FactsResult(plan=Plan(entity=Entity.CONTRACT), words="", included=(boxed,), included_count=1)
    notice = place_of(contracts, "included", 0)
    assert notice is not None and "field=notice&field=renewal" in notice.url

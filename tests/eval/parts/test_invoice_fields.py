"""Fields of invoices against their truth."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from eval.parts.invoice_fields import InvoiceFigures, load_truth, measure_folder, verdicts
from rag.domain.invoice import Field, FieldState, Invoice, Party, Totals
from rag.errors import RequestError
from tests.ingest.extraction.invoices.drawing import draw_invoice
from tests.ingest.extraction.invoices.ledger import make_invoice


def invoice(state: FieldState) -> Invoice:
    return Invoice(
        number="FA-1",
        issue_date=date(2024, 3, 12),
        seller=Party(name="Coolblue B.V."),
        totals=Totals(gross=Decimal("120.00")),
        fields={"gross": Field(bt="BT-112", state=state)},
    )


def test_right_wrong_and_missing_are_told_apart() -> None:
    expected = {"no": "fa 1", "date": "2024-03-12", "total": "121", "seller": "COOLBLUE", "due": "2024-04-12"}
    figures = InvoiceFigures(list(verdicts("a.pdf", expected, invoice(FieldState.READ))))
    assert {name: (each.exact, each.wrong, each.missing) for name, each in figures.by_field.items()} == {
        "number": (1, 0, 0),
        "date": (1, 0, 0),
        "total": (0, 1, 0),
        "seller": (1, 0, 0),
        "due": (0, 0, 1),
    }
    assert figures.share == 0.6 and figures.wrong_but_confirmed == []


def test_a_wrong_total_that_is_confirmed_is_named() -> None:
    figures = InvoiceFigures(list(verdicts("a.pdf", {"amount": 121.0}, invoice(FieldState.CONFIRMED))))
    (found,) = figures.wrong_totals_confirmed
    assert (found.field, found.expected, found.read) == ("total", "121.0", "120.00")
    assert figures.to_json()["wrong_totals_confirmed"] == 1


def test_an_amount_is_compared_as_a_number() -> None:
    assert all(each.exact for each in verdicts("a.pdf", {"amount": 120.0, "total": "120.00"}, invoice(FieldState.READ)))
    assert not any(each.exact for each in verdicts("a.pdf", {"total": "12"}, None))


def test_a_folder_is_measured(tmp_path: Path) -> None:
    made = make_invoice(1)
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "1.pdf").write_bytes(draw_invoice(made)[0])
    (tmp_path / "files" / "2.pdf").write_bytes(draw_invoice(make_invoice(2))[0])
    (tmp_path / "files" / "3.txt").write_text("Bonjour")
    truth = tmp_path / "truth.json"
    truth.write_text(json.dumps({"files/1.pdf": {"no": made.number, "total": str(made.gross)}}))
    figures = measure_folder(tmp_path / "files", load_truth(truth))
    assert (figures.documents, figures.share, figures.unexpected) == (3, 1.0, ["2.pdf"])


@pytest.mark.parametrize("content", ["", "[]", '{"a": 1}'])
def test_a_truth_that_is_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "truth.json"
    path.write_text(content)
    with pytest.raises(RequestError):
        load_truth(path)

"""The list of invoices, one invoice, its corrections, its exports, figures and contracts, over HTTP."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lxml import etree
from PIL import Image

from rag.domain.document import EVERYONE
from rag.domain.invoice import FieldState
from tests.rag.service.conftest import opened
from tests.rag.service.facts_house import (
    PUBLIC_BILL,
    PUBLIC_CONTRACT,
    SECRET_BILL,
    TODAY,
    bring_public_facts,
    bring_secret_facts,
)
from tests.rag.service.house import House
from tests.support.ledgers import bring_in_facts, invoice


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("facts") / "home") as made:
        bring_public_facts(made)
        bring_secret_facts(made)
        for n in range(1, 8):
            made_invoice = invoice(f"=N-{n}", f"{n}0.01", issued=f"2025-0{n}-01", due=f"2025-0{n}-28")
            bring_in_facts(made.engine.store, f"n{n}.xml", made_invoice, [EVERYONE])
        doubtful = invoice("D-1", "55.00", source="page", states={"gross": FieldState.DOUBTFUL})
        bring_in_facts(made.engine.store, "d.pdf", doubtful, [EVERYONE])
        yield made


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[House]:
    with opened(tmp_path / "home") as made:
        bring_public_facts(made)
        yield made


def _get(house: House, path: str, who: str = "member") -> Any:
    answer = house.ask(who, "GET", path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _numbers(house: House, narrowed: str = "") -> list[str]:
    return [row["number"] for row in _get(house, f"/v1/invoices?{narrowed}")["invoices"]]


@pytest.mark.parametrize(
    ("narrowed", "numbers"),
    [
        ("seller=Martin", ["S-77"]),
        ("seller=Nobody", []),
        ("seller=Dupont&state=duplicate", ["F-1"]),
        ("state=doubtful_amount", ["D-1"]),
        ("type=credit_note", ["A-1"]),
        ("currency=USD", ["S-77"]),
        ("number=S77", ["S-77"]),
        ("date_from=2025-03-01&date_to=2025-04-30", ["=N-4", "=N-3"]),
        ("due_from=2025-07-01", ["=N-7"]),
        ("min=900", ["S-77", "D-1"]),
        ("min=60.01&max=70.01&state=counted", ["=N-7", "=N-6"]),
        ("buyer=Nuagence&date_from=2025-07-01", ["=N-7"]),
    ],
)
def test_the_list_is_narrowed(lasting: House, narrowed: str, numbers: list[str]) -> None:
    assert _numbers(lasting, narrowed) == numbers


def test_the_list_comes_page_by_page_latest_first(lasting: House) -> None:
    whole = _get(lasting, "/v1/invoices")
    assert whole["next_cursor"] is None and len(whole["invoices"]) == 12
    seen: list[Any] = []
    cursor = ""
    while True:
        page = _get(lasting, f"/v1/invoices?limit=5{cursor}")
        seen += page["invoices"]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == whole["invoices"]
    days = [row["issue_date"] for row in seen]
    assert days == sorted(days, reverse=True)


def test_a_row_has_the_names_and_forms_of_an_invoice(lasting: House) -> None:
    [row] = _get(lasting, "/v1/invoices?type=credit_note")["invoices"]
    assert (row["net"], row["vat"], row["gross"]) == ("-16.67", "-3.33", "-20.00")
    assert (row["seller"], row["state"], row["source"]) == ({"name": "Dupont Maintenance SAS"}, "counted", "xml")
    assert row["fields"]["gross"] == {"page": 1, "box": [0.1, 0.2, 0.9, 0.3]}


@pytest.mark.parametrize(
    "narrowed",
    [
        "date_from=2025-01-01&due_from=2025-01-01", "date_from=2025-02-01&date_to=2025-01-01", "date_from=yesterday",
        "currency=euro", "type=bill", "min=a", "min=NaN", "max=Infinity", "state=paid", "limit=0", "limit=501",
        "cursor=xyz",
    ],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_a_problem(lasting: House, narrowed: str) -> None:
    for path in ("/v1/invoices", *([] if "limit" in narrowed or "cursor" in narrowed else ["/v1/invoices.csv"])):
        answer = lasting.ask("member", "GET", f"{path}?{narrowed}")
        assert answer.status_code in (400, 422) and answer.headers["content-type"] == "application/problem+json"


def test_a_plan_or_a_question_gives_exact_figures(lasting: House) -> None:
    plan = {"measure": "sum", "period": {"start": "2025-01-01", "end": "2025-12-31"}}
    by_plan = lasting.ask("member", "POST", "/v1/facts/query", json={"plan": plan, "language": "en"}).json()
    question = {"question": "Combien Dupont nous a-t-il facturé en 2025 ?", "language": "fr"}
    by_question = lasting.ask("member", "POST", "/v1/facts/query", json=question).json()
    assert [figure["value"] for figure in by_plan["figures"]] == ["280.07"]
    assert [figure["value"] for figure in by_question["figures"]] == ["280.07"]
    assert "280,07" in by_question["words"]


@pytest.mark.parametrize(
    "body",
    [
        {}, {"plan": {}, "question": "x"}, {"plan": {"measure": "guess"}}, {"plan": {"sql": "drop"}}, {"question": ""},
        {"question": "x" * 2001}, {"question": "Quelle heure est-il ?"}, {"plan": {}, "language": "xx"},
        {"plan": {"entity": "contract", "measure": "sum"}}, {"plan": {"at_least": "NaN"}},
        {"plan": {"period": {"start": "2025-02-01", "end": "2025-01-01"}}},
    ],
)  # fmt: skip
def test_what_is_no_plan_is_a_problem(lasting: House, body: dict[str, Any]) -> None:
    answer = lasting.ask("member", "POST", "/v1/facts/query", json=body)
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_correction_is_kept_beside_the_reading_and_counts(changing: House) -> None:
    path = f"/v1/invoices/{PUBLIC_BILL}/corrections"
    assert _get(changing, path) == {"corrections": [], "may_correct": False}
    assert _get(changing, path, "admin")["may_correct"] is True
    for value in ("150.00", "151.20"):
        sent = changing.ask("admin", "POST", path, json={"field": "gross", "value": value})
        assert sent.status_code == 201, sent.text
    first, second = _get(changing, path)["corrections"]
    assert (first["field"], first["previous"], first["value"], first["author"]) == (
        "gross",
        "120.00",
        "150.00",
        "admin",
    )
    assert (second["previous"], second["value"]) == ("150.00", "151.20") and second["created_at"]
    assert _get(changing, f"/v1/invoices/{PUBLIC_BILL}")["gross"] == "151.20"
    assert [row["gross"] for row in _get(changing, "/v1/invoices")["invoices"]] == ["-20.00", "151.20"]
    figures = changing.ask("member", "POST", "/v1/facts/query", json={"plan": {"measure": "sum"}}).json()["figures"]
    assert figures[0]["value"] == "131.20"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"field": "gross", "value": "1 234,56"}, 400),
        ({"field": "gross", "value": "NaN"}, 400),
        ({"field": "iban", "value": "x"}, 400),
        ({"field": "currency", "value": None}, 400),
        ({"field": "issue_date", "value": "31/12/2024"}, 400),
        ({"field": "number", "value": "x" * 201}, 422),
        ({"field": "__class__", "value": "x"}, 400),
        ({"field": "number"}, 422),
    ],
)
def test_a_correction_that_cannot_be_is_a_problem(changing: House, body: dict[str, Any], status: int) -> None:
    answer = changing.ask("admin", "POST", f"/v1/invoices/{PUBLIC_BILL}/corrections", json=body)
    assert answer.status_code == status and answer.headers["content-type"] == "application/problem+json"
    assert _get(changing, f"/v1/invoices/{PUBLIC_BILL}/corrections")["corrections"] == []


def test_correcting_needs_the_right(changing: House) -> None:
    path = f"/v1/invoices/{PUBLIC_BILL}/corrections"
    refused = changing.ask("member", "POST", path, json={"field": "gross", "value": "1.00"})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    changing.keys["corrector"] = changing.engine.store.keys.create("corrector", ["corrections"])
    assert changing.ask("corrector", "POST", path, json={"field": "gross", "value": "1.00"}).status_code == 201
    # A contract is no invoice.
    contract = f"/v1/invoices/{PUBLIC_CONTRACT}/corrections"
    assert changing.ask("admin", "POST", contract, json={"field": "kind", "value": "x"}).status_code == 404


def test_a_contract_is_corrected_and_its_deadline_moves(changing: House) -> None:
    path = f"/v1/contracts/{PUBLIC_CONTRACT}/corrections"
    assert _get(changing, path) == {"corrections": [], "may_correct": False}
    refused = changing.ask("member", "POST", path, json={"field": "end_date", "value": "2031-03-31"})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    for field, value in (
        ("effective_date", "2030-04-01"),
        ("end_date", "2031-03-31"),
        ("term", "1 an"),
        ("notice", "90 jours"),
    ):
        sent = changing.ask("admin", "POST", path, json={"field": field, "value": value})
        assert sent.status_code == 201, sent.text
    assert [one["value"] for one in _get(changing, path)["corrections"]] == [
        "2030-04-01", "2031-03-31", "1 year", "90 day",
    ]  # fmt: skip
    contract = _get(changing, f"/v1/contracts/{PUBLIC_CONTRACT}")["contract"]
    assert contract["notice"]["span"] == {"count": 90, "unit": "day"}
    # The words that were read for them prove them no more.
    assert not {"effective_date", "end_date", "term", "notice"} & contract["fields"].keys()
    found = {one["document_id"]: one for one in _get(changing, "/v1/deadlines")["deadlines"]}
    assert found[PUBLIC_CONTRACT]["term_end"] == "2031-03-31"


@pytest.mark.parametrize(
    "body",
    [
        {"field": "notice", "value": "bientôt"},
        {"field": "notice", "value": "90 jours ou 3 mois"},
        {"field": "term", "value": "999999999999 ans"},
        {"field": "parties", "value": "x"},
        {"field": "effective_date", "value": "01/04/2030"},
    ],
)
def test_a_contract_takes_no_correction_that_cannot_be(changing: House, body: dict[str, Any]) -> None:
    path = f"/v1/contracts/{PUBLIC_CONTRACT}/corrections"
    answer = changing.ask("admin", "POST", path, json=body)
    assert answer.status_code == 400 and answer.headers["content-type"] == "application/problem+json"
    assert changing.ask("admin", "POST", path.replace(PUBLIC_CONTRACT, PUBLIC_BILL), json=body).status_code == 404


def _csv(house: House, path: str, who: str = "member") -> list[list[str]]:
    answer = house.ask(who, "GET", path)
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf") and "attachment" in answer.headers["content-disposition"]
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if "language=fr" in path else ","))


def test_the_list_as_csv_is_the_list(lasting: House) -> None:
    header, *rows = _csv(lasting, "/v1/invoices.csv?language=fr")
    assert header[:3] == ["Date", "Échéance", "Numéro"] and header[7:10] == ["HT", "TVA", "TTC"]
    listed = _get(lasting, "/v1/invoices")["invoices"]
    assert [row[-1] for row in rows] == [row["document_id"] for row in listed]
    assert [Decimal(row[9].replace(",", ".")) for row in rows] == [Decimal(row["gross"]) for row in listed]
    assert {row[2] for row in rows} >= {"'=N-1", "S-77"}
    assert {row[10] for row in rows} == {"compté", "doublon", "montant douteux"}
    assert len(_csv(lasting, "/v1/invoices.csv?seller=Martin")) == 2


def test_a_long_list_is_exported_whole(lasting: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.service.exports._CHUNK", 5)
    assert len(_csv(lasting, "/v1/invoices.csv")) == 13


def test_a_workbook_of_too_many_rows_is_refused(lasting: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.service.exports._MOST", 11)
    refused = lasting.ask("member", "GET", "/v1/invoices.xlsx")
    assert (refused.status_code, refused.headers["content-type"]) == (400, "application/problem+json")
    assert lasting.ask("member", "GET", "/v1/invoices.xlsx?seller=Martin").status_code == 200


def test_the_list_as_a_workbook_has_numbers_and_no_formula(lasting: House) -> None:
    answer = lasting.ask("member", "GET", "/v1/invoices.xlsx?language=fr")
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        strings = book.read("xl/sharedStrings.xml").decode()
    spaces = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    gross = [
        cell.findtext("x:v", namespaces=spaces)
        for cell in sheet.xpath("//x:c[starts-with(@r, 'J')]", namespaces=spaces)
    ]
    listed = _get(lasting, "/v1/invoices")["invoices"]
    assert [Decimal(value) for value in gross[1:]] == [Decimal(row["gross"]) for row in listed]
    assert sheet.findall(".//x:f", spaces) == [] and "<t>=N-1</t>" in strings


def test_deadlines_and_their_exports(lasting: House) -> None:
    found = _get(lasting, "/v1/deadlines?language=fr")
    assert found["today"] == TODAY.isoformat()
    assert [(one["title"], one["notice_by"]) for one in found["deadlines"]] == [
        ("bail.pdf", "2026-06-30"),
        ("maintenance.pdf", "2026-09-30"),
    ]
    assert found["deadlines"][0]["steps"] and found["deadlines"][0]["tacit"] is True
    later = _get(lasting, "/v1/deadlines?from=2026-07-01&to=2026-12-31")["deadlines"]
    assert [one["title"] for one in later] == ["maintenance.pdf"]
    header, *rows = _csv(lasting, "/v1/deadlines.csv?language=fr")
    assert [row[header.index("Dernier jour pour dénoncer")] for row in rows] == ["2026-06-30", "2026-09-30"]
    assert lasting.ask("member", "GET", "/v1/deadlines.xlsx").content.startswith(b"PK")


def test_a_contract_says_where_it_says_things(lasting: House) -> None:
    found = _get(lasting, f"/v1/contracts/{PUBLIC_CONTRACT}")
    assert found["contract"]["notice"]["span"] == {"count": 3, "unit": "month"}
    assert found["contract"]["fields"]["notice"]["page"] == 1
    assert len(_get(lasting, "/v1/contracts")["contracts"]) == 2


def _yellow_rows(house: House, document_id: str, query: str) -> tuple[float, float] | None:
    """From where to where a page is highlighted, as fractions of its height; None where it is not."""
    answer = house.ask("member", "GET", f"/v1/documents/{document_id}/pages/1.png?{query}")
    assert answer.status_code == 200, answer.text
    picture = np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB"), dtype=int)
    red, green, blue = np.moveaxis(picture, 2, 0)
    rows, _ = np.nonzero((red > 220) & (green > 200) & (blue < 200) & (red - blue > 40))
    return (rows.min() / picture.shape[0], rows.max() / picture.shape[0]) if rows.size else None


def test_a_page_shows_a_field_in_its_box(lasting: House) -> None:
    assert _yellow_rows(lasting, PUBLIC_BILL, "") is None
    for document_id, query, top, bottom in (
        (PUBLIC_BILL, "field=gross", 0.2, 0.3),
        (PUBLIC_CONTRACT, "field=notice", 0.1, 0.15),
        (PUBLIC_CONTRACT, "field=term&field=notice", 0.1, 0.15),
    ):
        found = _yellow_rows(lasting, document_id, query)
        assert found == pytest.approx((top, bottom), abs=0.01), query
    # The number is known, and nobody knows where it is printed.
    assert _yellow_rows(lasting, PUBLIC_BILL, "field=number") is None
    assert lasting.ask("member", "GET", f"/v1/documents/{PUBLIC_BILL}/pages/1.png?field=x").status_code == 404


def test_every_fact_route_tells_its_form(lasting: House) -> None:
    described = lasting.app.openapi()
    for path in ("/v1/facts/query", "/v1/invoices", "/v1/invoices/{document_id}", "/v1/contracts", "/v1/deadlines"):
        for operation in described["paths"][path].values():
            assert "$ref" in operation["responses"]["200"]["content"]["application/json"]["schema"], path
    one = described["components"]["schemas"]["InvoiceOut"]["properties"]
    assert one["warnings"]["items"] == {"type": "string"} and "findings" in one and "gross" in one
    served = _get(lasting, f"/v1/invoices/{SECRET_BILL}")
    assert set(served) == set(one)

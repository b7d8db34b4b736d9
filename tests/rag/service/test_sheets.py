"""Tables as files: exact amounts, both languages' forms, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from rag.service.sheets import Amount, Cell, csv_lines, xlsx_file

TODAY = date(2026, 3, 2)
_NS = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
HOSTILE = [
    "=1+1", "=cmd|' /C calc'!A0", "+33 1 23", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1", " =1", "\u00a0=1", "\n@x", "＝1+1",
    "\u200b=1", '=HYPERLINK("http://evil.example")', "\x00=1",
]  # fmt: skip


def _csv(rows: list[list[Cell]], language: str) -> list[list[str]]:
    content = b"".join(csv_lines(["a", "b"], rows, language))
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if language == "fr" else ","))[1:]


def _cells(content: bytes) -> list[tuple[str, str, str]]:
    """Of each cell of the sheet: its type, its content, its number format."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        styles = etree.fromstring(book.read("xl/styles.xml"))
        strings = ["".join(item.itertext()) for item in etree.fromstring(book.read("xl/sharedStrings.xml"))]
    assert sheet.findall(".//x:f", _NS) == [] and sheet.findall(".//x:hyperlink", _NS) == []
    patterns = {item.get("numFmtId"): item.get("formatCode") for item in styles.findall(".//x:numFmt", _NS)}
    used = [patterns.get(item.get("numFmtId"), "") for item in styles.findall(".//x:cellXfs/x:xf", _NS)]
    found = []
    for cell in sheet.findall(".//x:c", _NS):
        value = cell.findtext("x:v", namespaces=_NS) or ""
        kind = cell.get("t", "n")
        found.append((kind, strings[int(value)] if kind == "s" else value, used[int(cell.get("s", "0"))]))
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_document_is_a_formula(text: str, language: str) -> None:
    [[cell, _]] = _csv([[text, "x"]], language)
    assert cell[0] == "'" and cell[1] in "=+-@＝"
    [_, _, (kind, value, _), _] = _cells(xlsx_file("t", ["a", "b"], [[text, "x"]], TODAY))
    assert kind == "s" and value in text


def test_a_negative_amount_is_a_number_and_no_formula() -> None:
    row: list[Cell] = [Amount(Decimal("-1234.50"), "EUR"), 3]
    assert _csv([row], "fr") == [["-1234,50", "3"]]
    assert _csv([row], "en") == [["-1234.50", "3"]]


@pytest.mark.parametrize(
    ("value", "currency", "french", "number", "pattern"),
    [
        ("14940", "EUR", "14940,00", "14940", '#,##0.00 "EUR"'),
        ("0.1", "EUR", "0,10", "0.1", '#,##0.00 "EUR"'),
        ("1500", "JPY", "1500", "1500", '#,##0 "JPY"'),
        ("1.5", "KWD", "1,500", "1.5", '#,##0.000 "KWD"'),
        ("0.1255", "EUR", "0,1255", "0.1255", '#,##0.0000 "EUR"'),
        ("99999999999999.99", "EUR", "99999999999999,99", "99999999999999.99", '#,##0.00 "EUR"'),
        ("1E+3", "EUR", "1000,00", "1000", '#,##0.00 "EUR"'),
        ("12.30", None, "12,3", "12.3", "#,##0.0"),
    ],
)
def test_amounts_keep_every_digit(value: str, currency: str | None, french: str, number: str, pattern: str) -> None:
    row: list[Cell] = [Amount(Decimal(value), currency), None]
    assert _csv([row], "fr") == [[french, ""]]
    [(kind, written, shown)] = _cells(xlsx_file("t", ["a", "b"], [row], TODAY))[2:]
    assert (kind, Decimal(written), shown) == ("n", Decimal(number), pattern)


@settings(deadline=None)
@given(st.integers(-(10**15), 10**15), st.sampled_from(["EUR", "USD", "GBP", "CHF"]))
def test_any_amount_in_cents_is_written_exactly(cents: int, currency: str) -> None:
    value = Decimal(cents).scaleb(-2)
    row: list[Cell] = [Amount(value, currency), None]
    assert Decimal(_csv([row], "en")[0][0]) == value
    assert Decimal(_csv([row], "fr")[0][0].replace(",", ".")) == value
    assert Decimal(_cells(xlsx_file("t", ["a", "b"], [row], TODAY))[2][1]) == value


def test_a_currency_from_a_document_cannot_enter_a_format() -> None:
    row: list[Cell] = [Amount(Decimal(1), 'E"R'), None]
    assert _cells(xlsx_file("t", ["a", "b"], [row], TODAY))[2][2] == "#,##0.00"


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_gives_one_cell(text: str) -> None:
    rows = _csv([[text, "x"], ["y", date(2024, 2, 29)]], "fr")
    assert [len(row) for row in rows] == [2, 2] and rows[1] == ["y", "2024-02-29"]
    assert len(_cells(xlsx_file("t", ["a", "b"], [[text, "x"]], TODAY))) == 4


def test_the_same_table_gives_the_same_bytes() -> None:
    first, second = (xlsx_file("Factures", ["a"], [["x"], [date(2024, 1, 2)]], TODAY) for _ in range(2))
    assert first == second

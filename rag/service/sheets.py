"""Tables as files: CSV that a spreadsheet opens with a double click, and XLSX.

Texts come from documents that anybody may have sent. A spreadsheet takes a cell that begins with ``=`` for a formula
and runs it, so such texts are written with an apostrophe before them in CSV and as plain strings in XLSX. Amounts stay
decimals all the way: XlsxWriter writes their first 16 digits, more than any amount of an invoice has.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

import xlsxwriter
from babel.numbers import get_currency_precision

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula, in both widths."""
_LONGEST = 32_000
"""A cell of XLSX holds 32,767 characters."""
_NARROWEST, _WIDEST = 8, 44


class Amount(NamedTuple):
    """An amount of money in a cell: ``value`` in units of ``currency``, an ISO 4217 code; None where it is unknown."""

    value: Decimal
    currency: str | None


Cell = str | int | date | Amount | None
Row = Sequence[Cell]


def csv_lines(header: Sequence[str], rows: Iterable[Row], language: str) -> Iterator[bytes]:
    """The lines of a CSV file in UTF-8 with its mark: ``;`` and decimal commas for ``"fr"``, else ``,`` and points.

    Dates are ISO 8601, which spreadsheets of both languages read.
    """
    french = language == "fr"
    line = io.StringIO()
    writer = csv.writer(line, delimiter=";" if french else ",", lineterminator="\r\n")
    line.write("\ufeff")
    writer.writerow(header)
    yield _taken(line)
    for row in rows:
        writer.writerow([_written(cell, french) for cell in row])
        yield _taken(line)


def xlsx_file(name: str, header: Sequence[str], rows: Iterable[Row], today: date) -> bytes:
    """A workbook of one sheet ``name``, made ``today``: its first row fixed, filters on it, dates as dates, amounts as
    numbers that show their currency's code and decimals."""
    output = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(output, options) as book:
        # Else the minute would stand in it, and the same table would give other bytes.
        book.set_properties({"created": datetime.combine(today, time())})
        sheet = book.add_worksheet(name)
        formats = _Formats(book)
        widths = [len(title) for title in header]
        sheet.write_row(0, 0, header, formats.of("@", bold=True))
        last = 0
        for last, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                _put(sheet, last, column, cell, formats)
                widths[column] = max(widths[column], _width(cell))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width + 2, _NARROWEST), _WIDEST))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(header) - 1)
    return output.getvalue()


class _Formats:
    """The number formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], xlsxwriter.format.Format] = {}

    def of(self, pattern: str, *, bold: bool = False) -> xlsxwriter.format.Format:
        key = pattern, bold
        if key not in self._made:
            self._made[key] = self._book.add_format({"num_format": pattern, "bold": bold})
        return self._made[key]

    def of_amount(self, amount: Amount) -> xlsxwriter.format.Format:
        decimals = _decimals(amount)
        pattern = "#,##0" + (f".{'0' * decimals}" if decimals else "")
        # A currency is three letters wherever it was checked; nothing else may enter a format.
        known = amount.currency if amount.currency and amount.currency.isascii() and amount.currency.isalpha() else None
        return self.of(f'{pattern} "{known}"' if known else pattern)


def _put(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    if cell is None:
        return
    if isinstance(cell, Amount):
        sheet.write_number(row, column, cell.value, formats.of_amount(cell))
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, formats.of("yyyy-mm-dd"))
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, _clean(cell)[:_LONGEST])


def _written(cell: Cell, french: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Amount):
        # Our own number, so its sign is no formula.
        return f"{cell.value:.{_decimals(cell)}f}".replace(".", "," if french else ".")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int):
        return str(cell)
    text = _clean(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _width(cell: Cell) -> int:
    """How many characters a cell shows: an amount also its separators and its currency."""
    return len(_written(cell, french=False)) + (6 if isinstance(cell, Amount) else 0)


def _decimals(amount: Amount) -> int:
    """As many as the currency has, more only where the amount has more."""
    own = max(-int(amount.value.normalize().as_tuple().exponent), 0)
    return max(own, get_currency_precision(amount.currency) if amount.currency else 0)


def _clean(text: str) -> str:
    """Text without the control characters that XML cannot hold; lines become one, spaces around it go."""
    return "".join(char if char.isprintable() else " " for char in text).strip()


def _taken(line: io.StringIO) -> bytes:
    content = line.getvalue().encode("utf-8")
    line.seek(0)
    line.truncate()
    return content

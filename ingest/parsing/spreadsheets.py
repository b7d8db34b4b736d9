"""Workbooks (XLSX, XLS, ODS): each sheet a title, its tables, and the place of every cell."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ingest.parsing.archive import pack, unpack_xml
from ingest.parsing.containers import ole_stream
from ingest.parsing.document import ParsedDocument
from ingest.parsing.limits import Limits
from ingest.parsing.progress import tick
from ingest.parsing.sheet_blocks import Row, SheetText
from ingest.parsing.sheet_formats import PERCENT, TRUTH, SheetFormats, ods_formats, xlsx_formats
from rag.errors import DamagedFileError, EncryptedFileError

_DIGITS = 15
"""Significant digits that spreadsheets show of a binary number (Microsoft: "Excel specifications and limits")."""
_GLOBALS, _FIRST_RECORDS, _FILE_PASS = 65_536, 20, 0x002F
_DEFAULT_NAME = re.compile(r"(?:sheet|feuil(?:le)?|tabelle|hoja|blad)\s?\d*$", re.I)


def parse_xlsx(content: bytes, limits: Limits) -> ParsedDocument:
    """An XLSX as read: the values that its formulas had when it was saved.

    Raises:
        DamagedFileError, EncryptedFileError, TooLargeError: as :func:`~ingest.parsing.archive.unpack_xml` and
            :func:`~ingest.parsing.sheet_formats.xlsx_formats`.
    """
    parts = unpack_xml(content)
    formats = xlsx_formats(parts)
    return _parsed(pack(parts), formats, limits)


def parse_ods(content: bytes, limits: Limits) -> ParsedDocument:
    """An ODS as read; errors as for :func:`parse_xlsx`."""
    parts = unpack_xml(content)
    formats = ods_formats(parts.get("content.xml", b""))
    return _parsed(pack(parts), formats, limits)


def parse_xls(content: bytes, limits: Limits) -> ParsedDocument:
    """An XLS (Excel 97 to 2003) as read; percentages stay fractions.

    Raises:
        DamagedFileError: it does not parse.
        EncryptedFileError: it asks for a password.
        TooLargeError: it exceeds ``limits`` or 500,000 filled cells.
    """
    if _is_locked(ole_stream(content, "Workbook", _GLOBALS) or ole_stream(content, "Book", _GLOBALS)):
        raise EncryptedFileError("The workbook asks for a password.")
    return _parsed(content, {}, limits)


def _is_locked(records: bytes) -> bool:
    """True when FilePass stands among the first records ([MS-XLS] 2.4.117), which calamine takes for damage."""
    position = 0
    for _ in range(_FIRST_RECORDS):
        if position + 4 > len(records):
            return False
        kind, size = struct.unpack_from("<HH", records, position)
        if kind == _FILE_PASS:
            return True
        position += 4 + size
    return False


def _parsed(content: bytes, formats: dict[str, SheetFormats], limits: Limits) -> ParsedDocument:
    text = SheetText(limits.max_chars)
    hidden: list[str] = []
    with _calamine_errors(), CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
        for sheet in sheets:
            before = len(text.blocks)
            known = formats.get(sheet.name, SheetFormats())
            rows = _rows(workbook.get_sheet_by_name(sheet.name), known)
            text.add_sheet(" ".join(sheet.name.split()), rows)
            if sheet.visible is not SheetVisibleEnum.Visible and len(text.blocks) > before:
                hidden.append(sheet.name)
            tick()
    title = text.title
    if not title and len(sheets) == 1 and not _DEFAULT_NAME.match(sheets[0].name):
        title = sheets[0].name
    return ParsedDocument(text.text, tuple(text.blocks), title=title, warnings=_warnings(hidden, formats))


def _rows(sheet: CalamineSheet, known: SheetFormats) -> Iterator[tuple[int, Row]]:
    if sheet.start is None:
        return
    first = sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows()):
        if cells.count("") == len(cells):
            continue
        shown = [_shown(cell, known.formats.get((number, first + index))) for index, cell in enumerate(cells)]
        yield number + 1, [*([""] * first), *shown] if any(shown) else []


def _shown(value: object, shown_as: str | None) -> str:
    """A cell's value as text: dates as ISO 8601, numbers with all digits that a spreadsheet shows."""
    if isinstance(value, str):
        return " ".join(value.replace("\x00", "").split())
    if isinstance(value, bool) or (shown_as == TRUTH and isinstance(value, int | float)):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        if shown_as == PERCENT:
            return f"{_number(value * 100)} %"
        number = _number(value)
        return number.zfill(len(shown_as)) if shown_as and number.isdigit() else number
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "seconds").removesuffix(" 00:00:00").removesuffix(":00")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat().removesuffix(":00")
    return str(value)


def _number(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return ""
    if value == int(value) and abs(value) < 10**_DIGITS:
        return str(int(value))
    return f"{Decimal(f'{value:.{_DIGITS}g}'):f}"


def _warnings(hidden: list[str], formats: dict[str, SheetFormats]) -> tuple[str, ...]:
    warnings = []
    if hidden:
        names = ", ".join(f"“{name}”" for name in hidden[:10])
        warnings.append(f"Hidden sheets were read too: {names}.")
    if uncomputed := sum(sheet.uncomputed for sheet in formats.values()):
        warnings.append(
            f"{uncomputed} formulas had never been computed and are blank: open the file in a spreadsheet and save it."
        )
    return tuple(warnings)


@contextmanager
def _calamine_errors() -> Iterator[None]:
    try:
        yield
    except PasswordError as error:
        raise EncryptedFileError("The workbook asks for a password.") from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise DamagedFileError(f"The workbook does not parse ({type(error).__name__}).") from error
    except BaseException as error:
        # A panic of calamine's Rust code is no Exception, so that nobody takes it for one by accident.
        if type(error).__name__ == "PanicException":
            raise DamagedFileError("The workbook does not parse: it is altered.") from error
        raise

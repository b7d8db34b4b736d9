"""What calamine does not tell about cells: percentages, padded codes, formulas without a value, hostile sizes."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from html import unescape

from lxml import etree

from ingest.parsing.archive import xml_root
from ingest.parsing.sheet_blocks import MAX_FILLED
from rag.errors import TooLargeError

PERCENT, TRUTH = "%", "truth"
_MAX_TAGS = 2_000_000
_MAX_GRID = 10_000_000
_MAX_STRINGS = 200_000_000
_REMEDY = "Split the workbook, or save only its sheets with text as CSV."

_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*[^<>/])>")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d{1,6})"')
_STRING_CELL = re.compile(rb'<(?:\w+:)?c\s[^<>]*\bt="s"[^<>]*>\s*<(?:\w+:)?v>(\d{1,9})<')
_STRING = re.compile(rb"<(?:\w+:)?si[\s>].*?</(?:\w+:)?si>", re.S)
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*[^<>/])>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ODS_TAG = re.compile(rb"<(table:(?:table|table-row|table-cell|covered-table-cell))((?:\s[^<>]*?)?)(/?)>")
_ODS_REPEATED = re.compile(rb'table:number-(?:columns|rows)-repeated="(\d{1,9})"')
_ODS_NAME = re.compile(rb'table:name="([^"]*)"')


@dataclass(slots=True)
class SheetFormats:
    """What is known of one sheet: how some cells are shown, by row and column (from 0), and formulas not computed.

    A format is :data:`PERCENT`, :data:`TRUTH`, or as many zeros as a code has digits.
    """

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    uncomputed: int = 0


def xlsx_formats(parts: dict[str, bytes]) -> dict[str, SheetFormats]:
    """The formats of each sheet of an XLSX by its name (ECMA-376 part 1, 18.3 and 18.8).

    Raises:
        TooLargeError: a sheet would need more memory than it is worth: 500,000 filled cells, a rectangle of 10 million
            around its filled cells, or 200 MB of repeated strings.
        DamagedFileError: the workbook's own parts do not parse.
    """
    styles = _styles(parts.get("xl/styles.xml", b""))
    strings = [len(match[0]) for match in _STRING.finditer(parts.get("xl/sharedStrings.xml", b""))]
    found: dict[str, SheetFormats] = {}
    total = 0
    for name, part in _xlsx_sheets(parts).items():
        _check_strings(part, strings)
        sheet = found[name] = SheetFormats()
        rows: list[int] = []
        columns: list[int] = []
        for cell in _CELL.finditer(part):
            total += 1
            _check(total <= MAX_FILLED, f"more than {MAX_FILLED:,} filled cells")
            reference = _REFERENCE.search(cell[1])
            if reference is None:
                continue
            row, column = int(reference[2]) - 1, _column(reference[1])
            rows.append(row)
            columns.append(column)
            style = _STYLE.search(cell[1])
            if style and int(style[1]) in styles:
                sheet.formats[row, column] = styles[int(style[1])]
        if rows:
            _check_grid(max(rows) - min(rows) + 1, max(columns) - min(columns) + 1)
        sheet.uncomputed = sum(b't="str"' not in match[1] for match in _UNCOMPUTED.finditer(part))
    return found


def ods_formats(content: bytes) -> dict[str, SheetFormats]:
    """The formats of each sheet of an ODS by its name (OpenDocument 1.3 part 3, 9.1 and 19.385).

    Raises:
        TooLargeError: as :func:`xlsx_formats`; a row or cell can stand for a million.
    """
    found: dict[str, SheetFormats] = {}
    sheet = SheetFormats()
    row = column = repeated = last_row = last_column = 0
    for number, tag in enumerate(_ODS_TAG.finditer(content)):
        _check(number <= _MAX_TAGS, f"more than {_MAX_TAGS:,} rows and cells")
        count = int(match[1]) if (match := _ODS_REPEATED.search(tag[2])) else 1
        if tag[1] == b"table:table":
            name = _ODS_NAME.search(tag[2])
            sheet = found[unescape(name[1].decode("utf-8", "replace")) if name else ""] = SheetFormats()
            row = column = repeated = last_row = last_column = 0
        elif tag[1] == b"table:table-row":
            row, column, repeated = row + repeated, 0, count
        else:
            if not tag[3] or b"office:value" in tag[2]:
                last_row, last_column = max(last_row, row + repeated), max(last_column, column + count)
                _check_grid(last_row, last_column)
                shown = PERCENT if b'value-type="percentage"' in tag[2] else None
                shown = TRUTH if b'value-type="boolean"' in tag[2] else shown
                if shown and count * repeated <= 1_000:
                    cells = ((row + down, column + right) for down in range(repeated) for right in range(count))
                    sheet.formats.update(dict.fromkeys(cells, shown))
                elif b"table:formula" in tag[2] and b"office:value-type" not in tag[2]:
                    sheet.uncomputed += 1
            column += count
    return found


def _xlsx_sheets(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts of the sheets by the sheets' names; those that no sheet of the workbook names under their own."""
    sheets = {name: part for name, part in parts.items() if name.startswith("xl/worksheets/") and part}
    workbook, relations = parts.get("xl/workbook.xml"), parts.get("xl/_rels/workbook.xml.rels")
    if not workbook or not relations:
        return sheets
    targets = {relation.get("Id"): relation.get("Target", "") for relation in xml_root(relations)}
    named: dict[str, bytes] = {}
    for sheet in xml_root(workbook).iter("{*}sheet"):
        path = posixpath.normpath(posixpath.join("xl", targets.get(sheet.get(_RELATION), ""))).lstrip("/")
        if path in sheets:
            named[sheet.get("name", "")] = sheets.pop(path)
    return named | sheets


def _styles(part: bytes) -> dict[int, str]:
    """The cell styles that change what is read: percentages, and codes padded with zeros ("01000")."""
    if not part:
        return {}
    root = xml_root(part)
    codes = {"9": PERCENT, "10": PERCENT}
    for custom in root.iter("{*}numFmt"):
        code = custom.get("formatCode", "")
        if "%" in code:
            codes[custom.get("numFmtId", "")] = PERCENT
        elif re.fullmatch("0{2,20}", code):
            codes[custom.get("numFmtId", "")] = code
    styles = root.find("{*}cellXfs")
    found: list[etree._Element] = [] if styles is None else list(styles)
    return {index: codes[key] for index, style in enumerate(found) if (key := style.get("numFmtId", "")) in codes}


def _check_strings(part: bytes, lengths: list[int]) -> None:
    """Each cell gets a copy of its shared string: one long string shown a thousand times is a bomb."""
    if part.count(b't="s"') * max(lengths, default=0) <= _MAX_STRINGS:
        return
    used = (int(match[1]) for match in _STRING_CELL.finditer(part))
    _check(sum(lengths[index] for index in used if index < len(lengths)) <= _MAX_STRINGS, "200 MB of repeated text")


def _check_grid(rows: int, columns: int) -> None:
    _check(rows * columns <= _MAX_GRID, f"cells {rows:,} rows and {columns:,} columns apart")


def _check(fits: bool, what: str) -> None:
    if not fits:
        raise TooLargeError(f"A sheet of the workbook holds {what}.", _REMEDY)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
